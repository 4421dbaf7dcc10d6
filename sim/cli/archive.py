"""`coxed describe`."""

from typing import Annotated

from cyclopts import Parameter

from sim.cli.options import Flag, Folder
from sim.cli.sweep_text import folder_errors, lacking
from sim.cli.terminal import print_json


def describe(
    folder: Folder,
    /,
    *,
    author: Annotated[list[str] | None, Parameter(negative="")] = None,
    license: str | None = None,
    json: Flag = False,
) -> None:
    """Describe a sweep for an archive: the study in words (ODD+D, Markdown), and RO-Crate metadata.

    Example: `coxed sweep quick --out quick`, then `coxed describe quick --author "A. Name"`

    Both files are written beside the manifest: study.md and ro-crate-metadata.json.
    Needs the library rocrate; in a checkout: `pip install -c constraints.txt -e ".[archive]"`.

    Parameters
    ----------
    folder
        The folder of a finished sweep.
    author
        Who made the results; repeat it for several.
    license
        The address of the licence under which the results may be used.
    json
        Print the names of the files as JSON.
    """
    with folder_errors():
        from sim.study.report.crate import describe as written
        from sim.study.sweep.results import open_results

        try:
            files = written(open_results(folder), author or (), license)
        except ModuleNotFoundError as error:
            raise lacking(f"the library rocrate is needed ({error})", "archive") from None
    if json:
        print_json({"written": [str(path) for path in files]})
        return
    for path in files:
        print(f"written: {path}")
