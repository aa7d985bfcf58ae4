"""What has happened: a municipality's timeline, the county's trail, and one event with its chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import Response

from adapters.http.api import queries
from adapters.http.api.answers import trail_sentence
from adapters.http.pages.command_form import correction
from adapters.http.pages.county.page import Format
from adapters.http.pages.item_names import names_of
from adapters.http.pages.visit import Reader, Visit, with_query
from adapters.http.problems import Problem
from adapters.http.reading.reading import TrailFilter
from adapters.http.scopes import Location, county_of, location_of, municipalities
from adapters.i18n.wording import field_label, reason_label, rule_title, sentence_of, topic_title
from domain.aggregates import AGGREGATES, RULES
from domain.messages import COMMANDS, TOPICS
from domain.scope import Scope
from domain.values import COUNTY_CODE, SCB_CODE, Day, Step
from projections.audit_trail import TrailRow
from workflows.reference import places
from workflows.visibility import not_yours

PAGE = 50
SHEET = 10_000
_NEAR = 30
_FILTERS = ("municipality", "kind", "from", "to", "actor")

Cursor = Annotated[int | None, Query(ge=1, le=2**62)]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Told:
    """An event as the visitor reads it: a sentence, its marks, and the ways from it."""

    row: TrailRow
    text: str
    marks: tuple[tuple[str, str], ...]
    role: str
    location: Location
    reason: str
    correct: str | None


class TrailQuestion(BaseModel):
    """What the trail is asked for; an empty field asks for nothing in particular."""

    model_config = ConfigDict(str_strip_whitespace=True)

    municipality: Annotated[str | None, Field(pattern=f"{SCB_CODE}|{COUNTY_CODE}")] = None
    actor: Annotated[str | None, Field(pattern=r"^p-[0-9a-f]{32}$")] = None
    kind: Annotated[str | None, Field(pattern=r"^[a-z0-9.-]{1,120}$")] = None
    first_day: Annotated[Day | None, Field(alias="from")] = None
    last_day: Annotated[Day | None, Field(alias="to")] = None
    cursor: Annotated[int | None, Field(ge=1, le=2**62)] = None

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for, by the names of the form's fields."""
        told = self.model_dump(mode="json", by_alias=True, exclude={"cursor"}, exclude_none=True)
        return {name: str(each) for name, each in told.items()}


def told(visit: Visit, row: TrailRow, names: Mapping[str, str] | None = None) -> Told:
    """Return an event as the visitor reads it."""
    location = location_of(visit.core, row.scb_code) or Location(Scope.of(row.scb_code), row.scb_code)
    is_hidden = not row.fields and row.classification == "protected"
    text = trail_sentence(row, visit.lang, visit.codes)
    if names and not is_hidden:
        text = sentence_of(row.topic, row.fields, visit.cat, visit.codes, names)
    return Told(
        row,
        text,
        tuple(_marks(visit, row, is_hidden=is_hidden)),
        visit.cat.text(f"value.role.{row.actor_role}"),
        location,
        reason_label(row.reason, visit.cat, visit.codes) if row.reason else "",
        _correction_address(visit, row),
    )


def _marks(visit: Visit, row: TrailRow, *, is_hidden: bool) -> list[tuple[str, str]]:
    held = {
        "late": row.late,
        "imported": row.channel == "import",
        "demo": row.channel == "demo",
        "overridden": bool(row.overrides),
        "refused": row.refusal,
        "voided": row.voided,
        "corrected": bool(row.corrected_by) and not row.voided,
        "protected": is_hidden,
    }
    return [(name, visit.cat.text(f"ui.mark.{name}")) for name, holds in held.items() if holds]


def _correction_address(visit: Visit, row: TrailRow) -> str | None:
    command = COMMANDS.get(f"{row.topic.split('.', maxsplit=1)[0]}.correct-entry")
    if command is None or not_yours(RULES[command], visit.actor, row.scb_code):
        return None
    if not visit.may_give(row.scb_code, command.name):
        return None
    return correction.address(row) if correction.can_be_corrected(row) else None


@router.get("/municipalities/{scb_code}/timeline")
def timeline(
    scb_code: str, visit: Reader, cursor: Cursor = None, step: Step | None = None, fmt: Format = None
) -> Response:
    """Return what has happened in one municipality, or in one of its steps, in all cycles, the latest first."""
    place = visit.place(scb_code)
    if fmt == "csv":
        return queries.timeline(
            scb_code, visit.request, visit.actor, visit.core, visit.lang, visit.moment, step, cursor, SHEET, "csv"
        )
    path = f"/municipalities/{scb_code}/timeline"
    wanted = TrailFilter(municipality=scb_code, step=step, refusals=False, before=cursor, limit=PAGE)
    rows = visit.reading.trail(wanted, visit.actor)
    names = names_of(visit, visit.reading.details(scb_code, visit.actor))
    return visit.show_view(
        "timeline/timeline.html",
        location=Location(Scope.of(scb_code), place.name),
        step=step,
        events=[told(visit, row, names) for row in rows],
        next=with_query(path, step=step, cursor=rows[-1].position) if len(rows) == PAGE else None,
        first=path if cursor or step else None,
        csv=with_query(path, step=step, format="csv"),
    )


@router.get("/trail")
def trail(visit: Reader, fmt: Format = None) -> Response:
    """Return the county's trail: who, when, why, caused by what; refusals too (A1)."""
    given = {name: each for name, each in visit.request.query_params.items() if each.strip()}
    try:
        asked = TrailQuestion.model_validate(given)
    except ValidationError as error:
        raise RequestValidationError([{**each, "loc": ("query", *each["loc"])} for each in error.errors()]) from error
    wanted = TrailFilter(
        municipality=asked.municipality,
        actor_ref=asked.actor,
        topic=asked.kind,
        first_day=asked.first_day,
        last_day=asked.last_day,
        before=asked.cursor,
        limit=SHEET if fmt == "csv" else PAGE,
    )
    if fmt == "csv":
        return queries.entries(visit.request, visit.core, visit.actor, visit.lang, visit.moment, wanted, "csv")
    rows = visit.reading.trail(wanted, visit.actor)
    more = len(rows) == PAGE
    return visit.show_view(
        "trail/trail.html",
        events=[told(visit, row) for row in rows],
        asked={name: asked.asked.get(name, "") for name in _FILTERS},
        is_filtered=bool(asked.asked),
        kinds=_kinds(visit),
        places=_own_or_all(visit),
        county_name=county_of(visit.core, visit.core.county).name,
        next=with_query("/trail", **asked.asked, cursor=rows[-1].position) if more else None,
        first=with_query("/trail", **asked.asked) if asked.cursor else None,
        csv=with_query("/trail", **asked.asked, format="csv"),
        with_query=with_query,
    )


def _own_or_all(visit: Visit) -> Sequence[object]:
    found = municipalities(visit.core)
    own = visit.actor.municipality
    return [each for each in found if own is None or each.scb_code == own]


def _kinds(visit: Visit) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the kinds of events by aggregate: what to ask for, and its name."""
    return [
        (
            f"{aggregate}.",
            visit.cat.text(f"aggregate.{aggregate}"),
            sorted(
                ((topic, topic_title(topic, visit.cat)) for topic in TOPICS if topic.startswith(f"{aggregate}.")),
                key=lambda each: places.swedish_key(each[1]),
            ),
        )
        for aggregate in (*AGGREGATES, "audit")
    ]


@router.get("/events/{event_id}")
def event(event_id: UUID, visit: Reader) -> Response:
    """Return one event with all that was recorded around it, and what belongs to the same act."""
    row = visit.reading.event(str(event_id), visit.actor)
    if row is None:
        raise Problem(404, "not-found")
    names = names_of(visit, visit.reading.details(row.scb_code, visit.actor)) | visit.coordinators()
    near = TrailFilter(municipality=row.scb_code, before=row.position + _NEAR, limit=2 * _NEAR)
    chain = [
        told(visit, each, names)
        for each in visit.reading.trail(near, visit.actor)
        if each.correlation_id == row.correlation_id and each.event_id != row.event_id
    ]
    kind = TOPICS.get(row.topic)
    words = visit.words(kind, names)
    return visit.show_view(
        "event/event.html",
        event=told(visit, row, names),
        title=topic_title(row.topic, visit.cat),
        fields=[
            (field_label(name, visit.cat), words.show(name, value))
            for name, value in row.fields.items()
            if value not in (None, [], {}) and words.show(name, value)
        ],
        rests_on=[
            (visit.cat.text(f"aggregate.{stream.split('/')[0]}"), version) for stream, version in row.rests_on.items()
        ],
        overrides=[(rule, rule_title(rule, visit.cat)) for rule in row.overrides],
        chain=chain,
    )
