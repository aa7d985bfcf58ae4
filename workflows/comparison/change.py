"""One way in which a municipality differs from how it stood at an earlier moment, and in which group it is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from domain.values import Step

Group = Literal["forward", "back", "late", "cleared", "membership", "decided", "support", "work", "afterwards"]
Kind = Literal[
    "step-started",
    "step-achieved",
    "step-declined",
    "step-not-applicable",
    "step-unblocked",
    "resumed",
    "health-better",
    "step-reopened",
    "step-withdrawn",
    "picture-withdrawn",
    "plan-withdrawn",
    "step-closing-withdrawn",
    "step-reopening-withdrawn",
    "step-block-withdrawn",
    "pause-withdrawn",
    "cycle-opened",
    "step-blocked",
    "paused",
    "health-worse",
    "late",
    "cleared",
    "joined",
    "left",
    "membership-withdrawn",
    "leaving-withdrawn",
    "return-withdrawn",
    "formalised",
    "picture-published",
    "plan-adopted",
    "plan-declined",
    "plan-integrated",
    "programme",
    "outreach-made",
    "contact-appointed",
    "contact-ended",
    "visit-held",
    "contact-had",
    "guidance-requested",
    "guidance-delivered",
    "need-noted",
    "need-met",
    "picture-reviewed",
    "host-chosen",
    "responsibility-ordered",
    "section-written",
    "measure-added",
    "measure-followed-up",
    "plan-reviewed",
    "session-held",
    "session-cancelled",
    "corrected",
    "entered-late",
]

# The groups in the order in which they are told, and the kinds in each.
GROUPS: Mapping[Group, tuple[Kind, ...]] = {
    "forward": (
        "step-started",
        "step-achieved",
        "step-declined",
        "step-not-applicable",
        "step-unblocked",
        "resumed",
        "health-better",
    ),
    "back": (
        "cycle-opened",
        "step-reopened",
        "step-withdrawn",
        "picture-withdrawn",
        "plan-withdrawn",
        "step-closing-withdrawn",
        "step-reopening-withdrawn",
        "step-block-withdrawn",
        "pause-withdrawn",
        "step-blocked",
        "paused",
        "health-worse",
    ),
    "late": ("late",),
    "cleared": ("cleared",),
    "membership": (
        "joined",
        "left",
        "membership-withdrawn",
        "leaving-withdrawn",
        "return-withdrawn",
        "formalised",
        "outreach-made",
        "contact-appointed",
        "contact-ended",
    ),
    "decided": ("picture-published", "plan-adopted", "plan-declined", "plan-integrated", "programme"),
    "support": ("visit-held", "contact-had", "guidance-requested", "guidance-delivered", "need-noted", "need-met"),
    "work": (
        "picture-reviewed",
        "host-chosen",
        "responsibility-ordered",
        "section-written",
        "measure-added",
        "measure-followed-up",
        "plan-reviewed",
        "session-held",
        "session-cancelled",
    ),
    "afterwards": ("corrected", "entered-late"),
}


class Change(NamedTuple):
    """What is other in one municipality, or was done there: on which day, and the ids of the events behind it.

    ``step``: the one it is about; ``reason``: of attention, the reason that came or went; ``item``: what waited.
    """

    kind: Kind
    scb_code: str
    step: Step | None = None
    reason: str = ""
    item: str = ""
    on: date | None = None
    events: tuple[str, ...] = ()
