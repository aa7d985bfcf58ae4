"""What the commands that look after views and other consumers share: which ones, and showing how far one has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import TypeVar

import click

from adapters.cli.ending import FOUND_ERRORS, Ended
from adapters.cli.opening import opened
from adapters.main import System
from adapters.postgres.views.rebuilding import Rebuild, RebuildUnderWay
from projections.engine.projection import Projection
from projections.registry import PROJECTIONS

T = TypeVar("T")

ALL = "all"

demo_option = click.option("--demo", is_flag=True, help="The demonstration's views, not those of real data.")
name_argument = click.argument("name", type=click.Choice([*(each.name for each in PROJECTIONS), ALL]))


def named(name: str) -> tuple[Projection, ...]:
    """Return the projections that a name on the command line means."""
    return tuple(each for each in PROJECTIONS if name in {ALL, each.name})


def opened_views(*, demo: bool, checked: bool = True) -> AbstractContextManager[System]:
    """Open the system; ``checked``: only where the views belong to the log."""
    return opened("demo" if demo else "real", views_checked=checked)


def shown(items: Iterable[T], length: int, label: str) -> AbstractContextManager[Iterable[T]]:
    """Return the same things, and a progress bar that moves as one goes through them."""
    return click.progressbar(items, length=length, label=label)


def rebuild_shown(system: System, *projections: Projection, processes: int | None = None) -> int:
    """Rebuild projections together under a progress bar; return the position that they came to. Raises Ended."""
    head = system.log.head()
    with click.progressbar(length=max(head, 1), label=", ".join(each.name for each in projections)) as bar:
        try:
            rebuild = Rebuild(system.pool, system.log, *projections, processes=processes)
            return rebuild.run(_onward(bar.update), waiting=_say_waiting)
        except RebuildUnderWay as error:
            raise Ended(f"Another process is rebuilding {error}.", FOUND_ERRORS) from error


def _say_waiting(name: str) -> None:
    click.echo(f"\n{name}: waits until `femsteg verify projections` has read this view. Ctrl-C leaves the old one.")


def _onward(update: Callable[[int], None]) -> Callable[[int], None]:
    last = 0

    def show(position: int) -> None:
        nonlocal last
        update(position - last)
        last = position

    return show
