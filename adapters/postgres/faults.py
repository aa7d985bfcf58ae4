"""What can be wrong with a database from without, for those who tell an operator and may not know psycopg."""

from __future__ import annotations

import psycopg

# No server there, the wrong password, rights that lack, a URL that is none.
DATABASE_FAULTS: tuple[type[Exception], ...] = (
    psycopg.OperationalError,
    psycopg.errors.InsufficientPrivilege,
    psycopg.ProgrammingError,
)
