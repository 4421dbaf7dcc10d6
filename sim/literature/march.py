"""March (1991): mutual learning between a code and its members [March1991].

The article prints a figure and no table. The 27 points of Figure 1 are from outputs of a public re-creation of the
program that drew it (github.com/Mac13kW/March_1991_Original, MIT licence), with a standard error of about .001 per
point. What the model in the text of the article gives is in no publication: those numbers are an independent
implementation's, and say only that two programs read the text alike.
"""

from collections.abc import Callable

import numpy as np
from scipy.stats import norm

from sim.literature.check import Check, Provenance, Replication, Sign, equivalent, ordered, outcome, widened, within
from sim.model.state import Floats
from sim.scenario import Scenario, load

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
RECREATED = Provenance("R", "Mac13kW/March_1991_Original, 10,000 runs")
INDEPENDENT = Provenance("I", "independent implementation of the text")
DERIVED = Provenance("D", "a coin is right as often as wrong")
FIGURE, MIXTURE = Provenance("P", "March 1991, Figure 1"), Provenance("P", "March 1991, Figure 2")
OPEN = Provenance("P", "March 1991, Figure 5")

SEED = 11991
RUNS = 10_000
MARGIN = 0.01
CLOSE = 0.005  # the largest error of a point of Figure 1
EFFECT = 0.02  # the effect on knowledge that would matter


def closed(variant: str, p1: float, p2: float) -> Scenario:
    """A closed system of a variant (`program` or `text`) with learning rates p1 and p2."""
    return load(f"march_1991_{variant}").with_(leadership={"communication": p1, "listening": p2})


def opened(p1: float, p2: float, p3: float, p4: float, periods: int = 200) -> Scenario:
    """The program's variant with turnover p3 and turbulence p4."""
    return closed("program", p1, p2).with_(
        run={"periods": periods}, organization={"turnover": p3}, environment={"strategic_turbulence": p4}
    )


def known(scenario: Scenario, runs: int) -> Floats:
    """The code's knowledge at the end, one number per run."""
    return outcome(scenario, runs, SEED, "direction_knowledge_final")


def checks(scale: float, progress: Callable[[], None]) -> list[Check]:
    """The points of Figure 1, those of the text's model, and the statements of the article."""
    runs = max(200, int(RUNS * scale))
    return _figure(runs, scale, progress) + _text(runs, scale, progress) + _words(runs, scale, progress)


def figure(runs: int, progress: Callable[[], None], seed: int = SEED) -> dict[tuple[float, float], Floats]:
    """Code knowledge at rest by (p1, p2), one number per run, for all 27 points; each has its own random numbers."""
    knowledge: dict[tuple[float, float], Floats] = {}
    for p2 in FIGURE_1:
        for p1 in RATES:
            first = len(knowledge) * runs
            knowledge[p1, p2] = outcome(closed("program", p1, p2), runs, seed, "direction_knowledge_final", first)
            progress()
    return knowledge


def recreated() -> dict[tuple[float, float], float]:
    """The points of Figure 1 by (p1, p2), as the re-creation gives them."""
    return {(p1, p2): value for p2, row in FIGURE_1.items() for p1, value in zip(RATES, row, strict=True)}


def _figure(runs: int, scale: float, progress: Callable[[], None]) -> list[Check]:
    knowledge, table = figure(runs, progress), recreated()
    points = [
        equivalent("march", f"Figure 1, p1 = {p1}, p2 = {p2}: code knowledge", knowledge[p1, p2], table[p1, p2],
                   widened(MARGIN, scale), RECREATED, FIGURE_ERROR, (p1, p2))
        for p1, p2 in table
    ]  # fmt: skip
    residuals = np.array([knowledge[point].mean() - table[point] for point in table])
    noise = np.sqrt([knowledge[point].var(ddof=1) / runs + FIGURE_ERROR**2 for point in table])
    again = figure(runs, progress, SEED + 1)
    largest = [_largest(knowledge, SEED, scale), _largest(again, SEED + 1, scale)]
    return [*points, *largest, *_residuals(residuals, noise, np.array(list(table)), widened(CLOSE, scale))]


def _residuals(residuals: Floats, noise: Floats, points: Floats, margin: float) -> list[Check]:
    """The differences have no mean and no slope. A wrong rule would give them one."""
    patterns = {"mean": np.ones(len(points)), "slope over p1": points[:, 0] - 0.5, "slope over p2": points[:, 1] - 0.5}
    checked = []
    for name, pattern in patterns.items():
        weight = pattern / (pattern @ pattern)
        error, size = float(np.sqrt((weight**2) @ (noise**2))), float(weight @ residuals)
        checked.append(within("march", f"Figure 1, {name} of the 27 differences", size, error, 0.0, margin, RECREATED))
    return checked


def _largest(knowledge: dict[tuple[float, float], Floats], seed: int, scale: float) -> Check:
    """The largest of the 27 differences. It must not exceed .005, whatever its error."""
    table, margin = recreated(), widened(CLOSE, scale)
    worst = max(table, key=lambda point: abs(knowledge[point].mean() - table[point]))
    size = float(knowledge[worst].mean() - table[worst])
    error = float(np.hypot(knowledge[worst].std(ddof=1) / np.sqrt(len(knowledge[worst])), FIGURE_ERROR))
    errors = np.array([np.hypot(f.std(ddof=1) / np.sqrt(len(f)), FIGURE_ERROR) for f in knowledge.values()])
    power = float(np.prod(1 - 2 * norm.sf(margin / errors)))
    claim = f"Figure 1, seed {seed}: largest of the 27 differences"
    return Check("march", claim, "means", size, error, 0.0, RECREATED, margin, power, abs(size) <= margin)


def _text(runs: int, scale: float, progress: Callable[[], None]) -> list[Check]:
    checked: list[Check] = []
    for (p1, p2), value in TEXT.items():
        right = outcome(closed("text", p1, p2), runs, SEED, "direction_accuracy_final", len(checked) * runs)
        claim = f"text, p1 = {p1}, p2 = {p2}: share right"
        checked.append(equivalent("march", claim, right, value, widened(MARGIN, scale), INDEPENDENT, TEXT_ERROR))
        progress()
    return checked


def _words(runs: int, scale: float, progress: Callable[[], None]) -> list[Check]:
    """The statements of the article: differences that must be positive, with the same random numbers in both crews."""
    rates = ((0.1, 0.9), (0.1, 0.1), (0.9, 0.9), (0.5, 0.5))
    slow_fast, slow_slow, fast_fast, uniform = (known(closed("program", *p), runs) for p in rates)
    progress()
    mixed = closed("program", 0.1, 0.5).with_(
        published={"fast_learners": 0.5, "communication_fast": 0.9},
    )
    both = known(mixed, runs)
    still, fresh = (known(opened(0.5, 0.5, p3, 0.02), runs // 2) for p3 in (0.0, 0.02))
    progress()
    claims = {
        "slow members and a fast code know more than slow members and a slow code": (slow_fast - slow_slow, FIGURE),
        "slow members and a fast code know more than fast members and a fast code": (slow_fast - fast_fast, FIGURE),
        "fast and slow members know more than a uniform crew of the same mean rate": (both - uniform, MIXTURE),
        "in turbulence, modest turnover holds knowledge up that decays without": (fresh - still, OPEN),
    }
    claim = "in turbulence without turnover, knowledge decays to chance (200 periods)"
    decayed = equivalent("march", claim, still, 0.0, widened(0.02, scale), DERIVED)
    signs = {name: Sign(values, EFFECT, source) for name, (values, source) in claims.items()}
    return [*ordered("march", signs), decayed]


REPLICATION = Replication("march", "March1991", "Mutual learning of a code and its members", SEED, True, 59, checks)
