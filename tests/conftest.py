from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.database import Databases, server


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
