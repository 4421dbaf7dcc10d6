"""What one scenario file says, before it is merged with its parent."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sim.scenario.interventions import Change, read_changes
from sim.scenario.names import GROUPS
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, Problem, problem
from sim.scenario.settings import read_settings
from sim.scenario.values import Setting

FORMAT = 1
KEYS = ("coxed", "title", "extends", "interventions")


class Layer(NamedTuple):
    """One file: what it sets, what it extends; None where it does not say.

    `run_is_clear` is False where something could not be read that may have been about the length of the run.
    """

    title: str | None
    extends: Node | None
    settings: list[Setting]
    changes: list[Change] | None
    run_is_clear: bool


def read_layer(root: Node, whole: Place, folder: Path | None, problems: list[Problem]) -> Layer:
    """A file's root group taken apart; what is wrong is added to `problems`."""
    if root.kind != "group":
        help = "write 'name: value' on lines of their own, the first being 'coxed: 1'"
        problems.append(problem("S014", f"a scenario is not a {root.kind}", root.place, help))
        return Layer(None, None, [], None, False)
    keys = {key.value: (key.place, node) for key, node in root.value if key.value in KEYS}
    problems += version(keys.get("coxed"), whole, any(key.value in (*KEYS, *GROUPS) for key, _ in root.value))
    title = text_of("title", keys, problems)
    extends = keys["extends"][1] if text_of("extends", keys, problems) is not None else None
    pairs = [(key, node) for key, node in root.value if key.value not in KEYS]
    settings, wrong = read_settings(pairs, folder, dotted=False, others=KEYS)
    problems += wrong
    changes = read_changes(*keys["interventions"], folder, problems) if "interventions" in keys else None
    return Layer(title, extends, settings, changes, _run_is_clear(pairs, settings))


def _run_is_clear(pairs: list[tuple[Node, Node]], settings: list[Setting]) -> bool:
    written = [name for key, group in pairs if key.value == "run" and group.kind == "group" for name in group.value]
    strange = [key for key, group in pairs if key.value not in GROUPS or group.kind != "group"]
    return not strange and len(written) == sum(setting.path.startswith("run.") for setting in settings)


def version(said: tuple[Place, Node] | None, whole: Place, ours: bool) -> Iterator[Problem]:
    """What is wrong with the line `coxed: 1` of a file; `ours` where the rest of it looks like one of ours."""
    line = f"coxed: {FORMAT}"
    if said is None:
        message, help = "the format version is missing", f"add the line '{line}' at the top"
        yield problem("S017", message, whole, help, line if ours else None)
    elif said[1].kind == "refused" or (said[1].value == FORMAT and type(said[1].value) is int):
        return
    elif type(said[1].value) is int and said[1].value > FORMAT:
        message = f"made for a newer Coxed: format {said[1].value}, and this one reads {FORMAT}"
        yield problem("S018", message, said[1].place, "install the newest Coxed")
    else:
        same = said[1].value in (FORMAT, str(FORMAT), f"{FORMAT}.0") and not isinstance(said[1].value, bool)
        instead = str(FORMAT) if same else None
        yield problem("S019", "this is not a format version", said[1].place, f"write 'coxed: {FORMAT}'", instead)


def text_of(name: str, keys: dict[str, tuple[Place, Node]], problems: list[Problem]) -> str | None:
    """The text under a name, if there is one and it is text."""
    if name not in keys or keys[name][1].kind == "refused":
        return None
    key, node = keys[name]
    if node.kind == "scalar" and isinstance(node.value, str):
        return node.value
    if node.kind == "scalar" and node.value is None:
        problems.append(problem("S024", f"'{name}' has no value", key, "write it after the colon, or remove the line"))
    else:
        help = "put it in quotes" if node.kind == "scalar" else "write one text after it"
        problems.append(problem("S025", f"'{name}' must be text", key if node.kind != "scalar" else node.place, help))
    return None
