"""Compiled kernels to one small WebAssembly module.

numba's LLVM code is taken before optimisation, given another target, linked, optimised and emitted by llvmlite.
Pointers shrink to 32 bits on the way while whole numbers stay at 64, so that the bits of every number are the native
ones. Each exported function takes the address of a block of 8-byte slots: the addresses and shapes of arrays, and
scalars, in the order of `layout`.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

import llvmlite.binding as llvm
from numba import types

from sim.page.linker import linked

TARGET = "wasm32-unknown-unknown"
FEATURES = "+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals,+simd128"
# What numba calls by name and WebAssembly has as an instruction.
SHIM = """
declare double @llvm.sqrt.f64(double)
define double @sqrt(double %x) alwaysinline {
  %r = call double @llvm.sqrt.f64(double %x)
  ret double %r
}
"""
# How numba writes the name of a mechanism's step. Steps stay functions: engines turn many small ones into faster code
# than a single large one.
_STEP = "4stepB"


class Argument(NamedTuple):
    """A leaf of an exported function's arguments: its path, type, first slot and number of dimensions (0: a scalar)."""

    path: str
    kind: str
    slot: int
    dimensions: int


def build(entries: Mapping[str, tuple[Any, Any]]) -> tuple[bytes, dict[str, list[Argument]]]:
    """The module and its layout from {export: (dispatcher, signature it is compiled for)}.

    The dispatchers must have been compiled in this process with NUMBA_OPT=0. Raises ValueError with the names of
    functions that WebAssembly does not have, such as `exp` or `pow`: no rule may use them.
    """
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    machine = llvm.Target.from_triple(TARGET).create_target_machine(opt=3, features=FEATURES, codemodel="default")
    head = f'target datalayout = "{machine.target_data}"\ntarget triple = "{TARGET}"\n'
    module = llvm.parse_assembly(head + SHIM)
    layout = {}
    for export, (dispatcher, signature) in entries.items():
        compiled = dispatcher.overloads[signature].fndesc
        code = re.sub(r"(?m)^target (triple|datalayout) = .*$", "", dispatcher.inspect_llvm(signature))
        module.link_in(llvm.parse_assembly(head + code))
        wrapper, layout[export] = _wrapper(export, compiled.llvm_func_name, compiled.argtypes, compiled.args)
        have = ", ".join(str(x.type) for x in module.get_function(compiled.llvm_func_name).arguments)
        if f"({have})" not in wrapper:
            raise ValueError(f"this numba lays out the arguments of {export} in another way: {have}")
        module.link_in(llvm.parse_assembly(head + wrapper))
    for value in [*module.functions, *module.global_variables]:
        if not value.is_declaration and value.name not in entries:
            value.linkage = "internal"
    for function in module.functions:
        if _STEP in function.name and not function.is_declaration:
            function.add_function_attribute("noinline")
    module.verify()
    _optimize(module, machine)
    return linked(machine.emit_object(module), list(entries)), layout


def _optimize(module: Any, machine: Any) -> None:
    """Drop what no export needs, then optimise; loops over members become vector code, as natively."""
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization, tuning.slp_vectorization, tuning.loop_unrolling = True, False, False
    builder = llvm.create_pass_builder(machine, tuning)
    sweep = llvm.create_new_module_pass_manager()
    sweep.add_global_dead_code_eliminate_pass()
    sweep.run(module, builder)
    builder.getModulePassManager().run(module, builder)


def _leaves(kind: Any, path: str) -> Iterator[tuple[str, Any]]:
    """The scalars and arrays inside nested named tuples, in the order in which numba passes them."""
    if hasattr(kind, "fields"):
        for field, inner in zip(kind.fields, kind, strict=True):
            yield from _leaves(inner, f"{path}.{field}")
    else:
        yield path, kind


def _wrapper(export: str, name: str, kinds: Any, paths: Any) -> tuple[str, list[Argument]]:
    """LLVM code of `i32 export(block)`: load every argument from its slot and call the kernel."""
    code: list[str] = []
    call = ["ptr %block", "ptr %exception"]
    layout: list[Argument] = []
    slot = 0

    def load(kind: str) -> str:
        nonlocal slot
        slot += 1
        code.append(f"%p{slot} = getelementptr i64, ptr %block, i32 {slot}\n%v{slot} = load {kind}, ptr %p{slot}")
        return f"%v{slot}"

    whole = zip(kinds, paths, strict=True)
    for path, kind in chain.from_iterable(_leaves(outer, place) for outer, place in whole):
        layout.append(Argument(path, str(kind.dtype if isinstance(kind, types.Array) else kind), slot + 1, 0))
        if isinstance(kind, types.Array):
            if kind.layout not in "CF":
                raise ValueError(f"{path} is no contiguous array")
            layout[-1] = layout[-1]._replace(dimensions=kind.ndim)
            data, shape = load("ptr"), [load("i64") for _ in range(kind.ndim)]
            size = 1 if kind.dtype == types.boolean else kind.dtype.bitwidth // 8
            call += _array(code, data, shape, size, kind.layout == "F")
        else:
            word = "double" if kind == types.float64 else "i8" if kind == types.boolean else f"i{kind.bitwidth}"
            call.append(f"{word} {load(word)}")
    body = "\n".join(code)
    words = ", ".join(argument.split()[0] for argument in call)
    return (
        f'declare i32 @"{name}"({words})\n'
        f"define i32 @{export}(ptr %block) {{\n%exception = alloca ptr\n{body}\n"
        f'%status = call i32 @"{name}"({", ".join(call)})\nret i32 %status\n}}\n',
        layout,
    )


def _array(code: list[str], data: str, shape: list[str], size: int, first_fastest: bool) -> list[str]:
    """An array as numba passes it: no owner, count, item size, data, shape and strides."""
    stride, strides, count = str(size), [str(size)], shape[-1]
    for extent in shape[:-1] if first_fastest else reversed(shape[1:]):
        code.append(f"%s{extent[2:]} = mul i64 {stride}, {extent}")
        stride = f"%s{extent[2:]}"
        strides.append(stride)
    strides = strides if first_fastest else strides[::-1]
    for extent in reversed(shape[:-1]):
        code.append(f"%n{extent[2:]} = mul i64 {count}, {extent}")
        count = f"%n{extent[2:]}"
    sizes = [f"i64 {number}" for number in (*shape, *strides)]
    return ["ptr null", "ptr null", f"i64 {count}", f"i64 {size}", f"ptr {data}", *sizes]
