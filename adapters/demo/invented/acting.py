"""Acting in an invented municipality: each command through the handling, and mistakes that are corrected."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar, cast
from uuid import UUID

from adapters.demo.invented.recorder import HistoryRecorder, WorkingHoursClock
from domain.aggregates import AGGREGATES, BY_STATE, RULES
from domain.correction import CorrectionCommand
from domain.errors import Rejected
from domain.facts import State
from domain.messages import COMMANDS, Command
from domain.people import Actor
from domain.process import QuestionSet
from domain.scope import Scope
from domain.values import Channel, Role
from workflows.handling.act import Act, Override
from workflows.handling.handler import Handling
from workflows.reference.reference import Reference

S = TypeVar("S", bound=State)
T = TypeVar("T")

_LONGEST_WAIT = 3.0  # times the usual one
_YOUNG = 300
_MONTH = 30  # days after which a late entry needs its reason
# Entries that turn out wrong, and their corrections; ``voids`` where it never happened.
_MISTAKES: dict[str, Sequence[dict[str, Any]]] = {
    "support.log-contact": ({"voids": True}, {"correction": {"direction": "out"}}),
    "support.hold-visit": ({"correction": {"functions_met": ["principal"]}},),
    "situation-picture.answer-question": ({"correction": {"assessment": "mixed"}},),
    "action-plan.write-section": ({"voids": True},),
    "action-plan.add-measure": ({"correction": {"owner_function": "line-manager"}},),
    "municipality.make-outreach": ({"correction": {"kind": "telephone"}},),
    "training.agree-cascade": ({"voids": True},),
    "contact.appoint-contact": ({"correction": {"function": "line-manager"}},),
}


class HistoryComplete(Exception):
    """The history is as long as it should be."""


@dataclass(frozen=True)
class People:
    """Who acts in a municipality."""

    coordinator: Actor
    administrator: Actor
    contact: Actor


class Acting:
    """Acts in one municipality, ``length`` events of them, spread over the working hours until ``until``."""

    def __init__(
        self,
        scb_code: str,
        reference: Reference,
        people: People,
        random: Random,
        recorder: HistoryRecorder,
        clock: WorkingHoursClock,
        *,
        length: int,
        until: float,
    ) -> None:
        self.code = scb_code
        self.people = people
        self.random = random
        self._recorder = recorder
        self._clock = clock
        self._reference = reference
        self._handling = Handling(recorder, clock, reference)
        self._length = length
        self._until = until
        self._first_day = clock.today()
        # A mistake or so a year is found and corrected, but no more than one in a hundred entries.
        self._mistaken = min(0.01, 12 / length)

    def wait(self) -> None:
        """Let time pass, mostly a little, so that the history is complete by its end."""
        left = max(self._until - self._clock.hours, 0.0)
        usual = left / (self._length - self._recorder.head() + 1)
        self._clock.hours += usual * min(self.random.expovariate(1), _LONGEST_WAIT)

    def do(
        self, command: Command, *, reason: str = "", override: str = "", late: int = 0, since: date | None = None
    ) -> UUID:
        """Act now, and return the id of the event that came of it. Raises HistoryComplete.

        ``late``: so many days after it happened, but not before ``since``.
        """
        day = max(self.today - timedelta(days=late), since or self._first_day)
        if (self.today - day).days > _MONTH:
            reason = reason or "record-came-late"
        overrides = (Override(override, self.any("override-reasons")),) if override else ()
        actor = self.people.coordinator if override else self._actor(command)
        act = Act(command, Scope.of(self.code), actor, self._key, Channel.DEMO, day, reason or None, overrides)
        done = UUID(self._handling.handle(act).events[0].event_id)
        self._count()
        if command.name in _MISTAKES and self.chance(self._mistaken):
            self._correct(command, done)
        return done

    def be_refused(self, command: Command, by: Actor) -> None:
        """Give a command that the rules refuse, which the audit records. Raises HistoryComplete."""
        with suppress(Rejected):
            self._handling.handle(Act(command, Scope.of(self.code), by, self._key, Channel.DEMO))
        self._count()

    def state(self, kind: type[S]) -> S:
        """Return one of the municipality's states."""
        return cast("S", self._recorder.state(BY_STATE[kind].stream(self.code)))

    @property
    def today(self) -> date:
        """The day."""
        return self._clock.today()

    def coming(self, most: int = 400) -> date:
        """Return a day to come."""
        return self.today + timedelta(days=self.random.randrange(1, most))

    def chance(self, probability: float) -> bool:
        """Return whether it happens this time."""
        return self.random.random() < probability

    def any(self, list_name: str, *, but: Collection[str] = ()) -> str:
        """Return any of a list's codes."""
        options = self._reference.codes.options(list_name)
        return self.random.choice([each for each in options if each not in {"imported-history", *but}])

    def some(self, options: Sequence[T], most: int = 3) -> tuple[T, ...]:
        """Return some of these, at least one."""
        return tuple(self.random.sample(options, self.random.randrange(1, min(most, len(options)) + 1)))

    @property
    def question_set(self) -> QuestionSet:
        """The questions of a situation picture."""
        return self._reference.question_sets[max(self._reference.question_sets)]

    def new_id(self) -> UUID:
        """Return an id for something new."""
        return self._clock.new_id()

    @property
    def _key(self) -> str:
        return f"{self.code}-{self._recorder.head() + 1}"

    def _count(self) -> None:
        if self._recorder.head() >= self._length:
            raise HistoryComplete

    def _actor(self, command: Command) -> Actor:
        roles = RULES[type(command)].roles
        if isinstance(command, CorrectionCommand):
            return self.people.coordinator
        if Role.CONTACT in roles and self.chance(0.5):
            return self.people.contact
        return self.people.administrator if Role.ADMINISTRATOR in roles else self.people.coordinator

    def _correct(self, command: Command, entry: UUID) -> None:
        """Correct an entry, and sometimes take the correction back."""
        changes = self.random.choice(_MISTAKES[command.name])
        corrects = cast("type[CorrectionCommand]", COMMANDS[f"{command.aggregate}.correct-entry"])
        aggregate = AGGREGATES[command.aggregate]
        of = aggregate.key_of(aggregate.stream_of(command, self.code))
        why = self.any("correction-reasons")
        self.wait()
        correction = self.do(corrects.model_validate({**of, "target_event_id": entry, **changes}), reason=why)
        # Taking a correction back has all that follows judged anew, which takes long where much does.
        if self._recorder.head() < _YOUNG and self.chance(0.3):
            back = {**of, "target_event_id": correction, "voids": True}
            self.wait()
            self.do(corrects.model_validate(back), reason="misunderstanding")
