"""Entries of the trail, made up: as it was made, corrected, taken back, the correction that did so, and a milestone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from adapters.http.pages.entries import ShownEntry, shown_entry
from adapters.http.pages.visit import Visit
from adapters.http.scopes import Location
from domain.journey.events import StepCompleted
from domain.messages import Event
from domain.scope import Scope
from domain.support.events import ContactHad, EntryCorrected, NeedNoted
from domain.values import Step
from projections.audit_trail import CorrectedEntry, TrailRow

# The code of no municipality.
CODE = "X00000"


@dataclass(frozen=True)
class Entries:
    """One entry of each kind; ``all``: the list of them, the newest first; ``finished``: with all that may be told."""

    made: ShownEntry
    corrected: ShownEntry
    void: ShownEntry
    correction: ShownEntry
    finished: ShownEntry

    @property
    def all(self) -> tuple[ShownEntry, ...]:
        """All of them."""
        return self.correction, self.made, self.corrected, self.void, self.finished


def entries(visit: Visit) -> Entries:
    """Return them."""
    need, other = visit.codes.options("needs")[:2]
    noted, had = NeedNoted(need_code=need), ContactHad(direction="both")
    by = str(UUID(int=5))
    return Entries(
        _entry(visit, row(visit, had, 4), correct="#notices"),
        _entry(
            visit,
            row(visit, noted, 3, corrected_by=by, corrections=(by,), corrected_fields={"need_code": other}),
            correct="#work",
        ),
        _entry(visit, row(visit, noted, 2, corrected_by=by, corrections=(by,), voided=True)),
        _entry(visit, _voiding(visit, row(visit, noted, 2))),
        _entry(visit, _finished(visit)),
    )


def row(visit: Visit, event: Event, number: int, **more: object) -> TrailRow:
    """Return an event as the trail would hold it, entered ``number`` days before the last of them."""
    on, id_ = visit.today - timedelta(days=5 - number), str(UUID(int=number))
    return TrailRow.model_validate(
        {
            "scb_code": CODE,
            "event_id": id_,
            "position": number,
            "stream": f"support/{CODE}",
            "version": number,
            "topic": event.topic,
            "fields": event.model_dump(mode="json"),
            "occurred_on": on,
            "happened_on": on,
            "recorded_at": visit.core.clock.now(),
            "recorded_on": visit.today,
            "actor_ref": "0123456789",
            "actor_role": "coordinator",
            "reason": None,
            "channel": "ui",
            "classification": "internal",
            "command_id": id_,
            "correlation_id": id_,
            "causation_id": None,
            "rests_on": {},
            "overrides": (),
            "process_version": visit.core.reference.current,
            "late": False,
            "refusal": False,
            **more,
        }
    )


def _voiding(visit: Visit, target: TrailRow) -> TrailRow:
    event = EntryCorrected(target_event_id=UUID(target.event_id), voids=True)
    corrects = CorrectedEntry(
        event_id=target.event_id, topic=target.topic, occurred_on=target.occurred_on, fields=target.fields
    )
    return row(visit, event, 5, corrects=corrects)


def _finished(visit: Visit) -> TrailRow:
    """Return a step that was closed, imported afterwards, of which the day was corrected."""
    return row(
        visit,
        StepCompleted(step=Step.SITUATION_PICTURE, outcome="achieved", evidence=()),
        1,
        stream=f"journey/{CODE}",
        corrected_day=visit.today - timedelta(days=9),
        reason=visit.codes.options("entry-reasons")[0],
        source="2026/17",
        channel="import",
        rests_on={f"situation-picture/{CODE}": 3, f"support/{CODE}": 2},
    )


def _entry(visit: Visit, made: TrailRow, correct: str | None = None) -> ShownEntry:
    place = Location(Scope.of(CODE), visit.cat.text("ui.style.place"))
    return replace(shown_entry(visit, made), location=place, correct=correct)
