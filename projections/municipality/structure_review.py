"""The structure: groups and networks, where the work belongs, who does what, and the ways of information."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from domain.contact.events import FunctionCode
from domain.messages import Recorded
from domain.structure_review import events
from domain.structure_review.events import (
    ChannelDirection,
    ChannelEnd,
    Functioning,
    Justification,
    MeetingsPerYear,
    Sector,
    SignalKind,
    StructureKind,
)
from domain.structure_review.events import Placement as OrgUnitKind
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, change, put, renew

# A municipality has one at a time.
_PLACEMENT = "placement"


class Structure(Detail, section="structure"):
    """A group or network; ``ref`` is its id. ``existing``: said where it was chosen as host."""

    status: Literal["existing", "new"]
    structure_id: UUID
    kind: StructureKind | None = None
    sectors: tuple[Sector, ...] | None = None
    functioning: Functioning | None = None
    meets_per_year: MeetingsPerYear | None = None
    justification_code: Justification | None = None
    existing: bool | None = None


class Placement(Detail, section="placement"):
    """Where the work belongs: in which structure, and where in the organisation."""

    structure_id: UUID | None = None
    existing: bool | None = None
    org_unit_kind: OrgUnitKind | None = None


class Responsibility(Detail, section="responsibility"):
    """Who does what, in which order; ``ref`` is the kind of signal."""

    signal_kind: SignalKind
    ordered_functions: tuple[FunctionCode, ...]


class Channel(Detail, section="channel"):
    """A way for information; ``ref`` is its direction and its two ends."""

    direction: ChannelDirection
    from_function: ChannelEnd
    to_function: ChannelEnd


def _host_chosen(rows: Rows, recorded: Recorded, event: events.HostStructureChosen) -> None:
    renew(rows, recorded, Placement, _PLACEMENT)
    change(rows, recorded, Structure, event.structure_id)


def _channel_defined(rows: Rows, recorded: Recorded, event: events.InformationChannelDefined) -> None:
    put(rows, recorded, Channel, f"{event.direction}/{event.from_function}/{event.to_function}")


HANDLERS: Handlers = dict(
    [
        on(
            events.ExistingStructureIdentified,
            lambda rows, it, event: put(rows, it, Structure, event.structure_id, "existing"),
        ),
        on(events.NewGroupCreated, lambda rows, it, event: put(rows, it, Structure, event.structure_id, "new")),
        on(events.HostStructureChosen, _host_chosen),
        on(events.PlacementDecided, lambda rows, it, _: renew(rows, it, Placement, _PLACEMENT)),
        on(events.ResponsibilityOrdered, lambda rows, it, event: put(rows, it, Responsibility, event.signal_kind)),
        on(events.InformationChannelDefined, _channel_defined),
    ]
)
