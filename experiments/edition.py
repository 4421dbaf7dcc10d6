"""The edition of the claims: seeds, sizes and samples, which all claims share.

Run `python -m experiments.edition` once, before the first run of an edition: it writes the samples to `claims/`, and
they stay as they are. A parameter that comes later is no column of them, so it is at its default, and no verdict moves.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.claims.sample import by_name, distribution, may_be_off, varied
from sim.claims.worlds import Edition, Sample, about, freeze, frozen
from sim.model.files import write_whole
from sim.model.state import Floats
from sim.scenario.names import SETTINGS

EDITION = Edition(number=2, seed=2, replicates=12, family=14, defaults=100)
FOLDER = Path(__file__).parent.parent / "claims" / f"edition-{EDITION.number}"
SURVIVORS = Path(__file__).parent.parent / "results" / "patterns" / "survivors.parquet"
WORLDS = {"plausible": 256, "survivors": 64, "box": 64}
SAYS = {
    "plausible": "Plausible worlds: every uncertain setting as its declared distribution says",
    "survivors": "Survivors: plausible worlds whose free rates the patterns from data do not rule out",
    "box": "Version one's box: from a quarter to four times each default (shares: its odds)",
}
SPREAD = 4.0
RARE, OFTEN = 200, 25  # weeks between shocks in the box, if there are any


def places(name: str, worlds: int) -> Floats:
    """The places of worlds in the unit interval of a setting: one in each stratum, drawn by the setting's name."""
    rng = by_name(EDITION.seed, name)
    return np.asarray((rng.permutation(worlds) + rng.random(worlds)) / worlds)


def boxed(path: str, u: float) -> float | int | str:
    """The value of a setting at a place of version one's box.

    A share ranges from a quarter to four times the odds of its default, a share of 0 or 1 up to one half; another
    number from a quarter to four times its default, evenly in logarithms. A choice takes each word equally often. A
    time between events of which 0 means never is 0 at half of the places, and 25 to 200 weeks at the others.
    """
    setting = SETTINGS[path]
    if setting.choices:
        return setting.choices[min(int(u * len(setting.choices)), len(setting.choices) - 1)]
    assert setting.low is not None
    assert setting.high is not None
    times = SPREAD ** (2 * u - 1)
    if may_be_off(setting):
        return 0 if u < 0.5 else round(OFTEN * (RARE / OFTEN) ** (2 * u - 1))
    if setting.default in (0, 1) and setting.unit == "share":
        return u / 2 if setting.default == 0 else 1 - u / 2
    if setting.unit == "share" and setting.high == 1:
        odds = setting.default / (1 - setting.default) * times
        return float(odds / (1 + odds))
    value = min(max(setting.default * times, setting.low), setting.high)
    return round(value) if setting.kind is int else float(value)


def drawn(name: str) -> pd.DataFrame:
    """The worlds of a sample, drawn setting by setting; those of the box by its own rule."""
    columns: dict[str, object] = {}
    for path in varied():
        unit = places(path, WORLDS[name])
        columns[path] = [boxed(path, float(u)) for u in unit] if name == "box" else distribution(path).quantile(unit)
    table = pd.DataFrame(columns)
    table["environment.goals"] = np.minimum(table["environment.goals"], table["environment.decisions"])
    return table


def surviving(left: pd.DataFrame) -> pd.DataFrame:
    """Plausible worlds in which the free rates are those of settings that were not ruled out (`left`)."""
    worlds = drawn("survivors")
    chosen = by_name(EDITION.seed, "survivors").permutation(len(left))[: len(worlds)]
    for path in left.columns.intersection(worlds.columns):
        worlds[path] = left[path].to_numpy()[chosen]
    return worlds


def samples(folder: Path = FOLDER) -> list[Sample]:
    """The frozen samples; that of the survivors may not be there. Checks are tried in the first one."""
    drawn = (frozen(folder, name, SAYS[name], name == "plausible") for name in WORLDS)
    return [sample for sample in drawn if sample is not None]


def main(arguments: Sequence[str] | None = None) -> None:
    """Freeze the samples of the edition that are not frozen yet."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    for name in WORLDS:
        if (FOLDER / f"{name}.csv").exists():
            continue
        if name != "survivors":
            freeze(FOLDER, name, drawn(name))
        elif SURVIVORS.exists():
            freeze(FOLDER, name, surviving(pd.read_parquet(SURVIVORS)))
    write_whole(FOLDER / "edition.json", about(EDITION, samples()))
    print(json.dumps({sample.name: len(sample.worlds) for sample in samples()}))


if __name__ == "__main__":
    main()
