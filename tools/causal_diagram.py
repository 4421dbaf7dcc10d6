"""The causal diagram `docs/causes.svg`: the rules in the order of the period, with the lasting columns on both sides.

A line from the left side means that a rule reads the column, a line to the right side that it writes the column.
"""

from html import escape

from sim.explain.structure import Event, events, lasts

_ROW, _TOP, _WIDTH = 26, 64, 920
_LEFT, _RULE_LEFT, _RULE_RIGHT, _RIGHT = 210, 395, 525, 710
_SHADES = {"ocean": "#0072B2", "course": "#D55E00", "people": "#009E73"}
_HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13" '
    'role="img" aria-label="Which rule reads and writes what">'
)


def diagram() -> str:
    """Return the diagram as SVG. The colour of a line shows the kind of its column: ocean, course or people."""
    listed = [event for event in events() if any(map(lasts, (*event.reads, *event.writes)))]
    columns = list(dict.fromkeys(c for event in listed for c in (*event.reads, *event.writes) if lasts(c)))
    columns.sort(key=lambda column: [*_SHADES].index(column.partition(".")[0]))
    rows = max(len(listed), len(columns))
    place = {column: _y(number, len(columns), rows) for number, column in enumerate(columns)}
    parts = [_HEAD.format(width=_WIDTH, height=_TOP + rows * _ROW + 16), _titles()]
    for number, event in enumerate(listed):
        parts += _lines(event, _y(number, len(listed), rows), place)
    for number, event in enumerate(listed):
        parts.append(_box(event.rule, _y(number, len(listed), rows)))
    for column, y in place.items():
        shade = _SHADES[column.partition(".")[0]]
        name = escape(column.partition(".")[2].replace("_", " "))
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:g}" text-anchor="end" fill="{shade}">{name}</text>')
        parts.append(f'<text x="{_RIGHT + 8}" y="{y + 4:g}" fill="{shade}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _y(number: int, count: int, rows: int) -> float:
    return _TOP + _ROW * (number + 0.5) * rows / count


def _titles() -> str:
    return (
        '<rect width="100%" height="100%" fill="white"/>'
        f'<text x="{_LEFT - 8}" y="28" text-anchor="end" font-weight="bold">is read by</text>'
        f'<text x="{(_RULE_LEFT + _RULE_RIGHT) / 2:g}" y="28" text-anchor="middle" font-weight="bold">rule</text>'
        f'<text x="{_RIGHT + 8}" y="28" font-weight="bold">is written by</text>'
        f'<text x="12" y="50" font-size="11"><tspan fill="{_SHADES["ocean"]}">the ocean</tspan> · '
        f'<tspan fill="{_SHADES["course"]}">the course</tspan> · '
        f'<tspan fill="{_SHADES["people"]}">people</tspan></text>'
    )


def _box(rule: str, y: float) -> str:
    width = _RULE_RIGHT - _RULE_LEFT
    return (
        f'<rect x="{_RULE_LEFT}" y="{y - 10:g}" width="{width}" height="20" rx="4" fill="#f2f2f2" stroke="#666"/>'
        f'<text x="{_RULE_LEFT + width / 2:g}" y="{y + 4:g}" text-anchor="middle">{escape(rule)}</text>'
    )


def _lines(event: Event, y: float, place: dict[str, float]) -> list[str]:
    ends = [(c, _LEFT, _RULE_LEFT, place[c], y) for c in (*event.reads, *event.writes) if c in place]
    ends += [(c, _RULE_RIGHT, _RIGHT, y, place[c]) for c in event.writes if c in place]
    return [
        f'<path d="M{x1} {y1:g}C{(x1 + x2) / 2:g} {y1:g} {(x1 + x2) / 2:g} {y2:g} {x2} {y2:g}" fill="none" '
        f'stroke="{_SHADES[column.partition(".")[0]]}" stroke-opacity=".55"/>'
        for column, x1, x2, y1, y2 in ends
    ]
