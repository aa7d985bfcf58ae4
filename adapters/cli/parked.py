"""``femsteg parked``: events that a consumer could not handle, and trying them again after a fix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from adapters.cli.ending import FOUND_ERRORS, Ended
from adapters.cli.viewing import ALL, demo_option, named, opened_views, rebuild_shown
from adapters.main import System
from adapters.postgres.views.processes import ProcessTracking
from adapters.runtime.consumers import Consumer
from projections.engine.rows import Parked
from projections.registry import PROJECTIONS
from workflows.policies.registry import AFTER_THE_ACT, TIMERS

_PROCESSES = [*(each.name for each in AFTER_THE_ACT), *(each.name for each in TIMERS)]


@click.group()
def parked() -> None:
    """List and replay events that a consumer has set aside, with all later ones of their streams."""


@parked.command("list")
@demo_option
def list_parked(*, demo: bool) -> None:
    """Say which events wait, and the class of the error; never what they hold."""
    with opened_views(demo=demo) as system:
        for name, parked_events in _parked(system):
            for each in parked_events:
                click.echo(f"{name:<14} {each.position:>10}  {each.event_id}  {each.error:<20} {each.stream}")


def _parked(system: System) -> Iterator[tuple[str, Sequence[Parked]]]:
    yield from ((each.name, system.views.parked(each)) for each in PROJECTIONS)
    yield from ((each.name, system.processes.tracking.parked(each)) for each in system.processes.consumers)


@parked.command()
@click.argument("name", type=click.Choice([*(each.name for each in PROJECTIONS), *_PROCESSES, ALL]))
@demo_option
def replay(name: str, *, demo: bool) -> None:
    """Try the events that the consumer NAME has set aside again, each at its own place in the log.

    What one event does to a row can depend on others before and after it, so a view is made anew beside. A process that
    issues commands goes on from the first event that it has set aside; what it has issued already is not issued again.
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
        for process in system.processes.consumers:
            if name in {ALL, process.name}:
                left += _handled_again(system.processes.tracking, process)
    if left:
        raise Ended("Some events still cannot be handled.", FOUND_ERRORS)


def _handled_again(tracking: ProcessTracking, process: Consumer) -> int:
    waiting = len(tracking.parked(process))
    if waiting:
        tracking.release(process)
        process.catch_up()
    still = len(tracking.parked(process))
    if waiting:
        click.echo(f"{process.name}: {waiting} were set aside, {still} are.")
    return still
