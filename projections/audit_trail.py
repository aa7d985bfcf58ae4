"""Who did what, when and why? (A1) One row for each event, worded on the way out; a municipality's timeline too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from json import dumps
from typing import ClassVar, Literal, cast

from pydantic import Field

from domain.audit.events import CaseRead, CommandRefused
from domain.correction import EntryCorrection
from domain.journey.events import MovedIntoEverydayWork
from domain.messages import TOPICS, Event, Message, Recorded
from domain.periods import AS_RECORDED
from domain.standing import CONTENT
from domain.values import Classification, Step
from projections.engine.projection import Projection
from projections.engine.rows import Row, Rows


def is_correction(topic: str) -> bool:
    """Whether entries of the topic correct others."""
    return ".entry-corrected." in topic


class CorrectedEntry(Message):
    """The entry that a correction is about, as it stood before."""

    event_id: str
    topic: str
    occurred_on: date
    fields: dict[str, object]


class EntryRow(Row):
    """What one event says, where thousands are gone through: of a row of the trail, less than half of its columns.

    ``step``: the one that it belongs to, if one. ``voided``: whether a correction that stands took it back.
    ``corrected_fields``, ``corrected_day``: what corrections that stand say instead of what it says.
    ``happened_on``: the day on which it happened, as corrected: entries are found by it and put in the order of it.
    ``corrects``: of a correction, its entry.
    """

    table: ClassVar[str] = "audit_trail"
    key: ClassVar[tuple[str, ...]] = ("event_id",)
    appended: ClassVar[bool] = True
    dated: ClassVar[str] = "happened_on"
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("position",),
        ("scb_code", "position"),
        ("scb_code", "happened_on", "position"),
        ("actor_ref", "position"),
        ("topic", "position"),
        ("correlation_id", "position"),
        ("process_version", "position"),
    )

    event_id: str
    position: int
    stream: str
    topic: str
    fields: dict[str, object]
    occurred_on: date
    classification: str
    step: str | None = None
    voided: bool = False
    corrected_fields: dict[str, object] = Field(default_factory=dict)  # {} would be copied deeply for each row
    corrected_day: date | None = None
    happened_on: date
    corrects: CorrectedEntry | None = None

    @property
    def is_correction(self) -> bool:
        """Whether it corrects another entry, also where its fields are not for the reader."""
        return is_correction(self.topic)

    @property
    def standing_fields(self) -> dict[str, object]:
        """What it says, corrections that stand applied."""
        return {**self.fields, **self.corrected_fields}

    @property
    def standing_day(self) -> date:
        """The day on which it happened, corrections that stand applied, as far as these are for the reader."""
        return self.corrected_day or self.occurred_on


class TrailRow(EntryRow):
    """One event: topic and parameters, never a sentence in one language.

    ``source``: the document that an imported entry rests on. ``corrected_by``: the event id of the last correction that
    stands, where the entry is voided or changed; ``corrections``: those of all that were ever made of it.
    """

    version: int
    recorded_at: datetime
    recorded_on: date
    actor_ref: str
    actor_role: str
    reason: str | None
    source: str | None = None
    channel: str
    command_id: str
    correlation_id: str
    causation_id: str | None
    rests_on: dict[str, int]
    overrides: tuple[str, ...]
    process_version: str
    rule_versions: dict[str, int] = {}
    late: bool
    refusal: bool
    corrected_by: str | None = None
    corrections: tuple[str, ...] = ()

    def as_it_stands(self) -> TrailRow:
        """Return the entry as if it had been entered as it stands after corrections."""
        return self.model_copy(update={"fields": self.standing_fields, "occurred_on": self.standing_day})


RuleUse = Literal["override", "refusal", "judged"]


class RuleUseRow(Row):
    """What an entry was decided by beside its version of the process: a rule that it went past, or that refused it.

    Or, as ``question-set/2``, the questions that a situation picture is held to.
    """

    table: ClassVar[str] = "rule_uses"
    key: ClassVar[tuple[str, ...]] = ("event_id", "rule", "use")
    appended: ClassVar[bool] = True
    indexed: ClassVar[tuple[tuple[str, ...], ...]] = (("rule", "use", "position"),)

    rule: str
    use: RuleUse
    event_id: str
    position: int
    occurred_on: date


def project(rows: Rows, recorded: Recorded) -> None:
    """Enter the event and the rules that it names, and mark the entry that it corrects."""
    envelope, event = recorded.envelope, recorded.event
    if isinstance(event, CaseRead):
        return  # nothing happened to the work: the case tells it (projections/audit_case.py)
    target = rows.get(TrailRow, str(event.target_event_id)) if isinstance(event, EntryCorrection) else None
    recorded_on = envelope.recorded_on
    rows.put(
        TrailRow(
            scb_code=envelope.scope,
            event_id=str(envelope.event_id),
            position=recorded.position,
            stream=envelope.stream,
            version=envelope.version,
            topic=recorded.topic,
            fields=event.model_dump(mode="json"),
            occurred_on=envelope.occurred_on,
            happened_on=envelope.occurred_on,
            recorded_at=envelope.recorded_at,
            recorded_on=recorded_on,
            actor_ref=envelope.actor_ref,
            actor_role=envelope.actor_role,
            reason=envelope.reason,
            source=envelope.source,
            channel=envelope.channel,
            classification=envelope.classification,
            command_id=envelope.command_id,
            correlation_id=str(envelope.correlation_id),
            causation_id=str(envelope.causation_id) if envelope.causation_id else None,
            rests_on=envelope.rests_on,
            overrides=envelope.overrides,
            process_version=envelope.process_version,
            rule_versions=envelope.rule_versions,
            late=envelope.occurred_on < recorded_on,
            refusal=isinstance(event, CommandRefused),
            step=_step(event, target),
            corrects=_corrected_entry(target),
        )
    )
    for rule, use in _uses(recorded):
        rows.put(
            RuleUseRow(
                scb_code=envelope.scope,
                rule=rule,
                use=use,
                event_id=str(envelope.event_id),
                position=recorded.position,
                occurred_on=envelope.occurred_on,
            )
        )
    if isinstance(event, EntryCorrection) and target:
        _mark(rows, recorded, event, target)


def _uses(recorded: Recorded) -> Iterator[tuple[str, RuleUse]]:
    for rule in recorded.envelope.overrides:
        yield rule, "override"
    for kind, version in recorded.envelope.rule_versions.items():
        yield f"{kind}/{version}", "judged"
    if isinstance(recorded.event, CommandRefused):
        for rule in dict.fromkeys(recorded.event.rule_ids):
            yield rule, "refusal"


def _corrected_entry(target: TrailRow | None) -> CorrectedEntry | None:
    if target is None:
        return None
    return CorrectedEntry(
        event_id=target.event_id,
        topic=target.topic,
        occurred_on=target.standing_day,
        fields=target.standing_fields,
    )


def _step(event: Event, target: TrailRow | None) -> str | None:
    """Return the step that an event names or is content of, for a correction that of the entry as corrected."""
    match event:
        case Event(aggregate=aggregate) if aggregate != "journey":
            return CONTENT.get(aggregate)
        case MovedIntoEverydayWork():
            return Step.ONGOING_SUPPORT
        case EntryCorrection():
            return str(event.correction.get("step") or target.step) if target and target.step else None
        case _:  # events of the journey that may be about a step
            return getattr(event, "step", None)


def _mark(rows: Rows, recorded: Recorded, correction: EntryCorrection, target: TrailRow) -> None:
    """Mark an entry by its correction, which is protected as far as the entry is, before and after."""
    against = (*target.corrections, str(recorded.envelope.event_id))
    _classify(rows, target.model_copy(update={"corrections": against}), _classification(target, correction))
    if row := rows.get(TrailRow, target.event_id):
        _settle(rows, row)


def _classify(rows: Rows, row: TrailRow, classification: str) -> None:
    """Give an entry a classification, and the same to its corrections, which tell what it says."""
    rows.put(row.model_copy(update={"classification": classification}))
    for each in row.corrections:
        if correction := rows.get(TrailRow, each):
            _classify(rows, correction, classification)


def _settle(rows: Rows, row: TrailRow) -> None:
    """Mark an entry by the corrections of it that stand, and what it corrects itself, where it is one, too."""
    found = [rows.get(TrailRow, each) for each in row.corrections]
    standing = [each for each in found if each and not each.voided]
    by = standing[-1].event_id if standing else None
    voided = any(each.fields["voids"] for each in standing)
    rows.put(row.model_copy(update={"corrected_by": by, "voided": voided, **_said_instead(row, standing)}))
    corrected = correction_of(row)
    if corrected and voided != row.voided and (target := rows.get(TrailRow, corrected)):
        _settle(rows, target)


def _said_instead(row: TrailRow, standing: Iterable[TrailRow]) -> dict[str, object]:
    """Return what corrections say instead of an entry's fields and day, but for what it says itself."""
    fields: dict[str, object] = {}
    day: object = None
    for each in standing:
        fields |= cast("dict[str, object]", each.fields["correction"])
        day = each.fields["corrected_on"] or day
    changed = {name: value for name, value in fields.items() if value != row.fields.get(name)}
    moved = date.fromisoformat(str(day)) if day else None
    return {
        "corrected_fields": changed,
        "corrected_day": None if moved == row.occurred_on else moved,
        "happened_on": moved or row.occurred_on,
    }


def _classification(target: TrailRow, correction: EntryCorrection) -> str:
    """Return the stronger classification of the entry as it was and as it now is."""
    if not correction.correction or target.classification == Classification.PROTECTED:
        return target.classification
    fields = {**target.standing_fields, **correction.correction}
    return TOPICS[target.topic].model_validate_json(dumps(fields), context={AS_RECORDED: True}).classification


def correction_of(row: TrailRow) -> str | None:
    """Return the id of the entry that this entry corrects, None for one that is no correction."""
    return str(row.fields["target_event_id"]) if row.is_correction else None


AUDIT_TRAIL = Projection("audit_trail", 10, (TrailRow, RuleUseRow), project, refolds=False)
