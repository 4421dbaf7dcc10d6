"""What to type to run one run again."""

import shlex
from typing import Any

from sim.study.study import Study


def run_command(study: Study, point: int, side: int, replicate: int, replaced: bool) -> str:
    """The command (in the study's folder) that repeats a run; in Python where rules were replaced."""
    said = study.said[side] if side < len(study.said) else study.names[side]
    settings = [f"{path}={_written(value)}" for path, value in {**study.common, **study.values(point)}.items()]
    if replaced:
        return f"sim.run(sim.load({said!r}, {settings!r}), 1, seed={study.seed}, first={replicate}, replace=...)"
    sets = [word for setting in settings for word in ("--set", setting)]
    return shlex.join(
        ["coxed", "run", said, *sets, "--seed", str(study.seed), "--first", str(replicate), "--replicates", "1"]
    )


def _written(value: Any) -> str:
    return "null" if value is None else repr(value) if isinstance(value, float) else str(value)
