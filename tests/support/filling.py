"""Fields for any command, valid or spoilt, drawn from what the engine itself says may be chosen."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin
from uuid import UUID

from pydantic.fields import FieldInfo

from domain.action_plan.commands import AddMeasure, DeclinePlan, NoteLocalAdaptation
from domain.aggregates import RULES
from domain.audit_case.commands import OpenAuditCase, RaiseAuditFinding
from domain.correction import CorrectionCommand
from domain.facts import State
from domain.messages import Command
from domain.programme.commands import (
    AddFunder,
    AdoptDefinition,
    ChangeProgrammeStatus,
    RegisterExternalActor,
    SucceedExternalActor,
)
from domain.programme.state import Programme
from domain.situation_picture.commands import AnswerQuestion, RecordFinding
from domain.situation_picture.state import SituationPicture
from domain.structure_review.commands import CreateNewGroup, IdentifyExistingStructure
from domain.structure_review.state import StructureReview
from domain.support.commands import NoteNeed
from domain.support.state import Support
from domain.training.commands import DesignateKeyFunction, HoldSession, MarkTargetGroupNotRelevant
from domain.training.state import Training
from workflows.actions.action import Action
from workflows.facts import Looking
from workflows.reference import places
from workflows.reference.codes import Codes, code_fields

S = TypeVar("S", bound=State)
T = TypeVar("T")

_BY_KIND: dict[str, Callable[[Random], str]] = {
    "record-number": lambda random: f"KS 2026/{random.randrange(1, 999)}",
    "decision-paragraph": lambda random: f"§ {random.randrange(1, 99)}",
    "programme-name": lambda random: f"Samverkan mot {random.choice(['våld', 'extremism', 'hatbrott'])}",
    "published-text": lambda random: f"Det här är definition {random.randrange(10**6)} av ett begrepp.",
    "scb-code": lambda random: random.choice(places.municipalities("17")).scb_code,
    "person-ref": lambda random: f"p-{random.getrandbits(128):032x}",
}
# What no field that points at something may point at, where an id that nothing has will not do.
_STRANGERS: Mapping[str, object] = {
    "question_set_version": 99,
    "outcome": "not_applicable",
    "municipalities": ("9999",),
    "coordinator": "p-" + "9" * 32,
}
# First and last day belong together.
_PERIODS: list[dict[str, Any]] = [
    {"observed_from": "2025", "observed_until": "2025"},
    {"observed_from": "2024-11", "observed_until": "2025-06-15"},
    {"observed_from": None, "observed_until": None},
]


def _fits_of(action: Action) -> Iterator[tuple[str, str, Mapping[str, Sequence[str]]]]:
    """Yield each field that another narrows, that other, and what fits which of its values."""
    for name, narrowed in action.fits.items():
        for by, table in narrowed.items():
            yield name, by, table


@dataclass(frozen=True)
class Filling:
    """Draws fields by their types; ``today`` is the day from which days to come are counted."""

    random: Random
    codes: Codes
    looking: Looking
    today: date

    def fields(self, action: Action) -> dict[str, Any]:
        """Return fields with which the command is valid, as far as there is anything to choose."""
        command = action.command
        lists = code_fields(command)
        drawn = {
            name: self._field(name, field, action, lists.get(name)) for name, field in command.model_fields.items()
        }
        if "observed_from" in drawn:
            drawn |= self.random.choice(_PERIODS)
        return self._narrowed(action, {**drawn, **self._fitting(command, drawn, action)})

    def _narrowed(self, action: Action, drawn: dict[str, Any]) -> dict[str, Any]:
        """Return the fields with those that do not fit another drawn anew."""
        for name, by, table in _fits_of(action):
            fitting = table.get(str(drawn[by]))
            if fitting and drawn[name] not in fitting:
                drawn |= {name: self.random.choice(fitting)}
        return drawn

    def _field(self, name: str, field: FieldInfo, action: Action, list_name: str | None) -> object:
        if name in action.fixed:
            return action.fixed[name]
        if options := action.choices.get(name):
            is_several = get_origin(field.annotation) is tuple
            return tuple(self.random.sample(options, 2)) if is_several else self.random.choice(options)
        codes = self.codes.options(list_name) if list_name else []
        return self.value(field.annotation, [*field.metadata], codes)

    def value(self, kind: object, metadata: list[Any], codes: list[str]) -> object:
        """Return a value of a field's type."""
        random, origin, parts = self.random, get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self.value(parts[0], [*metadata, *parts[1:]], codes)
        if origin in {Union, UnionType}:
            inner = [each for each in parts if each is not NoneType]
            return None if random.random() < 0.3 else self.value(inner[0], metadata, codes)
        if origin is Literal:
            return random.choice(parts)
        if origin is tuple:
            pool: list[object] = [*codes] or [self.value(parts[0], [], []) for _ in range(2)]
            return tuple(random.sample(list(dict.fromkeys(pool)), 1))
        if origin is dict:
            return {random.choice(codes): self.value(parts[1], [], [])} if codes else {}
        if codes:
            return random.choice(codes)
        if kind is UUID:
            return UUID(int=random.getrandbits(128))
        if kind is date:
            return self.today + timedelta(days=random.randrange(1, 400))
        if kind is bool:
            return random.random() < 0.5
        if kind is int:
            return random.randrange(1, 12)
        return next(_BY_KIND[each.kind](random) for each in metadata if hasattr(each, "kind"))

    def _fitting(self, command: type[Command], drawn: Mapping[str, Any], action: Action) -> dict[str, Any]:
        """Return the fields that must fit each other or the state, as ``needs`` says."""
        if issubclass(command, CorrectionCommand):
            return {"voids": True, "correction": {}, "corrected_on": None}
        if command is AnswerQuestion and action.choices:
            answers = self._state(SituationPicture).answers
            left = [each for each in action.choices["question_code"] if each not in answers]
            return {"question_code": self.random.choice(left)} if left else {}
        if command is RecordFinding:
            if drawn["kind"] == "milieu_presence":
                return {"milieu": "white-power", **_PERIODS[0]}
            return {"milieu": None, "lone_actor_aspect": False}
        if command is HoldSession:
            return {"headcount_by_group": dict.fromkeys(drawn["headcount_by_group"], "1-4")}
        if command is IdentifyExistingStructure and self.random.random() < 0.8:
            return {"kind": "cross_sector_network", "functioning": "yes"}
        if command is CreateNewGroup:
            return {"justification_code": self.random.choice(self.codes.options("new-group-justifications"))}
        if command is DeclinePlan:
            return {"decided_by_function": "municipal-director", "revisit_on": self.today + timedelta(days=300)}
        if command is AddMeasure:
            findings = list(self._state(SituationPicture).findings)
            return {"addresses_findings": tuple(self.random.sample(findings, min(1, len(findings))))}
        if command is NoteLocalAdaptation and action.choices:
            is_structure = drawn["target_id"] in self._state(StructureReview).structures
            return {"adapts_to": "structure" if is_structure else "finding"}
        if command is RaiseAuditFinding:
            return {"about_events": ()}
        if command is OpenAuditCase:
            ends_on = self.today + timedelta(days=self.random.randrange(1, 300))
            return {"period_from": self.today - timedelta(days=900), "period_until": ends_on, "ends_on": ends_on}
        return self._fresh(command) if command.aggregate != "programme" else self._of_programme(command, drawn)

    def _of_programme(self, command: type[Command], drawn: Mapping[str, Any]) -> dict[str, Any]:
        state, organisations = self._state(Programme), self.codes.options("organisations")
        later = timedelta(days=self.random.randrange(1, 90))
        if command is ChangeProgrammeStatus:
            return {"status": "pilot" if state.status == "permanent" else "permanent"}
        if command is AddFunder:
            return {"funder": self._not_in(state.funders, organisations)}
        if command is AdoptDefinition and drawn["term"] in state.definitions:
            return {"valid_from": state.definitions[drawn["term"]][2] + later}
        if command is RegisterExternalActor:
            return {"actor_code": self._not_in(state.actors, organisations)}
        if command is SucceedExternalActor and drawn["successor_of"] in state.actors:
            taken = {drawn["successor_of"], *state.succeeded}
            day = state.actors[drawn["successor_of"]] + later
            return {"actor_code": self._not_in(taken, organisations), "valid_from": day}
        return {}

    def _fresh(self, command: type[Command]) -> dict[str, Any]:
        groups = self.codes.options("staff-groups")
        if command is NoteNeed:
            return {"need_code": self._not_in(self._state(Support).needs, self.codes.options("needs"))}
        if command is DesignateKeyFunction:
            return {"function_code": self._not_in(self._state(Training).key_functions, groups)}
        if command is MarkTargetGroupNotRelevant:
            marked = self._state(Training).not_relevant
            pairs = [(group, kind) for group in groups for kind in ("early_contact_group", "key_function")]
            group, kind = self._not_in(marked, pairs)
            return {"group_code": group, "marked_as": kind}
        return {}

    def _not_in(self, taken: Collection[object], options: list[T]) -> T:
        return self.random.choice([each for each in options if each not in taken])

    def _state(self, kind: type[S]) -> S:
        return cast("S", self.looking.state(kind))

    def spoil(self, action: Action, fields: dict[str, Any]) -> tuple[dict[str, Any], str] | None:
        """Return fields that a rule in ``needs`` must refuse, and that rule; None where there are none."""
        ways = list(self._ways(action, fields))
        if not ways:
            return None
        rule_id = self.random.choice(sorted({each for each, _ in ways}))
        wrong = self.random.choice([wrong for each, wrong in ways if each == rule_id])
        return {**fields, **wrong}, rule_id

    def _ways(self, action: Action, fields: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        command = action.command
        ways: list[tuple[str, dict[str, Any]]] = []
        ways += [("L4", {name: "no-such-code"}) for name in code_fields(command) if isinstance(fields[name], str)]
        for name, options in action.choices.items():
            stranger = _STRANGERS.get(name, UUID(int=99))
            if name not in code_fields(command) and str(stranger) not in options:
                ways.append(("L4", {name: stranger}))
        for name, by, table in _fits_of(action):
            every = get_args(command.model_fields[name].annotation)
            ways += [
                ("L10", {by: of, name: each}) for of, fitting in table.items() for each in every if each not in fitting
            ]
        if command is DeclinePlan:
            ways += [("R4", {"revisit_on": None}), ("L5", {"revisit_on": self.today})]
        if command is RecordFinding:
            wrong = {"kind": "milieu_presence", "milieu": None, "lone_actor_aspect": False}
            ways += [("R13", wrong), ("R13", {**wrong, "milieu": "religious", **_PERIODS[-1]})]
            ways += [("L3", {"finding_id": each}) for each in self._state(SituationPicture).finding_ids]
        if command is CreateNewGroup and self._state(StructureReview).has_working_network:
            ways.append(("R3", {"justification_code": None}))
        if command is HoldSession:
            ways.append(("L4", {"headcount_by_group": {"parks": "0"}}))
        if command.aggregate == "programme":
            ways += self._ways_of_programme(command, fields)
        return ways

    def _ways_of_programme(self, command: type[Command], fields: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        state = self._state(Programme)
        if command is ChangeProgrammeStatus:
            return [("L3", {"status": state.status})]
        if command is AddFunder:
            return [("L3", {"funder": each}) for each in state.funders]
        if command is RegisterExternalActor:
            return [("L3", {"actor_code": each}) for each in state.actors]
        if command is SucceedExternalActor:
            earlier = fields["successor_of"]
            return [("L3", {"actor_code": earlier}), ("L5", {"valid_from": state.actors[earlier]})]
        if command is AdoptDefinition:
            known = [{"term": term, "text": each[0], "source": each[1]} for term, each in state.definitions.items()]
            return [("L3", each) for each in known]
        return []

    def reason(self, action: Action) -> str | None:
        """Return a reason where the command asks for one."""
        if RULES[action.command].reason is None:
            return None
        return self.random.choice(self.codes.options(action.reasons))
