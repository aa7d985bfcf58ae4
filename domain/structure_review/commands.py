"""What can be asked for concerning a municipality's structure."""

from __future__ import annotations

from uuid import UUID

from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.structure_review.events import (
    ChannelDirection,
    ChannelEnd,
    Functioning,
    Justification,
    MeetingsPerYear,
    OrderedFunctions,
    Placement,
    Sectors,
    SignalKind,
    StructureKind,
)


class OpenReview(Command, aggregate="structure-review"):
    """Begin the review of the structure."""


class IdentifyExistingStructure(Command, aggregate="structure-review"):
    """Record a structure where prevention is at work already."""

    structure_id: UUID
    kind: StructureKind
    sectors: Sectors
    functioning: Functioning
    meets_per_year: MeetingsPerYear


class ChooseHostStructure(Command, aggregate="structure-review"):
    """Choose the structure that will carry the work."""

    structure_id: UUID


class CreateNewGroup(Command, aggregate="structure-review"):
    """Create a new group; where a cross-sector network works, say why (R3)."""

    structure_id: UUID
    justification_code: Justification | None = None


class DecidePlacement(Command, aggregate="structure-review"):
    """Decide where in the organisation the work belongs."""

    org_unit_kind: Placement


class OrderResponsibility(Command, aggregate="structure-review"):
    """Set who does what, in which order, for one kind of signal."""

    signal_kind: SignalKind
    ordered_functions: OrderedFunctions


class DefineInformationChannel(Command, aggregate="structure-review"):
    """Set a way for information."""

    direction: ChannelDirection
    from_function: ChannelEnd
    to_function: ChannelEnd


class CorrectEntry(CorrectionCommand, aggregate="structure-review"):
    """Void or replace an entry about the structure."""
