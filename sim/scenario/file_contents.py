"""The contents of one scenario file, before they are merged with those of its parent."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sim.scenario.interventions import Change, read_changes
from sim.scenario.names import GROUPS
from sim.scenario.nodes import Node
from sim.scenario.problem import Place, Problem, problem
from sim.scenario.settings import read_settings
from sim.scenario.suggestions import certain_match
from sim.scenario.values import Setting

FORMAT = 1
FIRST_WORDS = {"scenario": "coxed", "study": "study"}
"""The word on the first line of each kind of file."""
KEYS = ("coxed", "title", "extends", "interventions")


class FileContents(NamedTuple):
    """What one file sets and what it extends; None where it does not say.

    `run_is_clear` is False if something that could not be read may have set the length of the run.
    """

    title: str | None
    extends: Node | None
    settings: list[Setting]
    changes: list[Change] | None
    run_is_clear: bool


def read_contents(root: Node, whole: Place, folder: Path | None, problems: list[Problem]) -> FileContents:
    """The contents of a file with this root; what is wrong is added to `problems`."""
    if root.kind != "group":
        help = "write 'name: value' on lines of their own, the first being 'coxed: 1'"
        problems.append(problem("S014", f"a scenario is not a {root.kind}", root.place, help))
        return FileContents(None, None, [], None, False)
    known = (*KEYS, *FIRST_WORDS.values())
    keys = {key.value: (key.place, node) for key, node in root.value if key.value in known}
    # A misspelt 'coxed' is reported as an unknown name.
    if "coxed" in keys or not any(certain_match(key.value, KEYS) == "coxed" for key, _ in root.value):
        problems += version("scenario", keys, whole, any(key.value in (*KEYS, *GROUPS) for key, _ in root.value))
    title = text_of("title", keys, problems)
    extends = keys["extends"][1] if text_of("extends", keys, problems) is not None else None
    pairs = [(key, node) for key, node in root.value if key.value not in known]
    settings, wrong = read_settings(pairs, folder, dotted=False, others=KEYS)
    problems += wrong
    changes = read_changes(*keys["interventions"], folder, problems) if "interventions" in keys else None
    return FileContents(title, extends, settings, changes, _run_is_clear(pairs, settings))


def _run_is_clear(pairs: list[tuple[Node, Node]], settings: list[Setting]) -> bool:
    """Whether every name is known, and every setting below `run` can be used."""
    written, unknown = 0, False
    for key, value in pairs:
        group, dot, _ = key.value.partition(".")
        unknown |= group not in GROUPS or not (dot or value.kind == "group")
        written += 0 if group != "run" else 1 if dot else len(value.value) if value.kind == "group" else 0
    return not unknown and written == sum(setting.path.startswith("run.") for setting in settings)


def version(kind: str, keys: Mapping[str, tuple[Place, Node]], whole: Place, ours: bool) -> Iterator[Problem]:
    """What is wrong with the first line of a file: `coxed: 1` of a scenario, `study: 1` of a study.

    `ours` says whether the other lines look like a file of this kind.
    """
    line, written = f"{FIRST_WORDS[kind]}: {FORMAT}", keys.get(FIRST_WORDS[kind])
    for other, word in FIRST_WORDS.items():
        if other != kind and word in keys:
            message = f"this file begins like a {other}, and a {kind} begins with '{line}'"
            instead = FIRST_WORDS[kind] if ours and written is None else None
            change = f"write '{line}' if it is a {kind}" + ("; coxed scenario fix does it" if instead else "")
            help = change if written is None else "remove this line"
            yield problem("S040", message, keys[word][0], help, instead)
            return
    if written is None:
        message, help = "the format version is missing", f"add the line '{line}' at the top"
        yield problem("S017", message, whole, help, line if ours else None)
    elif written[1].kind == "refused" or (written[1].value == FORMAT and type(written[1].value) is int):
        return
    elif type(written[1].value) is int and written[1].value > FORMAT:
        message = f"made for a newer Coxed: format {written[1].value}, and this one reads {FORMAT}"
        yield problem("S018", message, written[1].place, "install the newest Coxed")
    else:
        same = written[1].value in (FORMAT, str(FORMAT), f"{FORMAT}.0") and not isinstance(written[1].value, bool)
        instead = str(FORMAT) if same else None
        yield problem("S019", "this is not a format version", written[1].place, f"write '{line}'", instead)


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
