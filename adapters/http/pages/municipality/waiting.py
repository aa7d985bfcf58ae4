"""What waits between the municipality and the regional coordination: for the one and for the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.attention import Waiting
from adapters.http.pages.links import form_address
from adapters.http.pages.municipality.work import Work
from domain.aggregates import RULES
from domain.situation_picture.commands import AnswerQuestion
from domain.support.commands import DeliverGuidance, MeetNeed
from domain.values import Role, Step
from projections.municipality.situation_picture import Answer, PictureVersion
from projections.municipality.support import Guidance, Need
from projections.municipality.support import Visit as VisitDetail

# A municipality's own commands that clear no waiting of the coordination's: how often the two meet is its own concern.
_NOT_OWED = {"contact-silence", "visit-gap", "no-contact-person"}
_NO_ANSWER = "not_assessed"

Link = tuple[str, str]


@dataclass(frozen=True)
class Item:
    """Something that one waits for of the other: since when, until when at the latest, and what is done about it.

    ``event``: where it is told that it began. ``is_late``: whether the last day has passed.
    """

    text: str
    since: date
    until: date | None
    act: Link | None
    event: str | None
    is_late: bool = False


@dataclass(frozen=True)
class BothWays:
    """What the coordination waits for of the municipality, and the other way round; ``is_own``: a contact person asks.

    ``review``: where the yearly review is, for those who may act.
    """

    of_municipality: tuple[Item, ...]
    of_coordination: tuple[Item, ...]
    is_own: bool
    review: str | None


def both_ways(work: Work, reasons: Sequence[Waiting]) -> BothWays:
    """Return what waits in a municipality, by who it waits for; ``reasons``: what needs attention there."""
    visit = work.visit
    may_act = visit.may_give(work.place.scb_code, AnswerQuestion)
    return BothWays(
        tuple(_ordered((*_unanswered(work), *_owed(work, reasons)))),
        tuple(_ordered((*_guidance(work, reasons), *_needs(work), *_visits(work)))),
        visit.actor.role is Role.CONTACT,
        f"{work.path}/review" if may_act else None,
    )


def _ordered(found: Sequence[Item]) -> list[Item]:
    """Return what has a last day first, the nearest of them at the top."""
    return sorted(found, key=lambda each: (each.until is None, each.until or each.since, each.since))


def _unanswered(work: Work) -> Iterator[Item]:
    """Yield the picture that is worked on, with how many of its questions want an answer."""
    for version in work.details.of(PictureVersion):
        if version.status != "at-work":
            continue
        known = work.visit.core.reference.question_sets.get(version.question_set_version or 0)
        answered = {
            each.question_code
            for each in work.details.of(Answer)
            if each.version == version.version and each.assessment != _NO_ANSWER
        }
        left = len(set(known.questions) - answered) if known else 0
        cat = work.visit.cat
        key = "ui.waiting.answers" if left else "ui.waiting.publish"
        text = cat.text(key, count=left, version=version.version)
        act = (cat.text("ui.waiting.open-picture"), work.page(Step.SITUATION_PICTURE))
        yield Item(text, version.on, None, act, f"/events/{version.event_id}")


def _owed(work: Work, reasons: Sequence[Waiting]) -> Iterator[Item]:
    """Yield what needs attention and the municipality itself can clear."""
    for each in reasons:
        commands = [remedy.command for remedy in each.attention.remedies]
        is_theirs = any(Role.CONTACT in RULES[command].roles for command in commands)
        if is_theirs and not any(each.attention.reason.startswith(known) for known in _NOT_OWED):
            yield _of(work, each)


def _guidance(work: Work, reasons: Sequence[Waiting]) -> Iterator[Item]:
    by_request = {each.attention.item: each for each in reasons if each.attention.reason.startswith("guidance")}
    words = work.visit.words(Guidance)
    for each in work.details.of(Guidance):
        if each.status == "waiting":
            known = by_request.get(each.ref)
            until = known.attention.last_day if known else None
            unit, urgency = (words.show(name, getattr(each, name)) for name in ("unit_kind", "urgency"))
            text = work.visit.cat.text("ui.waiting.guidance", unit=unit, urgency=urgency.lower())
            act = _form(work, DeliverGuidance, "request_id", each.ref, "ui.waiting.answer")
            yield Item(text, each.on, until, act, f"/events/{each.event_id}", _is_past(work, until))


def _needs(work: Work) -> Iterator[Item]:
    for each in work.details.of(Need):
        if each.status == "open":
            label = work.visit.codes.label("needs", each.need_code, work.visit.lang)
            act = _form(work, MeetNeed, "need_code", each.need_code, "ui.waiting.meet")
            text = work.visit.cat.text("ui.waiting.need", need=label)
            yield Item(text, each.on, None, act, f"/events/{each.event_id}")


def _visits(work: Work) -> Iterator[Item]:
    """Yield planned visits, which ``details`` holds for those alone who may know of them."""
    for each in work.details.of(VisitDetail):
        if each.status == "planned":
            text = work.visit.cat.text("ui.waiting.visit", date=each.planned_on)
            event, is_late = f"/events/{each.event_id}", _is_past(work, each.planned_on)
            yield Item(text, each.on, None, None, event, is_late)


def _of(work: Work, each: Waiting) -> Item:
    attention = each.attention
    event = f"/events/{attention.events[0]}" if attention.events else None
    act = each.forms[0] if each.forms else None
    return Item(each.text, attention.since, attention.last_day, act, event, _is_past(work, attention.last_day))


def _is_past(work: Work, until: date | None) -> bool:
    return until is not None and until < work.visit.today


def _form(work: Work, command: type[DeliverGuidance | MeetNeed], field: str, value: str, label: str) -> Link | None:
    if not work.visit.may_give(work.place.scb_code, command):
        return None
    return work.visit.cat.text(label), form_address(work.place.scb_code, command, **{field: value})
