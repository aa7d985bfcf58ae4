"""A server of its own process as `femsteg serve` runs it, with one endpoint more, that does nothing."""

from __future__ import annotations

import sys

from adapters.cli.opening import opened
from adapters.cli.serving import following, listening, run
from adapters.runtime import diagnostics
from workflows.registration import register_county

EMPTY = "/api/v1/nothing"


def nothing() -> dict[str, str]:
    """Answer at once: what others are measured against."""
    return {}


if __name__ == "__main__":
    diagnostics.configure(level=50)
    with listening("127.0.0.1", int(sys.argv[1])) as listener, opened("real") as system:
        register_county(system.handling(), system.store, system.county)
        app = system.app()
        app.add_api_route(EMPTY, nothing, methods=["POST"])
        with following(system):
            run(app, listener)
