"""For each code of study files a short file that has the mistake, and the corrected file."""

from sim.scenario.codes import Example

_BASE = "study: 1\nbase: led\n"
_ONE = _BASE + "factors:\n  rewards.initiative: [0, 1]\n"


def _pair(wrong: str, mended: str, ground: str = _ONE) -> Example:
    return Example(f"{ground}{wrong}\n", f"{ground}{mended}\n")


def _factor(wrong: str, mended: str) -> Example:
    return _pair(f"factors:\n  {wrong}", f"factors:\n  {mended}", _BASE)


EXAMPLES: dict[str, Example] = {
    "D001": _pair("sede: 3", "seed: 3"),
    "D002": Example(_ONE.replace("base: led\n", ""), _ONE),
    "D003": Example(_BASE, _ONE),
    "D004": _factor("rewards.initiative: 0.5", "rewards.initiative: [0, 0.5]"),
    "D005": _factor("rewards.initiative: [0.9, 0.1]", "rewards.initiative: [0.1, 0.9]"),
    "D006": _factor("management.planning: [rigid, rolling]", "management.planning: {values: [rigid, rolling]}"),
    "D007": _pair("design: spiral", "design: factorial"),
    "D008": _pair("design: lhs", "design: {kind: lhs, n: 200}"),
    "D009": _pair("design: {kind: sobol, n: 100}", "design: {kind: sobol, n: 128}"),
    "D010": Example(
        _BASE + "design: {kind: file, path: points.csv}\n",
        _BASE + "design: {kind: file, path: mended.csv}\n",
        {
            "points.csv": "network.ties,rewards.initiative\n4\n",
            "mended.csv": "network.ties,rewards.initiative\n4,0.5\n",
        },
    ),
    "D011": _factor(
        "rewards.initiative: [0, 1]\n  network.ties: [0, 9]\ndesign: {kind: factorial, levels: 200000}",
        "rewards.initiative: [0, 1]\n  network.ties: [0, 9]\ndesign: {kind: factorial, levels: 10}",
    ),
    "D012": _pair("replicates: 0", "replicates: 100"),
    "D013": _pair(
        "replicates: {max: 400, stop: {outcome: velocity, half_width: 0.01}}",
        "replicates: {max: 400, stop: {outcome: made_good_mean, half_width: 0.01}}",
    ),
    "D014": _pair("keep: {series: [velocity]}", "keep: {series: [made_good]}"),
    "D015": _pair("claims:\n  - ahead: mean(base.made_good_mean)", "claims:\n  - ahead: mean(base.made_good_mean) > 0"),
    "D016": _pair(
        "claims:\n  - ahead: mean(base.speed_mean) > mean(compare.speed_mean)",
        "compare: neither\nclaims:\n  - ahead: mean(base.speed_mean) > mean(compare.speed_mean)",
    ),
    "D017": Example("coxed sweep aligment --dry-run", "coxed sweep quick --dry-run"),
    "D018": _pair("set:\n  rewards.initiative: 0.5", "set:\n  rewards.attempts: 0.5"),
    "D019": _pair("seed: -1", "seed: 1"),
    "D020": _pair(
        "replicates: {max: 400, stop: {outcome: recovery_time, half_width: 0.5}}",
        "replicates: {max: 400, stop: {outcome: made_good_mean, half_width: 0.01}}",
    ),
    "D030": _pair(
        "factors:\n  network.ties: {triangular: [0, 2, 9]}\ndesign: factorial",
        "factors:\n  network.ties: {triangular: [0, 2, 9]}\ndesign: {kind: sobol, n: 8}",
        _BASE,
    ),
    "D031": _factor(
        "rewards.initiative: {loguniform: [0, 1]}\ndesign: {kind: sobol, n: 8}",
        "rewards.initiative: {loguniform: [0.01, 1]}\ndesign: {kind: sobol, n: 8}",
    ),
    "D032": Example(
        _BASE + "factors:\n  network.ties: {empirical: ties.csv}\ndesign: {kind: sobol, n: 8}\n",
        _BASE + "factors:\n  network.ties: {empirical: counted.csv}\ndesign: {kind: sobol, n: 8}\n",
        {"ties.csv": "ties\n", "counted.csv": "ties\n2\n4\n4\n7\n"},
    ),
    "D033": _pair(
        "policies:\n  network.ties: [0, 4]",
        "policies:\n  network.ties: {values: [0, 4]}",
    ),
    "D034": _pair("compare: []", "compare: [over_managed, neither]"),
    "D035": _pair(
        "policies:\n  network.ties: {values: [0, 4]}\nclaims:\n  - high: mean(base.speed_mean) > 0",
        "claims:\n  - high: mean(base.speed_mean) > 0",
    ),
    "D036": _pair("targets: {effort: [0.2, 0.35]}", "targets: {effort_mean: [0.2, 0.35]}"),
}
