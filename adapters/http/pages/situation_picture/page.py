"""The situation picture's page: what it says, its questions answered each by itself, reviewed and published."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import Core
from adapters.http.pages.command_form.errors import shown_for
from adapters.http.pages.command_form.values import sent_key
from adapters.http.pages.dependencies import present
from adapters.http.pages.links import form_address
from adapters.http.pages.municipality.frame import frame_of
from adapters.http.pages.municipality.sections import part
from adapters.http.pages.municipality.step import StepWork, step_work
from adapters.http.pages.municipality.work import Work, WorkHere, work_of
from adapters.http.pages.saved import saved
from adapters.http.pages.sending import Sender, correlation_of
from adapters.http.pages.situation_picture.acting import (
    DO,
    Sent,
    acted,
    answered,
    headed,
    repeated,
    sent,
    troubles,
    unsent,
)
from adapters.http.pages.situation_picture.common import common_fields
from adapters.http.pages.situation_picture.shown import REVIEW, Acts, acts_of, review_on, showing
from adapters.http.pages.situation_picture.versions import picture_of
from adapters.http.pages.submission import Form, Submission, Submitted, first
from adapters.http.problems import Problem
from adapters.http.scopes import readable_place
from adapters.http.services import Services
from domain.aggregates import RULES
from domain.scope import Scope
from domain.situation_picture.commands import (
    AnswerQuestion,
    CloseFinding,
    CommissionPicture,
    NoteLocalDevelopment,
    PublishPictureVersion,
    RecordFinding,
    ReviewPictureUnchanged,
    ReviseFinding,
)
from domain.situation_picture.rules import SITUATION_PICTURE
from domain.values import Step
from workflows.visibility import not_yours

_ADDRESS = "/municipalities/{scb_code}/situation-picture"
_PUBLISH = f"{_ADDRESS}/publish"
_DIGITS = 9
_PLACED = (
    CommissionPicture,
    AnswerQuestion,
    PublishPictureVersion,
    ReviewPictureUnchanged,
    RecordFinding,
    ReviseFinding,
    CloseFinding,
    NoteLocalDevelopment,
)

router = APIRouter(include_in_schema=False)


@router.get(_ADDRESS)
def situation_picture(work: WorkHere, compare: str = "") -> Response:
    """Return the picture's page, with a version beside the one before where that is asked for."""
    is_number = compare.isascii() and compare.isdigit() and len(compare) <= _DIGITS
    return _page(work, acts_of(work), {}, Sent(), int(compare) if is_number else None)


@router.post(_ADDRESS)
def act(scb_code: str, request: Request, core: Core, submitted: Submitted) -> Response:
    """Save each answer that was changed, or the review; or return the page with all that was typed."""
    work = _acting(scb_code, request, core, submitted)
    if submitted.is_earlier:
        return _page(work, acts_of(work), submitted.form, unsent(work, submitted.form))
    if "language" in submitted.form:  # chosen with all that is typed
        return _page(work, acts_of(work), submitted.form, Sent())
    sender = _sender(scb_code, core, submitted)
    if first(submitted.form, DO) == "review":
        typed = submitted.form
        outcome = acted(sender, typed, ReviewPictureUnchanged, REVIEW)
    else:
        typed = repeated(submitted.form, picture_of(scb_code, work.details))
        outcome = answered(sender, typed)
    if outcome.saved and not outcome.failed:
        return saved(request, core, work.page(Step.SITUATION_PICTURE), outcome.position)
    core.reading.wait(outcome.position)
    work = work_of(present(request, submitted.session, core), scb_code)
    acts = acts_of(work)
    return _page(work, acts, typed, sent(work, acts, outcome, typed))


@router.get(_PUBLISH)
def check(work: WorkHere) -> Response:
    """Return what would be published, to be looked over once more; or what it still lacks."""
    return _check_page(work, {}, Sent())


@router.post(_PUBLISH)
def publish(scb_code: str, request: Request, core: Core, submitted: Submitted) -> Response:
    """Publish the version that is worked on; or return the page that says why not."""
    work, typed = _acting(scb_code, request, core, submitted), submitted.form
    if submitted.is_earlier:
        return _check_page(work, typed, unsent(work, {**typed, DO: ("review",)}))
    if "language" in typed:
        return _check_page(work, typed, Sent())
    outcome = acted(_sender(scb_code, core, submitted), typed, PublishPictureVersion)
    if outcome.saved:
        return saved(request, core, work.page(Step.SITUATION_PICTURE), outcome.position)
    work = work_of(present(request, submitted.session, core), scb_code)
    return _check_page(work, typed, sent(work, acts_of(work), outcome, typed, PublishPictureVersion))


def _acting(scb_code: str, request: Request, core: Services, submitted: Submission) -> Work:
    """Return the work of a municipality in which the person may act. Raises Problem 404 and 403."""
    actor = submitted.session.actor
    readable_place(core, actor, scb_code, SITUATION_PICTURE.name)
    if not_yours(RULES[AnswerQuestion], actor, scb_code):
        raise Problem(403, "forbidden")
    return work_of(present(request, submitted.session, core), scb_code)


def _sender(scb_code: str, core: Services, submitted: Submission) -> Sender:
    actor, key = submitted.session.actor, sent_key(submitted.form) or str(core.clock.new_id())
    return Sender(core, actor, Scope.of(scb_code), key, correlation_of(actor, key))


def _page(work: Work, acts: Acts, typed: Form, found: Sent, compared: int | None = None) -> Response:
    visit = work.visit
    page = showing(work, acts, typed, found.errors).shown(compared)
    asked = [each.code for each in page.questions if each.fields]
    context = {
        "frame": frame_of(work, Step.SITUATION_PICTURE),
        "work": work,
        "place": work.place,
        "page": page,
        "step": _step(work),
        "part": part(visit, work.place.scb_code, work.details, work.names, "situation-picture"),
        "address": work.page(Step.SITUATION_PICTURE),
        "key": first(typed, "key") if found.keeps_key else visit.core.clock.new_id(),
        "sent": found,
        "headed": headed(work, found) if found.errors else None,
        "troubles": troubles(work, found, typed, asked, ("review", visit.cat.text("ui.picture.review.title"))),
        "nothing_changed": bool(typed) and not found.errors and "language" not in typed,
        "typed_form": "answers-form" if page.may_answer else "review-form" if page.reviewing else None,
    }
    if typed:
        return visit.show("situation_picture/picture.html", found.status, **context)
    return visit.show_view("situation_picture/picture.html", **context)


def _step(work: Work) -> StepWork:
    """Return the step's conditions, acts and events, without the acts that have a place of their own on the page."""
    found, own = step_work(work, Step.SITUATION_PICTURE), [form_address(work.place.scb_code, each) for each in _PLACED]
    possible = (each for each in found.possible if each.href.partition("?")[0] not in own)
    impossible = (each for each in found.impossible if each.href.partition("?")[0] not in own)
    return replace(found, possible=tuple(possible), impossible=tuple(impossible))


def _check_page(work: Work, typed: Form, found: Sent) -> Response:
    visit, acts = work.visit, acts_of(work)
    page = showing(work, acts).shown(None)
    if page.publishing is None:
        return RedirectResponse(work.page(Step.SITUATION_PICTURE), 303)
    publishing = replace(page.publishing, review_on=review_on(work, first(typed, "occurred_on")))
    action, errors = acts[PublishPictureVersion], found.errors.get(REVIEW)
    title = visit.cat.text("ui.picture.publish.title")
    return visit.show(
        "situation_picture/publish.html",
        found.status,
        frame=frame_of(work, Step.SITUATION_PICTURE, title),
        work=work,
        place=work.place,
        page=replace(page, publishing=publishing),
        address=work.page(Step.SITUATION_PICTURE),
        fields=common_fields(work, PublishPictureVersion, action, typed, errors.fields if errors else {}),
        version=shown_for(action.version, typed, errors),
        key=first(typed, "key") if found.keeps_key else visit.core.clock.new_id(),
        sent=found,
        headed=headed(work, found) if found.errors else None,
        troubles=troubles(work, found, typed, (), ("checked" if publishing.why else "publish-form", title)),
        typed_form=None if publishing.why else "publish-form",
    )
