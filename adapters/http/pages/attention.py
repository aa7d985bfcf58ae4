"""Which form clears what waits, where that is plain, with that which waits chosen in it."""

from __future__ import annotations

from adapters.http.pages.visit import with_query
from domain.aggregates import RULES
from domain.messages import COMMANDS
from domain.people import Actor
from workflows.attention import Attention
from workflows.visibility import not_yours

_CLEARED_BY = {
    "no-contact-person": "contact.appoint-contact",
    "picture-review-due": "situation-picture.review-picture-unchanged",
    "picture-past-review": "situation-picture.review-picture-unchanged",
    "plan-review-due": "action-plan.review-plan",
    "plan-past-review": "action-plan.review-plan",
    "plan-on-superseded-picture": "action-plan.review-plan",
    "plan-revisit-due": "action-plan.open-plan-work",
    "plan-needs-revision": "action-plan.open-plan-work",
    "need-open": "support.meet-need",
    "plan-flow-unclear": "action-plan.write-section",
    "step-overdue": "journey.complete-step",
    "step-blocked": "journey.unblock-step",
    "contact-silence-amber": "support.log-contact",
    "contact-silence-red": "support.log-contact",
    "visit-gap-amber": "support.plan-visit",
    "visit-gap-red": "support.plan-visit",
    "training-stale": "training.plan-session",
    "guidance-waiting": "support.deliver-guidance",
    "guidance-overdue": "support.deliver-guidance",
    "measure-overdue": "action-plan.record-measure-result",
    "comment-overdue": "action-plan.receive-comment",
    "session-past": "training.hold-session",
    "visit-past": "support.hold-visit",
    "pause-ended": "journey.resume-journey",
    "journey-not-opened": "journey.open-journey",
}
# The field in which a form asks for the one thing that waits.
_ASKED_IN = {
    "support.deliver-guidance": "request_id",
    "support.meet-need": "need_code",
    "support.hold-visit": "visit_id",
    "training.hold-session": "session_id",
    "action-plan.record-measure-result": "measure_id",
    "action-plan.receive-comment": "body",
}


def clearing(each: Attention, actor: Actor) -> tuple[str, str] | None:
    """Return the name and address of the command that clears it, where the person may give it."""
    name = _CLEARED_BY.get(each.reason)
    if name is None or not_yours(RULES[COMMANDS[name]], actor, each.scb_code):
        return None
    address = f"/municipalities/{each.scb_code}/act/{name.replace('.', '/')}"
    chosen = {_ASKED_IN[name]: each.item} if each.item else {}
    return name, with_query(address, step=each.step, **chosen)
