"""What `coxed error` prints about a code."""

import re
from collections.abc import Mapping
from textwrap import fill, indent
from typing import Any, NamedTuple

from sim.cli.terminal import Misuse
from sim.scenario import CODES
from sim.scenario.codes import Code, Example
from sim.scenario.examples import EXAMPLES, FILE
from sim.scenario.suggestions import nearest
from sim.scenario.warnings import examples, explanations
from sim.study.codes import CODES as STUDY_CODES
from sim.study.file.examples import EXAMPLES as STUDY_EXAMPLES

CODE = re.compile(r".*?([A-Z])0*([0-9]{1,3})\]?$")  # error[S003], S3, s003
WIDTH, LONGEST, MOST_FILES = 88, 76, 3


class CodeExplanation(NamedTuple):
    """A code, what it means, and an example of such an error with its correction."""

    code: str
    about: Code
    example: Example

    @property
    def as_dict(self) -> dict[str, Any]:
        """The explanation as plain data."""
        texts = {"wrong": self.example.wrong, "mended": self.example.mended, "beside": dict(self.example.beside)}
        return {"code": self.code, **self.about._asdict(), "example": texts}

    def show(self) -> None:
        """Print the explanation."""
        print(f"{self.code}: {self.about.title}\n\n{fill(self.about.explanation, WIDTH)}\n")
        wrong, mended, beside = self.example
        where = "on the command line" if self.example.is_command else FILE
        print(f"for example ({where}):\n\n{_shown(wrong)}\n")
        for name, text in list(beside.items())[:MOST_FILES]:
            print(f"beside it {name}:\n\n{_shown(text)}\n")
        if len(beside) > MOST_FILES:
            print(f"... and so on, up to {list(beside)[-1]}\n")
        print(f"mended:\n\n{_shown(mended)}")


def titles() -> dict[str, str]:
    """Return every code with its title."""
    return {code: about.title for code, about in _codes().items()}


def explain(code: str) -> CodeExplanation:
    """Explain a code, in capital or small letters. Raises Misuse if there is no such code."""
    codes, name = _codes(), CODE.sub(lambda match: f"{match[1]}{int(match[2]):03}", code.strip().upper())
    if name not in codes:
        near = nearest(name.lower(), [other.lower() for other in codes])
        help = f"did you mean {near.upper()}? " if near else ""
        raise Misuse(f"there is no code '{code}'", f"{help}coxed error lists all codes")
    every: Mapping[str, Example] = {**EXAMPLES, **STUDY_EXAMPLES, **examples()}
    return CodeExplanation(name, codes[name], every[name])


def _codes() -> dict[str, Code]:
    return {**CODES, **STUDY_CODES, **explanations()}


def _shown(text: str) -> str:
    """Return a text as an indented block with visible tabs and with long lines cut."""
    lines = [line.replace("\t", "<tab>") for line in text.rstrip("\n").split("\n")]
    return indent("\n".join(line if len(line) <= LONGEST else f"{line[:LONGEST]} ..." for line in lines), "    ")
