"""The browser that the tests of a file share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from adapters.http.reading import reading
from tests.support.browsing import PATIENCE_MS, launched

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(autouse=True)
def patient_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page waits for one's own act as long as tests wait: views may take more than a second."""
    monkeypatch.setattr(reading, "_WAIT_SECONDS", PATIENCE_MS / 2_000)
