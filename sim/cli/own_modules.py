"""Importing a file of rules, and the files beside it, as they are now."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from pathlib import Path
from types import CodeType

from sim.model.libraries import file_of, is_library, is_of_package
from sim.model.source import is_own


class FromSource(SourceFileLoader):
    """Reads a module from its source.

    Bytecode that Python keeps is taken for current if the file has the same length and was changed in the same second,
    so that after a quick edit, or with files that were unpacked with their times, another rule would run.
    """

    def get_code(self, fullname: str) -> CodeType:
        """Compile the file as it is now."""
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


@contextmanager
def importing_from(folder: Path) -> Iterator[None]:
    """Within the block, modules of this folder come first, and are read from their source.

    Modules of the same names that were imported from another folder are not taken for them.
    """

    def finder(path: str) -> FileFinder:
        if not Path(path).is_relative_to(folder) or is_of_package(path):
            raise ImportError
        return FileFinder(path, (ExtensionFileLoader, EXTENSION_SUFFIXES), (FromSource, SOURCE_SUFFIXES))

    here = {path.stem for path in folder.iterdir()}
    for name in [*sys.modules]:
        if name.partition(".")[0] in here and _is_elsewhere(name.partition(".")[0], folder):
            del sys.modules[name]
    sys.path_hooks.insert(0, finder)
    sys.path.insert(0, str(folder))
    _forget_finders(folder)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        sys.path_hooks.remove(finder)
        _forget_finders(folder)


def _is_elsewhere(module: str, folder: Path) -> bool:
    """Whether it is a module of the user's, from another folder."""
    file = file_of(module)
    users = file is not None and not (module == "__main__" or is_own(module) or is_library(module))
    return users and not Path(str(file)).is_relative_to(folder)


def _forget_finders(folder: Path) -> None:
    for path in [path for path in sys.path_importer_cache if Path(path).is_relative_to(folder)]:
        del sys.path_importer_cache[path]
