"""The plan of an unfinished sweep: its study with all points, in a Parquet file beside the checkpoints.

From it the sweep can be read before it is finished, and its parts can be merged without the study file.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.model.files import write_whole
from sim.model.parameters import knowing
from sim.study.design import MOST_POINTS
from sim.study.study import Study
from sim.study.sweep.checkpoints import FOLDER
from sim.study.sweep.folder import FolderError
from sim.study.sweep.rows import factor_fields

PLAN = "plan.parquet"
LARGEST_PLAN = 500_000_000  # bytes
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, StopIteration, OSError, pa.ArrowException)


def write_plan(folder: Path, study: Study) -> None:
    """Write the study beside the checkpoints in a folder. Raises OSError."""
    schema = pa.schema(factor_fields(study)).with_metadata({"coxed": json.dumps(study.as_dict())})
    columns = [
        pa.array(column, field.type) for column, field in zip(zip(*study.points, strict=True), schema, strict=True)
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns, schema=schema), sink, compression="zstd")
    write_whole(folder / FOLDER / PLAN, sink.getvalue())


@contextmanager
def known_to(study: Study) -> Iterator[None]:
    """Know the parameters of the user's own rules that a study has, as long as the block lasts."""
    with knowing(type(next(iter(study.sides.values())).parameters)):
        yield


def planned(folder: Path, signature: dict[str, Any]) -> Study:
    """The study of the unfinished sweep with this signature in a folder.

    Raises
    ------
    FolderError
        If it is not there, or if it is not the study of the signature.
    """
    path = folder / FOLDER / PLAN
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_PLAN:
            raise FileNotFoundError(f"there is no {PLAN}")
        table = pq.read_table(path)
        if table.num_rows > MOST_POINTS:
            raise ValueError("it has too many points")
        rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
        study = Study.from_dict(json.loads((table.schema.metadata or {})[b"coxed"]), rows)
        if study.fingerprint() != signature["study"]:
            raise ValueError("it is another study than the checkpoints'")
    except _UNREADABLE as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        help = "run coxed sweep again with the same study and the same --out, which writes it anew"
        raise FolderError(f"the study of the unfinished sweep in {folder} cannot be read: {reason}", help) from None
    return study
