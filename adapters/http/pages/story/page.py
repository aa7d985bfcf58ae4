"""A municipality's history told in sentences, from a day to a day: to be read, printed, or pasted elsewhere (X10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import PlainTextResponse, Response

from adapters.http.moment import POSITION_HEADER
from adapters.http.moment_parameters import parsed_day
from adapters.http.pages.dependencies import Reader
from adapters.http.pages.entries import shown_entry
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.reading.story import story
from adapters.http.reading.trail import events
from adapters.http.story_wording import Teller, Worded, WordedChapter, plain
from domain.places import Place

_MOST_SHOWN = 500

From = Annotated[str | None, Query(alias="from", max_length=400)]
To = Annotated[str | None, Query(alias="to", max_length=400)]
AsText = Annotated[Literal["txt"] | None, Query(alias="format")]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asked:
    """The days that are told; ``oddity``: what was odd about those that were asked for."""

    first: date | None
    last: date
    query: dict[str, date]
    oddity: Literal["swapped", "later", ""] = ""


@router.get("/municipalities/{scb_code}/story")
def told(scb_code: str, visit: Reader, first: From = None, last: To = None, fmt: AsText = None) -> Response:
    """Return the story of a municipality, from its beginning to the day shown where no days are asked for."""
    place, asked = visit.place(scb_code), _asked(visit, first, last)
    found = story(visit.reading, scb_code, asked.first, asked.last)
    chapters = Teller(visit.cat, visit.codes).chapters(found)
    begins = asked.first or (found[0].first if found else asked.last)
    if fmt:
        return _text(visit, place, chapters, begins, asked.last)
    path = f"/municipalities/{scb_code}/story"
    return visit.show_view(
        "story/story.html",
        place=place,
        first=begins,
        last=asked.last,
        oddity=asked.oddity,
        chapters=chapters,
        numbers={each.events: number for number, each in enumerate(_sentences(chapters))},
        behind=with_query(f"{path}/events", **asked.query),
        text=with_query(path, **asked.query, format="txt"),
    )


@router.get("/municipalities/{scb_code}/story/events")
def behind(
    scb_code: str,
    visit: Reader,
    first: From = None,
    last: To = None,
    of: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> Response:
    """Return the events behind one of the sentences."""
    place, asked = visit.place(scb_code), _asked(visit, first, last)
    found = story(visit.reading, scb_code, asked.first, asked.last)
    sentences = _sentences(Teller(visit.cat, visit.codes).chapters(found))
    if of >= len(sentences):
        raise Problem(404, "not-found")
    rows = events(visit.reading, sentences[of].events[:_MOST_SHOWN])
    return visit.show_view(
        "compare/events.html",
        name=place.name,
        home=f"/municipalities/{scb_code}",
        before=visit.cat.text("ui.story.here"),
        ways=with_query(f"/municipalities/{scb_code}/story", **asked.query),
        places=[],
        sentence=sentences[of].text,
        events=[shown_entry(visit, row) for row in rows],
        left_out=max(len(sentences[of].events) - _MOST_SHOWN, 0),
    )


def _sentences(chapters: tuple[WordedChapter, ...]) -> list[Worded]:
    return [each for chapter in chapters for paragraph in chapter.paragraphs for each in paragraph.sentences]


def _asked(visit: Visit, first: str | None, last: str | None) -> Asked:
    """Return the days that are asked for, none of them in the future. Raises RequestValidationError."""
    begins, ends = parsed_day(first, "from"), parsed_day(last, "to")
    query = {name: each for name, each in (("from", begins), ("to", ends)) if each}
    # Not the day of the moment shown: what is told to a day is the same text at any later position.
    today = visit.core.clock.today()
    until = min(ends or visit.today, today)
    if begins and begins > until:
        return Asked(until, min(begins, today), query, "swapped")
    return Asked(begins, until, query, "later" if ends and ends > today else "")


def _text(visit: Visit, place: Place, chapters: tuple[WordedChapter, ...], first: date, last: date) -> Response:
    cat = visit.cat
    title = cat.text("ui.story.title", place=place.name, first=first, last=last)
    content = plain(chapters, title, cat.text("ui.story.source"))
    name = f"story-{place.scb_code}-{first}-{last}.txt"
    headers = {POSITION_HEADER: str(visit.moment.position), "Content-Disposition": f'inline; filename="{name}"'}
    return PlainTextResponse(content, headers=headers)
