"""`coxed scenario new`, `check` and `fix`, and `coxed error`: files that are written, checked and mended."""

from collections.abc import Sequence
from typing import Annotated, Any

from cyclopts import Parameter

from sim.cli.show import Misuse, print_json, suggest

INPUT = 2
type Flag = Annotated[bool, Parameter(negative="")]


def new(
    name: str,
    /,
    *,
    start: Annotated[str, Parameter(name="--from")] = "led",
    title: str | None = None,
    force: Flag = False,
    json: Flag = False,
) -> None:
    """Begin a scenario file: a commented template, and the schema that editors complete and explain from.

    Example: `coxed scenario new mine --from over_managed`

    Parameters
    ----------
    name
        The file's name; `.yaml` is added where there is no ending.
    start
        The scenario that it starts from: a built-in one, or a file in the same folder or below.
    title
        What figures and reports call it.
    force
        Overwrite a file of this name.
    json
        Print what was written as JSON.
    """
    from sim.cli.beginning import begin

    written = begin(name, start, title, force)
    if json:
        print_json({"written": [str(path) for path in written]})
        return
    for path in written:
        print(f"written: {path}")
    suggest(["coxed", "scenario", "check", str(written[0])], "after every change")


def check(*files: str, json: Flag = False) -> int:
    """Say everything that is wrong with scenarios or studies, and what in them has no effect.

    Exits with 2 if any has errors; warnings are no errors.

    Example: `coxed scenario new mine`, then `coxed scenario check mine.yaml`

    Parameters
    ----------
    files
        Files, or names of built-in scenarios and studies.
    json
        Print errors and warnings as JSON, each with code, message, where it stands, help, and what to write instead.
    """
    from sim.cli.checking import Checked, check_file
    from sim.scenario.problem import render

    found: list[Checked] = [check_file(name) for name in _named("check", files)]
    if json:
        counts = [{"file": c.name, "kind": c.kind, "errors": len(c.errors), "warnings": len(c.warnings)} for c in found]
        print_json({"files": counts, **_as_dicts(found)})
    for checked in found if not json else ():
        for problem in [*checked.errors, *checked.warnings]:
            print(render(problem), end="\n\n")
        print(f"{checked.name}: {_counted(checked)}")
    wrong = [checked for checked in found if checked.errors]
    if not json:
        _next_step(wrong)
    return INPUT if wrong else 0


def fix(*files: str, dry_run: Flag = False, json: Flag = False) -> int:
    """Mend what is meant beyond doubt in scenarios or studies, and show what was changed and what is left.

    Mended are misspelt names, tabs, numbers such as '0.5', 0,5 and 30%, off for 0, and words in the wrong case.
    Comments and layout stay. Exits with 2 if errors are left.

    Example: `coxed scenario new mine`, then `coxed scenario fix mine.yaml --dry-run`

    Parameters
    ----------
    files
        Your files.
    dry_run
        Show what would be changed and write nothing.
    json
        Print changes, and the errors and warnings that are left, as JSON.
    """
    from sim.cli.mending import Fixed, fix_file

    found: list[Fixed] = [fix_file(name) for name in _named("fix", files)]
    for fixed in found if not dry_run else ():
        fixed.write()
    if json:
        print_json({"files": [fixed.as_dict for fixed in found], **_as_dicts([fixed.after for fixed in found])})
    else:
        for fixed in found:
            fixed.show(dry_run)
    return INPUT if any(fixed.after.errors for fixed in found) else 0


def error(code: str | None = None, /, *, json: Flag = False) -> None:
    """Explain the code of an error or a warning, or list all codes.

    Example: `coxed error S003`

    Parameters
    ----------
    code
        What stands in brackets: S003.
    json
        Print it as JSON.
    """
    from sim.cli.explaining import explain, titles

    if code is None:
        found = titles()
        if json:
            print_json([{"code": name, "title": title} for name, title in found.items()])
            return
        for name, title in found.items():
            print(f"{name}  {title}")
        suggest(["coxed", "error", "S003"])
        return
    about = explain(code)
    print_json(about.as_dict) if json else about.show()


def _named(verb: str, files: Sequence[str]) -> list[str]:
    """The files without repetitions; refused if there is none."""
    if not files:
        raise Misuse(f"{verb} needs a file", f"coxed scenario {verb} mine.yaml")
    return [*dict.fromkeys(files)]


def _as_dicts(found: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    return {
        "errors": [problem.as_dict for checked in found for problem in checked.errors],
        "warnings": [problem.as_dict for checked in found for problem in checked.warnings],
    }


def _counted(checked: Any) -> str:
    """Such as `2 errors, 1 warning`."""
    counts = {"error": len(checked.errors), "warning": len(checked.warnings)}
    said = [f"{count} {noun}{'s' if count != 1 else ''}" for noun, count in counts.items() if count]
    return ", ".join(said) or f"a {checked.kind} without mistakes"


def _next_step(wrong: Sequence[Any]) -> None:
    mendable = [c for c in wrong if any(p.instead is not None and p.file == c.file for p in c.errors)]
    if mendable:
        suggest(["coxed", "scenario", "fix", mendable[0].name], "mends what is meant beyond doubt")
    elif wrong:
        suggest(["coxed", "error", wrong[0].errors[0].code], "explains the first one")
