"""The built page, as it ships or with a state embedded."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("rowing.html")
_EMPTY = '<script type="application/json" id="state">null</script>'


def page(state: Mapping[str, Any] | None = None) -> str:
    """The page; with a state, as `sim.page.replay` makes one, it opens with that. Nothing in it can become markup."""
    text = PAGE.read_text(encoding="utf-8")
    if state is None:
        return text
    before, place, after = text.partition(_EMPTY)
    if not place:
        raise ValueError("the page has no place for a state: make page")
    return before + _EMPTY.replace("null", inside_script(state)) + after


def inside_script(content: object) -> str:
    """JSON that cannot end the element it stands in."""
    return json.dumps(content, allow_nan=False, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
