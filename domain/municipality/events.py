"""What happens to a municipality as a party to the programme."""

from __future__ import annotations

from typing import Annotated, Literal

from domain.correction import EntryCorrection
from domain.messages import Event
from domain.scope_codes import CountyCode, ScbCode
from domain.values import Code, CodeList, PlaceName, RecordNumber

SettlementType = Literal["city", "commuter", "single_centre_with_countryside", "several_centres", "sparse"]
SizeBand = Literal["under-10000", "10000-29999", "30000-99999", "100000-plus"]
Initiator = Literal["regional", "municipality", "national"]
Trigger = Literal["national_prompt", "own", "outreach", "political"]
OutreachKind = Annotated[Code, CodeList("outreach-kinds")]
ActorCode = Annotated[Code, CodeList("organisations")]


class MunicipalityRegistered(Event, topic="municipality.municipality-registered.v1"):
    """The municipality is known to the county's log."""

    scb_code: ScbCode
    name: PlaceName
    county_code: CountyCode


class ProfileNoted(Event, topic="municipality.profile-noted.v1"):
    """What kind of place it is, so that like is compared with like (R14)."""

    settlement_type: SettlementType
    size_band: SizeBand


class OutreachMade(Event, topic="municipality.outreach-made.v1"):
    """The regional centre and the municipality met before any decision (uppsökande arbete)."""

    kind: OutreachKind
    initiated_by: Initiator


class NationalPromptReceived(Event, topic="municipality.national-prompt-received.v1"):
    """A national body asked the municipality to begin (propå)."""

    actor_code: ActorCode


class FormalisationDecided(Event, topic="municipality.formalisation-decided.v1"):
    """The municipality decided to formalise the work."""

    trigger: Trigger
    decision_ref: RecordNumber | None = None


class MunicipalityJoined(Event, topic="municipality.municipality-joined.v1"):
    """The municipality is a part of the regional coordination from this day."""

    decision_ref: RecordNumber | None = None


class MunicipalityLeft(Event, topic="municipality.municipality-left.v1"):
    """The municipality is no longer a part; its history stays."""


class EntryCorrected(EntryCorrection, topic="municipality.entry-corrected.v1"):
    """An entry about the municipality was wrong."""
