"""The county's trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import Response

from adapters.http.pages.dependencies import Format, Reader
from adapters.http.pages.entries import PAGE, SHEET, shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.scopes import county_of, municipalities
from adapters.http.sheets.trail import trail_sheet
from adapters.i18n.wording import topic_title, validation_text
from domain.aggregates import AGGREGATES
from domain.messages import TOPICS
from domain.periods import Day
from domain.scope_codes import COUNTY_CODE, SCB_CODE
from workflows.reference import places

_FILTERS = ("municipality", "kind", "from", "to", "actor")

router = APIRouter(include_in_schema=False)


class TrailQuestion(BaseModel):
    """What the trail is asked for; an empty field asks for nothing in particular."""

    model_config = ConfigDict(str_strip_whitespace=True)

    municipality: Annotated[str | None, Field(pattern=f"{SCB_CODE}|{COUNTY_CODE}")] = None
    # Pages show the beginning of a pseudonym, which says enough.
    actor: Annotated[str | None, Field(pattern=r"^p-[0-9a-f]{8,32}$")] = None
    kind: Annotated[str | None, Field(pattern=r"^[a-z0-9.-]{1,120}$")] = None
    first_day: Annotated[Day | None, Field(alias="from")] = None
    last_day: Annotated[Day | None, Field(alias="to")] = None
    cursor: Annotated[int | None, Field(ge=1, le=2**62)] = None

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for, by the names of the form's fields."""
        told = self.model_dump(mode="json", by_alias=True, exclude={"cursor"}, exclude_none=True)
        return {name: str(each) for name, each in told.items()}

    def filter(self, limit: int) -> TrailFilter:
        """Return which events that is."""
        return TrailFilter(
            municipality=self.municipality,
            actor_ref=self.actor,
            topic=self.kind,
            first_day=self.first_day,
            last_day=self.last_day,
            before=self.cursor,
            limit=limit,
        )


@router.get("/trail")
def county_trail(visit: Reader, fmt: Format = None) -> Response:
    """Return the county's trail: who, when, why, caused by what; refusals too (A1)."""
    typed = {name: each for name, each in visit.request.query_params.items() if each.strip()}
    asked, errors = _question(typed, visit, is_form=not fmt)
    wanted = asked.filter(SHEET if fmt else PAGE)
    rows = trail(visit.reading, wanted) if not errors else []
    if fmt:
        return trail_sheet(fmt, visit.request, rows, wanted.limit, visit.moment, visit.cat, visit.codes)
    page = visit.show_view(
        "trail/trail.html",
        events=[shown_entry(visit, row) for row in rows],
        asked={name: typed.get(name, "") for name in _FILTERS},
        is_filtered=bool(asked.asked or errors),
        errors={name: errors.get(name, "") for name in _FILTERS},
        is_wrong=bool(errors),
        kinds=_kinds(visit),
        places=municipalities(visit.core, visit.visibility),
        county_name=county_of(visit.core, visit.core.county).name,
        next=with_query("/trail", **asked.asked, cursor=rows[-1].position) if len(rows) == PAGE else None,
        first=with_query("/trail", **asked.asked) if asked.cursor else None,
        sheet=with_query("/trail", **asked.asked),
        with_query=with_query,
    )
    page.status_code = 422 if errors else 200
    return page


def _question(typed: Mapping[str, str], visit: Visit, *, is_form: bool) -> tuple[TrailQuestion, Mapping[str, str]]:
    """Return what is asked for, and what is wrong in the fields of the form, which stay as they were typed.

    Raises RequestValidationError for what no form can send.
    """
    try:
        return TrailQuestion.model_validate(typed), {}
    except ValidationError as error:
        found = error.errors()
        if not is_form or any(each["loc"][0] not in _FILTERS for each in found):
            raise RequestValidationError([{**each, "loc": ("query", *each["loc"])} for each in found]) from error
    told = {str(each["loc"][0]): validation_text(each["type"], visit.cat, each.get("ctx")) for each in found}
    return TrailQuestion(), told | ({"actor": visit.cat.text("ui.trail.actor.wrong")} if "actor" in told else {})


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
