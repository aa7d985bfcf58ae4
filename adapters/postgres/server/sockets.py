"""The server's socket: where it is, how it is reached, and which process listens at it."""

from __future__ import annotations

import os
import socket
import stat
import struct
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from adapters.postgres.server.programs import Account, EmbeddedServerError

SUPERUSER = "postgres"
PORT = 5432
_NAME = f".s.PGSQL.{PORT}"
# In bytes; a socket's whole path may take 103 on macOS, 107 on Linux.
_LONGEST_FOLDER = 103 - len(f"/{_NAME}")
# Not what TMPDIR says: all processes must find the same place.
_ELSEWHERE = Path("/tmp")  # noqa: S108 - a folder in it is ours or refused
_PEER = struct.Struct("3i") if hasattr(socket, "SO_PEERCRED") else struct.Struct("i")


def folder_of(data: Path) -> Path:
    """Return the folder of the socket: the server's own, or one with a short and plain name where need be.

    Raises EmbeddedServerError where somebody else has taken that name.
    """
    name = os.fsencode(data)
    if len(name) <= _LONGEST_FOLDER and _can_be_told(name):
        return data
    short = _ELSEWHERE / f"femsteg-{sha256(name).hexdigest()[:12]}"
    if short.is_symlink() or (short.exists() and not _is_ours(short, data)):
        raise EmbeddedServerError(f"{short} is somebody else's: choose a data folder with a shorter, plainer name")
    return short


def _can_be_told(name: bytes) -> bool:
    """Whether a URL can hold it: there, a comma parts one host from the next, and all is UTF-8."""
    return b"," not in name and name == name.decode(errors="ignore").encode()


def _is_ours(short: Path, data: Path) -> bool:
    found = short.stat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid in {os.geteuid(), data.stat().st_uid}


def prepare(data: Path, account: Account | None) -> str:
    """Make the socket's folder where there is none, and return it as the server's settings name it."""
    folder = folder_of(data)
    if folder != data:
        folder.mkdir(mode=0o700, exist_ok=True)
        if account:
            os.chown(folder, account.uid, account.gid)
    return '"' + str(folder).replace('"', '""') + '"'


def clear_away(data: Path) -> None:
    """Remove the lock of a server that was killed: its pid may be another's by now."""
    (folder_of(data) / f"{_NAME}.lock").unlink(missing_ok=True)


def url_of(data: Path, database: str) -> str:
    """Return how to reach a database of the server."""
    # An empty hostaddr is one all the same: whoever is told the URL may have another in his environment.
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(folder_of(data)), safe='')}&port={PORT}&hostaddr="


def listener(data: Path) -> int | None:
    """Return the process that listens at the socket, as the kernel knows it; None if there is none.

    It is 0 where the process is out of sight, in another container, or too busy to be asked.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(0)
        try:
            asking.connect(os.fsencode(folder_of(data) / _NAME))
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
            return None
        except BlockingIOError:
            return 0
        return _peer(asking)


def _peer(asking: socket.socket) -> int:
    # On macOS SOL_LOCAL and LOCAL_PEERPID, which Python does not name.
    level, option = (socket.SOL_SOCKET, socket.SO_PEERCRED) if hasattr(socket, "SO_PEERCRED") else (0, 2)
    pid: int = _PEER.unpack(asking.getsockopt(level, option, _PEER.size))[0]
    return pid
