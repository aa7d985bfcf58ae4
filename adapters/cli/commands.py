"""All commands together, under one way to end in trouble."""

from __future__ import annotations

import signal
from importlib import import_module
from types import FrameType
from typing import Never

import click

from adapters.cli.ending import Ending
from adapters.runtime import diagnostics

# Where each command is, imported when it is asked for: a server need not wait for what reads spreadsheets.
_COMMANDS = {
    "db": ("adapters.cli.db", "db"),
    "demo": ("adapters.cli.demo", "demo"),
    "import": ("adapters.cli.importing", "import_sheet"),
    "load": ("adapters.cli.load", "load"),
    "parked": ("adapters.cli.parked", "parked"),
    "rebuild": ("adapters.cli.rebuild", "rebuild"),
    "serve": ("adapters.cli.serve", "serve"),
    "token": ("adapters.cli.token", "token"),
    "verify": ("adapters.cli.verify", "verify"),
    "work": ("adapters.cli.work", "work"),
}


class _Commands(Ending):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's own form
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- same
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(module), name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="femsteg")
def main() -> None:
    """Femsteg: a county's support to its municipalities' crime prevention, step by step.

    Exit codes: 0 done; 1 errors found in what was given; 2 not used as it should be, or not set up yet;
    3 the database cannot be reached or used; 4 the address is taken.
    """
    diagnostics.configure()
    # Told to stop, the process goes the ordinary way out, past all that is to be closed.
    signal.signal(signal.SIGTERM, _end)


def _end(_signal: int, _frame: FrameType | None) -> Never:
    raise SystemExit(0)
