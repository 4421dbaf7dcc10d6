"""Step 2: how well the executives' word reaches each member."""

from sim.model import conditions as on
from sim.model.mechanism import Mechanism, cites, column, stream
from sim.model.parameters import Parameters
from sim.model.random import Node, split, uniform
from sim.model.state import State


class Channel(Mechanism):
    """Step 2: how well the executives' word reaches each member.

    Claim: authority leaks on its way through the levels (Downs 1967 [Downs1967]; Williamson 1967 [Williamson1967]),
    here as a message that loses content, more so under unskilled managers and when the channel is strained by conflicts
    sent up; informal ties carry it past the hierarchy (Krackhardt & Hanson 1993 [KrackhardtHanson1993]).

        formal_i = Π over bosses b of i [fidelity + (1 - fidelity) · skill_b] / (1 + strain_cost · strain)
        informal_i = max over ties x of trust_ix · formal_x
        reach_i = 1 - (1 - formal_i)(1 - informal_i)

    With probability `strength · direct_talk` the executives talk to the member themselves: reach 1. The chief
    executive's `formal` and `reach` are 1 whatever the strain. So a tie to the chief executive carries the whole trust
    in it, and strain does not slow it.
    """

    number = "2"
    about = "how well the executives' word reaches each member"
    papers = (
        cites("Downs1967 Williamson1967", "what levels lose of a message", on.loses_on_the_way),
        cites(
            "KrackhardtHanson1993",
            "ties that carry it past them",
            lambda p: on.loses_on_the_way(p) and p.network.ties > 0,
        ),
    )

    chain = column("week", float, "members", "fidelity of the chain of bosses, before strain", high=1)
    formal = column("week", float, "members", "reach of the formal channel", high=1)
    reach = column("week", float, "members", "reach of formal and informal channel together", high=1)
    chance = column("week", float, "members", "a rule's numbers, one per member", float("-inf"), scratch=True)

    DIRECT_TALK = stream("member", 17)

    @staticmethod
    def step(luck: Node, t: int, crew: State, p: Parameters) -> bool:  # noqa: ARG004
        """Write `chain`, `formal` and `reach` of every member."""
        boss, skill, tie, trust = crew.structure.boss, crew.people.skill, crew.people.tie, crew.people.trust
        chain, formal, reach, informal = crew.week.chain, crew.week.formal, crew.week.reach, crew.week.chance
        fidelity = p.leadership.channel_fidelity
        toll = 1.0 + p.network.strain_cost * crew.course.strain[0]
        chain[0] = formal[0] = 1.0
        for i in range(1, len(boss)):
            chain[i] = chain[boss[i]] * (fidelity + (1.0 - fidelity) * skill[boss[i]])
        for i in range(1, len(boss)):
            formal[i] = chain[i] / toll
        informal[:] = 0.0
        for x in range(tie.shape[1]):
            for i in range(len(boss)):
                carried = trust[i, x] * formal[max(tie[i, x], 0)] if tie[i, x] >= 0 else 0.0
                informal[i] = carried if carried > informal[i] else informal[i]
        for i in range(len(boss)):
            reach[i] = 1.0 - (1.0 - formal[i]) * (1.0 - informal[i])
        talked_to = p.leadership.strength * p.leadership.direct_talk
        if talked_to > 0:
            talk = split(luck, Channel.DIRECT_TALK)
            for i in range(1, len(boss)):
                if uniform(talk, i, 0) < talked_to:
                    reach[i] = 1.0
        return talked_to > 0
