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
    file = getattr(sys.modules.get(top), "__file__", None)
    return named and (file is None or _is_installed_in(str(file)))


@cache
def _is_installed_in(file: str) -> bool:
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
