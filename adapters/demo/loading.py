"""Filling a demonstration's empty log with a county of invented municipalities, made by all processors at once."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from os import cpu_count

from adapters import main
from adapters.demo.invented.county import Part, Size, history, parts
from adapters.postgres.loading import Progress, line, load
from adapters.serialization.mapper import FemstegMapper
from adapters.settings import Settings

_TASK_EVENTS = 2000
_AHEAD = 2  # tasks for each process: the server's pace holds them back, not the memory

_Task = tuple[Part, ...]
_Lines = tuple[int, str]


def fill(url: str, settings: Settings, county: str, size: Size, progress: Progress) -> int:
    """Fill an empty log with a county of this size, and return how many events came of it.

    ``progress`` is called for each event twice. Raises LogInUse.
    """
    processes = cpu_count() or 1
    # Ctrl-C is this process's to answer.
    deaf = (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=signal.signal, initargs=deaf) as pool:
        return load(url, _made(pool, settings, county, size, processes * _AHEAD), progress)


def _made(pool: ProcessPoolExecutor, settings: Settings, county: str, size: Size, ahead: int) -> Iterator[_Lines]:
    """Yield what the processes make, in the places' order, with a few tasks under way."""
    under_way: deque[Future[_Lines]] = deque()
    for task in _tasks(size):
        under_way.append(pool.submit(lines, settings, county, task))
        if len(under_way) >= ahead:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _tasks(size: Size) -> Iterator[_Task]:
    each = max(1, _TASK_EVENTS * size.places // size.events)
    left = parts(size)
    while task := tuple(islice(left, each)):
        yield task


def lines(settings: Settings, county: str, task: _Task) -> _Lines:
    """Return the lines of some municipalities' histories, and how many they are."""
    reference, mapper = main.reference_data(settings), FemstegMapper()
    encoded = [line(mapper.to_stored_event(event)) for part in task for event in history(reference, county, part)]
    return len(encoded), "".join(encoded)
