"""What `coxed error` tells about a code."""

import re
from collections.abc import Mapping
from textwrap import fill, indent
from typing import Any, NamedTuple

from sim.cli.show import Misuse
from sim.scenario import CODES
from sim.scenario.codes import Code, Example
from sim.scenario.examples import EXAMPLES, FILE
from sim.scenario.near import nearest
from sim.scenario.warnings import examples, explanations
from sim.study.codes import CODES as STUDY_CODES
from sim.study.examples import EXAMPLES as STUDY_EXAMPLES

CODE = re.compile(r".*?([A-Z])0*([0-9]{1,3})\]?$")  # error[S003], S3, s003
WIDTH, LONGEST, MOST_FILES = 88, 76, 3


class Explained(NamedTuple):
    """A code, what it means, and a mistake of its kind with what mends it."""

    code: str
    about: Code
    example: Example

    @property
    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        texts = {"wrong": self.example.wrong, "mended": self.example.mended, "beside": dict(self.example.beside)}
        return {"code": self.code, **self.about._asdict(), "example": texts}

    def show(self) -> None:
        """Print it."""
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
    """Every code with its title."""
    return {code: about.title for code, about in _codes().items()}


def explain(code: str) -> Explained:
    """All about a code in any case. Raises Misuse for one that there is not."""
    known, name = _codes(), CODE.sub(lambda found: f"{found[1]}{int(found[2]):03}", code.strip().upper())
    if name not in known:
        near = nearest(name.lower(), [other.lower() for other in known])
        help = f"did you mean {near.upper()}? " if near else ""
        raise Misuse(f"there is no code '{code}'", f"{help}all of them: coxed error")
    every: Mapping[str, Example] = {**EXAMPLES, **STUDY_EXAMPLES, **examples()}
    return Explained(name, known[name], every[name])


def _codes() -> dict[str, Code]:
    return {**CODES, **STUDY_CODES, **explanations()}


def _shown(text: str) -> str:
    """A text as an indented block, its long lines cut, its tabs visible."""
    lines = [line.replace("\t", "<tab>") for line in text.rstrip("\n").split("\n")]
    return indent("\n".join(line if len(line) <= LONGEST else f"{line[:LONGEST]} ..." for line in lines), "    ")
