"""``femsteg serve``: the server for a county's real data."""

from __future__ import annotations

from importlib.metadata import version

import click

from adapters.cli.ending import NOT_SET_UP, Ended
from adapters.cli.opening import opened
from adapters.cli.serving import address_of, following, host_and_port, listening, remembering, run
from workflows.registration import register_county

_NOBODY = (
    "Nobody could come in: there is no API token yet. Make one with\n"
    "  femsteg token create --role coordinator\n"
    "and start again."
)
_ANOTHER_COUNTY = (
    "This database belongs to county {found} for ever, and FEMSTEG_COUNTY says {asked} (17 when it is not set):\n"
    "set FEMSTEG_COUNTY={found}, or give county {asked} a database of its own."
)


@click.command()
@host_and_port
@click.option(
    "--secure",
    is_flag=True,
    help="For HTTPS alone, behind a proxy that speaks it: secure cookies, and browsers keep to HTTPS.",
)
def serve(host: str, port: int, *, secure: bool) -> None:
    """Serve a county's real data."""
    with listening(host, port) as listener, opened("real") as system:
        if system.settings.county != system.county:
            raise Ended(_ANOTHER_COUNTY.format(asked=system.settings.county, found=system.county), NOT_SET_UP)
        if not system.access.has_any():
            raise Ended(_NOBODY, NOT_SET_UP)
        system.vocabularies.begin(version("femsteg"))
        register_county(system.handling(), system.store, system.county)
        system.warm()
        click.echo(f"Femsteg: {address_of(listener)}")
        with following(system), remembering(system):
            run(system.app(secure=secure), listener)
