"""A process killed at each point of an act of an audit, or of pinning a report, leaves all of the act or nothing.

Whoever had no answer sends the act again under its key, and it is there once. Sabotage, named in FEMSTEG_SABOTAGE:
`contents-later` keeps a report's bytes after its event, and turns this red.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import pytest
from starlette.testclient import TestClient

from adapters.main import open_system
from adapters.postgres.log.event_store import PostgresEventStore
from adapters.postgres.report_contents import PostgresContents
from adapters.settings import Settings
from domain.audit_case.events import AuditCaseOpened, AuditFindingRaised
from domain.report.events import ReportPinned
from domain.values import Role
from tests.support.api import Calendar, Office, open_office
from tests.support.decisions import breached
from tests.support.processes import forking
from tests.support.waiting import caught_up

HERE = "1715"
DAY = date(2024, 3, 1)
CONTENTS_LATER = os.environ.get("FEMSTEG_SABOTAGE") == "contents-later"
# From the beginning of a call to a blow in it; the call takes about as long.
MOST_SECONDS = 0.004
When = Literal["before", "during", "after"]
SCOPE: dict[str, Any] = {
    "purpose": "yearly-audit",
    "municipalities": [HERE],
    "audited_parts": ["support"],
    "period_from": "2024-01-01",
    "period_until": "2024-03-31",
    "ends_on": "2024-03-31",
}


@dataclass(frozen=True)
class Point:
    """Where the blow falls: before, in or after the call of the database that is this one of its kind in the act."""

    when: When
    call: Literal["keep", "append"] = "append"
    number: int = 1

    def __str__(self) -> str:
        return f"{self.when} {self.call} {self.number}"


APPENDING = [Point("before"), Point("during"), Point("after")]
# A report's style sheet is kept first, then its bytes; the event comes after both.
PINNING = [Point("after", "keep", 1), Point("during", "keep", 2), Point("after", "keep", 2), *APPENDING[1:]]


def struck(point: Point, seed: int) -> None:
    """Let the blow fall in this process, and nothing of it be told."""

    def end() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def later(seconds: float) -> None:
        time.sleep(seconds)
        end()

    kind = PostgresContents if point.call == "keep" else PostgresEventStore
    real, calls = getattr(kind, point.call), Counter[str]()

    def call(*given: Any, **more: Any) -> Any:
        calls["all"] += 1
        is_it = calls["all"] == point.number
        if is_it and point.when == "before":
            end()
        if is_it and point.when == "during":
            seconds = random.Random(seed).uniform(0, MOST_SECONDS)  # noqa: S311 -- dice for a test
            Thread(target=later, args=(seconds,)).start()
        answer = real(*given, **more)
        if is_it:
            time.sleep(MOST_SECONDS if point.when == "during" else 0)
            end()
        return answer

    setattr(kind, point.call, call)
    if CONTENTS_LATER:
        keep_after_the_event()


def keep_after_the_event() -> None:
    """Keep contents only once the event that names them is stored."""
    keep, append = PostgresContents.keep, PostgresEventStore.append
    waiting: list[tuple[Any, ...]] = []

    def noted(self: PostgresContents, content: bytes, media_type: Any) -> str:
        waiting.append((self, content, media_type))
        return sha256(content).hexdigest()

    def appended(*given: Any, **more: Any) -> Any:
        stored = append(*given, **more)
        for each in waiting:
            keep(*each)
        return stored

    PostgresContents.keep, PostgresEventStore.append = noted, appended  # type: ignore[method-assign]


@dataclass(frozen=True)
class Sent:
    """A request as somebody sends it, and sends it again where no answer came."""

    path: str
    headers: dict[str, str]
    json: dict[str, Any] | None = None
    data: dict[str, str] | None = None

    def to(self, http: TestClient) -> Any:
        """Send it."""
        return http.post(self.path, headers=self.headers, json=self.json, data=self.data)


def act(url: str, sent: Sent, point: Point, seed: int, told: Connection) -> None:
    """Serve one request in a process of its own, which is killed at that point."""
    settings = Settings(database_url=url, data_folder=Path("/nonexistent"))
    with open_system(settings, "real", Calendar(DAY)) as system:
        http = TestClient(system.app())
        struck(point, seed)
        told.send(sent.to(http).status_code)


def killed(office: Office, sent: Sent, point: Point, seed: int) -> None:
    """Send the request to a process that is killed in it: no answer comes."""
    told, tells = forking().Pipe(duplex=False)
    url = office.system.settings.database_url
    worker = forking().Process(target=act, args=(url, sent, point, seed, tells))
    worker.start()
    tells.close()
    worker.join()
    with told, suppress(EOFError):
        raise AssertionError(f"void: answered {told.recv()}, {point}")
    assert worker.exitcode == -signal.SIGKILL, point


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE, day=DAY) as office:
        office.coordinator.does(HERE, "municipality/join-municipality")
        office.coordinator.does(HERE, "support/log-contact", direction="both")
        caught_up(office.system)
        yield office


def events(office: Office, kind: type) -> list[Any]:
    return [each.event for each in office.system.store.read(0, 1000) if isinstance(each.event, kind)]


def all_or_nothing(office: Office, kind: type, request: Callable[[int], Sent], points: list[Point]) -> Counter[str]:
    """Kill at each point, and send each request again; return how often the act was there and how often not."""
    became = Counter[str]()
    for number, point in enumerate(points):
        sent, before = request(number), len(events(office, kind))
        killed(office, sent, point, number)
        assert breached(office.system.store) == []
        whole(office)
        kept = len(events(office, kind)) - before
        assert kept in ({"before": {0}, "during": {0, 1}, "after": {1}}[point.when] if point.call == "append" else {0})
        became["kept" if kept else "lost"] += 1
        assert sent.to(office.http).status_code == 200, point
        assert len(events(office, kind)) == before + 1, point
        whole(office)
    print(f"{kind.__name__}: {dict(became)}")
    assert set(became) == {"kept", "lost"}, "void: all blows fell on one side"
    return became


def whole(office: Office) -> None:
    """Every report that is pinned has its bytes, and they have its style sheet."""
    contents = PostgresContents(office.system.requests)
    for each in events(office, ReportPinned):
        content = contents.content(each.digest, "text/html")
        assert content is not None, "an event names bytes that are not there"
        assert sha256(content).hexdigest() == each.digest
        style = re.search(rb'href="styles/([0-9a-f]{64})"', content)
        assert style
        sheet = contents.content(style[1].decode(), "text/css")
        assert sheet is not None
        assert sha256(sheet).hexdigest() == style[1].decode()


def command(office: Office, name: str, key: str, **body: Any) -> Sent:
    headers = {**office.callers[Role.AUDITOR].headers(), "Idempotency-Key": key, "If-Match": "*"}
    return Sent(f"/api/v1/counties/17/audit-case/{name}", headers, body)


@pytest.mark.slow
def test_a_case_is_opened_and_a_finding_raised_whole_or_not_at_all(office: Office) -> None:
    case = office.callers[Role.AUDITOR].does("17", "audit-case/open-audit-case", **SCOPE)["stream"].rpartition("/")[2]
    contact = next(each for each in office.system.store.read(0, 1000) if each.topic.startswith("support.contact-had"))
    finding = {
        "case_id": case,
        "finding_kind": "late-entry",
        "gravity": "remark",
        "text": "Kontakten kom in samma dag som den togs.",
        "about_events": [str(contact.envelope.event_id)],
    }
    all_or_nothing(
        office,
        AuditCaseOpened,
        lambda number: command(office, "open-audit-case", f"case-{number:08d}", **SCOPE),
        APPENDING,
    )
    all_or_nothing(
        office,
        AuditFindingRaised,
        lambda number: command(office, "raise-audit-finding", f"finding-{number:08d}", **finding),
        APPENDING,
    )


@pytest.mark.slow
def test_a_report_is_pinned_with_its_bytes_or_not_at_all(office: Office) -> None:
    manager = office.http
    assert manager.post("/sign-in", data={"token": office.callers[Role.MANAGER].token}).status_code == 200

    def request(_: int) -> Sent:
        page = manager.get("/counties/17/reports").text
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf|author|key)" value="([^"]*)"', page))
        cookies = "; ".join(f"{name}={value}" for name, value in manager.cookies.items())
        return Sent("/counties/17/reports", {"Cookie": cookies}, data={**hidden, "kind": "meeting"})

    all_or_nothing(office, ReportPinned, request, PINNING)
