"""Histories under other rules: the same rules differ in nothing, and what differs is what a look at each day finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, cast

import pytest

from adapters.http.pages.county.boxes import colours
from adapters.http.reading.counterfactual import Outcome, Question, Rows, Sources, outcome
from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from domain.aggregates import COMMAND_OF, USER_RULES
from domain.decider import Decision
from domain.facts import State
from domain.messages import Command, Recorded
from domain.process import ProcessDefinition, QuestionSet
from domain.situation_picture.state import SituationPicture
from projections.county import COUNTY
from projections.engine.facts import Sum, number_of
from projections.engine.running import follow
from projections.work_queue import WORK_QUEUE
from tests.support.given import REFERENCE
from tests.support.wandering import wandered
from workflows.counterfactual.acts import Rejudging
from workflows.counterfactual.alternative import TIMED, Alternative
from workflows.counterfactual.days import Rules
from workflows.counterfactual.verdicts import JUDGED, Judge
from workflows.states import States

LIMITS = [
    Alternative(limits=(("picture_review_months", 12),)),
    Alternative(limits=(("contact_silence_amber_days", 20), ("contact_silence_red_days", 45))),
    Alternative(limits=(("visit_gap_red_days", 200), ("training_fresh_months", 3), ("step_idle_amber_days", 10))),
    Alternative(targets=tuple((step, 14) for step in TIMED)),
    Alternative(limits=(("guidance_working_days", 30), ("guidance_acute_working_days", 2))),
]


@cache
def last() -> date:
    """The day on which the histories are looked at."""
    return wandered()[-1].envelope.recorded_on + timedelta(days=200)


@cache
def codes() -> tuple[str, ...]:
    """The municipalities that the histories are of."""
    return tuple(sorted({each.envelope.scope for each in wandered() if len(each.envelope.scope) > 2}))


def entries(code: str, until: int) -> Sequence[Recorded]:
    return [each for each in wandered() if each.envelope.scope == code and each.position <= until]


SOURCES = Sources(entries, REFERENCE, colours)


@cache
def under(alternative: Alternative) -> Outcome:
    return outcome(Question(alternative, codes(), wandered()[-1].position, last()), SOURCES)


class TestTheSameRules:
    @pytest.mark.parametrize(
        "same",
        [
            Alternative(),
            Alternative(definition=REFERENCE.current),
            Alternative(limits=(("picture_review_months", 24), ("contact_silence_red_days", 180))),
            Alternative(targets=((TIMED[0], 90), (TIMED[3], 180))),
        ],
    )
    def test_differ_in_nothing(self, same: Alternative) -> None:
        found = under(same)

        assert found.is_same
        assert found.set_aside == ()
        assert found.digest_was == found.digest_would_be

    def test_come_to_the_very_rows_that_the_views_hold(self) -> None:
        store, views, total = MemoryEventStore(), empty_views(), Sum()
        store.append([replace(each, position=0) for each in wandered()])
        for projection in (COUNTY, WORK_QUEUE):
            follow(projection, store, views)
            with views.whole(projection) as kept:
                for each in kept.versions:
                    if each.row.scb_code in codes():
                        total.add(number_of(projection, each))

        assert under(Alternative()).digest_was == str(total)


def looked_at_each_day(code: str, alternative: Alternative) -> set[tuple[Any, ...]]:
    """Return what differs on each day, found by looking at every one of them."""
    history = [each for each in entries(code, wandered()[-1].position) if each.event.aggregate != "audit"]
    judged = Rejudging(REFERENCE, alternative)
    judged.go_through(history)
    own, other = (list(Rows.of(each).known(history)) for each in (history, judged.other))
    rules = (
        Rules(REFERENCE.definition, colours),
        Rules(lambda name: alternative.of(REFERENCE.definition(name), REFERENCE), colours),
    )
    found: set[tuple[Any, ...]] = set()
    for number in range((last() - own[0].since).days + 1):
        day = own[0].since + timedelta(days=number)
        known = [[each for each in some if each.since <= day][-1] for some in (own, other)]
        was, would_be = (each.look(some, day) for each, some in zip(rules, known, strict=True))
        for matter in {*was.matters, *would_be.matters}:
            signs = [each.matters[matter].sign if matter in each.matters else None for each in (was, would_be)]
            found |= {(day, matter, *signs)} if signs[0] != signs[1] else set()
        for step in {*was.colours, *would_be.colours}:
            both = was.colours.get(step), would_be.colours.get(step)
            found |= {(day, step, *both)} if both[0] != both[1] else set()
    return found


def told(code: str, alternative: Alternative) -> set[tuple[Any, ...]]:
    """Return the same from the periods of the outcome."""
    outcome = under(alternative)
    found: set[tuple[Any, ...]] = set()
    for each in (each for each in outcome.marks if each.scb_code == code):
        signs = each.was and each.was.sign, each.would_be and each.would_be.sign
        found |= {(day, each.matter, *signs) for day in days(each.since, each.until)}
    for cell in (each for each in outcome.cells if each.scb_code == code):
        found |= {(day, cell.step, cell.was, cell.would_be) for day in days(cell.since, cell.until)}
    return found


def days(since: date, until: date) -> list[date]:
    return [since + timedelta(days=number) for number in range((until - since).days + 1)]


class TestWhatDiffers:
    @pytest.mark.parametrize("alternative", LIMITS, ids=lambda each: str(each.limits or each.targets))
    def test_is_what_a_look_at_every_day_finds(self, alternative: Alternative) -> None:
        some = codes()[:: max(len(codes()) // 3, 1)]

        assert [sorted(map(str, told(code, alternative))) for code in some] == [
            sorted(map(str, looked_at_each_day(code, alternative))) for code in some
        ]
        assert under(alternative).marks

    def test_is_a_day_of_review_alone_where_nothing_else_follows_from_it(self) -> None:
        found = under(Alternative(limits=(("picture_review_months", 12),)))

        assert {each.kind for each in found.acts} <= {"moved", "refused", "needs-exception"}
        assert all(
            each.was and each.would_be and each.would_be < each.was for each in found.acts if each.kind == "moved"
        )
        assert found.digest_was != found.digest_would_be

    def test_leaves_the_entries_themselves_as_they_are(self) -> None:
        history = entries(codes()[0], wandered()[-1].position)
        before = [(each.envelope, each.event.model_dump()) for each in history]
        judged = Rejudging(REFERENCE, Alternative(limits=(("picture_review_months", 3),)))
        judged.go_through(history)

        assert before == [(each.envelope, each.event.model_dump()) for each in history]


@dataclass
class Watched:
    """Tells which parts of a version, and which sets of questions, are looked at."""

    of: object
    looked: set[str] = field(default_factory=set)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.of, name)
        if name == "thresholds":
            return Watched(found, self.looked)
        self.looked.add(name)
        return found


class WatchedSets(dict[int, QuestionSet]):
    """Tells whether a set is looked into."""

    def __init__(self, sets: Mapping[int, QuestionSet], looked: set[str]) -> None:
        super().__init__(sets)
        self._looked = looked

    def __getitem__(self, version: int) -> QuestionSet:
        self._looked.add("questions")
        return super().__getitem__(version)


# The name is what events are stamped with; how late is too late is asked of every command.
ASKED_OF_ALL = {"name", "backdating_days"}


def always(definition: ProcessDefinition) -> Callable[[str], ProcessDefinition]:
    return lambda _name: definition


def test_every_command_whose_rules_look_at_versions_is_judged() -> None:
    """Also by the day of the next review, which follows from one."""
    streams: dict[str, list[Recorded]] = {}
    states, found = States(), set[type[Command]]()

    def state(name: str, due: date | None = None) -> State:
        folded = states.fold(name, streams.get(name, []))
        return replace(folded, review_due_on=due) if due and isinstance(folded, SituationPicture) else folded

    def accepts(judge: Judge, recorded: Recorded) -> bool | None:
        with suppress(LookupError):  # a register that this judge has not: of no command that is judged
            return isinstance(judge.verdict(recorded), Decision)
        return None

    for each in wandered():
        command = COMMAND_OF.get(type(each.event))
        if command in USER_RULES:
            looked = set[str]()
            definition = cast("ProcessDefinition", Watched(REFERENCE.definition(), looked))
            sets = WatchedSets(REFERENCE.question_sets, looked)
            accepts(Judge(always(definition), sets, state), each)
            judges = [Judge(REFERENCE.definition, sets, partial(state, due=day)) for day in (date.min, date.max)]
            if looked - ASKED_OF_ALL or len({accepts(one, each) for one in judges}) > 1:
                found.add(command)
        streams.setdefault(each.envelope.stream, []).append(each)

    assert found == JUDGED
