"""``femsteg work``: a process that keeps the views up with the log, beside the servers or in their stead."""

from __future__ import annotations

from threading import Event

import click

from adapters.cli.viewing import demo_option, opened_views


@click.command()
@demo_option
def work(*, demo: bool) -> None:
    """Keep the views up with the log until told to stop; any number of these and of servers may run."""
    with opened_views(demo=demo) as system:
        system.follower.start()
        click.echo("Following the log.  (Ctrl-C ends)")
        try:
            Event().wait()
        except KeyboardInterrupt:
            pass
        finally:
            system.follower.stop()
