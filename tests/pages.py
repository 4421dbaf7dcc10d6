"""Runs the examples of a page: writes its files, runs its programs and commands, and compares what they print.

The blocks of a page run in its order, in an empty folder and in one namespace. Their language says how:

    python             run; with a title, written as that file instead
    text               what the block of Python before it printed
    yaml               a scenario or study that must be valid; with a title, also written as that file
    csv, snakemake     written as the file that its title names
    sql                run by DuckDB in this folder, and must give rows whose columns have different names
    r                  run by R in this folder, which must end with 0; left out where there is no R
    console, sh        lines after `$ ` (or all lines, if none begins so) are commands; the others are what they print

`…` stands for anything within a line; alone in a line, it stands for any number of lines. A command must end with 0,
unless `echo $?` follows and shows another exit code.
"""

import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, nullcontext, redirect_stderr, redirect_stdout
from pathlib import Path
from shutil import which
from textwrap import dedent
from typing import Any
from unittest import SkipTest

import duckdb
from sybil import Document, Example, Sybil
from sybil.parsers.markdown import SkipParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer
from sybil.region import Region

from sim.cli import main
from sim.scenario import load
from sim.study.file.reader import load_study

ROOT = Path(__file__).parent.parent
NOT_RUN = {
    "bibtex": "is to be copied",
    "py": "are signatures",
    "usage": "is a pattern",
}
INFO = re.compile(r'(?P<language>\w*)(?: title="(?P<title>[^"]+)")?[ \t]*\n')
SHELL = set("|&;<>$*?`()'\"")  # with these a line is left to bash
WHOLE_TABLE = {"COLUMNS": "200", "NO_COLOR": "1"}


def pages() -> list[Path]:
    """README and every page of the documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def read(page: Path) -> Document:
    """The page as a sequence of examples."""
    return Sybil(parsers=[SkipParser(), blocks], path=str(page.parent)).parse(page)


def blocks(document: Document) -> Iterator[Region]:
    """The fenced blocks of a page. A language without a runner is an error, unless NOT_RUN names it."""
    for region in RawFencedCodeBlockLexer(INFO)(document):
        language = region.lexemes["language"]
        if language in NOT_RUN:
            continue
        if language not in RUNNERS:
            raise ValueError(f"{document.path}: nothing runs a block of {language or 'no language'}")
        yield Region(region.start, region.end, region.lexemes, RUNNERS[language])


def run_page(page: Path, folder: Path, *, quick: bool) -> dict[str, Any]:
    """Run all examples of a page in a folder; blocks under `<!-- skip: next if(quick) -->` only if not quick."""
    document = read(page)
    document.namespace |= {"quick": quick, "page": {"shown": "", "code": 0}, "__name__": "example"}
    document.namespace["snakemake"] = which("snakemake") is not None
    with chdir(folder):
        for example in document.examples():
            try:
                example.evaluate()
            except SkipTest:
                continue
    return document.namespace


def is_slow(page: Path) -> bool:
    """Whether a page has blocks that only `make thorough` runs."""
    return "if(quick" in page.read_text(encoding="utf-8")


def same(shown: str, expected: str) -> bool:
    """Whether printed text is what a page shows, where `…` stands for anything."""
    pattern = ""
    for line in _lines(expected):
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part) for part in line.split("…")) + "\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in _lines(shown))) is not None


def _lines(text: str) -> list[str]:
    """The lines without common indentation, spaces at their ends, and empty lines before and after them."""
    return dedent("\n".join(line.rstrip() for line in text.splitlines())).strip("\n").splitlines()


def _compared(shown: str, expected: str) -> str | None:
    return None if same(shown, expected) else f"it prints\n{shown}\nand not\n{expected}"


def _captured(work: Callable[[], Any], *, hints: bool) -> tuple[str, Any]:
    """What is printed, with what goes to stderr if `hints`, and the result."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out) if hints else nullcontext():
        result = work()
    return out.getvalue(), result


def _python(example: Example) -> None:
    source, title = str(example.parsed["source"]), example.parsed["title"]
    if title:
        Path(title).write_text(source, encoding="utf-8")
        return
    code = compile("\n" * example.line + source, example.path, "exec", dont_inherit=True)
    example.namespace["page"]["shown"], _ = _captured(lambda: exec(code, example.namespace), hints=False)


def _text(example: Example) -> str | None:
    return _compared(example.namespace["page"]["shown"], str(example.parsed["source"]))


def _yaml(example: Example) -> None:
    source, title = str(example.parsed["source"]), example.parsed["title"]
    path = Path(title or "example.yaml")
    path.write_text(source, encoding="utf-8")
    if title is None:
        load_study(path) if re.search(r"^study:", source, re.MULTILINE) else load(path)


def _file(example: Example) -> None:
    Path(example.parsed["title"]).write_text(str(example.parsed["source"]), encoding="utf-8")


def _shell(example: Example) -> str | None:
    page, commands = example.namespace["page"], list(_commands(str(example.parsed["source"])))
    following = [command for command, _ in commands[1:]] + [""]
    for (command, expected), then in zip(commands, following, strict=True):
        if command == "echo $?":
            shown = f"{page['code']}\n"
        else:
            shown, page["code"] = _called(command)
            if page["code"] and then != "echo $?":
                return f"{command} ends with {page['code']}:\n{shown}"
        if expected is not None and (wrong := _compared(shown, expected)):
            return f"{command}: {wrong}"
    return None


def _commands(source: str) -> Iterator[tuple[str, str | None]]:
    """Each command with what it should print, which is None where nothing is shown."""
    if not re.search(r"^\$ ", source, re.MULTILINE):
        yield from ((line, None) for line in source.splitlines() if line and not line.startswith("#"))
        return
    for part in re.split(r"^\$ ", source, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        yield command, expected if expected.strip() else None


def _called(command: str) -> tuple[str, int]:
    """What a command prints, on both streams as in a terminal, and its exit code."""
    words = command.partition("  #")[0]
    if words.startswith("coxed ") and not SHELL & set(words):
        return _captured(lambda: main(shlex.split(words)[1:]), hints=True)
    scripts = Path(sys.executable).parent
    environment = os.environ | WHOLE_TABLE | {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env=environment
    )
    return done.stdout, done.returncode


def _sql(example: Example) -> str | None:
    with duckdb.connect() as database:
        found = database.execute(str(example.parsed["source"]))
        names, row = [column[0] for column in found.description], found.fetchone()
    if len(set(names)) < len(names):
        return "two columns have the same name"
    return None if row else "it gives no rows"


def run_r(source: str) -> tuple[str, int]:
    """What a program in R prints, on both streams, and its exit code.

    Raises SkipTest where there is no R, and fails where COXED_REQUIRE_BROWSER says that everything must be there.
    """
    if which("R") is None:
        if os.environ.get("COXED_REQUIRE_BROWSER") == "1":
            raise AssertionError("COXED_REQUIRE_BROWSER is set, and there is no R")
        raise SkipTest("there is no R")
    done = subprocess.run(
        ["R", "--vanilla", "--no-echo"], input=source, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False,
    )  # fmt: skip
    return done.stdout, done.returncode


def _r(example: Example) -> str | None:
    shown, code = run_r(str(example.parsed["source"]))
    return f"R ends with {code}:\n{shown}" if code else None


RUNNERS: dict[str, Callable[[Example], str | None]] = {
    "python": _python, "text": _text, "yaml": _yaml, "csv": _file, "snakemake": _file, "console": _shell, "sh": _shell,
    "sql": _sql, "r": _r,
}  # fmt: skip
