"""The yearly review of a municipality: gone through on one page, looked over, and sent as a whole."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.http.authentication import Core
from adapters.http.pages.command_form.values import sent_key
from adapters.http.pages.dependencies import present
from adapters.http.pages.entries import ShownEntry, shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.municipality.frame import frame_of
from adapters.http.pages.municipality.work import Work, WorkHere, work_of
from adapters.http.pages.review.asked import Asking, acts_of
from adapters.http.pages.review.outcome import Told, told, unsent
from adapters.http.pages.review.said import Said, said
from adapters.http.pages.saved import saved
from adapters.http.pages.sending import Sender, correlation_of
from adapters.http.pages.submission import Form, Submission, Submitted, first
from adapters.http.problems import Problem
from adapters.http.reading.trail import of_correlation
from adapters.http.scopes import readable_place
from adapters.i18n.wording import problem_detail, problem_title
from domain.action_plan.commands import ReviewPlan
from domain.aggregates import RULES
from domain.scope import Scope
from domain.situation_picture.rules import SITUATION_PICTURE
from domain.values import Step
from projections.audit_trail import TrailRow
from workflows.visibility import not_yours

_ADDRESS = "/municipalities/{scb_code}/review"
# What a form carries for itself; the rest is what was typed.
_OWN = frozenset({"csrf", "author", "key", "do", "next", "language", "looked"})

router = APIRouter(include_in_schema=False)


@router.get(_ADDRESS)
def review(work: WorkHere, sent: str = "") -> Response:
    """Return the review to be filled in; where one was sent, what was recorded by it."""
    rows = of_correlation(work.visit.reading, work.place.scb_code, sent) if _is_id(sent) else []
    # What was just sent may not be shown yet: then the frame says so.
    if rows or (_is_id(sent) and work.visit.done is not None):
        return _show(work, "review/sent.html", entries=[_entry(work, row) for row in rows])
    return _form(work, {}, Told())


@router.post(_ADDRESS)
def act(scb_code: str, request: Request, core: Core, submitted: Submitted) -> Response:
    """Return the review to be looked over or changed; or send it, and return what came of each part."""
    work, typed = _acting(scb_code, request, core, submitted), submitted.form
    if submitted.is_earlier:
        return _form(work, typed, unsent(work, typed))
    things, do = said(work, typed), first(typed, "do")
    if "language" in typed:  # chosen with all that is typed
        return _check(work, typed, things) if things and "looked" in typed else _form(work, typed, Told())
    if do == "change" or not things:
        return _form(work, typed, Told() if do == "change" else Told(status=422, code="validation"))
    actor, key = submitted.session.actor, sent_key(typed) or str(core.clock.new_id())
    correlation = correlation_of(actor, first(typed, "review") or key)
    sender = Sender(core, actor, Scope.of(scb_code), key, correlation)
    if do != "send":
        faults = sender.check(each.part for each in things)
        return (
            _form(work, typed, told(work, acts_of(work), things, faults))
            if faults.failed
            else _check(work, typed, things)
        )
    came_of_it = sender.send(each.part for each in things)
    if not came_of_it.failed:
        address = with_query(f"{work.path}/review", sent=correlation)
        return saved(request, core, address, came_of_it.position)
    core.reading.wait(came_of_it.position)
    work = work_of(present(request, submitted.session, core), scb_code)
    return _form(work, typed, told(work, acts_of(work), things, came_of_it))


def _entry(work: Work, row: TrailRow) -> ShownEntry:
    """Return an event without the mark that all of a demonstration have, and the whole page bears."""
    shown = shown_entry(work.visit, row, work.names)
    return replace(shown, marks=tuple(each for each in shown.marks if each[0] != "demo"))


def _acting(scb_code: str, request: Request, core: Core, submitted: Submission) -> Work:
    """Return the work of a municipality that the person may review. Raises Problem 404 and 403."""
    actor = submitted.session.actor
    readable_place(core, actor, scb_code, SITUATION_PICTURE.name)
    if not_yours(RULES[ReviewPlan], actor, scb_code):
        raise Problem(403, "forbidden")
    return work_of(present(request, submitted.session, core), scb_code)


def _is_id(text: str) -> bool:
    try:
        return bool(text) and str(UUID(text)) == text
    except ValueError:
        return False


def _form(work: Work, typed: Form, found: Told) -> Response:
    """Return the form with all that was typed; what was saved of it is not asked again."""
    visit, acts = work.visit, acts_of(work)
    key = first(typed, "key") if found.keeps_key else str(visit.core.clock.new_id())
    return _show(
        work,
        "review/review.html",
        found.status,
        asked=Asking(work, acts, typed, found.errors, found.saved, found.done).review(),
        may_act=bool(acts),
        typed_form="review-form" if acts else None,
        found=found,
        title=problem_title(found.code, visit.cat) if found.code else "",
        detail=problem_detail(found.code, visit.cat) if found.code else "",
        key=key,
        review=first(typed, "review") or key,
    )


def _check(work: Work, typed: Form, things: list[Said]) -> Response:
    """Return what would be sent, to be looked over, with all that was typed."""
    carried = {name: values for name, values in typed.items() if name not in _OWN}
    key = first(typed, "key") or str(work.visit.core.clock.new_id())
    return _show(work, "review/check.html", things=things, typed=carried, key=key, typed_form="review-form")


def _show(work: Work, template: str, status: int = 200, /, **context: object) -> Response:
    visit = work.visit
    frame = frame_of(work, None, visit.cat.text("ui.review.title"))
    context = {
        "frame": frame,
        "work": work,
        "place": work.place,
        "address": f"{work.path}/review",
        "picture": work.page(Step.SITUATION_PICTURE),
        "plan": work.page(Step.ACTION_PLAN),
        **context,
    }
    is_read = visit.request.method == "GET"
    return visit.show_view(template, **context) if is_read else visit.show(template, status, **context)
