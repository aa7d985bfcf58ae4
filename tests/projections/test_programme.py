"""What the county's programme is, from its events."""

from datetime import date
from typing import cast

from domain.messages import Event
from domain.programme.events import (
    CoordinatorAssigned,
    CoordinatorRelieved,
    DefinitionAdopted,
    ExternalActorRegistered,
    ExternalActorSucceeded,
    FunderAdded,
    FunderEnded,
    ProgrammeStatusChanged,
)
from projections.engine.rows import R, Row, Rows
from projections.programme import PROGRAMME
from projections.programme.rows import CoordinatorRow, DefinitionRow, ExternalActorRow, FunderRow, ProgrammeRow
from tests.support.folding import PlainRows
from tests.support.given import Dated, at, event_id, recorded
from tests.support.histories import COORDINATED, DEFINITION, ESTABLISHED, PERSON, PROGRAMME_NAME, WITH_ACTOR
from tests.support.people import LONG_AGO

LATER = date(2026, 2, 1)


def rows_after(*events: Event | Dated) -> PlainRows:
    """Return the rows that these events lead to."""
    rows = PlainRows()
    for each in recorded(events):
        PROGRAMME.project(cast("Rows", rows), each)
    return rows


def found(rows: PlainRows, kind: type[R]) -> list[R]:
    return [each for each in cast("list[Row]", list(rows.rows.values())) if isinstance(each, kind)]


class TestTheProgramme:
    def test_has_its_name_its_owner_and_its_status(self) -> None:
        [row] = found(rows_after(*ESTABLISHED), ProgrammeRow)

        assert (PROGRAMME_NAME, "bfc-varmland") == (row.programme_name, row.owner_org)
        assert (LONG_AGO, "pilot", LONG_AGO) == (row.established_on, row.status, row.status_since)

    def test_has_the_status_that_it_was_given_last_and_since_when(self) -> None:
        [row] = found(rows_after(*ESTABLISHED, *at(LATER, ProgrammeStatusChanged(status="permanent"))), ProgrammeRow)

        assert (LONG_AGO, "permanent", LATER) == (row.established_on, row.status, row.status_since)
        assert str(event_id(2)) == row.event_id


class TestFunders:
    def test_are_those_of_the_beginning_and_those_that_came_later(self) -> None:
        rows = found(rows_after(*ESTABLISHED, *at(LATER, FunderAdded(funder="region"))), FunderRow)

        assert [("mucf", LONG_AGO, None), ("region", LATER, None)] == [
            (row.funder, row.since, row.until) for row in rows
        ]

    def test_stay_with_the_day_on_which_they_ended(self) -> None:
        [row] = found(rows_after(*ESTABLISHED, *at(LATER, FunderEnded(funder="mucf"))), FunderRow)

        assert (LONG_AGO, LATER) == (row.since, row.until)

    def test_that_come_back_have_no_such_day(self) -> None:
        events = (FunderEnded(funder="mucf"), FunderAdded(funder="mucf"))
        [row] = found(rows_after(*ESTABLISHED, *at(LATER, *events)), FunderRow)

        assert (LATER, None) == (row.since, row.until)


class TestDefinitions:
    def test_stay_beside_those_that_supersede_them(self) -> None:
        next_year = date(2027, 1, 1)
        again = DefinitionAdopted(**{**DEFINITION.model_dump(), "source": "own-wording", "valid_from": next_year})
        rows = found(rows_after(*ESTABLISHED, DEFINITION, *at(LATER, again)), DefinitionRow)

        assert [LONG_AGO, next_year] == [row.since for row in rows]
        assert [LONG_AGO, LATER] == [row.changed_on for row in rows]


class TestExternalActors:
    def test_are_valid_from_the_day_that_is_known_or_that_of_the_entry(self) -> None:
        rows = found(rows_after(*WITH_ACTOR, ExternalActorRegistered(actor_code="bra")), ExternalActorRow)

        assert [date(2014, 6, 1), LONG_AGO] == [row.since for row in rows]

    def test_know_who_took_over_from_them_and_when(self) -> None:
        took_over = ExternalActorSucceeded(
            successor_of="national-coordinator", actor_code="bra-cve", valid_from=date(2018, 1, 1)
        )
        earlier, later = found(rows_after(*WITH_ACTOR, took_over), ExternalActorRow)

        assert ("bra-cve", date(2018, 1, 1)) == (earlier.successor, earlier.succeeded_on)
        assert ("bra-cve", date(2018, 1, 1), None) == (later.actor_code, later.since, later.successor)

    def test_that_were_there_keep_their_own_beginning_when_they_take_over(self) -> None:
        there = ExternalActorRegistered(actor_code="bra", valid_from=date(1974, 7, 1))
        took_over = ExternalActorSucceeded(successor_of="national-coordinator", actor_code="bra")
        rows = found(rows_after(*WITH_ACTOR, there, took_over), ExternalActorRow)

        assert {"national-coordinator": date(2014, 6, 1), "bra": date(1974, 7, 1)} == {
            row.actor_code: row.since for row in rows
        }


class TestCoordinators:
    def test_have_the_municipalities_that_they_were_given_last(self) -> None:
        again = CoordinatorAssigned(coordinator=PERSON, municipalities=("1784",))
        [row] = found(rows_after(*COORDINATED, *at(LATER, again)), CoordinatorRow)

        assert (PERSON, ("1784",), LATER) == (row.coordinator, row.municipalities, row.since)

    def test_are_gone_once_they_are_relieved(self) -> None:
        [row] = found(rows_after(*COORDINATED, *at(LATER, CoordinatorRelieved(coordinator=PERSON))), CoordinatorRow)

        assert (row.coordinator, row.until) == (PERSON, LATER)
