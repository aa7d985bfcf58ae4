"""What can be asked for concerning a county's programme."""

from __future__ import annotations

from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.periods import Day
from domain.programme.events import DefinitionSource, Funders, Municipalities, Organisation, ProgrammeStatus, Term
from domain.published_text import ProgrammeName, PublishedText
from domain.values import PersonRef


class EstablishProgramme(Command, aggregate="programme"):
    """Record that the county has a programme."""

    programme_name: ProgrammeName
    owner_org: Organisation
    funders: Funders = ()
    status: ProgrammeStatus


class ChangeProgrammeStatus(Command, aggregate="programme"):
    """Record that the programme became permanent, or a pilot again."""

    status: ProgrammeStatus


class AddFunder(Command, aggregate="programme"):
    """Record that an organisation funds the programme."""

    funder: Organisation


class EndFunder(Command, aggregate="programme"):
    """Record that an organisation no longer funds the programme."""

    funder: Organisation


class AdoptDefinition(Command, aggregate="programme"):
    """Adopt a definition of a term, in place of an earlier one where there is one."""

    term: Term
    text: PublishedText
    source: DefinitionSource
    valid_from: Day | None = None


class RegisterExternalActor(Command, aggregate="programme"):
    """Enter a body outside the county in the directory of actors."""

    actor_code: Organisation
    valid_from: Day | None = None


class SucceedExternalActor(Command, aggregate="programme"):
    """Record that one external actor took over from another."""

    successor_of: Organisation
    actor_code: Organisation
    valid_from: Day | None = None


class AssignCoordinator(Command, aggregate="programme"):
    """Make a coordinator responsible for these municipalities, in place of any earlier ones."""

    coordinator: PersonRef
    municipalities: Municipalities


class RelieveCoordinator(Command, aggregate="programme"):
    """Record that a coordinator is no longer responsible for any municipality."""

    coordinator: PersonRef


class CorrectEntry(CorrectionCommand, aggregate="programme"):
    """Void or replace an entry about the programme."""
