"""`coxed scenario new`, `check` and `fix`, and `coxed error`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from sim.cli.options import Flag, same_options
from sim.cli.rules import RuleFiles, use
from sim.cli.terminal import INPUT, Misuse, print_json, suggest


def new(
    name: str,
    /,
    *,
    start: Annotated[str, Parameter(name="--from")] = "led",
    title: str | None = None,
    rules: RuleFiles = None,
    force: Flag = False,
    json: Flag = False,
) -> None:
    """Write a new scenario file with comments, and the schema with which editors complete and explain it.

    Example: `coxed scenario new mine --from over_managed`

    Parameters
    ----------
    name
        The name of the file. Without an ending, `.yaml` is added.
    start
        The scenario that it starts from: a built-in one, or a file in the same folder or below it.
    title
        The title of the scenario in figures and reports.
    rules
        A Python file with rules of your own. The file and the schema name their parameters too.
    force
        Overwrite a file that has this name.
    json
        Print the names of the written files as JSON.
    """
    from sim.cli.new import begin

    use(rules)
    options = same_options(1, None, rules)
    written = begin(name, start, title, options, force)
    if json:
        print_json({"written": [str(path) for path in written]})
        return
    for path in written:
        print(f"written: {path}")
    suggest(["coxed", "scenario", "check", str(written[0]), *options], "after every change")


def check(*files: str, rules: RuleFiles = None, json: Flag = False) -> int:
    """Check scenarios or studies: print all errors, and warnings about settings without effect.

    The command exits with 2 if there are errors. Warnings do not count.

    Example: `coxed scenario new mine`, then `coxed scenario check mine.yaml`

    Parameters
    ----------
    files
        Files, or names of built-in scenarios and studies.
    rules
        A Python file with rules of your own. The files may set their parameters.
    json
        Print errors and warnings as JSON: code, message, place, help, and what to write instead.
    """
    from sim.cli.check import Checked, check_file
    from sim.scenario.problem import render

    use(rules)
    results: list[Checked] = [check_file(name) for name in _without_repetitions("check", files)]
    if json:
        counts = [
            {"file": c.name, "kind": c.kind, "errors": len(c.errors), "warnings": len(c.warnings)} for c in results
        ]
        print_json({"files": counts, **_as_dicts(results)})
    for checked in results if not json else ():
        for problem in [*checked.errors, *checked.warnings]:
            print(render(problem), end="\n\n")
        print(f"{checked.name}: {_counted(checked)}")
    wrong = [checked for checked in results if checked.errors]
    if not json:
        _suggest_next(wrong, rules)
    return INPUT if wrong else 0


def fix(*files: str, rules: RuleFiles = None, dry_run: Flag = False, json: Flag = False) -> int:
    """Correct errors in your scenarios or studies if only one correction is possible, and show the changes.

    Among these errors are misspelt names, tabs, numbers such as '0.5', 0,5 and
    30%, off for 0, and words in the wrong case. Comments and layout stay as
    they are. The command exits with 2 if errors are left.

    Example: `coxed scenario new mine`, then `coxed scenario fix mine.yaml --dry-run`

    Parameters
    ----------
    files
        Your files.
    rules
        A Python file with rules of your own. The files may set their parameters.
    dry_run
        Show the changes, but do not write them.
    json
        Print the changes, and the errors and warnings that are left, as JSON.
    """
    from sim.cli.check import Fixed, fix_file

    use(rules)
    results: list[Fixed] = [fix_file(name) for name in _without_repetitions("fix", files)]
    for fixed in results if not dry_run else ():
        fixed.write()
    if json:
        print_json({"files": [fixed.as_dict for fixed in results], **_as_dicts([fixed.after for fixed in results])})
    else:
        for fixed in results:
            fixed.show(dry_run)
    return INPUT if any(fixed.after.errors for fixed in results) else 0


def error(code: str | None = None, /, *, json: Flag = False) -> None:
    """Explain the code of an error or a warning, or list all codes.

    Example: `coxed error S003`

    Parameters
    ----------
    code
        The code, as it stands in brackets in a message: S003. Without it, all codes are listed.
    json
        Print the explanation as JSON.
    """
    from sim.cli.error_codes import explain, titles

    if code is None:
        if json:
            print_json([{"code": name, "title": title} for name, title in titles().items()])
            return
        for name, title in titles().items():
            print(f"{name}  {title}")
        suggest(["coxed", "error", "S003"])
        return
    about = explain(code)
    print_json(about.as_dict) if json else about.show()


def _without_repetitions(verb: str, files: Sequence[str]) -> list[str]:
    """Return each file once. Raises Misuse if there is none."""
    if not files:
        raise Misuse(f"{verb} needs a file", f"coxed scenario {verb} mine.yaml")
    return [*dict.fromkeys(files)]


def _as_dicts(results: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    return {
        "errors": [problem.as_dict for checked in results for problem in checked.errors],
        "warnings": [problem.as_dict for checked in results for problem in checked.warnings],
    }


def _counted(checked: Any) -> str:
    """Return the counts in words: 2 errors, 1 warning."""
    counts = {"error": len(checked.errors), "warning": len(checked.warnings)}
    parts = [f"{count} {noun}{'s' if count != 1 else ''}" for noun, count in counts.items() if count]
    return ", ".join(parts) or f"a {checked.kind} without mistakes"


def _suggest_next(wrong: Sequence[Any], rules: Sequence[Path] | None) -> None:
    correctable = [c for c in wrong if any(p.instead is not None and p.file == c.file for p in c.errors)]
    if correctable:
        words = [correctable[0].name, *same_options(1, None, rules)]
        suggest(["coxed", "scenario", "fix", *words], "makes the corrections that are certain")
    elif wrong:
        suggest(["coxed", "error", wrong[0].errors[0].code], "explains the first one")
