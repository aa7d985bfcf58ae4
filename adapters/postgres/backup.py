"""Backup and restore: all but the views, which are made anew from the log."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from adapters.postgres.server.programs import binary
from adapters.postgres.sql import QUERIES


class BackupError(RuntimeError):
    """A backup cannot be made or restored; the message says why and what to do."""


@dataclass(frozen=True)
class Held:
    """What a database holds: its events and their last position, receipts, valid tokens, and whose log it is."""

    events: int
    head: int
    receipts: int
    tokens: int
    kind: str
    county: str
    epoch: str


def held(url: str) -> Held | None:
    """Return what a database holds, None if it is not Femsteg's or was never used."""
    with psycopg.connect(url, autocommit=True) as connection:
        exists = connection.execute(QUERIES["table_exists"], ["log.installation"]).fetchone()
        return _held(connection) if exists == (True,) else None


def backup(url: str, file: Path) -> Held:
    """Write the database to a file of ``pg_dump``'s, and beside it what the file holds; BackupError if it cannot."""
    half = file.with_name(f".{file.name}.part")
    with psycopg.connect(url) as connection:
        connection.execute(QUERIES["one_moment_read_only"])
        # The dump and the count look at the same moment, however many write meanwhile.
        snapshot = connection.execute(QUERIES["export_snapshot"]).fetchone()
        holds = _held(connection)
        if holds is None or snapshot is None:
            raise BackupError("the database holds nothing of Femsteg's")
        options = ["--format=custom", "--exclude-schema=views", "--no-owner", "--no-privileges"]
        try:
            half.touch(mode=0o600)
            half.chmod(0o600)
            _run("pg_dump", url, [*options, f"--snapshot={snapshot[0]}", f"--file={half}"])
            told = {**asdict(holds), "sha256": _digest(half)}
            half.replace(file)
        finally:
            half.unlink(missing_ok=True)
    beside(file).write_text(json.dumps(told, indent=2) + "\n")
    return holds


def restore(url: str, file: Path) -> Held:
    """Fill an empty database from a backup, and check that all of it came; BackupError where it did not."""
    told = _told(file)
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute(QUERIES["database_is_empty"]).fetchone() != (True,):
            raise BackupError("the database is not empty: restore into a new one")
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", url, [*options, "--", str(file)])
    with psycopg.connect(url, autocommit=True) as connection:
        found, holes = _held(connection), connection.execute(QUERIES["streams_with_holes"]).fetchone()
    if found is None or asdict(found) != told:
        raise BackupError(f"the backup held {told}, the database holds {found and asdict(found)}")
    if holes != (0,):
        raise BackupError(f"{holes and holes[0]} streams have holes")
    return found


def kind_of(file: Path) -> str:
    """Return whether a backup holds real data or a demonstration's; BackupError where it is not whole."""
    return str(_told(file).get("kind"))


def beside(file: Path) -> Path:
    """Return the path of the file that says what a backup holds."""
    return file.with_name(f"{file.name}.json")


def _told(file: Path) -> Mapping[str, Any]:
    try:
        told: dict[str, Any] = json.loads(beside(file).read_text())
        digest = _digest(file)
    except (OSError, ValueError) as error:
        raise BackupError(f"a backup is two files: {file} and {beside(file)}; not both can be read") from error
    if told.pop("sha256", None) != digest:
        raise BackupError(f"{file} is not the file that was written: its checksum differs")
    return told


def _held(connection: psycopg.Connection[Any]) -> Held | None:
    row = connection.execute(QUERIES["held"]).fetchone()
    return Held(*row) if row else None


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        found = sha256()
        while chunk := content.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()


def _run(program: str, url: str, arguments: list[str]) -> None:
    conninfo, environment = _connection(url)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, no shell
        [binary(program), "--no-password", f"--dbname={conninfo}", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        why = done.stderr.strip() or (signal.strsignal(-done.returncode) if done.returncode < 0 else "")
        raise BackupError(f"{program} failed: {why}")


def _connection(url: str) -> tuple[str, dict[str, str]]:
    """Return the URL without its password, and the environment with it: everyone can read a command line."""
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    return make_conninfo("", **parts), {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
