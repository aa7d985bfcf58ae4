"""What changed since a day, or between two moments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from adapters.http.api.answers.shown import ShownAnswer, moment_answer
from adapters.http.change_wording import told_change
from adapters.http.comparing import Pair
from adapters.http.moment import Moment
from adapters.http.reading.changes import Changes
from adapters.http.reading.sentences import Part, Sentence
from adapters.http.reading.standing import MatrixRow
from adapters.http.services import Services
from adapters.i18n.vocabulary import Vocabulary
from domain.standing import Membership, StepStatus
from domain.values import Step
from workflows.comparison.change import Group, Kind
from workflows.reference import places


class ChangedPlaceAnswer(BaseModel):
    """A municipality, or the county, in a sentence: how many times, and the ids of the events behind it."""

    code: str
    name: str
    count: int
    events: list[str]


class ChangeAnswer(BaseModel):
    """One kind of change, wherever it is found: alphabetically, never ranked (R14).

    ``reason``: of attention, the reason that came or went; of health, what it is now.
    """

    group: Group
    kind: Kind
    step: Step | None
    reason: str | None
    text: str
    first_on: date | None
    last_on: date | None
    places: list[ChangedPlaceAnswer]


class ChangesAnswer(ShownAnswer):
    """The difference of two moments: what was known at the end of ``since``, and at the end of ``until``.

    With ``happened_by`` or ``by=happened``: what had happened by each. ``entries``: how many were made between;
    ``cut``: more than are gone through, so that activities are counted of the latest alone.
    """

    since: date
    until: date
    entries: int
    municipalities: int
    cut: bool
    changes: list[ChangeAnswer]


class ComparedMomentAnswer(BaseModel):
    """One of two moments: the day for which all was derived, how far the log had come, what had happened by when."""

    day: date
    position: int
    happened_by: date | None


class StoodAnswer(BaseModel):
    """Where a municipality stood at one of the moments; ``steps``: the status of each in its cycle."""

    membership: Membership
    cycle: int
    paused: bool
    steps: dict[Step, StepStatus]


class ComparedPlaceAnswer(BaseModel):
    """A municipality that something is other in, then and now; null where nothing was known of it."""

    code: str
    name: str
    before: StoodAnswer | None
    after: StoodAnswer | None


class ComparisonAnswer(ChangesAnswer):
    """The same between any two moments, and where the municipalities stood at each that stand otherwise now."""

    before: ComparedMomentAnswer
    after: ComparedMomentAnswer
    places: list[ComparedPlaceAnswer]


def changes_answer(found: Changes, shown: Moment, core: Services, said: Vocabulary) -> ChangesAnswer:
    """Return what changed."""
    return ChangesAnswer(
        as_of=moment_answer(shown),
        demo=core.is_demo,
        since=found.since,
        until=found.until,
        entries=found.entries,
        municipalities=found.municipalities,
        cut=found.is_cut,
        changes=[change_answer(each, found.since, said) for each in found.sentences],
    )


def comparison_answer(found: Changes, of: Pair, shown: Moment, core: Services, said: Vocabulary) -> ComparisonAnswer:
    """Return what changed, and then and now side by side."""
    return ComparisonAnswer(
        **dict(changes_answer(found, shown, core, said)),
        before=_moment(of.then),
        after=_moment(of.now),
        places=list(_places(found)),
    )


def _moment(of: Moment) -> ComparedMomentAnswer:
    return ComparedMomentAnswer(day=of.day, position=of.position, happened_by=of.happened_by)


def _places(found: Changes) -> Iterator[ComparedPlaceAnswer]:
    rows = {**found.before, **found.after}
    for code in sorted(rows, key=lambda each: places.swedish_key(rows[each].standing.name)):
        before, after = _stood(found.before.get(code)), _stood(found.after.get(code))
        if before != after:
            yield ComparedPlaceAnswer(code=code, name=rows[code].standing.name, before=before, after=after)


def _stood(row: MatrixRow | None) -> StoodAnswer | None:
    if row is None:
        return None
    of = row.standing
    steps = {step: of.cell(step).status for step in Step}
    return StoodAnswer(membership=of.membership, cycle=of.cycle, paused=of.is_paused, steps=steps)


def change_answer(sentence: Sentence, since: date, said: Vocabulary) -> ChangeAnswer:
    """Return one kind of change."""
    return ChangeAnswer(
        group=sentence.group,
        kind=sentence.kind,
        step=sentence.step,
        reason=sentence.reason or None,
        text=told_change(sentence, since, said.cat, said.codes).text,
        first_on=sentence.first_on,
        last_on=sentence.last_on,
        places=[_place(each) for each in sentence.parts],
    )


def _place(part: Part) -> ChangedPlaceAnswer:
    return ChangedPlaceAnswer(code=part.scb_code, name=part.name, count=part.number, events=list(part.events))
