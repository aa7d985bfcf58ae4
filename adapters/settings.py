"""Settings, from the environment; command-line options go over them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

_LARGEST_POOL = 200
# What addresses may begin with behind a proxy: parts of a path, none of them empty.
PREFIX = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?")
_LONGEST_LINE = 200
_NOWHERE = (
    "FEMSTEG_DATA must say where data is kept, from the root: there is no home, or no working folder, to start from."
)


class UnfitSetting(ValueError):
    """A setting names something that cannot be used; the message says what."""


@dataclass(frozen=True)
class Settings:
    """What an operator chooses.

    ``database_url``: an existing PostgreSQL; without one the embedded server keeps its data in ``data_folder``.
    ``county``: SCB code of the county that the pages open with. ``codes_folder``: the county's own additions to
    the code lists. ``pool_size``: database connections, and so the requests served at once. ``one_processor``: whether
    a server keeps to one. ``proxies``: addresses and networks of trusted proxies, parted by commas. ``prefix``: what
    addresses begin with behind one. ``contact``: where people report faults in accessibility.
    """

    database_url: str | None
    data_folder: Path
    county: str = "17"
    codes_folder: Path | None = None
    pool_size: int = 12
    one_processor: bool = False
    proxies: str = "127.0.0.1,::1"
    prefix: str = ""
    contact: str = ""


def from_environment() -> Settings:
    """Read ``DATABASE_URL`` and the ``FEMSTEG_…`` variables. Raises ValueError, in words."""
    codes = os.environ.get("FEMSTEG_CODES")
    database_url = os.environ.get("DATABASE_URL") or None
    if database_url and database_url != database_url.encode(errors="ignore").decode():
        raise ValueError("DATABASE_URL is not UTF-8: write what else it holds as %XX.")
    return Settings(
        database_url=database_url,
        data_folder=_data_folder(kept=database_url is None),
        county=os.environ.get("FEMSTEG_COUNTY", "17"),
        codes_folder=Path(codes) if codes else None,
        pool_size=_number("FEMSTEG_POOL_SIZE", otherwise=12, most=_LARGEST_POOL),
        # With a database of its own the machine is ours; others share theirs as they see fit.
        one_processor=_yes_or_no("FEMSTEG_ONE_PROCESSOR", otherwise=database_url is None),
        proxies=_addresses("FORWARDED_ALLOW_IPS", otherwise=Settings.proxies),
        prefix=_prefix("FEMSTEG_PREFIX"),
        contact=_one_line("FEMSTEG_CONTACT"),
    )


def _data_folder(*, kept: bool) -> Path:
    """Return where data is kept, wherever one goes from here; where it is not, nobody needs a home for it."""
    said = os.environ.get("FEMSTEG_DATA") or ""
    try:
        if not said:
            return _home_for_data() / "femsteg"
        # By the words, not by the path: of "./~anna" a path leaves "~anna", and that would be Anna's home.
        return Path(said).expanduser() if said.startswith(("/", "~")) else Path.cwd() / said
    except (RuntimeError, FileNotFoundError) as error:
        if kept:
            raise ValueError(_NOWHERE) from error
        return Path(said)


def _home_for_data() -> Path:
    """Return the user's folder for data. Raises RuntimeError where the user has no home."""
    said = os.environ.get("XDG_DATA_HOME") or ""
    if said.startswith("/"):
        return Path(said)
    if os.environ.get("HOME") == "":
        raise RuntimeError("HOME is empty")
    return Path.home() / ".local" / "share"


def _number(name: str, *, otherwise: int, most: int) -> int:
    said = os.environ.get(name) or str(otherwise)
    if not (said.isascii() and said.isdecimal() and 1 <= int(said) <= most):
        raise ValueError(f"{name} must be a whole number from 1 to {most}.")
    return int(said)


def _yes_or_no(name: str, *, otherwise: bool) -> bool:
    said = os.environ.get(name) or ("yes" if otherwise else "no")
    if said not in {"yes", "no"}:
        raise ValueError(f"{name} must be yes or no.")
    return said == "yes"


def _addresses(name: str, *, otherwise: str) -> str:
    """Return addresses and networks: a mistyped one would be believed by nobody, and in silence."""
    said = [each.strip() for each in os.environ.get(name, otherwise).split(",")]
    try:
        for each in said:
            ip_network(each if each not in {"", "*"} else "127.0.0.1")
    except ValueError as error:
        raise ValueError(
            f"{name} must be addresses or networks such as 10.0.0.0/8 with commas between, or *."
        ) from error
    return ",".join(said)


def _one_line(name: str) -> str:
    said = (os.environ.get(name) or "").strip()
    if not said.isprintable() or len(said) > _LONGEST_LINE:
        raise ValueError(f"{name} must be one line of {_LONGEST_LINE} characters at most.")
    return said


def _prefix(name: str) -> str:
    said = os.environ.get(name) or ""
    if said not in {"", "/"} and not PREFIX.fullmatch(said):
        raise ValueError(f"{name} must be the beginning of a path, such as /femsteg.")
    return said.rstrip("/")
