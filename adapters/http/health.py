"""Liveness, readiness and metrics: how far the views have read the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from starlette.responses import JSONResponse, Response

from adapters.http.authentication import Core
from adapters.http.services import LogState, Services, ViewState
from workflows.ports import Unavailable

# Longer than any pause of a follower, and than another process needs to take over from one that died.
BEHIND_SECONDS = 30

router = APIRouter(tags=["health"])

_VIEWS = (
    ("position", "femsteg_view_position", "Position that a view has read to."),
    ("lag", "femsteg_view_lag_events", "Events that matter to a view, still to be read; 10,000 for as many or more."),
    ("lag_seconds", "femsteg_view_lag_seconds", "Time since the first of these was recorded, 0 where there is none."),
    ("parked", "femsteg_view_parked_events", "Events that a view has set aside."),
    ("parked_streams", "femsteg_view_parked_streams", "Streams that these belong to."),
    ("rebuilt", "femsteg_view_rebuilt_position", "Position of a rebuild beside a view, on its way to the log's head."),
)


@router.get("/health/live")
def live() -> dict[str, str]:
    """Answer: the process lives."""
    return {"status": "live"}


@router.get("/health/ready")
def ready(core: Core) -> JSONResponse:
    """Answer with each view's position, lag and what is set aside.

    503 while the log cannot be read, or while a view has left an event unread for 30 seconds. Events that are set
    aside are a warning: all else is right, and another process would have them as well.
    """
    state = core.state()
    behind = any(each.lag_seconds > BEHIND_SECONDS for each in state.views)
    position = min(each.position for each in state.views)
    told = {
        "status": "behind" if behind else "ready",
        "warnings": ["parked"] if any(each.parked for each in state.views) else [],
        "position": position,
        "head": state.head,
        "lag": max(each.lag for each in state.views),
        "parked": sum(each.parked for each in state.views),
        "views": {each.name: {name: getattr(each, name) for name, _, _ in _VIEWS} for each in state.views},
    }
    return JSONResponse(told, 503 if behind else 200, {"Retry-After": "5"} if behind else None)


@router.get("/metrics")
def metrics(core: Core) -> Response:
    """Answer in Prometheus' text format: counts, times and positions, nothing of what events say."""
    return Response(core.measures.told(_measured(core)), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _measured(core: Services) -> Iterator[Metric]:
    """Yield positions and lags, while the database answers, and how many saves shared a transaction."""
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
        yield from _views(state.views)


def _views(views: Sequence[ViewState]) -> Iterable[Metric]:
    for field, name, told in _VIEWS:
        gauge = GaugeMetricFamily(name, told, labels=["view"])
        for each in views:
            if (value := getattr(each, field)) is not None:
                gauge.add_metric([each.name], value)
        yield gauge
