"""Two published models in plain NumPy, written from their rules alone: [March1991] and [FangEtAl2010].

Nothing is shared with the engine, so that the engine can be held against them. Runs are vectorised along the first
axis; all random numbers come from the generator passed in.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

type Beliefs = npt.NDArray[np.int8]
type Mask = npt.NDArray[np.bool_]
type Numbers = npt.NDArray[np.float64]
type Variant = Literal["program", "text"]


@dataclass(frozen=True)
class MarchRuns:
    """What is known at the end, each of shape (runs,); the series, if asked for, of shape (runs, periods)."""

    code_knowledge: Numbers  # sum of c r / m, in [-1, 1]
    code_right: Numbers  # share of goals on which c = r, in [0, 1]
    knowledge: Numbers  # sum of b r / m, mean of members, in [-1, 1]
    accuracy: Numbers  # share of beliefs with b = r, mean of members, in [0, 1]
    periods: npt.NDArray[np.int64]  # periods run until nothing could change
    code_series: Numbers | None = None  # code knowledge as recorded in each period
    knowledge_series: Numbers | None = None  # mean knowledge as recorded in each period


@dataclass(frozen=True)
class FangRuns:
    """Mean payoff per goal, in [0, 1]: at the end, of shape (runs,), and as recorded, of shape (runs, periods)."""

    payoff: Numbers
    series: Numbers
    periods: npt.NDArray[np.int64]  # periods run until nothing could change, of shape (runs,)


def march(
    variant: Variant,
    n: int,
    m: int,
    p1: float,
    p2: float,
    p3: float,
    p4: float,
    periods: int,
    runs: int,
    rng: np.random.Generator,
    stop: bool = True,
    fast_share: float | None = None,
    fast_p1: float | None = None,
    series: bool = False,
) -> MarchRuns:
    """Mutual learning of `n` members and a code about `m` goals [March1991].

    Each period: turbulence (a goal flips with p4), turnover (a member becomes naive with p3), knowledge recorded,
    superior group found, socialization (p1) and code learning (p2) from beliefs as they were before socialization. A
    closed system (p3 = p4 = 0) ends, if `stop`, as soon as nothing can change.

    "program" (drew Figure 1): a zero belief acts by a fair coin each period, anew for every member and goal; superior
    is whose action score sum a r exceeds the code's sum c r; socialization is one step toward the code; the code
    takes the majority action of the superior group with probability 1 - (1 - p2)^k, k = majority - minority.
    "text" (as published): superior is who has more goals right than the code; socialization jumps to the code; the code
    takes the majority view with probability 1 - (1 - p2)^k, k = members who differ from the code - members who do not.

    Where the text leaves a choice, this was chosen:
    - a 0 in the code socializes nobody, scores nothing and is never right; it does not act by a coin (if it did,
      "program" would end .02 to .07 below Figure 1);
    - the code jumps to the majority, even from the opposite sign; only members step (else .01 to .06 below);
    - "text": the majority is the sign of the sum of beliefs, so zeros do not vote on it and the code never returns to
      0, but k counts them: a member with 0 differs from a code of +1 or -1 and does not differ from a code of 0; the
      code stays if k <= 0 (a choice: no published value decides between the readings of the text);
    - reality is drawn as fair signs; learning is drawn independently for every member and goal;
    - the share `fast_share` of members, rounded and first in order, learns at `fast_p1`; a newcomer learns at the
      rate of the member replaced;
    - values at the end are taken after the last period's learning, before any further turbulence or turnover, whereas
      the series is recorded within each period, before its learning: entry 0 is the start of a closed system. After
      the end of a closed system the series repeats its last value.

    When nothing can change, see `_at_rest`.
    """
    reality = _signs(rng, (runs, m))
    beliefs = _naive(rng, (runs, n, m))
    code = np.zeros((runs, m), dtype=np.int8)
    rates = np.full((n, 1), p1, dtype=np.float32)
    if fast_share is not None and fast_p1 is not None:
        rates[: round(fast_share * n)] = fast_p1
    recorded = np.empty((2, runs, periods)) if series else None
    ran = np.full(runs, periods)
    live = np.arange(runs)
    for period in range(periods):
        if stop and p3 == p4 == 0:
            rest = _at_rest(variant, reality[live], beliefs[live], code[live], rates, p2)
            ran[live[rest]] = period
            live = live[~rest]
        if recorded is None and not live.size:
            break
        r, b, c = reality[live], beliefs[live], code[live]
        r[rng.random(r.shape, dtype=np.float32) < p4] *= -1
        leaves = rng.random(b.shape[:2], dtype=np.float32) < p3
        b[leaves] = _naive(rng, (int(leaves.sum()), m))
        reality[live], beliefs[live] = r, b
        if recorded is not None:
            recorded[0, :, period] = _agreement(code, reality)
            recorded[1, :, period] = _agreement(beliefs, reality[:, None]).mean(axis=1)
        majority, k = _program_votes(r, _actions(b, rng), c) if variant == "program" else _text_votes(r, b, c)
        beliefs[live] = _socialize(variant, b, c, rates, rng)
        learns = rng.random(c.shape) < 1 - (1 - p2) ** np.maximum(k, 0)
        code[live] = np.where(learns & (majority != 0), majority, c)
    return MarchRuns(
        _agreement(code, reality),
        np.mean(code == reality, axis=1),
        _agreement(beliefs, reality[:, None]).mean(axis=1),
        np.mean(beliefs == reality[:, None], axis=(1, 2)),
        ran,
        *(() if recorded is None else recorded),
    )


def _signs(rng: np.random.Generator, shape: tuple[int, ...]) -> Beliefs:
    return (2 * rng.integers(0, 2, shape, dtype=np.int8) - 1).astype(np.int8)


def _naive(rng: np.random.Generator, shape: tuple[int, ...]) -> Beliefs:
    return rng.integers(-1, 2, shape, dtype=np.int8)


def _agreement(views: Beliefs, reality: Beliefs) -> Numbers:
    """Mean of view times reality over goals, the last axis: 1 all right, 0 as good as chance."""
    return np.mean(views * reality, axis=-1)


def _actions(beliefs: Beliefs, rng: np.random.Generator) -> Beliefs:
    """A belief is acted on; no belief (0) is a fair coin."""
    return np.where(beliefs == 0, _signs(rng, beliefs.shape), beliefs)


def _program_votes(reality: Beliefs, actions: Beliefs, code: Beliefs) -> tuple[Any, Any]:
    """Majority action (sign; 0 where tied) of the superior group and its margin, both of shape (runs, goals)."""
    score = np.sum(actions * reality[:, None], axis=2, dtype=np.int16)
    superior = score > np.sum(code * reality, axis=1, dtype=np.int16)[:, None]
    votes = np.sum(actions * superior[:, :, None], axis=1, dtype=np.int16)
    return np.sign(votes), np.abs(votes)


def _text_votes(reality: Beliefs, beliefs: Beliefs, code: Beliefs) -> tuple[Any, Any]:
    """Majority view (sign; 0 if tied) of the superior group, and how many more of it differ from the code than not."""
    right = np.count_nonzero(beliefs == reality[:, None], axis=2)
    superior = (right > np.count_nonzero(code == reality, axis=1)[:, None])[:, :, None]
    votes = np.sum(beliefs * superior, axis=1, dtype=np.int16)
    same = np.count_nonzero((beliefs == code[:, None]) & superior, axis=1)
    return np.sign(votes), np.count_nonzero(superior, axis=1) - 2 * same


def _socialize(
    variant: Variant, b: Beliefs, c: Beliefs, rates: npt.NDArray[np.float32], rng: np.random.Generator
) -> Any:
    """Where the code is not 0, beliefs move toward it with probability `rates`: a step ("program") or all the way."""
    code = c[:, None]
    moves = (b != code) & (code != 0) & (rng.random(b.shape, dtype=np.float32) < rates)
    return np.where(moves, b + code if variant == "program" else code, b)


def _at_rest(
    variant: Variant, reality: Beliefs, beliefs: Beliefs, code: Beliefs, rates: npt.NDArray[np.float32], p2: float
) -> Mask:
    """Whether no event of positive probability changes any belief or the code, of shape (runs,).

    No member can learn: every belief of a member whose rate is not 0 equals the code wherever the code is not 0. Then
    the code cannot learn either if p2 = 0, or if its votes move nothing. "text": the votes are certain, so they are
    counted. "program": where the code is not 0 all agree with it, so only goals with a code of 0 decide who is
    superior and what is learned. Whoever cannot be superior with all coins in his favour has no vote. One who can and
    has a coin to flip moves the votes with positive probability (two outcomes of one coin give different votes, which
    cannot both be tied). Otherwise the votes are certain, and at rest if tied on every such goal. With members who
    never learn (rate 0) beside a code, "program" takes a run to be at rest only if all agree all the same; it then
    runs longer, to the same end.
    """
    differs = (beliefs != code[:, None]) & (code[:, None] != 0)
    rest: Mask = ~np.any(differs & (rates > 0), axis=(1, 2))
    if p2 == 0:
        return rest
    r, b, c = reality[rest], beliefs[rest], code[rest]
    if variant == "text":
        majority, k = _text_votes(r, b, c)
        rest[rest] = ~np.any((majority != 0) & (majority != c) & (k > 0), axis=1)
        return rest
    untaught = (c == 0)[:, None]
    coins = (b == 0) & untaught
    can_lead = np.sum(b * r[:, None] * untaught, axis=2) + np.count_nonzero(coins, axis=2) > 0
    votes = np.sum(b * (untaught & can_lead[:, :, None]), axis=1)
    rest[rest] = ~(differs[rest].any(axis=(1, 2)) | (coins & can_lead[:, :, None]).any(axis=(1, 2)) | votes.any(axis=1))
    return rest


def fang(
    n: int,
    clique: int,
    m: int,
    s: int,
    beta: float,
    learning: float,
    periods: int,
    runs: int,
    rng: np.random.Generator,
    turnover: float = 0,
    turbulence: float = 0,
) -> FangRuns:
    """Learning in semi-isolated subgroups [FangEtAl2010]: `n` members in cliques of `clique`, payoff by blocks of `s`.

    Each period: turbulence (a goal flips), turnover (a member becomes naive), payoff recorded, then all learn at once.
    On each goal, with probability `learning`, drawn independently, a member adopts the majority view of those ties
    whose payoff is strictly higher; zeros do not vote, a tied vote changes nothing. A closed system ends when no vote
    would change a belief; the series then repeats its last value.

    Choices: reality is drawn as fair signs; a newcomer keeps the ties of the member replaced; the value at the end is
    taken after the last period's learning, entry 0 of the series before the first. For the rewiring see `_ties`.
    """
    reality = _signs(rng, (runs, m))
    beliefs = _naive(rng, (runs, n, m))
    ties = _ties(n, clique, beta, runs, rng)
    series = np.empty((runs, periods))
    ran = np.full(runs, periods)
    live = np.arange(runs)
    for period in range(periods):
        r, b = reality[live], beliefs[live]
        r[rng.random(r.shape, dtype=np.float32) < turbulence] *= -1
        leaves = rng.random(b.shape[:2], dtype=np.float32) < turnover
        b[leaves] = _naive(rng, (int(leaves.sum()), m))
        payoff = _payoff(b, r, s)
        series[live, period:] = payoff.mean(axis=1)[:, None]
        better = ties[live] & (payoff[:, None, :] > payoff[:, :, None])
        view = np.sign(better.astype(np.float32) @ b.astype(np.float32))
        new = (view != 0) & (view != b)
        adopts = new & (rng.random(b.shape, dtype=np.float32) < learning)
        reality[live], beliefs[live] = r, np.where(adopts, view, b)
        if turnover == turbulence == 0:
            rest = ~new.any(axis=(1, 2)) | (learning == 0)
            ran[live[rest]] = period
            live = live[~rest]
            if not live.size:
                break
    return FangRuns(_payoff(beliefs, reality, s).mean(axis=1), series, ran)


def _payoff(beliefs: Beliefs, reality: Beliefs, s: int) -> Numbers:
    """Share of blocks of `s` goals that are right throughout: the published payoff over m, of shape (runs, members)."""
    right = beliefs == reality[:, None]
    return np.mean(right.reshape(*right.shape[:2], -1, s).all(axis=3), axis=2)


def _ties(n: int, clique: int, beta: float, runs: int, rng: np.random.Generator) -> Mask:
    """Who is tied to whom, of shape (runs, n, n): cliques, every tie of which is rewired with probability `beta`.

    A rewired tie keeps one of its ends, by a fair coin, and gets as other end a member of another clique, uniform among
    those not yet tied to the end kept (were there none, the tie stays). Ties are undirected, their number is conserved.
    """
    of = np.arange(n) // clique
    inside = (of[:, None] == of) & ~np.eye(n, dtype=bool)
    ties = np.repeat(inside[None], runs, axis=0)
    for pair in np.argwhere(np.triu(inside)):
        at = np.flatnonzero(rng.random(runs) < beta)
        coin = rng.integers(0, 2, at.size)
        kept, left = pair[coin], pair[1 - coin]
        eligible = (of[kept][:, None] != of) & ~ties[at, kept]
        to = np.where(eligible.any(axis=1), np.argmax(rng.random((at.size, n)) * eligible, axis=1), left)
        ties[at, kept, left] = ties[at, left, kept] = False
        ties[at, kept, to] = ties[at, to, kept] = True
    return ties
