"""The kinds of what waits, by which "my work" can be narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Kind = Literal["contact", "picture", "step", "guidance", "plan", "training", "need"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_OF: Mapping[Kind, tuple[str, ...]] = {
    "contact": (
        "no-contact-person",
        "national-contact-differs",
        "contact-silence-amber",
        "contact-silence-red",
        "visit-gap-amber",
        "visit-gap-red",
        "visit-past",
    ),
    "picture": ("picture-review-due", "picture-past-review"),
    "step": ("step-overdue", "step-idle", "step-blocked", "journey-not-opened", "pause-ended"),
    "guidance": ("guidance-waiting", "guidance-overdue"),
    "plan": (
        "plan-review-due",
        "plan-past-review",
        "plan-on-superseded-picture",
        "plan-revisit-due",
        "plan-needs-revision",
        "plan-not-local",
        "plan-flow-unclear",
        "measure-overdue",
        "comment-overdue",
    ),
    "training": ("training-stale", "session-past"),
    "need": ("need-open",),
}
KIND_OF: Mapping[str, Kind] = {reason: kind for kind, reasons in _OF.items() for reason in reasons}
