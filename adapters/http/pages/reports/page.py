"""The county's pinned reports, and each as it was pinned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import Core
from adapters.http.command_request import KEY, carry_out
from adapters.http.pages.dependencies import Reader, present
from adapters.http.pages.entries import just_recorded
from adapters.http.pages.reports.document import Asked, keep
from adapters.http.pages.saved import saved
from adapters.http.pages.submission import Form, Submitted, first
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.reading.changes import DEFAULT_MONTHS, months_before
from adapters.http.reading.county import overview
from adapters.http.reading.reports import last_meeting, may_read_reports, report, reports
from adapters.http.scopes import county_of
from domain.periods import is_iso_day, iso_day
from domain.report.commands import PinReport
from domain.report.events import ReportKind, ReportLanguage
from domain.scope import Scope
from domain.values import Channel
from projections.report import ReportRow
from workflows.handling.act import Act
from workflows.handling.answer import KeyReused

_KINDS: tuple[ReportKind, ...] = ("meeting", "funder")
_MONTHS = {"meeting": DEFAULT_MONTHS, "funder": 12}
_UNTYPED: Form = {}
_STATUS = {"": 200, "wrong": 422, "signed-in-again": 403}
_IDS = UUID("0d5b0f5e-7a53-5c5a-8a44-1f0f7d6c2b17")
_LASTING = {"Cache-Control": "private, no-cache", "Content-Type": "text/html; charset=utf-8"}

router = APIRouter(include_in_schema=False)
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Line:
    """A report in the list."""

    row: ReportRow
    title: str
    language: str
    role: str


@router.get("/counties/{code}/reports")
def listed(code: str, visit: Reader) -> Response:
    """Return the county's reports, the latest first, and the form to pin one."""
    _checked(visit, code)
    return _list(visit, code)


@router.post("/counties/{code}/reports")
def pin(code: str, request: Request, core: Core, submitted: Submitted) -> Response:
    """Pin a report as it is now: its bytes first, then the event that names them."""
    visit = present(request, submitted.session, core)
    _checked(visit, code)
    if not visit.may_give(code, PinReport):
        raise Problem(403, "forbidden")
    key = first(submitted.form, "key")
    if submitted.is_earlier:
        return _list(visit, code, submitted.form, "signed-in-again")
    asked = _asked(visit, code, submitted.form)
    if asked is None or not KEY.fullmatch(key):
        return _list(visit, code, submitted.form, "wrong")
    command = PinReport(
        report_id=uuid5(_IDS, f"{visit.actor.ref}/{key}"),
        report_kind=asked.kind,
        pinned_position=asked.position,
        since=asked.since,
        region=asked.region,
        report_language=asked.language,
        digest=keep(core, code, asked),
    )
    try:
        position = carry_out(core, Act(command, Scope.of(code), visit.actor, key, Channel.UI)).position
    except KeyReused as reused:
        if reused.done is None:
            raise
        position = reused.done.position  # the same form, sent twice: what it pinned first is what it pinned
    return saved(request, core, f"/counties/{code}/reports", position)


def _asked(visit: Visit, code: str, typed: Form) -> Asked | None:
    """Return what a form asks for, None where that makes no report."""
    kind, day, part = first(typed, "kind"), first(typed, "since").strip(), first(typed, "part") or None
    chosen = next((each for each in _KINDS if each == kind), None)
    if chosen is None or (day and not is_iso_day(day)) or (part and part not in _parts(visit, code)):
        return None
    since = iso_day(day) if day else months_before(visit.moment, _MONTHS[chosen])
    language: ReportLanguage = "en" if visit.lang == "en" else "sv"
    return Asked(chosen, visit.moment.position, visit.today, since, part, language) if since <= visit.today else None


@router.get("/reports/{report_id}")
def opened(report_id: UUID, visit: Reader) -> Response:
    """Return a report, byte for byte as it was pinned."""
    if not may_read_reports(visit.reading):
        raise Problem(403, "forbidden")
    row = report(visit.reading, visit.core.county, str(report_id))
    content = visit.core.contents.content(row.digest, "text/html") if row else None
    if row is None or content is None:
        raise Problem(404, "not-found")
    return Response(content, headers={**_LASTING, "ETag": f'"{row.digest}"', "Content-Language": row.language})


@router.get("/reports/styles/{digest}")
def style(digest: Digest, visit: Reader) -> Response:
    """Return the style sheet of a report, as it was when that was pinned."""
    content = visit.core.contents.content(digest, "text/css")
    if content is None:
        raise Problem(404, "not-found")
    return Response(content, media_type="text/css", headers={"Cache-Control": "private, max-age=31536000, immutable"})


@router.get("/reports")
def all_of_the_county(visit: Reader) -> Response:
    """Lead to the county's reports."""
    return RedirectResponse(f"/counties/{visit.core.county}/reports", 303)


def _checked(visit: Visit, code: str) -> None:
    county_of(visit.core, code)
    if not may_read_reports(visit.reading):
        raise Problem(403, "forbidden")


def _parts(visit: Visit, code: str) -> list[str]:
    return overview(visit.reading, code, visit.today).regions


def _list(visit: Visit, code: str, typed: Form = _UNTYPED, problem: str = "") -> Response:
    """Return the list and the form, with what was typed in one that led to a problem."""
    cat, key = visit.cat, first(typed, "key")
    lines = [
        Line(
            row,
            cat.text(f"value.report_kind.{row.report_kind}"),
            cat.text(f"ui.language.{row.language}"),
            cat.text(f"value.role.{row.role}"),
        )
        for row in reports(visit.reading, code)
    ]
    last = last_meeting(visit.reading, code, visit.today)
    page = visit.show_view(
        "reports/reports.html",
        code=code,
        name=county_of(visit.core, code).name,
        reports=lines,
        kinds=_KINDS,
        regions=_parts(visit, code),
        kind=first(typed, "kind") or _KINDS[0],
        since=first(typed, "since") or last or months_before(visit.moment, DEFAULT_MONTHS),
        part=first(typed, "part"),
        pins=visit.may_give(code, PinReport),
        # The same form is the same report, also where it was pinned before the session ended.
        key=key if KEY.fullmatch(key) else str(visit.core.clock.new_id()),
        problem=problem,
        saved=just_recorded(visit, code),
    )
    page.status_code = _STATUS[problem]
    return page
