"""What holds for every command alike: its example is accepted, and the common rules refuse it."""

import ast
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.action_plan.commands import AdoptPlan
from domain.aggregates import AGGREGATES, RULES
from domain.correction import CorrectionCommand
from domain.journey.commands import CompleteStep
from domain.messages import COMMANDS, Command
from domain.municipality.commands import DecideFormalisation, MakeOutreach, NoteProfile, ReceiveNationalPrompt
from domain.municipality.events import MunicipalityJoined, MunicipalityLeft
from domain.municipality.state import is_member
from domain.scope import ScopeKind
from domain.values import Role
from tests.support.deciding import given
from tests.support.histories import EXAMPLES, accepted, ask, ask_handler
from tests.support.people import BY_ROLE, CONTACT, ELSEWHERE, LONG_AGO, TODAY
from workflows.reference.codes import code_fields

ALL = list(EXAMPLES)
OF_MEMBERS = [kind for kind in ALL if is_member in RULES[kind].guards]
OF_THOSE_WHO_HAVE_NOT_LEFT = [
    *OF_MEMBERS,
    *(kind for kind in ALL if kind.aggregate == "contact" and not issubclass(kind, CorrectionCommand)),
    *(NoteProfile, MakeOutreach, ReceiveNationalPrompt, DecideFormalisation),
]
TAKING_A_CODE = [
    (kind, name) for kind in ALL for name in code_fields(kind) if isinstance(getattr(EXAMPLES[kind].command, name), str)
]
NEEDING_A_REASON = [kind for kind in ALL if RULES[kind].reason]
# A county's, of which a contact person has a part, say in their own tests which part that is.
OF_CONTACTS = [
    kind
    for kind in ALL
    if Role.CONTACT in RULES[kind].roles and AGGREGATES[kind.aggregate].belongs_to is ScopeKind.MUNICIPALITY
]
NOT_THEIRS = [(kind, role) for kind in ALL for role in Role if role not in RULES[kind].roles]


def name(value: object) -> str:
    return value.name if isinstance(value, type) and issubclass(value, Command) else str(value)


class TestEveryCommand:
    def test_has_an_example(self) -> None:
        assert set(COMMANDS.values()) == set(EXAMPLES)

    @pytest.mark.parametrize("kind", ALL, ids=name)
    def test_is_accepted_in_its_example(self, kind: type[Command]) -> None:
        accepted(kind)

    @pytest.mark.parametrize("kind", ALL, ids=name)
    def test_records_the_event_that_its_rules_name(self, kind: type[Command]) -> None:
        assert RULES[kind].records in [type(each) for each in EXAMPLES[kind].events]

    @pytest.mark.parametrize("kind", ALL, ids=name)
    def test_is_tested_in_a_class_of_its_own_both_ways(self, kind: type[Command]) -> None:
        source = (Path(__file__).parent / f"test_{kind.aggregate.replace('-', '_')}.py").read_text(encoding="utf-8")
        classes = {each.name: ast.unparse(each) for each in ast.parse(source).body if isinstance(each, ast.ClassDef)}
        text = classes[f"Test{kind.__name__}"]

        assert re.search(r"\.then\(|accepted\(", text)
        assert ".refused(" in text


class TestTheCommonRules:
    @pytest.mark.parametrize(("kind", "role"), NOT_THEIRS, ids=name)
    def test_refuse_a_role_that_has_no_such_command(self, kind: type[Command], role: Role) -> None:
        ask_handler(kind, by=BY_ROLE[role]).refused("L8")

    @pytest.mark.parametrize("kind", OF_CONTACTS, ids=name)
    def test_refuse_a_contact_person_of_another_municipality(self, kind: type[Command]) -> None:
        stranger = CONTACT.model_copy(update={"municipality": ELSEWHERE.scb_code})

        ask_handler(kind, by=stranger).refused("L8")

    @pytest.mark.parametrize("kind", OF_CONTACTS, ids=name)
    def test_let_the_contact_person_work_at_home(self, kind: type[Command]) -> None:
        ask_handler(kind, by=CONTACT).then(*EXAMPLES[kind].events)

    @pytest.mark.parametrize("kind", OF_MEMBERS, ids=name)
    def test_refuse_a_municipality_that_has_not_joined(self, kind: type[Command]) -> None:
        outside = [each for each in EXAMPLES[kind].history if not isinstance(each, MunicipalityJoined)]

        assert "L1" in [each.rule_id for each in ask(kind, outside).refusals]

    @pytest.mark.parametrize("kind", OF_THOSE_WHO_HAVE_NOT_LEFT, ids=name)
    def test_refuse_a_municipality_that_has_left(self, kind: type[Command]) -> None:
        ask(kind, [*EXAMPLES[kind].history, MunicipalityLeft()]).refused("L7")

    @pytest.mark.parametrize("kind", ALL, ids=name)
    def test_refuse_what_has_not_happened_yet(self, kind: type[Command]) -> None:
        ask(kind, on=TODAY + timedelta(days=1)).refused("L5", field="occurred_on")

    @pytest.mark.parametrize("kind", [kind for kind in ALL if not RULES[kind].reason], ids=name)
    def test_refuse_a_late_entry_without_a_reason(self, kind: type[Command]) -> None:
        ask(kind, on=TODAY - timedelta(days=31)).refused("L5", field="reason")
        assert "L5" not in [each.rule_id for each in ask(kind, on=TODAY - timedelta(days=30)).refusals]

    @pytest.mark.parametrize("kind", OF_MEMBERS, ids=name)
    def test_refuse_a_day_before_the_stream_was_opened(self, kind: type[Command]) -> None:
        story = ask(kind, on=LONG_AGO - timedelta(days=1), reason=EXAMPLES[kind].reason or "entered-late")

        if EXAMPLES[kind].aggregate != "training" and kind not in OPENING:
            # On that day there was no picture yet either.
            too_early = {CompleteStep: "E1", AdoptPlan: "R2"}.get(kind)
            story.refused("L5", *([too_early] if too_early else []), field="occurred_on")

    @pytest.mark.parametrize("kind", NEEDING_A_REASON, ids=name)
    def test_refuse_to_go_without_a_reason_where_one_is_asked_for(self, kind: type[Command]) -> None:
        ask(kind, reason=None).refused(RULES[kind].reason_rule, field="reason")

    @pytest.mark.parametrize("kind", ALL, ids=name)
    def test_refuse_a_reason_that_is_on_no_list(self, kind: type[Command]) -> None:
        ask_handler(kind, reason="no-such-code").refused("L4", field="reason")

    @pytest.mark.parametrize(("kind", "field"), TAKING_A_CODE, ids=name)
    def test_refuse_a_code_that_is_on_no_list(self, kind: type[Command], field: str) -> None:
        changes: dict[str, Any] = {field: "no-such-code"}

        ask_handler(kind, **changes).refused("L4", field=field)


OPENING = [kind for kind in OF_MEMBERS if not any(each.aggregate == kind.aggregate for each in EXAMPLES[kind].history)]


class TestSupport:
    @pytest.mark.parametrize("kind", [kind for kind in ALL if kind.aggregate == "support"], ids=name)
    def test_never_depends_on_membership(self, kind: type[Command]) -> None:
        example = EXAMPLES[kind]
        own = [each for each in example.history if each.aggregate == "support"]
        first = given(*own, *LEFT_MUNICIPALITY).when(example.command, reason=example.reason)

        first.then(*example.events)


LEFT_MUNICIPALITY = [*EXAMPLES[MakeOutreach].history, MunicipalityJoined(), MunicipalityLeft()]
