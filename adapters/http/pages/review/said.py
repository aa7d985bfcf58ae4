"""What a yearly review says: each of its parts as the act that it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from adapters.http.pages.command_form.values import seen_version
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.sending import Part
from adapters.http.pages.submission import Form, first
from domain.action_plan.commands import ReviewPlan
from domain.contact.commands import ChangeContactFunction
from domain.messages import Command, Recorded
from domain.situation_picture.commands import CommissionPicture, ReviewPictureUnchanged
from domain.situation_picture.events import QuestionAnswered
from domain.support.commands import MeetNeed, NoteNeed

PICTURE, PLAN, NEED, MET, CONTACT = "picture", "plan", "need", "met", "contact."
# What all parts have in common.
SHARED = ("occurred_on", "reason")
_LATER = {"", "later", "same"}
_PICTURE: Mapping[str, type[Command]] = {"unchanged": ReviewPictureUnchanged, "new": CommissionPicture}
_RESULTS = {"unchanged", "needs_revision"}


@dataclass(frozen=True)
class Said:
    """One thing that the review says: the part of the page it is of, the act, and both in words."""

    place: str
    part: Part
    title: str
    text: str


def said(work: Work, typed: Form) -> list[Said]:
    """Return what a form says, in the order of the page; what it leaves for later is not among it."""
    return [*_picture(work, typed), *_plan(work, typed), *_contacts(work, typed), *_needs(work, typed)]


def contacts_in(typed: Form) -> list[str]:
    """Return the assignments that a form says something of."""
    names = (name.split(".")[1] for name in typed if name.startswith(CONTACT))
    return [each for each in dict.fromkeys(names) if _is_id(each)]


def _picture(work: Work, typed: Form) -> Iterator[Said]:
    chosen = first(typed, PICTURE)
    if command := _PICTURE.get(chosen):
        text = work.visit.cat.text(f"ui.review.picture.{chosen}")
        title = work.visit.cat.text("aggregate.situation-picture")
        yield Said(PICTURE, _part(typed, PICTURE, command, PICTURE, _concerns_what_holds), title, text)


def _plan(work: Work, typed: Form) -> Iterator[Said]:
    cat, chosen = work.visit.cat, first(typed, PLAN)
    if chosen in _RESULTS:
        own: Form = {"result": (chosen,)}
        part = _part(typed, PLAN, ReviewPlan, PLAN, _always, own)
        yield Said(PLAN, part, cat.text("aggregate.action-plan"), cat.text(f"ui.review.plan.{chosen}"))


def _contacts(work: Work, typed: Form) -> Iterator[Said]:
    visit = work.visit
    for each in contacts_in(typed):
        place = f"{CONTACT}{each}"
        if first(typed, place) in _LATER:
            continue
        own = {name: typed.get(f"{place}.{name}", ()) for name in ("function", "org_unit")}
        words = visit.words(ChangeContactFunction)
        now = [words.show(name, value[0]) for name, value in own.items() if value and value[0]]
        part = _part(typed, place, ChangeContactFunction, place, _always, own, {"assignment_id": each})
        text = visit.cat.text("ui.review.contact.changed", before=work.names.get(each, ""), now=", ".join(now))
        yield Said(place, part, visit.cat.text("aggregate.contact"), text)


def _needs(work: Work, typed: Form) -> Iterator[Said]:
    visit = work.visit
    for name, command in ((MET, MeetNeed), (NEED, NoteNeed)):
        for code in dict.fromkeys(typed.get(name, ())):
            if visit.codes.has("needs", code):
                part = _part(typed, f"{name}.{code}", command, NEED, _never, {"need_code": (code,)})
                label = visit.codes.label("needs", code, visit.lang)
                yield Said(name, part, visit.cat.text(f"ui.review.{name}"), label)


def _part(
    typed: Form,
    name: str,
    command: type[Command],
    seen: str,
    concerns: Callable[[Recorded], bool],
    own: Form | None = None,
    fixed: Mapping[str, str] | None = None,
) -> Part:
    """Return the act; ``seen``: which of the page's versions is its stream's."""
    shared = {each: typed.get(each, ()) for each in SHARED}
    version = seen_version(typed, f"version.{seen}")
    return Part(name, command, {**shared, **(own or {})}, version, concerns, fixed or {})


def _concerns_what_holds(since: Recorded) -> bool:
    return not isinstance(since.event, QuestionAnswered)


def _always(_since: Recorded) -> bool:
    return True


def _never(_since: Recorded) -> bool:
    return False  # a need that was noted or met meanwhile is refused by its rule


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
