"""The tests of each mechanism fail where a term of its equation is altered, uncompiled as `make rule` runs them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.thorough

ALTERED = {
    "action": [
        ("safety[boss[i]] * (1.0 - p.management.control)", "safety[boss[i]] * (1.0 - p.management.control / 2)"),
        ("dice3[i] < p.management.strength)", "dice3[i] < 1.0)"),
        ("dice[i] < p.environment.local_accuracy else -", "dice[i] < p.environment.local_accuracy else "),
        ("i, 0) < 0.5 else -1", "i, 0) < 0.6 else -1"),
    ],
    "channel": [
        ("(1.0 - fidelity) * skill", "(1.0 - fidelity) / 2 * skill"),
        ("p.network.strain_cost * crew", "crew"),
        ("(1.0 - informal[i])", "(1.0 - informal[i] / 2)"),
        ("< talked_to:", "< talked_to / 2:"),
    ],
    "communication": [
        ("i, k) < chance[i]", "i, k) < chance[i] * 0.9"),
        ("rate * reach[i]", "rate"),
        ("communication_fast if", "communication if"),
        ("== GRADUAL", "!= GRADUAL"),
    ],
    "conflict": [
        ("network.trust_rate / 2.0", "network.trust_rate"),
        ("trust[i, x] * trust[other, y]", "trust[i, x]"),
        ("sent_up / len(met)", "sent_up / (len(met) - 1)"),
        ("record[met[i]] < record[i]", "record[met[i]] > record[i]"),
    ],
    "development": [
        ("potential[i] * (1.0", "(1.0"),
        ("d.coaching * skill", "skill"),
        ("else d.retrospectives", "else 1.0"),
    ],
    "direction": [
        ("p.leadership.conviction * reports[k]", "p.leadership.conviction / 2 * reports[k]"),
        ("1.0 - power(1.0 - p.leadership.listening, against)", "p.leadership.listening"),
        ("if turned[k] or against <= 0:", "if turned[k]:"),
        ("0, 0) < p.leadership.strength", "0, 0) < 1.0"),
        ("if p.published.reports == EXPERIENCE:", "if True:"),
        ("reports - 2 * blank", "reports"),
    ],
    "environment": [
        ("e.strategic_turbulence * scale", "e.strategic_turbulence"),
        ("e.operational_turbulence * scale", "e.operational_turbulence / 2 * scale"),
        ("< e.shock_size", "< 1 - e.shock_size"),
        ("plan[j] = -plan[j]", "plan[j] = plan[j]"),
        ("course.tally[k] = -course.tally[k]", "course.tally[k] = 0"),
    ],
    "feedback": [
        ("< p.environment.feedback_accuracy", "< p.environment.feedback_accuracy * 0.9"),
        ("(1 if seems_right else -1)", "1"),
        ("< p.motivation.experience", "< p.motivation.experience / 2"),
        ("reach[i] * safety[boss[i]] * heard", "safety[boss[i]] * heard"),
        ("talking = p.leadership.strength * p.leadership.direct_talk", "talking = 0.0"),
        ("heard = p.leadership.strength * max", "heard = max"),
        ("else 0.0, rate)", "else 0.5, rate)"),
    ],
    "forms": [
        ("total / members", "total"),
        ("< 0.5 else -1", "< 0.6 else -1"),
        ("if belief[i, k] == 0", "if belief[i, k] <= 0"),
    ],
    "founding": [
        ("max(i - 1, 0) // span", "i // (span + 1)"),
        ("< p.leadership.founding_vision else 0", "< p.leadership.founding_vision else -ocean.goal[k]"),
        ("< p.organization.founders_know", "< p.organization.founders_know / 2"),
        ("0.2 * people.potential[position] + 0.3", "0.3 * people.potential[position] + 0.2"),
    ],
    "knowledge": [
        ("wrong += belief[i, k] == -goal[k]", "wrong += belief[i, k] != goal[k]"),
        ("(right - wrong) / goals", "right / goals"),
    ],
    "meeting": [
        ("dice[i] >= 0.5", "dice[i] >= 0.6"),
        ("crew_list[start + 1 + met[i]]", "crew_list[start + met[i]]"),
        ("(mates <= 0) | (dice", "(mates <= 0) & (dice"),
    ],
    "motivation": [
        ("week.alignment[i]) / 2.0", "week.alignment[i]) / 3.0"),
        ("1.0 if week.own[i] else 0.0", "0.5 if week.own[i] else 0.0"),
        ("rate if decision[i] >= 0 else 0.0", "rate"),
    ],
    "outcome": [
        ("p.management.handoffs - 1", "p.management.handoffs"),
        ("(1.0 - m.effort_floor) * satisfied", "satisfied"),
        ("m.weight_belonging * people.belonging[i]", "people.belonging[i]"),
        ("/ (1.0 - chance)", "/ 1.0"),
    ],
    "payoff": [
        ("wrong[i] += belief", "wrong[i] = belief"),
        ("(k < rest)", "1"),
    ],
    "peers": [
        ("chance[i] = network.peer_learning * trust[i, x]", "chance[i] = network.peer_learning"),
        ("standing[example[i]] > standing[i]", "standing[example[i]] < standing[i]"),
        ("(view[moving] != 0) & (view", "(view"),
        ("(trusted / better)", "trusted"),
        ("(goal_dice[k] < chance) & (votes[k] != 0)", "goal_dice[k] < chance"),
        ("-view if uniform(mistake, i, k) < p.published.copying_error", "-view if uniform(mistake, i, k) < 0"),
        ("standing[tie[i, x]] > standing[tie[i, best]]", "standing[tie[i, x]] < standing[tie[i, best]]"),
    ],
    "plan": [
        ("< management.analysis_accuracy", "< management.analysis_accuracy * 0.97"),
        ("former[j] if p.published", "condition[j] if p.published"),
        ("* management.planning_horizon < 1.0", "* management.planning_horizon < 2.0"),
        ("plan[j] != 0 and drawn != plan[j] and", "drawn != plan[j] and"),
        ("j, 0) < management.strength", "j, 0) < 1.0"),
        ("and turned[serves[j]]", ""),
    ],
    "reaction": [
        ("< p.leadership.strength * skill", "< skill"),
        ("i, 0) < p.rewards.attempts", "i, 0) < p.rewards.attempts / 2"),
        ("p.management.control * (1.0 - skill[boss[i]])", "p.management.control"),
        ("safety[boss[i]], 0.0, p.run.pace", "safety[boss[i]], 0.1, p.run.pace"),
        ("split(luck, Reaction.ADOPTION), j, 0", "split(luck, Reaction.ADOPTION), i, 0"),
        ("crew.course.unsettled[j] = True", "crew.course.unsettled[j] = False"),
    ],
    "retrospectives": [
        ("dice[i] < safety[boss[i]]", "dice[i] < 1.0"),
        ("manager, 0) < p.development.retrospectives", "manager, 0) < 1.0"),
        ("notes[manager, k] = 0", "pass"),
        ("len(boss)) if noted != 0 else first", "len(boss))"),
        ("notes[boss[i], serves", "notes[i, serves"),
    ],
    "search": [
        ("uniform(tried, i, k) * better < 1.0", "better == 1"),
        ("< p.published.long_jump", "< 0"),
        ("if week.copied[i]:", "if False:"),
    ],
    "seats": [
        ("(management.attention + len(boss) - 1)", "(len(boss) - 1)"),
        ("* development.principles * skill", "* skill"),
        ("< management.switching_cost", "< management.switching_cost / 2"),
        ("< development.rotation)", "< development.rotation / 2)"),
    ],
    "settling": [
        ("p.management.settling < 1.0", "p.management.settling < 1.3"),
        ("unsettled[j] = False", "unsettled[j] = True"),
    ],
    "superiors": [
        ("> to_beat", ">= to_beat"),
        ("0 if by_beliefs else 1", "0"),
        ("i, k) < 0.5", "i, k) < 0.6"),
    ],
    "ties": [
        ("< p.published.rewiring", "< p.published.rewiring / 2"),
        ("< p.network.cross_team", "< p.network.cross_team / 2"),
        ("first + pick == position else first + pick", "first + pick == position else first"),
    ],
    "ideas": [
        ("p.motivation.ideas * week.effort[i]", "p.motivation.ideas"),
        (">= crew.course.safety[", ">= 2 * crew.course.safety["),
        ("error(split(luck, Ideas.ERROR), i, item) > 0", "error(split(luck, Ideas.ERROR), i, item) > 0.3"),
    ],
    "stakeholders": [
        ("1.0 - p.environment.erosion", "1.0 - p.environment.erosion / 2"),
        ("< p.environment.outside_accuracy", "< p.environment.outside_accuracy / 2"),
        ("p.leadership.strength * p.leadership.outside", "p.leadership.outside"),
    ],
    "stretch": [
        ("< p.development.stretch", "< p.development.stretch / 2"),
        ("d.visibility * potential[i] +", "potential[i] +"),
    ],
    "trials": [
        ("kept = gained +", "kept = -gained +"),
        ("p.environment.ambiguity * wrong", "p.environment.ambiguity * wrong / 4"),
        ("< p.rewards.initiative", "< p.rewards.initiative / 2"),
        ("rate = min(1.0, p.run.pace", "rate = min(1.0, 0.5 * p.run.pace"),
    ],
    "ways": [
        ("+ e.ruggedness * worth_of_way", "+ worth_of_way"),
        ("(1.0 - support[k])", "support[k]"),
    ],
    "turnover": [
        ("dice[i] < p.organization.turnover", "dice[i] < p.organization.turnover * 0.8"),
        ("or dice[i] < p.environment.exodus_share", "and dice[i] < p.environment.exodus_share"),
        ("score = people.record[i]", "score = -people.record[i]"),
        ("people.fast[vacancy] = fast", "people.fast[vacancy] = False"),
        ("if people.joined[i] == period:", "if False:"),
    ],
}  # fmt: skip


def failed(root: Path, mechanism: str) -> bool:
    """Whether the mechanism's tests fail in a copied tree."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"tests/mechanisms/test_{mechanism}.py"],
        cwd=root, capture_output=True, text=True, check=False,
        env={**os.environ, "COXED_COMPILED": "", "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode == 1


@pytest.mark.parametrize("mechanism", ALTERED)
def test_an_altered_term_is_seen(tmp_path: Path, mechanism: str) -> None:
    for name in ("sim", "scenarios", "tests/mechanisms"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "web", "node_modules")
        )
    for name in ("pyproject.toml", "tests/checks.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    file = tmp_path / "sim" / "model" / "mechanisms" / f"{mechanism}.py"
    text = file.read_text(encoding="utf-8")
    assert not failed(tmp_path, mechanism), "as it is, the tests pass"
    unseen = []
    for old, new in ALTERED[mechanism]:
        assert text.count(old) >= 1, old
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        if not failed(tmp_path, mechanism):
            unseen.append(f"{old} → {new}")
    assert unseen == []
