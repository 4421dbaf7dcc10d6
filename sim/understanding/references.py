"""The papers behind the rules: entries of `references.bib` and the keys by which docstrings cite them."""

import inspect
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from sim.usage import python

CITED = re.compile(r"\[([A-Z][A-Za-z]+\d{4}[a-z]?)\]")
KEY = re.compile(r"[A-Z][A-Za-z]+\d{4}[a-z]?")
_ENTRY = re.compile(r"^@\w+\{(\w+),.*?^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*?)\},?$", re.MULTILINE)


def shipped(name: str) -> Path:
    """A file that stands at the top of a checkout, and in the package where Coxed is installed."""
    package = Path(__file__).resolve().parent.parent
    installed = package / name
    return installed if installed.is_file() else package.parent / name


@cache
def entries() -> dict[str, str]:
    """The BibTeX entries by key."""
    text = shipped("references.bib").read_text(encoding="utf-8")
    return {found.group(1): found.group(0) for found in _ENTRY.finditer(text)}


def reference(key: str) -> str:
    """A paper in one line: authors, year, title, where it appeared, DOI."""
    field = {name.lower(): _plain(value) for name, value in _FIELD.findall(entries()[key])}
    where = field.get("journal") or field.get("booktitle") or field.get("publisher", "")
    number = f" {field['volume']}" if "volume" in field else ""
    number += f"({field['number']})" if "number" in field else ""
    pages = f", {field['pages'].replace('--', '-')}" if "pages" in field else ""
    doi = f" doi:{field['doi']}" if "doi" in field else ""
    return f"{field['author'].replace(' and ', '; ')} ({field['year']}). {field['title']}. {where}{number}{pages}.{doi}"


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "").replace("\\&", "&")


def cited_by(function: Any) -> list[str]:
    """The keys that the file of a rule cites in its docstring, in their order."""
    doc = inspect.getdoc(sys.modules[python(function).__module__]) or ""
    return list(dict.fromkeys(CITED.findall(doc)))
