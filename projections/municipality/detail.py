"""A part of a municipality's work as a row, and how an event puts or changes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar, TypeVar, cast

from pydantic import SerializeAsAny, ValidationInfo, field_validator

from domain.messages import Message, Recorded
from domain.values import Classification
from projections.engine.rows import Row, Rows


class Detail(Message):
    """What every part has: its id within its section, its day, its status, and the event that it follows from.

    A subclass names its section and adds the fields of that section. ``changed_on``: the day of the latest change.
    ``event_id``: of the event that said it last, ``first_event_id``: of the one that said it first.
    """

    section_name: ClassVar[str]

    ref: str
    on: date
    status: str = "open"
    changed_on: date | None = None
    event_id: str
    first_event_id: str

    def __init_subclass__(cls, section: str) -> None:
        """Enter the class in the table of sections; a section taken twice stops the import."""
        super().__init_subclass__()
        if section in SECTIONS:
            raise TypeError(f"section {section} belongs to {SECTIONS[section].__qualname__} already")
        cls.section_name = section
        SECTIONS[section] = cls

    @property
    def latest(self) -> date:
        """The day of the event that the part links to."""
        return self.changed_on or self.on


SECTIONS: dict[str, type[Detail]] = {}

D = TypeVar("D", bound=Detail)


class DetailRow(Row):
    """One part of the work; ``protected``: an event that it follows from is."""

    table: ClassVar[str] = "municipality"
    key: ClassVar[tuple[str, ...]] = ("scb_code", "section", "ref")

    section: str
    ref: str
    protected: bool = False
    detail: SerializeAsAny[Detail]

    @field_validator("detail", mode="before")
    @classmethod
    def _of_its_section(cls, found: object, info: ValidationInfo) -> Detail:
        return found if isinstance(found, Detail) else SECTIONS[info.data["section"]].model_validate(found)


class Details:
    """The parts of one municipality's work by section, in the given order."""

    def __init__(self, found: Iterable[Detail] = ()) -> None:
        self._by_kind: defaultdict[type[Detail], list[Detail]] = defaultdict(list)
        for each in found:
            self._by_kind[type(each)].append(each)
        self._by_ref: dict[type[Detail], dict[str, Detail]] = {}

    def __len__(self) -> int:
        """Return how many parts there are."""
        return sum(map(len, self._by_kind.values()))

    def of(self, kind: type[D]) -> Sequence[D]:
        """Return the parts of one section."""
        return cast("Sequence[D]", self._by_kind.get(kind, ()))

    def part(self, ref: str, kinds: Sequence[type[Detail]]) -> Detail | None:
        """Return the part with that id, of one of these kinds."""
        return next((found for kind in kinds if (found := self.by_ref(kind).get(ref))), None)

    def by_ref(self, kind: type[Detail]) -> Mapping[str, Detail]:
        """Return the parts of one section by their ids."""
        if kind not in self._by_ref:
            self._by_ref[kind] = {each.ref: each for each in reversed(self.of(kind))}
        return self._by_ref[kind]

    def by_section(self) -> Mapping[str, Sequence[Detail]]:
        """Return the sections that have any."""
        return {kind.section_name: found for kind, found in self._by_kind.items()}


def put(
    rows: Rows,
    recorded: Recorded,
    kind: type[Detail],
    ref: object,
    status: str = "open",
    fields: Mapping[str, object] | None = None,
) -> None:
    """Put a part made of the event's fields, or of those given instead."""
    envelope = recorded.envelope
    event_id = str(envelope.event_id)
    common = {"ref": str(ref), "on": envelope.occurred_on, "status": status, "event_id": event_id}
    said = vars(recorded.event) if fields is None else fields
    detail = kind.model_validate({"first_event_id": event_id, **said, **common})
    protected = Classification.PROTECTED in {envelope.classification, recorded.event.classification}
    rows.put(
        DetailRow(
            scb_code=envelope.scope, section=kind.section_name, ref=detail.ref, protected=protected, detail=detail
        )
    )


def renew(rows: Rows, recorded: Recorded, kind: type[Detail], ref: object, status: str = "open") -> None:
    """Put a part made of the event's fields, and of what one that is there says beside them."""
    row = _row(rows, recorded, kind, ref)
    earlier = {**vars(row.detail), "changed_on": None} if row else {}
    put(rows, recorded, kind, ref, status, {**earlier, **vars(recorded.event)})


def change(
    rows: Rows,
    recorded: Recorded,
    kind: type[Detail],
    ref: object,
    status: str | None = None,
    fields: Mapping[str, object] | None = None,
) -> None:
    """Let the event's fields, or those given instead, replace those of a part that is there."""
    envelope = recorded.envelope
    row = _row(rows, recorded, kind, ref)
    if row is None:
        return
    common = {
        "status": status or row.detail.status,
        "changed_on": envelope.occurred_on,
        "event_id": str(envelope.event_id),
    }
    said = vars(recorded.event) if fields is None else fields
    detail = kind.model_validate({**vars(row.detail), **said, **common})
    rows.put(row.model_copy(update={"detail": detail}))


def found(rows: Rows, recorded: Recorded, kind: type[D], ref: object) -> D | None:
    """Return a part of the event's municipality, if it is there."""
    row = _row(rows, recorded, kind, ref)
    return cast("D", row.detail) if row else None


def _row(rows: Rows, recorded: Recorded, kind: type[Detail], ref: object) -> DetailRow | None:
    return rows.get(DetailRow, recorded.envelope.scope, kind.section_name, str(ref))
