"""Operations: how log and views stand, what is set aside, and what is known of versions and backups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from fastapi import APIRouter
from starlette.responses import Response

from adapters.http.health import AHEAD_SECONDS, BEHIND_SECONDS
from adapters.http.pages.dependencies import Visiting
from adapters.http.pages.verification.view import summary
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.services import ConsumerState, LogState
from adapters.i18n.wording import definition_title
from domain.values import Role
from projections.registry import PROJECTIONS

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Consumer:
    """A view or a process, what it does in words, and how it stands."""

    label: str
    state: ConsumerState
    condition: str
    severity: str


@dataclass(frozen=True)
class SetAside:
    """A stream that a view does not show the whole of: since which position, and the kind of error."""

    view: str
    stream: str
    position: int
    error: str


@router.get("/operations")
def operations(visit: Visiting) -> Response:
    """Return how the installation stands, to administrators."""
    if visit.actor.role is not Role.ADMINISTRATOR:
        raise Problem(403, "forbidden")
    state = visit.core.state()
    consumers = [_consumer(visit, each) for each in state.consumers]
    return visit.show(
        "operations/operations.html",
        state=state,
        consumers=consumers,
        set_aside=list(_set_aside(visit)),
        worst=_worst(state, consumers),
        kind="demo" if visit.core.is_demo else "real",
        definitions=[definition_title(each, visit.cat) for each in sorted(visit.core.reference.definitions)],
        version=version("femsteg"),
        verified=summary(visit),
        ahead=state.ahead[1] > AHEAD_SECONDS,
    )


def _consumer(visit: Visit, state: ConsumerState) -> Consumer:
    severity, condition = _condition(state)
    return Consumer(_label(visit, state.name), state, visit.cat.text(f"ui.operations.state.{condition}"), severity)


def _label(visit: Visit, name: str) -> str:
    key = f"ui.operations.consumer.{name}"
    return visit.cat.text(key) if visit.cat.has(key) else name


def _condition(state: ConsumerState) -> tuple[str, str]:
    if state.lag_seconds > BEHIND_SECONDS:
        return "red", "behind"
    if state.stopped:
        return "amber", "stopped"
    if state.parked:
        return "amber", "parked"
    if state.rebuilt is not None:
        return "info", "rebuilding"
    return "achieved", "level" if not state.lag else "reading"


def _worst(state: LogState, consumers: list[Consumer]) -> str:
    """Return what the page says first: whether somebody has to see to something."""
    if state.lost or any(each.severity == "red" for each in consumers):
        return "red"
    is_noted = any(each.severity == "amber" for each in consumers) or state.ahead[1] > AHEAD_SECONDS
    return "amber" if is_noted else "achieved"


def _set_aside(visit: Visit) -> Iterator[SetAside]:
    for projection in PROJECTIONS:
        for each in visit.core.reading.views.parked(projection):
            yield SetAside(_label(visit, projection.name), each.stream, each.position, each.error)
