"""Names, constants and scopes of Python in JavaScript."""

import ast
import re

RESERVED = frozenset(
    {
        "arguments", "await", "case", "catch", "const", "debugger", "default", "delete", "do",
        "enum", "eval", "export", "extends", "function", "implements", "instanceof", "interface", "let",
        "new", "null", "package", "private", "protected", "public", "static", "super", "switch",
        "this", "throw", "typeof", "var", "void",
    }
)  # fmt: skip
"""Words that name nothing in JavaScript."""

BUILTINS = frozenset(
    {
        "abs", "all", "any", "ascii", "bool", "dict", "enumerate", "float", "frozenset",
        "getattr", "int", "isinstance", "iter", "len", "list", "map", "max", "min",
        "next", "ord", "range", "repr", "reversed", "set", "sorted", "str", "sum",
        "tuple", "type", "zip", "KeyError", "OverflowError", "ValueError",
    }
)  # fmt: skip
"""What `runtime.js` has under Python's name."""

GENERIC = frozenset({"list", "dict", "tuple", "set", "frozenset", "Callable", "Iterator", "Literal", "Known"})
OPERATORS = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.FloorDiv: "floordiv", ast.Mod: "mod",
    ast.BitOr: "bitor", ast.BitAnd: "bitand", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq",
    ast.NotEq: "ne", ast.In: "contains", ast.NotIn: "lacks", ast.Is: "is", ast.IsNot: "isnot",
}  # fmt: skip


def identifier(name: str) -> str:
    """A name that JavaScript takes."""
    return f"{name}$" if name in RESERVED else name


def is_type(value: ast.expr) -> bool:
    """Whether this only names a type."""
    return isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name) and value.value.id in GENERIC


def own_nodes(node: ast.AST) -> list[ast.AST]:
    """The nodes of a function without those of the functions in it."""
    own: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            own += [child, *own_nodes(child)]
    return own


def assigned_names(body: list[ast.stmt]) -> list[str]:
    """The names that statements assign, in order."""
    names: dict[str, None] = {}
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names[identifier(statement.name)] = None
            continue
        hidden = {
            id(part)
            for n in _with_lambdas(statement)
            if isinstance(n, ast.comprehension)
            for part in ast.walk(n.target)
        }
        for node in _with_lambdas(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in hidden:
                names[identifier(node.id)] = None
            elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler):
                names |= {identifier(name): None for name in [node.name] if name}
    return [*names]


def _with_lambdas(node: ast.AST) -> list[ast.AST]:
    nodes: list[ast.AST] = [node]
    for child in ast.iter_child_nodes(node):
        nodes += [child] if isinstance(child, ast.FunctionDef | ast.ClassDef) else _with_lambdas(child)
    return nodes


def literal(text: str | None) -> str:
    """A text in quotes."""
    escaped = "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\u{{{ord(c):x}}}" for c in text or "")
    return f'"{escaped}"'


def constant(value: object) -> str:
    """A constant of Python."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"new $.Float({value!r})"
    return f"$.bytes({literal(re.sub('^b.|.$', '', repr(value)))})"
