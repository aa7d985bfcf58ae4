"""No page, API answer or log line of the demonstration holds a milieu level or a finding about a real place."""

import io
import re
from contextlib import redirect_stderr
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from adapters.demo.history import build
from adapters.demo.people import PEOPLE
from adapters.http.services import Person
from adapters.main import open_system
from adapters.runtime import diagnostics
from adapters.settings import Settings
from domain.values import Channel, Role
from tests.support.api import Caller
from tests.support.database import Databases
from workflows.reference.codes import load_codes
from workflows.reference.places import municipalities

LINK = re.compile(r'href="(/[^"#]*)"')
# What a finding of substance would be worded or coded as.
LEVELS = ("none_seen", "sporadic", "recurring", "established")
KINDS = ("exposed_area", "milieu_presence", "crime_type", "expression")


@dataclass
class Crawl:
    """Everything that the demonstration answered, page by page, and what it logged."""

    answers: dict[str, str]
    logged: str
    channels: set[Channel]


@pytest.fixture(scope="module")
def crawl(databases: Databases) -> Crawl:
    answers: dict[str, str] = {}
    logged = io.StringIO()
    with databases.lent() as url, redirect_stderr(logged):
        diagnostics.configure()
        settings = Settings(database_url=url, data_folder=Path("/nonexistent"))
        with open_system(settings, "demo") as system:
            build(system.store, system.reference, date(2026, 3, 2))
            system.follower.catch_up()
            people = tuple(Person(each.actor, each.key) for each in PEOPLE)
            app = system.app(people)
            for number, each in enumerate(PEOPLE):
                now = system.clock.now()
                token = system.access.create_token(each.actor, "crawl", UUID(int=number), now)
                with TestClient(app, raise_server_exceptions=False) as http:
                    _ask(http, token, each.key, answers)
                    if each.actor.role is Role.COORDINATOR:
                        Caller(http, token).does("1715", "support/log-contact", direction="both")
                        system.follower.catch_up()
                    secret = system.access.sign_in(each.actor, None, "sv", now)
                    http.cookies.set("femsteg_session", secret)
                    _walk(http, each.key, answers)
            stored = system.store.read(0, 10_000)
    diagnostics.configure(level=50)
    channels = {each.envelope.channel for each in stored}
    return Crawl(answers, logged.getvalue(), channels)


def _ask(http: TestClient, token: str, who: str, answers: dict[str, str]) -> None:
    paths = ["counties/17", "work-queue", "trail?limit=500"]
    for place in municipalities("17"):
        here = f"municipalities/{place.scb_code}"
        paths += [here, f"{here}/actions", f"{here}/timeline?limit=500"]
    for path in paths:
        for language in ("sv", "en"):
            headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
            response = http.get(f"/api/v1/{path}", headers=headers)
            assert response.status_code in {200, 403, 404}, (path, response.text[:200])
            answers[f"{who} {language} {path}"] = response.text


def _walk(http: TestClient, who: str, answers: dict[str, str]) -> None:
    """Follow links from the start page, one page of each kind for each municipality."""
    waiting = ["/"]
    seen: set[str] = set()
    while waiting and len(seen) < 120:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        response = http.get(path)
        assert response.status_code < 500, path
        answers[f"{who} page {path}"] = response.text
        waiting += [found for found in LINK.findall(response.text) if "/act/" not in found]


def test_it_was_all_read(crawl: Crawl) -> None:
    assert len(crawl.answers) > 500
    assert sum(len(each) for each in crawl.answers.values()) > 5_000_000
    assert crawl.logged.count("request_answered") >= len(crawl.answers)


def test_every_event_is_marked_as_invented_also_those_entered_through_the_api(crawl: Crawl) -> None:
    assert crawl.channels == {Channel.DEMO}


def test_no_finding_has_substance(crawl: Crawl) -> None:
    for where, answer in crawl.answers.items():
        if "actions" in where:
            continue
        for word in KINDS:
            assert f'"kind":"{word}"' not in answer, where
        for word in LEVELS:
            assert f'"level":"{word}"' not in answer, where
        assert '"milieu":"' not in answer, where


def test_no_milieu_is_named_on_a_page_or_in_an_answer(crawl: Crawl) -> None:
    codes = load_codes()
    names = [*codes.options("milieus")]
    names += [codes.label("milieus", each, language) for each in codes.options("milieus") for language in ("sv", "en")]
    for where, answer in crawl.answers.items():
        for name in names:
            assert name.lower() not in answer.lower(), (where, name)


def test_the_log_holds_no_name_text_or_query(crawl: Crawl) -> None:
    assert "Arvika" not in crawl.logged
    assert "?" not in "".join(re.findall(r'"route": "[^"]*"', crawl.logged))
    for line in crawl.logged.splitlines():
        assert set(re.findall(r'"([a-z_]+)": ', line)) <= diagnostics.ALLOWED, line


def test_every_page_says_that_it_is_invented(crawl: Crawl) -> None:
    pages = {where: answer for where, answer in crawl.answers.items() if " page " in where and "<html" in answer}
    assert len(pages) > 100
    for where, answer in pages.items():
        assert "Påhittade uppgifter" in answer, where
