"""What happens when a municipality looks over its structure."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from domain.contact.events import FunctionCode
from domain.correction import EntryCorrection
from domain.messages import Event
from domain.values import Code, CodeList, each_once

StructureKind = Literal["cross_sector_network", "council", "workgroup"]
Functioning = Literal["yes", "partly", "no"]
ChannelDirection = Literal["internal", "outward"]
Sector = Annotated[Code, CodeList("sectors")]
Justification = Annotated[Code, CodeList("new-group-justifications")]
Placement = Annotated[Code, CodeList("org-units")]
SignalKind = Annotated[Code, CodeList("signal-kinds")]
ChannelEnd = Annotated[Code, CodeList("functions")]
MeetingsPerYear = Annotated[int, Field(ge=0, le=366)]


Sectors = Annotated[tuple[Sector, ...], Field(min_length=1, max_length=20), AfterValidator(each_once)]
OrderedFunctions = Annotated[tuple[FunctionCode, ...], Field(min_length=1, max_length=20), AfterValidator(each_once)]


class ReviewOpened(Event, topic="structure-review.review-opened.v1"):
    """The review of the municipality's structure began."""


class ExistingStructureIdentified(Event, topic="structure-review.existing-structure-identified.v1"):
    """A structure where prevention is at work already was found."""

    structure_id: UUID
    kind: StructureKind
    sectors: Sectors
    functioning: Functioning
    meets_per_year: MeetingsPerYear


class HostStructureChosen(Event, topic="structure-review.host-structure-chosen.v1"):
    """The structure that will carry the work was chosen; ``existing``: it was there before."""

    structure_id: UUID
    existing: bool


class NewGroupCreated(Event, topic="structure-review.new-group-created.v1"):
    """A new group was created; where a network works already, with its justification (R3)."""

    structure_id: UUID
    justification_code: Justification | None = None


class PlacementDecided(Event, topic="structure-review.placement-decided.v1"):
    """It was decided where in the organisation the work belongs."""

    org_unit_kind: Placement


class ResponsibilityOrdered(Event, topic="structure-review.responsibility-ordered.v1"):
    """Who does what, in which order, for one kind of signal; by function, never by name."""

    signal_kind: SignalKind
    ordered_functions: OrderedFunctions


class InformationChannelDefined(Event, topic="structure-review.information-channel-defined.v1"):
    """A way for information was set, inwards or outwards."""

    direction: ChannelDirection
    from_function: ChannelEnd
    to_function: ChannelEnd


class EntryCorrected(EntryCorrection, topic="structure-review.entry-corrected.v1"):
    """An entry about the structure was wrong."""
