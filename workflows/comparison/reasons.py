"""Reasons for attention that came since an earlier moment, and those that went because someone did something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.standing import Fact, Standing, StandingFact
from domain.values import Step
from workflows.attention.reason import SEVERITIES, Attention
from workflows.comparison.change import Change

# What grows graver with time is one matter under several names.
_MATTERS: Mapping[str, str] = {
    "picture-past-review": "picture-review-due",
    "plan-past-review": "plan-review-due",
    "contact-silence-red": "contact-silence-amber",
    "visit-gap-red": "visit-gap-amber",
    "guidance-overdue": "guidance-waiting",
}
# A question that was asked and an obstacle that was met are told as what happened.
_TOLD_AS_EVENTS = frozenset({"guidance-waiting", "step-blocked"})
# The facts that have changed where a reason is gone; of one that is not named here the entries tell more.
_FACTS: Mapping[str, tuple[StandingFact, ...]] = {
    "no-contact-person": ("contacts",),
    "national-contact-differs": ("contacts",),
    "picture-past-review": ("picture_due",),
    "plan-past-review": ("plan", "plan_review"),
    "plan-on-superseded-picture": ("plan", "plan_basis"),
    "contact-silence-amber": ("contact",),
    "contact-silence-red": ("contact",),
    "visit-gap-amber": ("visit",),
    "visit-gap-red": ("visit",),
    "training-stale": ("training",),
    "journey-not-opened": ("cycle",),
}
_STEP_FACTS: Mapping[str, tuple[Fact, ...]] = {"step-overdue": ("due", "status"), "step-idle": ("last",)}
HAVE_FACTS = frozenset({*_FACTS, *_STEP_FACTS})

Matter = tuple[str, Step | None, str]


def compared(
    was: Standing, then: Mapping[Matter, Attention], stands: Standing, now: Mapping[Matter, Attention]
) -> Iterator[Change]:
    """Yield what has come to need attention, or needs it more than it did, and what no longer needs any.

    ``then``, ``now``: what did, and what does, by what it is about.

    What one is only to know of is left out.
    """
    for matter, each in now.items():
        earlier = then.get(matter)
        # What lasts is most often the very same.
        if each is not earlier and each.reason not in _TOLD_AS_EVENTS and _is_worse(each, earlier):
            yield Change("late", each.scb_code, each.step, each.reason, each.item, each.last_day, each.events)
    for each in [then[matter] for matter in then if matter not in now]:
        if each.reason not in _TOLD_AS_EVENTS and not _is_beside_the_point(each, was, stands):
            behind = _made_so(each, stands) or each.events
            yield Change("cleared", each.scb_code, each.step, each.reason, each.item, None, behind)


def _is_worse(each: Attention, earlier: Attention | None) -> bool:
    """Whether it is graver than it was; an acute question is red from the first day, and worse once it is overdue."""
    if earlier is None or _gravity(each) < _gravity(earlier):
        return True
    return each.reason in _MATTERS and earlier.reason not in _MATTERS


def _made_so(each: Attention, stands: Standing) -> tuple[str, ...]:
    """Return the events behind the facts by which the reason is gone."""
    if each.step:
        facts = _STEP_FACTS.get(each.reason, ())
        return stands.cell(each.step).behind(*facts) if facts else ()
    return stands.behind(*_FACTS[each.reason]) if each.reason in _FACTS else ()


def grave(reasons: Sequence[Attention]) -> dict[Matter, Attention]:
    """Return those that need attention by what they are about, of each the gravest."""
    found: dict[Matter, Attention] = {}
    for each in reasons:
        if each.severity == "info":
            continue
        matter = _MATTERS.get(each.reason, each.reason), each.step, each.item
        if matter not in found or _gravity(each) < _gravity(found[matter]):
            found[matter] = each
    return found


def _gravity(each: Attention) -> int:
    return SEVERITIES.index(each.severity)


def _is_beside_the_point(each: Attention, was: Standing, stands: Standing) -> bool:
    """Whether the reason went with the membership, or with what made the clock of a step stand still or begin anew."""
    if was.membership == "joined" != stands.membership:
        return True
    return each.reason in _STEP_FACTS and (stands.is_paused or stands.cycle != was.cycle)
