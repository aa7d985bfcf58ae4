"""Our statements, named and described in the files of this folder, read once.

A block begins with a line ``-- name --`` and one that says what the statement is for. ``%s`` and ``%(name)s`` stand for
values; ``{name}`` for an identifier or a list of them, put in by ``psycopg.sql``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import LiteralString, cast

FOLDER = Path(__file__).parent
_BLOCK = re.compile(
    r"^-- (?P<name>[a-z_]+) --\n-- (?P<told>[^\n]+)\n(?P<statement>.+?)(?=^-- [a-z_]+ --\n|\Z)",
    re.MULTILINE | re.DOTALL,
)


class Misnamed(ValueError):
    """A name is given twice."""


def read(folder: Path = FOLDER) -> Mapping[str, LiteralString]:
    """Return every statement of the files by its name. Raises Misnamed."""
    found: dict[str, LiteralString] = {}
    for file in sorted(folder.glob("*.sql")):
        for block in _BLOCK.finditer(file.read_text(encoding="utf-8")):
            if block["name"] in found:
                raise Misnamed(block["name"])
            # What stands in our files is as literal as what stands in our code.
            found[block["name"]] = cast("LiteralString", block["statement"].strip())
    return found


QUERIES = read()
