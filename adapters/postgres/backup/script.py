"""A dump as the statements and rows that it is made of, given to a transaction of our own.

``pg_restore`` commits by itself, so that what it restored could not be looked at before it stood.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from psycopg import Connection

from adapters.postgres.backup.companion import BackupError
from adapters.postgres.server.programs import binary

_ROWS_AT_ONCE = 1000
_END_OF_ROWS = b"\\.\n"
# Commands to psql, and a setting that servers before 17 do not know and our connections have anyway.
_NOT_FOR_THE_SERVER = (b"\\restrict ", b"\\unrestrict ", b"SET transaction_timeout = ")


def replay(connection: Connection[Any], file: Path) -> None:
    """Do what a dump says, in the connection's transaction. Raises BackupError where it is not one."""
    statements: list[bytes] = []
    with _script(file) as lines:
        for line in lines:
            if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
                connection.execute(b"".join(statements))
                statements.clear()
                _copy(connection, line, lines)
            elif not line.startswith(_NOT_FOR_THE_SERVER):
                statements.append(line)
    connection.execute(b"".join(statements))


def _copy(connection: Connection[Any], statement: bytes, lines: Iterator[bytes]) -> None:
    rows = iter(lines.__next__, _END_OF_ROWS)
    with connection.cursor().copy(statement) as copy:
        while some := b"".join(islice(rows, _ROWS_AT_ONCE)):
            copy.write(some)


@contextmanager
def _script(file: Path) -> Iterator[Iterator[bytes]]:
    """Yield a dump's lines as ``pg_restore`` writes them."""
    options = ["--no-owner", "--no-privileges", "--file=-"]
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, no shell
            [binary("pg_restore"), *options, file.absolute()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=told,
        ) as process,
    ):
        try:
            yield iter(process.stdout or ())
        except BaseException:
            process.kill()
            raise
        if process.wait():
            told.seek(0)
            raise BackupError(f"{file} cannot be read: {told.read().decode(errors='replace').strip()}")
