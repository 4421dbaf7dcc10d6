"""Search on NK landscapes and copying along networks in plain NumPy, written from the rules alone.

Nothing is shared with the engine, so that the engine can be held against it: [Levinthal1997], [LazerFriedman2007].
"""

from typing import Any

import numpy as np
import numpy.typing as npt

type Bits = npt.NDArray[np.int64]
type Numbers = npt.NDArray[np.float64]


class Landscape:
    """A table of 2^(K + 1) uniform numbers for each of N bits: its own bit and K others, next on a ring or drawn."""

    def __init__(self, n: int, k: int, drawn: bool, rng: np.random.Generator) -> None:
        others = [
            [int(rng.choice([x for x in range(n) if x != j])) if drawn else (j + a) % n for a in range(1, k + 1)]
            for j in range(n)
        ]
        self.depends = np.array([[j, *row] for j, row in enumerate(others)])
        self.worth = rng.random((n, 2 ** (k + 1)))
        self.powers = 2 ** np.arange(k + 1)

    def height(self, forms: Bits) -> Numbers:
        """The heights of forms (members, N) of bits."""
        code = (forms[:, self.depends] * self.powers).sum(axis=2)
        return self.worth[np.arange(len(self.worth)), code].mean(axis=1)


def ring(members: int, neighbours: int, closed: bool = True) -> npt.NDArray[np.bool_]:
    """Who is tied to whom in a ring or a line."""
    place = np.arange(members)
    gap = np.abs(place[:, None] - place[None, :])
    gap = np.minimum(gap, members - gap) if closed else gap
    return (gap > 0) & (gap <= neighbours // 2)


def pairs(members: int, chance: float, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Every pair with the same chance."""
    upper = np.triu(rng.random((members, members)) < chance, 1)
    return upper | upper.T


def search(
    n: int, k: int, members: int, periods: int, rng: np.random.Generator, *, drawn: bool = False,
    ties: npt.NDArray[np.bool_] | None = None, velocity: float = 1.0, wrong: float = 0.0, first: bool = False,
    jump: float = 0.0,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """One run: mean height, and different forms per member, at the start of each period (periods,).

    In each period, all at once: who has a better tie, and looks at its ties (`velocity`), takes the form of the best,
    each bit wrong with probability `wrong`. The others look at one neighbour of their form, or at all in random order
    until one is higher (`first`), and take it if it is higher. With probability `jump` they then look at a random form.
    """
    land, forms = Landscape(n, k, drawn, rng), rng.integers(0, 2, (members, n))
    means, variety = np.zeros(periods), np.zeros(periods)
    for t in range(periods):
        height = land.height(forms)
        means[t], variety[t] = height.mean(), len(np.unique(forms, axis=0)) / members
        after = forms.copy()
        for i in range(members):
            best = -1 if ties is None or not ties[i].any() else int(np.where(ties[i], height, -1).argmax())
            if best >= 0 and height[best] > height[i] and rng.random() < velocity:
                after[i] = forms[best] ^ (rng.random(n) < wrong)
                continue
            for bit in rng.permutation(n)[: n if first else 1]:
                other = after[i].copy()
                other[bit] ^= 1
                if land.height(other[None])[0] > height[i]:
                    after[i] = other
                    break
            if rng.random() < jump:
                other = rng.integers(0, 2, n)
                if land.height(other[None])[0] > land.height(after[i][None])[0]:
                    after[i] = other
        forms = after
    return means, variety


def searches(runs: int, seed: int, *args: int, **settings: Any) -> tuple[Numbers, Numbers]:
    """Many runs: (runs, periods) each. A network that is drawn is given as a function of the generator."""
    rng, found = np.random.default_rng(seed), []
    network = settings.pop("network", None)
    for _ in range(runs):
        ties = None if network is None else network(rng)
        found.append(search(*args, rng, ties=ties, **settings))
    means, variety = zip(*found, strict=True)
    return np.array(means), np.array(variety)
