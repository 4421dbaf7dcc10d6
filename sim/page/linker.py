"""A lone WebAssembly object file to a module: what a linker would do, as far as one object needs it.

LLVM's relocations already hold valid values where there is only one object, so all that is missing is a section of
exports; sections for linkers are dropped. Format: the WebAssembly core specification, and the tool conventions'
`linking` section with its symbol table.
"""

from collections.abc import Iterator

_CUSTOM, _IMPORT, _EXPORT, _DATA = 0, 2, 7, 11
_ORDER = (1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11)
_FUNCTION, _DATA_SYMBOL, _SECTION_SYMBOL = 0, 1, 3
_UNDEFINED, _EXPLICIT_NAME = 0x10, 0x40
_MOST_CONSTANTS = 32_768  # bytes below the stack, which hosts put at 65,536


def linked(object_file: bytes, exports: list[str]) -> bytes:
    """The module that exports these functions. Raises ValueError with the names of functions that are missing."""
    sections = list(_sections(object_file))
    functions = _functions(next(body for kind, body in sections if kind == _CUSTOM and _name(body, 0)[0] == "linking"))
    if missing := _imported_functions(dict(sections)[_IMPORT]):
        raise ValueError(f"the rules use what WebAssembly does not have: {', '.join(missing)}")
    if sum(len(body) for kind, body in sections if kind == _DATA) > _MOST_CONSTANTS:
        raise ValueError("the rules' constants would meet the stack")
    table = _number(len(exports)) + b"".join(_text(name) + b"\0" + _number(functions[name]) for name in exports)
    kept = sorted([(k, b) for k, b in sections if k != _CUSTOM] + [(_EXPORT, table)], key=lambda s: _ORDER.index(s[0]))
    return object_file[:8] + b"".join(bytes([kind]) + _number(len(body)) + body for kind, body in kept)


def with_section(module: bytes, name: str, content: bytes) -> bytes:
    """The module with a custom section of a name at its end."""
    body = _text(name) + content
    return module + bytes([_CUSTOM]) + _number(len(body)) + body


def section(module: bytes, name: str) -> bytes:
    """The content of a custom section. Raises KeyError if there is none of this name."""
    for kind, body in _sections(module):
        if kind == _CUSTOM:
            title, start = _name(body, 0)
            if title == name:
                return body[start:]
    raise KeyError(name)


def _sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    at = 8
    while at < len(module):
        size, start = _read(module, at + 1)
        yield module[at], module[start : start + size]
        at = start + size


def _functions(linking: bytes) -> dict[str, int]:
    """Name and index of every function that the symbol table defines."""
    functions: dict[str, int] = {}
    at = _name(linking, 0)[1] + 1
    while at < len(linking):
        kind = linking[at]
        size, start = _read(linking, at + 1)
        at = start + size
        if kind != 8:
            continue
        count, place = _read(linking, start)
        for _ in range(count):
            symbol = linking[place]
            flags, place = _read(linking, place + 1)
            if symbol == _DATA_SYMBOL:
                place = _name(linking, place)[1]
                for _ in range(0 if flags & _UNDEFINED else 3):
                    place = _read(linking, place)[1]
                continue
            index, place = _read(linking, place)
            if symbol != _SECTION_SYMBOL and (not flags & _UNDEFINED or flags & _EXPLICIT_NAME):
                name, place = _name(linking, place)
                if symbol == _FUNCTION:
                    functions[name] = index
    return functions


def _imported_functions(imports: bytes) -> list[str]:
    """The functions a module imports; memory, stack pointer and table are the host's to give."""
    names = []
    count, at = _read(imports, 0)
    for _ in range(count):
        _, at = _name(imports, at)
        name, at = _name(imports, at)
        kind = imports[at]
        if kind == 0:
            names.append(name)
            at = _read(imports, at + 1)[1]
        elif kind == 3:
            at += 3
        else:
            at += 1 + (kind == 1)  # a table's type of element
            limited = imports[at]
            at = _read(imports, at + 1)[1]
            at = _read(imports, at)[1] if limited & 1 else at
    return names


def _read(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and where it ends."""
    result = shift = 0
    while True:
        byte = data[at]
        at += 1
        result |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return result, at


def _number(value: int) -> bytes:
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + _number(value >> 7)


def _name(data: bytes, at: int) -> tuple[str, int]:
    size, at = _read(data, at)
    return data[at : at + size].decode(), at + size


def _text(name: str) -> bytes:
    return _number(len(name.encode())) + name.encode()
