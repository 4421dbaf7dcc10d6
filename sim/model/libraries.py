"""Which modules belong to Python or to an installed package, whose version stands for their content."""

import site
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions, version
from pathlib import Path


def is_library(module: str) -> bool:
    """Whether a module comes with Python or with an installed package.

    A file of the user's may have the name of one (`statistics.py`), and a package that is installed for development
    changes without a new version. So the place of the file counts too.
    """
    top = module.partition(".")[0]
    named = (top in sys.stdlib_module_names and top != "__main__") or top in _packages()
    file = file_of(top)
    return named and (file is None or is_of_package(file))


def file_of(module: str) -> str | None:
    """The file of a module that was imported. It is not asked for its attributes, because some then import others."""
    file = getattr(sys.modules.get(module), "__dict__", {}).get("__file__")
    return None if file is None else str(file)


@cache
def is_of_package(file: str) -> bool:
    """Whether a file is where Python or its packages are installed."""
    path = Path(file).resolve()
    return {"site-packages", "dist-packages"} & {*path.parts} != set() or any(map(path.is_relative_to, _folders()))


@cache
def _folders() -> frozenset[Path]:
    """Where Python and its packages are."""
    places = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return frozenset(Path(place).resolve() for place in [*places, *site.getsitepackages()])


@cache
def _packages() -> Mapping[str, list[str]]:
    """The packages that a module may come from, by its name."""
    return packages_distributions()


def distribution(module: str) -> Iterator[str]:
    """The packages, with their versions, that a module may come from."""
    for name in sorted(set(_packages().get(module.partition(".")[0], []))):
        yield f"{name} {version(name)}"
