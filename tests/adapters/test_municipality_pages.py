"""A municipality's overview, structure, brief and acts, as a browser without script meets them, with known answers."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from adapters.demo.filling import people
from adapters.demo.people import PEOPLE
from adapters.i18n.catalogue import catalogue
from adapters.main import System, open_system
from adapters.runtime import diagnostics
from adapters.settings import Settings
from domain.action_plan.events import EntryCorrected as PlanEntryCorrected
from domain.action_plan.events import MeasureAdded, PlanAdopted, PlanWorkOpened
from domain.contact.events import ContactAppointed
from domain.journey.events import CycleOpened, JourneyPaused, StepCompleted, StepStarted
from domain.messages import Event
from domain.municipality.events import MunicipalityLeft
from domain.people import Actor
from domain.structure_review.events import (
    ExistingStructureIdentified,
    HostStructureChosen,
    InformationChannelDefined,
    NewGroupCreated,
    PlacementDecided,
    ResponsibilityOrdered,
    ReviewOpened,
)
from domain.support.events import ContactHad, GuidanceRequested, NeedNoted, VisitHeld, VisitPlanned
from domain.values import Role, Step
from tests.adapters.test_pages import Browser, browser
from tests.support.database import Databases
from tests.support.demonstration import demonstration
from tests.support.following import followed
from tests.support.forms import form_on
from tests.support.given import Dated, at, event_id, recorded
from tests.support.histories import OPENED, PICTURE_READY, PUBLISHED, REQUEST, STRUCTURE, VISIT, appointed
from tests.support.people import ADMINISTRATOR, AUDITOR, CONTACT, COORDINATOR, ELSEWHERE, HERE, MANAGER, SetClock
from tests.support.waiting import caught_up
from tests.support.wandering import COUNTIES, wandering
from workflows.reference import places

KIL = f"/municipalities/{HERE.scb_code}"
VARMLAND = [each.scb_code for each in places.municipalities("17")]
ACTS = re.compile(r'<ol class="acts">.*?</ol>', re.DOTALL)
LINK = re.compile(r'href="(/[^"]*)"')
DASH = "\N{EN DASH}"
STAFFED = [*OPENED, appointed()]
VISITED = VisitHeld(visit_id=VISIT, functions_met=("principal",), needs=())
COUNCIL = ExistingStructureIdentified(
    structure_id=STRUCTURE, kind="council", sectors=("school", "police"), functioning="yes", meets_per_year=4
)
ORDER = ResponsibilityOrdered(signal_kind="concern-at-school", ordered_functions=("principal", "fire-chief"))


@pytest.fixture
def system(database_url: str) -> Iterator[System]:
    with followed(database_url) as opened:
        yield opened


def put(system: System, *events: Event | Dated) -> None:
    """Let these events have happened."""
    system.store.append(recorded(events))
    caught_up(system)


def ago(system: System, days: int) -> date:
    return system.clock.today() - timedelta(days=days)


def main_of(page: str) -> str:
    return page.split("<main")[1].split("</main>", maxsplit=1)[0]


def text_of(page: str) -> str:
    """Return what a reader of the page sees."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main_of(page))))


def read(system: System, page: str = "", actor: Actor = COORDINATOR, language: str = "sv") -> str:
    return text_of(browser(system, actor, language).get(KIL + page))


def suggested(page: str) -> list[str]:
    """Return where the acts are that the page says are next, the primary one first."""
    found = ACTS.search(page)
    return [unescape(each) for each in LINK.findall(found[0])] if found else []


class TestTheHead:
    @pytest.mark.parametrize(
        "page", ["", "/situation-picture", "/structure", "/plan", "/training", "/support", "/timeline"]
    )
    def test_stays_on_every_page_of_the_work(self, system: System, page: str) -> None:
        put(system, *STAFFED, StepStarted(step=Step.SITUATION_PICTURE))
        told = browser(system, COORDINATOR).get(KIL + page)

        assert "Pågår: Lägesbild" in text_of(told)
        assert "Ansluten 12 januari 2026" in text_of(told)
        for each in ("situation-picture", "structure", "plan", "training", "support"):
            assert f'href="{KIL}/{each}"' in told

    def test_marks_the_step_whose_page_it_is(self, system: System) -> None:
        put(system, *STAFFED)
        page = browser(system, COORDINATOR).get(f"{KIL}/structure")

        assert [f"{KIL}/structure"] == re.findall(r'href="([^"]*)" aria-current="page"', main_of(page))
        assert f"<title>Struktur och ansvar {DASH} {HERE.name} {DASH} Femsteg</title>" in page

    def test_says_since_when_why_and_until_when_the_work_rests(self, system: System) -> None:
        put(system, *STAFFED, JourneyPaused(expected_until=date(2199, 5, 1)))
        told = read(system, "/structure")

        assert "Arbetet är pausat sedan 12 januari 2026" in told
        assert "Det väntas fortsätta 1 maj 2199." in told

    def test_names_contact_persons_by_their_functions(self, system: System) -> None:
        put(system, *STAFFED)

        appointment = next(each for each in STAFFED if isinstance(each, ContactAppointed))
        assert "Kontaktpersoner: Trygghetssamordnare" in read(system, "/structure")
        assert str(appointment.person_ref) not in browser(system, COORDINATOR).get(KIL)

    def test_leads_from_a_contact_person_to_the_appointment(self, system: System) -> None:
        put(system, *STAFFED)
        visitor = browser(system, COORDINATOR)
        (href,) = re.findall(r'href="([^"]*)">Kontaktperson sedan', visitor.get(KIL))

        assert href.startswith("/events/")
        assert "En kontaktperson utsågs" in text_of(visitor.get(href))

    def test_of_the_past_is_as_it_was(self, system: System) -> None:
        put(system, *STAFFED, StepStarted(step=Step.SITUATION_PICTURE))

        assert "Pågår: Lägesbild" not in read(system, f"?as_of={len(STAFFED)}")
        assert "Pågår: Lägesbild" in read(system, f"?as_of={len(STAFFED) + 1}")
        assert "/act/" not in browser(system, COORDINATOR).get(f"{KIL}?as_of={len(STAFFED)}")


class TestTheOverview:
    def test_says_what_is_next_and_why(self, system: System) -> None:
        put(system, *at(ago(system, 1), *STAFFED, StepStarted(step=Step.SITUATION_PICTURE)))

        assert "Ingen lägesbild är publicerad. Därför kan steg 1 inte avslutas än. Börja med lägesbilden" in read(
            system
        )

    def test_puts_an_acute_question_first_with_the_question_chosen(self, system: System) -> None:
        asked = GuidanceRequested(request_id=REQUEST, unit_kind="school_team", urgency="acute")
        put(system, *STAFFED, *at(ago(system, 1), asked))
        page = browser(system, COORDINATOR).get(KIL)

        assert suggested(page)[0] == f"{KIL}/act/support/deliver-guidance?request_id={REQUEST}"
        assert 'class="button primary"' in ACTS.findall(page)[0]
        assert ACTS.findall(page)[0].count("button primary") == 1

    def test_says_what_waits_why_and_what_clears_it(self, system: System) -> None:
        put(system, *STAFFED, StepStarted(step=Step.STRUCTURE_REVIEW))
        told = read(system)

        assert "Avsluta steg: Struktur Steg 2 kan inte avslutas än." in told
        assert "Påbörja strukturöversyn E2" in told

    def test_counts_the_conditions_that_are_met(self, system: System) -> None:
        put(system, *STAFFED, ReviewOpened(), ORDER)

        assert "1 av 2 villkor uppfyllda Öppna struktur och ansvar" in read(system)
        assert "1 of 2 conditions met Open structure" in read(system, language="en")

    def test_names_the_weakest_link_of_what_the_work_rests_on(self, system: System) -> None:
        had = ContactHad(direction="both")
        put(system, *at(ago(system, 500), *STAFFED), *at(ago(system, 100), VISITED), *at(ago(system, 85), had))
        told = read(system)

        assert "Svagaste länken är kontakten: 5 dagar kvar till gränsen." in told
        assert "Ha kontakt före" in told

    def test_says_when_the_limit_was_passed(self, system: System) -> None:
        had = ContactHad(direction="both")
        put(system, *at(ago(system, 500), *STAFFED), *at(ago(system, 120), VISITED), *at(ago(system, 100), had))

        assert "Kontakt 10 dagar för sent" in read(system)

    @pytest.mark.parametrize(("days", "colour"), [(70, "done"), (80, "amber"), (100, "amber"), (200, "red")])
    def test_tells_how_fresh_a_contact_is_in_one_colour(self, system: System, days: int, colour: str) -> None:
        put(system, *at(ago(system, 500), *STAFFED), *at(ago(system, days), ContactHad(direction="both")))
        visitor = browser(system, COORDINATOR)
        on_overview = visitor.get(KIL).split("<b>Kontakt</b>")[1].split("</li>")[0]
        on_support = visitor.get(f"{KIL}/support").split('<li class="gap')[1].split(">")[0]

        assert f'class="g-{colour}"' in on_overview
        assert on_support == f' gap-{colour}"'

    def test_leads_to_the_sheet_of_a_visit_that_is_near_after_what_is_late(self, system: System) -> None:
        asked = GuidanceRequested(request_id=REQUEST, unit_kind="school_team", urgency="acute")
        planned = VisitPlanned(visit_id=VISIT, planned_on=system.clock.today() + timedelta(days=20))
        put(system, *at(ago(system, 1), *STAFFED, asked, NeedNoted(need_code="basic-training"), planned))
        page = browser(system, COORDINATOR).get(KIL)
        first, second = suggested(page)[:2]

        assert "deliver-guidance" in first
        assert second == f"{KIL}/visit-sheet"
        assert "Förbered besöket" in text_of(page)
        assert "Kommunen väntar på: Grundutbildning." in text_of(page)
        assert "visit-sheet" not in "".join(suggested(browser(system, CONTACT).get(KIL)))

    def test_explains_what_a_cycle_is_where_there_is_more_than_one(self, system: System) -> None:
        way = '<a class="small no-print" href="/glossary#term-cycle">'
        put(system, *STAFFED)
        assert way not in browser(system, COORDINATOR).get(KIL)
        system.store.append(recorded([*STAFFED, CycleOpened(cycle=2)])[len(STAFFED) :])
        caught_up(system)

        assert [way in browser(system, COORDINATOR).get(f"{KIL}{page}") for page in ("", "/brief", "/plan")] == [
            True,
            True,
            False,
        ]

    def test_tells_the_plan_that_is_in_force(self, system: System) -> None:
        adopted = PlanAdopted(body="municipal-council", paragraph="§ 12", dnr="KS 2024/85")
        put(system, *STAFFED, PlanWorkOpened(), adopted)

        assert "Antagen 12 januari 2026 av kommunfullmäktige, § 12, dnr KS 2024/85." in read(system)

    def test_ends_with_the_latest_seven_events(self, system: System) -> None:
        put(system, *STAFFED, *at(ago(system, 1), *[ContactHad(direction="both")] * 8))
        page = browser(system, COORDINATOR).get(KIL)

        assert len(re.findall('<a class="told"', page)) == 7

    @pytest.mark.parametrize("actor", [MANAGER, AUDITOR])
    def test_shows_who_only_reads_no_act(self, system: System, actor: Actor) -> None:
        put(system, *STAFFED)
        page = browser(system, actor).get(KIL)

        assert "/act/" not in page
        assert "Härnäst" not in page
        assert "0 av 2 villkor uppfyllda" in text_of(page)

    def test_shows_the_administrator_acts_alone(self, system: System) -> None:
        put(system, *STAFFED)
        page = browser(system, ADMINISTRATOR).get(KIL)

        assert "/act/contact/appoint-contact" in page
        assert "villkor" not in page

    def test_shows_no_planned_visit_to_whom_it_is_not_meant_for(self, system: System) -> None:
        put(system, *STAFFED, VisitPlanned(visit_id=VISIT, planned_on=date(2199, 3, 4)))

        for page in ("", "/brief"):
            assert "4 mars 2199" in read(system, page or "/support") + read(system, page)
            assert "4 mars 2199" not in read(system, page, MANAGER)

    @pytest.mark.parametrize("page", ["", "/actions", "/structure", "/brief"])
    def test_of_another_municipality_is_none_for_a_contact_person(self, system: System, page: str) -> None:
        put(system, *STAFFED)

        browser(system, CONTACT).get(f"/municipalities/{ELSEWHERE.scb_code}{page}", status=404)
        browser(system, CONTACT).get(KIL + page)


class TestAllActs:
    def test_say_what_can_be_done_and_why_the_rest_cannot(self, system: System) -> None:
        put(system, *STAFFED)
        told = read(system, "/actions")

        assert f"Starta steg {DASH} 1. Lägesbild" in told
        assert "Steg 1 (lägesbild) är inte påbörjat." in told

    def test_are_one_step_from_the_overview(self, system: System) -> None:
        put(system, *STAFFED)
        way = f'<a href="{KIL}/actions">Allt som kan göras, och varför resten inte kan</a>'

        assert way in browser(system, COORDINATOR).get(KIL)


class TestTheParticulars:
    def test_of_the_municipality_its_contact_persons_and_its_journey_are_one_step_from_the_overview(
        self, system: System
    ) -> None:
        put(system, *STAFFED)
        way = f'<a href="{KIL}/particulars">Uppgifter om anslutning, kontaktpersoner och process</a>'

        assert way in browser(system, COORDINATOR).get(KIL)
        assert re.findall(r'<caption id="section-(\w+)"', browser(system, COORDINATOR).get(f"{KIL}/particulars")) == [
            "decision",
            "contact",
            "journey",
        ]


class TestTheStructure:
    def test_shows_what_closing_the_step_asks_for_with_the_way_to_it(self, system: System) -> None:
        put(system, *STAFFED, StepStarted(step=Step.STRUCTURE_REVIEW), ReviewOpened(), COUNCIL)
        told = read(system, "/structure")

        assert "0 av 2 villkor uppfyllda." in told
        assert "Inte uppfyllt: En struktur som leder arbetet är vald Välj struktur som leder arbetet" in told

    def test_shows_who_does_what_in_which_order(self, system: System) -> None:
        put(system, *STAFFED, ReviewOpened(), ORDER)
        page = browser(system, COORDINATOR).get(f"{KIL}/structure")

        assert "Oro i skolan Rektor Räddningschef" in text_of(page)
        assert '<ol class="chain"><li>Rektor</li><li>Räddningschef</li></ol>' in page

    def test_tells_the_structure_that_leads_the_work(self, system: System) -> None:
        chosen = HostStructureChosen(structure_id=STRUCTURE, existing=True)
        put(system, *STAFFED, ReviewOpened(), COUNCIL, chosen, PlacementDecided(org_unit_kind="rescue-service"))
        told = read(system, "/structure")

        assert f"Råd {DASH} Skola och Polis leder arbetet." in told
        assert "Råd Leder arbetet Sektorer Skola och Polis Fungerar strukturen? Ja Möten per år 4" in told

    def test_begins_corrections_at_the_entry(self, system: System) -> None:
        chosen = HostStructureChosen(structure_id=STRUCTURE, existing=True)
        channel = InformationChannelDefined(direction="outward", from_function="principal", to_function="fire-chief")
        put(system, *STAFFED, ReviewOpened(), COUNCIL, chosen, ORDER, channel)
        page = browser(system, COORDINATOR).get(f"{KIL}/structure")
        at_entries = main_of(page).split('id="events"', maxsplit=1)[0]

        for number in range(len(STAFFED) + 2, len(STAFFED) + 6):
            assert f"correct-entry?target_event_id={event_id(number)}" in at_entries
        assert "correct-entry" not in browser(system, MANAGER).get(f"{KIL}/structure")

    def test_has_the_step_s_own_acts_and_no_others(self, system: System) -> None:
        put(system, *STAFFED, ReviewOpened())
        page = main_of(browser(system, COORDINATOR).get(f"{KIL}/structure")).split('id="events"', maxsplit=1)[0]
        acts = {each.split("/act/")[1].partition("?")[0] for each in LINK.findall(page) if "/act/" in each}

        assert acts
        assert all(each.startswith(("structure-review/", "journey/")) for each in acts)
        assert all("step=STRUCTURE_REVIEW" in each for each in LINK.findall(page) if "/act/journey/" in each)

    def test_says_beside_an_act_why_it_is_not_possible(self, system: System) -> None:
        put(system, *STAFFED, ReviewOpened())

        # The act's name is a link, which leads to why.
        told = read(system, "/structure")
        assert "Välj struktur som leder arbetet . Det finns ingen annan struktur att välja." in told

    def test_is_empty_where_nothing_is_known(self, system: System) -> None:
        put(system, *STAFFED)
        told = read(system, "/structure")

        assert "Ingen struktur är antecknad. Utgå från det som redan finns och fungerar." in told
        assert "Ingen ordning är bestämd än." in told

    def test_knows_new_groups_and_their_justification(self, system: System) -> None:
        put(system, *STAFFED, ReviewOpened(), NewGroupCreated(structure_id=STRUCTURE))

        assert "Ny grupp" in read(system, "/structure")


class TestTheBrief:
    def test_says_where_the_work_stands_what_is_open_and_who_does_what(self, system: System) -> None:
        closed = StepCompleted(step=Step.SITUATION_PICTURE, outcome="achieved", evidence=())
        picture = [StepStarted(step=Step.SITUATION_PICTURE), *PICTURE_READY[2:], PUBLISHED, closed]
        put(system, *STAFFED, *picture, ReviewOpened(), ORDER)
        told = read(system, "/brief")

        assert f"{HERE.name} är med i den regionala samordningen sedan 12 januari 2026." in told
        assert "1 Lägesbild Klart 12 januari 2026. Version 1 gäller." in told
        assert "Trygghetssamordnare , kommunledningskontor" in told
        assert "Vid oro i skolan, i den ordningen Rektor Räddningschef" in told
        assert "12 januari 2026 Lägesbilden, version 1, publicerades." in told

    @pytest.mark.parametrize("has_left", [False, True])
    def test_holds_nothing_that_a_municipality_that_has_left_will_not_do(
        self, system: System, *, has_left: bool
    ) -> None:
        day, number = system.clock.today() + timedelta(days=40), UUID(int=801)
        measure = MeasureAdded(
            measure_id=number, code="basic-training", addresses_findings=(), owner_function="principal", due_on=day
        )
        visit = VisitPlanned(visit_id=VISIT, planned_on=day)
        left = at(ago(system, 1), MunicipalityLeft()) if has_left else []
        put(system, *STAFFED, PlanWorkOpened(), *at(ago(system, 5), measure, visit), *left)
        told = read(system, "/brief").split("Öppna frågor")[1]

        assert (catalogue("sv").date(day) in told) != has_left

    def test_tells_a_decision_as_corrections_left_it(self, system: System) -> None:
        adopted = PlanAdopted(body="municipal-council", paragraph="§ 10", dnr="KS 2026/85")
        corrected = PlanEntryCorrected(
            target_event_id=event_id(len(STAFFED) + 2),
            voids=False,
            correction={"paragraph": "§ 12"},
            corrected_on=date(2026, 2, 20),
        )
        put(system, *STAFFED, PlanWorkOpened(), *at(date(2026, 2, 2), adopted), *at(date(2026, 2, 25), corrected))
        told, why = read(system, "/brief"), browser(system, COORDINATOR).get(f"{KIL}/why")

        assert "20 februari 2026 " in told
        assert "§ 12" in told
        assert "2 februari 2026 " not in told.replace("12 februari", "")
        assert "§ 10" not in told
        assert re.findall(r"Plan antagen (\d+ \w+ 2026)", why)[:1] == ["20 februari 2026"]

    def test_tells_what_was_decided_however_much_came_since(self, system: System) -> None:
        adopted, voided = (PlanAdopted(body="municipal-council", paragraph=each) for each in ("§ 10", "§ 11"))
        gone = PlanEntryCorrected(target_event_id=event_id(len(STAFFED) + 4), voids=True)
        since = at(ago(system, 3), *[ContactHad(direction="both")] * 310)
        put(system, *STAFFED, PlanWorkOpened(), adopted, PlanWorkOpened(), voided, gone, *since)
        told = read(system, "/brief").split("Senaste besluten")[1]

        assert "§ 10" in told
        assert "§ 11" not in told

    def test_names_no_person(self, system: System) -> None:
        put(system, *STAFFED, ReviewOpened(), ORDER)
        page = main_of(browser(system, COORDINATOR).get(f"{KIL}/brief"))

        assert not re.search(r"p-[0-9a-f]{8}", page)


def opened_from(visitor: Browser | TestClient, code: str) -> list[str]:
    """Follow what is said to be next in a municipality; return those links that lead to no form, and to no sheet."""
    client = visitor.client if isinstance(visitor, Browser) else visitor
    page = client.get(f"/municipalities/{code}").text
    answers = [(each, client.get(each)) for each in suggested(page)]
    return [each for each, answer in answers if answer.status_code != 200 or not leads_on(each, answer.text)]


def leads_on(address: str, page: str) -> bool:
    return address.endswith("/visit-sheet") or form_on(page) is not None or "/act/" in main_of(page)


@pytest.mark.slow
@pytest.mark.parametrize("days", [0, 180])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CONTACT])
def test_what_is_next_is_never_refused_in_the_demonstration(databases: Databases, role: Role, days: int) -> None:
    diagnostics.configure(level=50)
    clock = SetClock()
    with demonstration(databases, clock) as system:
        clock.day += timedelta(days=days)
        client = TestClient(system.app(people()), follow_redirects=False)
        acting = [each for each in PEOPLE if each.actor.role is role]
        for person in acting:
            client.post("/sign-in", data={"person": person.actor.ref})
            own = [person.actor.municipality] if person.actor.municipality else VARMLAND
            assert [each for code in own for each in opened_from(client, code)] == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1])
def test_what_is_next_is_never_refused_after_a_history_of_chance(databases: Databases, number: int) -> None:
    diagnostics.configure(level=50)
    county, log = COUNTIES[number], wandering(number)
    clock = SetClock(max(each.envelope.recorded_at.date() for each in log) + timedelta(days=1))
    with databases.lent() as url:
        settings = Settings(database_url=url, data_folder=Path("unused"), county=county)
        with open_system(settings, "real", clock) as system:
            system.store.append(list(log))
            system.follower.catch_up()
            visitor = browser(system, COORDINATOR)
            codes = [each.scb_code for each in places.municipalities(county)[:5]]
            assert [each for code in codes for each in opened_from(visitor, code)] == []
