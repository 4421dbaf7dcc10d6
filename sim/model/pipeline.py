"""How LLVM optimises the week: once, where everything is laid out in place, and knowing what holds for our rules.

numba optimises every function by itself and again wherever it is laid out. It has to expect that any two arrays are the
same memory, which keeps most loops from becoming vectors, and that any index counts from the end, which takes three
instructions more for each number that is read or written. What is changed here is internal to numba. Without it the
numbers are the same and take longer: `tests/test_vectors.py` notices.
"""

from typing import Any

import llvmlite.binding as llvm
from numba.core import config, types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.registry import cpu_target
from numba.np import arrayobj

_numba: Any = config
_HOOKS = ("_optimize_functions", "_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals")
_CAN = all(hasattr(JITCodeLibrary, hook) for hook in _HOOKS)


class _Whole(JITCodeLibrary):
    """Code whose loops are neither unrolled nor interleaved: that took time to compile, and made small crews slower."""

    def _passes(self) -> Any:
        tuning = llvm.create_pipeline_tuning_options(speed_level=_numba.OPT)
        tuning.loop_vectorization, tuning.slp_vectorization = bool(_numba.LOOP_VECTORIZE), False
        tuning.loop_unrolling = False
        tuning.loop_interleaving = False
        return llvm.create_pass_builder(self._codegen._tm, tuning)

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout
        for function in ll_module.functions:
            if not function.is_declaration:
                builder = self._passes()
                builder.getFunctionPassManager().run(function, builder)

    def _optimize_final_module(self) -> None:
        builder = self._passes()
        builder.getModulePassManager().run(self._final_module, builder)


class _Raw(_Whole):
    """Code that only becomes part of other code: it is optimised as a whole and turned into machine code there."""

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()  # type: ignore[no-untyped-call]
        self._finalized = True


class _Compiler(Compiler):
    def __init__(self, library: type[JITCodeLibrary], given: Any) -> None:
        super().__init__(*given)  # type: ignore[no-untyped-call]
        if _CAN:
            self.state.library = library(cpu_target.target_context.codegen(), "coxed")
            self.state.library.enable_object_caching()


class Entry(_Compiler):
    """An entry point, whose arrays are columns that `allocate` made, each of them once."""

    def __init__(self, *given: Any) -> None:
        super().__init__(_Whole, given)
        if hasattr(self.state.flags, "noalias"):
            self.state.flags.noalias = True


class Inner(_Compiler):
    """A function that is laid out in place wherever compiled code calls it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(_Raw, given)
        if _CAN:
            self.state.targetctx.get_executable = _never_called


class Own(Inner):
    """A function of ours: it never counts from the end of an array (`tests/test_bits.py` looks at every index)."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.state.targetctx.counts_from_the_start = True


def _position(context: Any, builder: Any, kind: Any, index: Any, size: Any) -> Any:
    """An index as a position: numba's own answer, but for functions of ours as it is."""
    if getattr(context, "counts_from_the_start", False):
        return context.cast(builder, index, kind, types.intp)
    return _any_position(context, builder, kind, index, size)


_arrays: Any = arrayobj
_any_position: Any = getattr(_arrays, "fix_integer_index", None)
if _any_position is not None:
    _arrays.fix_integer_index = _position


def _never_called(*_: Any) -> Any:
    """What stands for the way in from Python; numba tells functions apart by it."""
    return [].append
