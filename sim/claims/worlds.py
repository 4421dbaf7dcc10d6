"""The worlds in which every claim of an edition is tried: frozen tables, one row per world, one column per setting."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from sim.model.files import write_whole
from sim.scenario.names import SETTINGS


class Edition(NamedTuple):
    """Seeds and sizes, which are the same for all claims of an edition.

    Attributes
    ----------
    number
        The number of the edition.
    seed
        The seed of all runs. World w has the replicates from w · replicates on, so that each world has its own luck.
    replicates
        How many replicates each crew has in each world.
    family
        How many primary statements there are: their intervals hold together.
    defaults
        How many replicates each crew has at the defaults, for the mechanisms that are switched off.
    """

    number: int
    seed: int
    replicates: int
    family: int
    defaults: int


class Sample(NamedTuple):
    """A sample of worlds. With `checks`, statements that do not vote are tried in it too."""

    name: str
    says: str
    worlds: pd.DataFrame
    checks: bool = False

    def fingerprint(self) -> str:
        """A hash of all settings of all worlds."""
        return hashlib.sha256(self.worlds.to_csv(float_format="%.17g").encode()).hexdigest()


def frozen(folder: Path, name: str, says: str, checks: bool = False) -> Sample | None:
    """A sample that was frozen in a folder; None if there is none of this name."""
    path = folder / f"{name}.csv"
    if not path.exists():
        return None
    worlds = pd.read_csv(path, index_col="world", dtype=str, keep_default_na=False)
    worlds.index = pd.RangeIndex(len(worlds), name="world")
    for column in worlds:
        setting = SETTINGS[str(column)]
        if not setting.choices:  # by Python's own reading, which is exact
            worlds[column] = [setting.kind(value) for value in worlds[column]]
    return Sample(name, says, worlds, checks)


def freeze(folder: Path, name: str, worlds: pd.DataFrame) -> None:
    """Write a sample to a folder. Numbers have six digits, so that the table is small and read back as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{name}.csv", rounded(worlds).to_csv(lineterminator="\n", index_label="world"))


def rounded(worlds: pd.DataFrame) -> pd.DataFrame:
    """The worlds with numbers of six significant digits."""
    table = worlds.reset_index(drop=True)
    table.index.name = "world"
    for path in table:
        if SETTINGS[str(path)].kind is float:
            table[path] = [float(f"{value:.6g}") for value in table[path]]
    return table


def about(edition: Edition, samples: Sequence[Sample]) -> str:
    """What an edition fixed, as JSON."""
    listed = {
        sample.name: {"says": sample.says, "worlds": len(sample.worlds), "sha256": sample.fingerprint()}
        for sample in samples
    }
    return json.dumps({**edition._asdict(), "samples": listed}, indent=1) + "\n"


def settings_of(sample: Sample, world: int) -> dict[str, float | int | str]:
    """The settings of a world, as Python's own numbers and words."""
    row = sample.worlds.iloc[world]
    return {str(path): _own(str(path), value) for path, value in row.items()}


def _own(path: str, value: Any) -> float | int | str:
    if isinstance(value, str):
        return value
    number = float(value)
    return round(number) if SETTINGS[path].kind is int else number
