"""The checks as rows, as JSON, as the page `docs/validation.md`, and in a folder with figures."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.literature import Check, Provenance, replications
from sim.output.tables import markdown
from sim.scenario import load

HEADER = ("claim", "who says so", "theirs", "ours", "standard error", "z", "margin", "level", "power", "agrees")
CHECKS, MANIFEST = "checks.json", "manifest.json"
SCENARIOS = ("led", "march_1991_program", "march_1991_text", "fang_2010", "levinthal_1997", "lazer_friedman_2007")


def rows(checks: Sequence[Check]) -> list[list[str]]:
    """One row per check, as text; those that disagree come first."""
    return [
        [
            check.claim,
            str(check.source),
            "" if check.reference is None else f"{check.reference:.4f}",
            f"{check.ours:.4f}",
            f"{check.error:.4f}",
            "" if check.z is None else f"{check.z:+.1f}",
            f"{check.margin:.3g}",
            check.level,
            f"{check.power:.2f}",
            "yes" if check.passed else "NO",
        ]
        for check in sorted(checks, key=lambda check: check.passed)
    ]


def verdict(checks: Sequence[Check]) -> str:
    """How many checks agree, for each kind of them."""
    kinds = {"relational": "signs found", "distributional": "distributions not told apart"}
    by_kind: dict[str, list[bool]] = {}
    for check in checks:
        kind = kinds.get(check.level, f"numbers met, {_GIVEN[check.source.mark]}")
        by_kind.setdefault(kind, []).append(check.passed)
    return "; ".join(f"{sum(passed)} of {len(passed)} {kind}" for kind, passed in by_kind.items())


_GIVEN = {"P": "printed by the authors", "R": "re-created", "I": "of an independent implementation", "D": "derived"}


def as_dicts(checked: Mapping[str, Sequence[Check]]) -> dict[str, list[dict[str, Any]]]:
    """The checks of each replication as plain data."""
    return {name: [{**asdict(check), "z": check.z} for check in checks] for name, checks in checked.items()}


def read(folder: Path) -> dict[str, list[Check]]:
    """The checks that `write` has written to a folder."""
    stored = json.loads((folder / CHECKS).read_text(encoding="utf-8"))
    return {name: [_check(row) for row in listed] for name, listed in stored.items()}


def _check(row: dict[str, Any]) -> Check:
    fields = {**row, "at": tuple(row["at"]), "source": Provenance(*row["source"])}
    del fields["z"]
    return Check(**fields)


def write(checked: Mapping[str, Sequence[Check]], scales: Mapping[str, float], folder: Path) -> None:
    """Write the checks, the figures of the replications that were run at these scales, and a manifest."""
    from sim.engine.manifest import made_by
    from sim.engine.store import publish, text
    from sim.literature import figures as plot
    from sim.output.plot import writer

    figures = {name: draw for name, draw in plot.FIGURES.items() if name in checked}
    files = {CHECKS: text(json.dumps(as_dicts(checked), indent=1, ensure_ascii=False) + "\n")}
    files |= {f"{name}.png": writer(draw(checked[name], scales[name])) for name, draw in figures.items()}
    scenarios = {name: load(name).fingerprint() for name in SCENARIOS}
    seeds = {name: study.seed for name, study in replications().items()}
    publish(folder, files, {**made_by(), "scales": dict(scales), "seeds": seeds, "scenarios": scenarios})


def page(folder: Path, figures: str) -> str:
    """The page `docs/validation.md` from the checks in a folder; `figures` is the address of its figures."""
    checked, scales = read(folder), json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("scales", {})
    wrong = [check for checks in checked.values() for check in checks if not check.passed]
    parts = [_INTRODUCTION, "## What disagrees", _disagreement(wrong), _NO_SETTING]
    for name, checks in checked.items():
        replication = replications()[name]
        paper = f"`{replication.key}` · " if replication.key else ""
        fewer = _fewer(scales.get(name, 1.0), checks)
        parts += [f"## {replication.title}", f"{paper}{verdict(checks)}.{fewer}", _ABOUT[name]]
        if (folder / f"{name}.png").exists():
            parts.append(f"![{replication.title}]({figures}/{name}.png)")
        parts.append(markdown(HEADER, rows(checks)))
    return "\n\n".join(parts) + "\n"


def _fewer(scale: float, checks: Sequence[Check]) -> str:
    """A sentence on a study of which only a share of the replicates was run."""
    if scale >= 1:
        return ""
    kinds = {check.level == "relational" for check in checks}
    follows = [*(["the margins of numbers are wider"] if False in kinds else []),
               *(["the power of signs is less"] if True in kinds else [])]  # fmt: skip
    return f" Run with {scale:.0%} of its replicates, so {', and '.join(follows)}."


def _disagreement(wrong: Sequence[Check]) -> str:
    if not wrong:
        return "Every check below agrees."
    return markdown(("study", *HEADER), [[check.study, *row] for check, row in zip(wrong, rows(wrong), strict=True)])


_INTRODUCTION = """# Validation: what the literature says beside what the engine does

*Generated by `make generate` from `results/literature`, which `make literature` writes; do not edit.*

Every model here is a setting of the engine's own rules (`scenarios/literature/`), never a second model. `coxed
literature` prints the same tables.

**Who says so.** [P]: printed by the authors, in the article or abstract that is named. Only these numbers and signs
are published. [R]: outputs of a public re-creation, which is named. [I]: an independent implementation, in no
publication. It shows that two programs agree, not that either does what the article did. [D]: derived, as a closed
form or a Markov chain. Most articles were seen as abstracts or through secondary sources; `references.bib` says for
each what was seen.

**Levels**, after Axtell et al. (1996) `AxtellEtAl1996`. *Numerical*: the same number up to rounding.
*Distributional*: the distribution is not told apart from the exact one (Kolmogorov-Smirnov at 1 %); the column
"ours" then holds the largest difference of the two. *Means*: the mean lies within a margin, by two one-sided tests
at 1 %. *Relational*: the sign is the same, by one-sided tests at 1 % over all signs of a section (Holm). *Power* is
the probability that an engine that is right passes; for a sign, it is the probability that an effect as large as
the margin is seen. A number may pass with a large z: it then differs by less than matters, but surely differs.

**When margins were set.** Before these runs. On 30 November 2026 all studies ran again on seeds that none of their
runs had used, with margins and effects as they stood. Earlier runs at the same settings, with other seeds, were
known: margins of March, Fang and planning had been set before the first of them, effects of their signs after it, and
those of the other studies after small ones. So power tells what these runs can see, not what was planned."""

_NO_SETTING = """## What is no setting of this model

- **Births and deaths** (Levinthal 1997 `Levinthal1997`). Who dies and who is copied depends on the heights of all
  organizations. The engine's turnover does not look at heights. So the printed numbers on selection (different
  forms by selection alone, incumbents that survive) are not checked, nor is a landscape of which only the first
  element changes.
- **Bandits** (Posen & Levinthal 2012 `PosenLevinthal2012`). Their agents choose among ten arms with unknown chances
  to pay, by softmax, and the arms are redrawn at shocks. There is neither a code nor a goal with two sides. An
  earlier sign test in March's model was about another question, and is gone.
- **Garbage cans.** Problems, solutions and choices that look for each other have no counterpart.
- **Interpersonal learning and tacit knowledge** (Miller, Zhao & Calantone 2006 `MillerEtAl2006`). A code beside
  members who learn from each other is a setting away (`march_1991_text` with ties). But the abstract states no
  sign, the full text was not seen, and tacit knowledge and places on a grid have no counterpart. So nothing is
  checked.
- **Shared mental models** (Dionne, Sayama, Hao & Bush 2010 `DionneEtAl2010`). The abstract says that full networks
  converge more than leader-member networks, and improve performance only with heterogeneous expertise and strong
  mutual interest. Opinions that others evaluate, and mutual interest, have no counterpart, and a leader-member
  network (a full in-group, others tied to the leader alone) is no layout here. Who copies the better ones converges
  for another reason, so a sign would be met by accident.
- **Closed forms of a simplified March model** (Jo 2024 `Jo2024`). Only the abstract and introduction could be read.
  The formulas in the section on exact mutual learning are derived from March's rules, and are not his.
- **Several proposals at once** (Rivkin & Siggelkow 2003 `RivkinSiggelkow2003`). Their heads rank alternatives over
  whole departments, and the level above picks among combinations. A trial here changes one or two decisions. Two
  identities and signs are what nests.
- **Levels of Fang, Lee & Schilling** (2010). The article was not seen in full, and levels depend on how ties are
  rewired. So only its signs are checked."""

_ABOUT = {
    "march": """Code knowledge at rest, as in Figure 1 of the article. The article prints no table: the 27 points
are outputs of the public re-creation `Mac13kW/March_1991_Original` (MIT licence) of the program that drew the
figure. The text of the article describes another model (blank beliefs count, and members jump to the code), whose
numbers are in no publication. Both are settings. The code and the members learn at the same time: the code from the
beliefs before the step, the members from the code before the step. Knowledge is recorded after turbulence and
turnover, and before learning. The text leaves open what blanks do to the majority of the superior members. Here they
have no vote, and the code never turns blank again. This reading was chosen because it gives the three values of the
text below, so these are a fit and no test. In a program where blanks can win, they are .760, .743 and .713.""",
    "chain": """March's model with turnover and turbulence, where it can be solved: with a code that is fixed, and
as a Markov chain of organizations with one belief and a few members. Dots are the engine, lines the exact
values.""",
    "fang": """Three closed forms of the start, and both sides of the inverted U. Levels are not compared: they
depend on how ties are rewired, and the article was not seen in full. Here, a coin decides which end of a tie stays.
The curves are the engine's.""",
    "nk": """Exact facts on NK landscapes, then how many of 100 organizations have different forms at the start and
after local search. The article gives the last numbers as "about"; the margins say how that is read.""",
    "networks": """Mean scores over time on the same landscapes for all networks; rings are the printed levels.
Partners of a decision are drawn with replacement, so that the same one may come twice. The lattice is a ring with
two neighbours on each side. How often agents look at their ties, and how exactly they copy, are settings; here
always, and exactly. Networks have the same landscapes and starts. Those that are compared have luck of their own:
each searches in other periods. With the same luck, two networks would end alike too often. Some differences lie near
what their margins allow. In earlier runs, with other seeds, other rows disagreed.""",
    "hierarchy": """The identities are exact. The signs are those that abstracts state, in a crew of five
departments under one boss. The papers' agents search in another way, so a NO is a finding about one of the
models.""",
    "planning": """The engine's plans against closed forms. Where the conditions reverse often enough, a plan that
stands still beats one that adapts to old news. Rigidity can win, and it wins where the formula says so.""",
    "signs": """Signs that others found, tested in the full model with its defaults, or in the setting of Fang where
the claim says so. A NO is a finding about one of the models; [the page on the model](model.md) discusses it.""",
}
