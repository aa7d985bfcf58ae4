"""Colours, states, activity and marks: an explanation names exactly the events that each verdict needs."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import cast

import pytest

from adapters.http.reading.needed import Judge, needed
from adapters.memory.event_store import MemoryEventStore
from domain.action_plan.events import PlanWorkOpened
from domain.journey.events import EntryCorrected, JourneyPaused, StepStarted
from domain.messages import Recorded
from domain.scope import Scope
from domain.values import Step
from projections.county import COUNTY
from projections.engine.rows import Rows
from projections.municipality import MUNICIPALITY
from projections.work_queue import WORK_QUEUE
from tests.support.folding import PlainRows, _facts
from tests.support.given import REFERENCE, event_id, recorded
from tests.support.histories import OPENED
from tests.support.people import HERE, LONG_AGO
from tests.workflows.test_explaining import HISTORIES, without
from tests.workflows.test_random_histories import History, Tally
from workflows.reference import places

_STEPS, _VERDICTS = 90, 6
_COUNTY = next(each for each in places.counties() if len(each.municipalities) > 1)


def judged(events: Sequence[Recorded], judge: Judge) -> dict[str, object]:
    """Return everything that is judged of a municipality over these events, each projection folded from nothing."""
    rows: dict[tuple[object, ...], object] = {}
    for projection in (COUNTY, WORK_QUEUE, MUNICIPALITY):
        plain = PlainRows()
        for each in _facts(events, judge.scb_code):
            if each.topic.startswith(projection.topics):
                projection.project(cast("Rows", plain), each)
        rows |= {(kind, *key): row for (kind, key), row in plain.rows.items()}
    return dict(judge.verdicts(rows))  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(HISTORIES))
def test_an_explanation_names_exactly_what_each_verdict_needs(number: int) -> None:
    random = Random(f"needed {number}")  # noqa: S311 -- the same histories each time
    store = MemoryEventStore()
    where = tuple(map(Scope.of, (*_COUNTY.municipalities[:2], _COUNTY.code)))
    history = History(store, Tally(), where, number)
    for _ in range(random.randrange(_STEPS // 3, _STEPS)):
        history.someone_does_something(seed=random.getrandbits(48))
    events = [
        each
        for each in store.read(0, 10_000)
        if each.envelope.scope == where[0].code and not each.envelope.stream.startswith("audit/")
    ]
    day = history.clock.day + timedelta(days=random.choice([0, 40, 200, 800]))
    judge = Judge(where[0].code, REFERENCE.definition, day)
    now = judged(events, judge)
    then = {each.envelope.event_id: judged(without(events, each), judge) for each in events}
    reasons = [each for each in now if not each.startswith(("step-S", "step-A", "fresh-"))]
    for name in {*random.sample(sorted(now), _VERDICTS), *random.sample(reasons, min(4, len(reasons)))}:
        found = [each.envelope.event_id for each in needed(events, judge, name)]

        assert found == [key for key, other in then.items() if other.get(name) != now[name]], name


def names(events: Sequence[Recorded], name: str, days: int = 0) -> list[str]:
    """Return what the events are called that a verdict needs, so many days after they happened."""
    judge = Judge(HERE.scb_code, REFERENCE.definition, LONG_AGO + timedelta(days=days))
    return [type(each.event).__name__ for each in needed(events, judge, name)]


class TestAKnownHistory:
    def test_a_step_s_delay_needs_the_membership_its_start_and_the_pauses_that_move_it(self) -> None:
        step = Step.SITUATION_PICTURE
        events = recorded([*OPENED, StepStarted(step=step)])

        assert names(events, f"step-overdue-{step}", 200) == ["MunicipalityJoined", "StepStarted"]
        assert names(events, f"step-overdue-{step}", 10) == []

    def test_a_municipality_without_a_contact_person_needs_its_joining_alone(self) -> None:
        assert names(recorded(OPENED), "no-contact-person", 1) == ["MunicipalityJoined"]

    def test_a_state_needs_what_made_it_and_a_pause_nothing_of_that(self) -> None:
        step = Step.ACTION_PLAN
        events = recorded([*OPENED, StepStarted(step=step), PlanWorkOpened(), JourneyPaused()])

        assert names(events, f"step-{step}") == ["StepStarted"]

    def test_a_correction_is_needed_where_it_moves_the_day(self) -> None:
        step, moved = Step.SITUATION_PICTURE, LONG_AGO - timedelta(days=20)
        started = [*OPENED, StepStarted(step=step)]
        correction = EntryCorrected(target_event_id=event_id(len(started)), voids=False, corrected_on=moved)

        assert names(recorded([*started, correction]), f"step-overdue-{step}", 200) == [
            "MunicipalityJoined",
            "StepStarted",
            "EntryCorrected",
        ]
