"""Links that leave the documentation: what they lead to comes along, as pages below `source/`.

On a hosting service a link to `../sim/rules` shows that folder; the site has no repository behind it. So every file
that a page names becomes a page with its text, every folder a list, every figure a copy.
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
    """Add what the pages lead to outside of the documentation, and what that leads to."""
    waiting = [target for file in files.documentation_pages() for target in _left(file.src_uri, file.content_string)]
    while waiting:
        path = waiting.pop()
        if files.get_file_from_path(place(path)) is None:
            files.append(_file(path, config))
            if path.endswith(".md"):
                waiting += _left(place(path), (ROOT / path).read_text(encoding="utf-8"), path)
            elif (ROOT / path).is_dir():
                waiting += [f"{path}/{name}" for name in _inside(path)]
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turn links that leave into links to what came along."""
    uri = page.file.src_uri
    source = uri.removeprefix("source/") if uri.startswith("source/") and uri.endswith(".md") else None

    def turned(link: re.Match[str]) -> str:
        path = _path(uri, link["target"], source if source and (ROOT / source).is_file() else None)
        goal = place(path) if _leaves(path) else "index.md" if path == DOCS else path.removeprefix(f"{DOCS}/")
        return posixpath.relpath(goal, posixpath.dirname(uri) or ".")

    return markdown if uri.startswith("source/") and source is None else LINK.sub(turned, markdown)


def place(path: str) -> str:
    """Where in the site a file or folder of the project stands."""
    if (ROOT / path).is_dir():
        return f"source/{path}/index.md"
    return f"source/{path}" if Path(path).suffix in FIGURES | {".md"} else f"source/{path}.md"


def _path(uri: str, target: str, source: str | None = None) -> str:
    """What a link means, from the project's root; `source` is the file that a page came from, if not of docs."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(source or f"{DOCS}/{uri}"), target))


def _left(uri: str, text: str, source: str | None = None) -> Iterator[str]:
    for link in LINK.finditer(text):
        path = _path(uri, link["target"], source)
        if _leaves(path):
            yield path


def _leaves(path: str) -> bool:
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
