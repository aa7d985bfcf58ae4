"""Rows that remember: what a batch of events makes of them, each change valid from its event's position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from projections.projection import Parked, R, Row, RowsUnavailable, Version

Key = tuple[type[Row], tuple[Any, ...]]


class Stored(Protocol):
    """The live rows as they were before the batch."""

    def one(self, kind: type[Row], key: tuple[Any, ...]) -> Row | None:
        """Return the row with that key."""

    def of(self, kind: type[Row], scb_code: str) -> Iterable[Row]:
        """Return a municipality's rows."""


def key_of(row: Row) -> tuple[Any, ...]:
    """Return the values of the row's key."""
    return tuple(getattr(row, name) for name in row.key)


@dataclass(slots=True)
class _Slot:
    """A key's place: the row before the batch, and since then each change with its position."""

    stored: Row | None
    changes: list[tuple[int, Row | None]] = field(default_factory=list)

    def live(self) -> Row | None:
        return self.changes[-1][1] if self.changes else self.stored

    def revert(self, position: int) -> None:
        if self.changes and self.changes[-1][0] == position:
            self.changes.pop()

    def change(self, position: int, row: Row | None) -> None:
        """Enter a change; one event's last word counts, and one that changes nothing is none."""
        self.revert(position)
        if row != self.live():
            self.changes.append((position, row))


class Versions:
    """The rows of one batch: read once, changed in memory, written at its end with every version between."""

    def __init__(self, kinds: tuple[type[Row], ...], stored: Stored, position: int, parked: Iterable[Parked]) -> None:
        self._kinds = kinds
        self._stored = stored
        self._position = position
        self._slots: dict[Key, _Slot] = {}
        self._touched: list[_Slot] = []
        self._parked_from: dict[str, int] = {}
        for each in parked:
            self._parked_from.setdefault(each.stream, each.position)
        self.newly_parked: list[Parked] = []

    def at(self, position: int) -> None:
        """Let what follows be valid from this position."""
        self._position = position
        self._touched.clear()

    def undo(self) -> None:
        """Take back what was done at this position."""
        for slot in self._touched:
            slot.revert(self._position)

    def get(self, kind: type[R], *key: object) -> R | None:
        """Return the row with that key."""
        return cast("R | None", self._slot(kind, key).live())

    def put(self, row: Row) -> None:
        """Put a row, in place of one with the same key."""
        kind, key = type(row), key_of(row)
        if kind.appended and (kind, key) not in self._slots:
            self._slots[kind, key] = _Slot(None)
        self._change(self._slot(kind, key), row)

    def delete(self, kind: type[R], *key: object) -> None:
        """Take a row away, if it is there."""
        self._change(self._slot(kind, key), None)

    def forget(self, scb_code: str) -> None:
        """Take all of a municipality's rows away."""
        for kind in self._kinds:
            for row in list(_reading(lambda of=kind: self._stored.of(of, scb_code))):  # type: ignore[misc]
                self._slot(kind, key_of(row))
        for slot in self._slots.values():
            row_now = slot.live()
            if row_now is not None and row_now.scb_code == scb_code:
                self._change(slot, None)

    def parked_from(self, stream: str) -> int | None:
        """Return the position of the first event of the stream that is set aside."""
        return self._parked_from.get(stream)

    def park(self, parked: Parked) -> None:
        """Set an event aside, and with it all later ones of its stream."""
        self._parked_from.setdefault(parked.stream, parked.position)
        self.newly_parked.append(parked)

    def closed(self) -> Iterator[tuple[type[Row], tuple[Any, ...], int]]:
        """Return the stored rows that are no longer live, and until which position they were."""
        for (kind, key), slot in self._slots.items():
            if slot.changes and slot.stored is not None:
                yield kind, key, slot.changes[0][0]

    def opened(self) -> Iterator[Version]:
        """Return the versions that the batch made; those that it also ended carry both positions."""
        for slot in self._slots.values():
            ends: list[int | None] = [position for position, _ in slot.changes[1:]]
            for (position, row), end in zip(slot.changes, [*ends, None], strict=False):
                if row is not None:
                    yield Version(row, position, end)

    def live(self) -> Iterator[tuple[Key, Row | None]]:
        """Return how the batch left each row that it changed."""
        for key, slot in self._slots.items():
            if slot.changes:
                yield key, slot.live()

    def _slot(self, kind: type[Row], key: tuple[Any, ...]) -> _Slot:
        found = self._slots.get((kind, key))
        if found is None:
            found = _Slot(_reading(lambda: self._stored.one(kind, key)))
            self._slots[kind, key] = found
        return found

    def _change(self, slot: _Slot, row: Row | None) -> None:
        slot.change(self._position, row)
        self._touched.append(slot)


def _reading(read: Callable[[], Any]) -> Any:  # noqa: ANN401 -- returns what it is given to do
    try:
        return read()
    except Exception as error:
        raise RowsUnavailable from error
