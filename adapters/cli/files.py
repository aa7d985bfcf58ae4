"""Files that are named on the command line."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import click


class FilePath(click.Path):
    """The path of a file, there already or not; never a folder, and never nothing.

    ``written``: it is written to. Then it is no device or pipe, which a new file would take the place of, and where it
    is a link, what that leads to.
    """

    def __init__(self, *, written: bool = False) -> None:
        super().__init__(dir_okay=False, path_type=Path, resolve_path=written)
        self._written = written

    def convert(
        self, value: str | PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | PathLike[str]:
        """Return the path; an empty name, which a path takes for the folder that one is in, is refused."""
        if value == "":
            self.fail("a file's name cannot be empty", param, ctx)
        if self._written and Path(value).exists() and not Path(value).is_file():
            self.fail(f"{click.format_filename(value)} is no file that could be written", param, ctx)
        return super().convert(value, param, ctx)


FILE = FilePath()
WRITTEN = FilePath(written=True)
