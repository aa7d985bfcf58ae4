"""Given these events in a log, when this is asked for of the handler, then those events are recorded, or refused.

For what the handler adds to rules: authority, codes, overrides, corrections, follow-ups. Rules alone: ``deciding``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from uuid import UUID

from adapters.memory.event_store import MemoryEventStore
from domain.aggregates import AGGREGATES, BY_STATE, COMMAND_OF, RULES
from domain.audit_case.events import AuditCaseOpened
from domain.contact.events import ContactAppointed
from domain.errors import Refusal, Rejected
from domain.messages import Command, Envelope, Event, Recorded
from domain.people import Actor
from domain.scope import Scope, ScopeKind
from domain.values import Channel
from tests.support.people import COORDINATOR, HERE, LONG_AGO, SetClock
from workflows.handling.act import Act, Override
from workflows.handling.handler import Handling
from workflows.reference import places
from workflows.reference.reference import load_reference

REFERENCE = load_reference()


@dataclass(frozen=True)
class Dated:
    """An event on a day of its own."""

    event: Event
    on: date


def at(day: date, *events: Event) -> list[Dated]:
    """Return the events, each on that day."""
    return [Dated(event, day) for event in events]


def scope_code(aggregate: str, scb_code: str = HERE.scb_code) -> str:
    """Return the code of what an aggregate belongs to, for those in that municipality."""
    known = AGGREGATES.get(aggregate)  # a refusal is of none
    is_county_wide = known is not None and known.belongs_to is ScopeKind.COUNTY
    place = places.place(scb_code)
    return place.county_code if is_county_wide and place else scb_code


def event_id(number: int) -> UUID:
    """Return the id of the given event of that number, counted from 1."""
    return UUID(int=number)


class Log:
    """Events within envelopes, as if each had been recorded on its day, by stream and in their order."""

    def __init__(self, scb_code: str = HERE.scb_code, channel: Channel = Channel.UI) -> None:
        self.streams: dict[str, list[Recorded]] = {}
        self.recorded: list[Recorded] = []
        self._scb_code = scb_code
        self._channel = channel
        self._instances: dict[str, str] = {}

    def extend(self, events: Iterable[Event | Dated], stream: str | None = None) -> None:
        """Add events, each to its aggregate's stream where none is named, the last one's of several."""
        for each in events:
            self._add(each if isinstance(each, Dated) else Dated(each, LONG_AGO), stream)

    def _add(self, dated: Dated, stream: str | None) -> None:
        event, number = dated.event, len(self.recorded) + 1
        if isinstance(event, ContactAppointed):
            self._instances["contact"] = str(event.assignment_id)
        if isinstance(event, AuditCaseOpened):
            self._instances["audit-case"] = str(event.case_id)
        scope = scope_code(event.aggregate, self._scb_code)
        name = stream or AGGREGATES[event.aggregate].stream(scope, self._instances.get(event.aggregate))
        rules = RULES.get(COMMAND_OF.get(type(event), Command))
        reads = [BY_STATE[kind].stream(scope) for kind in (rules.reads if rules else ())]
        envelope = Envelope(
            event_id=event_id(number),
            stream=name,
            version=len(self.streams.get(name, ())) + 1,
            recorded_at=datetime.combine(dated.on, time(9), UTC),
            occurred_on=dated.on,
            actor_ref=COORDINATOR.ref,
            actor_role=COORDINATOR.role,
            command_id=f"given-{number}",
            correlation_id=event_id(number),
            reason="imported-history" if rules and rules.reason else None,
            rests_on={each: len(self.streams.get(each, ())) for each in reads},
            process_version=REFERENCE.current,
            channel=self._channel,
            scope=scope,
            classification=event.classification,
        )
        entry = Recorded(envelope, event)
        self.streams.setdefault(name, []).append(entry)
        self.recorded.append(entry)


def recorded(
    events: Iterable[Event | Dated], scb_code: str = HERE.scb_code, channel: Channel = Channel.UI
) -> list[Recorded]:
    """Return the events within envelopes, as if each had been recorded on its day."""
    log = Log(scb_code, channel)
    log.extend(events)
    return log.recorded


class Story:
    """The log of a municipality and its county, and what came of the last request."""

    def __init__(self, events: Sequence[Event | Dated]) -> None:
        self.store = MemoryEventStore()
        self.clock = SetClock()
        self.handling = Handling(self.store, self.clock, REFERENCE)
        self._keys = count(1)
        self._events: list[Event] = []
        self._refusals: tuple[Refusal, ...] = ()
        if events:
            self.store.append(recorded(events))

    def when(
        self,
        command: Command,
        *,
        by: Actor = COORDINATOR,
        on: date | None = None,
        reason: str | None = None,
        overrides: Sequence[Override] = (),
        channel: Channel = Channel.UI,
    ) -> "Story":
        """Ask for something; a request before this one must have been accepted."""
        assert not self._refusals
        before = self.store.head()
        key = f"asked-{next(self._keys)}"
        act = Act(command, Scope.of(scope_code(command.aggregate)), by, key, channel, on, reason, tuple(overrides))
        try:
            self.handling.handle(act)
        except Rejected as refused:
            self._refusals = refused.refusals
        self._events = [
            each.event for each in self.store.read(before, 100) if not each.envelope.stream.startswith("audit/")
        ]
        return self

    def then(self, *events: Event) -> None:
        """Assert that just these events followed."""
        assert not self._refusals
        assert list(events) == self._events

    def refused(self, *rule_ids: str, field: str | None = None) -> None:
        """Assert that these rules refused, nothing was stored, and the field at fault was named."""
        assert list(rule_ids) == [each.rule_id for each in self._refusals]
        assert not self._events
        if field:
            assert field in [each.field for each in self._refusals]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What refused the last request."""
        return self._refusals


def given(*events: Event | Dated) -> Story:
    """Begin with a log of these events."""
    return Story(events)
