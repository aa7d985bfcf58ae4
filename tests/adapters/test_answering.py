"""What every answer has, whatever it answers: headers, an id, words; and that none is broken off in silence."""

from asyncio import run
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Message

from adapters.http.middleware.body import MAX_BODY_BYTES
from tests.support.api import Office, open_office
from tests.support.logged import logging

HERE = "1715"
SAME = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
LOG_CONTACT = f"/api/v1/municipalities/{HERE}/support/log-contact"


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE) as made:
        yield made


@pytest.fixture
def logged() -> Iterator[Callable[[], list[Any]]]:
    with logging() as lines:
        yield lines


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/health/live", 200),
        ("/static/femsteg.css", 200),
        ("/sign-in", 200),
        ("/nowhere", 404),
        ("/api/v1/nowhere", 404),
        ("/api/v1/trail", 401),
        ("/trail", 303),
    ],
)
def test_every_answer_has_the_same_headers_and_an_id_of_its_own(office: Office, path: str, status: int) -> None:
    first, second = (office.http.get(path, follow_redirects=False) for _ in range(2))

    assert status == first.status_code
    assert SAME.items() <= dict(first.headers).items()
    assert "default-src 'none'" in first.headers["content-security-policy"]
    assert ("immutable" in first.headers["cache-control"]) == path.startswith("/static/")
    assert len({each.headers["x-request-id"] for each in (first, second)}) == 2


def test_what_nobody_foresaw_is_answered_in_words_and_logged_without_them(
    office: Office, logged: Callable[[], list[Any]]
) -> None:
    app = office.system.app()
    app.add_api_route("/api/v1/broken", lambda: 1 // 0)
    answer = TestClient(app).get("/api/v1/broken")
    failed, answered = logged()

    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert failed["where"].startswith("ZeroDivisionError test_answering.py:")
    assert (answered["status"], answered["route"]) == (500, "/api/v1/broken")
    assert {answer.headers["x-request-id"]} == {each["request_id"] for each in (failed, answered)}
    assert "division" not in f"{answer.text} {failed} {answered}"


def test_the_log_tells_by_pseudonym_who_asked(office: Office, logged: Callable[[], list[Any]]) -> None:
    office.coordinator.get("work-queue")
    office.http.get("/api/v1/work-queue")
    asked, refused = logged()

    assert (asked["actor_role"], asked["status"]) == ("coordinator", 200)
    assert asked["actor_ref"].startswith("p-")
    assert refused["status"] == 401
    assert not {"actor_ref", "actor_role"} & set(refused)


def test_an_answer_that_breaks_off_never_looks_whole(office: Office) -> None:
    sent: list[Message] = []

    def parts() -> Iterator[bytes]:
        yield b"half"
        yield b"%d" % (1 // 0)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    app = office.system.app()
    app.add_api_route("/api/v1/broken", lambda: StreamingResponse(parts()), response_model=None)
    asked = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "path": "/api/v1/broken"}
    with pytest.raises(ZeroDivisionError):
        run(app({**asked, "headers": [], "query_string": b""}, receive, send))

    assert [each.get("body") for each in sent] == [None, b"half"]
    assert sent[-1]["more_body"]


def test_an_answer_s_own_header_stands(office: Office) -> None:
    app = office.system.app()
    app.add_api_route("/api/v1/lasting", lambda: PlainTextResponse("", headers={"Cache-Control": "max-age=1"}))

    assert TestClient(app).get("/api/v1/lasting").headers.get_list("cache-control") == ["max-age=1"]


@pytest.mark.parametrize(
    "content", [b"x" * (MAX_BODY_BYTES + 1), (b"x" * (MAX_BODY_BYTES // 2) for _ in range(3))], ids=["said", "unsaid"]
)
def test_a_body_that_is_too_large_is_refused_in_words(office: Office, content: Any) -> None:
    headers = office.coordinator.headers(**{"Idempotency-Key": "too-large", "If-Match": "*"})
    answer = office.http.post(LOG_CONTACT, content=content, headers={**headers, "Content-Type": "application/json"})

    assert answer.status_code == 413
    assert answer.json()["code"] == "body-too-large"


def test_a_body_that_nobody_asked_for_is_refused_before_anything_is_done(office: Office) -> None:
    answer = office.http.request("GET", "/nowhere", content=b"x" * (MAX_BODY_BYTES + 1))

    assert answer.status_code == 413
    assert "<h1>" in answer.text
