"""What can be wrong with a database from without, for those who may not know psycopg."""

from __future__ import annotations

import re

import psycopg

from workflows.ports import Unavailable, Unusable

# No server there, the wrong password, rights that lack, a URL that is none.
DATABASE_FAULTS: tuple[type[Exception], ...] = (
    psycopg.OperationalError,
    psycopg.errors.InsufficientPrivilege,
    psycopg.ProgrammingError,
)

_INCOMPLETE = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.InvalidSchemaName,
)
_QUOTED = re.compile(r'["»„“«]([^"»„“«”]+)["«“”»]')


def trouble(error: Exception) -> Unavailable:
    """Return what an error of the database's means to who only wanted to use it."""
    match error:
        case psycopg.errors.ReadOnlySqlTransaction():
            return Unusable("read-only")
        case psycopg.errors.InsufficientPrivilege():
            return Unusable("forbidden", _names(error))
        case _ if isinstance(error, _INCOMPLETE):
            return Unusable("incomplete", _names(error))
        case _:  # it does not answer, or is too busy
            return Unavailable(type(error).__name__)


# Errors that are the database's state, and no fault of a statement of ours.
STATES: tuple[type[psycopg.Error], ...] = (
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.InsufficientPrivilege,
    *_INCOMPLETE,
)


def _names(error: psycopg.Error) -> list[str]:
    return _QUOTED.findall(error.diag.message_primary or "")[:1]
