"""Whether the process lives, whether it can serve, and how the consumers stand to the log, also for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from starlette.responses import JSONResponse, Response

from adapters.http.authentication import Core
from adapters.http.problems import MEDIA_TYPE
from adapters.http.services import ConsumerState, LogState, Services
from workflows.ports import Unavailable

# Longer than any pause of a follower, and than another process needs to take over from one that died.
BEHIND_SECONDS = 30
# Longer than the clocks of machines that are kept in time differ.
AHEAD_SECONDS = 10

T = TypeVar("T")

_TEXT = {"schema": {"type": "string"}}
_NOT_READY: dict[str, Any] = {"content": {"application/json": {}, MEDIA_TYPE: {}}}

router = APIRouter(tags=["health"])

_MEASURES = (
    ("position", "femsteg_consumer_position", "Position that a consumer has read to."),
    ("lag", "femsteg_consumer_lag_events", "Events that concern it, still to be read; 10,000 for as many or more."),
    ("lag_seconds", "femsteg_consumer_lag_seconds", "Time since the first of these was recorded, 0 for none."),
    ("parked", "femsteg_consumer_parked_events", "Events that it has set aside."),
    ("parked_streams", "femsteg_consumer_parked_streams", "Streams that these belong to."),
    ("rebuilt", "femsteg_consumer_rebuilt_position", "Position of a rebuild beside a view, on its way to the head."),
    ("stopped", "femsteg_consumer_stopped", "Whether a bug has stopped it in this process."),
)


@router.get("/health/live")
async def live() -> dict[str, str]:
    """Answer: the process lives."""
    return {"status": "live"}


@router.get("/health/ready", responses={503: {"description": "Behind, or the database does not answer"} | _NOT_READY})
async def ready(request: Request, core: Core) -> JSONResponse:
    """Answer with each consumer's position, lag and what is set aside.

    503 while the log cannot be read or added to, while consumers have read what it does not hold, or while one has left
    an event unread for 30 seconds. Events that are set aside are a warning: all else is right, and another process
    would have them as well. A consumer that a bug has stopped in this process is a warning, too, until it is behind:
    another process may go on with it. So is an event that was recorded at a time which the clock has not reached.
    """
    state = await _aside(request, core.state)
    consumers, lost = state.consumers, state.lost
    status = "another-log" if lost else "ready"
    if not lost and any(each.lag_seconds > BEHIND_SECONDS for each in consumers):
        status = "behind"
    told = {
        "status": status,
        "warnings": [*_warnings(state)],
        "position": min(each.position for each in consumers),
        "head": state.head,
        "lag": max(each.lag for each in consumers),
        "missing": {"entries": lost.entries, "from_position": lost.first} if lost else None,
        "ahead": {"events": state.ahead[0], "seconds": state.ahead[1]},
        "parked": sum(each.parked for each in consumers),
        "consumers": {each.name: {name: getattr(each, name) for name, _, _ in _MEASURES} for each in consumers},
    }
    well = status == "ready"
    return JSONResponse(told, 200 if well else 503, None if well else {"Retry-After": "5"})


def _warnings(state: LogState) -> Iterator[str]:
    yield from (name for name in ("parked", "stopped") if any(getattr(each, name) for each in state.consumers))
    if state.ahead[1] > AHEAD_SECONDS:
        yield "clock"


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": _TEXT}}})
async def metrics(request: Request, core: Core) -> Response:
    """Answer in Prometheus' text format: counts, times and positions, nothing of what events say."""
    told = await _aside(request, lambda: core.measures.told(_measured(core)))
    return Response(told, media_type=CONTENT_TYPE_PLAIN_0_0_4)


async def _aside(request: Request, asked: Callable[[], T]) -> T:
    """Return what is asked, in a thread that is kept for those who watch, and so free when all others are taken."""
    return await run_sync(asked, limiter=request.app.state.watching)


def _measured(core: Services) -> Iterator[Metric]:
    """Yield how log and consumers stand, as far as the database can be asked, and how saves were put together."""
    batches, saves = core.written()
    yield CounterMetricFamily("femsteg_append_batches", "Transactions that stored events.", batches)
    yield CounterMetricFamily("femsteg_append_saves", "Saves that these held: so many for each transaction.", saves)
    state: LogState | None
    try:
        state = core.state()
    except Unavailable:
        state = None
    yield GaugeMetricFamily("femsteg_database_up", "Whether the database answers.", int(state is not None))
    if state is not None:
        yield GaugeMetricFamily("femsteg_log_head", "Position of the log's last event.", state.head)
        told = "Time until the clock reaches the latest time at which an event was recorded, 0 where it has."
        yield GaugeMetricFamily("femsteg_log_ahead_seconds", told, state.ahead[1])
        yield from _of_consumers(state.consumers)


def _of_consumers(consumers: Sequence[ConsumerState]) -> Iterable[Metric]:
    for field, name, told in _MEASURES:
        gauge = GaugeMetricFamily(name, told, labels=["consumer"])
        for each in consumers:
            if (value := getattr(each, field)) is not None:
                gauge.add_metric([each.name], value)
        yield gauge
