"""A rebuild in a process of its own, so that its time and memory are nobody else's.

``python -m tests.benchmarks.rebuilding URL UNTIL PROCESSES VIEW …`` prints the seconds and the megabytes that it took,
those of all processes together; with no view it makes none, and only decodes each event once.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from adapters.postgres.log.reader import PostgresLog
from adapters.postgres.pool import Pool
from adapters.postgres.views.rebuilding import Rebuild, shared_by
from adapters.postgres.views.store import PostgresViews
from adapters.runtime import diagnostics
from adapters.runtime.tuning import collect_seldom
from projections.engine.log import Entry
from projections.registry import PROJECTIONS

_PAGE = 2000


class Until(PostgresLog):
    """The log as it was when it had come to a position."""

    def __init__(self, log: PostgresLog, position: int) -> None:
        super().__init__(log.pool)
        self._position = position

    def head(self) -> int:
        return min(super().head(), self._position)

    def read(self, after: int, limit: int) -> list[Entry]:
        return super().read(after, min(limit, self._position - after)) if after < self._position else []


def in_a_process(url: str, until: int, *views: str, processes: int | None = None) -> subprocess.Popen[str]:
    """Begin one, by as many processes as the product takes where nobody says."""
    shared = str(processes or shared_by(until))
    command = [sys.executable, "-m", "tests.benchmarks.rebuilding", url, str(until), shared, *views]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def done(process: subprocess.Popen[str]) -> tuple[float, float]:
    """Wait for it, and return the seconds and megabytes."""
    told, _ = process.communicate()
    assert process.returncode == 0
    seconds, megabytes = json.loads(told)
    return seconds, megabytes


def main(url: str, until: int, processes: int, views: Sequence[str]) -> None:
    """Do it."""
    diagnostics.configure(level=50)
    collect_seldom()
    pool = Pool(url, 12)
    PostgresViews(pool).prepare(PROJECTIONS, checked=False)
    whole = Until(PostgresLog(pool), until)
    with pool.connection() as connection:
        # Views that have read further would have the rebuild catch up with them.
        connection.execute("UPDATE views.tracking SET position = 0, event_id = NULL WHERE position > %s", [until])
    wanted = [each for each in PROJECTIONS if each.name in views]
    started = perf_counter()
    if wanted:
        Rebuild(pool, whole, *wanted, processes=processes).run()
    else:
        after = 0
        while page := whole.read(after, _PAGE):
            after = page[-1].position
    seconds = perf_counter() - started
    pool.close()
    # The largest child as often as there can be children.
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * processes
    print(json.dumps([seconds, (most_memory() + children) / 1024]))


def most_memory() -> int:
    """Return the most kilobytes that this process has held; ``getrusage`` would count its parent's, too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
