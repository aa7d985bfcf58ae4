"""Clients that send slowly, or nothing, or leave: each has its time, none takes another's place, none is a fault."""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from fastapi import FastAPI

from adapters.cli import connection
from adapters.cli.connection import Waiting
from adapters.http.middleware import body
from adapters.postgres.server import embedded
from tests.support.api import Office, open_office
from tests.support.browsing import served
from tests.support.database import server_folder
from tests.support.logged import logging
from tests.support.site import Site
from tests.support.waiting import until

HERE = "1715"
COMMAND = f"/api/v1/municipalities/{HERE}/support/log-contact"
HEAD = b"GET /health/live HTTP/1.1\r\nHost: femsteg.example\r\n"
SHORT = 0.4
# Heads that no browser sends; a bar stands for a line's end.
STRANGE = [
    b"GET http://evil.example/ HTTP/1.1|Host: x",
    b"GET http://evil.example/counties/17/ HTTP/1.1|Host: evil.example",
    b"GET //evil.example/ HTTP/1.1|Host: x",
    b"GET //evil.example/counties/17/ HTTP/1.1|Host: x",
    b"GET /trail/ HTTP/1.1|Host: evil.example",
    b"GET /%ff%fe/ HTTP/1.1|Host: x",
    b"GET /%00 HTTP/1.1|Host: x",
    b"GET /counties/17%0d%0aX-Y:%201/ HTTP/1.1|Host: x",
    b"GET /trail?%ff=%zz&as_of=%ff HTTP/1.1|Host: x",
    b"GET / HTTP/1.0",
    b"GET /trail HTTP/1.1|Host: evil.example:99999999",
    b"GET /trail HTTP/1.1|Host: \xff\xfe",
    b"GET /trail HTTP/1.1|Host: user@[::1",
    b"OPTIONS * HTTP/1.1|Host: x",
    b"CONNECT evil.example:443 HTTP/1.1|Host: x",
    b"TRACE /trail HTTP/1.1|Host: x",
    b"BREW /trail HTTP/1.1|Host: x",
    b"HEAD /trail HTTP/1.1|Host: x",
    b'GET /trail HTTP/1.1|Host: x|Cookie: =;;;femsteg_session="\\777\xff";;=',
    b"GET /trail HTTP/1.1|Host: x|Cookie: femsteg_session=" + b"\xff" * 50,
    b"GET /trail HTTP/1.1|Host: x|Accept-Language: ;;;,q=\xff,*;q=nan",
    b"GET /trail HTTP/1.1|Host: x|X-Forwarded-Prefix: \xff|X-Forwarded-Host: \xff|X-Forwarded-Proto: \xff",
    b"GET /trail HTTP/1.1|Host: x|X-Forwarded-For: ,,[::1,\xff",
    b"GET /trail HTTP/1.1|Host: x|X-Forwarded-Proto: ftp",
    b"GET /api/v1/trail HTTP/1.1|Host: x|Authorization: Bearer " + b"\xff" * 50,
    b'GET /api/v1/trail HTTP/1.1|Host: x|If-None-Match: \xff"',
    b"POST /sign-in HTTP/1.1|Host: x|Origin: \xff://\xff|Content-Length: 0",
    b"POST /sign-in HTTP/1.1|Host: x|Content-Length: -1",
    b"POST /sign-in HTTP/1.1|Host: x|Transfer-Encoding: gzip",
    b"POST /sign-in HTTP/1.1|Host: x|Content-Type: multipart/form-data|Content-Length: 0",
    b"POST /sign-in HTTP/1.1|Host: x|Upgrade: websocket|Connection: upgrade|Content-Length: 0",
]


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE) as made:
        yield made


@pytest.fixture(scope="module")
def address(office: Office) -> Iterator[str]:
    with served(office.system.app()) as found:
        yield found


@pytest.fixture
def logged() -> Iterator[Callable[[], list[Any]]]:
    with logging() as lines:
        yield lines


@contextmanager
def connected(address: str) -> Iterator[socket.socket]:
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=30) as made:
        yield made


def all_of(client: socket.socket) -> bytes:
    """Return all that comes until the server closes."""
    parts = []
    try:
        while part := client.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def trickle(client: socket.socket, content: bytes = b"x" * 1000) -> None:
    """Send a byte now and then, until the server has had enough."""

    def send() -> None:
        try:
            for each in content:
                client.sendall(bytes([each]))
                time.sleep(0.02)
        except OSError:
            pass

    Thread(target=send, daemon=True).start()


def took(ask: Callable[[], object]) -> float:
    started = time.monotonic()
    ask()
    return time.monotonic() - started


def asked(path: str, headers: dict[str, str], length: int) -> bytes:
    """Return the head of a request whose body is to come."""
    lines = [f"POST {path} HTTP/1.1", "Host: x", f"Content-Length: {length}"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode()


class TestTime:
    def test_for_a_head_is_over_however_it_trickles(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(connection.SECONDS, Waiting.HEAD, SHORT)
        with connected(address) as client:
            client.sendall(HEAD)
            trickle(client)
            answer = all_of(client)
        head, _, told = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 408 ")
        assert json.loads(told)["code"] == "request-timeout"

    def test_to_begin_is_over_without_a_word(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(connection.SECONDS, Waiting.REQUEST, SHORT)
        with connected(address) as client:
            assert all_of(client) == b""

    def test_between_requests_is_over_without_a_word(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(connection.SECONDS, Waiting.REQUEST, SHORT)
        with connected(address) as client:
            client.sendall(HEAD + b"\r\n")
            answer = all_of(client)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.count(b"HTTP/1.1") == 1

    @pytest.mark.parametrize("path", [COMMAND, "/sign-in"])
    def test_for_a_body_is_over_in_words(
        self, office: Office, address: str, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(body, "BODY_SECONDS", SHORT)
        with connected(address) as client:
            headers = office.coordinator.headers(**{"Content-Type": "application/json"})
            client.sendall(asked(path, headers, 1000))
            trickle(client)
            answer = all_of(client).decode()
        assert answer.startswith("HTTP/1.1 408 ")
        assert "Inget har sparats" in answer
        assert ("application/problem+json" in answer) == path.startswith("/api/")

    def test_for_a_body_that_nobody_wants_is_over_too(self, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(connection.SECONDS, Waiting.BODY, SHORT)
        with connected(address) as client:
            client.sendall(asked(COMMAND, {}, 10_000_000))
            trickle(client)
            assert all_of(client).startswith(b"HTTP/1.1 413 ")

    def test_to_take_an_answer_is_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(connection.SECONDS, Waiting.TAKEN, SHORT)
        app, size = FastAPI(), 50_000_000
        app.state.has_pages = False
        app.add_api_route("/large", lambda: "x" * size)
        with served(app) as address, connected(address) as client:
            client.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(SHORT * 5)
            assert len(all_of(client)) < size

    def test_is_given_to_who_sends_on(self, address: str) -> None:
        """What comes in pieces within its time is answered as what comes at once."""
        with connected(address) as client:
            for each in (HEAD[:10], HEAD[10:], b"Connection: close\r\n", b"\r\n"):
                client.sendall(each)
                time.sleep(0.05)
            assert all_of(client).startswith(b"HTTP/1.1 200 ")


class TestHead:
    def test_that_grows_beyond_the_limit_is_refused_by_its_name(self, address: str) -> None:
        with connected(address) as client:
            client.sendall(HEAD)
            for _ in range(33):
                client.sendall(b"X-Filler: " + b"x" * 1000 + b"\r\n")
                time.sleep(0.005)
            answer = all_of(client)
        assert answer.startswith(b"HTTP/1.1 431 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "headers-too-large"

    def test_that_comes_at_once_is_refused_as_well(self, address: str) -> None:
        with connected(address) as client:
            client.sendall(HEAD + b"X-Filler: " + b"x" * 50_000 + b"\r\nConnection: close\r\n\r\n")
            answer = all_of(client)
        assert answer.startswith(b"HTTP/1.1 431 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "headers-too-large"

    @pytest.mark.parametrize(
        "sent", [b"hello\r\n\r\n", b"\x16\x03\x01\x02", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"]
    )
    def test_that_is_none_is_refused(self, address: str, sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
        with connected(address) as client:
            client.sendall(sent)
            answer = all_of(client)
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "malformed-request"
        assert caplog.records == []

    @pytest.mark.parametrize("head", STRANGE)
    def test_however_strange_is_no_fault(
        self, address: str, head: bytes, logged: Callable[[], list[Any]], caplog: pytest.LogCaptureFixture
    ) -> None:
        with connected(address) as client:
            client.sendall(head.replace(b"|", b"\r\n") + b"\r\nConnection: close\r\n\r\n")
            answer = all_of(client)
        assert re.match(rb"HTTP/1\.1 [2-4][0-9][0-9] ", answer), answer[:200]
        assert re.search(rb"(?im)^location: (https?:|//|/\\)", answer) is None
        assert [each for each in logged() if each["level"] == "error"] == []
        assert caplog.records == []


def test_an_answer_without_its_body_leaves_the_connection_in_step(address: str) -> None:
    place = urlsplit(address)
    client = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
    for path in ("/sign-in", "/health/live", "/static/femsteg.css", "/nowhere"):
        sizes = {}
        for method in ("GET", "HEAD"):
            client.request(method, path)
            answer = client.getresponse()
            sizes[method] = (answer.status, answer.headers["Content-Length"], len(answer.read()) > 0)
        assert sizes["HEAD"] == (*sizes["GET"][:2], False), path
    client.close()


class TestWhoLeaves:
    @pytest.mark.parametrize("path", [COMMAND, "/sign-in", "/language"])
    def test_is_no_fault(self, office: Office, address: str, path: str, logged: Callable[[], list[Any]]) -> None:
        kind = "application/json" if path == COMMAND else "application/x-www-form-urlencoded"
        with connected(address) as client:
            client.sendall(asked(path, office.coordinator.headers(**{"Content-Type": kind}), 1000) + b"half")
        until(lambda: bool(logged()))
        assert [(each["event"], each["level"], each.get("status")) for each in logged()] == [
            ("client_left", "info", None)
        ]


def in_the_way(office: Office) -> list[bytes]:
    """Return what slow clients have sent: nothing, half a head, half a body, half a form."""
    command = asked(COMMAND, office.coordinator.headers(**{"Content-Type": "application/json"}), 1000)
    form = asked("/sign-in", {"Content-Type": "application/x-www-form-urlencoded"}, 1000)
    return [b"", HEAD, command + b"{", form + b"token="]


class TestPlaces:
    def test_go_to_who_comes_when_the_slow_have_them_all(
        self, office: Office, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection, "PLACES", 40)
        with ExitStack() as slow:
            for _ in range(40):
                for each in in_the_way(office):
                    slow.enter_context(connected(address)).sendall(each)
            for path in ("/health/live", "/health/ready", "/metrics", "/sign-in"):
                with connected(address) as client:
                    client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                    assert all_of(client).startswith(b"HTTP/1.1 200 "), path

    def test_of_those_at_work_are_nobody_else_s(
        self, office: Office, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection, "PLACES", 5)
        url = office.system.settings.database_url or ""
        with psycopg.connect(url) as holding, connected(address) as client, ExitStack() as slow:
            holding.execute("LOCK TABLE access.tokens")
            lines = [f"{name}: {value}" for name, value in office.coordinator.headers().items()]
            client.sendall("\r\n".join(["GET /api/v1/trail HTTP/1.1", "Host: x", *lines, "", ""]).encode())
            time.sleep(0.1)
            for _ in range(20):
                slow.enter_context(connected(address))
            holding.rollback()
            assert client.recv(12) == b"HTTP/1.1 200"

    def test_of_those_who_watch_are_free_when_all_others_wait(
        self, office: Office, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection, "PLACES", 40)
        url = office.system.settings.database_url or ""
        lines = [f"{name}: {value}" for name, value in office.coordinator.headers().items()]
        question = "\r\n".join(["GET /api/v1/trail HTTP/1.1", "Host: x", *lines, "", ""]).encode()

        def watched(path: str) -> None:
            with connected(address) as client:
                client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                assert all_of(client).startswith(b"HTTP/1.1 200 "), path

        with psycopg.connect(url) as holding, ExitStack() as waiting:
            holding.execute("LOCK TABLE access.tokens")
            for _ in range(60):
                waiting.enter_context(connected(address)).sendall(question)
            time.sleep(0.3)
            tooks = [took(partial(watched, path)) for path in ("/health/live", "/health/ready", "/metrics")]
        assert max(tooks) < 1.5, tooks


@pytest.mark.slow
def test_a_server_as_it_is_run_answers_past_a_thousand_slow_clients() -> None:
    with server_folder() as folder, ExitStack() as slow:
        site = Site(Path(folder), ("demo", "--history", "none"), "demo")
        try:
            site.start()
            for number in range(900):
                client = slow.enter_context(connected(f"http://127.0.0.1:{site.port}"))
                client.sendall((b"", HEAD, asked("/sign-in", {}, 1000))[number % 3])
            for path in ("/health/live", "/health/ready"):
                assert site.ask("GET", path).status == 200
        finally:
            slow.close()
            site.kill()
            embedded.stop(Path(folder) / "demo")
