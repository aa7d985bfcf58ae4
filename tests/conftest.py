from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from adapters.i18n.catalogue import LANGUAGES, catalogue
from adapters.runtime.tuning import collect_seldom
from tests.support.database import Databases, server

# As the product does: what tests are collected into is as many objects without a cycle as its events are.
collect_seldom()

# How long an example takes says how busy the machine is.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Processes that share the tests, a file at a time, end together where the longest files come first.
_LONGEST_FIRST = ["workflows", "faults", "browser", "projections", "adapters"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda each: _rank(each.path.parent.name))


def _rank(folder: str) -> int:
    return _LONGEST_FIRST.index(folder) if folder in _LONGEST_FIRST else len(_LONGEST_FIRST)


@pytest.fixture(autouse=True)
def everything_is_worded() -> Iterator[None]:
    """Whatever a test has the product say is worded, and given all that the wording has places for."""
    before = {each: Counter(catalogue(each).missing) for each in LANGUAGES}
    yield
    lacking = {each: dict(catalogue(each).missing - before[each]) for each in LANGUAGES}
    assert not any(lacking.values()), lacking


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with server() as url:
        made = Databases(url)
        yield made
        made.close()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A database of the test's own, with the schema and nothing in it."""
    with databases.lent() as url:
        yield url


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database of the test's own, without a schema."""
    with databases.lent(migrated=False) as url:
        yield url
