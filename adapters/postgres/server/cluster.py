"""The cluster in a folder of our own: made once, and known again."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from adapters.postgres.server import programs
from adapters.postgres.server.programs import EmbeddedServerError
from adapters.postgres.server.sockets import SUPERUSER

# Written into the cluster once; what concerns the machine rather than the data is given at each start.
_SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "lc_messages": "C",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def create(folder: Path) -> None:
    """Make the cluster if there is none; one that was interrupted half made is made anew."""
    # A name of this process's own: the initdb of one that was killed may still be at work.
    cluster, half_made = folder / "cluster", folder / f"making-{os.getpid()}"
    if cluster.is_dir():
        _check_version(cluster)
        return
    _check_initdb(folder)
    for left in folder.glob("making-*"):
        shutil.rmtree(left, ignore_errors=True)
    settings = [f"--set={name}={value}" for name, value in _SETTINGS.items()]
    locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # Trust, because the socket's folder lets nobody else in.
    who = ["--auth=trust", f"--username={SUPERUSER}"]
    words = [f"--pgdata={half_made.name}", "--data-checksums", *locale, *who, *settings]
    made = programs.start(folder, "initdb", *words, told=subprocess.PIPE)
    _, told = made.communicate()
    if made.returncode:
        raise EmbeddedServerError(f"initdb failed: {told.decode(errors='replace').strip()}")
    half_made.rename(cluster)


def _check_initdb(folder: Path) -> None:
    """Refuse what initdb cannot bear: it hands its own path to a shell, and asks for the name of whom it runs as."""
    if unfit := set('"$`\\\n') & set(str(programs.programs())):
        raise EmbeddedServerError(f"Femsteg is installed in a folder whose name holds {unfit}: install it elsewhere")
    account = programs.account_of(folder)
    user = account.uid if account else os.geteuid()
    try:
        pwd.getpwuid(user)
    except KeyError as error:
        raise EmbeddedServerError(
            f"the user {user} has no name on this machine, and PostgreSQL asks for one: give it an entry in "
            f"/etc/passwd, let another user own {folder}, or set DATABASE_URL"
        ) from error


def _check_version(cluster: Path) -> None:
    has = (cluster / "PG_VERSION").read_text().strip()
    offers = programs.programs().parent.name.removeprefix("pginstall")
    if has != offers:
        raise EmbeddedServerError(f"{cluster} is of PostgreSQL {has}, the wheel of {offers}: dump it with the old one")
