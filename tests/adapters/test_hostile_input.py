"""Hostile input on every route of the API: a clear answer in the caller's language, never a 500 (I8)."""

import gc
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from adapters.http.command_request import address_of
from adapters.http.scopes import scope_path
from domain.aggregates import USER_RULES
from domain.scope import Scope
from domain.values import Role
from tests.support.access_tables import ANSWERED, SAMPLES
from tests.support.api import Office, open_office
from tests.support.given import scope_code

HERE, ELSEWHERE = "1715", "1766"
ADDRESSES = {command: f"{scope_code(command.aggregate, HERE)}/{address_of(command)}" for command in USER_RULES}
STRINGS = (
    "\x00",
    "a\x00b",
    "\ud800",
    "0000-00-00",
    "0000-01-01",
    "9999-12-31",
    "x" * 100_000,
    "' OR 1=1 --",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "",
    " ",
    "\u202e\ufeff",
)
VALUES: tuple[Any, ...] = (*STRINGS, None, True, -1, 0, 2**80, 1.5, [], {}, [[]], [None], {"a": {"b": []}})
BODIES = (
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"1",
    b"{",
    b"\xff\xfe",
    b'{"occurred_on": NaN}',
    b'{"occurred_on": "\\ud800"}',
    b'{"nobody_asked_for_this": 1}',
    b"[" * 20_000,
    b'{"a":' * 5_000,
    b'{"reason": "' + b"x" * 1_000_000 + b'"}',
)


@pytest.fixture(autouse=True)
def _no_search_for_cycles() -> Iterator[None]:
    """Where JSON is nested as deep as can be, a search for cycles leaves no room to what it ends."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE, ELSEWHERE) as made:
        made.coordinator.does(HERE, "municipality/join-municipality")
        yield made


def check_problem(response: Any, seen: Counter[str]) -> None:
    assert 400 <= response.status_code < 500, (response.status_code, response.request.url, response.text[:300])
    assert response.headers["content-type"].startswith("application/problem+json")
    told = response.json()
    assert told["status"] == response.status_code
    for text in (told["title"], told["detail"]):
        assert text
        assert "⟦" not in text
    for each in [*told.get("errors", []), *told.get("refusals", [])]:
        assert each["text"], told
        assert "⟦" not in each["text"], told
    assert "x" * 1000 not in response.text
    seen[told["code"]] += 1


def post(http: TestClient, office: Office, address: str, content: bytes, language: str = "sv", **more: str) -> Any:
    headers = office.coordinator.headers(
        **{
            "Idempotency-Key": f"hostile-{id(content)}-{address}"[:60].replace("/", "."),
            "If-Match": "*",
            "Content-Type": "application/json",
            "Accept-Language": language,
            **more,
        }
    )
    scope, _, command = address.partition("/")
    return http.post(f"/api/v1{scope_path(Scope.of(scope))}/{command}", content=content, headers=headers)


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_a_body_that_is_none_or_nonsense_is_refused(office: Office, address: str) -> None:
    seen: Counter[str] = Counter()
    for content in BODIES:
        for language in ("sv", "en"):
            check_problem(post(office.http, office, address, content, language), seen)
    assert seen["validation"] >= 5
    assert seen["malformed-json"] >= 1
    assert seen["body-too-large"] == 2


@pytest.mark.parametrize("command", USER_RULES, ids=[each.name for each in USER_RULES])
def test_a_field_of_the_wrong_kind_is_refused_or_harmless(office: Office, command: Any) -> None:
    seen: Counter[str] = Counter()
    fields = [*command.model_fields, "occurred_on", "reason", "override"]
    for name in fields:
        for value in VALUES:
            response = post(office.http, office, ADDRESSES[command], json.dumps({name: value}).encode())
            if response.status_code != 200:
                check_problem(response, seen)
    assert seen.total() > len(fields) * 10


def test_every_header_that_lacks_or_lies_is_refused(office: Office) -> None:
    seen: Counter[str] = Counter()
    for header, value in (
        ("Idempotency-Key", ""),
        ("Idempotency-Key", "short"),
        ("Idempotency-Key", "x" * 5000),
        ("If-Match", ""),
        ("If-Match", '"abc"'),
        ("If-Match", '"99999999999999999999"'),
        ("If-Match", '"77"'),
        ("Authorization", ""),
        ("Authorization", "Bearer nobody-has-this-token-at-all"),
        ("Authorization", "Basic eDp5"),
        ("Content-Type", "text/plain"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ):
        check_problem(
            post(office.http, office, f"{HERE}/support/log-contact", b'{"direction": "in"}', **{header: value}), seen
        )
    expected = {
        "idempotency-key-required",
        "if-match-required",
        "version-conflict",
        "unauthenticated",
        "unsupported-media-type",
    }
    assert expected <= set(seen)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "", "json"])
def test_a_body_that_is_not_declared_as_json_is_refused(office: Office, kind: str) -> None:
    response = post(
        office.http, office, f"{HERE}/support/log-contact", b'{"direction": "in"}', **{"Content-Type": kind}
    )

    assert (response.status_code, response.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON", "application/ld+json"])
def test_json_is_json_however_it_is_declared(office: Office, kind: str) -> None:
    response = post(office.http, office, f"{HERE}/support/log-contact", b'{"direction": 1}', **{"Content-Type": kind})

    assert (response.status_code, response.json()["code"]) == (422, "validation")


def test_a_contact_says_its_direction(office: Office) -> None:
    before = office.system.store.head()
    response = post(office.http, office, f"{HERE}/support/log-contact", b"{}")

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "direction")
    assert office.system.store.head() == before


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 20_000, b'{"a":' * 5_000])
def test_json_that_is_none_is_malformed(office: Office, content: bytes) -> None:
    response = post(office.http, office, f"{HERE}/support/log-contact", content)

    assert (response.status_code, response.json()["code"]) == (422, "malformed-json")


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer"])
def test_the_scheme_is_known_in_any_case(office: Office, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {office.coordinator.token}"}

    assert office.http.get("/api/v1/counties/17", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "counties/99",
        "counties/abc",
        "counties/17?attention=purple",
        "counties/17?format=xml",
        "counties/17?min_position=abc",
        "counties/17?min_position=-1",
        "counties/17?part=%00",
        "counties/17?part=Atlantis",
        "counties/17?state=zzz",
        "municipalities/9999",
        "municipalities/%00",
        "municipalities/1715%0A",
        "municipalities/%D9%A1%D9%A7%D9%A1%D9%A5",
        "municipalities/1715/timeline?cursor=0",
        "municipalities/1715/timeline?limit=100000",
        "municipalities/1715/timeline?cursor=99999999999999999999",
        "trail?from=0000-01-01",
        "trail?from=yesterday",
        "trail?actor=%27",
        "trail?kind=%00",
        "trail?municipality=171",
        "work-queue?county=x",
        "no-such-thing",
        "municipalities/1715/support/no-such-command",
    ],
)
def test_a_question_that_makes_no_sense_is_refused(office: Office, path: str) -> None:
    seen: Counter[str] = Counter()
    for language in ("sv", "en"):
        headers = office.coordinator.headers() | {"Accept-Language": language}
        response = office.http.get(f"/api/v1/{path}", headers=headers)
        check_problem(response, seen)
        if "?" in path and not path.startswith("counties/99"):
            assert response.status_code == 422


PAGES = sorted(
    {
        row["Address"].removeprefix("GET ")
        for row in ANSWERED
        if row["Address"].startswith("GET /") and row["Address"].split("}")[0].endswith(("{scb_code", "{code"))
    }
)
NO_CODES = ("abc", "17840", "%00", "1715%0A", "%D9%A1%D9%A7%D9%A1%D9%A5", "X1", "x" * 300)


@pytest.fixture(scope="module")
def browsers(office: Office) -> dict[Role, TestClient]:
    """A browser for each role, in which somebody has signed in."""
    found = {role: TestClient(office.http.app, follow_redirects=False) for role in office.callers}
    for role, browser in found.items():
        assert browser.post("/sign-in", data={"token": office.callers[role].token}).status_code == 303
    return found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_no_municipality_or_county_is_not_found(
    office: Office, browsers: dict[Role, TestClient], address: str
) -> None:
    known = {**SAMPLES, "case_id": "x", "event_id": "x"}
    for role, browser in browsers.items():
        for code in NO_CODES:
            path = address.format(scb_code=code, code=code, **known)
            asked = browser if not path.startswith("/api/") else office.http
            headers = office.callers[role].headers() if path.startswith("/api/") else {}
            answer = asked.get(path, headers=headers)
            assert answer.status_code in {403, 404, 422}, (role, path, answer.status_code)
            assert role is Role.ADMINISTRATOR or answer.status_code != 403, (role, path)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/live?scope=x&after=0", {403, 404}),
        ("/live?scope=17840&after=0", {403, 422}),
        ("/live?scope=%00&after=0", {403, 404}),
        ("/live?scope=17&after=x", {422}),
        ("/work?municipality=abc", {200, 403}),
        ("/work?municipality=%00&step=x&reason=%27", {200, 403, 422}),
        ("/work/bulk?municipality=abc", {200, 403}),
        ("/work/bulk?municipality=%00&act=support.log-contact&row=abc.x", {200, 403}),
        ("/work/bulk?municipality=abc&municipality=1715&act=support.log-contact", {200, 403}),
        ("/trail?municipality=abc", {200, 403, 422}),
        ("/trail?cursor=x&actor=%27", {403, 422}),
        ("/search?q=%00", {200}),
        ("/municipalities/abc/act/support/log-contact", {404}),
        ("/counties/17/act/support/log-contact", {404}),
        ("/municipalities/1715/act/support/no-such-act", {404}),
        ("/events/abc", {403, 422}),
    ],
)
def test_a_page_that_is_asked_for_nonsense_says_so(
    browsers: dict[Role, TestClient], path: str, wanted: set[int]
) -> None:
    found = {role: browser.get(path).status_code for role, browser in browsers.items()}

    assert set(found.values()) <= wanted, found


@pytest.mark.parametrize("code", ["abc", "\x00", "17840", ELSEWHERE, "9999"])
def test_an_act_for_several_tells_no_municipality_from_a_stranger(browsers: dict[Role, TestClient], code: str) -> None:
    contact = browsers[Role.CONTACT]
    page = contact.get("/work/bulk", params={"municipality": [HERE, code], "act": "support.log-contact"})
    hidden = {name: found[-1] for name in ("csrf", "author", "key", "seen") if (found := _hidden(page.text, name))}
    sent = contact.post(
        "/work/bulk",
        data={**hidden, "municipality": [HERE, code], "act": "support.log-contact", "direction": "out"},
    )

    assert (page.status_code, sent.status_code) == (200, 200)
    assert sent.text.count("Sidan eller uppgiften finns inte") == 1


def _hidden(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def test_the_wrong_method_is_refused(office: Office) -> None:
    seen: Counter[str] = Counter()
    headers = office.coordinator.headers()
    check_problem(office.http.delete("/api/v1/counties/17", headers=headers), seen)
    check_problem(office.http.get(f"/api/v1/municipalities/{HERE}/support/log-contact", headers=headers), seen)
    assert seen == {"method-not-allowed": 2}


def test_another_municipality_is_refused_and_looks_like_none(office: Office) -> None:
    contact = office.callers[Role.CONTACT]
    assert contact.refused(ELSEWHERE, "support/log-contact", direction="both") == ["L8"]
    for path in (f"municipalities/{ELSEWHERE}", f"municipalities/{ELSEWHERE}/actions", "municipalities/0199"):
        response = office.http.get(f"/api/v1/{path}", headers=contact.headers())
        assert (response.status_code, response.json()["code"]) == (404, "not-found")
    rows = contact.get("counties/17")["municipalities"]
    assert all(row["scb_code"] in {HERE, None} for row in rows)
    events = contact.get("trail")["events"]
    assert {each["scb_code"] for each in events} == {HERE}


def test_nothing_of_all_this_left_a_trace_but_recorded_refusals(office: Office) -> None:
    stored = office.system.store.read(0, 10_000)
    kinds = Counter(each.topic for each in stored)
    names = {"municipality.municipality-registered.v1": 2, "municipality.municipality-joined.v1": 1}
    assert {topic: kinds[topic] for topic in names} == names
    for each in stored:
        assert "\x00" not in each.event.model_dump_json()
