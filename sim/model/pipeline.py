"""How LLVM optimises the week: once, where everything is laid out in place, and knowing that no two columns overlap.

numba optimises every function by itself and again wherever it is laid out, and it has to expect that any two arrays
are the same memory, which keeps most loops from becoming vectors. What is changed here is internal to numba. Without
it the numbers are the same and take longer: `tests/test_vectors.py` notices.
"""

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.registry import cpu_target

_HOOKS = ("_optimize_final_module", "_finalize_final_module", "_finalize_dynamic_globals")


class Entry(Compiler):
    """An entry point, whose arrays are columns that `allocate` made, each of them once."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)  # type: ignore[no-untyped-call]
        if hasattr(self.state.flags, "noalias"):
            self.state.flags.noalias = True


class _Raw(JITCodeLibrary):
    """Code that only becomes part of other code: it is optimised and turned into machine code there."""

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout
        for function in ll_module.functions:
            if not function.is_declaration:
                passes, builder = self._codegen._function_pass_manager()  # type: ignore[no-untyped-call]
                passes.run(function, builder)

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()  # type: ignore[no-untyped-call]
        self._finalized = True


class Inner(Compiler):
    """A function that is laid out in place wherever compiled code calls it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)  # type: ignore[no-untyped-call]
        if all(hasattr(JITCodeLibrary, hook) for hook in _HOOKS):
            self.state.library = _Raw(cpu_target.target_context.codegen(), "inner")  # type: ignore[no-untyped-call]
            self.state.library.enable_object_caching()
            self.state.targetctx.get_executable = _never_called


def _never_called(*_: Any) -> Any:
    """What stands for the way in from Python; numba tells functions apart by it."""
    return [].append
