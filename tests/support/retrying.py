"""Deciding again what a log says: each act anew, on an empty log, with the same words, day, person and key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from adapters.memory.event_store import MemoryEventStore
from domain.aggregates import COMMAND_OF
from domain.audit.events import CommandRefused
from domain.errors import Rejected
from domain.journey.events import GuardOverridden
from domain.messages import Command, Recorded
from domain.municipality.events import MunicipalityRegistered
from domain.people import Actor
from domain.places import Place
from domain.scope import Scope
from domain.values import Role
from tests.support.given import REFERENCE
from workflows.actions.actions import Actions
from workflows.handling.act import Act, Override
from workflows.handling.handler import Handling


class NotAllowed(AssertionError):
    """What the log says is not what the rules make of it."""


@dataclass
class Then:
    """The clock as it stood, with the ids that were given out."""

    at: datetime
    ids: list[UUID] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def today(self) -> date:
        return self.at.date()

    def new_id(self) -> UUID:
        return self.ids.pop(0)


def decide_again(history: Sequence[Recorded]) -> int:
    """Decide one municipality's acts again, and return how many they were; refused ones are refused again.

    Raises NotAllowed at the first act that leads to other events than the log has, by so much as a byte.
    """
    registered = history[0].event
    if not isinstance(registered, MunicipalityRegistered):
        raise NotAllowed("begins otherwise")
    here = Place(**registered.model_dump())
    store, clock = MemoryEventStore(), Then(history[0].envelope.recorded_at)
    handling = Handling(store, clock, replace(REFERENCE, place=lambda _: here))
    acts = 0
    for key, events in groupby(history, key=lambda each: each.envelope.command_id):
        told = list(events)
        head, first = store.head(), told[0].envelope
        clock.at, clock.ids = first.recorded_at, [each.envelope.event_id for each in told]
        try:
            if isinstance(told[0].event, CommandRefused):
                _refused_still(told[0], told[0].event, Actions(store, clock, handling.reference), here)
                store.append(told)
            else:
                handling.handle(_act(told))
        except (Rejected, LookupError, ValueError) as error:
            raise NotAllowed(key) from error
        if [_as_sent(each, key) for each in store.read(head, 10)] != [_as_sent(each, key) for each in told]:
            raise NotAllowed(key)
        acts += 1
    return acts


def _as_sent(recorded: Recorded, key: str) -> Recorded:
    """Return an event as if it were not placed yet, and under this key: the one that was sent is in no log."""
    return replace(recorded, position=0, envelope=recorded.envelope.model_copy(update={"command_id": key}))


def _actor(recorded: Recorded) -> Actor:
    envelope = recorded.envelope
    own = envelope.scope if envelope.actor_role is Role.CONTACT else None
    return Actor(ref=envelope.actor_ref, role=envelope.actor_role, municipality=own)


def _act(told: Sequence[Recorded]) -> Act:
    main = next(each for each in told if type(each.event) in COMMAND_OF)
    envelope = main.envelope
    return Act(
        command=_command(main),
        scope=Scope.of(envelope.scope),
        actor=_actor(main),
        key=envelope.command_id,
        channel=envelope.channel,
        occurred_on=envelope.occurred_on,
        reason=envelope.reason,
        overrides=tuple(_overrides(told)),
        correlation_id=envelope.correlation_id,
        causation_id=envelope.causation_id,
    )


def _refused_still(recorded: Recorded, refused: CommandRefused, guards: Actions, here: Place) -> None:
    """What was asked for is not in the log; that these rules stood against any such wish must be."""
    struck = [
        {each.rule_id for each in action.refusals}
        for action in guards.offered(Scope.of(here.scb_code), _actor(recorded))
        if action.command.name == refused.command
    ]
    if not any(set(refused.rule_ids) <= each for each in struck):
        raise NotAllowed(refused.command)


def _command(main: Recorded) -> Command:
    kind = COMMAND_OF[type(main.event)]
    fields = {**main.event.model_dump(), "assignment_id": main.envelope.stream.rsplit("/", 1)[-1]}
    return kind.model_validate({name: value for name, value in fields.items() if name in kind.model_fields})


def _overrides(told: Sequence[Recorded]) -> Iterator[Override]:
    for each in told:
        if isinstance(each.event, GuardOverridden):
            yield Override(each.event.rule_id, each.envelope.reason or "")
