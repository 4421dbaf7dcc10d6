"""`make page`, last step: bundles, rules, facts and words into the one file `rowing.html`."""

import base64
import hashlib
import json
import re
import zlib
from pathlib import Path

from sim.model.files import write_whole
from sim.page.build import MODULE
from sim.page.document import PAGE, inside_script
from sim.page.facts import facts
from sim.page.translate import translated

WEB = Path(__file__).with_name("web")
LARGEST = 700_000  # bytes
_BUNDLES = ("main.js", "worker.js", "style.css")
_SOURCES = ("*.json", "*.mjs", "*.html", "src/**/*.ts", "src/**/*.js", "style/*.css", "locales/*.json")


def sources_hash() -> str:
    """SHA-256 (hex) of everything in `web/` that the page is made of, and of the translated checker."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in _SOURCES for path in WEB.glob(pattern)}):
        digest.update(path.relative_to(WEB).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    for name, text in translated().items():
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def facts_text() -> str:
    """What the page knows of the model, as it stands in it."""
    return inside_script(facts())


def assemble() -> str:
    """The page. Raises ValueError where it would be larger than promised, OSError where it was not bundled."""
    bundle = {
        name: (WEB / "build" / name).read_text(encoding="utf-8") for name in ("main.js", "worker.js", "style.css")
    }
    locales = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(WEB.glob("locales/*.json"))}
    parts = {
        "policy": _policy(bundle["main.js"], bundle["style.css"]),
        "sources": sources_hash(),
        "style": bundle["style.css"],
        "facts": facts_text(),
        "locales": inside_script(locales),
        "rules": base64.b64encode(zlib.compress(MODULE.read_bytes(), 9)).decode(),
        "worker": bundle["worker.js"],
        "main": bundle["main.js"],
    }
    for name, text in parts.items():
        if "</script" in text or "</style" in text:
            raise ValueError(f"the page's {name} would end its own element")
    template = (WEB / "template.html").read_text(encoding="utf-8")
    page = re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], template)
    if len(page.encode()) > LARGEST:
        raise ValueError(f"the page has {len(page.encode()):,} bytes; at most {LARGEST:,} are promised")
    return page


def _policy(script: str, style: str) -> str:
    """Nothing from outside; the one script and the one style are known by their hashes."""

    def known(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    rules = {
        "default-src": "'none'",
        "script-src": f"{known(script)} 'wasm-unsafe-eval'",
        "style-src": known(style),
        "worker-src": "blob:",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def main() -> None:
    """Write the page where the wheel takes it from."""
    text = assemble()
    write_whole(PAGE, text)
    print(f"{PAGE.name}: {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
