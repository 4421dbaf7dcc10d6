"""Management keeps order, and matters more the larger the organization

Sentence: management keeps order in an organization, and its importance scales with the size of the organization.
Statement: what management is worth, as a share of what the managed crew reaches, is larger at 200 members than at 10.
Design: crews of 10 and of 200 with management (strength .95) and without it (0), all with leadership. Decisions grow
with members: there are as many per member as in the world. Smallest effect that matters: .05 of the crew's distance.
Wrong if: the share that management is worth is not larger at 200 than at 10.
"""

from experiments.common import program_of
from experiments.crews import UNMANAGED
from sim.claims.claim import Crew, Statement, Term, TheoryClaim, difference


def _more(large: str, small: str) -> tuple[Term, ...]:
    return (
        Term({f"managed_{large}": 1, f"unmanaged_{large}": -1}, f"managed_{large}"),
        Term({f"managed_{small}": -1, f"unmanaged_{small}": 1}, f"managed_{small}"),
    )


CLAIM = TheoryClaim(
    number=1,
    name="size",
    text=__doc__ or "",
    origin="assumed",
    because="a member notices a taken seat with chance attention / (attention + members - 1), so small crews adjust by "
    "themselves",
    crews={
        **{f"managed_{n}": Crew(members=n) for n in (10, 200)},
        **{f"unmanaged_{n}": Crew(UNMANAGED, members=n) for n in (10, 200)},
    },
    primary=(Statement("management is worth more to 200 members than to 10", 0.05, _more("200", "10")),),
    checks=(
        Statement("management helps 200 members", 0.05, difference("managed_200", "unmanaged_200")),
        Statement("management hurts 10 members", 0.05, (Term({"unmanaged_10": 1, "managed_10": -1}, "managed_10"),)),
    ),
    ablations={
        "where everyone can watch everyone": {"management.attention": 1000},
        "without hand-offs": {"management.handoffs": 1},
        "without change from below": {"rewards.adoption": 0},
    },
    explanation="""
    In {vote1:above} worlds management is worth clearly more to 200 members than to 10, and in {vote1:below} clearly
    less. So the sentence is right much more often than wrong. But the word *holds* allows one in ten against it,
    and this is just around that; so the word is *{vote1:word}*. Management clearly helps 200 members in
    {check1:above} worlds. It also helps 10 members in {check2:below}, but less. Why does size matter? A piece of
    work has several stages, and all must be manned at the same time. In a large crew nobody sees who is missing
    where, so somebody has to assign the oars. With one stage instead of several, the difference at the defaults
    falls from {usual1:effect} to {without2:effect} of the way. If everybody could watch everybody, the difference
    would not vanish; it would be {without1:effect}, because then ten members need no manager at all.
    """,
)

if __name__ == "__main__":
    program_of(CLAIM)
