"""Chance: known answers of OpenJDK, laws of the mapping, and statistical tests that weak generators fail.

Statistical tests have fixed keys, chosen beforehand, so they are deterministic. Over the choice of keys the whole file
would err with probability below 1e-4: 57 p-values are held against `LEVEL` (2.9e-5 in all), and 10⁶ keys collide in
53 bits with probability 5.6e-5.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from numpy.typing import NDArray
from scipy import stats

from sim.model import random as draws
from sim.model.compile import entry, with_inner
from sim.model.random import GOLDEN, MASK, root, split, uniform

type Reals = NDArray[np.float64]
type Words = NDArray[np.int64]

LEVEL = 5e-7
COUNT = 1 << 18
LARGEST = 2**63 - 1
REPOSITORY = Path(__file__).resolve().parents[1]

# --- Known answers --------------------------------------------------------------------------------
#
# Produced by OpenJDK 17.0.15 with `new SplittableRandom(root)`:
#
#   SPLITMIX     nextLong() six times
#   DOUBLES      the 1st, 10th, 100th and 1000th nextDouble(), by Double.toHexString
#   CHAINS       s = s.split(), `depth` times; then nextLong() twice
#   CHILDREN     the (child + 1)-th split() of a fresh root; then nextLong() twice
#   DIGESTS      x = 0; 1001 times { k = s.split(); x = x * 31 + k.nextLong(); x = x * 31 + k.nextLong(); }
#   PATHS        the 4th split of the root, the 8th of that one, the 26th of that one; then nextDouble() five times

# The first five for 1234567 are also those of https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64.
PUBLISHED = (
    6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
)  # fmt: skip
SPLITMIX = {
    0: (
        0xE220A8397B1DCDAF,
        0x6E789E6AA1B965F4,
        0x06C45D188009454F,
        0xF88BB8A8724C81EC,
        0x1B39896A51A8749B,
        0x53CB9F0C747EA2EA,
    ),
    1: (
        0x910A2DEC89025CC1,
        0xBEEB8DA1658EEC67,
        0xF893A2EEFB32555E,
        0x71C18690EE42C90B,
        0x71BB54D8D101B5B9,
        0xC34D0BFF90150280,
    ),
    1234567: (
        0x599ED017FB08FC85,
        0x2C73F08458540FA5,
        0x883EBCE5A3F27C77,
        0x3FBEF740E9177B3F,
        0xE3B8346708CB5ECD,
        0x6C4F7DBC989944F6,
    ),
    LARGEST: (
        0x2A67D7552E039EA7,
        0xF20C01408082F947,
        0xEC159351AF424190,
        0x2020319894995BFB,
        0x532168FD38C3F6CB,
        0x1CD287CC27FEE113,
    ),
}
DOUBLES = {
    0: ("0x1.c4415072f63b9p-1", "0x1.e77091186d196p-1", "0x1.a82dbbcb5e8dp-3", "0x1.4e0abb2bfcf78p-4"),
    1: ("0x1.22145bd91204bp-1", "0x1.9686b91ce8c2cp-1", "0x1.3c17c0dcd70eep-2", "0x1.ce3129636a069p-1"),
    1234567: ("0x1.667b405fec23ep-2", "0x1.a328b3388da92p-1", "0x1.e0b0cc003acaep-1", "0x1.166798928bba3p-1"),
    LARGEST: ("0x1.533ebaa9701ccp-3", "0x1.b196d0f21404dp-1", "0x1.da3f438cd7beap-2", "0x1.6093d4d9eedbbp-1"),
}
CHAINS = {
    (0, 1): (0x184C6C53FB60892D, 0xD08944B9DFFC3E93),
    (0, 2): (0x83DB12BC11A10F69, 0xE3D8CF590BBBFB3D),
    (0, 3): (0xF9EFFBCE3FDFC851, 0xE0F4AF0F291231F5),
    (0, 12): (0x9FF1F88FE20F8334, 0xA19DE8C666C22D26),
    (1, 1): (0xC5160D22E54D74B9, 0x6C5D8182190C4046),
    (1, 12): (0x1B93DC1C87B9B0C4, 0xAE9D0A422D443622),
    (1234567, 2): (0x4BA11C6DF336A2E8, 0x4AED5CC7FF7EA31A),
    (1234567, 12): (0x1A7596E0D5BBFB86, 0x35C2A30DBDC1BAEC),
    (LARGEST, 3): (0x26BBE68370A71A8C, 0x463304641BBCB649),
    (LARGEST, 12): (0x91230A4EC04C53A5, 0x81EDEE46DF5A2C58),
}
CHILDREN = {
    (0, 1): (0xCCB4B92F2F011612, 0x23A6A25CDFEDF54C),
    (0, 1000): (0x45952A121CB0A192, 0xAA3F8A10E5200AF6),
    (1, 2): (0xFBB2EAA88C3FBC48, 0x2A57B2BF16781087),
    (1, 999): (0xA62AFFAAEBAF93C5, 0x6FD7D8F1710D0D22),
    (1234567, 17): (0xA5145D92FE7265AF, 0x927A7B6C116FDB34),
    (1234567, 1000): (0xCE122AB89FE33523, 0x8D3DF3509304088A),
    (LARGEST, 255): (0x53CC130227F6517D, 0x3CC4CD203E458158),
    (LARGEST, 1000): (0x0B91C6EBB9A97625, 0x4BBD5119C6005C82),
}
DIGESTS = {
    0: 0x6F617A37F9C1433F,
    1: 0xFE9024F24DF52DF9,
    1234567: 0x1BC2291AA1795097,
    LARGEST: 0x98990A1084DBD841,
}
PATHS = {
    0: (
        "0x1.acf7a1550010ep-1",
        "0x1.c2863932277dp-2",
        "0x1.84b953acc5c9bp-1",
        "0x1.06225d9d63f08p-3",
        "0x1.c8e84f9d17e32p-2",
    ),
    1: (
        "0x1.4fc26f4feccd2p-2",
        "0x1.45cb3f6cf29e2p-1",
        "0x1.b6a286bb227ap-3",
        "0x1.16945d482ab26p-1",
        "0x1.d9b901f250f22p-1",
    ),
    1234567: (
        "0x1.6e800defffdfcp-2",
        "0x1.9b9d3e2dc69a4p-2",
        "0x1.08d075676d938p-1",
        "0x1.02754a38fcb88p-1",
        "0x1.3395d7c434cddp-1",
    ),
    LARGEST: (
        "0x1.55beed4ba2c84p-1",
        "0x1.8a128070522fap-2",
        "0x1.a17087b9df9fp-2",
        "0x1.357d1f1d69469p-1",
        "0x1.89f41a655fa8fp-1",
    ),
}


def next_long(chance: Any, node: tuple[int, int], n: int) -> int:
    """The n-th (1 …) nextLong of a fresh SplittableRandom at this node."""
    return int(chance.mix((node[0] + n * node[1]) & MASK))


def pair(chance: Any, node: tuple[int, int]) -> tuple[int, int]:
    return next_long(chance, node, 1), next_long(chance, node, 2)


def hexed(chance: Any, node: tuple[int, int], items: list[int]) -> tuple[str, ...]:
    return tuple(float.fromhex(float(chance.uniform(node, 0, item)).hex()).hex() for item in items)


def wrong_answers(chance: Any) -> list[str]:
    """The tables above that a module with the names of `sim.model.random` does not reproduce."""
    wrong = []
    for seed in SPLITMIX:
        top = chance.root(seed)
        if tuple(next_long(chance, top, n) for n in range(1, 7)) != SPLITMIX[seed]:
            wrong.append(f"SPLITMIX {seed}")
        if hexed(chance, top, [0, 9, 99, 999]) != tuple(float.fromhex(x).hex() for x in DOUBLES[seed]):
            wrong.append(f"DOUBLES {seed}")
        digest = 0
        for child in range(1001):
            for word in pair(chance, chance.split(top, child)):
                digest = (digest * 31 + word) & MASK
        if digest != DIGESTS[seed]:
            wrong.append(f"DIGESTS {seed}")
        leaf = chance.split(chance.split(chance.split(top, 3), 7), 25)
        if hexed(chance, leaf, list(range(5))) != tuple(float.fromhex(x).hex() for x in PATHS[seed]):
            wrong.append(f"PATHS {seed}")
    for (seed, depth), words in CHAINS.items():
        node = chance.root(seed)
        for _ in range(depth):
            node = chance.split(node, 0)
        if pair(chance, node) != words:
            wrong.append(f"CHAINS {seed} {depth}")
    for (seed, child), words in CHILDREN.items():
        if pair(chance, chance.split(chance.root(seed), child)) != words:
            wrong.append(f"CHILDREN {seed} {child}")
    return wrong


def altered(old: str, new: str) -> SimpleNamespace:
    """`sim.model.random` after one replacement in its source."""
    source = Path(draws.__file__).read_text(encoding="utf-8")
    assert old in source
    source = re.sub(r"^from sim.model.compile import .*$", "", source.replace(old, new, 1), flags=re.MULTILINE)
    names: dict[str, Any] = {"__name__": "altered", "signed": lambda _: lambda f: f}
    exec(compile(source, "altered", "exec"), names)
    return SimpleNamespace(**names)


def compiled(function: Any) -> Any:
    """A function compiled for its signature, with the twins of what it calls, and a way in from Python."""
    return njit(function.signature)(with_inner(function))


class Compiled(SimpleNamespace):
    """`sim.model.random` compiled, each function when it is first asked for."""

    def __getattr__(self, name: str) -> Any:
        setattr(self, name, compiled(getattr(draws, name)))
        return vars(self)[name]


COMPILED = Compiled()


def test_numbers_are_those_of_openjdk_splittable_random() -> None:
    assert SPLITMIX[1234567][:5] == PUBLISHED
    assert wrong_answers(COMPILED) == []


def test_numbers_are_the_same_in_plain_python() -> None:
    assert wrong_answers(draws) == []
    assert wrong_answers(altered("", "")) == [], "what is altered below fails for nothing else"


CONSTANTS = sorted(set(re.findall(r"0x[0-9A-F]{16}", Path(draws.__file__).read_text(encoding="utf-8"))))


@pytest.mark.parametrize("old", CONSTANTS)
def test_one_altered_constant_does_not_match(old: str) -> None:
    """The negative control: flip one bit of a constant, in the middle, and the known answers fail."""
    assert len(CONSTANTS) >= 10
    assert wrong_answers(altered(old, hex(int(old, 16) ^ (1 << 37))))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("z >> 30", "z >> 29"),
        ("z >> 27", "z >> 28"),
        ("z >> 31", "z >> 32"),
        ("< 24", "< 23"),
        ("< 24", "< 26"),  # 25 would be the same: the number of alternations of an odd word is odd
        ("2 * child + 1", "2 * child + 2"),
        ("2 * child + 1", "child + 1"),
        ("(first + node[1])", "(first + GOLDEN)"),
        ("+ int(item) + 1", "+ int(item)"),
        (">> 11", ">> 12"),
        ("1.1102230246251565e-16", "1.1102230246251568e-16"),
    ],
)
def test_one_altered_step_does_not_match(old: str, new: str) -> None:
    assert wrong_answers(altered(old, new))


# --- Laws -----------------------------------------------------------------------------------------

words = st.integers(0, MASK)
keys = st.integers(0, 2**32 - 1)
nodes = st.tuples(words, words.map(lambda x: x | 1))


def unmix(z: int) -> int:
    """The inverse of `mix`, by undoing its three steps."""
    z ^= (z >> 31) ^ (z >> 62)
    z = (z * pow(0x94D049BB133111EB, -1, 2**64)) & MASK
    z ^= (z >> 27) ^ (z >> 54)
    z = (z * pow(0xBF58476D1CE4E5B9, -1, 2**64)) & MASK
    return z ^ (z >> 30) ^ (z >> 60)


@given(nodes, keys, keys)
def test_a_number_is_a_multiple_of_2_to_the_minus_53_in_0_to_1(node: tuple[int, int], position: int, item: int) -> None:
    number = COMPILED.uniform(node, position, item)
    assert 0 <= number < 1
    assert (number * 2**53).is_integer()


@given(nodes, keys, keys)
def test_position_jumps_ahead_by_2_to_the_32(node: tuple[int, int], position: int, item: int) -> None:
    """`uniform(node, p, i)` is what a fresh SplittableRandom gives after p · 2³² + i others."""
    ahead = (node[0] + node[1] * (position * 2**32 + item)) & MASK
    assert COMPILED.uniform(node, position, item) == COMPILED.uniform((ahead, node[1]), 0, 0)


@given(nodes, keys, st.integers(1, 2**53))
def test_a_choice_may_be_among_more_than_32_bits_count(node: tuple[int, int], position: int, count: int) -> None:
    assert COMPILED.below(node, position, 0, count) == int(draws.uniform(node, position, 0) * count)


@given(words)
def test_mix_is_a_bijection(z: int) -> None:
    assert unmix(COMPILED.mix(z)) == z
    assert COMPILED.mix(unmix(z)) == z


@given(words)
def test_increments_are_odd_and_have_enough_alternating_bits(z: int) -> None:
    gamma = COMPILED.mix_gamma(z)
    assert gamma % 2 == 1
    assert (gamma ^ (gamma >> 1)).bit_count() >= 24


@given(nodes, st.tuples(keys, keys), st.tuples(keys, keys))
def test_words_are_injective_in_position_and_item(
    node: tuple[int, int], one: tuple[int, int], other: tuple[int, int]
) -> None:
    """Increments are odd and `mix` is a bijection, so different keys have different words before 11 bits are cut."""
    first, second = ((node[0] + node[1] * (p * 2**32 + i + 1)) & MASK for p, i in (one, other))
    assert (COMPILED.mix(first) == COMPILED.mix(second)) == (one == other)
    assert COMPILED.uniform(node, *one) == (COMPILED.mix(first) >> 11) / 2**53


@given(nodes, keys, keys, st.integers(1, 2**31))
def test_below_is_a_share_of_the_count(node: tuple[int, int], position: int, item: int, count: int) -> None:
    number = COMPILED.below(node, position, item, count)
    assert 0 <= number < count
    assert number == int(COMPILED.uniform(node, position, item) * count) == draws.below(node, position, item, count)


@given(st.integers(0, LARGEST), st.lists(st.integers(0, 2**40), min_size=1, max_size=4), keys, keys)
def test_plain_python_gives_the_bits_of_the_compiled_functions(
    seed: int, path: list[int], position: int, item: int
) -> None:
    node = plain = root(seed)
    for child in path:
        node, plain = COMPILED.split(node, child), split(plain, child)
    assert node == plain
    assert COMPILED.uniform(node, position, item) == uniform(plain, position, item)


@given(st.integers(0, LARGEST), st.lists(st.integers(0, 2**40), min_size=3, max_size=3), keys, keys)
def test_an_entry_point_draws_the_bits_of_plain_python(seed: int, path: list[int], position: int, item: int) -> None:
    """Compiled code of rules meets signed numbers, from arrays."""
    leaf = split(split(split(root(seed), path[0]), path[1]), path[2])
    assert numbers(np.array([[seed, *path, position, item]])) == [uniform(leaf, position, item)]


@given(st.integers(0, LARGEST), st.integers(0, 2**40), keys)
def test_rolled_numbers_are_those_of_single_draws(seed: int, child: int, place: int) -> None:
    node, dice = split(root(seed), child), np.empty(7)
    for chance in (draws, COMPILED):
        chance.roll(node, place, dice)
        assert [*dice] == [uniform(node, i, place) for i in range(7)]
        chance.roll_items(node, place, dice)
        assert [*dice] == [uniform(node, place, k) for k in range(7)]


SCRIPT = """
import numpy as np
from sim.model.compile import entry
from sim.model.random import root, split, uniform
def draw(keys, result):
    for i in range(len(keys)):
        node = split(split(split(root(int(keys[i, 0])), int(keys[i, 1])), int(keys[i, 2])), int(keys[i, 3]))
        result[i] = uniform(node, keys[i, 4], keys[i, 5])
places = ((0, 0), (1, 2), (99_999, 40), (2**32 - 1, 2**32 - 1))
keys = [(seed, replicate, moment, stream, *place) for seed in (0, 20250101, 2**63 - 1) for replicate in (0, 99)
        for moment in (0, 200) for stream in (0, 46, 2**62 - 1) for place in places]
result = np.empty(len(keys))
drawn = entry(draw, None)
drawn(np.array(keys), result)
print(hasattr(drawn, "signatures"), *(number.hex() for number in result.tolist()))
"""


def test_an_interpreter_without_compiler_gives_the_same_bits() -> None:
    def printed(disabled: str) -> str:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    (plain, *expected), (compiled, *found) = printed("1").split(), printed("0").split()
    assert (plain, compiled) == ("False", "True"), "one was compiled, the other not"
    assert found == expected


# --- Statistics -----------------------------------------------------------------------------------

COORDINATES = ("seed", "replicate", "period", "stream", "position", "item")
STEPS = {name: tuple(int(name == other) for other in COORDINATES) for name in COORDINATES}
STEPS["replicate up, period down"] = (0, 1, -1, 0, 0, 0)
BASE = (20250101, 3, 300_000, 25, 17, 4)


def draw(keys: Words, result: Reals) -> None:
    for i in range(len(keys)):
        node = split(split(split(root(keys[i, 0]), keys[i, 1]), keys[i, 2]), keys[i, 3])
        result[i] = uniform(node, keys[i, 4], keys[i, 5])


DRAW = entry(draw, None)


def numbers(keys: Words) -> Reals:
    """One number for each row of seed, replicate, period, stream, position, item, drawn as the rules draw it."""
    result = np.empty(len(keys))
    DRAW(keys, result)
    return result


def neighbours(step: tuple[int, ...]) -> Reals:
    """Numbers of keys in a row along one coordinate, the others standing still."""
    return numbers(np.array(BASE) + np.arange(COUNT)[:, None] * np.array(step))


def weyl() -> Reals:
    """The negative control without mixing: multiples of the golden ratio, far too even."""
    return (np.arange(COUNT, dtype=np.uint64) * np.uint64(GOLDEN) >> np.uint64(11)).astype(float) / 2**53


def congruential() -> Reals:
    """The negative control with weak low bits: a multiplicative congruential generator modulo 2⁵³."""
    state, result = 1, np.empty(COUNT)
    for i in range(COUNT):
        state = (state * 5363471814176821) % 2**53
        result[i] = state / 2**53
    return result


def both_sides(tail: float) -> float:
    """Suspiciously bad fits count, and suspiciously good ones."""
    return 2 * min(tail, 1 - tail)


def chi_square(counts: NDArray[Any]) -> float:
    return both_sides(float(stats.chisquare(counts).pvalue))


def bits(word: Words) -> NDArray[Any]:
    return (word[..., None] >> np.arange(53)) & 1


def balance(flags: NDArray[Any]) -> float:
    """p-value that all columns of zeros and ones are fair coins (a sum of squared z over the columns)."""
    z = (2 * flags.mean(axis=0) - 1) * np.sqrt(len(flags))
    return float(stats.chi2.sf((z**2).sum(), z.size))


def is_even(u: Reals) -> float:
    return chi_square(np.bincount((u * 1024).astype(int), minlength=1024))


def is_uniform(u: Reals) -> float:
    """Kolmogorov and Smirnov."""
    distance = stats.kstest(u, "uniform", method="asymp").statistic
    return both_sides(float(stats.kstwobign.sf(distance * np.sqrt(len(u)))))


def is_uncorrelated(u: Reals) -> float:
    """Serial correlation with each of the ten next neighbours."""
    v = (u - 0.5) * np.sqrt(12)
    z = [(v[lag:] * v[:-lag]).sum() / np.sqrt(len(v) - lag) for lag in range(1, 11)]
    return float(stats.chi2.sf(np.square(z).sum(), len(z)))


def fills_the_square(u: Reals) -> float:
    """Pairs of neighbours on a grid of 64 × 64: no lattice."""
    cell = (u * 64).astype(int)
    return chi_square(np.bincount(cell[:-1:2] * 64 + cell[1::2], minlength=4096))


def fills_the_fine_square(u: Reals) -> float:
    """The same for the six lowest bits."""
    cell = (u * 2**53).astype(np.int64) & 63
    return chi_square(np.bincount(cell[:-1:2] * 64 + cell[1::2], minlength=4096))


def has_balanced_bits(u: Reals) -> float:
    return balance(bits((u * 2**53).astype(np.int64)))


def has_unrelated_bits(u: Reals) -> float:
    """Each of the 53 bits differs from the neighbour's half of the time."""
    word = (u * 2**53).astype(np.int64)
    return balance(bits(word[::2] ^ word[1::2]))


TESTS: dict[Callable[[Reals], float], Callable[[], Reals]] = {
    is_even: weyl,
    is_uniform: weyl,
    is_uncorrelated: weyl,
    fills_the_square: weyl,
    fills_the_fine_square: congruential,
    has_balanced_bits: congruential,
    has_unrelated_bits: congruential,
}


@pytest.mark.parametrize("along", STEPS)
@pytest.mark.parametrize("p_value", TESTS)
def test_neighbouring_keys_have_unrelated_uniform_numbers(p_value: Callable[[Reals], float], along: str) -> None:
    """49 p-values, each against `LEVEL`."""
    assert p_value(neighbours(STEPS[along])) > LEVEL


@pytest.mark.parametrize(("p_value", "weak"), TESTS.items())
def test_a_weak_generator_fails(p_value: Callable[[Reals], float], weak: Callable[[], Reals]) -> None:
    """The negative control of each of these tests."""
    assert p_value(weak()) < LEVEL


def flips(number: Callable[[Words], Reals], coordinate: int, width: int) -> NDArray[Any]:
    """Which of the 53 output bits change (keys × input bits × output bits) when one bit of a coordinate does."""
    rng = np.random.default_rng(20250101)
    limits = [2**62, 2**20, 2**17, 47, 2**31, 2**31]
    key = np.column_stack([rng.integers(0, limit, 2000) for limit in limits])
    before = (number(key) * 2**53).astype(np.int64)
    changed = np.empty((len(key), width, 53), dtype=np.int64)
    for bit in range(width):
        other = key.copy()
        other[:, coordinate] ^= 1 << bit
        changed[:, bit] = bits(before ^ (number(other) * 2**53).astype(np.int64))
    return changed


@pytest.mark.parametrize(("coordinate", "width"), [(0, 62), (1, 32), (2, 32), (3, 32), (4, 32), (5, 32)])
def test_one_bit_of_a_key_flips_half_of_the_number(coordinate: int, width: int) -> None:
    """Avalanche: 6 p-values against `LEVEL`, each over all pairs of an input and an output bit."""
    assert balance(flips(numbers, coordinate, width)) > LEVEL


@pytest.mark.parametrize(("coordinate", "width"), [(0, 62), (4, 32), (5, 32)])
def test_half_a_mix_does_not_flip_half(coordinate: int, width: int) -> None:
    """The negative control: a key multiplied once and folded once."""

    def halfway(key: Words) -> Reals:
        word = (key[:, 0] + (key[:, 4] << 32) + key[:, 5]).astype(np.uint64) * np.uint64(GOLDEN)
        return ((word ^ (word >> np.uint64(30))) >> np.uint64(11)).astype(float) / 2**53

    assert balance(flips(halfway, coordinate, width)) < LEVEL


def grid() -> Words:
    """10⁶ keys as a run uses them: 2 replicates × 50 periods × 10 streams × 100 members × 10 items."""
    axes = [[1], [0, 1], range(50), range(10), range(100), range(10)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 6)


def collisions(word: NDArray[Any]) -> int:
    return len(word) - len(np.unique(word))


def as_birthdays(word: NDArray[Any], days: int) -> float:
    """p-value of the number of collisions, which is Poisson with mean n² / (2 · days) for unrelated words."""
    found, expected = collisions(word), len(word) ** 2 / 2 / days
    return min(1.0, 2 * float(min(stats.poisson.cdf(found, expected), stats.poisson.sf(found - 1, expected))))


def test_numbers_collide_no_more_than_birthdays() -> None:
    """None in 53 bits (fails by chance with 5.6e-5); as expected in the highest and the lowest 36 (2 p-values)."""
    word = (numbers(grid()) * 2**53).astype(np.int64)
    assert collisions(word) == 0
    assert as_birthdays(word >> 17, 2**36) > LEVEL
    assert as_birthdays(word & (2**36 - 1), 2**36) > LEVEL


def test_keys_that_are_merely_added_collide() -> None:
    """The negative control: `position · 1000 + item` and the like, without splitting."""
    added = grid() @ np.array([0, 7, 1, 100, 1000, 1])
    mixed = numbers(np.column_stack([added, *(np.zeros_like(added) for _ in range(5))]))
    word = (mixed * 2**53).astype(np.int64)
    assert collisions(word) > 0
    assert as_birthdays(word >> 17, 2**36) < LEVEL
