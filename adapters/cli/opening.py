"""Opening the system for a command, on the data of the kind that the command is for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from adapters.cli.ending import NOT_SET_UP, Ended
from adapters.main import System, open_system
from adapters.postgres.installation import Kind
from adapters.settings import Settings, from_environment
from workflows.reference import places

language_option = click.option(
    "--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True, help="Of what is said."
)


def settings_for(kind: Kind) -> Settings:
    """Return the settings, with the data folder of this kind: invented and real data never share one."""
    try:
        settings = from_environment()
    except ValueError as error:
        raise Ended(str(error), NOT_SET_UP) from error
    if places.county(settings.county) is None:
        raise Ended(f"FEMSTEG_COUNTY: no county has the code {settings.county}.", NOT_SET_UP)
    return replace(settings, data_folder=settings.data_folder / kind)


@contextmanager
def opened(kind: Kind, *, views_checked: bool = True) -> Iterator[System]:
    """Open the system on data of this kind; ``views_checked``: only where the views belong to the log."""
    with open_system(settings_for(kind), kind, views_checked=views_checked) as system:
        yield system
