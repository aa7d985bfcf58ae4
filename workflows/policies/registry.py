"""Every policy and timer there is, by where its commands are carried out."""

from __future__ import annotations

from domain.messages import Recorded
from workflows.policies.pause_end import PAUSE_END
from workflows.policies.policy import Policy, Reaction, Reading, Timer
from workflows.policies.rejoining import REJOINING

# In the transaction of the act that the event comes of: nobody ever sees the one without the other.
IN_THE_ACT: tuple[Policy, ...] = (REJOINING,)
# By a consumer of the log, after the event.
AFTER_THE_ACT: tuple[Policy, ...] = ()
TIMERS: tuple[Timer, ...] = (PAUSE_END,)


def follow_ups(recorded: Recorded, reading: Reading) -> list[Reaction]:
    """Return what the event leads to within its own act."""
    return [each for policy in IN_THE_ACT for each in policy.reactions(recorded, reading)]
