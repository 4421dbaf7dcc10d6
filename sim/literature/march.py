"""March (1991): mutual learning between a code and its members [March1991].

Published are the code's knowledge at rest as Figure 1 shows it, here from the recreation of the program that drew it
(standard error about .001 a point), and the share of right dimensions for the model as the text has it.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.stats import norm

from sim.literature.check import EQUIVALENCE_LEVEL, Check, Study, equivalent, ordered, outcome, widened
from sim.scenario import Scenario, load
from sim.state import Floats

RATES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
# Code knowledge by p2 (rows), for p1 in RATES.
FIGURE_1 = {
    0.1: (0.8633, 0.8171, 0.8051, 0.8021, 0.7994, 0.8032, 0.8060, 0.8090, 0.8132),
    0.5: (0.9543, 0.9088, 0.8691, 0.8371, 0.8106, 0.7867, 0.7679, 0.7540, 0.7421),
    0.9: (0.9724, 0.9404, 0.9081, 0.8737, 0.8401, 0.8067, 0.7796, 0.7561, 0.7284),
}
FIGURE_ERROR = 0.001
TEXT = {(0.1, 0.1): 0.756, (0.5, 0.5): 0.721, (0.9, 0.9): 0.689}
TEXT_ERROR = 0.001  # three digits, and fewer runs than ours

SEED = 1991
RUNS = 10_000
MARGIN = 0.01
CLOSE = 0.005  # what a point of Figure 1 may be off
EFFECT = 0.01  # of knowledge, that would matter


def closed(variant: str, p1: float, p2: float) -> Scenario:
    """A closed system of a variant (`program` or `text`) with learning rates p1 and p2."""
    return load(f"march_1991_{variant}").with_(leadership={"communication": p1, "listening": p2})


def opened(p1: float, p2: float, p3: float, p4: float, periods: int = 200) -> Scenario:
    """The program's variant with turnover p3 and turbulence p4."""
    return closed("program", p1, p2).with_(
        run={"periods": periods}, organization={"turnover": p3}, environment={"strategic_turbulence": p4}
    )


def known(scenario: Scenario, runs: int) -> Floats:
    """The code's knowledge at the end, a number a run."""
    return outcome(scenario, runs, SEED, "direction_knowledge_final")


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """Figure 1, the text's points, and what the article says in words."""
    runs = max(200, int(RUNS * scale))
    found = _figure(runs, scale, progress) + _text(runs, scale, progress)
    progress()
    return found + _words(runs, scale)


def figure(runs: int, progress: Callable[[], None], seed: int = SEED) -> dict[tuple[float, float], Floats]:
    """Code knowledge at rest by (p1, p2), a number a run, for all 27 points of Figure 1, each with luck of its own."""
    found: dict[tuple[float, float], Floats] = {}
    for p2 in FIGURE_1:
        for p1 in RATES:
            first = len(found) * runs
            found[p1, p2] = outcome(closed("program", p1, p2), runs, seed, "direction_knowledge_final", first)
            progress()
    return found


def published() -> dict[tuple[float, float], float]:
    """Figure 1 by (p1, p2)."""
    return {(p1, p2): value for p2, row in FIGURE_1.items() for p1, value in zip(RATES, row, strict=True)}


def _figure(runs: int, scale: float, progress: Callable[[], None]) -> list[Check]:
    found, table = figure(runs, progress), published()
    points = [
        equivalent("march", f"Figure 1, p1 = {p1}, p2 = {p2}: code knowledge", found[p1, p2], table[p1, p2],
                   widened(MARGIN, scale), "published", FIGURE_ERROR, (p1, p2))
        for p1, p2 in table
    ]  # fmt: skip
    residuals = np.array([found[point].mean() - table[point] for point in table])
    noise = np.sqrt([found[point].var(ddof=1) / runs + FIGURE_ERROR**2 for point in table])
    return [*points, *_residuals(residuals, noise, np.array(list(table)), widened(CLOSE, scale))]


def _residuals(residuals: Floats, noise: Floats, points: Floats, margin: float) -> list[Check]:
    """That what is left over is small everywhere, and has neither a mean nor a slope, as a wrong rule would give it."""
    worst = int(np.abs(residuals).argmax())
    claim = "Figure 1, largest of the 27 differences"
    found = [Check("march", claim, "distributional", float(residuals[worst]), float(noise[worst]), 0.0, "published",
                   margin, 1.0, bool(abs(residuals[worst]) <= margin))]  # fmt: skip
    parts = {"mean": np.ones(len(points)), "slope over p1": points[:, 0] - 0.5, "slope over p2": points[:, 1] - 0.5}
    for name, part in parts.items():
        weight = part / (part @ part)
        error, size = float(np.sqrt((weight**2) @ (noise**2))), float(weight @ residuals)
        passed = abs(size) + norm.isf(EQUIVALENCE_LEVEL) * error <= margin
        claim = f"Figure 1, {name} of the 27 differences"
        found.append(Check("march", claim, "distributional", size, error, 0.0, "published", margin, 1.0, bool(passed)))
    return found


def _text(runs: int, scale: float, progress: Callable[[], None]) -> list[Check]:
    found: list[Check] = []
    for (p1, p2), value in TEXT.items():
        right = outcome(closed("text", p1, p2), runs, SEED, "direction_accuracy_final", len(found) * runs)
        claim = f"text, p1 = {p1}, p2 = {p2}: share right"
        found.append(equivalent("march", claim, right, value, widened(MARGIN, scale), "published", TEXT_ERROR))
        progress()
    return found


def _words(runs: int, scale: float) -> list[Check]:
    """What the article says in words: differences that must be positive, same luck in both crews."""
    rates = ((0.1, 0.9), (0.1, 0.1), (0.9, 0.9), (0.5, 0.5))
    slow_fast, slow_slow, fast_fast, uniform = (known(closed("program", *p), runs) for p in rates)
    mixed = closed("program", 0.1, 0.5).with_(
        organization={"fast_learners": 0.5}, leadership={"communication_fast": 0.9}
    )
    shifting = partial(opened, 0.5, 0.5)
    still, fresh = (known(shifting(p3, 0.02), runs // 4) for p3 in (0.0, 0.02))
    claims = {
        "slow members and a fast code know more than slow members and a slow code": slow_fast - slow_slow,
        "slow members and a fast code know more than fast members and a fast code": slow_fast - fast_fast,
        "fast and slow members know more than a uniform crew of the same mean rate": known(mixed, runs) - uniform,
        "in turbulence, modest turnover holds knowledge up that decays without": fresh - still,
    }
    decayed = equivalent(
        "march", "in turbulence without turnover, knowledge decays to chance (200 periods)", still, 0.0,
        widened(0.02, scale), "closed form",
    )  # fmt: skip
    return [*ordered("march", claims, EFFECT), decayed]


STUDY = Study("march", "March1991", "Mutual learning of a code and its members", True, 31, checks)
