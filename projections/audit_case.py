"""Which audit cases are there, what do they look into, what was found and answered, and what was read in them?"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from domain.audit.events import CaseRead
from domain.audit_case.events import (
    AuditCaseClosed,
    AuditCaseOpened,
    AuditFindingAnswered,
    AuditFindingRaised,
    SampleDrawn,
)
from domain.messages import Message, Recorded
from projections.engine.handlers import Handlers, handle, on
from projections.engine.projection import Projection
from projections.engine.rows import Row, Rows


class CaseRow(Row):
    """An audit case: for what, by whom, what it looks into and until when; ``closed_on``: where it was closed."""

    table: ClassVar[str] = "audit_cases"
    key: ClassVar[tuple[str, ...]] = ("case_id",)

    case_id: str
    auditor: str
    opened_on: date
    purpose: str
    municipalities: tuple[str, ...]
    audited_parts: tuple[str, ...]
    period_from: date
    period_until: date
    ends_on: date
    closed_on: date | None = None
    event_id: str
    closing_event_id: str | None = None

    def is_open(self, day: date) -> bool:
        """Whether the case is open on a day."""
        return self.closed_on is None and day <= self.ends_on


class Answer(Message):
    """What was answered to a finding, by which role, and when."""

    reply: str
    text: str
    role: str
    on: date
    event_id: str


class FindingRow(Row):
    """A finding of a case, and its answers in the order in which they came."""

    table: ClassVar[str] = "audit_findings"
    key: ClassVar[tuple[str, ...]] = ("case_id", "audit_finding")

    case_id: str
    audit_finding: str
    finding_kind: str
    gravity: str
    text: str
    about_events: tuple[str, ...]
    on: date
    event_id: str
    answers: tuple[Answer, ...] = ()


class SampleRow(Row):
    """A sample of a case: how it is drawn, and the position of its event, before which all is drawn from."""

    table: ClassVar[str] = "audit_samples"
    key: ClassVar[tuple[str, ...]] = ("case_id", "sample_id")

    case_id: str
    sample_id: str
    sample_method: str
    sample_size: int
    seed: int
    weights: int
    position: int
    on: date
    event_id: str


class ReadRow(Row):
    """One answer that was read in a case."""

    table: ClassVar[str] = "audit_reads"
    key: ClassVar[tuple[str, ...]] = ("event_id",)
    appended: ClassVar[bool] = True
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = (("case_id", "position"),)

    event_id: str
    case_id: str
    position: int
    recorded_at: datetime
    route: str
    read_scope: str
    read_as: str
    entry: str | None
    as_of: int | None


def _open(rows: Rows, recorded: Recorded, event: AuditCaseOpened) -> None:
    envelope = recorded.envelope
    said = event.model_dump(exclude={"case_id"})
    rows.put(
        CaseRow(
            scb_code=envelope.scope,
            case_id=str(event.case_id),
            auditor=envelope.actor_ref,
            opened_on=envelope.occurred_on,
            event_id=str(envelope.event_id),
            **said,
        )
    )


def _close(rows: Rows, recorded: Recorded, _event: AuditCaseClosed) -> None:
    envelope = recorded.envelope
    if row := rows.get(CaseRow, envelope.instance):
        closed = {"closed_on": envelope.occurred_on, "closing_event_id": str(envelope.event_id)}
        rows.put(row.model_copy(update=closed))


def _raise(rows: Rows, recorded: Recorded, event: AuditFindingRaised) -> None:
    envelope = recorded.envelope
    rows.put(
        FindingRow(
            scb_code=envelope.scope,
            case_id=envelope.instance,
            audit_finding=str(event.audit_finding),
            finding_kind=event.finding_kind,
            gravity=event.gravity,
            text=event.text,
            about_events=tuple(map(str, event.about_events)),
            on=envelope.occurred_on,
            event_id=str(envelope.event_id),
        )
    )


def _answer(rows: Rows, recorded: Recorded, event: AuditFindingAnswered) -> None:
    envelope = recorded.envelope
    if row := rows.get(FindingRow, envelope.instance, str(event.audit_finding)):
        answer = Answer(
            reply=event.reply,
            text=event.text,
            role=envelope.actor_role,
            on=envelope.occurred_on,
            event_id=str(envelope.event_id),
        )
        rows.put(row.model_copy(update={"answers": (*row.answers, answer)}))


def _draw(rows: Rows, recorded: Recorded, event: SampleDrawn) -> None:
    envelope = recorded.envelope
    said = event.model_dump(exclude={"sample_id"})
    rows.put(
        SampleRow(
            scb_code=envelope.scope,
            case_id=envelope.instance,
            sample_id=str(event.sample_id),
            position=recorded.position,
            on=envelope.occurred_on,
            event_id=str(envelope.event_id),
            **said,
        )
    )


def _read(rows: Rows, recorded: Recorded, event: CaseRead) -> None:
    envelope = recorded.envelope
    rows.put(
        ReadRow(
            scb_code=envelope.scope,
            event_id=str(envelope.event_id),
            case_id=envelope.instance,
            position=recorded.position,
            recorded_at=envelope.recorded_at,
            entry=str(event.entry) if event.entry else None,
            **event.model_dump(exclude={"entry"}),
        )
    )


HANDLERS: Handlers = dict(
    [
        on(AuditCaseOpened, _open),
        on(AuditCaseClosed, _close),
        on(AuditFindingRaised, _raise),
        on(AuditFindingAnswered, _answer),
        on(SampleDrawn, _draw),
        on(CaseRead, _read),
    ]
)


def project(rows: Rows, recorded: Recorded) -> None:
    """Enter the case, or what came of it."""
    handle(HANDLERS, rows, recorded)


AUDIT_CASE = Projection("audit_case", 1, (CaseRow, FindingRow, SampleRow, ReadRow), project, tuple(HANDLERS))
