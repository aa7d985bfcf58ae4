"""When the structure may be reviewed and changed (R3)."""

from __future__ import annotations

from domain.aggregate import Aggregate
from domain.correction import correction_rules
from domain.decider import STAFF, CommandRules
from domain.errors import Refusal
from domain.facts import Facts
from domain.guards import fresh, refuses
from domain.messages import Event
from domain.municipality.state import Municipality, is_member
from domain.scope import ScopeKind
from domain.structure_review.commands import (
    ChooseHostStructure,
    CorrectEntry,
    CreateNewGroup,
    DecidePlacement,
    DefineInformationChannel,
    IdentifyExistingStructure,
    OpenReview,
    OrderResponsibility,
)
from domain.structure_review.events import (
    EntryCorrected,
    ExistingStructureIdentified,
    HostStructureChosen,
    InformationChannelDefined,
    NewGroupCreated,
    PlacementDecided,
    ResponsibilityOrdered,
    ReviewOpened,
)
from domain.structure_review.state import StructureReview, evolve


@refuses("L2")
def _opened(state: StructureReview, _facts: Facts, _subject: object) -> Refusal | None:
    return None if state.opened_on else Refusal("L2", {"what": "review"})


@refuses("L3")
def _not_opened(state: StructureReview, _facts: Facts, _subject: object) -> Refusal | None:
    return Refusal("L3", {"what": "review"}) if state.opened_on else None


def _possible_hosts(state: StructureReview, _facts: Facts, _subject: object) -> list[str]:
    return [each for each in state.structures if each != state.host]


def _structures(state: StructureReview, _facts: Facts, _subject: object) -> list[str]:
    return list(state.structures)


def _identify(state: StructureReview, command: IdentifyExistingStructure, _facts: Facts) -> list[Event]:
    fresh(str(command.structure_id), state.structures, "structure_id")
    return [ExistingStructureIdentified(**command.model_dump())]


def _choose_host(state: StructureReview, command: ChooseHostStructure, _facts: Facts) -> list[Event]:
    existing = state.structures[str(command.structure_id)]
    return [HostStructureChosen(structure_id=command.structure_id, existing=existing)]


def _of_a_group(state: StructureReview, _facts: Facts) -> list[Refusal]:
    return [Refusal("R3", {}, "justification_code")] if state.has_working_network else []


_READS = (Municipality,)
_OPEN = (is_member, _opened)

STRUCTURE_REVIEW = Aggregate(
    "structure-review",
    ScopeKind.MUNICIPALITY,
    StructureReview(),
    evolve,
    {
        OpenReview: CommandRules(ReviewOpened, guards=(is_member, _not_opened), roles=STAFF, reads=_READS),
        IdentifyExistingStructure: CommandRules(
            ExistingStructureIdentified,
            _identify,
            makes=("structure_id",),
            guards=_OPEN,
            roles=STAFF,
            reads=_READS,
            needs=("L3",),
        ),
        ChooseHostStructure: CommandRules(
            HostStructureChosen,
            _choose_host,
            guards=_OPEN,
            roles=STAFF,
            reads=_READS,
            choices={"structure_id": _possible_hosts},
        ),
        CreateNewGroup: CommandRules(
            NewGroupCreated,
            taken={"structure_id": _structures},
            demands=_of_a_group,
            makes=("structure_id",),
            guards=_OPEN,
            roles=STAFF,
            reads=_READS,
            needs=("L3", "R3"),
        ),
        DecidePlacement: CommandRules(PlacementDecided, guards=_OPEN, roles=STAFF, reads=_READS),
        OrderResponsibility: CommandRules(ResponsibilityOrdered, guards=_OPEN, roles=STAFF, reads=_READS),
        DefineInformationChannel: CommandRules(InformationChannelDefined, guards=_OPEN, roles=STAFF, reads=_READS),
        CorrectEntry: correction_rules(EntryCorrected, roles=STAFF),
    },
)
