"""Why a rule cannot be compiled, in words: what numba says, without its types and without our own frames."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from sim.model.parameters import Parameters, groups
from sim.model.state import RECORDS

ADVICE = (
    "  = help: a step uses numbers, loops and functions. It makes no arrays or lists, and copies none (`a[:] = b`): "
    "write elements in a loop, into a column of `week`. A rule that needs more says `compiled = False`; see "
    "docs/how-to/rules.md"
)
_ATTRIBUTE = re.compile(r"Unknown attribute '(\w+)' of type (\w+)_[0-9a-f]{12}")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_TYPES = re.compile(r"(of type \w+?)_[0-9a-f]{12}\(.*")
_OUR_FRAMES = re.compile(
    r"\n*(During: Pass \w+\n)?During: resolving callee type: [^\n]*\nDuring: typing of call at \S*/week_"
)
_PASSES = re.compile(r"(Failed in nopython mode pipeline [^\n]*\n)+")


def why(message: str, columns: Iterable[str], parameters: type[Parameters]) -> str:
    """What numba's message says, in one line that names no types; then the message itself, as far as it helps.

    Parameters
    ----------
    message
        The message of numba's exception.
    columns
        The columns that there are, by their paths.
    parameters
        The parameters that there are.
    """
    text = _COLOURS.sub("", message).removesuffix(" Raised from None")
    text = _PASSES.sub("", text[: ours.start()] if (ours := _OUR_FRAMES.search(text)) else text).strip()
    first, _, rest = text.partition("\n")
    if match := _ATTRIBUTE.search(text):
        first = _unknown(match[1], match[2], columns, parameters)
    return f"{first}\n{_TYPES.sub(r'\1', rest).strip()}".strip()


def _unknown(name: str, kind: str, columns: Iterable[str], parameters: type[Parameters]) -> str:
    """Say of a name that there is not what there is, by the type of the object that should have it."""
    models = groups(parameters)
    have = {"State": ("crew", [*RECORDS]), "ParametersValues": ("p", [*models])}
    have |= {f"{group.__name__}Values": (f"p.{of}", [*group.model_fields]) for of, group in models.items()}
    for record in RECORDS:
        own = [path.partition(".")[2] for path in columns if path.startswith(f"{record}.")]
        have[record.title()] = f"crew.{record}", own
    of, names = have.get(kind, (kind, []))
    return absent(of, name, names)


def absent(of: str, name: str, names: Iterable[str]) -> str:
    """Say that an object has no such name, and which one is meant, or what it has."""
    known = [*names]
    near = get_close_matches(name, known, n=1)
    return f"{of} has no {name!r}" + (f"; did you mean {of}.{near[0]}?" if near else f"; it has {', '.join(known)}")
