"""The county's audit cases, one case, and its report."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.pages.audit.sheet import report_sheet
from adapters.http.pages.audit.view import CaseView, case_line, case_view
from adapters.http.pages.dependencies import Format, Reader
from adapters.http.pages.entries import just_recorded
from adapters.http.pages.links import form_address
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.reading import audit as reading
from adapters.http.scopes import county_of
from domain.audit_case.commands import OpenAuditCase

# The page holds so many of what was read last; the report has all.
_READS = 20

router = APIRouter(include_in_schema=False)


@router.get("/counties/{code}/audit")
def cases(code: str, visit: Reader) -> Response:
    """Return the county's audit cases, the latest first: open or over; contact persons see those of their own."""
    name = _county(visit, code)
    found = reading.findings(visit.reading, code)
    lines = [case_line(visit, each, found) for each in reading.cases(visit.reading, code)]
    back = f"/counties/{code}/audit"
    return visit.show_view(
        "audit/audit.html",
        code=code,
        name=name,
        cases=lines,
        going_on=sum(each.kind == "doing" for each in lines),
        opens=form_address(code, OpenAuditCase, back=back) if visit.may_give(code, OpenAuditCase) else None,
        saved=just_recorded(visit, code),
    )


@router.get("/counties/{code}/audit/{case_id}")
def case(code: str, case_id: UUID, visit: Reader) -> Response:
    """Return a case: what it looks into, what was found and answered, what was drawn and read."""
    name, found = _county(visit, code), _case(visit, code, case_id)
    return visit.show_view(
        "audit/case.html",
        code=code,
        name=name,
        case=found,
        reads=found.reads[:_READS],
        report=f"{found.line.href}/report" if reading.may_read_reports_of_cases(visit.reading) else None,
        saved=just_recorded(visit, code),
    )


@router.get("/counties/{code}/audit/{case_id}/report")
def report(code: str, case_id: UUID, visit: Reader, fmt: Format = None) -> Response:
    """Return all that a case holds, for print or as a sheet, with position and digest."""
    county_of(visit.core, code)
    if not reading.may_read_reports_of_cases(visit.reading):
        raise Problem(403, "forbidden")
    name, found = _county(visit, code), _case(_at_its_position(visit), code, case_id)
    if fmt:
        return report_sheet(fmt, found, visit)
    return visit.show_view("audit/report.html", code=code, name=name, case=found, sheet=f"{found.line.href}/report")


def _at_its_position(visit: Visit) -> Visit:
    """Return the same visit to the rows of its very position: those of now may be newer than the one that it names.

    What is read in a case is on record by itself, so that a report of now goes on while it is made.
    """
    if visit.moment.is_past:
        return visit
    return replace(visit, moment=replace(visit.moment, reading=visit.reading.as_of(visit.moment.position)))


def _county(visit: Visit, code: str) -> str:
    """Return the county's name. Raises Problem 404 for another, 403 for who reads nothing of the work."""
    name = county_of(visit.core, code).name
    if not reading.may_read_cases(visit.reading):
        raise Problem(403, "forbidden")
    return name


def _case(visit: Visit, code: str, case_id: UUID) -> CaseView:
    found = reading.case(visit.reading, code, str(case_id))
    if found is None:
        raise Problem(404, "not-found")
    return case_view(visit, found)
