"""Whether a log is a real county's or invented, decided once and for ever."""

from __future__ import annotations

from typing import Literal

from adapters.postgres.pool import Pool
from adapters.postgres.sql import QUERIES

Kind = Literal["demo", "real"]


class WrongInstallation(Exception):
    """The database holds the other kind of data: an invented history never mixes with a real county's log."""


def claim(pool: Pool, kind: Kind, county: str) -> str:
    """Mark a new log as being of this kind, or check that it is; return the county that it is for.

    Raises WrongInstallation.
    """
    with pool.connection() as connection:
        connection.execute(
            QUERIES["claim_installation"],
            [kind, county],
        )
        found = connection.execute(QUERIES["installation"]).fetchone()
    if found is None or found[0] != kind:
        raise WrongInstallation(found[0] if found else "")
    return str(found[1])
