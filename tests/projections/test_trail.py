"""Which step an entry of the trail belongs to."""

from datetime import date
from typing import cast
from uuid import UUID

import pytest

from domain.correction import EntryCorrection
from domain.journey import events as journey
from domain.messages import Event
from domain.municipality.events import MunicipalityJoined
from domain.support import events as support
from domain.values import Step
from projections.audit_trail import TrailRow, project
from projections.engine.rows import Rows
from tests.support.folding import PlainRows
from tests.support.given import event_id, recorded
from tests.support.histories import appointed, finding, measure, planned_session, structure

PICTURE, STRUCTURE, PLAN, TRAINING, SUPPORT = Step
DUE = journey.DueDateSet(step=TRAINING, due_on=date(2026, 3, 1), basis="agreed")


def steps(*events: Event) -> list[str | None]:
    """Return each entry's step."""
    rows = PlainRows()
    for each in recorded(events):
        project(cast("Rows", rows), each)
    return [row.step for row in rows.rows.values() if isinstance(row, TrailRow)]


def against(kind: type[EntryCorrection], target: UUID, **fields: str) -> EntryCorrection:
    return kind(target_event_id=target, voids=not fields, correction={**fields})


@pytest.mark.parametrize(
    ("event", "step"),
    [
        (finding(), PICTURE),
        (structure(), STRUCTURE),
        (measure(), PLAN),
        (planned_session(), TRAINING),
        (support.ContactHad(direction="both"), SUPPORT),
        (journey.MovedIntoEverydayWork(), SUPPORT),
        (journey.StepStarted(step=PLAN), PLAN),
        (DUE, TRAINING),
        (journey.JourneyPaused(), None),
        (MunicipalityJoined(), None),
        (appointed(), None),
    ],
)
def test_is_the_one_that_it_names_or_is_content_of(event: Event, step: Step | None) -> None:
    assert steps(event) == [step]


def test_is_for_a_correction_that_of_the_entry_as_it_corrects_it() -> None:
    voided = against(journey.EntryCorrected, event_id(1))
    moved = against(journey.EntryCorrected, event_id(1), step=PLAN)
    undone = against(journey.EntryCorrected, event_id(2))

    assert steps(DUE, voided, undone) == [TRAINING, TRAINING, TRAINING]
    assert steps(DUE, moved, undone) == [TRAINING, PLAN, PLAN]
    assert steps(journey.JourneyPaused(), voided) == [None, None]
    assert steps(support.ContactHad(direction="both"), against(support.EntryCorrected, event_id(1))) == [SUPPORT] * 2
