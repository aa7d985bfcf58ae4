"""The file beside a dump: what the dump holds, and its checksum."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from adapters.postgres.backup.held import Held


class BackupError(RuntimeError):
    """A backup cannot be made or restored; the message says why and what to do."""


@dataclass(frozen=True)
class _Companion(Held):
    __pydantic_config__ = ConfigDict(strict=True, extra="forbid")

    sha256: str


@dataclass(frozen=True)
class Backup:
    """A dump that is as it was written, and what it is to hold."""

    file: Path
    held: Held


def beside(file: Path) -> Path:
    """Return the path of the file that says what a backup holds."""
    return file.with_name(f"{file.name}.json")


def write(file: Path, holds: Held) -> None:
    """Write what a dump holds beside it."""
    beside(file).write_text(json.dumps({**asdict(holds), "sha256": _digest(file)}, indent=2) + "\n", encoding="utf-8")


def read(file: Path) -> Backup:
    """Return the backup; BackupError unless both files are there and belong together."""
    try:
        told = TypeAdapter(_Companion).validate_json(beside(file).read_bytes())
        digest = _digest(file)
    except OSError as error:
        raise BackupError(f"a backup is two files: {file} and {beside(file)}; not both can be read") from error
    except ValidationError as error:
        raise BackupError(f"{beside(file)} is not what a backup has beside it: {_told(error)}") from error
    if told.sha256 != digest:
        raise BackupError(f"{file} is not the file that was written: its checksum differs")
    fields = asdict(told)
    del fields["sha256"]
    return Backup(file, Held(**fields))


def _told(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False)
    return "; ".join(" ".join([*map(str, each["loc"]), each["msg"]]) for each in faults)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        found = sha256()
        while chunk := content.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()
