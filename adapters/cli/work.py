"""``femsteg work``: a process that runs the consumers of the log, beside the servers or in their stead."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from threading import Event

import click

from adapters.cli.serving import address_of, following, host_and_optional_port, listening, run
from adapters.cli.viewing import demo_option, opened_views


@click.command()
@demo_option
@host_and_optional_port
def work(host: str, port: int | None, *, demo: bool) -> None:
    """Run the consumers of the log, views and processes, until told to stop; any number of these may run."""
    with (
        nullcontext() if port is None else listening(host, port) as listener,
        opened_views(demo=demo) as system,
        following(system),
    ):
        where = f" Health and metrics: {address_of(listener)}" if listener else ""
        click.echo(f"Following the log.{where}  (Ctrl-C ends)")
        if listener:
            run(system.watching_app(), listener)
        else:
            with suppress(KeyboardInterrupt):
                Event().wait()
