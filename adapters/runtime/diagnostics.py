"""Structured logs: snake_case events, and no key that is not on the list, so that nothing personal slips in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

# A key is listed when its values can hold codes, ids, counts and times alone; paths come as route templates.
ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "request_id",
        "actor_ref",
        "actor_role",
        "method",
        "route",
        "status",
        "milliseconds",
        "code",
        "error",
        "stream",
        "position",
        "consumer",
        "command",
        "rule_ids",
        "count",
        "host",
        "port",
        "sqlstate",
        "where",
    }
)


def _only_allowed(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    dropped = [key for key in event if key not in ALLOWED]
    for key in dropped:
        del event[key]
    return event


def configure(level: int = 20) -> None:
    """Write JSON lines to standard error; ``level`` as in Python's logging, 20 is info."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def logger() -> FilteringBoundLogger:
    """Return a logger."""
    found: FilteringBoundLogger = structlog.get_logger()
    return found


def where(error: BaseException) -> str:
    """Return the classes of an error and of its causes, each with the line that raised it.

    Never their texts, which may hold what a person typed.
    """
    return " < ".join(f"{type(each).__name__} {_line(each)}" for each in _with_causes(error))


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what led to it, as Python's own traceback does; a circle of causes ends where it closes."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _line(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
