"""The county's page over the invented county: numbers with what is behind them, and one truth in every picture."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import get_args

import pytest
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.demo.ids import demo_id
from adapters.demo.people import PEOPLE
from adapters.http.pages.county.columns import BAR_WIDTH, unit_bar
from adapters.http.pages.county.page import Behind
from adapters.http.pages.linked import Piece, linked, plain
from adapters.runtime import diagnostics
from domain.values import Role
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock
from workflows.reference import places
from workflows.reference.reference import load_reference

VARMLAND = {each.scb_code: each.name for each in places.municipalities("17")}
LINK = re.compile(r'<a href="(/counties/17/events[^"]*)">([^<]*)</a>')
ROW = re.compile(r'<tr role="row"><th role="rowheader".*?</tr>', re.DOTALL)
TILE = re.compile(r'<a class="tile tile-\w+" href="/municipalities/(\d+)[^"]*">(.*?)</a>', re.DOTALL)
AREA = re.compile(r'<use href="#k(\d{4})" (?:class="area-(\w+) |fill="url\(#p-(\w+)-large\)")')


@pytest.fixture(scope="module")
def pages(databases: Databases) -> Iterator[dict[Role, TestClient]]:
    """The demonstration as some roles see it, in Swedish."""
    diagnostics.configure(level=50)
    with demonstration(databases, SetClock()) as system:
        app, found = system.app(people()), {}
        for role in (Role.COORDINATOR, Role.MANAGER, Role.CONTACT, Role.AUDITOR):
            person = next(each for each in PEOPLE if each.actor.role is role)
            found[role] = TestClient(app, follow_redirects=False, headers={"Accept-Language": "sv"})
            found[role].post("/sign-in", data={"person": person.actor.ref})
        yield found


def page(pages: dict[Role, TestClient], address: str, role: Role = Role.MANAGER) -> str:
    answer = pages[role].get(address)
    assert answer.status_code == 200, (address, answer.text)
    return str(answer.text)


def said(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip()


def map_of(html: str) -> str:
    return html.split('<section id="map">')[1].split("</section>", maxsplit=1)[0]


class TestFigures:
    PAGES = ("development", "standstill", "history", "history?as_of=2025-03-01", "standstill?as_of=2025-03-01")

    @pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTACT])
    @pytest.mark.parametrize("name", PAGES)
    def test_each_open_what_they_follow_from(self, pages: dict[Role, TestClient], name: str, role: Role) -> None:
        html = page(pages, f"/counties/17/{name}", role)
        if name.startswith("history"):  # the bar's own table leads to its moments
            html = html.split('id="then-now"')[1]
        cells = re.findall(r'<td class="number[^"]*">(.*?)</td>', html, re.DOTALL)
        links = [unescape(href) for each in cells for href in re.findall('<a href="([^"]*)"', each)]

        assert cells
        assert [each for each in cells if "<a " not in each and re.search("[1-9]", each)] == []
        for href in sorted(set(links))[::7]:
            assert pages[role].get(href).status_code == 200, href

    @pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTACT])
    @pytest.mark.parametrize("name", ["development", "history?as_of=2025-03-01", "standstill"])
    def test_of_municipalities_and_steps_open_exactly_as_many_events(
        self, pages: dict[Role, TestClient], name: str, role: Role
    ) -> None:
        html = page(pages, f"/counties/17/{name}", role)
        found = re.findall(r'<a href="(/counties/17/events[^"]*behind=(\w+)[^"]*)">(\d+)</a>', html)
        counted = [(unescape(href), int(number)) for href, what, number in found if what not in {"paused", "waited"}]

        assert len(counted) > (2 if role is Role.CONTACT else 7)
        for href, number in counted[::5]:
            assert (href, page(pages, href, role).count('<p class="when">')) == (href, number)

    def test_of_rest_and_waiting_open_pauses_and_obstacles(self, pages: dict[Role, TestClient]) -> None:
        html = page(pages, "/counties/17/standstill")
        for what, said_of_it in (("paused", "Processen pausades"), ("waited", "beslut")):
            href = unescape(re.findall(rf'<a href="(/counties/17/events[^"]*behind={what})">', html)[0])
            told = page(pages, href)
            assert told.count('<p class="when">') > 0, href
            assert said_of_it in said(told), href

    def test_of_what_waits_are_the_same_where_a_municipality_is_compared(self, pages: dict[Role, TestClient]) -> None:
        rows = ROW.findall(page(pages, "/counties/17"))
        counted = {
            code: found[0]
            for each in rows
            for code in re.findall(r'href="/municipalities/(\d+)"', each)
            if (found := re.search(r"\d+ att (åtgärda|bevaka|känna till)", said(each)))
        }

        assert len(counted) > 3
        for code, told in list(counted.items())[:4]:
            compared = said(page(pages, f"/municipalities/{code}/compare?from=2025-03-01"))
            assert told in compared[compared.index(" Väntar ") :], code

    def test_of_a_pause_say_until_when_it_lasts(self, pages: dict[Role, TestClient]) -> None:
        rows = " ".join(ROW.findall(page(pages, "/counties/17")))

        assert re.search(r"Pausad till \d", said(rows))
        # On a phone the day is left out: what stands before it is said by itself.
        assert not re.findall(r"<span>[^<]* (?:sedan|till) <span class=.detail", rows)


class TestSentences:
    def test_of_one_municipality_count_it_by_itself(self, pages: dict[Role, TestClient]) -> None:
        told = said(page(pages, "/counties/17", Role.CONTACT))

        assert "1 kommun är med i arbetet." in told
        assert "1 av 1 kommuner" not in told

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.CONTACT])
    def test_each_number_opens_exactly_as_many_events_or_reasons(
        self, pages: dict[Role, TestClient], role: Role
    ) -> None:
        links = [(unescape(href), text) for href, text in LINK.findall(page(pages, "/counties/17", role))]

        assert links
        for href, text in links:
            number = re.match(r"\d+", text)
            assert number, text
            behind = page(pages, href, role)
            shown = behind.count('<p class="when">') or behind.count('<li class="severity-')
            assert (href, shown) == (href, int(number[0]))

    def test_what_is_behind_is_of_the_day_that_is_asked_for(self, pages: dict[Role, TestClient]) -> None:
        early, late = (
            page(pages, f"/counties/17/events?behind=closed&since={since}") for since in ("2000-01-01", "2026-03-01")
        )

        assert early.count('<p class="when">') > late.count('<p class="when">')

    @pytest.mark.parametrize("behind", get_args(Behind))
    @pytest.mark.parametrize("lang", ["sv", "en"])
    def test_what_is_behind_says_by_which_rule_it_is_counted(
        self, pages: dict[Role, TestClient], behind: str, lang: str
    ) -> None:
        answer = pages[Role.MANAGER].get(
            f"/counties/17/events?behind={behind}&since=2026-01-31", headers={"Accept-Language": lang}
        )
        rule = re.findall('<p class="lead">(.*?)</p>', answer.text)[0]

        assert not re.search("[⟦…]", rule)
        assert ("/rules/definitions/five_steps.v1" in rule) == (
            behind in {"picture", "attention", "reasons", "red", "amber", "overdue"}
        )
        definition = load_reference().definition("five_steps.v1")
        if behind == "picture":
            assert f"{definition.thresholds.picture_review_months} m" in rule
        if behind == "overdue":
            assert all(str(each.target_days) in rule for each in definition.steps if each.target_days)

    def test_a_sentence_is_cut_where_its_wording_says(self) -> None:
        told = linked("<a>3 steg</a> är <b>sena</b>.", {"a": "/x", "b": None})

        assert told == (Piece("3 steg", "/x"), Piece(" är "), Piece("sena"), Piece("."))
        assert plain(told) == "3 steg är sena."


class TestUnitBars:
    def test_show_each_municipality_sorted_by_state(self) -> None:
        bar = unit_bar({"in_progress": 1, "outside": 2, "achieved": 3, "declined": 1})

        assert [each.state for each in bar] == ["achieved"] * 3 + ["declined", "in_progress"] + ["outside"] * 2
        assert [each.pattern for each in bar] == ["", "", "", "alternative", "doing", "", ""]

    def test_show_a_state_as_one_where_they_are_many(self) -> None:
        bar = unit_bar({"achieved": 145, "not_started": 145})

        assert [(each.state, each.x, each.width) for each in bar] == [
            ("achieved", 0.0, BAR_WIDTH / 2 - 1),
            ("not_started", BAR_WIDTH / 2, BAR_WIDTH / 2 - 1),
        ]

    def test_count_what_the_matrix_shows(self, pages: dict[Role, TestClient]) -> None:
        county = page(pages, "/counties/17")
        head = county.split('<table class="matrix"')[1].split("</thead>")[0]
        for number, column in enumerate(head.split("<th ")[2:7]):
            units = Counter(re.findall(r"unit-(\w+)", column))
            boxes = Counter(
                re.findall(r'class="box box-(\w+)"', row)[number] for row in ROW.findall(county) if "box-" in row
            )
            boxes["in_progress"] += boxes.pop("live", 0)
            boxes["outside"] = len(VARMLAND) - sum(boxes.values())
            assert units == +boxes


class TestWays:
    TABS = re.compile(r'<nav class="tabs no-print" aria-label="Länets sidor">(.*?)</nav>', re.DOTALL)
    HREF = re.compile(r'href="(/[^"#]*)')

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.CONTACT, Role.AUDITOR])
    def test_from_the_countys_pages_lead_to_answers(self, pages: dict[Role, TestClient], role: Role) -> None:
        """Of addresses that differ in a municipality or in what they ask for, one is opened."""
        own = self.HREF.findall(self.TABS.findall(page(pages, "/counties/17", role))[0])
        found: dict[str, str] = {}
        for address in (*own, "/counties/17/funder") if role is not Role.CONTACT else own:
            for href in self.HREF.findall(page(pages, address, role)):
                found.setdefault(
                    re.sub(r"(?<=/)(\d{4}|[\da-f-]{36})(?=/|$)", "", unescape(href).partition("?")[0]), href
                )
        refused = {each: pages[role].get(unescape(each), follow_redirects=True).status_code for each in found.values()}

        assert {each: status for each, status in refused.items() if status != 200} == {}

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.AUDITOR])
    def test_lead_to_both_reports_before_and_after_they_are_pinned(
        self, pages: dict[Role, TestClient], role: Role
    ) -> None:
        assert 'href="/counties/17/reports"' in self.TABS.findall(page(pages, "/counties/17", role))[0]
        reports = page(pages, "/counties/17/reports", role)
        assert 'href="/counties/17/reports" aria-current="page">Rapporter</a>' in self.TABS.findall(reports)[0]
        assert 'href="/counties/17/meeting">Till styrgruppen</a>' in reports
        assert 'href="/counties/17/funder">Till finansiärer</a>' in reports

    @pytest.mark.parametrize(
        ("role", "address", "marked"),
        [
            (Role.COORDINATOR, "/municipalities/1784", "Länet"),
            (Role.AUDITOR, "/municipalities/1784/situation-picture", "Länet"),
            (Role.CONTACT, "/municipalities/1784", "Arvika"),
            (Role.CONTACT, "/counties/17", "Länet"),
            (Role.MANAGER, "/counties/17/compare", "Länet"),
            (Role.COORDINATOR, "/municipalities/1784/compare", "Historik"),
            (Role.CONTACT, "/municipalities/1784/history", "Historik"),
        ],
    )
    def test_of_the_menu_mark_the_one_that_leads_to_where_one_is(
        self, pages: dict[Role, TestClient], role: Role, address: str, marked: str
    ) -> None:
        menu = page(pages, address, role).split('<nav class="menu"')[1].split("</nav>")[0]
        assert re.findall(r' aria-current="\w+">([^<]*)', menu) == [marked]

    def test_of_a_contact_person_lead_to_no_reports(self, pages: dict[Role, TestClient]) -> None:
        for address in ("/counties/17", "/counties/17/meeting"):
            assert "/reports" not in page(pages, address, Role.CONTACT)


class TestTheGlossary:
    """Is one step away from where a page first uses a word that it explains."""

    @pytest.mark.parametrize(
        ("address", "terms"),
        [
            ("/municipalities/1784/structure", {"structure"}),
            ("/municipalities/1784/training", {"target-group"}),
            ("/municipalities/1784/support", {"ongoing-support"}),
            ("/work", {"attention"}),
            ("/counties/17/compare", {"known-day"}),
            (f"/counties/17/audit/{demo_id('audit', 'case')}", {"pseudonym"}),
        ],
    )
    def test_is_led_to(self, pages: dict[Role, TestClient], address: str, terms: set[str]) -> None:
        assert terms <= self.terms(page(pages, address, Role.AUDITOR))

    def test_is_led_to_from_a_correction_and_whoever_recorded_it(self, pages: dict[Role, TestClient]) -> None:
        corrected = page(pages, "/trail?kind=support.entry-corrected", Role.AUDITOR)
        event = re.search(r'href="(/events/[^"?]*)', corrected)

        assert event
        assert self.terms(page(pages, event[1], Role.AUDITOR)) >= {"correction", "pseudonym"}

    @staticmethod
    def terms(html: str) -> set[str]:
        return set(re.findall(r'href="/glossary#term-([\w-]+)"', html))


class TestMap:
    @pytest.mark.parametrize("step", ["SITUATION_PICTURE", "ACTION_PLAN", "ONGOING_SUPPORT"])
    def test_map_tiles_and_list_say_the_same(self, pages: dict[Role, TestClient], step: str) -> None:
        shown = map_of(page(pages, f"/counties/17?step={step}"))
        figure = shown.split('<figure class="map">')[1].split("</figure>")[0]
        areas = {code: kind or pattern for code, kind, pattern in AREA.findall(figure)}
        tiles = {code: said(text) for code, text in TILE.findall(shown)}
        listed = [said(each) for each in re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", shown)]

        assert [code for code, *_ in AREA.findall(figure)] == sorted(VARMLAND)
        assert set(tiles) == set(VARMLAND)
        assert len(listed) == len(VARMLAND)
        words = {"done": "Klart", "doing": "Pågår|Aktivt", "none": "Inte påbörjat", "outside": "Inte ansluten"}
        words["alternative"] = "Avstått|Inte aktuellt"
        for code, name in VARMLAND.items():
            (row,) = [each for each in listed if each.startswith(f"{name} ")]
            assert re.search(words[areas[code]], tiles[code]), (name, areas[code], tiles[code])
            assert re.search(words[areas[code]], row), (name, areas[code], row)

    def test_shows_no_municipality_that_the_visitor_may_not_see(self, pages: dict[Role, TestClient]) -> None:
        county = page(pages, "/counties/17", Role.CONTACT)

        assert '<section id="map">' not in county
        assert len(ROW.findall(county)) > 1
        assert [each for each in VARMLAND.values() if f">{each}</a>" in county] == ["Arvika"]


class TestMatrix:
    def test_is_in_alphabetical_order(self, pages: dict[Role, TestClient]) -> None:
        names = [said(each.split("</a>")[0]) for each in ROW.findall(page(pages, "/counties/17"))]

        assert names == list(VARMLAND.values())

    def test_filters_by_a_click(self, pages: dict[Role, TestClient]) -> None:
        county = page(pages, "/counties/17")
        chips = re.findall(r'<a class="chip" href="([^"]*)"[^>]*>.*?<b>(\d+)</b></a>', county)

        assert len(chips) == 4
        for href, count in chips:
            assert len(ROW.findall(page(pages, unescape(href)))) == int(count)

    def test_leads_from_a_colour_to_its_rule_in_one_click(self, pages: dict[Role, TestClient]) -> None:
        marks = re.findall(r'<a class="(?:sign )?(red|amber)" href="([^"]*)"', page(pages, "/counties/17"))

        assert {kind for kind, _ in marks} == {"red", "amber"}
        for kind, href in marks:
            told = page(pages, unescape(href))
            assert "<dt>Regel</dt>" in told or "Stegens färg" in told, href
            assert f'"why-reason {kind}-edge"' in told or "avstannat efter 180 dagar utan kontakt" in told, href


class TestTheSheetForTheSteeringGroup:
    def test_holds_day_position_filter_and_source(self, pages: dict[Role, TestClient]) -> None:
        told = said(page(pages, "/counties/17/meeting?since=2025-12-01"))

        for each in ("Läget den 2 mars 2026", "Jämfört med 1 december 2025", "Alla kommuner i länet", "Källa: länets"):
            assert each in told
        assert "bedömda efter Femstegsprocessen, version 1." in told

    def test_holds_the_whole_matrix(self, pages: dict[Role, TestClient]) -> None:
        assert len(ROW.findall(page(pages, "/counties/17/meeting"))) == len(VARMLAND)

    @pytest.mark.parametrize("part", ["Karlstad", "Torsby", "Västlandet"])
    def test_of_a_part_of_the_county_tells_of_that_part_alone(self, pages: dict[Role, TestClient], part: str) -> None:
        sheet = page(pages, f"/counties/17/meeting?part={part}&since=2024-01-01")
        elsewhere = {name for code, name in VARMLAND.items() if places.labour_market_region(code) != part}
        lists = re.findall(r'<ul class="bullets">(.*?)</ul>', sheet, re.DOTALL)
        told = re.findall(r'<a class="no-print tiny" href="([^"]*)">(\d+)', lists[0])

        assert not {each for each in elsewhere if re.search(rf"\b{each}\b", said(" ".join(lists)))}
        assert told
        for href, count in told:
            behind = page(pages, unescape(href))
            assert max(behind.count('<p class="when">'), 1) == int(count), href

    @pytest.mark.parametrize("part", ["", "Karlstad", "Torsby", "Västlandet"])
    @pytest.mark.parametrize("asked", ["state=not_joined", "attention=red"])
    def test_leads_to_as_many_rows_as_it_tells_of(self, pages: dict[Role, TestClient], part: str, asked: str) -> None:
        sheet = page(pages, f"/counties/17/meeting?part={part}")
        codes = {code for code in VARMLAND if part in {"", places.labour_market_region(code)}}
        for href in re.findall(rf'href="(/counties/17\?[^"]*{asked}[^"]*)"', sheet):
            rows = ROW.findall(page(pages, unescape(href)))
            assert {code for each in rows for code in re.findall(r"/municipalities/(\d{4})", each)} <= codes, href

    def test_refuses_a_day_to_come_and_no_day_in_words(self, pages: dict[Role, TestClient]) -> None:
        for typed in ("2099-01-01", "yesterday", "9" * 39):
            answer = pages[Role.MANAGER].get("/counties/17/meeting", params={"since": typed})
            assert answer.status_code == 422
            assert "<h1>" in answer.text


class TestTheMatrixOfThePast:
    """It is kept, as that of now is, and is never another moment's, another language's or another person's."""

    MOMENTS = ("?as_of=300", "?as_of=700", "", "?as_of=2025-03-03", "?happened_by=2025-03-03", "?as_of=300")

    def test_is_the_same_whatever_was_looked_at_before(self, pages: dict[Role, TestClient]) -> None:
        first = {(role, asked): self._rows(pages, asked, role) for role in pages for asked in self.MOMENTS}
        assert len({str(first[Role.MANAGER, asked]) for asked in self.MOMENTS}) == len({*self.MOMENTS})
        for role in pages:
            for asked in reversed(self.MOMENTS):
                assert self._rows(pages, asked, role) == first[role, asked], (role, asked)

    def test_leads_to_the_moment_that_was_asked_for(self, pages: dict[Role, TestClient]) -> None:
        for asked in self.MOMENTS:
            links = re.findall(r'href="(/municipalities/[^"]*)"', "".join(self._rows(pages, asked)))
            assert links
            assert all(unescape(each).endswith(asked[1:]) for each in links), asked

    def test_shows_a_contact_person_their_own_municipality_alone(self, pages: dict[Role, TestClient]) -> None:
        for asked in self.MOMENTS:
            self._rows(pages, asked, Role.COORDINATOR)
            if asked:
                assert len(self._rows(pages, asked, Role.CONTACT)) <= 1, asked

    @staticmethod
    def _rows(pages: dict[Role, TestClient], asked: str, role: Role = Role.MANAGER) -> list[str]:
        return ROW.findall(page(pages, f"/counties/17{asked}", role))


def test_what_the_sign_in_page_has_an_auditor_try_shows_what_has_changed(pages: dict[Role, TestClient]) -> None:
    told = re.search(
        r"granskare: öppna Historik, gå till en dag i mars (\d{4}) ", page(pages, "/sign-in", Role.AUDITOR)
    )
    assert told
    then = page(pages, f"/counties/17/history?as_of={told[1]}-03-15", Role.AUDITOR)
    since = re.search(r'href="([^"]*)">Vad har ändrats sedan dess\?', then)
    assert since
    count = re.search(r"(\d+) uppgifter har registrerats", said(page(pages, unescape(since[1]), Role.AUDITOR)))

    assert count
    assert int(count[1]) > 0
