"""Chance: a uniform number for each (seed, replicate, period, stream, position, item), and nothing else.

The generator is SplitMix64 with its `split` (Steele, Lea & Flood 2014 [SteeleEtAl2014]), as in OpenJDK's
`SplittableRandom`, whose numbers `tests/test_draws.py` holds as known answers. Splitting needs no order here: child
`c` of a node is what the c-th call of `split()` on a fresh node gives, and a node's n-th number needs none of those
before it. So results depend on no thread, chunk or order, and two scenarios meet the same luck.

    seed → replicate → period → stream → (position, item)

Plain Python integers are masked to 64 bits, so that the same code runs compiled and uncompiled.
"""

from collections.abc import Callable
from typing import Any, cast

from sim.model.state import Floats

type Node = tuple[int, int]

GOLDEN = 0x9E3779B97F4A7C15
MASK = 0xFFFFFFFFFFFFFFFF


def signed[F: Callable[..., Any]](signature: str) -> Callable[[F], F]:
    """Mark a small function as compiled for one signature: whole numbers become unsigned words without surprises."""

    def mark(function: F) -> F:
        cast(Any, function).signature = signature
        return function

    return mark


def called[F: Callable[..., Any]](function: F) -> F:
    """Mark a large function of which compiled code gets one copy that it calls, instead of one in each place."""
    cast(Any, function).called = True
    return function


@signed("uint64(uint64)")
def word(z: int) -> int:
    """The lower 64 bits, unsigned. Compiled, a word that meets a constant below 2⁶³ turns signed, may not overflow, and
    shifts its sign: constants that meet words in `+ - *` or `>>` come through here.
    """
    return z & MASK


@signed("uint64(uint64)")
def mix(z: int) -> int:
    """SplitMix64's finalizer: a bijection of 64-bit words in which every input bit moves every output bit."""
    z = word((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9)
    z = word((z ^ (z >> 27)) * 0x94D049BB133111EB)
    return z ^ (z >> 31)


@signed("uint64(uint64)")
def bit_count(z: int) -> int:
    """How many bits are set: pairs, nibbles, bytes, and the sum of the bytes."""
    pairs, nibbles = word(0x5555555555555555), word(0x3333333333333333)
    z = word(z - ((z >> 1) & pairs))
    z = word((z & nibbles) + ((z >> 2) & nibbles))
    z = word((z + (z >> 4)) & word(0x0F0F0F0F0F0F0F0F))
    return word(z * word(0x0101010101010101)) >> 56


@signed("uint64(uint64)")
def mix_gamma(z: int) -> int:
    """An odd increment with enough alternating bits, after `SplittableRandom.mixGamma`."""
    z = word((z ^ (z >> 33)) * 0xFF51AFD7ED558CCD)
    z = word((z ^ (z >> 33)) * 0xC4CEB9FE1A85EC53)
    z = word((z ^ (z >> 33)) | word(1))
    return word(z ^ 0xAAAAAAAAAAAAAAAA) if bit_count(z ^ (z >> 1)) < 24 else z


@signed("UniTuple(uint64, 2)(uint64)")
def root(seed: int) -> Node:
    """The node of a seed (0 … 2⁶⁴ − 1)."""
    return seed, GOLDEN


@signed("UniTuple(uint64, 2)(UniTuple(uint64, 2), uint64)")
def split(node: Node, child: int) -> Node:
    """Child number `child` (0 …) of a node: a replicate of a seed, a period of a replicate, a stream of a period."""
    first = word(node[0] + node[1] * word(2 * child + 1))
    return mix(first), mix_gamma(word(first + node[1]))


def fraction(z: int) -> float:
    """The upper 53 bits of a word as a number in [0, 1)."""
    return (z >> 11) * 1.1102230246251565e-16


def picked(u: float, count: int) -> int:
    """Which of `count` things (0 … 2³¹ - 1) a number in [0, 1) picks."""
    return int(u * count)


def quotient(whole: int, part: int) -> int:
    """How often `part` goes into `whole` (both 0 … 2³¹ - 1): divided as real numbers, for which there are vectors."""
    return int(whole / part)


@signed("float64(UniTuple(uint64, 2), uint64, uint64)")
def uniform(node: Node, position: int, item: int) -> float:
    """A number in [0, 1) with 53 random bits for position and item (each below 2³²) of a stream."""
    # int() is for plain Python, where a position may come out of an array.
    place = word((int(position) << 32) + int(item) + 1)
    return fraction(mix(word(node[0] + node[1] * place)))


@signed("int64(UniTuple(uint64, 2), uint64, uint64, int64)")
def below(node: Node, position: int, item: int, count: int) -> int:
    """A whole number in 0 … count − 1, each as likely to within count · 2⁻⁵³."""
    return int(uniform(node, position, item) * count)  # a count may be beyond 2³¹, unlike those of `picked`


@signed("void(UniTuple(uint64, 2), uint64, float64[::1])")
def roll(node: Node, item: int, dice: Floats) -> None:
    """Write `uniform(node, position, item)` for every position: in one loop they take a tenth of the time."""
    # The words grow by the same step from position to position, which spares one of three multiplications.
    z, step = word(node[0] + node[1] * word(int(item) + 1)), word(node[1] << 32)
    for i in range(len(dice)):
        dice[i] = fraction(mix(z))
        z = word(z + step)


@signed("void(UniTuple(uint64, 2), uint64, float64[::1])")
def roll_items(node: Node, position: int, dice: Floats) -> None:
    """Write `uniform(node, position, item)` for every item of a position."""
    for k in range(len(dice)):
        dice[k] = uniform(node, position, k)
