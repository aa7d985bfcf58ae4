"""What happens to a county's programme."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from domain.correction import EntryCorrection
from domain.messages import Event
from domain.periods import Day
from domain.published_text import ProgrammeName, PublishedText
from domain.scope_codes import ScbCode
from domain.values import Code, CodeList, PersonRef, each_once

ProgrammeStatus = Literal["pilot", "permanent"]
Organisation = Annotated[Code, CodeList("organisations")]
Term = Annotated[Code, CodeList("terms")]
DefinitionSource = Annotated[Code, CodeList("definition-sources")]
Funders = Annotated[tuple[Organisation, ...], Field(max_length=20), AfterValidator(each_once)]
Municipalities = Annotated[tuple[ScbCode, ...], Field(min_length=1, max_length=100), AfterValidator(each_once)]


class ProgrammeEstablished(Event, topic="programme.programme-established.v1"):
    """The county has a programme from this day; ``owner_org`` runs it."""

    programme_name: ProgrammeName
    owner_org: Organisation
    funders: Funders
    status: ProgrammeStatus


class ProgrammeStatusChanged(Event, topic="programme.programme-status-changed.v1"):
    """The programme became permanent, or a pilot again."""

    status: ProgrammeStatus


class FunderAdded(Event, topic="programme.funder-added.v1"):
    """An organisation funds the programme from this day."""

    funder: Organisation


class FunderEnded(Event, topic="programme.funder-ended.v1"):
    """An organisation no longer funds the programme."""

    funder: Organisation


class DefinitionAdopted(Event, topic="programme.definition-adopted.v1"):
    """What the programme means by a term; supersedes an earlier definition of it from ``valid_from`` on.

    ``valid_from``: where it is another day than that of the decision.
    """

    term: Term
    text: PublishedText
    source: DefinitionSource
    valid_from: Day | None = None


class ExternalActorRegistered(Event, topic="programme.external-actor-registered.v1"):
    """A body outside the county with which the programme has to do.

    ``valid_from``: the day since which the body exists, where it is known.
    """

    actor_code: Organisation
    valid_from: Day | None = None


class ExternalActorSucceeded(Event, topic="programme.external-actor-succeeded.v1"):
    """One external actor took over from another, or went on under another name.

    ``valid_from``: the day of the take-over, where it is another than that of the act.
    """

    actor_code: Organisation
    successor_of: Organisation
    valid_from: Day | None = None


class CoordinatorAssigned(Event, topic="programme.coordinator-assigned.v1"):
    """A coordinator is responsible for these municipalities from this day, and for no others."""

    coordinator: PersonRef
    municipalities: Municipalities


class CoordinatorRelieved(Event, topic="programme.coordinator-relieved.v1"):
    """A coordinator is no longer responsible for any municipality."""

    coordinator: PersonRef


class EntryCorrected(EntryCorrection, topic="programme.entry-corrected.v1"):
    """An entry about the programme was wrong."""
