"""HTTP around the questions and commands: methods, addresses, headers, entity tags, and how much may be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from tests.support.api import Office, open_office

HERE = "1715"


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


def addresses(office: Office, method: str) -> list[str]:
    """Return every address that takes a method, with this municipality in it."""
    event = office.coordinator.get("trail")["events"][0]["event_id"]
    named = {
        "{scb_code}": HERE,
        "/counties/{code}": "/counties/17",
        "{code}": HERE,
        "{aggregate}/{name}": "support/log-contact",
        "{event_id}": event,
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
            full, bare = browser.get(path, headers=headers), browser.head(path, headers=headers)

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
