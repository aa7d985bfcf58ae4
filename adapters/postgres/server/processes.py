"""Which processes are the server's own. A pid in a file is none by itself: it may be another's by now."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_PROGRAM = "postgres"
# PostgreSQL makes the key of its shared memory of the folder's inode, and takes one of the next where that is in use.
_KEYS = 16


def named(cluster: Path) -> int | None:
    """Return the process that the cluster's own file names, None if it names none."""
    try:
        # Of a process that works alone in the cluster, without a server, the file holds the pid with a minus sign.
        return abs(int((cluster / "postmaster.pid").read_bytes().split(b"\n", 1)[0]))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def may_live(cluster: Path) -> bool:
    """Whether the process that the file names may be PostgreSQL at work in the cluster, as far as can be seen."""
    pid = named(cluster)
    if pid is None:
        return False
    if not _PROC.joinpath("self").exists():
        return _exists(pid)
    process = _PROC / str(pid)
    try:
        return (process / "comm").read_text().strip() == _PROGRAM and _works_in(process, cluster)
    except PermissionError:
        return True
    except OSError:
        return False


def was_killed(cluster: Path) -> bool:
    """Whether the server is gone without a goodbye; one that was told to stop takes its file away, and rests."""
    return named(cluster) is not None and not may_live(cluster)


def orphans(cluster: Path) -> Iterator[int]:
    """Yield what a killed server left: processes in the cluster that hold on to its shared memory, on Linux alone."""
    for process in _PROC.glob("[0-9]*"):
        try:
            if _works_in(process, cluster) and _shares_memory(process, cluster):
                yield int(process.name)
        except OSError:
            continue


def _works_in(process: Path, cluster: Path) -> bool:
    # By identity: in another container the same path is another folder.
    return os.path.samestat((process / "cwd").stat(), cluster.stat())


def _shares_memory(process: Path, cluster: Path) -> bool:
    first = cluster.stat().st_ino
    names = {b"/SYSV%08x" % ((first + more) & 0xFFFFFFFF) for more in range(_KEYS)}
    return any(word in names for word in (process / "maps").read_bytes().split())


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
