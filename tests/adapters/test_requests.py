"""HTTP around the questions and commands: methods, addresses, headers, entity tags, and how much may be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from json import dumps
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from fastapi.routing import iter_route_contexts
from starlette.requests import Request
from starlette.testclient import TestClient

from adapters.http.guesses import Guesses
from adapters.http.problems import Problem
from adapters.http.sheets.writer import CSV_TYPE, XLSX_TYPE
from domain.values import Role
from tests.support.access_tables import SAMPLES
from tests.support.api import Office, open_office
from tests.support.waiting import in_time, patiently

HERE = "1715"
# An id that nothing has: what is told of that is told as of any other.
NOBODY = "00000000-0000-4000-8000-000000000000"
SHEETS = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE) as made:
        yield made


@pytest.fixture
def browser(office: Office) -> TestClient:
    """Return the browser of a coordinator who has signed in."""
    found = TestClient(office.http.app, follow_redirects=False)
    assert found.post("/sign-in", data={"token": office.coordinator.token}).status_code == 303
    return found


@pytest.fixture
def told(office: Office) -> Any:
    """Return the interface's description."""
    return office.http.get("/api/openapi.json", headers=office.coordinator.headers()).json()


def addresses(office: Office, method: str) -> list[str]:
    """Return every address that takes a method, with this municipality in it."""
    event = office.coordinator.get("trail")["events"][0]["event_id"]
    named = {
        "{scb_code}": HERE,
        "/counties/{code}": "/counties/17",
        "{code}": HERE,
        "{aggregate}/{name}": "support/log-contact",
        "{event_id}": event,
        "{case_id}": NOBODY,
        "{report_id}": NOBODY,
        "{digest}": "0" * 64,
        **{f"{{{name}}}": value for name, value in SAMPLES.items()},
    }
    found = []
    for each in iter_route_contexts(office.http.app.routes):  # type: ignore[attr-defined]
        path = str(each.path)
        if method in (each.methods or ()) and "/counties/{code}/act" not in path:
            for name, value in named.items():
                path = path.replace(name, value)
            found.append(path)
    return found


class TestHead:
    def test_is_answered_as_get_without_the_body(self, office: Office, browser: TestClient) -> None:
        asked = [*addresses(office, "GET"), "/static/femsteg.css", "/nowhere"]
        assert len(asked) > 20
        assert not [path for path in asked if "{" in path]
        for path in asked:
            headers = office.coordinator.headers() if path.startswith("/api/") else {}
            full, bare = (
                patiently(partial(browser.request, method, path, headers=headers), lambda each: each.status_code == 503)
                for method in ("GET", "HEAD")
            )

            assert (bare.status_code, bare.content) == (full.status_code, b""), path
            assert bare.status_code != 405, path
            same = {"content-type", "location", "etag", "content-disposition"}
            assert {name: bare.headers.get(name) for name in same} == {name: full.headers.get(name) for name in same}, (
                path
            )
            assert int(bare.headers["content-length"]) > 0 or not full.content, path

    def test_is_refused_where_get_is(self, office: Office, browser: TestClient) -> None:
        for path in {*addresses(office, "POST")} - {*addresses(office, "GET")}:
            refused = browser.head(path)
            assert (refused.status_code, refused.headers["allow"]) == (405, "POST"), path

    def test_is_told_where_get_is(self, browser: TestClient) -> None:
        assert browser.delete("/api/v1/counties/17").headers["allow"] == "GET, HEAD"


class TestSlashAtTheEnd:
    @pytest.mark.parametrize("path", ["/counties/17", "/api/v1/counties/17", "/health/live", "/sign-in"])
    def test_is_taken_away_whatever_host_was_named(self, browser: TestClient, path: str) -> None:
        answer = browser.get(f"{path}/?a=%C3%A5&b=1", headers={"Host": "evil.example"})

        assert (answer.status_code, answer.headers["location"]) == (307, f"{path}?a=%C3%A5&b=1")

    @pytest.mark.parametrize("path", ["//evil.example/", "/%5Cevil.example/", "/%2F/evil.example/", "/a%0D%0AX-Y:1/"])
    def test_leads_to_no_other_site(self, browser: TestClient, path: str) -> None:
        answer = browser.request("GET", f"http://testserver{path}")

        assert answer.status_code in {307, 404}
        target = answer.headers.get("location", "/")
        assert target.startswith("/")
        assert not target.startswith(("//", "/\\", "/%5C"))
        assert "x-y" not in answer.headers

    def test_of_a_command_is_taken_away_and_the_command_sent_again(self, office: Office) -> None:
        headers = office.coordinator.headers(**{"Idempotency-Key": "slash-at-the-end", "If-Match": "*"})
        path = f"/api/v1/municipalities/{HERE}/support/log-contact/"
        answer = office.http.post(path, json={"direction": "out"}, headers=headers)

        assert [each.status_code for each in (*answer.history, answer)] == [307, 200]


class TestHeaders:
    @pytest.mark.parametrize("path", ["/api/v1/counties/17", "/counties/17", "/health/live"])
    @pytest.mark.parametrize("how", ["one", "many", "address"])
    def test_of_more_than_32_kilobytes_are_refused(
        self, office: Office, browser: TestClient, path: str, how: str
    ) -> None:
        many = {f"X-Filler-{number}": "x" * 500 for number in range(100)}
        headers = {"one": {"X-Filler": "x" * 50_000}, "many": many, "address": {}}[how]
        query = "?filler=" + "x" * 50_000 if how == "address" else ""
        refused = browser.get(f"{path}{query}", headers={**office.coordinator.headers(), **headers})

        assert refused.status_code == 431
        if path.startswith("/counties"):
            assert "kakor" in refused.text
        else:
            assert refused.json()["code"] == "headers-too-large"

    def test_of_less_are_not(self, office: Office, browser: TestClient) -> None:
        headers = office.coordinator.headers(**{"X-Filler": "x" * 30_000})

        assert browser.get("/api/v1/counties/17", headers=headers).status_code == 200


class TestIfMatch:
    @pytest.fixture
    def version(self, office: Office) -> int:
        done = office.coordinator.does(HERE, "support/log-contact", direction="out")
        return int(done["version"])

    def sent(self, office: Office, match: str | None, key: list[int] = [0]) -> Any:  # noqa: B006 -- counts
        key[0] += 1
        headers = office.coordinator.headers(**{"Idempotency-Key": f"if-match-{key[0]}"})
        if match is not None:
            headers["If-Match"] = match
        path = f"/api/v1/municipalities/{HERE}/support/log-contact"
        return office.http.post(path, json={"direction": "in"}, headers=headers)

    @pytest.mark.parametrize(
        "form",
        [
            '"{}"',
            "{}",
            'W/"{}"',
            '"{}-gzip"',
            'W/"{}-gzip"',
            '"{}--gzip"',
            '"{}-br"',
            '"{}-zstd"',
            '"{};gzip"',
            '"1", "{}"',
            '"{}","{}"',
            'W/"{}-gzip" , W/"1"',
            ', "{}" ,',
            ' "{}"\t',
            "*",
        ],
    )
    def test_is_read_in_every_form_that_reaches_us(self, office: Office, version: int, form: str) -> None:
        answer = self.sent(office, form.replace("{}", str(version)))

        assert answer.status_code == 200, answer.text

    @pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"{}-gzip"', '"1", "{}"', '"{}", "1"'])
    def test_that_does_not_hold_is_a_conflict(self, office: Office, version: int, form: str) -> None:
        answer = self.sent(office, form.replace("{}", str(version - 1)))
        told = answer.json()

        assert (answer.status_code, told["code"]) == (412, "version-conflict")
        assert (told["expected"], told["current"], len(told["since"])) == (version - 1, version, 1)

    @pytest.mark.parametrize(
        "match",
        [
            "abc",
            '"abc"',
            '"3',
            '3"',
            '"36-gzip-br!"',
            "-1",
            '"-1"',
            "1.5",
            '"1" "2"',
            '*, "1"',
            "W/1",
        ],
    )
    def test_that_cannot_be_read_is_told_so(self, office: Office, match: str) -> None:
        answer = self.sent(office, match)

        assert (answer.status_code, answer.json()["code"]) == (400, "if-match-unreadable")
        assert '"36"' in answer.json()["detail"]

    @pytest.mark.parametrize("match", [None, "", " , "])
    def test_is_required(self, office: Office, match: str | None) -> None:
        answer = self.sent(office, match)

        assert (answer.status_code, answer.json()["code"]) == (428, "if-match-required")

    def test_may_come_in_two_lines(self, office: Office, version: int) -> None:
        headers = [*office.coordinator.headers().items(), ("Idempotency-Key", "two-lines-1")]
        lines = [("If-Match", '"1"'), ("If-Match", f'"{version}"')]
        path = f"/api/v1/municipalities/{HERE}/support/log-contact"
        answer = office.http.post(path, json={"direction": "in"}, headers=[*headers, *lines])

        assert answer.status_code == 200


class TestAKey:
    def test_that_names_somebody_is_told_nowhere(self, office: Office, browser: TestClient) -> None:
        key, contact = "samtal-anna-andersson", office.callers[Role.CONTACT]
        done = office.coordinator.does(HERE, "support/log-contact", key=key, direction="out")
        office.callers[Role.MANAGER].refused(HERE, "support/log-contact", key=key, direction="out")
        repeated = office.coordinator.does(HERE, "support/log-contact", key=key, direction="out")
        event_id = done["events"][0]["event_id"]
        stored = [each.envelope.model_dump_json() for each in office.system.store.read(0, 1000)]
        trail = contact.get("trail", min_position=done["position"] + 1)
        pages = [browser.get(f"/events/{event_id}{form}").text for form in ("", "?format=json")]
        api = office.coordinator.get(f"events/{event_id}")

        assert repeated == done
        assert [each for each in (*stored, dumps(trail), *pages, dumps(api)) if "andersson" in each] == []
        ids = {each["command_id"] for each in trail["events"] if each["topic"] != "support.contact-had.v1"}
        assert str(UUID(api["event"]["command_id"])) not in ids


class TestIfNoneMatch:
    @pytest.mark.parametrize("form", ["{}", "{strong}", "{gzip}", '"other", {}', "*", '{gzip}, "other"'])
    def test_is_read_in_every_form_that_reaches_us(self, office: Office, form: str) -> None:
        tag = office.coordinator.ask("counties/17/programme").headers["etag"]
        strong = tag.removeprefix("W/")
        given = form.replace("{}", tag).replace("{strong}", strong).replace("{gzip}", f'{strong[:-1]}-gzip"')
        headers = office.coordinator.headers(**{"If-None-Match": given})
        answer = office.http.get("/api/v1/counties/17/programme", headers=headers)

        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)

    @pytest.mark.parametrize("given", ['"other"', "nonsense", ""])
    def test_of_another_answer_gets_the_new_one(self, office: Office, given: str) -> None:
        headers = office.coordinator.headers(**{"If-None-Match": given})

        assert office.http.get("/api/v1/counties/17/programme", headers=headers).status_code == 200


class TestMinPosition:
    @pytest.mark.parametrize("beyond", [1, 1000, 2**61])
    def test_beyond_the_log_is_refused_at_once(self, office: Office, beyond: int) -> None:
        head = office.system.store.head()
        headers = office.coordinator.headers()

        def took() -> float:
            started = monotonic()
            answer = office.http.get("/api/v1/trail", params={"min_position": head + beyond}, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (422, "not-yet")
            return monotonic() - started

        in_time(0.5, took)

    def test_that_the_log_has_reached_is_waited_for(self, office: Office) -> None:
        done = office.coordinator.does(HERE, "support/log-contact", direction="out")

        assert office.coordinator.get("trail")["events"][0]["position"] == done["position"]


class TestDescription:
    @pytest.mark.parametrize(
        "form", [{}, {"format": "csv"}, {"format": "xlsx"}, {"format": "json"}, {"format": "x"}, {"min_position": "x"}]
    )
    def test_names_the_type_of_every_answer(self, office: Office, told: Any, form: dict[str, str]) -> None:
        seen = set()
        for path, each in told["paths"].items():
            if "get" not in each:
                continue
            address = path.format(code="17", scb_code=HERE, event_id=NOBODY)
            for headers in (office.coordinator.headers(), {}):
                answer = office.http.get(address, params=form, headers=headers)
                kind = answer.headers["content-type"].partition(";")[0]
                declared = each["get"]["responses"][str(answer.status_code)]["content"]
                assert kind in declared, (path, answer.status_code, kind)
                seen.add(kind)
        wanted = {"application/json", "application/problem+json", "text/plain"}
        assert wanted | {SHEETS[name] for name in form.values() if name in SHEETS} <= seen

    def test_names_what_a_sheet_has_beside_it(self, told: Any) -> None:
        asked = {path: each["get"] for path, each in told["paths"].items() if "get" in each}
        sheets = [each for each in asked.values() if "text/csv" in each["responses"].get("200", {}).get("content", {})]
        with_format = [
            each for each in asked.values() if "format" in {one["name"] for one in each.get("parameters", ())}
        ]

        assert sheets == with_format
        assert len(sheets) == 7
        assert all({"Link", "Content-Disposition"} <= set(each["responses"]["200"]["headers"]) for each in sheets)


class TestWrongTokens:
    @pytest.fixture
    def door(self, office: Office) -> Any:
        """Return how to ask from an address, of an application that has seen nobody yet."""
        app = office.system.app()

        def asked(client: str, token: str, how: str = "bearer") -> Any:
            browser = TestClient(app, follow_redirects=False, client=(client, 50_000))
            if how == "form":
                return browser.post("/sign-in", data={"token": token})
            if how == "cookie":
                return browser.get("/trail", headers={"Cookie": f"femsteg_session={token}"})
            return browser.get("/api/v1/work-queue", headers={"Authorization": f"Bearer {token}"})

        return asked

    @staticmethod
    def wrong(number: int) -> str:
        return f"femsteg_{number:043d}"

    @pytest.mark.parametrize(("how", "most", "status"), [("bearer", 30, 401), ("form", 30, 422), ("cookie", 300, 303)])
    def test_are_limited_in_a_minute(self, door: Any, how: str, most: int, status: int) -> None:
        found = [door("192.0.2.1", self.wrong(number), how) for number in range(most + 2)]

        assert [each.status_code for each in found] == [status] * most + [429] * 2
        assert 0 < int(found[-1].headers["retry-after"]) <= 60
        if how == "bearer":
            assert found[-1].json()["code"] == "too-many-requests"
        else:
            assert "För många försök" in found[-1].text

    def test_of_one_client_cost_another_nothing(self, door: Any, office: Office) -> None:
        for number in range(31):
            door("192.0.2.1", self.wrong(number))

        assert door("192.0.2.2", self.wrong(0)).status_code == 401
        assert door("192.0.2.2", office.coordinator.token).status_code == 200
        assert door("192.0.2.1", office.coordinator.token).status_code == 200

    def test_keep_out_a_new_one_at_the_same_address_for_a_while(self, door: Any, office: Office) -> None:
        for number in range(31):
            door("192.0.2.1", self.wrong(number))

        assert door("192.0.2.1", office.coordinator.token).status_code == 429

    def test_that_repeat_the_same_are_one(self, door: Any, office: Office) -> None:
        """A program with an old token asks all day, and others behind the same address come in."""
        assert {door("192.0.2.1", self.wrong(1)).status_code for _ in range(100)} == {401}
        assert door("192.0.2.1", office.coordinator.token).status_code == 200

    def test_of_one_network_of_ipv6_are_of_one_client(self, door: Any) -> None:
        found = [door(f"2001:db8::{number:x}", self.wrong(number)) for number in range(31)]

        assert found[-1].status_code == 429
        assert door("2001:db8:0:1::1", self.wrong(0)).status_code == 401

    def test_are_forgotten_after_a_minute(self) -> None:
        now = [0.0]
        guesses = Guesses(2, lambda: now[0])
        request = Request({"type": "http", "client": ("192.0.2.1", 1), "headers": []})
        looked: list[str] = []

        def look(secret: str) -> None:
            looked.append(secret)

        for secret in ("a", "b", "a"):
            assert guesses.looked_up(request, secret, look) is None
        with pytest.raises(Problem) as refused:
            guesses.looked_up(request, "c", look)
        assert (refused.value.status, refused.value.headers["Retry-After"]) == (429, "60")
        now[0] = 60.5
        guesses.looked_up(request, "c", look)
        assert looked == ["a", "b", "c"]
