"""A study in words and tables, in the order of the ODD+D protocol [GrimmEtAl2020] [MuellerEtAl2013], as Markdown."""

from collections.abc import Iterable, Iterator
from typing import Any

from sim.scenario import Scenario
from sim.scenario.names import SETTINGS
from sim.scenario.values import flat
from sim.study.design import SAMPLED
from sim.study.expressions import SIDES
from sim.study.factors import value_text
from sim.study.study import Study
from sim.study.sweep.results import Results

_DESIGNS = {
    "factorial": "all combinations of the levels",
    "lhs": "a Latin hypercube",
    "sobol": "a scrambled Sobol' sequence",
    "saltelli": "Saltelli's design for Sobol' indices",
    "morris": "Morris' trajectories",
    "file": "a table of points",
}


def protocol(results: Results) -> str:
    """What a study varied, ran, observed and claimed, as Markdown.

    Parameters
    ----------
    results
        The results of the sweep.

    Returns
    -------
    str
        The text. What all studies have in common is in the description of the model.
    """
    study = results.study
    parts = [
        [f"# {study.title}", "", "This follows the ODD+D protocol. It says what is particular to this study. The model "
         f"itself is described in `docs/model.md` of Coxed {results.manifest['coxed']} (results version "
         f"{results.manifest['results_version']})."],
        ["## Purpose: what is claimed", "", *_claims(results)],
        ["## Entities and scales", "", *_scales(study)],
        ["## Scenarios", "", *_scenarios(study)],
        ["## Input: what is varied", "", *_factors(study)],
        ["## Decisions: policies", "", *_policies(study)],
        ["## Design of the experiment", "", *_design(results)],
        ["## Stochasticity", "", *_chance(study)],
        ["## Observation", "", *_observed(results)],
        ["## Provenance", "", *_provenance(results)],
    ]  # fmt: skip
    return "\n\n".join("\n".join(part) for part in parts if len(part) > 2 or part[0].startswith("# ")) + "\n"


def _claims(results: Results) -> Iterator[str]:
    study, register = results.study, results.register
    if not study.claims and not register:
        yield "No claim was stated; the study explores."
        return
    calls = ", ".join(f"`{word}` is {name}" for word, name in zip(SIDES, study.names, strict=False))
    yield f"Claims, as they are stated ({calls}), with the runs that there were when each was stated:"
    yield ""
    when = {entry.text: entry.when for entry in register}
    rows = [[claim.name, f"`{claim.text}`", when.get(claim.text, "not recorded"), ""] for claim in study.claims]
    rows += [[e.name, f"`{e.text}`", e.when, e.withdrawn] for e in register if e.withdrawn]
    yield from _table(["claim", "as stated", "when", "withdrawn"], rows)


def _scales(study: Study) -> Iterator[str]:
    varied = {factor.path: factor for factor in study.factors}
    for path, what in (("organization.members", "members"), ("run.periods", "periods")):
        values = dict.fromkeys(str(flat(scenario.parameters)[path]) for scenario in study.sides.values())
        text = varied[path].in_words if path in varied else ", ".join(values)
        yield f"- {what}: {text}"


def _scenarios(study: Study) -> Iterator[str]:
    yield "Settings that differ from the defaults of the model:"
    for name, scenario in study.sides.items():
        yield ""
        yield f"**{name}**" + (f": {scenario.title}" if scenario.title not in ("", name) else "")
        yield ""
        rows = [
            [f"`{path}`", value_text(value), value_text(SETTINGS[path].default)] for path, value in _changed(scenario)
        ]
        yield from _table(["setting", "value", "default"], rows) if rows else ["The defaults."]
        for at, changes in scenario.interventions:
            settings = ", ".join(f"`{path}` becomes {value_text(value)}" for path, value in changes.items())
            yield f"\nFrom period {at}: {settings}."


def _changed(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    for path, value in flat(scenario.parameters).items():
        if path in SETTINGS and value != SETTINGS[path].default:
            yield path, value


def _factors(study: Study) -> Iterator[str]:
    rows = []
    for factor in study.factors:
        about = SETTINGS.get(factor.path)
        meaning = f"{about.meaning} ({about.unit})" if about and about.unit else about.meaning if about else ""
        rows.append([f"`{factor.path}`", factor.in_words, meaning, about.source if about else ""])
    yield from _table(["factor", "values", "meaning", "source of the default"], rows)


def _policies(study: Study) -> Iterator[str]:
    if study.levers:
        yield f"Every scenario is run under each policy; these are {len(study.sides)} sides of every point."
        yield ""
        levers = list(study.levers[0])
        values = {lever: dict.fromkeys(value_text(settings[lever]) for settings in study.levers) for lever in levers}
        yield from _table(["lever", "values"], ([f"`{lever}`", ", ".join(values[lever])] for lever in levers))


def _design(results: Results) -> Iterator[str]:
    study, rule = results.study, results.study.replicates
    yield f"- {len(study.points):,} points: {_DESIGNS[study.design.kind]} ({study.design.kind})"
    if study.design.kind in SAMPLED:
        yield f"- drawn with the seed {study.design.of(study.seed)}"
    for name, members in study.design.groups:
        yield f"- the factors of the group `{name}` are varied together: {', '.join(f'`{path}`' for path in members)}"
    if rule.stop is None:
        yield f"- {rule.max:,} replicates per point"
    else:
        yield (
            f"- {rule.min:,} to {rule.max:,} replicates per point: until the half-width of the 95 % interval of "
            f"{rule.stop.outcome} is at most {rule.stop.half_width:g} at {rule.stop.look_ahead} looks in a row"
        )
    yield f"- {results.manifest['runs']:,} runs, of which {results.manifest['failed']:,} failed"
    if "partial" in results.manifest:
        yield "- The sweep is not finished: these are the runs that it had so far."


def _chance(study: Study) -> Iterator[str]:
    yield (
        f"Seed {study.seed}. A replicate has the same random numbers at all points and in all scenarios, so "
        "luck is the same on both sides of a difference. Random numbers are a function of seed, stream, period, member "
        "and item."
    )


def _observed(results: Results) -> Iterator[str]:
    yield f"{len(results.outcomes)} outcomes of every run, in `runs.parquet`; what they mean is in the reference."
    if results.study.series:
        yield f"Every period of: {', '.join(results.study.series)}."


def _provenance(results: Results) -> Iterator[str]:
    manifest = results.manifest
    yield f"- study: fingerprint `{manifest['signature']['study']}`"
    yield f"- rules: `{manifest['rules']}`"
    yield from (f"- rule of its own: {name}, `{digest}`" for name, digest in manifest["signature"]["custom"].items())
    yield from (f"- file: {name}, SHA-256 `{digest}`" for name, digest in results.study.inputs.items())
    libraries = ", ".join(f"{name} {version}" for name, version in manifest["libraries"].items())
    yield f"- Coxed {manifest['coxed']}, Python {manifest['python']}, {libraries}"
    yield f"- finished {manifest['finished']}; `coxed verify` repeats some of the runs and compares every bit"


def _table(header: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
