"""The register of places, and municipalities that only the log knows, since they were invented."""

from __future__ import annotations

import re

from domain.municipality.events import MunicipalityRegistered
from domain.municipality.rules import MUNICIPALITY
from domain.places import Place
from domain.scope_codes import INVENTED_CODE
from workflows.ports import EventStore
from workflows.reference import places


class Registered:
    """Tells a municipality by its code: one of the register's, or an invented one as the log registered it."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._known: dict[str, Place] = {}

    def __call__(self, scb_code: str) -> Place | None:
        """Return the municipality with this code, if there is one. Raises Unavailable."""
        if not re.fullmatch(INVENTED_CODE, scb_code):
            return places.place(scb_code)
        if scb_code not in self._known and (found := self._in_the_log(scb_code)):
            self._known[scb_code] = found
        return self._known.get(scb_code)

    def _in_the_log(self, scb_code: str) -> Place | None:
        events = (each.event for each in self._store.load(MUNICIPALITY.stream(scb_code)))
        found = next((each for each in events if isinstance(each, MunicipalityRegistered)), None)
        return Place(**found.model_dump()) if found else None
