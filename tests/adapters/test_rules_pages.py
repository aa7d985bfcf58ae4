"""Rules and versions (S21, A10): what is said, what was judged by each, as far as one may see it, now and then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from domain.journey.commands import OpenJourney
from domain.municipality.commands import JoinMunicipality
from domain.scope import Scope
from domain.values import Channel, Role, Step
from tests.support.api import Office, open_office
from tests.support.database import Databases
from tests.support.journeys import publish_picture
from tests.support.people import COORDINATOR
from tests.support.waiting import caught_up
from workflows.handling.act import Act
from workflows.handling.handler import Handling
from workflows.reference.definitions import load_definition
from workflows.reference.reference import load_reference
from workflows.rule_book import rule_ids

KIL, EDA = "1715", "1730"
FIRST = load_definition()
SECOND = FIRST.model_copy(
    update={
        "name": "five_steps.v2",
        "steps": tuple(
            each.model_copy(update={"exit_criteria": (), "target_days": 30})
            if each.step is Step.STRUCTURE_REVIEW
            else each
            for each in FIRST.steps
        ),
        "thresholds": FIRST.thresholds.model_copy(update={"picture_review_months": 12}),
    }
)
REFERENCE = replace(load_reference(), definitions={each.name: each for each in (FIRST, SECOND)}, current=SECOND.name)


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    """Kil follows the first version: an exception from E2 in January. Eda the second: a refusal by R4 in March."""
    with databases.lent() as url, open_office(url, KIL, EDA, reference=REFERENCE) as made:
        who = made.coordinator
        before = Handling(made.system.store, made.calendar, replace(REFERENCE, current=FIRST.name))
        for place, handling in ((KIL, before), (EDA, made.system.handling())):
            for command in (JoinMunicipality(), OpenJourney()):
                act = Act(command, Scope.of(place), COORDINATOR, f"{place}-{command.name}", Channel.API)
                who.position = handling.handle(act).position
        for place in (KIL, EDA):
            publish_picture(who, place)
        who.does(KIL, "journey/start-step", step="STRUCTURE_REVIEW")
        override = [{"rule_id": "E2", "reason": "proportionate"}]
        who.does(KIL, "journey/complete-step", step="STRUCTURE_REVIEW", outcome="achieved", override=override)
        made.calendar.pass_days(60)
        who.does(EDA, "journey/start-step", step="ACTION_PLAN")
        assert who.refused(EDA, "journey/complete-step", step="ACTION_PLAN", outcome="achieved") == ["R4"]
        caught_up(made.system)
        yield made


def page(office: Office, path: str, role: Role = Role.AUDITOR, status: int = 200) -> str:
    token = office.callers[role].token
    assert office.http.post("/sign-in", data={"token": token}, follow_redirects=False).status_code == 303
    answer = office.http.get(path)
    assert answer.status_code == status, answer.text
    assert "⟦" not in answer.text
    return answer.text


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\xa0", " ").split())


class TestTheList:
    def test_leads_to_all_that_can_judge(self, office: Office) -> None:
        text = page(office, "/rules")

        for path in (
            "/rules/definitions/five_steps.v1",
            "/rules/definitions/five_steps.v2",
            "/rules/question-sets/1",
            "/rules/question-sets/2",
            *(f"/rules/code-lists/{name}" for name in REFERENCE.codes.lists),
            *(f"/rules/{each}" for ids in rule_ids().values() for each in ids),
        ):
            assert f'href="{path}"' in text
            page(office, path)

    def test_tells_what_applies_to_new_journeys_and_since_when(self, office: Office) -> None:
        text = plain(page(office, "/rules"))

        assert "five_steps.v2 Gäller nya processer Har använts sedan 15 januari 2024." in text
        assert "Har använts sedan 15 januari 2024." in text

    def test_leads_only_those_to_what_if_who_may_ask(self, office: Office) -> None:
        assert 'href="/counties/17/what-if"' in page(office, "/rules")
        assert 'href="/counties/17/what-if"' not in page(office, "/rules", Role.CONTACT)
        assert 'href="/counties/17/what-if"' not in page(office, "/rules", Role.ADMINISTRATOR)


class TestAVersionOfTheProcess:
    def test_is_told_apart_from_another_in_words(self, office: Office) -> None:
        text = plain(page(office, "/rules/definitions/five_steps.v2"))

        assert "Skillnader mot Femstegsprocessen, version 1" in text
        assert "Översyn av lägesbilden 24 månader 12 månader" in text
        assert "Riktmärke för 2. Struktur 60 dagar 30 dagar" in text
        assert "Krävs för att avsluta 2. Struktur Strukturen är vald och ansvaret ordnat" in text

    def test_names_those_who_follow_it(self, office: Office) -> None:
        first, second = (page(office, f"/rules/definitions/five_steps.v{each}") for each in (1, 2))

        assert f'<a href="/municipalities/{KIL}">Kil</a>' in first
        assert f'<a href="/municipalities/{KIL}">Kil</a>' not in second.split('id="judged"')[0]
        assert f'<a href="/municipalities/{EDA}">Eda</a>' in second

    def test_lists_what_it_judged_and_no_other(self, office: Office) -> None:
        asked = office.coordinator.get("trail", limit=200)["events"]
        by_first = [each for each in asked if each.get("process_version", "") == FIRST.name]
        text = page(office, "/rules/definitions/five_steps.v1").split('id="judged"')[1]

        shown = set(re.findall(r'href="/events/([0-9a-f-]{36})"', text))
        assert shown
        assert not by_first or shown <= {each["event_id"] for each in by_first}
        assert "Eda" not in text
        assert "Processen öppnades" in text

    def test_was_not_in_use_before_its_first_entry(self, office: Office) -> None:
        text = plain(page(office, "/rules/definitions/five_steps.v1?as_of=1"))

        assert "Inget hade bedömts efter den." in text
        assert "Ingen kommun följde den." in text


class TestASetOfQuestions:
    def test_is_told_apart_from_the_one_before(self, office: Office) -> None:
        text = plain(page(office, "/rules/question-sets/2"))

        assert "Vilka är ortens styrkor? Alla bedömningar Styrka, Både styrka och svaghet, Vet ej och Ej bedömd" in text

    def test_lists_what_it_judged(self, office: Office) -> None:
        judged, unused = (page(office, f"/rules/question-sets/{each}") for each in (2, 1))

        # Seven answers, the beginning and the publication, of two municipalities.
        assert "18 händelser, den första 15 januari 2024." in plain(judged)
        assert "Inget hade bedömts efter den." in plain(unused)


class TestARule:
    def test_tells_what_it_guards_and_how_firmly_it_stands(self, office: Office) -> None:
        text = plain(page(office, "/rules/E2"))

        assert "En samordnare kan göra undantag, med en orsak som sparas." in text
        assert "Femstegsprocessen, version 1 : 2. Struktur" in text
        assert "five_steps.v2 :" not in text

    def test_lists_exceptions_and_refusals(self, office: Office) -> None:
        exceptions, refusals = plain(page(office, "/rules/E2")), plain(page(office, "/rules/R4"))

        assert "1 händelse, det första 15 januari 2024." in exceptions
        assert "Inget avvisat var antecknat." in exceptions
        assert "1 händelse, det första 15 mars 2024." in refusals
        assert "Inget undantag hade gjorts." in refusals

    def test_had_refused_nothing_before(self, office: Office) -> None:
        text = plain(page(office, "/rules/R4?as_of=2024-02-01"))

        assert "Inget avvisat var antecknat." in text

    def test_has_a_whole_page_of_one_kind(self, office: Office) -> None:
        text = page(office, "/rules/E2?of=override")

        assert "Undantag från regeln" in text
        assert "Avvisat av regeln" not in text


class TestACodeList:
    def test_is_worded_in_both_languages(self, office: Office) -> None:
        text = page(office, "/rules/code-lists/needs")

        for label in REFERENCE.codes.lists["needs"].codes.values():
            assert f'<th scope="row" lang="sv">{label.sv}</th><td lang="en">{label.en}</td>' in text


class TestWhatIsSeen:
    def test_by_a_contact_person_is_the_own_municipality(self, office: Office) -> None:
        text = page(office, "/rules/definitions/five_steps.v2", Role.CONTACT)

        assert "Eda" not in text
        assert "Processen öppnades" not in text
        assert "Kil" in page(office, "/rules/definitions/five_steps.v1", Role.CONTACT)
        assert "1 händelse" in plain(page(office, "/rules/E2", Role.CONTACT))
        assert "Inget avvisat var antecknat." in plain(page(office, "/rules/R4", Role.CONTACT))

    def test_by_an_administrator_is_no_work(self, office: Office) -> None:
        for path in ("/rules", "/rules/E2", "/rules/definitions/five_steps.v1", "/rules/question-sets/2"):
            text = page(office, path, Role.ADMINISTRATOR)
            assert "/events/" not in text
            assert "Kil" not in plain(text)


class TestWhatIsNot:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/rules/R99", 404),
            ("/rules/E2?of=nothing", 404),
            ("/rules/definitions/no", 404),
            ("/rules/definitions/five_steps.v1?against=no", 404),
            ("/rules/question-sets/99", 404),
            ("/rules/question-sets/2?against=x", 404),
            ("/rules/question-sets/x", 422),
            ("/rules/code-lists/no", 404),
            ("/rules/" + "x" * 500, 422),
            ("/rules/E2?cursor=0", 422),
            ("/rules/E2?cursor=99999999999999999999999", 422),
        ],
    )
    def test_is_there_is_said(self, office: Office, path: str, status: int) -> None:
        page(office, path, status=status)

    def test_a_day_of_what_had_happened_is_shown(self, office: Office) -> None:
        text = plain(page(office, f"/rules/R4?happened_by={date(2024, 2, 1)}"))

        assert "Inget avvisat var antecknat." in text
