"""My work: the quick log, what is to be done, what comes next, and what the municipalities were asked for (C1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import Core
from adapters.http.forwarding import kept
from adapters.http.pages.command_form.errors import FormErrors, signed_in_again
from adapters.http.pages.dependencies import Format, Reader, present
from adapters.http.pages.entries import ShownEntry, shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.saved import saved
from adapters.http.pages.submission import Form, Submitted, first
from adapters.http.pages.visit import Visit
from adapters.http.pages.work import quick_log, saved_views
from adapters.http.pages.work.desk import Desk, desk_of
from adapters.http.pages.work.filters import WorkFilter
from adapters.http.pages.work.groups import placed
from adapters.http.pages.work.listing import listing
from adapters.http.pages.work.quick_form import Asking
from adapters.http.pages.work.rows import RowId
from adapters.http.problems import Problem
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.sheets.county import queue_sheet
from domain.values import Role
from workflows.handling.answer import KeyReused

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Receipt:
    """What the visitor has just recorded; ``row``: which row that was done about, if any; ``at``: its place.

    ``is_swapped``: it is put into the page that is there, to which no address leads, so that it has to ask for focus.
    """

    entry: ShownEntry | None
    row: RowId | None
    at: int
    is_swapped: bool


@router.get("/work-queue")
def moved(request: Request) -> Response:
    """Lead to where the queue is now, for good."""
    return RedirectResponse(with_query("/work", **dict(request.query_params)), 301)


@router.get("/work")
def work(visit: Reader, fmt: Format = None) -> Response:
    """Return what waits, why, and the one act that clears it."""
    desk = desk_of(visit, WorkFilter.parsed(visit.request.query_params))
    if fmt:
        return queue_sheet(fmt, desk.asked_for, visit.moment, visit.cat, visit.codes)
    return _shown(desk)


@router.post("/work")
def log(request: Request, core: Core, submitted: Submitted) -> Response:
    """Log a contact, a visit or a need, and come back; or return the page with all that was typed."""
    visit, typed = _visit(request, core, submitted), submitted.form
    if not quick_log.may_log(visit.actor):
        raise Problem(403, "forbidden")
    desk = desk_of(visit, WorkFilter.parsed(request.query_params))
    if submitted.is_earlier:
        return _shown(desk, typed, signed_in_again())
    if "language" in typed:  # chosen with all that is typed
        return _shown(desk, typed)
    try:
        position = quick_log.log(visit, desk.places, typed, desk.items).position
    except quick_log.ERRORS as error:
        if isinstance(error, KeyReused) and error.done:
            core.reading.wait(error.done.position)  # so that it can be told
        return _shown(desk, typed, quick_log.errors(visit, desk.places, typed, error))
    return saved(request, core, desk.wanted.address, position)


@router.post("/work/views")
def save_view(request: Request, core: Core, submitted: Submitted) -> Response:
    """Keep the filter under a name, or forget one, in the visitor's own browser."""
    visit, form = _visit(request, core, submitted), submitted.form
    wanted, views = WorkFilter.parsed(request.query_params), saved_views.read(request.cookies, visit.actor)
    if submitted.is_earlier:
        return RedirectResponse(wanted.address, 303)
    if gone := first(form, "forget"):
        views = saved_views.without_view(views, gone)
    else:
        views = saved_views.with_view(views, first(form, "name"), wanted)
    response = RedirectResponse(f"{wanted.address}#views", 303)
    name, said = saved_views.cookie_of(visit.actor), saved_views.written(views)
    response.set_cookie(name, said, saved_views.YEAR_SECONDS, **kept(request, core))
    return response


def _visit(request: Request, core: Core, submitted: Submitted) -> Visit:
    visit = present(request, submitted.session, core)
    if not visit.visibility.reads_work:
        raise Problem(403, "forbidden")
    return visit


def _shown(desk: Desk, typed: Form | None = None, errors: FormErrors | None = None) -> Response:
    visit, wanted = desk.visit, desk.wanted
    receipt = _receipt(visit)
    quick = Asking(visit, [*desk.places.items()], typed or {}, errors).shown(wanted.address)
    listed = listing(desk)
    groups = placed(visit, listed.rows, wanted)
    page = visit.show_view(
        "work/work.html",
        wanted=wanted,
        listed=listed,
        choices=listed.choices,
        municipalities=len(desk.chosen),
        is_whole=len(desk.chosen) == len(desk.named) and wanted.kind is None,
        groups=groups,
        bulk=visit.actor.role is Role.COORDINATOR and not visit.moment.is_past and bool(groups),
        acts=any(each.act or each.waits for each in listed.rows),
        quick=quick,
        typed_form="quick-log" if quick else None,
        receipt=receipt,
        logged=receipt.entry if receipt and not receipt.row else None,
        views=saved_views.read(visit.request.cookies, visit.actor),
        unjudged=desk.unjudged,
    )
    page.status_code = errors.status if errors else 200
    return page


def _receipt(visit: Visit) -> Receipt | None:
    """Return what the visitor has just recorded, where that is why they came."""
    if visit.done is None:
        return None
    rows = trail(visit.reading, TrailFilter(before=visit.done + 1, limit=1))
    entry = shown_entry(visit, rows[0]) if rows and rows[0].position == visit.done else None
    said = visit.request.query_params
    at = said.get("at", "")
    place = int(at) if re.fullmatch("[0-9]{1,4}", at) else 0
    return Receipt(entry, RowId.parsed(said.get("row", "")), place, "HX-Request" in visit.request.headers)
