"""What can be asked for concerning a municipality as a party."""

from __future__ import annotations

from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.municipality.events import ActorCode, Initiator, OutreachKind, SettlementType, SizeBand, Trigger
from domain.values import RecordNumber


class RegisterMunicipality(Command, aggregate="municipality"):
    """Make the municipality known to the county's log; name and county come from the SCB register."""


class NoteProfile(Command, aggregate="municipality"):
    """Note what kind of place it is."""

    settlement_type: SettlementType
    size_band: SizeBand


class MakeOutreach(Command, aggregate="municipality"):
    """Record outreach before the municipality has decided anything."""

    kind: OutreachKind
    initiated_by: Initiator


class ReceiveNationalPrompt(Command, aggregate="municipality"):
    """Record that a national body asked the municipality to begin."""

    actor_code: ActorCode


class DecideFormalisation(Command, aggregate="municipality"):
    """Record the municipality's decision to formalise the work."""

    trigger: Trigger
    decision_ref: RecordNumber | None = None


class JoinMunicipality(Command, aggregate="municipality"):
    """Take the municipality into the regional coordination, for the first time or again."""

    decision_ref: RecordNumber | None = None


class LeaveMunicipality(Command, aggregate="municipality"):
    """Record that the municipality leaves."""


class CorrectEntry(CorrectionCommand, aggregate="municipality"):
    """Void or replace an entry about the municipality."""
