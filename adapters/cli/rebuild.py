"""``femsteg rebuild``: views made anew from the log, beside those that people read."""

from __future__ import annotations

import click

from adapters.cli.viewing import ALL, demo_option, name_argument, named, opened_views, rebuild_shown
from adapters.postgres.views.origin import accept_this_log


@click.command()
@name_argument
@demo_option
@click.option("--processes", type=click.IntRange(1), help="How many share the work; for a long log as many as cores.")
def rebuild(name: str, *, demo: bool, processes: int | None) -> None:
    """Make the view NAME anew, or all of them, while servers go on; Ctrl-C leaves the old one in its place.

    With "all" also after the log itself was exchanged for another, which servers refuse to show old views of.
    """
    with opened_views(demo=demo, checked=name != ALL) as system:
        rebuild_shown(system, *named(name), processes=processes)
        if name == ALL:
            accept_this_log(system.pool)
            system.processes.tracking.reset(system.processes.consumers)
