"""``femsteg load``: a log of any length under municipalities that there are not, to see what a machine can bear."""

from __future__ import annotations

import click

from adapters import main
from adapters.cli.ending import NOT_SET_UP, Ended
from adapters.cli.opening import opened
from adapters.cli.viewing import rebuild_shown
from adapters.demo.invented.county import MOST_PLACES, Size
from adapters.demo.loading import fill
from adapters.postgres.loading import LogInUse
from projections.registry import PROJECTIONS

_MOST_EVENTS = 10_000_000
_IN_USE = (
    "The log holds something already, and invented municipalities go into an empty one: choose another FEMSTEG_DATA."
)


@click.command()
@click.option("--places", type=click.IntRange(1, MOST_PLACES), default=290, show_default=True, help="Municipalities.")
@click.option("--events", type=click.IntRange(1, _MOST_EVENTS), default=1_000_000, show_default=True, help="In all.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed, another history.")
def load(places: int, events: int, seed: int) -> None:
    """Fill an empty demonstration with a long invented history, and make its views; Ctrl-C leaves the log empty."""
    if places > events:
        raise click.UsageError("--events: at least one for each of --places.")
    with opened("demo") as system:
        size = Size(places, events, seed)
        url = main.database_url(system.settings)
        with click.progressbar(length=2 * events, label="log") as bar:
            try:
                total = fill(url, system.settings, system.county, size, bar.update)
            except LogInUse as error:
                raise Ended(_IN_USE, NOT_SET_UP) from error
        rebuild_shown(system, *PROJECTIONS)
    click.echo(f"{total} events of {places} municipalities: all of it invented.")
