"""A page that is drawn holds nothing: what it was given goes at once, not with the next search for cycles."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from jinja2 import Template
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.demo.people import PEOPLE
from adapters.http.pages.drawing import DrawingContext, PageTemplate
from adapters.http.pages.templates import ENVIRONMENT
from adapters.runtime import diagnostics
from domain.values import Role
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

ARVIKA = "/municipalities/1784"
PAGES = (
    "/work",
    "/counties/17",
    "/counties/17/compare",
    "/counties/17/programme",
    "/counties/17/history",
    "/trail",
    ARVIKA,
    f"{ARVIKA}/situation-picture",
    f"{ARVIKA}/timeline",
    f"{ARVIKA}?as_of=200",
    f"{ARVIKA}/act/support/log-contact",
)
# What pages are made of.
OWN = ("adapters.http.pages.", "adapters.http.reading.", "projections.", "workflows.comparison.")


class Given:
    """Something that a page is given."""


@contextmanager
def cycles() -> Iterator[list[object]]:
    """Yield what is found afterwards, of all made meanwhile, that only the search for cycles would have let go of."""
    found = list[object]()
    gc.collect()
    gc.disable()
    # What tests before this one left goes when their last threads end, and may do so now.
    gc.freeze()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield found
        gc.collect()
        found += gc.garbage
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.unfreeze()
        gc.enable()


@pytest.fixture(scope="module")
def coordinator(databases: Databases) -> Iterator[TestClient]:
    diagnostics.configure(level=50)
    person = next(each for each in PEOPLE if each.actor.role is Role.COORDINATOR)
    with demonstration(databases, SetClock()) as system:
        client = TestClient(system.app(people()))
        client.post("/sign-in", data={"person": person.actor.ref})
        yield client


@pytest.mark.parametrize("address", PAGES)
def test_nothing_of_a_page_is_left_in_cycles(coordinator: TestClient, address: str) -> None:
    coordinator.get(address)
    with cycles() as left:
        assert coordinator.get(address).status_code == 200

    held = [each for each in left if type(each).__module__.startswith(OWN) and not isinstance(each, DrawingContext)]
    assert held == []


@pytest.mark.parametrize(("draw", "is_held"), [(Template.render, True), (PageTemplate.render, False)])
def test_what_a_template_of_macros_is_given(draw: Callable[..., str], is_held: bool) -> None:  # noqa: FBT001 -- a parameter of the test
    template = ENVIRONMENT.from_string("{% macro one() %}{{ given }}{% endmacro %}x")
    with cycles() as left:
        assert draw(template, given=Given()) == "x"

    assert any(isinstance(each, Given) for each in left) is is_held
