"""What became of each of several acts, in words: saved, refused with what clears it, overtaken, or not answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from adapters.http.pages.entries import shown_entry
from adapters.http.pages.sending import Failure
from adapters.http.pages.visit import Visit
from adapters.http.problems import problem_of, refusal_json
from adapters.http.reading.trail import events
from adapters.http.scopes import location_of
from adapters.i18n.wording import problem_detail, problem_title, sentence, topic_title
from domain.errors import Rejected
from projections.audit_trail import TrailRow
from workflows.handling.answer import Done, KeyReused
from workflows.handling.checks import VersionMismatch
from workflows.ports import OutcomeUnknown, Unavailable

Status = Literal["saved", "refused", "conflict", "reused", "unfinished"]


@dataclass(frozen=True)
class Said:
    """A sentence of an outcome; ``remedy``: what clears it, ``field``: which field it is about."""

    text: str
    remedy: str = ""
    rule_id: str = ""
    field: str | None = None


@dataclass(frozen=True)
class Saved:
    """An event that was recorded: where and of which day, in words, and where it can be seen and corrected."""

    where: str
    text: str
    event_id: str
    correct: str | None = None

    @property
    def href(self) -> str:
        """Where the event is shown."""
        return f"/events/{self.event_id}"


@dataclass(frozen=True)
class Outcome:
    """What became of one act; ``saved``: the events that it led to, or had led to before."""

    status: Status
    saved: tuple[Saved, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the act may have come about after all, so that it must be the same when it is sent again."""
        return self.status == "unfinished"


def outcomes(visit: Visit, results: Sequence[Done | Failure]) -> list[Outcome]:
    """Return what became of acts, as the visitor reads it; what was saved is waited for."""
    done = [each for result in results if (each := _done(result))]
    visit.core.reading.wait(max((each.position for each in done), default=0))
    ids = [stored.event_id for each in done for stored in each.events]
    rows = {row.event_id: row for row in events(visit.reading, ids)} if ids else {}
    return [_outcome(visit, each, rows) for each in results]


def saved_events(visit: Visit, event_ids: Sequence[str]) -> list[Saved]:
    """Return events that were recorded before, those that the visitor may read, in the order of recording."""
    return [_saved(visit, row) for row in reversed(events(visit.reading, event_ids))] if event_ids else []


def _done(result: Done | Failure) -> Done | None:
    match result:
        case Done():
            return result
        case KeyReused(done=done):
            return done
        case _:  # nothing was recorded, as far as we know
            return None


def _outcome(visit: Visit, result: Done | Failure, rows: Mapping[str, TrailRow]) -> Outcome:
    saved = tuple(_told(visit, done, rows)) if (done := _done(result)) else ()
    match result:
        case Done():
            return Outcome("saved", saved)
        case KeyReused():
            return Outcome("reused", saved, _problem(visit, result))
        case Rejected():
            return Outcome("refused", (), tuple(_refusals(visit, result)))
        case VersionMismatch():
            since = (Said(sentence(each, visit.cat, visit.codes)) for each in result.since)
            return Outcome("conflict", (), (*_problem(visit, result), *since))
        case OutcomeUnknown() | Unavailable():
            return Outcome("unfinished", (), _problem(visit, result))
        case _:  # what is out of reach, or cannot be read
            return Outcome("refused", (), _problem(visit, result))


def _told(visit: Visit, done: Done, rows: Mapping[str, TrailRow]) -> Iterator[Saved]:
    """Yield the events; one that the views do not hold yet by its title."""
    for stored in done.events:
        row, location = rows.get(stored.event_id), location_of(visit.core, done.stream.split("/")[1])
        title = topic_title(stored.topic, visit.cat)
        yield _saved(visit, row) if row else Saved(location.name if location else "", title, stored.event_id)


def _saved(visit: Visit, row: TrailRow) -> Saved:
    shown = shown_entry(visit, row)
    return Saved(f"{shown.location.name}, {visit.cat.date(row.occurred_on)}", shown.text, row.event_id, shown.correct)


def _refusals(visit: Visit, rejected: Rejected) -> Iterator[Said]:
    for each in rejected.refusals:
        told = refusal_json(each, visit.cat, visit.codes)
        yield Said(told["text"], told["remedy"], each.rule_id, each.field)


def _problem(visit: Visit, failure: Failure) -> tuple[Said, ...]:
    code = "already-saved" if isinstance(failure, KeyReused) else problem_of(failure, visit.lang, visit.codes).code
    return (Said(f"{problem_title(code, visit.cat)}.", problem_detail(code, visit.cat)),)
