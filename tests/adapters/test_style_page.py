"""The style page: it shows what pages are drawn with, whole, in both languages, and leads nowhere."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import nodes
from jinja2.runtime import Macro
from markupsafe import Markup

from adapters.http.pages.style.apart import apart
from adapters.http.pages.templates import ENVIRONMENT, template_names
from adapters.i18n.catalogue import LANGUAGES
from adapters.main import System
from domain.values import Role
from tests.adapters.test_pages import Browser, browser
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.people import BY_ROLE

HERE = ("#", "/style")


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with databases.lent() as url, followed(url) as opened:
        yield opened


def _macros(name: str) -> list[str]:
    """Return the macros of a template, those within its blocks and other macros among them."""
    source, *_ = ENVIRONMENT.loader.get_source(ENVIRONMENT, name)  # type: ignore[union-attr]
    return [f"{name}:{each.name}" for each in ENVIRONMENT.parse(source).find_all(nodes.Macro)]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The macros that have drawn something since, by their files."""
    found, call = set[str](), Macro.__call__

    def recorded(macro: Macro, *args: Any, **kwargs: Any) -> str:
        said = call(macro, *args, **kwargs)
        if said.strip():
            found.add(f"{macro._func.__globals__['name']}:{macro.name}")  # noqa: SLF001 (nothing else says whose it is)
        return said

    monkeypatch.setattr(Macro, "__call__", recorded)
    return found


def _main(visitor: Browser) -> str:
    return visitor.get("/style").split("<main")[1].split("</main>")[0]


def test_it_shows_every_macro_that_pages_draw_with(system: System, drawn: set[str]) -> None:
    browser(system, BY_ROLE[Role.COORDINATOR]).get("/style")
    macros = [each for name in template_names() for each in _macros(name)]

    assert {"work/parts.html:row", "layout/macros.html:one"} <= set(macros)
    assert [each for each in macros if each not in drawn] == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CONTACT, Role.AUDITOR, Role.ADMINISTRATOR])
def test_its_samples_lead_nowhere_else_whoever_looks(system: System, role: Role) -> None:
    main = _main(browser(system, BY_ROLE[role]))
    led = re.findall(r' (?:href|action|formaction|hx-post)="([^"]*)"', main)

    assert [each for each in led if each and not each.startswith(HERE)] == ["/glossary#term-attention"]


def test_what_is_sent_from_a_sample_comes_to_nothing(system: System) -> None:
    visitor = browser(system, BY_ROLE[Role.COORDINATOR])
    head = system.store.head()
    status, page = visitor.send("/style", dict.fromkeys(("what", "municipality"), "contact"))

    assert status == 303
    assert "<h1>Formspråk</h1>" in page
    assert head == system.store.head()


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_ids_are_its_own_and_what_it_points_to_is_there(system: System, language: str) -> None:
    page = browser(system, BY_ROLE[Role.COORDINATOR], language).get("/style")
    ids = Counter(re.findall(r' id="([^"]*)"', page))
    named = re.findall(r' (?:aria-labelledby|aria-describedby|for)="([^"]*)"', page)

    assert [each for each, times in ids.items() if times > 1] == []
    assert {each for names in named for each in names.split()} - set(ids) == set()
    assert {each[1:] for each in re.findall(r' href="(#[^"?]+)"', page)} - set(ids) == set()


def test_nobody_is_led_away_from_where_the_page_begins(system: System) -> None:
    assert " autofocus" not in _main(browser(system, BY_ROLE[Role.COORDINATOR]))


def test_what_is_drawn_a_second_time_names_its_own_parts_and_asks_for_no_focus() -> None:
    drawn = Markup('<p id="a" autofocus><a href="#a" aria-describedby="a c">#a</a> <a href="#b">b</a></p>')
    again = '<p id="x-a"><a href="#x-a" aria-describedby="x-a c">#a</a> <a href="#b">b</a></p>'

    assert again == apart("x-", drawn)
