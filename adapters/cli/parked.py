"""``femsteg parked``: events that a view could not handle, and trying them again after a fix."""

from __future__ import annotations

import click

from adapters.cli.ending import FOUND_ERRORS, Ended
from adapters.cli.viewing import ALL, demo_option, name_argument, named, opened_views, rebuild_shown


@click.group()
def parked() -> None:
    """List and replay events that a view has set aside, with all later ones of their streams."""


@parked.command("list")
@demo_option
def list_parked(*, demo: bool) -> None:
    """Say which events wait, and the class of the error; never what they hold."""
    with opened_views(demo=demo) as system:
        for projection in named(ALL):
            for each in system.views.parked(projection):
                click.echo(
                    f"{projection.name:<14} {each.position:>10}  {each.event_id}  {each.error:<20} {each.stream}"
                )


@parked.command()
@name_argument
@demo_option
def replay(name: str, *, demo: bool) -> None:
    """Try the events that the view NAME has set aside again, each at its own place in the log.

    What one event does to a row can depend on others before and after it, so the whole view is made anew beside.
    """
    left = 0
    with opened_views(demo=demo) as system:
        for projection in named(name):
            waiting = len(system.views.parked(projection))
            if not waiting:
                continue
            rebuild_shown(system, projection)
            still = len(system.views.parked(projection))
            click.echo(f"{projection.name}: {waiting} were set aside, {still} are.")
            left += still
    if left:
        raise Ended("Some events still cannot be handled.", FOUND_ERRORS)
