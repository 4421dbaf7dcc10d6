"""Names and values that somebody probably meant."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Any
from unicodedata import normalize

from pydantic import ValidationError

from sim.model.parameters import LARGEST, Described, groups
from sim.scenario.scalars import REAL, resolve

LONGEST_WORD = 60
LONGEST_VALUE = 100
CERTAIN, APART = 0.8, 0.1
OFF = frozenset({"no", "off", "false", "never", "none"})
"""What people write, in any case, for nothing."""

QUOTES = "\"'“”„‟«»‘’‚‛"
DASHES = str.maketrans("–—−‒‐", "-----")
SPACED_COMMENT = re.compile(r"\s+//.*|\s*#.*")
THOUSAND = re.compile(r"[1-9][0-9]{0,2}[,.][0-9]{3}")
GROUPED = re.compile(r"[1-9][0-9]{0,2}([,._ ][0-9]{3})+")
PERCENT = re.compile(r"([0-9.]{1,9}) *(?:%|percent|per cent)")
FRACTION = re.compile(r"([0-9]{1,9}) */ *([0-9]{1,9})")
_NUMBER = r"-?(?:[0-9]+(?:[.,][0-9]+)?|\.[0-9]+) *%?"
RANGE = re.compile(rf"({_NUMBER})(?: *(?:-|to|bis|\.\.\.?|…|/|;|\|) *|, +| +)({_NUMBER})")
NUMBER_AND_WORD = re.compile(rf"({_NUMBER}) *([^\W\d]+)\.?")
UNITS = {
    "periods": frozenset({"period", "periods", "week", "weeks"}),  # a period stands for a week
    "members": frozenset({"member", "members", "people", "person", "persons"}),
}


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is most like the word, if any is near."""
    return _nearest(word, tuple(candidates))


@lru_cache(maxsize=1000)
def _nearest(word: str, candidates: tuple[str, ...]) -> str | None:
    # Comparing takes time with the square of the length, and a name is short.
    if len(word) > LONGEST_WORD:
        return None
    return next(iter(get_close_matches(_as_name(word), candidates, n=1, cutoff=0.7)), None)


def certain_match(word: str, candidates: Iterable[str]) -> str | None:
    """The only candidate that the word can have been meant to be, or None.

    It is the same word in other case or with other blanks or quotes; or it is near, and no other is almost as near.
    Words that differ in a digit are names of different things.
    """
    plain, known = _as_name(word), [*candidates]
    if plain in known or len(word) > LONGEST_WORD:
        return plain if plain in known else None
    likeness = sorted(((SequenceMatcher(None, plain, other).ratio(), other) for other in known), reverse=True)
    (best, match), (second, _) = [*likeness, (0.0, ""), (0.0, "")][:2]
    same_digits = [c for c in plain if c.isdigit()] == [c for c in match if c.isdigit()]
    return match if best >= CERTAIN and second <= best - APART and same_digits else None


def _as_name(word: str) -> str:
    return word.strip().strip(QUOTES).lower().replace("-", "_").replace(" ", "_")


def certain_value(about: Described, value: Any) -> str | None:
    """How a wrong value of a setting is written right; None where it could mean more than one thing.

    'off' is 0 wherever a range starts there. 'on' is not corrected, because it gives no amount. `1,000` is not
    corrected either, because it is a thousand to some people and one to others.
    """
    text = str(value).strip()
    if about.choices:
        return certain_match(text, about.choices)
    if about.kind is str:
        return "null" if text.lower() in OFF else None
    if text.lower() in OFF:
        return "0" if about.low == 0 else None
    if isinstance(value, str) and (can_mean_two(text) or len(text) > LONGEST_VALUE):
        return None
    written = certain_number(text, UNITS.get(about.unit, frozenset())) if isinstance(value, str) else text
    number = resolve(written) if written else None
    if about.kind is int and isinstance(number, float) and number.is_integer():
        number = int(number)
        written = str(number)
    if not written or not takes(about, number):
        return None
    return written + _comment(text) if isinstance(value, str) else written


def certain_number(text: str, units: frozenset[str] = frozenset()) -> str | None:
    """How a number is written that stands there as `0,5`, `1,000`, `60 %`, `1/3`, `3 weeks`, `–0.5` or in quotes."""
    text = plain_number(text)
    if match := NUMBER_AND_WORD.fullmatch(text):
        text = match[1].strip() if match[2].lower() in units else text
    if (match := PERCENT.fullmatch(text)) and REAL.fullmatch(match[1]):
        return f"{float(match[1]) / 100:g}"
    if match := FRACTION.fullmatch(text):
        return repr(int(match[1]) / int(match[2])) if int(match[2]) else None
    if re.fullmatch(r"[1-9][0-9]{0,2}([,_ ][0-9]{3})+", text):
        return re.sub("[,_ ]", "", text)
    text = text.replace("_", "").replace(",", ".")
    return text if len(text) < 30 and REAL.fullmatch(text) else None


def plain_number(text: str) -> str:
    """A text with ordinary digits, dashes and signs, without quotes around it and without a comment after it."""
    text = SPACED_COMMENT.sub("", text[:LONGEST_VALUE]).strip().rstrip(",;").strip(QUOTES).strip()
    return normalize("NFKC", text).translate(DASHES)


def _comment(text: str) -> str:
    """What follows a value as a comment, with the sign that starts a comment."""
    match = SPACED_COMMENT.search(text)
    return " # " + match[0].strip().lstrip("/#").strip() if match else ""


def can_mean_two(text: str) -> bool:
    """Whether a number such as `1,000` is a thousand to some people and one to others."""
    return THOUSAND.fullmatch(text.strip()) is not None


def certain_count(value: Any, low: int = 1) -> str | None:
    """The count of at least `low` that is meant by '100', 100.0 or 1e2; None for what could be none, or is a number."""
    number = resolve(value.strip()) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float) or not low <= number < LARGEST:
        return None
    if isinstance(value, int):
        return None
    return str(int(number)) if number == int(number) else None


def takes(about: Described, number: Any) -> bool:
    """Whether the setting takes this value."""
    try:
        groups()[about.group].model_validate({about.name: number})
    except ValidationError:
        return False
    return True


def cause(about: Described, value: Any, written: str = "", varied: bool = False) -> str:
    """Say why a setting does not take a value.

    Parameters
    ----------
    about
        The setting.
    value
        The value that it does not take.
    written
        The value as it is written in the file.
    varied
        Whether it is one of the values that a study gives the setting.

    Returns
    -------
    str
        The cause in words; empty where the message says it already.
    """
    if isinstance(value, bool):
        return f"'{str(value).lower()}' does not say how much" if value else ""
    if isinstance(value, int | float):
        return _cause_of_number(about, value, written)
    if not isinstance(value, str) or len(value) > LONGEST_VALUE:
        return ""
    text = plain_number(value)
    if (ends := RANGE.fullmatch(text)) and not FRACTION.fullmatch(text) and not GROUPED.fullmatch(text):
        low, high = (certain_number(end) or end for end in ends.groups())
        if REAL.fullmatch(low) and REAL.fullmatch(high) and float(low) > float(high):
            low, high = high, low
        return "" if varied else several(about, [resolve(low), resolve(high)], f"[{low}, {high}]")
    if FRACTION.fullmatch(text):
        return "a fraction is not worked out"
    if can_mean_two(value):
        return f"it can mean {re.sub('[,.]', '', value.strip())} or {float(value.replace(',', '.')):g}"
    if "//" in value:
        return "a comment starts with '#'"
    if re.search(r"\S#", value):
        return "a blank is missing before '#'"
    if value.rstrip().endswith((",", ";")):
        return f"a value ends with its line, without '{value.rstrip()[-1]}'"
    if value.lower() in ("on", "yes", "y"):
        return f"'{value}' does not say how much"
    if value.strip() and value.strip()[0] in "–—−‒‐":
        return "it starts with a dash that is no minus sign"
    if value.strip()[:1] in tuple(QUOTES[2:]):
        return "a number needs no quotes"
    if match := NUMBER_AND_WORD.fullmatch(text):
        if match[2].lower() in UNITS.get(about.unit, ()):
            return "the unit is not written" + (": a period is a week" if match[2].lower().startswith("week") else "")
        return f"write the number alone, in {about.unit}" if about.kind is int else "write the number alone"
    return ""


def _cause_of_number(about: Described, value: float, written: str) -> str:
    if written.startswith(("0x", "0o")):
        kind = "hexadecimal" if written.startswith("0x") else "octal"
        return f"{written} is the {kind} way to write {value}"
    if about.unit == "share" and about.high == 1 and 2 <= value <= 100 and value == int(value):
        return f"a share is written from 0 to 1: {value:g} % is {value / 100:g}"
    return ""


def several(about: Described, values: list[Any], written: str) -> str:
    """What to do with several values for one setting: a study varies it; how it is `written`, where it takes them."""
    says = "a scenario has one value per setting; a study varies it"
    if len(set(values)) < len(values) or not all(takes(about, value) for value in values):
        return says
    return f"{says}: 'factors: {{{about.path}: {written}}}'"
