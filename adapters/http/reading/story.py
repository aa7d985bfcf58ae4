"""A municipality's history in the order in which it is told (X10): by cycle, in it by step, of each its sentences.

What was voided is not told as if it had happened, but as what was taken back; everything else as it is known to have
been, on its day as corrected. Nothing depends on when one asks: the same entries make the same story.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from adapters.http.reading.reading import Reading
from adapters.http.reading.trail import TrailFilter, trail
from domain.action_plan import events as plan
from domain.contact import events as contact
from domain.journey import events as journey
from domain.messages import TOPICS, Event
from domain.municipality import events as municipality
from domain.situation_picture import events as picture
from domain.structure_review import events as structure
from domain.support import events as support
from domain.training import events as training
from domain.values import Step
from projections.audit_trail import TrailRow
from projections.engine.views import EVERY_ROW

# What is not told, and why.
LEFT_OUT: Mapping[type[Event], str] = {
    municipality.ProfileNoted: "says what kind of place it is, nothing that happened",
    journey.PauseEndReminded: "the system's own reminder: the pause is told",
    picture.PictureSuperseded: "follows from the next version, which is told",
    support.VisitPlanned: "a visit is told once it is held; where someone will be is protected (P5)",
}
# Aggregates that are no municipality's history.
LEFT_OUT_AGGREGATES: Mapping[str, str] = {
    "programme": "belongs to the county",
    "audit": "refused commands changed nothing",
    "audit-case": "belongs to the county's audit work",
    "report": "belongs to the county",
}
# These are counted where several follow each other.
COUNTED: frozenset[type[Event]] = frozenset(
    {
        municipality.OutreachMade,
        contact.ContactAppointed,
        contact.ContactEnded,
        journey.GuardOverridden,
        picture.QuestionAnswered,
        picture.FindingRecorded,
        picture.FindingRevised,
        picture.FindingClosed,
        picture.RegionalKnowledgeContributed,
        picture.LocalDevelopmentNoted,
        structure.ExistingStructureIdentified,
        structure.ResponsibilityOrdered,
        structure.InformationChannelDefined,
        plan.SectionWritten,
        plan.LocalAdaptationNoted,
        plan.MeasureAdded,
        plan.MeasureResultRecorded,
        plan.MeasureDropped,
        plan.CommentReceived,
        training.TargetGroupIdentified,
        training.TargetGroupMarkedNotRelevant,
        training.KeyFunctionDesignated,
        training.SessionPlanned,
        training.SessionHeld,
        training.SessionCancelled,
        training.CascadeAgreed,
        support.VisitHeld,
        support.ContactHad,
        support.NeedNoted,
        support.NeedMet,
        support.GuidanceRequested,
        support.GuidanceDelivered,
    }
)
_COUNTED = frozenset(each.topic for each in COUNTED)
_LEFT_OUT = frozenset(each.topic for each in LEFT_OUT)
# What tells kinds of one topic apart: they are worded differently.
VARIANTS = ("outcome", "direction", "initiated_by", "is_deputy", "existing", "urgency")
# So many clauses make a sentence.
_MOST_CLAUSES = 4

Subject = Literal["around", "corrections"] | Step
Stage = Literal["before", "cycle", "left"]


@dataclass(frozen=True)
class Clause:
    """Entries that are told as one: a single one, or several of a kind that are counted."""

    rows: tuple[TrailRow, ...]

    @property
    def topic(self) -> str:
        """Of what kind they are."""
        return self.rows[0].topic


@dataclass(frozen=True)
class Told:
    """A sentence: what happened on a day, or from one day to another."""

    clauses: tuple[Clause, ...]

    @property
    def rows(self) -> tuple[TrailRow, ...]:
        """The entries that it tells."""
        return tuple(row for each in self.clauses for row in each.rows)

    @property
    def first(self) -> date:
        """The first day."""
        return min(each.standing_day for each in self.rows)

    @property
    def last(self) -> date:
        """The last day."""
        return max(each.standing_day for each in self.rows)


@dataclass(frozen=True)
class Paragraph:
    """What is told of one step, of what surrounds the steps, or of what was corrected; ``late``: entered afterwards."""

    subject: Subject
    sentences: tuple[Told, ...]
    late: tuple[TrailRow, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """What is told of a time: before the municipality joined, of one of its cycles, or after it left."""

    stage: Stage
    cycle: int | None
    first: date
    last: date
    paragraphs: tuple[Paragraph, ...]


@dataclass
class _Time:
    """A chapter while it is gathered."""

    stage: Stage
    cycle: int | None = None
    rows: list[TrailRow] = field(default_factory=list)


def story(reading: Reading, scb_code: str, first: date | None, last: date) -> list[Chapter]:
    """Return what happened from a day, or from the beginning, to a day, as far as the person may see it."""
    found = trail(reading, TrailFilter(municipality=scb_code, refusals=False, limit=EVERY_ROW))
    told = [each for each in found if not each.voided and each.topic not in _LEFT_OUT and each.standing_day <= last]
    ordered = sorted(told, key=lambda each: (each.standing_day, each.position))
    return [_chapter(time, rows) for time in _times(ordered) if (rows := _since(time.rows, first))]


def _since(rows: Sequence[TrailRow], first: date | None) -> list[TrailRow]:
    return [each for each in rows if first is None or each.standing_day >= first]


def _times(rows: Sequence[TrailRow]) -> Iterator[_Time]:
    """Yield the times of a municipality's history, by what begins a new one."""
    time = _Time("before")
    for row in rows:
        if begun := _begun(time, row):
            yield time
            time = begun
        if row.topic in {journey.JourneyOpened.topic, journey.CycleOpened.topic} and time.stage == "cycle":
            time.cycle = int(str(row.standing_fields.get("cycle", 0))) or None
        time.rows.append(row)
    yield time


def _begun(time: _Time, row: TrailRow) -> _Time | None:
    match row.topic:
        case municipality.MunicipalityJoined.topic if time.stage != "cycle":
            return _Time("cycle")
        case municipality.MunicipalityLeft.topic:
            return _Time("left")
        case journey.CycleOpened.topic if time.cycle is not None or time.stage != "cycle":
            return _Time("cycle")
        case _:  # all else goes on in the time that it falls into
            return None


def _chapter(time: _Time, rows: Sequence[TrailRow]) -> Chapter:
    by_subject: dict[Subject, list[TrailRow]] = {each: [] for each in ("around", *Step, "corrections")}
    for row in rows:
        by_subject[_subject(row)].append(row)
    paragraphs = (_paragraph(subject, found) for subject, found in by_subject.items() if found)
    return Chapter(time.stage, time.cycle, rows[0].standing_day, rows[-1].standing_day, tuple(paragraphs))


def _subject(row: TrailRow) -> Subject:
    if row.is_correction:
        return "corrections"
    return Step(row.step) if row.step else "around"


def _paragraph(subject: Subject, rows: Sequence[TrailRow]) -> Paragraph:
    late = () if subject == "corrections" else tuple(each for each in rows if each.late)
    return Paragraph(subject, tuple(_sentences(rows, by_year=subject is Step.ONGOING_SUPPORT)), late)


def _sentences(rows: Sequence[TrailRow], *, by_year: bool) -> Iterator[Told]:
    """Yield the sentences: what is of one day together, and what is counted for as long as nothing else comes between.

    ``by_year``: support goes on and on, and is told year by year.
    """
    run: list[TrailRow] = []
    for row in rows:
        if run and not _goes_on(run, row, by_year=by_year):
            yield from _told(run)
            run = []
        run.append(row)
    yield from _told(run)


def _goes_on(run: Sequence[TrailRow], row: TrailRow, *, by_year: bool) -> bool:
    if _is_counted(run[-1]) and _is_counted(row):
        same_year = run[-1].standing_day.year == row.standing_day.year
        return same_year if by_year else all(map(_is_counted, run)) or run[0].standing_day == row.standing_day
    return run[0].standing_day == row.standing_day == run[-1].standing_day


def _is_counted(row: TrailRow) -> bool:
    return row.topic in _COUNTED


def _told(run: Sequence[TrailRow]) -> Iterator[Told]:
    by_kind: dict[object, list[TrailRow]] = {}
    for number, row in enumerate(run):
        by_kind.setdefault((row.topic, _kind(row)) if _is_counted(row) else number, []).append(row)
    clauses = [Clause(tuple(each)) for each in by_kind.values()]
    for start in range(0, len(clauses), _MOST_CLAUSES):
        yield Told(tuple(clauses[start : start + _MOST_CLAUSES]))


def _kind(row: TrailRow) -> tuple[object, ...]:
    """Return what tells apart entries of one topic that are not counted together."""
    return tuple(row.standing_fields.get(name) for name in VARIANTS)


def told_topics() -> frozenset[str]:
    """Return the topics that are told."""
    return frozenset(
        topic
        for topic, kind in TOPICS.items()
        if kind not in LEFT_OUT and topic.partition(".")[0] not in LEFT_OUT_AGGREGATES
    )
