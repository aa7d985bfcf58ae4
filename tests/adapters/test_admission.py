"""The door: so many inside and no more, each with its time, and watchmen past all others."""

from asyncio import Event, gather, run
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Receive, Scope, Send

from adapters.http.middleware.admission import DEADLINE_SECONDS, Admission
from adapters.http.problems import Problem
from adapters.runtime.deadline import left, within

MOST = 3


def visit(path: str, house: Callable[[Scope, Receive, Send], Awaitable[None]], most: int = MOST) -> Any:
    return Admission(house, most)({"type": "http", "path": path}, None, None)  # type: ignore[arg-type]


def test_who_comes_when_the_house_is_full_is_turned_away_at_once_and_served_later() -> None:
    served: list[str] = []

    async def story() -> list[Any]:
        leave = Event()

        async def house(scope: Scope, _receive: Receive, _send: Send) -> None:
            if scope["path"] == "/trail":
                await leave.wait()
            served.append(scope["path"])

        door = Admission(house, MOST)

        async def come(path: str) -> object:
            return await door({"type": "http", "path": path}, None, None)  # type: ignore[arg-type,func-returns-value]

        async def at_last() -> None:
            await come("/health/ready")
            leave.set()

        first = await gather(*[come("/trail") for _ in range(MOST + 2)], at_last(), return_exceptions=True)
        await come("/work")
        return first

    found = run(story())
    refused = [each for each in found if isinstance(each, Problem)]
    assert [(each.status, each.headers["Retry-After"]) for each in refused] == [(503, "1")] * 2
    assert served == ["/health/ready", *["/trail"] * MOST, "/work"]


def test_everybody_inside_has_a_time() -> None:
    async def house(_scope: Scope, _receive: Receive, _send: Send) -> None:
        assert 0 < left(60) <= DEADLINE_SECONDS

    for path in ("/trail", "/health/ready"):
        run(visit(path, house))
    assert left(60) == 60


def test_when_the_time_is_up_nobody_waits() -> None:
    with within(0):
        assert left(60) == 0
        with within(10):
            assert 9 < left(60) <= 10
        assert left(60) == 0
