"""What an operator chooses, and what a server makes of it: bad settings are told in words."""

import os
from contextlib import ExitStack
from threading import Thread

import pytest

from adapters.cli.ending import Ended
from adapters.cli.opening import settings_for
from adapters.runtime import tuning
from adapters.runtime.tuning import on_one_processor
from adapters.settings import from_environment

PROCESSORS = frozenset(os.sched_getaffinity(0))


@pytest.fixture(autouse=True)
def _nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests' servers may keep to a processor meanwhile."""
    monkeypatch.setattr(tuning, "_SIGN", f"\0femsteg-test-{os.getpid()}-")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("FEMSTEG_POOL_SIZE", "many", "from 1 to 200"),
        ("FEMSTEG_POOL_SIZE", "0", "from 1 to 200"),
        ("FEMSTEG_POOL_SIZE", "201", "from 1 to 200"),
        ("FEMSTEG_POOL_SIZE", "²", "from 1 to 200"),
        ("FEMSTEG_ONE_PROCESSOR", "ja", "yes or no"),
        ("FEMSTEG_COUNTY", "99", "no county has the code 99"),
        ("FEMSTEG_DATA", "~no-such-user/data", "from the root"),
        ("DATABASE_URL", os.fsdecode(b"postgresql:///\xff"), "not UTF-8"),
        ("FEMSTEG_PREFIX", "femsteg", "such as /femsteg"),
        ("FEMSTEG_PREFIX", "//femsteg", "such as /femsteg"),
        ("FEMSTEG_PREFIX", "https://example.org/femsteg", "such as /femsteg"),
        ("FORWARDED_ALLOW_IPS", "proxy.example.org", "addresses or networks"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.1/8", "addresses or networks"),
        ("FORWARDED_ALLOW_IPS", "127.0.0.1 ::1", "addresses or networks"),
    ],
)
def test_what_cannot_be_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Ended, match=told) as ended:
        settings_for("real")
    assert name in str(ended.value)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("FEMSTEG_PREFIX", "/femsteg/", "/femsteg"),
        ("FEMSTEG_PREFIX", "/", ""),
        ("FEMSTEG_PREFIX", "/a/b.c", "/a/b.c"),
        ("FORWARDED_ALLOW_IPS", "10.0.0.0/8, fd00::/8", "10.0.0.0/8,fd00::/8"),
        ("FORWARDED_ALLOW_IPS", "*", "*"),
        ("FORWARDED_ALLOW_IPS", "", ""),
    ],
)
def test_what_is_said_of_proxies_is_kept(monkeypatch: pytest.MonkeyPatch, name: str, value: str, kept: str) -> None:
    monkeypatch.setenv(name, value)
    found = from_environment()

    assert kept == {"FEMSTEG_PREFIX": found.prefix, "FORWARDED_ALLOW_IPS": found.proxies}[name]


@pytest.mark.parametrize(
    ("said", "url", "kept"),
    [(None, None, True), (None, "postgresql://x", False), ("no", None, False), ("yes", "postgresql://x", True)],
)
def test_a_server_keeps_to_one_processor_where_the_machine_is_its_own(
    monkeypatch: pytest.MonkeyPatch, said: str | None, url: str | None, *, kept: bool
) -> None:
    for name, value in {"FEMSTEG_ONE_PROCESSOR": said, "DATABASE_URL": url}.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    assert from_environment().one_processor is kept


def test_servers_keep_to_processors_of_their_own_until_there_are_none() -> None:
    servers = len(PROCESSORS) + 1
    kept: list[frozenset[int]] = []
    with ExitStack() as running:
        for _ in range(servers):
            running.enter_context(on_one_processor())
            kept.append(frozenset(os.sched_getaffinity(0)))
            os.sched_setaffinity(0, PROCESSORS)
    alone = [each for each in kept if len(each) == 1]
    assert set().union(*alone) == (PROCESSORS if len(PROCESSORS) > 1 else set())
    assert len(alone) == len(set(alone))
    assert kept[-1] == PROCESSORS
    assert os.sched_getaffinity(0) == PROCESSORS


def test_threads_stay_where_they_are_started() -> None:
    found: list[set[int]] = []
    with on_one_processor():
        here = os.sched_getaffinity(0)
        thread = Thread(target=lambda: found.append(os.sched_getaffinity(0)))
        thread.start()
        thread.join()
    assert found == [here]
    assert len(here) == 1
