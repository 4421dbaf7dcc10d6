"""Three small functions of numbers that are written in LLVM's language for compiled code.

numba converts real numbers to whole ones of 64 bits, and back. AVX2 cannot convert several of those at once, so one
such step keeps a whole loop from becoming vectors. The twins here give the same numbers.
"""

# ruff: noqa: ARG001  # numba takes an intrinsic's arguments from the names in its signature

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.registry import cpu_target
from numba.extending import intrinsic

from sim.model.random import fraction, picked, quotient

_REAL, _SHORT, _LONG = ir.DoubleType(), ir.IntType(32), ir.IntType(64)
# The bits of 2⁵² and 2⁸⁴: a word of 32 bits in the lower half counts as it is, or 2³² fold.
_LOW, _HIGH = 0x4330000000000000, 0x4530000000000000


def in_halves(features: str) -> bool:
    """Whether words are converted half by half: where vectors pay, and there is no instruction that does it at once."""
    has = features.split(",")
    return "+avx2" in has and "+avx512dq" not in has


@intrinsic
def _fraction(_: Any, z: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        z = builder.lshr(arguments[0], _LONG(11))
        if in_halves(cpu_target.target_context.codegen()._tm_features):
            high = builder.bitcast(builder.or_(builder.lshr(z, _LONG(32)), _LONG(_HIGH)), _REAL)
            low = builder.bitcast(builder.or_(builder.and_(z, _LONG(0xFFFFFFFF)), _LONG(_LOW)), _REAL)
            number = builder.fadd(builder.fsub(high, _REAL(2.0**84 + 2.0**52)), low)
        else:
            number = builder.sitofp(z, _REAL)
        return builder.fmul(number, _REAL(2.0**-53))

    return types.float64(types.uint64), code


@intrinsic
def _picked(_: Any, u: Any, count: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        u, count = arguments
        return _whole(builder, builder.fmul(u, _real(builder, count)))

    return types.int64(types.float64, types.int64), code


@intrinsic
def _quotient(_: Any, whole: Any, part: Any) -> Any:
    def code(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        whole, part = arguments
        return _whole(builder, builder.fdiv(_real(builder, whole), _real(builder, part)))

    return types.int64(types.int64, types.int64), code


def _real(builder: Any, whole: Any) -> Any:
    return builder.sitofp(builder.trunc(whole, _SHORT), _REAL)


def _whole(builder: Any, number: Any) -> Any:
    return builder.sext(builder.fptosi(number, _SHORT), _LONG)


TWINS: dict[Callable[..., Any], Any] = {fraction: _fraction, picked: _picked, quotient: _quotient}
