"""The versions of rows that a batch of events makes, each valid from its event's position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TypeVar, cast

from projections.engine.rows import Parked, R, Row, RowsUnavailable
from projections.engine.stored import Stored
from projections.engine.views import Version

T = TypeVar("T")
Key = tuple[type[Row], tuple[object, ...]]


def key_of(row: Row) -> tuple[object, ...]:
    """Return the values of the row's key."""
    return tuple([getattr(row, name) for name in row.key])


@dataclass(slots=True)
class _Slot:
    """A key's place: the row before the batch, and since then each change with its position."""

    stored: Row | None
    scb_code: str = ""
    changes: list[tuple[int, Row | None]] = field(default_factory=list)

    def live(self) -> Row | None:
        return self.changes[-1][1] if self.changes else self.stored

    def at(self, position: int) -> Row | None:
        return next((row for since, row in reversed(self.changes) if since <= position), self.stored)

    def revert(self, position: int) -> None:
        if self.changes and self.changes[-1][0] == position:
            self.changes.pop()

    def change(self, position: int, row: Row | None) -> bool:
        """Enter a change; one event's last word counts, and one that changes nothing is none."""
        self.revert(position)
        if changed := row != self.live():
            self.changes.append((position, row))
        return changed


class Versions:
    """The rows of one batch: read once, changed in memory, written at its end with every version between."""

    def __init__(self, kinds: tuple[type[Row], ...], stored: Stored, after: int, parked: Iterable[Parked] = ()) -> None:
        self._kinds = kinds
        self._stored = stored
        self._after = self._position = after
        self._slots: dict[Key, _Slot] = {}
        self._touched: list[_Slot] = []
        self._changed: defaultdict[str, list[tuple[int, _Slot]]] = defaultdict(list)
        self._parked_from: dict[str, int] = {}
        for each in parked:
            self._parked_from.setdefault(each.stream, each.position)
        self.newly_parked: list[Parked] = []

    def expect(self, scb_codes: Collection[str]) -> None:
        """Have the rows of these municipalities at hand, read all at once."""
        for kind in self._kinds:
            _reading(lambda of=kind: self._stored.expect(of, scb_codes))  # type: ignore[misc]

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
        slot = self._slot(type(row), key_of(row), is_new=row.appended)
        slot.scb_code = row.scb_code
        self._change(slot, row)

    def delete(self, kind: type[R], *key: object) -> None:
        """Take a row away, if it is there."""
        self._change(self._slot(kind, key), None)

    def rewind(self, scb_code: str, position: int) -> None:
        """Let a municipality's rows be again as they were at a position."""
        if position < self._after:
            self._restore(scb_code, position)
            return
        later = takewhile(lambda each: each[0] > position, reversed(self._changed[scb_code]))
        for slot in {id(slot): slot for _, slot in later}.values():
            self._change(slot, slot.at(position))

    def parked_from(self, stream: str) -> int | None:
        """Return the position of the first event of the stream that is set aside."""
        return self._parked_from.get(stream)

    def park(self, parked: Parked) -> None:
        """Set an event aside, and with it all later ones of its stream."""
        self._parked_from.setdefault(parked.stream, parked.position)
        self.newly_parked.append(parked)

    def __len__(self) -> int:
        """Return how many changes were made."""
        return sum(len(slot.changes) for slot in self._slots.values())

    def closed(self) -> Iterator[tuple[type[Row], tuple[object, ...], int]]:
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

    def _restore(self, scb_code: str, position: int) -> None:
        for kind in self._kinds:
            then = self._of(kind, scb_code, position)
            here = {key for (of, key), slot in self._slots.items() if of is kind and slot.scb_code == scb_code}
            for key in {*then, *self._of(kind, scb_code), *here}:
                self._change(self._slot(kind, key), then.get(key))

    def _of(self, kind: type[Row], scb_code: str, as_of: int | None = None) -> dict[tuple[object, ...], Row]:
        return {key_of(row): row for row in _reading(lambda: self._stored.of(kind, scb_code, as_of))}

    def _slot(self, kind: type[Row], key: tuple[object, ...], *, is_new: bool = False) -> _Slot:
        found = self._slots.get((kind, key))
        if found is None:
            stored = None if is_new else _reading(lambda: self._stored.one(kind, key))
            found = self._slots[kind, key] = _Slot(stored, stored.scb_code if stored else "")
        return found

    def _change(self, slot: _Slot, row: Row | None) -> None:
        is_known = bool(slot.changes) and slot.changes[-1][0] == self._position
        if slot.change(self._position, row) and not is_known:
            self._touched.append(slot)
            self._changed[slot.scb_code].append((self._position, slot))


def _reading(read: Callable[[], T]) -> T:
    try:
        return read()
    except Exception as error:
        raise RowsUnavailable from error
