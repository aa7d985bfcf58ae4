"""The pages of the plan, the training and the support, as a browser without script meets them, with known answers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from uuid import UUID

import pytest

from adapters.i18n.catalogue import catalogue
from adapters.main import System
from domain.action_plan.events import (
    MeasureAdded,
    MeasureResultRecorded,
    PlanAdopted,
    PlanDeclined,
    PlanReviewed,
    PlanWorkOpened,
    ReferredForComment,
    SectionWritten,
)
from domain.calendar import add_months, add_working_days
from domain.messages import Event
from domain.municipality.events import MunicipalityRegistered
from domain.people import Actor
from domain.places import Place
from domain.situation_picture.events import PictureVersionPublished
from domain.support.events import ContactHad, GuidanceRequested, NeedNoted, VisitHeld, VisitPlanned
from domain.training.events import (
    CascadeAgreed,
    KeyFunctionDesignated,
    SessionHeld,
    SessionPlanned,
    StagePlanSet,
    TargetGroupIdentified,
)
from tests.adapters.test_pages import Browser, browser
from tests.support.following import followed
from tests.support.given import Dated, at, event_id, recorded
from tests.support.histories import DIGEST, OPENED, finding
from tests.support.people import AUDITOR, CONTACT, COORDINATOR, ELSEWHERE, HERE, MANAGER
from tests.support.waiting import caught_up

KIL = f"/municipalities/{HERE.scb_code}"
PAGES = ["plan", "training", "support"]
TORSBY = Place(scb_code="1737", name="Torsby", county_code="17")
SCHOOL, ASSOCIATIONS = UUID(int=701), UUID(int=702)


@pytest.fixture
def system(database_url: str) -> Iterator[System]:
    with followed(database_url) as opened:
        yield opened


def put(system: System, *events: Event | Dated, joined_ago: int = 900) -> None:
    """Let these events have happened in a municipality that joined long ago."""
    joined = at(ago(system, joined_ago), *OPENED)
    system.store.append(recorded([*joined, *events]))
    caught_up(system)


def put_at(system: System, place: Place, *events: Event) -> None:
    """Let these events have happened in another municipality that joined as long ago."""
    registered = MunicipalityRegistered(**place.model_dump())
    for each in recorded(at(ago(system, 900), registered, *OPENED[1:], *events), place.scb_code):
        number = UUID(int=each.envelope.event_id.int + int(place.scb_code) * 1000)
        envelope = each.envelope.model_copy(update={"event_id": number, "command_id": str(number)})
        system.store.append([replace(each, envelope=envelope)])


def ago(system: System, days: int) -> date:
    return system.clock.today() - timedelta(days=days)


def text_of(page: str) -> str:
    """Return what a reader of the page sees."""
    main = page.split("<main")[1].split("</main>", maxsplit=1)[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", main)))


def links(page: str) -> list[str]:
    main = page.split("<main")[1].split("</main>", maxsplit=1)[0]
    return [unescape(each) for each in re.findall(r'href="([^"]*)"', main)]


def corrections(page: str) -> list[str]:
    """Return the ways to corrections that stand at the entries, not in the list of events."""
    return [each for each in links(page.split('id="events"', maxsplit=1)[0]) if "correct-entry" in each]


def read(system: System, page: str, actor: Actor = COORDINATOR, language: str = "sv") -> str:
    return text_of(browser(system, actor, language).get(f"{KIL}/{page}"))


def published(number: int) -> PictureVersionPublished:
    return PictureVersionPublished(version=number, review_due_on=date(2199, 1, 1), digest=DIGEST)


def measure(number: int, *answers: UUID, due: date = date(2199, 1, 1), code: str = "basic-training") -> MeasureAdded:
    return MeasureAdded(
        measure_id=UUID(int=number),
        code=code,
        addresses_findings=answers,
        owner_function="safety-coordinator",
        due_on=due,
    )


ADOPTED = PlanAdopted(body="municipal-council", paragraph="§ 12", dnr="KS 2024/85")


class TestThePlan:
    def test_rests_on_a_picture_that_two_others_superseded_and_nobody_touched_it_for_400_days(
        self, system: System
    ) -> None:
        put(
            system,
            *at(ago(system, 500), published(1), PlanWorkOpened(based_on_picture_version=1)),
            *at(ago(system, 400), ADOPTED),
            *at(ago(system, 300), published(2)),
            *at(ago(system, 100), published(3)),
        )

        assert "Vilar på lägesbild v1, nu v3; orörd 400 dagar." in read(system, "plan")
        assert "Rests on picture v1, now v3; untouched for 400 days." in read(system, "plan", language="en")

    def test_says_how_many_of_its_measures_answer_a_local_finding(self, system: System) -> None:
        findings = finding(SCHOOL), finding(ASSOCIATIONS)
        tied = measure(801, SCHOOL), measure(802, SCHOOL, ASSOCIATIONS), measure(803, ASSOCIATIONS)
        put(system, *findings, PlanWorkOpened(), *tied, measure(804), measure(805))

        assert "3 av 5 åtgärder svarar mot en lokal iakttagelse." in read(system, "plan")

    def test_that_is_a_copy_of_another_one_s_measures_is_wholly_alike_and_not_local(self, system: System) -> None:
        theirs = [measure(811, SCHOOL), measure(812, SCHOOL, code="resident-dialogue")]
        third = [measure(821, code="resident-dialogue"), measure(822, code="association-support")]
        copied = [measure(801), measure(802, code="resident-dialogue")]
        put_at(system, ELSEWHERE, finding(SCHOOL), PlanWorkOpened(), *theirs)
        put_at(system, TORSBY, PlanWorkOpened(), *third)
        put(system, PlanWorkOpened(), *copied)
        told = read(system, "plan")

        assert "0 av 2 åtgärder svarar mot en lokal iakttagelse." in told
        assert f"Som mest är 100 % av slagen av åtgärder gemensamma: med {ELSEWHERE.name}." in told
        assert f"{ELSEWHERE.name} : 100 % gemensamt (" in told
        assert "Torsby : 33 % gemensamt ( medborgardialog \N{EN DASH} Torsby )" in told
        assert "gemensamma" not in read(system, "plan", CONTACT), "other municipalities' plans are not theirs to read"

    def test_says_plainly_what_answers_no_finding_and_which_finding_has_no_answer(self, system: System) -> None:
        put(system, finding(SCHOOL), PlanWorkOpened(), measure(801))
        told = read(system, "plan")

        assert "Ingen åtgärd svarar mot iakttagelsen." in told
        assert "Åtgärder utan iakttagelse Planen säger inte vilken iakttagelse de svarar mot." in told
        assert "1 öppen iakttagelse: 0 har minst en åtgärd. 1 åtgärd: 0 har följts upp." in told

    def test_shows_owner_day_and_result_of_a_measure_and_leads_to_the_events_of_both(self, system: System) -> None:
        asked = measure(801, SCHOOL, due=ago(system, 10))
        result = MeasureResultRecorded(measure_id=UUID(int=801), effect="partly")
        put(system, finding(SCHOOL), PlanWorkOpened(), asked, *at(ago(system, 5), result))
        page = browser(system, COORDINATOR).get(f"{KIL}/plan")
        added, followed_up = (f"/events/{event_id(len(OPENED) + number)}" for number in (3, 4))

        assert "Trygghetssamordnare" in text_of(page)
        assert "Delvis avsedd effekt" in text_of(page)
        assert {added, followed_up} <= set(links(page))

    def test_of_which_it_was_too_early_to_tell_a_measure_s_result_still_waits_for_it(self, system: System) -> None:
        tied = measure(801, SCHOOL, due=ago(system, 10)), measure(802, SCHOOL), measure(803, SCHOOL)
        results = [MeasureResultRecorded(measure_id=UUID(int=number), effect="too_early") for number in (801, 802)]
        done = MeasureResultRecorded(measure_id=UUID(int=803), effect="yes")
        put(system, finding(SCHOOL), PlanWorkOpened(), ADOPTED, *tied, *at(ago(system, 20), *results, done))
        told = read(system, "plan")

        assert "Skulle ha varit klar. Det var för tidigt att säga" in told
        assert "För tidigt att säga" in told.replace("Det var för tidigt att säga", "")
        assert "3 åtgärder: 1 har följts upp." in told
        assert "1 åtgärd är uppföljd." in text_of(browser(system, COORDINATOR).get(KIL))
        assert read(system, "visit-sheet").count("Trygghetssamordnare, klart senast") == 2

    def test_leads_to_the_corrections_of_what_a_measure_is_and_of_what_came_of_it(self, system: System) -> None:
        result = MeasureResultRecorded(measure_id=UUID(int=801), effect="yes")
        put(system, PlanWorkOpened(), measure(801), *at(ago(system, 5), result))
        page = browser(system, COORDINATOR).get(f"{KIL}/plan")
        ids = [str(event_id(len(OPENED) + number)) for number in (2, 3)]

        assert [[one for one in corrections(page) if each in one] != [] for each in ids] == [True, True]

    def test_is_green_where_the_municipality_lawfully_has_none(self, system: System) -> None:
        declined = PlanDeclined(decided_by_function="municipal-director", revisit_on=date(2199, 1, 1))
        put(system, *at(ago(system, 30), declined))
        page = browser(system, COORDINATOR).get(f"{KIL}/plan")
        told = text_of(page)

        assert "tag-done" in page.split('id="decision"')[1]
        assert "Kommunen har valt att inte ha någon handlingsplan. Det är ett fullgott val" in told
        assert "Beslutande funktion Kommundirektör" in told
        assert "Prövas igen den 1 januari 2199" in told
        assert "Orsak" in told.split("Beslut om planen")[1]
        assert "hyllvärmare" not in told

    @pytest.mark.parametrize(("earlier", "adopted"), [(250, 400), (410, 400)])
    def test_shows_its_latest_review_and_none_of_before_that_was_entered_later(
        self, system: System, earlier: int, adopted: int
    ) -> None:
        forgotten = at(ago(system, earlier), PlanReviewed(result="needs_revision"))
        latest = at(ago(system, 100), PlanReviewed(result="unchanged"))
        put(system, PlanWorkOpened(), *at(ago(system, adopted), ADOPTED), *latest, *forgotten)
        page = browser(system, COORDINATOR).get(f"{KIL}/plan")
        event = f"/events/{event_id(len(OPENED) + 3)}"

        assert f"Oförändrad, {catalogue('sv').date(ago(system, 100))}" in text_of(page).replace(" ,", ",")
        assert f'href="{event}"' in page.split('id="decision"')[1].split("</dl>")[0]
        assert "Behöver revideras" not in text_of(page).split("Händelser")[0]
        assert "plan-needs-revision" not in browser(system, COORDINATOR).get(f"{KIL}/why")

    def test_is_not_said_to_need_revision_by_a_review_of_the_plan_before_it(self, system: System) -> None:
        forgotten = at(ago(system, 300), PlanReviewed(result="needs_revision"))
        put(system, PlanWorkOpened(), *at(ago(system, 200), ADOPTED), *forgotten)

        assert "Behöver revideras" not in read(system, "plan").split("Händelser")[0]
        assert "plan-needs-revision" not in browser(system, COORDINATOR).get(f"{KIL}/why")

    def test_has_sections_comments_by_body_and_an_adoption_with_paragraph_and_number(self, system: System) -> None:
        put(
            system,
            published(1),
            PlanWorkOpened(based_on_picture_version=1),
            SectionWritten(section="responsibility"),
            ReferredForComment(bodies=("police",), due_on=date(2199, 1, 1)),
            ADOPTED,
        )
        told = read(system, "plan")

        assert "Ansvar Skrivet" in told
        assert "Uppföljning Inte skrivet" in told
        assert "Polisen Kom aldrig in" in told
        assert "§ 12" in told
        assert "KS 2024/85" in told

    def test_says_at_its_head_what_needs_attention_and_leads_to_why(self, system: System) -> None:
        put(system, published(1), PlanWorkOpened(based_on_picture_version=1), ADOPTED)
        head = browser(system, COORDINATOR).get(f"{KIL}/plan").split('id="chain"', maxsplit=1)[0]

        assert "ingen åtgärd eller anpassning svarar på en lokal iakttagelse. Varför?" in text_of(head)
        assert f"{KIL}/why" in links(head)

    def test_leads_from_a_section_that_is_not_written_to_the_form_that_notes_it(self, system: System) -> None:
        put(system, PlanWorkOpened(), SectionWritten(section="responsibility"))
        page = browser(system, COORDINATOR).get(f"{KIL}/plan")
        writes = [each for each in links(page) if "write-section?" in each and "section=" in each]

        assert len(writes) == 4
        assert not any("section=responsibility" in each for each in writes)

    def test_is_never_added_up_with_the_plan_that_the_act_demands(self, system: System) -> None:
        put(system, PlanWorkOpened())

        assert "Åtgärdsplan enligt lag (2023:196)" in read(system, "plan")


class TestTheTraining:
    @pytest.fixture
    def told(self, system: System) -> str:
        planned = {
            "stage": "basic",
            "format": "lecture",
            "duration_band": "half-day",
            "planned_on": ago(system, 730),
            "groups": ("caretakers",),
        }
        sessions = [
            SessionPlanned.model_validate({**planned, "session_id": UUID(int=901)}),
            SessionPlanned.model_validate(
                {
                    **planned,
                    "session_id": UUID(int=902),
                    "stage": "deep",
                    "planned_on": ago(system, 800),
                    "groups": ("student-health",),
                }
            ),
        ]
        held = (
            (901, "caretakers", "20-49", add_months(system.clock.today(), -25)),
            (902, "student-health", "1-4", add_months(system.clock.today(), -3)),
        )
        put(
            system,
            StagePlanSet(stages=("basic", "deep")),
            TargetGroupIdentified(group_code="caretakers", early_contact=True, estimated_headcount_band="50-199"),
            KeyFunctionDesignated(function_code="student-health", depth="broad_and_deep"),
            *sessions,
            *(
                each
                for number, group, heads, on in held
                for each in at(
                    on,
                    SessionHeld.model_validate(
                        {
                            "session_id": UUID(int=number),
                            "headcount_by_group": {group: heads},
                            "materials_version": "basic-v1",
                        }
                    ),
                )
            ),
            CascadeAgreed(from_group="caretakers", to_workplaces_band="5-19"),
        )
        return read(system, "training")

    def test_says_whom_it_has_reached_and_for_whom_it_lasts(self, told: str) -> None:
        assert "Utbildningen har nått 2 av 2 grupper. För 1 är den färsk." in told

    def test_tells_of_each_group_and_stage_how_fresh_it_is_in_words_and_numbers_as_bands_alone(
        self, told: str, system: System
    ) -> None:
        until = add_months(add_months(system.clock.today(), -3), 24)

        assert re.search("Vaktmästeri .*? Har blivit gammal .*? 20\N{EN DASH}49 personer deltog .*? Inte hållen", told)
        assert re.search("Elevhälsa .*? Inte hållen .*? Färsk .*? 1\N{EN DASH}4 personer deltog", told)
        assert f"håller till {until.day} " in told

    def test_says_what_is_lacking(self, told: str) -> None:
        assert "Behöver ny utbildning: Vaktmästeri." in told

    def test_shows_what_was_held_by_the_day_on_which_it_was(self, told: str) -> None:
        sessions = told.split("Genomförda tillfällen")[1]
        assert sessions.index("Fördjupning") < sessions.index("Grundutbildning")

    def test_shows_stages_and_own_trainers(self, told: str) -> None:
        assert "Etapper Grundutbildning Fördjupning" in told
        assert re.search("Egna utbildare .*? Vaktmästeri 5\N{EN DASH}19", told)

    def test_asks_for_groups_where_none_is_named(self, system: System) -> None:
        put(system)
        told = read(system, "training")

        assert "Ingen grupp är utpekad som möter tidiga tecken." in told
        assert "Ingen nyckelfunktion är utpekad." in told


def asked(number: int, urgency: str = "normal") -> GuidanceRequested:
    return GuidanceRequested.model_validate(
        {"request_id": UUID(int=number), "unit_kind": "school_team", "urgency": urgency}
    )


class TestTheSupport:
    def test_puts_what_is_acute_first_with_the_limit_and_the_time_that_is_left(self, system: System) -> None:
        today = system.clock.today()
        put(system, *at(ago(system, 60), asked(901)), *at(today, asked(902, "acute")))
        told = read(system, "support")
        due = add_working_days(today, 1)

        assert "2 frågor om handledning väntar på svar, 1 av dem akut." in told
        assert told.index("Akut") < told.index("Inte brådskande")
        assert f"Svara senast {due.day} " in told
        assert "1 arbetsdag kvar. Gränsen är 1 arbetsdag." in told
        assert "arbetsdagar sedan. Gränsen är 5 arbetsdagar." in told

    def test_has_one_act_that_stands_out_the_answer_where_a_question_waits(self, system: System) -> None:
        put(system, *at(system.clock.today(), asked(901), asked(902, "acute")))
        page = browser(system, COORDINATOR).get(f"{KIL}/support")
        (first,) = re.findall(r'<a class="button primary" href="([^"]*)"', page)

        assert f"request_id={UUID(int=902)}" in first

    def test_lets_a_contact_person_ask_for_guidance_first(self, system: System) -> None:
        put(system, asked(901))
        page = browser(system, CONTACT).get(f"{KIL}/support")
        (first,) = re.findall(r'<a class="button primary" href="([^"]*)"', page)

        assert f"{KIL}/act/support/request-guidance" in first

    def test_says_how_long_it_is_since_a_contact_and_what_is_left_of_the_limit(self, system: System) -> None:
        both, one_way = ContactHad(direction="both"), ContactHad(direction="out")
        put(system, *at(ago(system, 80), both), *at(ago(system, 3), one_way), *at(ago(system, 200), held(5)))
        told = read(system, "support")

        assert "Kontakt 10 dagar kvar" in told
        assert "Besök 20 dagar över gränsen" in told

    def test_tells_coordinators_and_the_municipality_itself_alone_of_visits_to_come(self, system: System) -> None:
        planned = VisitPlanned(visit_id=UUID(int=905), planned_on=date(2198, 5, 17))
        put(system, planned, *at(ago(system, 20), held(906)))
        told = {each.role: read(system, "support", each) for each in (COORDINATOR, CONTACT, MANAGER, AUDITOR)}

        assert [role for role, page in told.items() if "17 maj 2198" in page] == [COORDINATOR.role, CONTACT.role]
        assert [role for role, page in told.items() if "Planerade besök" in page] == [COORDINATOR.role, CONTACT.role]
        assert all("Gjorda besök" in page for page in told.values())

    def test_keeps_needs_that_wait_apart_from_those_that_were_met(self, system: System) -> None:
        put(system, *at(ago(system, 20), held(906, "current-updates")), NeedNoted(need_code="deep-training"))
        told = read(system, "support").split("Behov")[-1]

        assert "Visade sig vid ett besök" in told
        assert told.count("Markera behovet som uppfyllt") == 2


def held(number: int, *needs: str) -> VisitHeld:
    return VisitHeld(visit_id=UUID(int=number), functions_met=("principal",), needs=needs)


class TestTheyAll:
    @pytest.fixture(autouse=True)
    def _some_work(self, system: System) -> None:
        planned = {
            "session_id": UUID(int=901),
            "stage": "basic",
            "format": "lecture",
            "duration_band": "half-day",
            "groups": ("caretakers",),
            "planned_on": ago(system, 20),
        }
        put(
            system,
            finding(SCHOOL),
            published(1),
            PlanWorkOpened(based_on_picture_version=1),
            measure(801, SCHOOL),
            SessionPlanned.model_validate(planned),
            asked(902),
            held(903),
        )

    @pytest.mark.parametrize("page", PAGES)
    def test_are_for_one_s_own_municipality_alone(self, system: System, page: str) -> None:
        visitor = browser(system, CONTACT)

        visitor.get(f"{KIL}/{page}")
        visitor.get(f"/municipalities/{ELSEWHERE.scb_code}/{page}", 404)
        visitor.get(f"/municipalities/0000/{page}", 404)

    @pytest.mark.parametrize("page", PAGES)
    def test_show_the_past_as_it_was_and_let_nobody_act_in_it(self, system: System, page: str) -> None:
        visitor, head = browser(system, COORDINATOR), system.store.head()
        then = visitor.get(f"{KIL}/{page}?as_of={head}")
        before = visitor.get(f"{KIL}/{page}?as_of={len(OPENED)}")

        assert [each for each in links(then) if "/act/" in each] == []
        assert [each for each in links(before) if "/act/" in each] == []
        told = {"plan": "Grundutbildning för personal", "training": "Vaktmästeri", "support": "Arbetslag i skolan"}
        assert told[page] in text_of(then)
        assert told[page] not in text_of(before)

    @pytest.mark.parametrize("page", PAGES)
    def test_let_those_who_only_read_neither_act_nor_correct(self, system: System, page: str) -> None:
        assert [each for each in links(browser(system, MANAGER).get(f"{KIL}/{page}")) if "/act/" in each] == []

    @pytest.mark.parametrize("page", PAGES)
    def test_have_one_act_at_most_that_stands_out(self, system: System, page: str) -> None:
        for actor in (COORDINATOR, CONTACT):
            assert browser(system, actor).get(f"{KIL}/{page}").count("button primary") <= 1

    @pytest.mark.parametrize("page", PAGES)
    def test_answer_what_makes_no_sense_without_breaking(self, system: System, page: str) -> None:
        visitor = browser(system, COORDINATOR)
        for query in ("as_of=x", "as_of=99999999999999999999", "happened_by=0000-00-00", "done=-1", "x=1&x=2"):
            assert visitor.client.get(f"{KIL}/{page}?{query}").status_code < 500

    def test_lead_to_a_correction_and_back_to_the_entry(self, system: System) -> None:
        visitor = browser(system, COORDINATOR)
        at_the_measure = [each for each in corrections(visitor.get(f"{KIL}/plan")) if "measure-" in each]
        status, page = sent(visitor, at_the_measure[0], **{"correction.due_on": "2198-02-03"})

        assert status == 303
        assert "Klar senast 3 februari 2198" in text_of(page)
        assert "Handlingsplan i Kil" in text_of(page)

    def test_lead_back_from_an_act_too(self, system: System) -> None:
        visitor = browser(system, COORDINATOR)
        (ask,) = {each for each in links(visitor.get(f"{KIL}/support")) if "request-guidance" in each}
        status, page = visitor.post(ask, unit_kind="other", urgency="acute", occurred_on=str(system.clock.today()))

        assert status == 303
        assert "Stöd och besök i Kil" in text_of(page)
        assert "Annan verksamhet Akut" in text_of(page)

    @pytest.mark.parametrize(
        "back", ["//example.org", "https://example.org", "/\\example.org", "\x00", "[", "a" * 9000]
    )
    def test_lead_nowhere_but_to_this_site(self, system: System, back: str) -> None:
        visitor = browser(system, COORDINATOR)
        form = f"{KIL}/act/support/log-contact"
        fields = {**visitor.hidden(form), "direction": "both", "occurred_on": str(system.clock.today())}
        answer = visitor.client.post(form, params={"back": back}, data=fields)

        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/?done=")


def sent(visitor: Browser, address: str, **changed: str) -> tuple[int, str]:
    """Send a correction with these fields changed and the first reason that there is."""
    page = visitor.get(address)
    chosen = dict(re.findall(r'<select name="([^"]*)".*?<option value="([^"]+)" selected', page, re.DOTALL))
    typed = dict(re.findall(r'<input type="date" name="([^"]*)" id="[^"]*" value="([^"]*)"', page))
    ticked = dict(re.findall(r'name="([^"]*)" value="([^"]*)" checked', page))
    fields = {**chosen, **typed, **ticked, **changed, "how": "replace", "reason": "wrong-date"}
    return visitor.post(address, **fields)
