"""Settings, from the environment; command-line options go over them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What an operator chooses.

    ``database_url``: an existing PostgreSQL; without one the embedded server keeps its data in ``data_folder``.
    ``county``: SCB code of the county that the pages open with. ``codes_folder``: the county's own additions to
    the code lists. ``pool_size``: database connections, and so the requests served at once.
    """

    database_url: str | None
    data_folder: Path
    county: str = "17"
    codes_folder: Path | None = None
    pool_size: int = 12


def from_environment() -> Settings:
    """Read ``DATABASE_URL`` and the ``FEMSTEG_…`` variables."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "femsteg"
    codes = os.environ.get("FEMSTEG_CODES")
    return Settings(
        database_url=os.environ.get("DATABASE_URL") or None,
        data_folder=Path(os.environ.get("FEMSTEG_DATA") or home),
        county=os.environ.get("FEMSTEG_COUNTY", "17"),
        codes_folder=Path(codes) if codes else None,
        pool_size=int(os.environ.get("FEMSTEG_POOL_SIZE", "12")),
    )
