"""Values of unquoted YAML words, by the core schema of YAML 1.2 alone.

So `NO` and `on` are text, `010` is ten, `1e3` and `.5` are numbers, and `12:30` is text.
"""

import json
import re
from math import inf, nan

Scalar = str | int | float | bool | None

NULL = frozenset({"", "~", "null", "Null", "NULL"})
TRUE = frozenset({"true", "True", "TRUE"})
FALSE = frozenset({"false", "False", "FALSE"})
WHOLE = re.compile(r"[-+]?[0-9]+")
OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
NOT_A_NUMBER = re.compile(r"\.(nan|NaN|NAN)")
# No setting takes longer numbers, and Python refuses to convert thousands of digits.
MOST_DIGITS = 300


def resolve(text: str) -> Scalar:
    """The value of a plain (unquoted) scalar."""
    if text in NULL:
        return None
    if text in TRUE or text in FALSE:
        return text in TRUE
    if WHOLE.fullmatch(text):
        return int(text) if len(text) <= MOST_DIGITS else _infinite(text)
    if OCTAL_OR_HEX.fullmatch(text):
        return int(text, 0) if len(text) <= MOST_DIGITS else inf
    if INFINITE.fullmatch(text):
        return _infinite(text)
    if NOT_A_NUMBER.fullmatch(text):
        return nan
    return float(text) if REAL.fullmatch(text) else text


def resolve_argument(text: str) -> Scalar:
    """The value of a scalar on the command line, where quotes make it text."""
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return resolve(text)


def text_written(text: str) -> str:
    """A text as it is written in a file: without quotes where that is safe."""
    plain = re.fullmatch(r"\w[\w.,()/ -]*", text) and resolve(text) == text and text == text.strip()
    return text if plain else json.dumps(text, ensure_ascii=False)


def _infinite(text: str) -> float:
    return -inf if text.startswith("-") else inf
