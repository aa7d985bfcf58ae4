"""Pages that explain: acts now and on any day, refusals on record, events and what they rested on, over the demo."""

import json
import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.demo.people import PEOPLE
from adapters.http.pages.why import decided as why
from adapters.http.reading import needed
from adapters.main import System
from adapters.runtime import diagnostics
from domain.values import Role
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.people import SetClock

_WHY = re.compile(r'href="(/municipalities/\d{4}/why-not[^"]*)"')


class Pages:
    """The demonstration as some roles see it, in Swedish."""

    def __init__(self, system: System) -> None:
        self.system = system
        app = system.app(people())
        self._clients = {}
        for role in (Role.COORDINATOR, Role.MANAGER, Role.CONTACT, Role.AUDITOR):
            person = next(each for each in PEOPLE if each.actor.role is role)
            self._clients[role] = TestClient(app, follow_redirects=False, headers={"Accept-Language": "sv"})
            self._clients[role].post("/sign-in", data={"person": person.actor.ref})

    def get(self, address: str, role: Role = Role.AUDITOR, status: int = 200) -> str:
        answer = self._clients[role].get(address)
        assert answer.status_code == status, (address, said(answer.text))
        return str(answer.text)


@pytest.fixture(scope="module")
def pages(databases: Databases) -> Iterator[Pages]:
    diagnostics.configure(level=50)
    with demonstration(databases, SetClock()) as system:
        yield Pages(system)


def said(html: str) -> str:
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main))).strip()


class TestWhyAnActMayBeDoneOrNot:
    @pytest.mark.parametrize("moment", ["", "?as_of=2025-03-03"])
    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CONTACT, Role.AUDITOR])
    def test_is_a_link_away_from_every_act_now_and_on_any_day(self, pages: Pages, role: Role, moment: str) -> None:
        own = next(each.actor.municipality for each in PEOPLE if each.actor.role is Role.CONTACT)
        acts = pages.get(f"/municipalities/{own}/actions{moment}", role)
        links = [unescape(each) for each in _WHY.findall(acts)]

        assert len(links) > 20
        for each in links[:: 7 if moment else 5]:
            shown = said(pages.get(each, role))
            assert "Det som reglerna ser på" in shown
            assert ("Gick" if moment else "Går") in shown

    def test_tells_the_rule_its_version_and_how_it_stands_since(self, pages: Pages) -> None:
        started = found(pages, "journey.step-started", "1784")[-1]
        event = json.loads(pages.get(f"{started}?format=json"))
        asked = f"act=journey.complete-step&step={event['step']}&as_of={event['position'] - 1}"
        html = pages.get(f"/municipalities/1784/why-not?{asked}")
        told = said(html)

        assert "Gick inte att göra. Steg 1 (lägesbild) är inte påbörjat." in told
        assert "L2" in told
        assert re.search(r'<a href="/rules/definitions/five_steps.v1[^"]*">Femstegsprocessen, version 1</a>', html)
        assert "Inget är registrerat som uppfyller regeln." in told
        since = html.split('id="since"')[1]
        assert "I dag:" in said(f"<main{since}</main>")
        assert "Det blev möjligt med" in said(f"<main{since}</main>")

    def test_is_told_for_the_own_role_or_for_either_to_those_who_read_the_county(self, pages: Pages) -> None:
        address = "/municipalities/1784/why-not?act=support.hold-visit"

        assert "Går att göra." in said(pages.get(address, Role.AUDITOR))
        assert "Går inte att göra." in said(pages.get(f"{address}&role=contact", Role.AUDITOR))
        own = next(each.actor.municipality for each in PEOPLE if each.actor.role is Role.CONTACT)
        asked = pages.get(f"/municipalities/{own}/why-not?act=support.hold-visit&role=coordinator", Role.CONTACT)
        assert "Går inte att göra." in said(asked)

    @pytest.mark.parametrize(
        ("address", "status"),
        [
            ("/municipalities/1784/why-not", 404),
            ("/municipalities/1784/why-not?act=journey.no-such-act", 404),
            ("/municipalities/1784/why-not?act=journey.complete-step", 404),
            ("/municipalities/1784/why-not?act=journey.complete-step&step=SIXTH", 422),
            ("/municipalities/1784/why-not?act=" + "a" * 5000, 422),
            ("/municipalities/1784/why-not?act=support.hold-visit&role=king", 422),
            ("/municipalities/1784/why-not?event=00000000-0000-0000-0000-000000000000", 404),
            ("/municipalities/1784/why-not?act=contact.end-contact&assignment=1", 422),
            ("/municipalities/1784/why?of=nothing-of-that-name", 200),
            ("/municipalities/1784/why?of=%3Cb%3E", 422),
            ("/events/00000000-0000-0000-0000-000000000000", 404),
        ],
    )
    def test_answers_what_nobody_should_ask(self, pages: Pages, address: str, status: int) -> None:
        pages.get(address, status=status)


def found(pages: Pages, kind: str, place: str = "") -> list[str]:
    """Return the addresses of the events of a kind, the latest first."""
    trail = pages.get(f"/trail?kind={kind}&municipality={place}")
    return re.findall(r'<th scope="row"><a href="(/events/[^"]*)"', trail)


class TestAnEventsPage:
    def test_names_what_it_rested_on_as_it_was_then(self, pages: Pages) -> None:
        told = said(pages.get(found(pages, "action-plan.plan-adopted", "1784")[-1]))

        rested = told.split("Vad den vilar på")[1].split("Vad händelsen säger")[0]
        assert "Lägesbilden, version 1, publicerades" in rested
        assert "version 2, publicerades" not in rested
        assert "Femstegsprocessen, version 1" in told

    def test_leads_to_whether_it_was_allowed_by_the_rules_of_that_day(self, pages: Pages) -> None:
        html = pages.get(found(pages, "action-plan.plan-adopted", "1784")[-1])
        (link,) = {unescape(each) for each in _WHY.findall(html)}
        told = said(pages.get(link))

        assert "Ja. Det var tillåtet enligt den dagens regler." in told
        assert "Utan den: Ingen handlingsplan är under arbete." in told

    def test_draws_cause_and_effect_with_the_same_told_as_a_list(self, pages: Pages) -> None:
        html = pages.get(found(pages, "journey.guard-overridden")[0])
        drawn, listed = (
            re.findall(r"<circle ", html.split('class="cause-tree"')[1].split("</svg>")[0]),
            re.findall(r'<li value="\d+">', html),
        )

        assert len(drawn) == len(listed) >= 2
        assert 'role="img"' in html
        assert "Orsak." in said(html)
        assert "Den här händelsen." in said(html)
        cause = re.search(r'<li value="1">.*?href="(/events/[^"]*)"', html, re.DOTALL)
        assert cause
        assert "Följd." in said(pages.get(cause[1]))

    def test_tells_a_correction_both_ways_before_and_after(self, pages: Pages) -> None:
        html = pages.get(found(pages, "journey.entry-corrected")[0])
        told = said(html)
        corrected = re.search(r'href="(/events/[^"]*)">Se uppgiften som rättas', html)

        assert corrected
        assert "Tidigare" in told
        assert "Efter rättelsen" in told
        other = pages.get(corrected[1])
        assert "Rättelser av händelsen" in said(other)
        assert found(pages, "journey.entry-corrected")[0] in other

    def test_is_shown_as_data_as_the_api_tells_it(self, pages: Pages) -> None:
        address = found(pages, "action-plan.plan-adopted", "1784")[0]
        data = json.loads(pages.get(f"{address}?format=json"))

        assert data["event_id"] == address.rpartition("/")[2]
        assert data["topic"].startswith("action-plan.plan-adopted")
        assert data["rests_on"]

    def test_of_a_refusal_tells_the_rules_the_facts_and_whether_it_came_to_be_possible(self, pages: Pages) -> None:
        every = found(pages, "audit.")
        told = [said(pages.get(each)) for each in every]

        assert every
        for each in told:
            assert "Varför nekades" in each, each
            assert "Gick inte att göra." in each
            assert "Det som ändrar det" in each
            assert "I dag:" in each
            assert "Det blev möjligt med" in each or "Det har inte blivit möjligt sedan dess." in each

    def test_of_a_refusal_is_reached_from_the_municipality_s_history(self, pages: Pages) -> None:
        trail = pages.get(found(pages, "audit.")[0])
        place = re.search(r'href="/municipalities/(\d{4})/timeline"', trail)
        assert place

        timeline = unescape(pages.get(f"/municipalities/{place[1]}/timeline"))
        assert f"/trail?municipality={place[1]}&kind=audit." in timeline

    def test_is_not_there_for_another_municipality_s_contact_person(self, pages: Pages) -> None:
        own = next(each.actor.municipality for each in PEOPLE if each.actor.role is Role.CONTACT)
        other = next(code for code in ("1784", "1780", "1730") if code != own)

        pages.get(found(pages, "municipality.", other)[0], Role.CONTACT, status=404)
        pages.get(f"/municipalities/{other}/why-not?act=support.log-contact", Role.CONTACT, status=404)


class TestTheEventsThatDecide:
    @pytest.mark.parametrize("moment", ["", "&as_of=2025-03-03"])
    def test_are_a_link_away_from_each_colour_state_and_mark(self, pages: Pages, moment: str) -> None:
        page = f"/municipalities/1784/why?{moment}"
        links = [unescape(each) for each in re.findall(r'href="(/municipalities/1784/why\?of=[^"]*)"', pages.get(page))]

        assert {"step-SITUATION_PICTURE", "fresh-picture", "shelf", "locality"} <= {
            re.split("[=&#]", each)[1] for each in links
        }
        for each in links:
            assert "Händelser som avgör" in said(pages.get(each)), each

    def test_of_a_step_that_is_reached_are_what_began_and_what_ended_it(self, pages: Pages) -> None:
        told = said(pages.get("/municipalities/1784/why?of=step-ACTION_PLAN&as_of=2025-03-03"))
        assert "Historiken är lång" not in told

        decided = told.split("Händelser som avgör:")[1].split("Utbildning")[0]
        assert "Steg 3 (handlingsplan) påbörjades" in decided
        assert "Steg 3 (handlingsplan) avslutades" in decided

    def test_of_the_activity_are_a_link_away_from_where_it_is_told(self, pages: Pages) -> None:
        page = pages.get("/municipalities/1784/why")
        (link,) = re.findall(r'href="(/municipalities/1784/why\?of=activity#activity)"', page)
        told = said(pages.get(link)).split("Aktivitet")[1].split("Händelserna bakom")[0]

        assert "Händelser som avgör" in told
        assert re.search(r"\d{4}", told.split("Händelser som avgör")[1])

    @pytest.mark.parametrize(("most", "decided"), [(30, "Bara"), (1, "Ingen av")])
    def test_are_looked_for_among_the_latest_and_the_page_says_how_many(
        self, pages: Pages, monkeypatch: pytest.MonkeyPatch, most: int, decided: str
    ) -> None:
        for module in (needed, why):
            monkeypatch.setattr(module, "MOST_TRIED", most)
        told = said(pages.get("/municipalities/1784/why?of=step-SITUATION_PICTURE"))

        assert f"bara kommunens senaste {most} händelser har prövats. Äldre händelser kan också avgöra." in told
        assert (f"Ingen av de senaste {most} händelserna i kommunen avgör det ensam." in told) == (decided != "Bara")
