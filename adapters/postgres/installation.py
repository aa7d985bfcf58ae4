"""Whether a log is a real county's or invented, decided once and for ever."""

from __future__ import annotations

from typing import Literal

from adapters.postgres.pool import Pool

Kind = Literal["demo", "real"]


class WrongInstallation(Exception):
    """The database holds the other kind of data: an invented history never mixes with a real county's log."""


def claim(pool: Pool, kind: Kind, county: str) -> str:
    """Mark a new log as being of this kind, or check that it is; return the county that it is for.

    Raises WrongInstallation.
    """
    with pool.connection() as connection:
        connection.execute(
            "INSERT INTO log.installation (kind, county_code) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [kind, county],
        )
        found = connection.execute("SELECT kind, county_code FROM log.installation").fetchone()
    if found is None or found[0] != kind:
        raise WrongInstallation(found[0] if found else "")
    return str(found[1])
