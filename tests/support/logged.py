"""What is logged while a test goes on."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import structlog

from adapters.runtime import diagnostics


@contextmanager
def logging() -> Iterator[Callable[[], list[Any]]]:
    """Give what tells the lines that were logged meanwhile, where an office is opened without a log."""
    written = StringIO()
    diagnostics.configure()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    diagnostics.configure(level=50)
