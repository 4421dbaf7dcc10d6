"""Links to files outside of `docs/`: the site takes these files along, as pages below `source/`.

On a host of repositories a link to `../sim/model/mechanisms` shows that folder. The site has no repository behind it.
So each file that a page links to becomes a page with its text, each folder a list, and each figure a copy.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel

ROOT = Path(__file__).parent.parent
DOCS = "docs"
LINK = re.compile(r"(?<=\]\()(?P<target>[^)#:\s]+)(?=[)#])")
FIGURES = {".png", ".svg"}
LANGUAGES = {".py": "python", ".yaml": "yaml", ".json": "json", ".bib": "bibtex", ".cff": "yaml"}
ALONE = "---\nsearch: {exclude: true}\n---\n"


def on_files(files: Files, config: Any) -> Files:
    """Add the files outside of the documentation that pages link to, and those that these link to."""
    waiting = [path for file in files.documentation_pages() for path in _outside(file.src_uri, file.content_string)]
    while waiting:
        path = waiting.pop()
        if files.get_file_from_path(place(path)) is None:
            files.append(_file(path, config))
            if path.endswith(".md"):
                waiting += _outside(place(path), (ROOT / path).read_text(encoding="utf-8"), path)
            elif (ROOT / path).is_dir():
                waiting += [f"{path}/{name}" for name in _inside(path)]
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Point links to outside files at the pages made of them."""
    uri = page.file.src_uri
    source = uri.removeprefix("source/") if uri.startswith("source/") and uri.endswith(".md") else None

    def relative(link: re.Match[str]) -> str:
        path = _path(uri, link["target"], source if source and (ROOT / source).is_file() else None)
        goal = place(path) if _is_outside(path) else "index.md" if path == DOCS else path.removeprefix(f"{DOCS}/")
        return posixpath.relpath(goal, posixpath.dirname(uri) or ".")

    return markdown if uri.startswith("source/") and source is None else LINK.sub(relative, markdown)


def place(path: str) -> str:
    """The place in the site of a file or folder of the project."""
    if (ROOT / path).is_dir():
        return f"source/{path}/index.md"
    return f"source/{path}" if Path(path).suffix in FIGURES | {".md"} else f"source/{path}.md"


def _path(uri: str, target: str, source: str | None = None) -> str:
    """The path that a link means, from the root of the project; `source` is the file of a page outside of docs."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(source or f"{DOCS}/{uri}"), target))


def _outside(uri: str, text: str, source: str | None = None) -> Iterator[str]:
    """The files outside of docs that a text links to."""
    for link in LINK.finditer(text):
        path = _path(uri, link["target"], source)
        if _is_outside(path):
            yield path


def _is_outside(path: str) -> bool:
    return path != DOCS and not path.startswith((f"{DOCS}/", "..")) and (ROOT / path).exists()


def _file(path: str, config: Any) -> File:
    full, uri = ROOT / path, place(path)
    if full.suffix in FIGURES:
        return File.generated(config, uri, abs_src_path=str(full))
    if full.is_dir():
        listed = "\n".join(
            f"- [{name}]({posixpath.relpath(place(f'{path}/{name}'), f'source/{path}')})" for name in _inside(path)
        )
        content = f"{ALONE}# {path}\n\n{listed}\n"
    else:
        text = full.read_text(encoding="utf-8")
        content = f"{ALONE}# {path}\n\n````{LANGUAGES.get(full.suffix, 'text')}\n{text}\n````\n"
        content = ALONE + text if full.suffix == ".md" else content
    return File.generated(config, uri, content=content, inclusion=InclusionLevel.NOT_IN_NAV)


def _inside(folder: str) -> list[str]:
    """The files of a folder that can be shown."""
    shown = set(LANGUAGES) | {".md", ".csv"}
    return sorted(
        file.name for file in (ROOT / folder).iterdir() if file.suffix in shown and file.name != "__init__.py"
    )
