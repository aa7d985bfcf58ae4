"""One transaction for any number of saves: what they rest on, their events, and their requests' receipts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from adapters.postgres.log.coalescing import Save
from adapters.postgres.log.pipeline import Statement
from adapters.postgres.sql import QUERIES
from workflows.ports import Receipt

_LOOKED_AT = re.compile(r"([0-9a-f-]{36}) (\d+)")

# By the names under which they are prepared.
STATEMENTS = {
    "append": QUERIES["append"],
    "append_one": QUERIES["append_one"],
    "rests_on": QUERIES["check_versions"],
}


class Append(Save):
    """Events and the receipt of their request; ``positions`` are the events', once they are stored.

    ``rests_on``: the versions that other streams must have, by their ids.
    """

    def __init__(
        self, events: Sequence[StoredEvent], receipt: Receipt | None, rests_on: Mapping[UUID, int] = {}
    ) -> None:
        super().__init__()
        self.events = events
        self.receipt = receipt
        self.rests_on = rests_on
        self.positions: list[int] = []


def independent(appends: Sequence[Append]) -> int:
    """Return how many of these, from the first on, rest on nothing that one before them writes."""
    written: set[object] = set()
    for number, each in enumerate(appends):
        if not written.isdisjoint(each.rests_on):
            return number
        written.update(event.originator_id for event in each.events)
    return len(appends)


def statements(appends: Sequence[Append]) -> list[Statement]:
    """Return what stores all of these or none, by names and parameters; the last one gives the positions."""
    looked_at = dict.fromkeys(item for each in appends for item in each.rests_on.items())
    check = [_plain(stream for stream, _ in looked_at), _plain(version for _, version in looked_at)]
    checks: list[Statement] = [("rests_on", [each.encode() for each in check])] if looked_at else []
    return [*checks, _insert(appends)]


def _insert(appends: Sequence[Append]) -> Statement:
    if len(appends) == 1 and len(appends[0].events) == 1:
        return "append_one", [_encoded(each) for each in _scalars(appends[0].events[0], appends[0].receipt)]
    return "append", [each.encode() for each in _arrays(appends)]


def deal(positions: Sequence[int], appends: Sequence[Append]) -> None:
    """Give each its own of the positions."""
    dealt = iter(positions)
    for each in appends:
        each.positions = list(islice(dealt, len(each.events)))
        each.stored = True


def guilty(detail: str, appends: Sequence[Append]) -> list[Append]:
    """Return the last one that holds the row which a violated constraint's message names; none where it names no row.

    Of two that want the same place, the one that came first shall have it.
    """
    named = detail.partition("=(")[2].rpartition(") ")[0]
    return [each for each in reversed(appends) if named in _names(each)][:1]


def misled(detail: str, appends: Sequence[Append]) -> list[Append]:
    """Return those that rest on one of the streams which the check names, at the version that it does not have."""
    named = {(UUID(stream), int(version)) for stream, version in _LOOKED_AT.findall(detail)}
    return [each for each in appends if not named.isdisjoint(each.rests_on.items())]


def _names(append: Append) -> Iterator[str]:
    yield from (f"{each.originator_id}, {each.originator_version}" for each in append.events)
    if append.receipt:
        yield f"{append.receipt.actor}, {append.receipt.key}"


def _scalars(event: StoredEvent, receipt: Receipt | None) -> list[Any]:
    columns: list[Any] = [event.originator_id, event.originator_version, event.topic, event.state]
    columns += [getattr(event, name, None) for name in ("event_id", "recorded_at", "stream", "scope")]
    if receipt is None:
        return columns + [None] * 5
    return [*columns, receipt.actor, receipt.key, receipt.request_hash, receipt.status, receipt.response]


def _arrays(appends: Sequence[Append]) -> list[str]:
    events = [event for each in appends for event in each.events]
    told = [(at, len(each.events), each.receipt) for at, each in zip(_before(appends), appends, strict=False)]
    receipts = [(at, events, receipt) for at, events, receipt in told if receipt]
    return [
        _plain(each.originator_id for each in events),
        _plain(each.originator_version for each in events),
        _quoted(each.topic for each in events),
        _quoted(_hex(each.state) for each in events),
        _quoted(getattr(each, "event_id", None) for each in events),
        _quoted(getattr(each, "recorded_at", None) for each in events),
        _quoted(getattr(each, "stream", None) for each in events),
        _quoted(getattr(each, "scope", None) for each in events),
        _quoted(each.actor for *_, each in receipts),
        _quoted(each.key for *_, each in receipts),
        _quoted(each.request_hash for *_, each in receipts),
        _plain(each.status for *_, each in receipts),
        _quoted(each.response for *_, each in receipts),
        _plain(at for at, *_ in receipts),
        _plain(events for _, events, _ in receipts),
    ]


def _before(appends: Sequence[Append]) -> Iterable[int]:
    """Return how many events stand before those of each."""
    return accumulate((len(each.events) for each in appends), initial=0)


def _encoded(value: object) -> bytes | None:
    if value is None:
        return None
    return _hex(value).encode() if isinstance(value, bytes) else str(value).encode()


def _hex(state: bytes) -> str:
    return "\\x" + state.hex()


# Array literals by hand: the driver's own take three times as long.


def _plain(values: Iterable[object]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _quoted(values: Iterable[object]) -> str:
    return "{" + ",".join(map(_quote, values)) + "}"


def _quote(value: object) -> str:
    if value is None:
        return "NULL"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
