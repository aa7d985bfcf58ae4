"""A row that could be read, and the command that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from json import dumps
from uuid import UUID

from adapters.importing.phrases import SAID
from adapters.importing.row.ids import made_id, own_ids, pseudonym
from adapters.importing.row.planned_row import PlannedRow
from domain.contact.commands import AppointContact
from domain.messages import Command
from domain.places import County, Place, scope_code


@dataclass(frozen=True)
class ReadRow:
    """A row as the fields of its command; ``former``: the fields that were read in another way before."""

    number: int
    place: Place | County
    on: date
    command: type[Command]
    fields: Mapping[str, object]
    former: Mapping[str, object]
    reason: str
    ref: str | None
    source: str

    @property
    def code(self) -> str:
        """The code of the municipality or county."""
        return scope_code(self.place)

    @property
    def identity(self) -> str:
        """What tells the row from others, wherever in the sheet it stands."""
        return self._identity(self.fields)

    @property
    def former_identity(self) -> str:
        """The identity that the row had before, by which a sheet that was imported then is recognised."""
        fields = {**self.fields, **self.former}
        return self._identity({name: each for name, each in fields.items() if each is not None})

    def _identity(self, fields: Mapping[str, object]) -> str:
        written = dumps(fields, sort_keys=True)
        return f"{self.code}/{self.on.isoformat()}/{self.command.name}/{written}/{self.reason}"

    def check(self) -> None:
        """Have the command's own types judge the fields. Raises ValidationError."""
        self._made("", lambda _name: UUID(int=0))

    def planned(self, key: str, former_key: str, source: str | None) -> PlannedRow:
        """Return the row as its command; an id that the sheet does not give is made from the row's key."""
        command = self._made(key, lambda name: made_id(self.code, name, key))
        return PlannedRow(
            self.number, self.place, self.on, command, self.reason, f"import-{key}", f"import-{former_key}", source
        )

    def _made(self, key: str, new_id: Callable[[str], UUID]) -> Command:
        fields = {**SAID.get(self.command, {}), **self.fields}
        fields |= {name: str(new_id(name)) for name in own_ids(self.command) if name not in self.fields}
        if self.command is AppointContact:
            fields["person_ref"] = pseudonym(self.code, "person", self.ref or key)
        return self.command.model_validate_json(dumps(fields))
