"""The county's programme as tables: funders, coordinators, definitions and external actors, each with its event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from adapters.http.pages.municipality.table import Table
from adapters.http.pages.visit import Visit
from adapters.http.reading.programme import Programme
from adapters.i18n.wording import field_label
from projections.programme.rows import CoordinatorRow, DefinitionRow, ExternalActorRow, FunderRow

R = TypeVar("R", FunderRow, CoordinatorRow, DefinitionRow, ExternalActorRow)


class Tables:
    """Makes the tables of one programme for one visit; ``names``: what coordinators are called."""

    def __init__(self, visit: Visit, found: Programme, names: Mapping[str, str]) -> None:
        self._visit = visit
        self._cat = visit.cat
        self._found = found
        self._words = visit.words(None, names)

    def made(self) -> list[Table]:
        """Return the tables that have any rows."""
        found, today = self._found, self._visit.today
        earlier = [row for row in found.definitions if (end := found.superseded_on(row)) and end <= today]
        in_force = [row for row in found.definitions if row not in earlier]
        of_definition = ("term", "text", "source", "valid_from", "valid_until")
        of_actor = ("actor_code", "valid_from", "successor", "valid_until")
        made = (
            self._table("funders", ("funder", "valid_from", "valid_until"), found.funders, self._funder),
            self._table(
                "coordinators",
                ("coordinator", "municipalities", "valid_from", "valid_until"),
                found.coordinators,
                self._coordinator,
            ),
            self._table("definitions", of_definition, in_force, self._definition),
            self._table("earlier-definitions", of_definition, earlier, self._definition),
            self._table("actors", of_actor, found.actors, self._actor, "programme.register-external-actor"),
        )
        return [each for each in made if each.rows]

    def _table(
        self,
        section: str,
        columns: Iterable[str],
        rows: Sequence[R],
        cells: Callable[[R], tuple[str, ...]],
        command: str | None = None,
    ) -> Table:
        return Table(
            section,
            self._cat.text(f"ui.programme.{section}"),
            (*(field_label(each, self._cat, command) for each in columns), self._cat.text("ui.table.occurred")),
            tuple((cells(row), self._cat.date(row.changed_on), row.event_id) for row in rows),
        )

    def _funder(self, row: FunderRow) -> tuple[str, ...]:
        return self._words.show("funder", row.funder), self._day(row.since), self._day(row.until)

    def _coordinator(self, row: CoordinatorRow) -> tuple[str, ...]:
        shown = self._words.show("municipalities", row.municipalities)
        return self._words.show("coordinator", row.coordinator), shown, self._day(row.since), self._day(row.until)

    def _definition(self, row: DefinitionRow) -> tuple[str, ...]:
        shown = (self._words.show("term", row.term), row.text, self._words.show("source", row.source))
        return *shown, self._day(row.since), self._day(self._found.superseded_on(row))

    def _actor(self, row: ExternalActorRow) -> tuple[str, ...]:
        successor = self._words.show("actor_code", row.successor) if row.successor else ""
        shown = self._words.show("actor_code", row.actor_code)
        return shown, self._day(row.since), successor, self._day(row.succeeded_on)

    def _day(self, day: date | None) -> str:
        return self._cat.date(day) if day else ""
