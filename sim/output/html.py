"""HTML pages in one file: text, tables and drawings. Nothing on them is fetched or executed.

The templates are in `templates/`. Jinja2 escapes all text that comes from Python, unless it is `Markup`.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup


class Drawing(NamedTuple):
    """A figure: the name of its file, its message in one sentence, the SVG, and a note on how to read it."""

    name: str
    title: str
    svg: str
    note: str


class Section(NamedTuple):
    """A section of a page. Its parts are `Markup`; plain text among them is escaped."""

    title: str
    parts: Sequence[str]


@cache
def environment() -> Environment:
    """The templates of this folder, with all text escaped and no undefined names."""
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def page(title: str, lead: Sequence[str], sections: Sequence[Section], template: str = "page.html") -> str:
    """A whole page.

    Parameters
    ----------
    title
        The title, as plain text.
    lead
        The first paragraphs, as plain text.
    sections
        The sections; those without parts are left out.
    template
        The template of the page.
    """
    return environment().get_template(template).render(title=title, lead=lead, sections=sections)


def paragraph(text: str) -> Markup:
    """A paragraph of plain text."""
    return _part("paragraph", text)


def figure(drawing: Drawing) -> Markup:
    """A drawing with its caption. Screen readers read its title."""
    svg = drawing.svg
    for mark in ('id="', "url(#", 'href="#'):  # names are unique within a figure, and must be unique on the page
        svg = svg.replace(mark, f"{mark}{drawing.name}-")
    return _part("figure", Markup(svg.partition("<svg")[2]), drawing.title, drawing.note)


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = (), marked: int | None = None
) -> Markup:
    """A table of plain text.

    Parameters
    ----------
    header
        The names of the columns.
    rows
        The cells, row by row.
    numbers
        The columns that are aligned to the right.
    marked
        The column whose words are also the style classes of their cells.
    """
    return _part("table", header, rows, numbers, marked)


def _part(name: str, *arguments: Any) -> Markup:
    return Markup(getattr(environment().get_template("parts.html").module, name)(*arguments))
