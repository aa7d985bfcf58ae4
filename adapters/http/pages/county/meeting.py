"""The steering group's page: on one sheet where the county stands, what has changed, what waits and what to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from adapters.http.moment import earlier
from adapters.http.moment_parameters import parsed_day
from adapters.http.pages.changes import ShownChange, months_back, shown_groups
from adapters.http.pages.county.boxes import step_of
from adapters.http.pages.county.columns import heads
from adapters.http.pages.county.look_back import look_back
from adapters.http.pages.county.rows import lines_of, rows_of
from adapters.http.pages.county.sentences import answers
from adapters.http.pages.county.step_pages import events_page, why_page
from adapters.http.pages.cut import cut
from adapters.http.pages.dependencies import Reader
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.reading.changes import changes
from adapters.http.reading.county import MatrixFilter, Overview, overview
from adapters.http.reading.county_facts import waiting
from adapters.http.scopes import county_of
from adapters.i18n.wording import attention_clears, attention_text, definition_title
from workflows.attention.reason import Attention
from workflows.reference import places

# As many lines of each kind as one sheet holds beside the matrix of a county; the rest is told by their number.
MOST_LINES = 8
# What waits for somebody to decide, though it is not red.
_TO_DECIDE = frozenset({"step-overdue", "pause-ended", "plan-revisit-due", "plan-needs-revision", "journey-not-opened"})

Since = Annotated[str | None, Query(max_length=40)]
Part = Annotated[str | None, Query(max_length=60)]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Waits:
    """Something that waits in a municipality; ``href``: why."""

    place: str
    text: str
    href: str


@dataclass(frozen=True)
class Wanted:
    """A decision, and the municipalities that it is wanted for, by name and address."""

    text: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Some:
    """The first of some lines, and how many there are beside."""

    lines: Sequence[ShownChange | Waits | Wanted]
    more: int


@router.get("/counties/{code}/meeting")
def meeting(code: str, visit: Reader, since: Since = None, part: Part = None) -> Response:
    """Return the sheet; changes since the last meeting, else since three months ago, where no day is asked for."""
    county_of(visit.core, code)
    return visit.show_view("county/meeting.html", **meeting_sheet(visit, code, parsed_day(since, "since"), part))


def meeting_sheet(visit: Visit, code: str, asked_day: date | None, part: str | None) -> dict[str, object]:
    """Return what the sheet shows since a day, with nothing of its visitor. Raises Problem 422 for a later day."""
    since = look_back(visit, code, asked_day)
    everything = overview(visit.reading, code, visit.today)
    seen = everything.matching(MatrixFilter(part or None))
    found = changes(earlier(visit.core, visit.moment, since.day), visit.moment, code, part)
    compare, asked = f"/counties/{code}/compare", {"from": since.day, "part": part}
    return {
        "name": county_of(visit.core, code).name,
        "code": code,
        "since": since.day,
        "since_said": since.said(visit, "ui.meeting.since"),
        "changes_since": since.said(visit, "ui.meeting.changes"),
        "part": part or "",
        "regions": everything.regions,
        "presets": months_back(visit, visit.moment, f"/counties/{code}/meeting", "since", part=part),
        "answers": answers(visit, code, seen, since, part),
        "heads": heads(seen.rows, visit.cat, lambda name, step: events_page(visit, code, name, step, part=part)),
        "rows": rows_of(visit, lines_of(visit, seen.rows)),
        "definitions": [definition_title(each, visit.cat) for each in sorted(_followed(seen))],
        "changes": _some([each for group in shown_groups(visit, found, compare, **asked) for each in group.changes]),
        "more_changes": with_query(compare, **asked),
        "waits": _some(list(_waits(visit, seen))),
        "more_waits": with_query(f"/counties/{code}/events", behind="red", part=part),
        "wanted": _some(list(_wanted(visit, seen))),
    }


def _followed(seen: Overview) -> set[str]:
    """Return the versions of the process that its journeys follow."""
    return {row.standing.definition for row in seen.rows if row.standing.definition}


def _some(lines: Sequence[ShownChange | Waits | Wanted]) -> Some:
    return Some(*cut(lines, MOST_LINES))


def _waits(visit: Visit, seen: Overview) -> Iterator[Waits]:
    """Yield what is red, in the order of the county (R14); limits are told where one asks why."""
    found = sorted(waiting(seen)["red"].reasons, key=lambda pair: places.swedish_key(pair[0].name))
    for standing, each in found:
        said = {name: value for name, value in each.params.items() if not name.startswith("limit")}
        told = attention_text(each.case, said, visit.cat, visit.codes)
        yield Waits(standing.name, told, why_page(standing.scb_code, step_of(each)))


def _wanted(visit: Visit, seen: Overview) -> Iterator[Wanted]:
    """Yield decisions, each with the municipalities in the order of the county."""
    found: dict[str, dict[str, str]] = {}
    for row in seen.rows:
        scb_code, name = row.standing.scb_code, row.standing.name
        for each in row.attention:
            if _is_to_decide(each):
                found.setdefault(attention_clears(each.case, visit.cat), {})[name] = why_page(scb_code)
        if row.standing.formalised_on and row.standing.membership == "outside":
            told = visit.cat.text("ui.meeting.join")
            found.setdefault(told, {})[name] = f"/municipalities/{scb_code}"
    yield from (Wanted(text, tuple(where.items())) for text, where in found.items())


def _is_to_decide(reason: Attention) -> bool:
    return reason.severity == "red" or reason.reason in _TO_DECIDE
