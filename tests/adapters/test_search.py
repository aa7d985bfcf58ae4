"""Search, glossary, statement of accessibility and shortcuts, as each role meets them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from starlette.testclient import TestClient

from adapters.http.pages.glossary.terms import TERMS
from adapters.i18n.catalogue import LANGUAGES, catalogue
from adapters.main import System
from adapters.settings import from_environment
from domain.people import Actor
from domain.values import Role
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.people import BY_ROLE, COORDINATOR, ELSEWHERE, HERE

HIT = re.compile(r'<li><a href="([^"]*)">([^<]*)</a>')
CONTACT, MANAGER, ADMINISTRATOR = (BY_ROLE[each] for each in (Role.CONTACT, Role.MANAGER, Role.ADMINISTRATOR))


@pytest.fixture(scope="module")
def system(databases: Databases) -> Iterator[System]:
    with databases.lent() as url, followed(url) as opened:
        yield opened


def browser(system: System, actor: Actor | None = None, language: str = "sv") -> TestClient:
    client = TestClient(system.app(), follow_redirects=False, headers={"Accept-Language": language})
    if actor:
        secret = system.access.sign_in(actor, None, language, system.clock.now())
        client.cookies.set("femsteg_session", secret)
    return client


def found(client: TestClient, text: str) -> dict[str, str]:
    """Return the titles that a search finds, and where they lead."""
    page = client.get("/search", params={"q": text})
    assert page.status_code == 200
    main = page.text.split("<main")[1].split("</main>")[0]
    return {unescape(title): unescape(href) for href, title in HIT.findall(main)}


class TestASearch:
    def test_finds_municipalities_by_the_beginning_of_their_name_or_their_code(self, system: System) -> None:
        client = browser(system, COORDINATOR)

        assert found(client, "Kil")["Kil"] == "/municipalities/1715"
        assert found(client, "sUN")["Sunne"] == "/municipalities/1766"
        assert found(client, "1766")["Sunne"] == "/municipalities/1766"
        assert "Kil" not in found(client, "Sunne")

    def test_finds_an_act_and_asks_where_it_is_for(self, system: System) -> None:
        client = browser(system, COORDINATOR)
        address = found(client, "anteckna kontakt")["Anteckna kontakt"]
        assert address == "/search?act=support.log-contact"
        ways = dict(HIT.findall(client.get(address).text))

        assert ways["/municipalities/1715/act/support/log-contact"] == "Kil"
        assert sum(each.startswith("/municipalities/") for each in ways) == 16

    def test_leads_to_the_act_where_the_municipality_is_named_too(self, system: System) -> None:
        hits = found(browser(system, COORDINATOR), "kil kontakt")

        assert hits["Anteckna kontakt \N{EN DASH} Kil"] == "/municipalities/1715/act/support/log-contact"

    def test_leads_a_contact_person_to_the_own_municipality_alone(self, system: System) -> None:
        client = browser(system, CONTACT)

        assert found(client, "anteckna kontakt")["Anteckna kontakt"] == (
            f"/municipalities/{HERE.scb_code}/act/support/log-contact"
        )
        assert ELSEWHERE.name not in found(client, ELSEWHERE.name)

    @pytest.mark.parametrize(("actor", "may"), [(COORDINATOR, True), (CONTACT, False), (MANAGER, False)])
    def test_finds_no_act_that_is_not_the_role_s(self, system: System, actor: Actor, *, may: bool) -> None:
        client = browser(system, actor)

        assert any("pausa processen" in each.casefold() for each in found(client, "pausa processen")) == may
        assert (client.get("/search?act=journey.pause-journey").status_code == 200) == may

    def test_finds_terms_and_pages(self, system: System) -> None:
        assert found(browser(system, COORDINATOR), "problembild")["Problembild"] == "/glossary#term-problem-picture"
        assert found(browser(system, COORDINATOR), "historik")["Historik"] == "/counties/17/history"
        assert "Historik" not in found(browser(system, ADMINISTRATOR), "historik")

    @pytest.mark.parametrize("role", [each for each in BY_ROLE if each is not Role.SYSTEM])
    def test_finds_the_pages_that_the_role_may_read(self, system: System, role: Role) -> None:
        client = browser(system, BY_ROLE[role])
        sought = (
            "Utveckling Stillastående Förändringar Profil Styrgruppen Rapporter Regler Granskning Verifiering Drift"
        )
        addresses = {hits[each] for each in sought.split() if each in (hits := found(client, each))}

        assert len(addresses) > (2 if role is Role.ADMINISTRATOR else 6)
        assert {each: client.get(each).status_code for each in addresses} == dict.fromkeys(addresses, 200)

    def test_finds_a_short_word_where_another_begins_with_it(self, system: System) -> None:
        client = browser(system, COORDINATOR)

        assert list(found(client, "eda")) == ["Eda"]
        assert "Handlingsplan" in found(client, "splan")

    def test_speaks_the_reader_s_language(self, system: System) -> None:
        hits = found(browser(system, COORDINATOR, "en"), "kil contact")

        assert any(title.endswith("\N{EN DASH} Kil") for title in hits)

    @pytest.mark.parametrize(
        "text",
        ["", " ", "xyzzy", "<script>alert(1)</script>", "å" * 5000, "\x00", "%", "'; DROP TABLE", "( [ *", "\ufffd"],
    )
    def test_takes_any_text(self, system: System, text: str) -> None:
        page = browser(system, COORDINATOR).get("/search", params={"q": text})

        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert ("Inget motsvarar" in page.text) == bool(text.strip())

    @pytest.mark.parametrize("act", ["nothing", "support.log-contact.x", "\x00", "system.x", "é" * 900])
    def test_of_an_act_that_does_not_exist_is_not_found(self, system: System, act: str) -> None:
        assert browser(system, COORDINATOR).get("/search", params={"act": act}).status_code == 404

    def test_stands_in_the_head_of_each_page(self, system: System) -> None:
        page = browser(system, COORDINATOR).get("/counties/17").text.split("</header>")[0]

        assert '<form role="search" method="get" action="/search">' in page


class TestTheGlossary:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_explains_each_term_in_the_order_of_the_language(self, system: System, language: str) -> None:
        page = browser(system, None, language).get("/glossary").text
        cat = catalogue(language)
        words = re.findall(r"<dt>([^<]*)</dt>", page)

        assert "⟦" not in page
        assert sorted(map(unescape, words)) == sorted(cat.text(f"term.{each}") for each in TERMS)
        assert all(f'id="term-{each}"' in page for each in TERMS)

    def test_puts_swedish_letters_last(self, system: System) -> None:
        words = re.findall(r"<dt>([^<]*)</dt>", browser(system).get("/glossary").text)

        assert words[-2:] == ["Åtgärd", "Åtgärdsplan"]


class TestTheStatementOfAccessibility:
    def test_is_there_for_everybody_and_led_to_from_each_page(self, system: System) -> None:
        assert 'href="/accessibility"' in browser(system).get("/sign-in").text
        page = browser(system).get("/accessibility").text
        assert "WCAG 2.2" in page
        assert "Digg" in page

    @pytest.mark.parametrize(
        ("contact", "said"),
        [
            ("", "hör av dig till den regionala samordningen"),
            ("stod@lan.example", '<a href="mailto:stod@lan.example">'),
            ("växeln, 010-000 00 00", "hör av dig till växeln, 010-000 00 00."),
            ("<b>@x.y", "hör av dig till &lt;b&gt;@x.y"),
        ],
    )
    def test_names_whom_the_operator_has_set(self, system: System, contact: str, said: str) -> None:
        other = replace(system, settings=replace(system.settings, contact=contact))

        assert said in browser(other).get("/accessibility").text

    @pytest.mark.parametrize("contact", ["two\nlines", "x" * 201])
    def test_takes_no_setting_that_is_no_line(self, monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
        monkeypatch.setenv("FEMSTEG_CONTACT", contact)
        with pytest.raises(ValueError, match="FEMSTEG_CONTACT"):
            from_environment()


class TestTheShortcuts:
    def test_are_listed_and_marked_on_pages(self, system: System) -> None:
        listed = re.findall(r"<kbd>([^<]*)</kbd>", browser(system, COORDINATOR).get("/shortcuts").text)
        marked = re.findall(r'data-key="([^"]*)"', browser(system, COORDINATOR).get("/counties/17").text)

        assert set("".join(marked).replace(" ", "")) <= set(listed)
        assert {"/", "?", "g c"} <= set(marked)
        assert "m" in re.findall(r"<kbd>([^<]*)</kbd>", browser(system, CONTACT).get("/shortcuts").text)
