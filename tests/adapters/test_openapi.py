"""The interface's description says of each command what it takes, in which unit, and all that can refuse it (I1)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.http.api.openapi import described
from adapters.http.command_request import address_of, body_of
from domain.aggregates import AGGREGATES, RULES, USER_RULES
from domain.guards import AnyGuard
from domain.messages import Command
from domain.scope import ScopeKind
from tests.support.api import Office, open_office

HERE, BEYOND = "1715", "0180"
COMMANDS = pytest.mark.parametrize("command", USER_RULES, ids=[each.name for each in USER_RULES])


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE) as made:
        yield made


@pytest.fixture(scope="module")
def told(office: Office) -> Any:
    return described(office.system.app())


def operation(told: Any, command: type[Command]) -> Any:
    is_of_county = AGGREGATES[command.aggregate].belongs_to is ScopeKind.COUNTY
    scope = "counties/{code}" if is_of_county else "municipalities/{scb_code}"
    return told["paths"][f"/api/v1/{scope}/{address_of(command)}"]["post"]


def fields_of(told: Any, command: type[Command]) -> Any:
    reference = operation(told, command)["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return told["components"]["schemas"][reference.rpartition("/")[2]]["properties"]


def problem(told: Any, answers: Any, status: int) -> Any:
    reference = answers[str(status)]["content"]["application/problem+json"]["schema"]["$ref"]
    return told["components"]["schemas"][reference.rpartition("/")[2]]


def references(part: Any) -> Iterator[str]:
    match part:
        case {"$ref": str() as found}:
            yield found
        case dict():
            for each in part.values():
                yield from references(each)
        case list():
            for each in part:
                yield from references(each)
        case _:
            pass


@pytest.mark.parametrize(
    "guard",
    dict.fromkeys(guard for rules in RULES.values() for guard in rules.guards),
    ids=lambda guard: guard.check.__name__,
)
def test_every_guard_says_by_which_rules_it_refuses(guard: AnyGuard) -> None:
    assert guard.rule_ids
    assert all(re.fullmatch("[ELR][0-9]{1,2}", each) for each in guard.rule_ids)


class TestCommand:
    @COMMANDS
    def test_names_every_rule_that_can_refuse_it(self, told: Any, command: type[Command]) -> None:
        text = operation(told, command)["description"]

        assert re.search("Can be refused by: (.*)[.]", text)[1].split(", ") == list(RULES[command].rule_ids)  # type: ignore[index]
        assert "L8" in text

    @COMMANDS
    def test_describes_every_field(self, told: Any, command: type[Command]) -> None:
        fields = fields_of(told, command)

        assert set(fields) == set(body_of(command).model_fields)
        assert [name for name, field in fields.items() if len(field.get("description", "")) < 10] == []

    @COMMANDS
    def test_needs_its_headers_and_a_token(self, told: Any, command: type[Command]) -> None:
        found = operation(told, command)
        headers = {each["name"]: each["required"] for each in found["parameters"] if each["in"] == "header"}

        assert headers == {"Idempotency-Key": True, "If-Match": True}
        assert found["security"] == [{"HTTPBearer": []}]

    def test_tells_units_lists_and_references(self, told: Any) -> None:
        commands = {each.name: fields_of(told, each) for each in USER_RULES}

        assert "list `functions`" in commands["contact.appoint-contact"]["function"]["description"]
        assert "Unit: people" in commands["training.hold-session"]["headcount_by_group"]["description"]
        assert "`5-19`" in commands["training.hold-session"]["headcount_by_group"]["description"]
        for name in ("answer-question", "record-finding", "revise-finding"):
            fields = commands[f"situation-picture.{name}"]
            assert "first day" in fields["observed_from"]["description"]
            assert "last day" in fields["observed_until"]["description"]
            assert re.fullmatch(fields["observed_until"]["anyOf"][0]["pattern"], "2024-06")
        assert "`choices`" in commands["training.hold-session"]["session_id"]["description"]
        assert "ISO 8601" in commands["support.plan-visit"]["planned_on"]["description"]
        for command, names in ((each, rules.makes) for each, rules in USER_RULES.items()):
            for name in names:
                assert "when left out" in commands[command.name][name]["description"]

    def test_is_a_person_s_to_give(self, told: Any) -> None:
        own = RULES.keys() - USER_RULES.keys()

        assert own
        assert not [path for path in told["paths"] for each in own if path.endswith(f"/{address_of(each)}")]

    def test_lists_what_guards_choices_and_reasons_refuse(self) -> None:
        named = {each.name: set(rules.rule_ids) for each, rules in RULES.items()}

        assert {"R2", "L2", "L5", "L8"} <= named["action-plan.adopt-plan"]
        assert {"E1", "E2", "R4", "R7", "R8", "L6"} <= named["journey.complete-step"]
        assert "R4" in named["action-plan.decline-plan"]
        assert "R1" in named["situation-picture.publish-picture-version"]


class TestProblem:
    def test_of_a_refusal_a_conflict_and_a_malformed_request_holds_what_is_sent(self, told: Any) -> None:
        answers = operation(told, next(iter(USER_RULES)))["responses"]
        schemas = told["components"]["schemas"]

        assert "refusals" in problem(told, answers, 409)["required"]
        assert {"rule_id", "text", "remedy", "params", "field", "overridable"} == set(
            schemas["RefusalAnswer"]["properties"]
        )
        assert {"stream", "expected", "current", "since"} <= set(problem(told, answers, 412)["required"])
        assert "errors" in problem(told, answers, 422)["properties"]

    def test_is_declared_by_every_question(self, told: Any) -> None:
        questions = [each["get"] for path, each in told["paths"].items() if path.startswith("/api/") and "get" in each]

        assert len(questions) == 13
        for each in questions:
            assert {"401", "403", "404", "422", "503"} <= set(each["responses"])
            assert each["security"] == [{"HTTPBearer": []}]

    def test_of_a_question_has_a_schema_of_its_own(self, told: Any) -> None:
        schemas = told["components"]["schemas"]
        for path, each in told["paths"].items():
            if path.startswith("/api/") and "get" in each:
                answer = each["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
                found = schemas[answer.rpartition("/")[2]]
                assert "as_of" in found["required"], path
                assert {"Femsteg-Position", "ETag"} <= set(each["get"]["responses"]["200"]["headers"])
                assert len(found["description"]) > 20
                asked = {parameter["name"]: parameter for parameter in each["get"]["parameters"]}
                assert {"as_of", "happened_by", "min_position"} <= set(asked)
                assert all(
                    len(parameter.get("description", "")) > 20
                    for parameter in asked.values()
                    if "as_" in parameter["name"]
                )

    def test_of_a_question_holds_what_is_described(self, office: Office, told: Any) -> None:
        for path, each in told["paths"].items():
            if not path.startswith("/api/") or "get" not in each:
                continue
            reference = each["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
            event = office.coordinator.get(f"municipalities/{HERE}/timeline")["events"][0]["event_id"]
            asked = path.format(code="17", scb_code=HERE, event_id=event)
            content = office.coordinator.get(asked.removeprefix("/api/v1/"))
            assert set(content) == set(told["components"]["schemas"][reference.rpartition("/")[2]]["properties"]), path

    def test_has_a_schema_wherever_one_is_named(self, told: Any) -> None:
        known = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}

        assert set(references(told)) <= known

    def test_looks_as_described(self, office: Office, told: Any) -> None:
        refused = office.coordinator.send(HERE, "municipality/register-municipality")
        conflict = office.coordinator.send(HERE, "municipality/join-municipality", version=77)
        malformed = office.coordinator.send(HERE, "municipality/note-profile")

        answers = operation(told, next(iter(USER_RULES)))["responses"]
        for response, status in ((refused, 409), (conflict, 412), (malformed, 422)):
            assert response.status_code == status
            assert set(response.json()) == set(problem(told, answers, status)["properties"])


class TestBeyondTheCounty:
    def test_there_is_support_alone(self, office: Office) -> None:
        coordinator = office.coordinator
        reader = coordinator.headers()
        for address in ("municipality/register-municipality", "journey/open-journey"):
            response = coordinator.send(BEYOND, address)
            assert (response.status_code, response.json()["code"]) == (404, "not-found")
        for path in (BEYOND, f"{BEYOND}/timeline"):
            assert office.http.get(f"/api/v1/municipalities/{path}", headers=reader).status_code == 404

        coordinator.does(BEYOND, "support/log-contact", direction="out")

        assert {each.split(".")[0] for each in coordinator.actions(BEYOND)} == {"support"}
        own = coordinator.get("trail")["events"]
        assert own[0]["scb_code"] == BEYOND
        assert coordinator.get("trail", county="17")["events"] == own
        assert {each["scb_code"] for each in coordinator.get("trail", county="01")["events"]} == {BEYOND}
        assert coordinator.get(f"municipalities/{BEYOND}/timeline")["events"][0]["scb_code"] == BEYOND


def test_a_sheet_of_the_trail_names_the_next(office: Office) -> None:
    office.coordinator.does(HERE, "support/log-contact", direction="both")
    office.coordinator.does(HERE, "support/log-contact", direction="out")
    headers = office.coordinator.headers()
    path = f"municipalities/{HERE}/timeline"
    first = office.coordinator.ask(path, format="csv", limit=1)
    link = re.fullmatch(r'<(.*)>; rel="next"', first.headers["Link"])
    assert link is not None

    second = office.http.get(link[1], headers=headers)
    whole = office.coordinator.ask(path, format="csv", limit=500)

    assert second.text.splitlines()[1] == whole.text.splitlines()[2]
    assert "Link" not in whole.headers
