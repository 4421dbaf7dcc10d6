"""Every way in which somebody may break a scenario or study file: a fixed list of mutations of a text.

It also has what ruamel's own loader, which shares no line with Coxed's reader, makes of a text: a wrong reading shows.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ruamel.yaml import YAML

KEY = re.compile(r"(?P<before>[ -]*)(?P<name>[\w.]+)(?P<colon>:\s*)(?P<value>.*?)(?P<after>\s*(#.*)?)$")
VALUES = {
    "another word": ["nonsense", "NO", "yes", "on", "off", "true", "~", "null", "12:30:45", "2001-01-01", "a: b"],
    "another number": [
        "0", "1", "-1", "0.5", "1e3", "010", "0x10", "0b1", "1_000", "0,5", "30%", ".5", "5.", "1.0", ".nan", "-.inf",
        "1e999", "9" * 400, "1.0000000000000002",
    ],
    "another type": ["", "[]", "{}", "[1, 2]", "{x: 1}", "'0.5'", '"1"', "[[[[1]]]]", "|\n    text", ">-\n    text"],
    "anchor, alias or tag": ["&a 1", "*a", "!!int 1", "!x 1", "!!python/object:os.system x", "&a [*a, *a]"],
    "broken text": ["'open", '"open', "[open", "{open", "]", "%x", "@x", "`x`", "\t1", "1\t", "\xa01", '"\\U99999999"'],
    "hostile text": ["\x00", "\x1b[31m", '"\\e[31m"', "\u2028", "\u202e1", "\ud800", "x" * 70_000],
    "another file": ["../../secret.yaml", "/etc/passwd", "mutated.yaml", "./", "gone.yaml", "con", "x" * 300 + ".yaml"],
}  # fmt: skip


class Mutation(NamedTuple):
    """What was done, where, and the file that it gives."""

    kind: str
    what: str
    content: bytes
    removes: bool = False


def mutations(text: str) -> Iterator[Mutation]:
    """All mutations of a text, in a fixed order."""
    yield from _whole(text)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = KEY.fullmatch(line)
        if match and not line.lstrip().startswith("#"):
            for kind, what, new in _of_line(match):
                changed = "\n".join([*lines[:number], *new, *lines[number + 1 :]])
                yield Mutation(kind, f"line {number + 1}: {what!r:.60}", _encoded(changed), kind == "missing line")


def _of_line(match: re.Match[str]) -> Iterator[tuple[str, str, list[str]]]:
    before, name, colon, value, after = match.group("before", "name", "colon", "value", "after")
    for kind, values in VALUES.items():
        for other in values:
            yield kind, other, [f"{before}{name}: {other}{after}"]
    for other in {name[1:], name[:-1], name + "x", name[:2] + name[3:], name.title(), name[1::-1] + name[2:]} - {name}:
        yield "misspelt name", other, [f"{before}{other}{colon}{value}{after}"]
    for other in ("", "1", "~", "[x]", "? x", "<<", "*a", "&a " + name, "!!str " + name, f"'{name}'", "a" * 2000):
        yield "another name", other, [f"{before}{other}: {value}{after}"]
    line = match.group()
    yield "duplicate key", name, [line, line]
    yield "missing line", name, []
    yield "missing blank", name, [f"{before}{name}:{value}{after}"]
    yield "missing colon", name, [f"{before}{name} {value}{after}"]
    yield "comment", name, [line + "  # more"]
    for tab in (f"\t{line}", f" \t{line}", line.replace("  ", "\t"), f"{before}{name}:\t{value}", f"{line}\t"):
        yield "tab", tab, [tab]
    for other in (f" {line}", f"   {line}", line.lstrip(), line.replace("  ", "\xa0\xa0"), f"- {line}"):
        yield "another indentation", other, [other]
    for other in ("---", "...", "%YAML 1.1", "{", "}", "]", "&a", "*a", "!x", "x", "'", "\ufeff", "\x85"):
        yield "a line between", other, [other, line]


def _whole(text: str) -> Iterator[Mutation]:
    raw = text.encode()
    deep = "x: " + "[" * 5000
    laughs = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 20))
    wholes = {
        "empty": [b"", b"\n\n", b"# nothing\n", b"---\n...\n"],
        "binary": [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), bytes(1000), b"PK\x03\x04" + raw, b"\xff" + raw],
        "encoding": [text.encode("utf-16"), text.encode("utf-32"), raw + "# \xe9".encode("latin-1")],
        "byte order mark": [b"\xef\xbb\xbf" + raw],
        "line ends": [raw.replace(b"\n", b"\r\n"), raw.replace(b"\n", b"\r"), raw.rstrip(b"\n")],
        "twice": [raw + raw, raw + b"---\n" + raw],
        "cut": [raw[: len(raw) * part // 12] for part in range(1, 12)],
        "deep": [raw + deep.encode(), b"[" * 100_000, b"".join(b" " * n + b"a:\n" for n in range(500))],
        "billion laughs": [laughs.encode(), raw + laughs.encode()],
        "many": [raw + b"".join(b"x%d: 1\n" % n for n in range(9000)), raw + b"- 1\n" * 200_000],
        "huge": [raw + b"#" * 1_000_000, raw + b"title2: '" + b"''" * 400_000 + b"'\n"],
    }
    for kind, contents in wholes.items():
        for content in contents:
            yield Mutation(kind, f"{content[:40]!r}", content, kind == "cut")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def understood(content: bytes) -> Any:
    """What ruamel's own loader (YAML 1.2) reads; raises whatever it raises."""
    return YAML(typ="safe", pure=True).load(content.decode("utf-8-sig"))


def settings_of(document: dict[str, Any], words: tuple[str, ...]) -> dict[str, Any]:
    """The settings in groups, by dotted path; of something else in the place of a group by its name alone."""
    settings: dict[str, Any] = {}
    for group, content in document.items():
        if group in words:
            continue
        if isinstance(content, dict):
            settings |= {f"{group}.{name}": value for name, value in content.items()}
        else:
            settings[group] = content
    return settings
