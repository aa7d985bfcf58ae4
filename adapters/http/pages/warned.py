"""What needs attention in a step, as its page says it at its head."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from adapters.http.pages.county.boxes import step_of
from adapters.http.pages.county.step_pages import why_page
from adapters.http.pages.municipality.work import Work
from adapters.i18n.wording import attention_text
from domain.values import Step
from workflows.attention.reason import Attention, Severity

# How the names of reasons begin that are about what a step holds.
_OF_CONTENT: Mapping[Step, str] = {Step.ACTION_PLAN: "plan-", Step.STAFF_TRAINING: "training-"}


@dataclass(frozen=True)
class Warned:
    """A reason for attention in words; ``why``: where its rule and its limit are told (G2)."""

    text: str
    severity: Severity
    why: str


def warned(work: Work, step: Step, told: Collection[str]) -> tuple[Warned, ...]:
    """Return the reasons at a step, the gravest first, but for those that its page tells otherwise."""
    found = work.row.attention if work.row else ()
    return tuple(_warned(work, each) for each in found if _is_of(each, step) and each.reason not in told)


def _is_of(reason: Attention, step: Step) -> bool:
    begins = _OF_CONTENT.get(step)
    return step_of(reason) is step or bool(begins and reason.reason.startswith(begins))


def _warned(work: Work, reason: Attention) -> Warned:
    text = attention_text(reason.case, reason.params, work.visit.cat, work.visit.codes)
    return Warned(text, reason.severity, why_page(work.place.scb_code, step_of(reason)))
