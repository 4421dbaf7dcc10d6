"""The schemas in an editor: completion and hover teach, and what is wrong is marked while one types."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.model.parameters import described
from sim.scenario import builtin_names, load
from sim.scenario.schema import schema, write_schema
from sim.study import studies
from sim.study.file.schema import schema_text
from tests.editor.language_server import Editor, editor, skip_without_node

MODELINE = "# yaml-language-server: $schema=./scenario.schema.json\n"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Editor, Path]]:
    """An editor in a folder with the schema in it."""
    skip_without_node()
    folder = tmp_path_factory.mktemp("editor")
    write_schema(folder)
    with editor(folder) as opened:
        yield opened, folder


def opened(session: tuple[Editor, Path], name: str, text: str) -> tuple[Path, list[dict[str, Any]]]:
    """A new file with this text below its modeline, and what the editor marks in it."""
    path = session[1] / name
    path.write_text(MODELINE + text, encoding="utf-8")
    return path, session[0].open(path)[0]


def test_every_parameter_teaches_by_hover(session: tuple[Editor, Path]) -> None:
    lines, where = ["coxed: 1"], {}
    group = ""
    for about in described():
        if about.group != group:
            lines.append(f"{(group := about.group)}:")
        where[about.path] = len(lines) + 1
        lines.append(f"  {about.name}: {'null' if about.default is None else about.default}")
    path, wrong = opened(session, "all.yaml", "\n".join(lines) + "\n")
    assert wrong == [], "every default is in range"
    for about in described():
        shown = session[0].at("hover", path, where[about.path], 4)["contents"]["value"]
        assert f"{about.group.capitalize()}: {about.name.replace('_', ' ')}" in shown
        for told in (about.meaning, about.expected, about.source):
            assert told in shown.replace("\\", ""), about.path
        assert about.unit in shown or about.unit in ("choice", "file")


def test_completion_offers_settings_words_and_scenarios(session: tuple[Editor, Path]) -> None:
    text = "coxed: 1\nextends: \nmanagement:\n  planning: \n  \nenvironment:\n  \ninterventions:\n  - \n"
    path, _ = opened(session, "begun.yaml", text)

    def offered(line: int, column: int) -> dict[str, dict[str, Any]]:
        return {item["label"]: item for item in session[0].at("completion", path, line, column)["items"]}

    names = {d.name for d in described() if d.group == "management"}
    assert set(offered(5, 2)) == names - {"planning"}
    assert "chance that an oar is assigned" in offered(5, 2)["strength"]["documentation"]["value"]
    assert "a number from 0 to 1" in offered(5, 2)["strength"]["documentation"]["value"]
    assert set(offered(4, 12)) == {"rigid", "follows_direction", "rolling", "staggered"}
    assert set(builtin_names()) <= set(offered(2, 9))
    assert "strategic_turbulence" in offered(7, 2)
    # Editors indent what they insert as the line is.
    inserted = offered(9, 4)["at, set"]["textEdit"]["newText"].replace("\n", "\n  ")
    (session[1] / "inserted.yaml").write_text(f"coxed: 1\ninterventions:\n  - {inserted}\n")
    assert load(session[1] / "inserted.yaml").interventions[0].at == 100


def test_mistakes_are_marked_where_they_stand(session: tuple[Editor, Path]) -> None:
    text = (
        "coxed: 1\nleadership:\n  strength: 7\n  comunication: 1\nmanagement:\n  planning: loose\nrun: {periods: 1.5}\n"
    )
    text += "interventions:\n  - at: 3\n    set: {organization.members: 3}\n"
    _, wrong = opened(session, "bad.yaml", text)
    told = {w["range"]["start"]["line"]: w["message"] for w in wrong}
    assert set(told) == {3, 4, 6, 7, 10}
    assert "maximum of 1" in told[3]
    assert "comunication" in told[4]
    assert "rigid" in told[6]
    assert "integer" in told[7]
    assert "organization.members" in told[10]


def test_what_is_built_in_is_right_in_the_editor(session: tuple[Editor, Path]) -> None:
    """Read where they stand, by the modeline that they have."""
    files = [*(load(name).source for name in builtin_names()), *studies().files().values()]
    paths = [path for path in files if path is not None]
    assert dict(zip(paths, session[0].open(*paths), strict=True)) == {path: [] for path in paths}


def test_text_for_editors_without_markdown_says_the_same() -> None:
    for about in described():
        part = schema()["definitions"][about.path]
        plain = part["markdownDescription"].replace("**", "").replace("- ", "")
        for line in plain.splitlines():
            assert line in part["description"]


def test_a_factor_of_a_study_teaches_too(session: tuple[Editor, Path]) -> None:
    path = session[1] / "study.yaml"
    (session[1] / "study.schema.json").write_text(schema_text(), encoding="utf-8")
    head = "# yaml-language-server: $schema=./study.schema.json\n"
    path.write_text(head + "study: 1\nbase: led\nfactors:\n  leadership.communication: [0, 1]\ndesign: sobel\n")
    ((wrong,),) = session[0].open(path)
    assert wrong["range"]["start"]["line"] == 5
    shown = session[0].at("hover", path, 4, 6)["contents"]["value"]
    assert "[low, high]" in shown.replace("\\", "")
    assert "a number from 0 to 1" in shown
    wrong_values = "[0, 2]", "{values: [0.5, x]}", "0.5", "{value: [1]}", "[0, 0.5, 1]"
    for number, value in enumerate(wrong_values):
        text = (
            f"study: 1\nbase: led\nset: {{leadership.strength: 0.5}}\nfactors:\n  leadership.communication: {value}\n"
        )
        (other := session[1] / f"wrong_{number}.yaml").write_text(head + text)
        marked = session[0].open(other)[0]
        assert {mark["range"]["start"]["line"] for mark in marked} == {5}, value
    begun = session[1] / "begun_study.yaml"
    begun.write_text(head + "study: 1\nbase: led\nset:\n  leadership:\n    \n")
    session[0].open(begun)
    offered = {item["label"]: item for item in session[0].at("completion", begun, 6, 4)["items"]}
    assert "a number from 0 to 1" in offered["strength"]["documentation"]["value"]
