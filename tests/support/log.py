"""Events for tests of the log itself, which does not care what they say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from domain.audit.events import CommandRefused
from domain.messages import Envelope, Event, Recorded
from domain.values import Channel, Classification, Role
from workflows.ports import EventStore, KeyTaken, OutcomeUnknown, Receipt, VersionConflict

_NAMES = UUID("9d0f1a5e-1d1b-4e0a-9f5e-3a0c5b6d7e8f")
SAID = CommandRefused(command="journey.open-journey", rule_ids=("L8",))


def fact(stream: str, version: int, event: Event = SAID, *, scope: str = "0180") -> Recorded:
    """Return an event at a place in a stream."""
    envelope = Envelope(
        event_id=uuid5(_NAMES, f"{stream} {version}"),
        stream=stream,
        version=version,
        recorded_at=datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC),
        occurred_on=date(2026, 3, 1),
        actor_ref="p-" + "0" * 32,
        actor_role=Role.COORDINATOR,
        command_id=f"{stream} {version}",
        correlation_id=uuid5(_NAMES, stream),
        rests_on={"journey/0180": 3},
        process_version="five_steps.v1",
        channel=Channel.UI,
        scope=scope,
        classification=Classification.INTERNAL,
    )
    return Recorded(envelope, event)


def receipt(key: str, actor: str = "p-1") -> Receipt:
    """Return a receipt under a key."""
    return Receipt(actor, key, request_hash=f"hash of {key}", status=201, response='{"stream": "å"}')


def insist(store: EventStore, stream: str, key: str) -> int:
    """Add one event under the key, in the way of a client that retries; return how often it asked."""
    for asked in range(1, 100):
        try:
            if store.receipt("p-1", key) is None:
                store.append([fact(stream, len(store.load(stream)) + 1)], receipt(key))
        except (KeyTaken, VersionConflict, OutcomeUnknown):
            continue
        return asked
    raise AssertionError("never came through")
