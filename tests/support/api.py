"""The API as a program uses it, over the real application and a real database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from starlette.testclient import TestClient

from adapters.http.scopes import scope_path
from adapters.main import System, open_system
from adapters.runtime import diagnostics
from adapters.settings import Settings
from domain.people import Actor
from domain.scope import Scope
from domain.values import USER_ROLES, Role
from tests.support.waiting import caught_up, patiently
from workflows.reference.reference import Reference

_NAMES = UUID("00000000-0000-5000-8000-000000000001")
_SERIES = count()


class Calendar:
    """A clock that a test sets; each id is new, also where the same log is opened again."""

    def __init__(self, day: date = date(2024, 1, 15)) -> None:
        self.day = day
        self.ahead = timedelta()
        self._series, self._ids = next(_SERIES), count()

    def now(self) -> datetime:
        """Return ten in the morning of the day, and what the clock is ahead of that."""
        return datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=UTC) + self.ahead

    def today(self) -> date:
        """Return the day."""
        return self.day

    def new_id(self) -> UUID:
        """Return the next id."""
        return uuid5(_NAMES, f"{self._series} {next(self._ids)}")

    def pass_days(self, days: int) -> None:
        """Let days go by."""
        self.day += timedelta(days=days)


@dataclass
class Caller:
    """Someone with a token."""

    http: TestClient
    token: str
    language: str = "sv"
    position: int = 0
    _keys: Iterator[int] = field(default_factory=count)

    def _new_key(self) -> str:
        return f"{self.token[-8:]}-{next(self._keys):08d}"

    def headers(self, **more: str) -> dict[str, str]:
        """Return the headers of each request."""
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language, **more}

    def send(self, scb_code: str, address: str, *, version: int | str = "*", key: str = "", **body: Any) -> Any:
        """Send a command and return the response."""
        key = key or self._new_key()
        match = version if version == "*" else f'"{version}"'
        return self.http.post(
            f"/api/v1{scope_path(Scope.of(scb_code))}/{address}",
            json=body,
            headers=self.headers(**{"Idempotency-Key": key, "If-Match": str(match)}),
        )

    def does(self, scb_code: str, address: str, **body: Any) -> Any:
        """Send a command that must be accepted, and return the answer."""
        body = {"key": self._new_key(), **body}
        response = patiently(lambda: self.send(scb_code, address, **body), _told_to_come_back)
        assert response.status_code == 200, response.text
        answer = response.json()
        self.position = answer["position"]
        return answer

    def refused(self, scb_code: str, address: str, **body: Any) -> list[str]:
        """Send a command that must be refused, and return the rules."""
        response = self.send(scb_code, address, **body)
        assert response.status_code in {403, 409}, response.text
        return [each["rule_id"] for each in response.json()["refusals"]]

    def ask(self, path: str, language: str | None = None, **params: Any) -> Any:
        """Ask for what shows one's own writes, again for as long as it does not yet, and return the response."""
        headers = self.headers() | ({"Accept-Language": language} if language else {})
        params = {"min_position": self.position, **params}
        return patiently(lambda: self.http.get(f"/api/v1/{path}", params=params, headers=headers), _told_to_come_back)

    def get(self, path: str, language: str | None = None, **params: Any) -> Any:
        """Ask for what shows one's own writes, and return the content."""
        response = self.ask(path, language, **params)
        assert response.status_code == 200, response.text
        return response.json()

    def actions(self, scb_code: str) -> dict[str, Any]:
        """Return actions by command, with the step where there is one: ``journey.start-step ACTION_PLAN``."""
        found = self.get(f"{scope_path(Scope.of(scb_code))[1:]}/actions")["actions"]
        return {" ".join([each["command"], *each["fixed"].values()]): each for each in found}

    def cell(self, county: str, scb_code: str, step: str) -> Any:
        """Return a cell of the county matrix."""
        rows = self.get(f"counties/{county}")["municipalities"]
        row = next(each for each in rows if each["scb_code"] == scb_code)
        return next(each for each in row["steps"] if each["step"] == step)

    def reasons(self, scb_code: str) -> set[str]:
        """Return why the municipality is in the work queue."""
        items = self.get("work-queue")["items"]
        return {each["reason"] for each in items if each["scb_code"] == scb_code}

    def told(self, scb_code: str, language: str) -> str:
        """Return the timeline's latest sentence."""
        events = self.get(f"{scope_path(Scope.of(scb_code))[1:]}/timeline", language)["events"]
        return str(events[0]["text"])


def _told_to_come_back(response: Any) -> bool:
    return bool(response.status_code == 503)


@dataclass
class Office:
    """A running system with one caller of each role."""

    system: System
    http: TestClient
    calendar: Calendar
    callers: dict[Role, Caller]

    @property
    def coordinator(self) -> Caller:
        """The regional coordinator."""
        return self.callers[Role.COORDINATOR]

    def caller(self, role: Role, municipality: str | None = None) -> Caller:
        """Return a new caller with a token of that role."""
        number = len(self.system.access.tokens())
        actor = Actor(ref=f"p-{number:032x}", role=role, municipality=municipality)
        now = self.calendar.now()
        secret = self.system.access.create_token(actor, "test", uuid5(_NAMES, f"token {number}"), now)
        return Caller(self.http, secret)


@contextmanager
def open_office(
    database_url: str, *places: str, day: date = date(2024, 1, 15), reference: Reference | None = None
) -> Iterator[Office]:
    """Open the system with these municipalities registered and a caller of each role."""
    diagnostics.configure(level=50)
    calendar = Calendar(day)
    settings = Settings(database_url=database_url, data_folder=Path("/nonexistent"))
    with open_system(settings, "real", calendar) as opened:
        system = replace(opened, reference=reference) if reference else opened
        system.follower.start()
        try:
            with TestClient(system.app(), raise_server_exceptions=False) as http:
                office = Office(system, http, calendar, {})
                for role in USER_ROLES:
                    own = places[0] if role is Role.CONTACT and places else None
                    office.callers[role] = office.caller(role, own)
                for place in places:
                    office.coordinator.does(place, "municipality/register-municipality")
                caught_up(system)
                yield office
        finally:
            system.follower.stop()
