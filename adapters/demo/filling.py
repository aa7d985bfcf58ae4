"""Preparing a demonstration: an invented history, someone of each role to be, and a token for each of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from adapters.demo.history import build
from adapters.demo.people import PEOPLE, DemoPerson
from adapters.http.pages.reports.document import Asked, keep
from adapters.http.services import Person
from adapters.main import System
from adapters.memory.event_store import MemoryEventStore
from domain.report.events import ReportKind
from domain.values import Channel
from workflows.registration import register_county

_LABEL = "demo-"


def people() -> tuple[Person, ...]:
    """Return whom the sign-in page offers."""
    return tuple(Person(each.actor, each.key) for each in PEOPLE)


def add_history(system: System) -> int:
    """Fill an empty log with the invented history and return how many events came of it; 0 if it holds anything.

    Built in memory and stored in one append: a process that is killed half-way leaves an empty log, not half a history.
    What its reports show is kept before that, and named by nothing until then.
    """
    if system.store.head():
        return 0
    built = MemoryEventStore()

    def kept(kind: ReportKind, since: date, day: date) -> tuple[str, int]:
        position = built.head()
        asked = Asked(kind, position, day, since, None, "sv")
        return keep(system.over_memory(built, people()), system.county, asked), position

    count = build(built, system.reference, system.clock.today(), kept)
    system.store.append(built.read(0, count))
    return count


def fill(system: System, *, history: bool) -> int:
    """Give a new demonstration its county, and its history if wanted; return how many events were added."""
    added = add_history(system) if history else 0
    return added + register_county(system.handling(), system.store, system.county, Channel.DEMO)


def renew_tokens(system: System) -> dict[str, str]:
    """Revoke the tokens of earlier starts and return new ones, by role."""
    now = system.clock.now()
    for token in system.access.tokens():
        if token.label.startswith(_LABEL) and token.revoked_at is None:
            system.access.revoke_token(token.id, now)
    secrets: dict[str, str] = {}
    for person in PEOPLE:
        label = _LABEL + person.key
        secret = system.access.create_token(person.actor, label, system.clock.new_id(), now)
        secrets[_name(person, secrets)] = secret
    return secrets


def _name(person: DemoPerson, taken: Mapping[str, str]) -> str:
    """Return the role for its first person, ``contact:1766`` or ``coordinator:coordinator-2`` for the others."""
    role = str(person.role)
    return f"{role}:{person.municipality or person.key}" if role in taken else role


def write_tokens(path: Path, secrets: Mapping[str, str]) -> None:
    """Write the tokens as JSON to a file that its owner alone may read; a reader never finds half a file."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(json.dumps(secrets, indent=2) + "\n")
    half.replace(path)
