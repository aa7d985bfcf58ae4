"""A server of its own process as `femsteg serve` runs it, with one endpoint more, that does nothing."""

from __future__ import annotations

import sys
from dataclasses import fields
from typing import cast

from adapters import log
from adapters.cli.opening import opened
from adapters.cli.serving import listening, run
from adapters.http.app import Application
from adapters.http.services import Person
from adapters.main import System
from adapters.registering import register_county

EMPTY = "/api/v1/nothing"


class Measured(System):
    """The system with the empty endpoint that others are measured against."""

    def app(self, people: tuple[Person, ...] = (), *, secure: bool = False) -> Application:
        """Return the web application, with the empty endpoint."""
        made = super().app(people, secure=secure)

        def nothing() -> dict[str, str]:
            return {}

        made.add_api_route(EMPTY, nothing, methods=["POST"])
        return made


if __name__ == "__main__":
    log.configure(level=50)
    with listening("127.0.0.1", int(sys.argv[1])) as listener, opened("real") as opened_system:
        register_county(opened_system)
        parts = {each.name: getattr(opened_system, each.name) for each in fields(opened_system)}
        run(cast("System", Measured(**parts)), listener)
