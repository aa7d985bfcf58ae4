"""Making a backup: a dump of one moment, while others go on working."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from adapters.postgres.backup.companion import BackupError, write
from adapters.postgres.backup.held import Held, held_in
from adapters.postgres.migrate import home
from adapters.postgres.server.programs import binary
from adapters.postgres.session import connect
from adapters.postgres.sql import QUERIES

# Sessions stay behind: whoever has signed out since must not be signed in by a restore. What came of verifications does
# too: views are made anew, and a log that was restored has not been verified.
_OPTIONS = (
    "--format=custom",
    "--encoding=UTF8",
    "--no-owner",
    "--no-privileges",
    "--exclude-table-data=access.sessions",
    "--exclude-table-data=log.verifications",
)
_OURS = ("--schema=log", "--schema=access")
# An earlier version's schema, until it is brought forward, is partly among what others may have there.
_ALL = ("--exclude-schema=views",)


def backup(url: str, file: Path) -> Held:
    """Write the database to a file of ``pg_dump``'s, and beside it what the file holds; BackupError if it cannot."""
    half = file.with_name(f".{file.name}.part")
    with connect(url) as connection:
        connection.execute(QUERIES["one_moment_read_only"])
        # The dump and the count look at the same moment, however many write meanwhile.
        snapshot = connection.execute(QUERIES["export_snapshot"]).fetchone()
        schemas = _OURS if home(connection) == "log" else _ALL
        holds = held_in(connection) if home(connection) else None
        if holds is None or snapshot is None:
            raise BackupError("the database holds nothing of Femsteg's")
        try:
            half.touch(mode=0o600)
            half.chmod(0o600)
            _dump(url, *_OPTIONS, *schemas, f"--snapshot={snapshot[0]}", f"--file={half}")
            half.replace(file)
        finally:
            half.unlink(missing_ok=True)
    write(file, holds)
    return holds


def _dump(url: str, *arguments: str) -> None:
    conninfo, environment = _connection(url)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
        [binary("pg_dump"), "--no-password", f"--dbname={conninfo}", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        why = done.stderr.strip() or (signal.strsignal(-done.returncode) if done.returncode < 0 else "")
        raise BackupError(f"pg_dump failed: {why}")


def _connection(url: str) -> tuple[str, dict[str, str]]:
    """Return the URL without its password, and the environment with it: everyone can read a command line."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo("", **parts), {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
