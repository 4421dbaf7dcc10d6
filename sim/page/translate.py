"""The checker of scenario files in JavaScript, translated from the Python that the command line runs.

So the page says what the command line says, word for word, and no rule is written twice. Only what the checker uses is
translated: functions, classes, generators, comprehensions, f-strings. `web/src/python/runtime.js` holds Python's
built-in types. A function that uses something else, such as opening a file, raises an error when it is called.
"""

import ast
from pathlib import Path

import sim
from sim.page.javascript import (
    BUILTINS,
    OPERATORS,
    assigned_names,
    constant,
    identifier,
    is_type,
    literal,
    own_nodes,
)

PACKAGE = Path(sim.__file__).parent
MODULES = (
    "model.contradictions", "scenario.problem", "scenario.files", "scenario.scalars", "scenario.suggestions",
    "scenario.names", "scenario.syntax", "scenario.punctuation", "scenario.nodes", "scenario.values",
    "scenario.settings", "scenario.interventions", "scenario.file_contents", "scenario.builtin", "scenario.inheritance",
    "scenario.trace",
)  # fmt: skip


class UntranslatableError(ValueError):
    """Python that has no translation here."""


def translated() -> dict[str, str]:
    """Every translated module by its file name."""
    return {f"{module.replace('.', '_')}.js": _Module(module).text() for module in MODULES}


def write(folder: Path) -> None:
    """Write the translated modules into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in translated().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


class _Module:
    """One module of Python as one of JavaScript."""

    def __init__(self, module: str) -> None:
        path = PACKAGE / f"{module.replace('.', '/')}.py"
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.unique = 0

    def text(self) -> str:
        """The whole module; every name at its top is exported."""
        lines = ['import * as $ from "../../src/python/runtime.js";']
        lines += [self.imported(node) for node in self.tree.body if isinstance(node, ast.ImportFrom)]
        lines += [self.library(node) for node in self.tree.body if isinstance(node, ast.Import)]
        body = [node for node in self.tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
        names = assigned_names(body)
        lines += [f"export let {', '.join(names)};"] if names else []
        return "\n".join([*lines, *(self.statement(node) for node in body)]) + "\n"

    def imported(self, node: ast.ImportFrom) -> str:
        module = str(node.module).removeprefix("sim.")
        own = module in MODULES
        place = f"./{module.replace('.', '_')}.js" if own else "../../src/python/library.js"
        names = ", ".join(f"{identifier(a.name)} as {identifier(a.asname or a.name)}" for a in node.names)
        return f'import {{ {names} }} from "{place}";'

    def library(self, node: ast.Import) -> str:
        return f'import {{ {", ".join(a.name for a in node.names)} }} from "../../src/python/library.js";'

    # Statements

    def block(self, body: list[ast.stmt]) -> str:
        return "{\n" + "\n".join(self.statement(node) for node in body) + "\n}"

    def statement(self, node: ast.stmt) -> str:
        match node:
            case ast.Expr(value=ast.Constant()) | ast.TypeAlias() | ast.Pass() | ast.ImportFrom():
                return ""
            case ast.Expr(value=value):
                return f"{self.expression(value)};"
            case ast.FunctionDef():
                return self.function(node)
            case ast.ClassDef():
                return self.class_(node)
            case ast.Return(value=value):
                return f"return {self.expression(value) if value else 'null'};"
            case ast.Raise(exc=value) if value is not None:
                return f"throw {self.expression(value)};"
            case ast.Assign(targets=targets, value=value):
                return "" if is_type(value) else self.assigned(targets, self.expression(value))
            case ast.AnnAssign(target=target, value=value):
                return self.assigned([target], self.expression(value)) if value else ""
            case ast.AugAssign(target=target, op=op, value=value):
                sign = OPERATORS[type(op)]
                return self.assigned([target], f"$.i{sign}({self.expression(target)}, {self.expression(value)})")
            case ast.If(test=test, body=body, orelse=other):
                rest = f" else {self.block(other)}" if other else ""
                return f"if ({self.truth(test)}) {self.block(body)}{rest}"
            case ast.While(test=test, body=body, orelse=[]):
                return f"while ({self.truth(test)}) {self.block(body)}"
            case ast.For(target=target, iter=iterated, body=body, orelse=[]):
                return self.loop(target, iterated, self.block(body))
            case ast.With(body=body):
                return self.block(body)
            case ast.Break():
                return "break;"
            case ast.Continue():
                return "continue;"
            case ast.Try(body=body, handlers=[handler], orelse=[], finalbody=[]) if handler.type is not None:
                caught = f"{identifier(handler.name)} = $e;\n" if handler.name else ""
                is_kind = f"$.isinstance($e, {self.expression(handler.type)})"
                inner = "\n".join(self.statement(inside) for inside in handler.body)
                return f"try {self.block(body)} catch ($e) {{\nif (!{is_kind}) throw $e;\n{caught}{inner}\n}}"
        raise UntranslatableError(ast.unparse(node)[:80])

    def loop(self, target: ast.expr, iterated: ast.expr, body: str) -> str:
        self.unique += 1
        each = f"$each{self.unique}"
        return f"for (const {each} of {self.expression(iterated)}) {{\n{self.assigned([target], each)}\n{body}\n}}"

    def assigned(self, targets: list[ast.expr], value: str) -> str:
        lines = []
        for target in targets:
            if isinstance(target, ast.Subscript):
                lines.append(f"$.put({self.expression(target.value)}, {self.expression(target.slice)}, {value});")
            else:
                lines.append(f"({self.target(target)} = {value});")
        return "\n".join(lines)

    def target(self, target: ast.expr) -> str:
        match target:
            case ast.Name(id=name) if name not in BUILTINS:
                return identifier(name)
            case ast.Attribute():
                return self.expression(target)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return f"[{', '.join(self.target(part) for part in parts)}]"
            case ast.Starred(value=value):
                return f"...{self.target(value)}"
        raise UntranslatableError(ast.unparse(target)[:80])

    # Functions and classes

    def function(self, node: ast.FunctionDef, method: bool = False) -> str:
        parameters = [a.arg for a in [*node.args.args, *node.args.kwonlyargs]]
        listed, self_first = self.parameters(node.args, method), parameters[:1] == ["self"] and method
        star = "*" if any(isinstance(n, ast.Yield | ast.YieldFrom) for n in own_nodes(node)) else ""
        try:
            inner = self.function_body(node.body, {*parameters}, self_first)
        except UntranslatableError as error:
            inner = f"throw new Error({literal(f'not in the page: {error}')});"
        if method:
            is_property = any(isinstance(d, ast.Name) and d.id == "property" for d in node.decorator_list)
            return f"{'get ' if is_property else star}{node.name}({listed}) {{\n{inner}\n}}"
        names = ", ".join(literal(p) for p in parameters)
        name = identifier(node.name)
        return f"{name} = function{star} ({listed}) {{\n{inner}\n}};\n{name}.$parameters = [{names}];"

    def parameters(self, arguments: ast.arguments, method: bool) -> str:
        parts = arguments.args[1:] if method else arguments.args
        defaults = [None] * (len(parts) - len(arguments.defaults)) + [*arguments.defaults]
        pairs = [*zip(parts, defaults, strict=True), *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]
        listed = [
            f"{identifier(a.arg)} = {self.expression(d)}" if d is not None else identifier(a.arg) for a, d in pairs
        ]
        return ", ".join([*listed, *([f"...{arguments.vararg.arg}"] if arguments.vararg else [])])

    def function_body(self, body: list[ast.stmt], parameters: set[str], has_self: bool) -> str:
        names = [name for name in assigned_names(body) if name not in parameters]
        declared = f"let {', '.join(names)};\n" if names else ""
        own = "const self = this;\n" if has_self else ""
        return own + declared + "\n".join(self.statement(node) for node in body) + "\nreturn null;"

    def class_(self, node: ast.ClassDef) -> str:
        fields = [s for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
        methods = [self.function(s, method=True) for s in node.body if isinstance(s, ast.FunctionDef)]
        bases = [ast.unparse(base).partition("[")[0] for base in node.bases]
        base = bases[0] if bases else "Object"
        kind = {"NamedTuple": "$.NamedTuple", "Mapping": "$.Mapping", "ValueError": "$.ValueError"}.get(base, "$.Base")
        names = ", ".join(literal(ast.unparse(f.target)) for f in fields)
        values = ", ".join(
            f"{literal(ast.unparse(f.target))}: {self.expression(f.value)}" for f in fields if f.value is not None
        )
        inner = "\n".join(methods).replace("super$().__init__", "super.__init__")
        body = f"class extends {kind} {{\n{inner}\n}}"
        return f"{identifier(node.name)} = $.callable({body}, [{names}], {{ {values} }});"

    # Expressions

    def truth(self, node: ast.expr) -> str:
        return f"$.truth({self.expression(node)})"

    def expressions(self, nodes: list[ast.expr]) -> str:
        return ", ".join(self.expression(node) for node in nodes)

    def expression(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=value):
                return constant(value)
            case ast.Name(id=name):
                return f"$.{name}" if name in BUILTINS else identifier(name)
            case ast.Attribute(value=value, attr=name):
                return f"{self.expression(value)}.{name}"
            case ast.Starred(value=value):
                return f"...{self.expression(value)}"
            case ast.List(elts=parts):
                return f"[{self.expressions(parts)}]"
            case ast.Tuple(elts=parts):
                return f"$.tuple([{self.expressions(parts)}])"
            case ast.Set(elts=parts):
                return f"$.set([{self.expressions(parts)}])"
            case ast.Dict(keys=keys, values=values):
                entries = [
                    f"[{self.expression(k)}, {self.expression(v)}]" if k else f"...$.items({self.expression(v)})"
                    for k, v in zip(keys, values, strict=True)
                ]
                return f"$.dict([{', '.join(entries)}])"
            case ast.BoolOp(op=op, values=values):
                name = "and" if isinstance(op, ast.And) else "or"
                return f"$.{name}({', '.join(f'() => {self.expression(v)}' for v in values)})"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"!{self.truth(operand)}"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"$.neg({self.expression(operand)})"
            case ast.BinOp(left=left, op=op, right=right):
                return f"$.{OPERATORS[type(op)]}({self.expression(left)}, {self.expression(right)})"
            case ast.Compare(left=left, ops=ops, comparators=others):
                sides = [self.expression(side) for side in [left, *others]]
                tests = [f"$.{OPERATORS[type(o)]}({sides[i]}, {sides[i + 1]})" for i, o in enumerate(ops)]
                return tests[0] if len(tests) == 1 else f"({' && '.join(tests)})"
            case ast.IfExp(test=test, body=body, orelse=other):
                return f"({self.truth(test)} ? {self.expression(body)} : {self.expression(other)})"
            case ast.NamedExpr(target=target, value=value):
                return f"({self.target(target)} = {self.expression(value)})"
            case ast.Subscript(value=value, slice=ast.Slice(lower=low, upper=high, step=step)):
                ends = [self.expression(end) if end else "null" for end in (low, high, step)]
                return f"$.slice({self.expression(value)}, {', '.join(ends)})"
            case ast.Subscript(value=value, slice=place):
                return f"$.at({self.expression(value)}, {self.expression(place)})"
            case ast.Lambda(args=arguments, body=body):
                return f"(({self.parameters(arguments, False)}) => {self.expression(body)})"
            case ast.Call():
                return self.call(node)
            case ast.JoinedStr(values=parts):
                return "$.joined(" + ", ".join(self.formatted(part) for part in parts) + ")"
            case ast.ListComp() | ast.GeneratorExp():
                return self.comprehension(node.generators, self.expression(node.elt))
            case ast.SetComp():
                return f"$.set({self.comprehension(node.generators, self.expression(node.elt))})"
            case ast.DictComp():
                pair = f"[{self.expression(node.key)}, {self.expression(node.value)}]"
                return f"$.dict({self.comprehension(node.generators, pair)})"
            case ast.Yield(value=value):
                return f"yield {self.expression(value) if value else 'null'}"
            case ast.YieldFrom(value=value):
                return f"yield* {self.expression(value)}"
        raise UntranslatableError(ast.unparse(node)[:80])

    def comprehension(self, generators: list[ast.comprehension], each: str) -> str:
        inner = f"$all.push({each});"
        for generator in reversed(generators):
            for test in reversed(generator.ifs):
                inner = f"if ({self.truth(test)}) {{ {inner} }}"
            inner = f"for (const {self.target(generator.target)} of {self.expression(generator.iter)}) {{ {inner} }}"
        return f"(() => {{ const $all = []; {inner} return $all; }})()"

    def call(self, node: ast.Call) -> str:
        arguments = self.expressions(node.args)
        if node.keywords:
            named = ", ".join(
                f"{literal(k.arg)}: {self.expression(k.value)}" if k.arg else f"...{self.expression(k.value)}"
                for k in node.keywords
            )
            if isinstance(node.func, ast.Attribute):
                owner, name = self.expression(node.func.value), literal(node.func.attr)
                return f"$.method({owner}, {name}, [{arguments}], {{ {named} }})"
            return f"$.call({self.expression(node.func)}, [{arguments}], {{ {named} }})"
        if isinstance(node.func, ast.Attribute):
            owner, name = self.expression(node.func.value), literal(node.func.attr)
            return f"$.method({owner}, {name}, [{arguments}])"
        return f"{self.expression(node.func)}({arguments})"

    def formatted(self, node: ast.expr) -> str:
        if not isinstance(node, ast.FormattedValue):
            return self.expression(node)
        form = self.expression(node.format_spec) if node.format_spec else '""'
        return f"$.format({self.expression(node.value)}, {form}, {literal('r' if node.conversion == 114 else '')})"
