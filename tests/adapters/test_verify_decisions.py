"""``femsteg verify decisions``: a log whose decisions hold, one that was made without the check, one that is spoilt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from click.testing import CliRunner, Result

from adapters.cli import main
from adapters.postgres.log.event_store import PostgresEventStore
from domain.messages import Command, Recorded
from domain.municipality.commands import LeaveMunicipality
from domain.scope import Scope
from domain.structure_review.commands import OpenReview
from domain.values import Channel
from tests.support.database import run
from tests.support.decisions import breached
from tests.support.given import REFERENCE, recorded
from tests.support.histories import JOINED
from tests.support.people import COORDINATOR, HERE, SetClock
from workflows.handling.act import Act
from workflows.handling.handler import Handling
from workflows.ports import Receipt


class Unguarded(PostgresEventStore):
    """The store as it was: it ignores what a decision rests on, so that somebody may come between."""

    def __init__(self, url: str, between: Callable[[], object]) -> None:
        super().__init__(url)
        self._between = between

    def append(
        self,
        events: Sequence[Recorded],
        receipt: Receipt | None = None,
        rests_on: Mapping[str, int] = {},  # noqa: ARG002 -- that is what is wrong with it
    ) -> list[Recorded]:
        self._between()
        return super().append(events, receipt)


def ask(store: PostgresEventStore, command: Command, reason: str | None = None) -> None:
    scope = Scope.of(HERE.scb_code)
    act = Act(command, scope, COORDINATOR, f"asked-for-{command.name}", Channel.UI, reason=reason)
    Handling(store, SetClock(), REFERENCE).handle(act)


@pytest.fixture
def verified(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Result]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    return lambda: CliRunner().invoke(main, ["verify", "decisions"])


def test_a_log_whose_decisions_hold_is_said_to(database_url: str, verified: Callable[[], Result]) -> None:
    with PostgresEventStore(database_url) as store:
        store.append(recorded(JOINED))
        ask(store, OpenReview())
        ask(store, LeaveMunicipality(), "political-decision")
    told = verified()
    assert told.exit_code == 0
    assert told.output.endswith("4 events: each decision rests on what was so.\n")


def test_of_a_log_made_without_the_check_each_breach_is_named(
    database_url: str, verified: Callable[[], Result]
) -> None:
    """What was seen over HTTP: a structure review is opened for a municipality that has left meanwhile."""
    with PostgresEventStore(database_url) as store:
        store.append(recorded(JOINED))
        leave = lambda: ask(store, LeaveMunicipality(), "political-decision")  # noqa: E731 -- a name for what happens
        with Unguarded(database_url, between=leave) as old:
            ask(old, OpenReview())
        (breach,) = breached(store)
    told = verified()
    assert told.exit_code == 1
    stream = f"municipality/{HERE.scb_code}"
    assert f"position 4: event {breach.event_id} rests on {stream} at version 2, which was at 3\n" in told.output
    assert "Not what was so: 1 of the grounds of 4 events." in told.output


def test_an_event_that_cannot_be_read_hides_no_other(database_url: str, verified: Callable[[], Result]) -> None:
    with PostgresEventStore(database_url) as store:
        store.append(recorded(JOINED))
        ask(store, OpenReview())
    run(
        database_url,
        "ALTER TABLE log.events DISABLE TRIGGER refuse",
        "UPDATE log.events SET state = '{}' WHERE notification_id = 1",
        "UPDATE log.events SET originator_id = gen_random_uuid() WHERE notification_id = 3",
        "ALTER TABLE log.events ENABLE ALWAYS TRIGGER refuse",
    )
    told = verified()
    assert told.exit_code == 1
    lines = told.output.splitlines()[1:]
    assert lines[0].startswith("position 1: event ")
    assert "cannot be read: " in lines[0]
    assert any(each.startswith("position 3: ") and "cannot be read: " in each for each in lines)
