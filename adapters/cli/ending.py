"""Ending in trouble that was foreseen: one sentence and an exit code, and no traceback."""

from __future__ import annotations

import errno
from typing import assert_never

import click

from adapters.postgres.backup.companion import BackupError
from adapters.postgres.faults import DATABASE_FAULTS
from adapters.postgres.installation import WrongInstallation
from adapters.postgres.migrate import SchemaMismatchError
from adapters.postgres.server.programs import EmbeddedServerError
from adapters.postgres.suitability import UnsuitableDatabase
from adapters.settings import UnfitSetting
from workflows.ports import OutcomeUnknown, SetAside, Unavailable, Unusable

FOUND_ERRORS = 1
NOT_SET_UP = 2
NO_DATABASE = 3
ADDRESS_TAKEN = 4

# Said of no file, and no bug: a full disk, a quota, too many open files, no memory.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


class Ended(Exception):
    """The end, in one sentence and with this exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class Ending(click.Group):
    """A group whose commands end in a sentence where the trouble is one that an operator can mend."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what was foreseen ends it in a sentence on standard error."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            ended = ending_of(error)
            if ended is None:
                raise
            click.echo(ended, err=True)
            return ctx.exit(ended.code)


def ending_of(error: Exception) -> Ended | None:
    """Return how an error ends the command; None for one that nobody foresaw."""
    match error:
        case Ended():
            return error
        case WrongInstallation():
            return Ended(_wrong_kind(str(error)), NOT_SET_UP)
        case BackupError():
            return Ended(str(error), FOUND_ERRORS)
        case EmbeddedServerError() | SchemaMismatchError() | UnsuitableDatabase():
            return Ended(str(error), NO_DATABASE)
        case Unusable():
            return Ended(f"The database cannot be used: {_state(error)}", NO_DATABASE)
        case SetAside():
            return Ended(f"{error.stream} holds what this version cannot read. Nothing was stored.", FOUND_ERRORS)
        case Unavailable() | OutcomeUnknown():
            return Ended("The database does not answer. Start the same command again: nothing is done twice.", 3)
        case _ if isinstance(error, DATABASE_FAULTS):
            said = str(error) or repr(error)
            return Ended(f"The database cannot be used: {said.splitlines()[0]}", NO_DATABASE)
        case UnfitSetting():
            return Ended(str(error), NOT_SET_UP)
        case OSError() if error.filename:
            return Ended(f"{error.filename}: {error.strerror}", FOUND_ERRORS)
        case OSError() if error.errno in _NO_ROOM:
            return Ended(f"The machine refuses: {error.strerror}.", FOUND_ERRORS)
        case _:  # a bug, shown with its trace
            return None


def _state(error: Unusable) -> str:
    names = ", ".join(error.names) or "something of it"
    match error.what:
        case "incomplete":
            return f"{names} is not there. Bring the schema forward with: femsteg db migrate"
        case "forbidden":
            return f"{names} is not permitted. Grant it with: femsteg db migrate --grant"
        case "read-only":
            return "it is read-only."
        case _:
            assert_never(error.what)


def _wrong_kind(found: str) -> str:
    if found == "demo":
        return "This database holds a demonstration's invented data. Real data needs a database of its own."
    return "This database holds real data. A demonstration needs a database of its own (unset DATABASE_URL)."
