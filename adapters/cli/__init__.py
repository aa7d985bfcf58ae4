"""The command line, ``femsteg``: one module for each group of commands."""

from adapters.cli.commands import main

__all__ = ["main"]
