"""Settings that several claims share: a fixed setting is the same in every world, all others are the world's own."""

from sim.claims.claim import Changes

# Without leadership nobody reviews the plan, so it is rigid whatever the setting says.
UNLED: Changes = {"leadership.strength": 0, "management.planning": "rigid"}
UNMANAGED: Changes = {"management.strength": 0}

# Half a year after one shock in water in which the destination does not move otherwise.
SHOCK_AT, LOOK = 52, 26
STILL: Changes = {
    "run.periods": SHOCK_AT + LOOK,
    "run.warm_up": SHOCK_AT,
    "environment.strategic_turbulence": 0,
    "environment.foresight": 0,
    "environment.shock_every": 0,
    "environment.exodus_every": 0,
}
SHOCK: Changes = {**STILL, "environment.shock_every": SHOCK_AT, "environment.shock_size": 0.6}
EXODUS: Changes = {**STILL, "environment.exodus_every": SHOCK_AT, "environment.exodus_share": 0.5}

# The ends of the plausible range.
CALM: Changes = {"environment.strategic_turbulence": 0.001}
ROUGH: Changes = {"environment.strategic_turbulence": 0.02}

ALIGNED: Changes = {"leadership.communication": 0.6, "organization.founders_know": 1, "leadership.direct_talk": 0}
UNALIGNED: Changes = {"leadership.communication": 0, "organization.founders_know": 0, "leadership.direct_talk": 0}
