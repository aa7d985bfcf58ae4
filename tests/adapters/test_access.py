"""Every address, for every role and scope, answers as the tables of docs/access.md say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import ValidationError
from starlette.testclient import TestClient

from adapters.http.command_request import address_of
from adapters.http.scopes import SCOPE_PATHS
from adapters.http.services import Services
from domain.aggregates import AGGREGATES, USER_RULES
from domain.correction import CorrectionCommand
from domain.messages import COMMANDS, Command
from domain.scope import Scope, ScopeKind
from domain.support.rules import SUPPORT
from domain.values import USER_ROLES, Role, Step
from tests.support.access_tables import ANSWERED, SAMPLES, table
from tests.support.api import Caller, Office, open_office
from tests.support.filling import Filling
from tests.support.waiting import caught_up, patiently
from workflows.actions.variants import fixed_fields
from workflows.facts import Looking
from workflows.reference.codes import code_fields
from workflows.working import Working

OWN, ANOTHER, BEYOND = "1715", "1766", "0180"
SCOPES = {"": "", "own": OWN, "another": ANOTHER, "beyond": BEYOND, "county": "17", "another county": "18"}
ROLES = [str(each) for each in Role if each in USER_ROLES]
FORMS = {kind: f"{path}/{{code}}/act/{{aggregate}}/{{name}}" for kind, path in SCOPE_PATHS.items()}
UNSEEN_VERSION = 999_999
ALLOWED, NOT_YOURS, OUT_OF_REACH = 412, 403, 404
# It opens nothing that is protected: what roles see by themselves is what the tables tell.
CASE = {
    "purpose": "yearly-audit",
    "municipalities": ["1760", OWN],
    "audited_parts": ["structure-review"],
    "period_from": "2024-01-01",
    "period_until": "2024-12-31",
    "ends_on": "2024-12-31",
}


SHOWN = {row.pop("Answer"): row for row in table("What is shown across municipalities")}
COMMAND_ROWS = table("Who may give which command")
NAMES_IN_ROW = [[f"{row['Aggregate']}.{name}" for name in row["Commands"].split(", ")] for row in COMMAND_ROWS]
MAY_GIVE = {name: row for row, names in zip(COMMAND_ROWS, NAMES_IN_ROW, strict=True) for name in names}


@dataclass
class Person:
    """Someone with a token, and with a browser in which they have signed in; nobody has neither."""

    http: TestClient
    caller: Caller | None = None

    def request(self, method: str, path: str, **parts: Any) -> Any:
        """Ask with the token or the session, again where a busy machine says that one should come back."""
        if self.caller and path.startswith("/api/"):
            parts["headers"] = self.caller.headers(**parts.get("headers", {}))
        return patiently(lambda: self.http.request(method, path, **parts), lambda answer: answer.status_code == 503)

    def sign_in(self) -> int:
        token = self.caller.token if self.caller else "x" * 43
        return int(self.request("POST", "/sign-in", data={"token": token}).status_code)

    def hidden(self) -> dict[str, str]:
        """Return the hidden fields of a form on a page that everybody can come to."""
        page = self.request("GET", "/counties/17").text
        return dict(re.findall(r'<input type="hidden" name="(csrf|key|version)" value="([^"]*)"', page))

    def status(self, method: str, path: str) -> int:
        match method, path:
            case "POST", "/sign-in":
                return self.sign_in()
            case "POST", "/sign-out":
                found = self.request("POST", path, data=self.hidden()).status_code
                self.sign_in()
                return int(found)
            case "POST", "/language":
                return int(self.request("POST", path, data={"language": "sv"}).status_code)
            case "POST", _:
                # A form with nothing in it but what a page of theirs gave them.
                return int(self.request(method, path, data=self.hidden()).status_code)
            case _:
                return int(self.request(method, path).status_code)


@dataclass
class House:
    """The application with something in each scope, and somebody of each role."""

    office: Office
    people: dict[str, Person]
    events: dict[str, str]
    case_id: str
    finding: str
    report: dict[str, str]

    @property
    def core(self) -> Services:
        found: Services = self.office.http.app.state.services  # type: ignore[attr-defined]
        return found


@pytest.fixture(scope="module")
def house(databases: Any) -> Iterator[House]:
    with databases.lent() as url, open_office(url, OWN, ANOTHER, "1760", day=date(2024, 3, 1)) as office:
        coordinator = office.coordinator
        for place in (OWN, ANOTHER, "1760"):
            coordinator.does(place, "municipality/note-profile", settlement_type="sparse", size_band="under-10000")
        for place in (OWN, ANOTHER):
            coordinator.does(place, "municipality/join-municipality")
        for place in (OWN, ANOTHER, BEYOND):
            coordinator.does(place, "support/plan-visit", planned_on="2024-05-02")
        opened = office.callers[Role.AUDITOR].does("17", "audit-case/open-audit-case", **CASE)
        case_id = opened["stream"].rpartition("/")[2]
        finding = raised(office, case_id)
        caught_up(office.system)
        people = {"nobody": Person(TestClient(office.http.app, follow_redirects=False))}
        for role, caller in office.callers.items():
            people[str(role)] = Person(TestClient(office.http.app, follow_redirects=False), caller)
            assert people[str(role)].sign_in() == 303
        timelines = {
            name: coordinator.get(f"municipalities/{SCOPES[name]}/timeline") for name in ("own", "another", "beyond")
        }
        events = {name: found["events"][0]["event_id"] for name, found in timelines.items()}
        yield House(office, people, events, case_id, finding, pinned(office, people["manager"]))


def raised(office: Office, case_id: str) -> str:
    """Raise a finding about the contact person's municipality alone, and return its id."""
    assert office.callers[Role.MANAGER].refused(OWN, "structure-review/open-review") == ["L8"]
    refusal = office.system.store.load(f"audit/structure-review/{OWN}")[0]
    found = {"finding_kind": "late-entry", "gravity": "remark", "text": "Det här är för sent antecknat."}
    about = {"case_id": case_id, "audit_finding": case_id, "about_events": [str(refusal.envelope.event_id)]}
    office.callers[Role.AUDITOR].does("17", "audit-case/raise-audit-finding", **found, **about)
    return case_id


def pinned(office: Office, person: Person) -> dict[str, str]:
    """Pin a report; return its id and the digest of its style sheet."""
    hidden = re.findall(r'name="(csrf|key)" value="([^"]*)"', person.request("GET", "/counties/17/reports").text)
    person.request("POST", "/counties/17/reports", data={**dict(hidden), "kind": "meeting"})
    caught_up(office.system)
    found = re.search(r'href="/reports/([0-9a-f-]{36})"', person.request("GET", "/counties/17/reports").text)
    assert found
    style = re.search(r"styles/([0-9a-f]{64})", person.request("GET", f"/reports/{found[1]}").text)
    assert style
    return {"report_id": found[1], "digest": style[1]}


def sample(command: type[Command], house: House) -> dict[str, Any]:
    """Return a body that is well formed, whether or not there is anything to do with it."""
    reference, random = house.core.reference, Random(command.name)  # noqa: S311 -- the same fields in each run
    looking = Looking(Scope.of(OWN), reference, Working(house.office.system.store))
    filling = Filling(random, reference.codes, looking, date(2024, 3, 1))
    lists, rules = code_fields(command), USER_RULES[command]
    for _ in range(200):
        body = {
            name: filling.value(
                field.annotation, [*field.metadata], reference.codes.options(lists[name]) if name in lists else []
            )
            for name, field in command.model_fields.items()
            if name != rules.subject
        }
        if rules.subject:
            body[rules.subject] = Step.SITUATION_PICTURE
        if "case_id" in body and "case_id" not in rules.makes:
            body["case_id"] = house.case_id
        if "audit_finding" in body and "audit_finding" not in rules.makes:
            body["audit_finding"] = house.finding
        if issubclass(command, CorrectionCommand):
            body |= {"voids": True, "correction": {}, "corrected_on": None}
        try:
            read = command.model_validate(body).model_dump(mode="json")
        except ValidationError:
            continue
        return read | ({"reason": reference.codes.options(rules.reason)[0]} if rules.reason else {})
    raise AssertionError(f"no fields for {command.name}")


class TestTheTables:
    def test_have_every_address_of_the_application_and_no_other(self, house: House) -> None:
        routes = iter_route_contexts(house.office.http.app.routes)  # type: ignore[attr-defined]
        found = {
            (method, each.path)
            for each in routes
            for method in sorted(getattr(each, "methods", None) or {"GET"})
            if method != "HEAD"
        }
        documented = {tuple(row["Address"].partition("?")[0].split(" ")) for row in ANSWERED}
        documented = {(method, "/static" if path.startswith("/static/") else path) for method, path in documented}
        commands = {("POST", api_template(COMMANDS[name])) for name in MAY_GIVE}

        assert found == documented | commands | {
            (method, form) for method in ("GET", "POST") for form in FORMS.values()
        }

    def test_have_every_command_once(self) -> None:
        assert sorted(name for names in NAMES_IN_ROW for name in names) == sorted(each.name for each in USER_RULES)

    @pytest.mark.parametrize("row", [row for row in ANSWERED if "{" in row["Address"]], ids=lambda row: row["Address"])
    def test_have_every_scope_of_an_address(self, row: dict[str, str]) -> None:
        asked = {each["Scope"] for each in ANSWERED if each["Address"] == row["Address"]}

        whole = {"county", "another county"} if "{code}" in row["Address"] else {"own", "another", "beyond"}
        if any(f"{{{name}}}" in row["Address"] for name in (*SAMPLES, "report_id", "digest")):
            whole = {""}
        assert asked == whole or ("?" in row["Address"] and asked < whole)


def api_template(command: type[Command]) -> str:
    kind = AGGREGATES[command.aggregate].belongs_to
    code = {"/municipalities": "{scb_code}", "/counties": "{code}"}[SCOPE_PATHS[kind]]
    return f"/api/v1{SCOPE_PATHS[kind]}/{code}/{address_of(command)}"


@pytest.mark.parametrize("row", ANSWERED, ids=lambda row: f"{row['Address']} {row['Scope']}")
def test_an_address_answers_each_role_as_the_table_says(house: House, row: dict[str, str]) -> None:
    method, path = row["Address"].split(" ")
    code = SCOPES[row["Scope"]]
    known = {"event_id": house.events.get(row["Scope"], ""), "case_id": house.case_id, **house.report, **SAMPLES}
    path = path.format(code=code, scb_code=code, **known)
    found = {name: str(person.status(method, path)) for name, person in house.people.items()}

    assert {name: row[name] for name in ("nobody", *ROLES)} == found


class TestWhatIsShown:
    ADDRESSES = {
        "county": ("/counties/17", "/counties/17?format=csv", "/api/v1/counties/17", "/api/v1/counties/17?format=csv"),
        "work queue": ("/work", "/work?format=csv", "/api/v1/work-queue", "/api/v1/work-queue?format=csv"),
        "trail": ("/trail", "/trail?format=csv", "/api/v1/trail", "/api/v1/trail?format=csv"),
        "changes": ("/api/v1/counties/17/changes?since=2024-02-01",),
    }

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("answer", ADDRESSES)
    def test_is_of_the_scopes_that_the_table_says(self, house: House, answer: str, role: str) -> None:
        person, said = house.people[role], SHOWN[answer][role]
        for address in self.ADDRESSES[answer]:
            text = person.request("GET", address).text
            # The list of municipalities, which is all that those who read nothing are given, tells nothing of any.
            seen = {code for code in (OWN, ANOTHER) if re.search(rf'[/";,\ufeff\n]{code}["/;#]', text)}
            if said == "none":
                assert "timeline" not in text
                assert 'class="cell' not in text
                continue
            assert seen == ({OWN, ANOTHER} if said == "all" else {OWN}), address
            if address == "/api/v1/counties/17":
                unnamed = text.count('"scb_code":null')
                assert (unnamed == 2) == ("peers" in said)

    @pytest.mark.parametrize("role", ROLES)
    def test_of_protected_facts_is_what_the_table_says(self, house: House, role: str) -> None:
        said = SHOWN["protected facts"][role]
        asked = house.people[role].request("GET", "/api/v1/trail?kind=support.visit-planned.")
        events = asked.json()["events"] if asked.status_code == 200 else []
        told = {each["scb_code"] for each in events if each["fields"]}

        assert told == {"all": {OWN, ANOTHER, BEYOND}, "own": {OWN}, "none": set()}[said]


def expected(command: type[Command], role: str, scope: str, out_of_reach: int) -> int:
    """Return the answer to a command for a version that nobody has seen: authority is looked at before that."""
    if scope == "beyond" and command.aggregate != SUPPORT.name:
        return OUT_OF_REACH
    if role == "contact" and scope not in {"own", "county"}:
        return out_of_reach
    return NOT_YOURS if MAY_GIVE[command.name][role] == "no" else ALLOWED


@pytest.mark.parametrize("command", USER_RULES, ids=lambda command: command.name)
def test_a_command_is_refused_where_the_table_says(house: House, command: type[Command]) -> None:
    body, template = sample(command, house), api_template(command)
    for scope in ("own", "another", "beyond") if "{scb_code}" in template else ("county",):
        path = template.format(scb_code=SCOPES[scope], code=SCOPES[scope])
        for role in ROLES:
            headers = {"Idempotency-Key": f"{role}-{scope}-{command.name}", "If-Match": f'"{UNSEEN_VERSION}"'}
            answer = house.people[role].request("POST", path, json=body, headers=headers)
            assert answer.status_code == expected(command, role, scope, NOT_YOURS), (role, scope, answer.text)
        assert house.people["nobody"].request("POST", path, json=body).status_code == 401


def typed_in(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a form that holds these."""
    for name, value in fields.items():
        match value:
            case dict():
                yield from ((f"{name}.{key}", each) for key, each in value.items())
            case bool():
                yield from [(name, "true")] if value else []
            case None:
                pass
            case _:
                yield name, value


@pytest.mark.parametrize("names", NAMES_IN_ROW, ids=lambda names: names[0])
def test_a_form_is_refused_where_the_table_says(house: House, names: list[str]) -> None:
    command = next(each for each in map(COMMANDS.get, names) if each and not issubclass(each, CorrectionCommand))
    aggregate, name = command.name.split(".")
    fields = sample(command, house)
    typed = dict(typed_in(fields))
    address = {key: fields[key] for key in fixed_fields(command)}
    kind = AGGREGATES[aggregate].belongs_to
    for scope in ("own", "another", "beyond") if kind is ScopeKind.MUNICIPALITY else ("county",):
        path = FORMS[kind].format(code=SCOPES[scope], aggregate=aggregate, name=name)
        assert house.people["nobody"].status("GET", path) == 303
        for role in ROLES:
            person = house.people[role]
            data = {**typed, **person.hidden(), "version": str(UNSEEN_VERSION)}
            sent = person.request("POST", path, params=address, data=data)
            wanted = expected(command, role, scope, OUT_OF_REACH)
            assert sent.status_code == wanted, (role, scope, sent.text)
            assert person.status("GET", path) == (404 if wanted == OUT_OF_REACH else 200), (role, scope)
