"""The style page: it shows what pages are drawn with, whole, in both languages, and leads nowhere."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from jinja2 import nodes
from markupsafe import Markup

from adapters.http.pages.style.apart import apart
from adapters.http.pages.templates import ENVIRONMENT, prepare_pages
from adapters.i18n.catalogue import LANGUAGES
from adapters.main import System
from domain.values import Role
from tests.adapters.test_pages import Browser, browser
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.people import BY_ROLE

HERE = ("#", "/style")
# The macros that have a branch which is not drawn there, each with the reason.
ELSEWHERE = {"layout/base.html:language": "of a page's frame, which is there once: around a form it is another"}
# What the parser calls what is drawn under a condition, in a loop, or by a macro.
PARTS = ("body", "else_", "expr1", "expr2")


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with databases.lent() as url, followed(url) as opened:
        yield opened


def _branches(name: str, tree: nodes.Template) -> Iterator[str]:
    """Have each branch of a template's macros tell when it is drawn, and yield what it tells: where it is."""
    for macro in tree.find_all(nodes.Macro):
        inside = [*macro.find_all((nodes.If, nodes.For, nodes.CondExpr))]
        for (number, each), part in product(enumerate([macro, *inside]), PARTS):
            if drawn := getattr(each, part, None):
                where = f"{name}:{macro.name} line {each.lineno}, branch {number} {part}"
                yield where
                told = nodes.Call(nodes.Name("branch_told", "load"), [nodes.Const(where)], [], None, None)
                told.set_lineno(each.lineno)
                if isinstance(drawn, list):
                    drawn.insert(0, nodes.ExprStmt(told, lineno=each.lineno))
                else:
                    told.args.append(drawn)
                    setattr(each, part, told)
    tree.set_environment(ENVIRONMENT)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, None]:
    """The branches of all macros, without those that have been drawn since."""
    found, parse = dict[str, None](), ENVIRONMENT._parse  # noqa: SLF001 (made to be overridden, says its docstring)

    def told(where: str, drawn: object = None) -> object:
        found.pop(where, None)
        return drawn

    def parsed(source: str, name: str, filename: str) -> nodes.Template:
        tree = parse(source, name, filename)
        found.update(dict.fromkeys(_branches(name, tree)))
        return tree

    monkeypatch.setattr(ENVIRONMENT, "_parse", parsed)
    monkeypatch.setattr(ENVIRONMENT, "bytecode_cache", None)
    monkeypatch.setattr(ENVIRONMENT, "cache", {})
    monkeypatch.setitem(ENVIRONMENT.globals, "branch_told", told)
    prepare_pages()
    return found


def _main(visitor: Browser) -> str:
    return visitor.get("/style").split("<main")[1].split("</main>")[0]


def test_it_shows_every_branch_of_every_macro(system: System, undrawn: dict[str, None]) -> None:
    """Those of inline conditions and of loops, too; nothing is asked of where a condition without an else fails."""
    assert {"work/parts.html:row", "layout/macros.html:one"} <= {each.split(" ")[0] for each in undrawn}
    for role in (Role.COORDINATOR, Role.AUDITOR):
        browser(system, BY_ROLE[role]).get("/style")

    assert [each for each in undrawn if each.split(" ")[0] not in ELSEWHERE] == []
    assert set(ELSEWHERE) == {each.split(" ")[0] for each in undrawn}


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


def test_what_is_drawn_a_second_time_names_its_own_parts_and_is_nowhere_to_be_led_to() -> None:
    drawn = Markup('<section id="a" autofocus><a href="#a" aria-describedby="a c">#a</a> <a href="#b">b</a></section>')
    again = '<section role="group" id="x-a"><a href="#x-a" aria-describedby="x-a c">#a</a> <a href="#b">b</a></section>'

    assert again == apart("x-", drawn)
