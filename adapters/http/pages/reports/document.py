"""A report as a document of its own: no session in it, no script, links that hold wherever it is served from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from fastapi import Request

from adapters.http.bundles import STYLE
from adapters.http.moment import Moment
from adapters.http.moment_parameters import PositionOnDay
from adapters.http.pages.county.meeting import meeting_sheet
from adapters.http.pages.funder.page import funder_sheet
from adapters.http.pages.templates import ENVIRONMENT
from adapters.http.pages.visit import Visit
from adapters.http.services import Services
from domain.people import Actor
from domain.report.events import ReportKind, ReportLanguage
from domain.values import Role

# Whoever pins it, it shows what those see who read no protected facts: it is read by others than its author.
_READER = Actor(ref=f"p-{'0' * 32}", role=Role.MANAGER)
_NEVER = datetime.max.replace(tzinfo=UTC)
_ADDRESS = re.compile(r'(?<=\s)href="/')


@dataclass(frozen=True)
class _Reading:
    """Stands for a session of whoever will read the report."""

    language: str
    actor: Actor = _READER
    csrf: str = ""
    ends_at: datetime = _NEVER
    expires_at: datetime = _NEVER


@dataclass(frozen=True)
class Asked:
    """What a report is asked to show: as of a position and its day, since a day, of a part of the county or all."""

    kind: ReportKind
    position: int
    day: date
    since: date
    region: str | None
    language: ReportLanguage


def keep(core: Services, code: str, asked: Asked) -> str:
    """Make the report and keep it and its style sheet; return the digest of its bytes."""
    style = core.contents.keep(style_sheet(), "text/css")
    return core.contents.keep(_document(core, code, asked, style), "text/html")


def _document(core: Services, code: str, asked: Asked, style: str) -> bytes:
    """Return the report; ``style``: the digest of its style sheet."""
    reading = core.reading.seen_by(_READER).as_of(asked.position)
    moment = Moment(reading, asked.day, asked.position, PositionOnDay(asked.position, asked.day))
    nobody = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []})
    visit = Visit(nobody, core, _Reading(asked.language), moment)
    if asked.kind == "meeting":
        template, sheet = "county/meeting.html", meeting_sheet(visit, code, asked.since, asked.region)
    else:
        template, sheet = "funder/funder.html", funder_sheet(visit, code, asked.since)
    return _ADDRESS.sub('href="../', _rendered(visit, template, {**sheet, "report_style": style})).encode()


def style_sheet() -> bytes:
    """Return the style sheet of today, with its fonts where a document finds them."""
    return STYLE.content.replace(b'url("vendor/', b'url("../../static/vendor/')


def _rendered(visit: Visit, template: str, sheet: Mapping[str, object]) -> str:
    cat, core = visit.cat, visit.core
    return ENVIRONMENT.get_template(template).render(
        t=cat.text,
        day=cat.date,
        time=cat.datetime,
        clock=cat.clock,
        lang=visit.lang,
        session=None,
        visibility=visit.visibility,
        path="",
        is_demo=core.is_demo,
        county=core.county,
        moment=visit.moment,
        at=visit.moment.at,
        report_layout="layout/document.html",
        **sheet,
    )
