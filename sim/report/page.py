"""An HTML page in one file: text, tables and drawings, and nothing that is fetched or executed."""

import html
from collections.abc import Sequence
from typing import NamedTuple

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff; }
body { margin: 0 auto; max-width: 62rem; padding: 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 1rem 0 .2rem; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .4rem; border-top: 1px solid #ddd; padding-top: 1rem; }
p, li { max-width: 46rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; margin: .6rem 0; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #ddd; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
figure { margin: .6rem 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
figcaption { font-size: .9rem; color: #444; max-width: 46rem; }
.supported { color: #00543d; font-weight: bold; }
.contradicted { color: #8a3a00; font-weight: bold; }
.undecided { color: #444; font-weight: bold; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Drawing(NamedTuple):
    """A figure: the name of its file, what it shows in a sentence, the SVG, and what must be known to read it."""

    name: str
    title: str
    svg: str
    note: str


class Section(NamedTuple):
    """A part of the page: HTML that has been escaped."""

    title: str
    parts: Sequence[str]


def page(title: str, lead: Sequence[str], sections: Sequence[Section]) -> str:
    """The whole page; `title` and `lead` (paragraphs) are plain text."""
    body = "\n".join(
        f"<section>\n<h2>{escaped(s.title)}</h2>\n" + "\n".join(s.parts) + "\n</section>" for s in sections if s.parts
    )
    intro = "\n".join(paragraph(text) for text in lead)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escaped(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escaped(title)}</h1>\n{intro}\n{body}\n</main>\n</body>\n</html>\n"
    )


def escaped(text: object) -> str:
    """Text as HTML shows it, whatever it is."""
    return html.escape(str(text))


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{escaped(text)}</p>"


def figure(drawing: Drawing) -> str:
    """A drawing with its caption; its title is read out in its place."""
    svg = drawing.svg
    for mark in ('id="', "url(#", 'href="#'):  # names are unique in a figure, and have to be on the page
        svg = svg.replace(mark, f"{mark}{drawing.name}-")
    svg = svg.replace("<svg", f'<svg role="img" aria-label="{escaped(drawing.title)}"', 1)
    return f"<figure>\n{svg}<figcaption>{escaped(drawing.note)}</figcaption>\n</figure>"


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int] = (), marked: int | None = None
) -> str:
    """A table of plain text; columns `numbers` stand to the right, and the words of `marked` are classes of style."""

    def cell(tag: str, place: int, text: str) -> str:
        kind = "number" if place in numbers else text if tag == "td" and place == marked else ""
        return f"<{tag}{f' class="{escaped(kind)}"' if kind else ''}>{escaped(text)}</{tag}>"

    head = "".join(cell("th", place, text) for place, text in enumerate(header))
    body = "\n".join(
        "<tr>" + "".join(cell("td", place, text) for place, text in enumerate(row)) + "</tr>" for row in rows
    )
    return f'<div class="wide"><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'
