"""The situation picture's page: questions answered each by itself, versions compared, reviewed and published."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from domain.people import Actor
from domain.situation_picture.events import PictureReviewedUnchanged, PictureVersionPublished, QuestionAnswered
from tests.adapters.test_every_field import text_of
from tests.adapters.test_pages import HOSTILE, Browser
from tests.support.api import Office, open_office
from tests.support.forms import Form, forms_on
from tests.support.histories import QUESTIONS
from tests.support.journeys import begin, publish_picture
from tests.support.people import CONTACT, COORDINATOR, MANAGER
from tests.support.waiting import caught_up

HERE, ELSEWHERE = "1715", "1730"
PAGE = f"/municipalities/{HERE}/situation-picture"
PICTURE = "situation-picture"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE, ELSEWHERE) as made:
        begin(made.coordinator, HERE)
        yield made


@pytest.fixture
def at_work(office: Office) -> Office:
    does(office, "commission-picture")
    return office


def does(office: Office, command: str, **body: Any) -> Any:
    return office.coordinator.does(HERE, f"{PICTURE}/{command}", **body)


def visitor(office: Office, actor: Actor = COORDINATOR) -> Browser:
    return Browser(TestClient(office.system.app(), follow_redirects=False), office.system).sign_in(actor)


def page(who: Browser, status: int = 200, **params: Any) -> str:
    caught_up(who.system)
    return who.get(f"{PAGE}?{urlencode(params)}", status)


def questions(html: str) -> Form:
    """Return the form with the questions."""
    return next(each for each in forms_on(html) if "strengths.was" in each.fields)


def review_on(html: str) -> Form:
    """Return the form that says that nothing has changed."""
    return next(each for each in forms_on(html) if "review.version" in each.fields)


def answered(html: str, **answers: tuple[str, str]) -> dict[str, list[str]]:
    """Return the form filled in: for each question the assessment and the source."""
    fields = questions(html).fields
    for name, (assessment, source) in answers.items():
        code = name.replace("_", "-")
        fields |= {f"{code}.assessment": [assessment], f"{code}.source_type": [source]}
    return {**fields, "do": ["answers"]}


def recorded(office: Office, kind: type) -> list[Any]:
    """Return the events of a kind in the picture's stream, in their order."""
    return [each for each in office.system.store.load(f"{PICTURE}/{HERE}") if isinstance(each.event, kind)]


def question(html: str, code: str) -> str:
    """Return what the page says at a question."""
    return html.split(f'id="q-{code}"')[1].split('</li>\n<li class="asked', maxsplit=1)[0]


def swapped(fields: dict[str, list[str]], html: str, code: str) -> dict[str, list[str]]:
    """Return a form as a browser with script holds it after one question was sent: only what is told of it is new."""
    seen, told = (html.split(f'id="{each}"')[1] for each in ("picture-seen", f"told-{code}"))
    fresh = seen.split("<ol")[0] + told.split('class="controls"')[0]
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', fresh)
    return fields | {name: [value] for name, value in hidden}


def is_checked(html: str, code: str, assessment: str) -> bool:
    return f'name="{code}.assessment" value="{assessment}" checked' in html


Between = Callable[[Browser, str, dict[str, list[str]]], str]


def again_signed_in(who: Browser, address: str, typed: dict[str, list[str]]) -> str:
    """Send a form of a session that has ended meanwhile, and return the page that shows it again."""
    status, html = who.sign_in(COORDINATOR).send(address, typed)
    assert status == 403, html
    return html


def again_in_english(who: Browser, address: str, typed: dict[str, list[str]]) -> str:
    """Choose English with what is typed in a form, as a browser does, and return the page that follows."""
    given = typed | {"next": [address], "language": ["en"]}
    answer = who.client.post("/language", data=given)
    assert (answer.status_code, answer.headers["location"]) == (307, address)
    status, html = who.send(address, given)
    assert (status, '<html lang="en">' in html) == (200, True)
    return html


class TestAnswers:
    def test_are_saved_together_each_by_itself(self, at_work: Office) -> None:
        who = visitor(at_work)
        form = answered(page(who), strengths=("strength", "police"), associations=("unknown", "media"))
        status, html = who.send(PAGE, form)

        assert status == 303
        one, other = recorded(at_work, QuestionAnswered)
        assert (one.event.question_code, one.event.assessment) == ("strengths", "strength")
        assert (other.event.question_code, other.event.source_type) == ("associations", "media")
        assert one.envelope.command_id != other.envelope.command_id
        assert one.envelope.correlation_id == other.envelope.correlation_id
        assert is_checked(html, "strengths", "strength")
        assert "2 av 7 frågor är besvarade" in html
        assert "Sparad 15 januari 2024, samordnare" in question(html, "strengths")
        assert "Inte besvarad" in question(html, "crime-types")

    def test_that_nobody_changed_are_not_saved_again(self, at_work: Office) -> None:
        who = visitor(at_work)
        who.send(PAGE, answered(page(who), strengths=("strength", "police")))
        before = at_work.system.store.head()
        status, html = who.send(PAGE, answered(page(who)))

        assert (status, at_work.system.store.head()) == (200, before)
        assert "Inget svar var ändrat" in html

    def test_sent_twice_are_saved_once(self, at_work: Office) -> None:
        who = visitor(at_work)
        form = answered(page(who), strengths=("strength", "police"), associations=("mixed", "media"))
        who.send(PAGE, form)
        status, _ = who.send(PAGE, form)

        assert status == 303
        assert len(recorded(at_work, QuestionAnswered)) == 2

    def test_keep_what_was_typed_where_one_is_wrong_and_save_the_others(self, at_work: Office) -> None:
        who = visitor(at_work)
        form = answered(page(who), strengths=("strength", ""), associations=("unknown", "media"))
        status, html = who.send(PAGE, form)

        assert status == 422
        assert [each.event.question_code for each in recorded(at_work, QuestionAnswered)] == ["associations"]
        assert is_checked(html, "strengths", "strength")
        assert "Välj källa" in text_of("<main" + question(html, "strengths"))
        assert 'href="#q-strengths"' in html
        assert "1 svar är sparat" in html
        assert 'id="q-associations-error"' not in html
        status, _ = who.send(PAGE, questions(html).fields | {"strengths.source_type": ["police"]})
        assert status == 303
        assert len(recorded(at_work, QuestionAnswered)) == 2

    def test_may_be_of_an_earlier_day_but_not_of_one_to_come(self, at_work: Office) -> None:
        at_work.calendar.pass_days(10)
        who = visitor(at_work)
        form = answered(page(who), strengths=("mixed", "police"))
        status, html = who.send(PAGE, form | {"occurred_on": ["2024-02-20"]})
        assert (status, "framtiden" in html) == (409, True)
        assert 'value="2024-02-20"' in html

        who.send(PAGE, questions(html).fields | {"occurred_on": ["2024-01-20"]})
        assert recorded(at_work, QuestionAnswered)[0].envelope.occurred_on.isoformat() == "2024-01-20"

    def test_offer_what_fits_the_question_alone(self, at_work: Office) -> None:
        html = page(visitor(at_work))

        assert 'name="strengths.assessment" value="weakness"' not in html
        assert 'name="exposed-areas.assessment" value="weakness"' in html
        assert 'value="not_assessed"' not in html

    def test_that_do_not_fit_are_refused_at_the_question(self, at_work: Office) -> None:
        who = visitor(at_work)
        status, html = who.send(PAGE, answered(page(who), strengths=("weakness", "police")))

        assert status == 409
        assert "kan inte bedömas som" in question(html, "strengths")

    def test_are_not_told_as_saved_where_they_were_sent_before_one_signed_in_again(self, at_work: Office) -> None:
        who = visitor(at_work)
        html = again_signed_in(who, PAGE, answered(page(who), strengths=("strength", "statistics")))

        assert '<div class="note note-amber" role="alert"' in html


class TestTwoPeople:
    def test_who_answer_the_same_question_are_asked_again_with_what_they_typed(self, at_work: Office) -> None:
        one, other = visitor(at_work), visitor(at_work, CONTACT)
        form = answered(page(one), strengths=("strength", "police"), associations=("mixed", "media"))
        other.send(PAGE, answered(page(other), strengths=("unknown", "municipal-staff")))
        status, html = one.send(PAGE, form)

        assert status == 412
        told = question(html, "strengths")
        assert is_checked(html, "strengths", "strength")
        assert "Vet ej" in text_of("<main" + told) or "vet ej" in told
        assert "Det du valde står kvar" in told
        assert [each.event.assessment for each in recorded(at_work, QuestionAnswered)] == ["unknown", "mixed"]
        status, _ = one.send(PAGE, questions(html).fields)
        assert status == 303
        assert recorded(at_work, QuestionAnswered)[-1].event.assessment == "strength"

    def test_are_two_and_not_one_who_sends_the_same_answer_from_an_older_page(self, at_work: Office) -> None:
        one = visitor(at_work)
        older = answered(page(one), strengths=("strength", "police"))
        one.send(PAGE, answered(page(one), strengths=("strength", "police")))

        assert one.send(PAGE, older)[0] == 303
        assert len(recorded(at_work, QuestionAnswered)) == 1
        assert one.send(PAGE, {**older, "strengths.source_type": ["media"]})[0] == 412

    def test_who_answer_different_questions_are_in_nobodys_way(self, at_work: Office) -> None:
        one, other = visitor(at_work), visitor(at_work, CONTACT)
        form = answered(page(one), strengths=("strength", "police"))
        other.send(PAGE, answered(page(other), associations=("unknown", "municipal-staff")))

        assert one.send(PAGE, form)[0] == 303
        assert len(recorded(at_work, QuestionAnswered)) == 2

    def test_are_told_of_each_others_answers_whatever_was_saved_in_between(self, at_work: Office) -> None:
        one, other = visitor(at_work), visitor(at_work, CONTACT)
        fields = questions(page(one)).fields
        other.send(PAGE, answered(page(other), associations=("unknown", "municipal-staff")))
        fields |= {"strengths.assessment": ["strength"], "strengths.source_type": ["police"]}
        status, html = one.send(PAGE, {**fields, "only": ["strengths"]})
        assert status == 303
        fields = swapped(fields, html, "strengths")
        fields |= {"associations.assessment": ["mixed"], "associations.source_type": ["media"]}
        status, html = one.send(PAGE, {**fields, "only": ["associations"]})

        assert status == 412
        assert "Det du valde står kvar" in question(html, "associations")
        assert [each.event.assessment for each in recorded(at_work, QuestionAnswered)] == ["unknown", "strength"]
        assert one.send(PAGE, {**swapped(fields, html, "associations"), "only": ["associations"]})[0] == 303

    def test_are_told_of_each_others_answers_within_one_sending(self, at_work: Office) -> None:
        one, other = visitor(at_work), visitor(at_work, CONTACT)
        form = answered(page(one), strengths=("strength", "police"), crime_types=("mixed", "media"))
        other.send(PAGE, answered(page(other), crime_types=("unknown", "municipal-staff")))
        status, html = one.send(PAGE, form)

        assert status == 412
        assert "Det du valde står kvar" in question(html, "crime-types")
        assert [each.event.assessment for each in recorded(at_work, QuestionAnswered)] == ["unknown", "strength"]

    @pytest.mark.parametrize("in_between", [again_signed_in, again_in_english])
    def test_are_told_of_it_whatever_becomes_of_the_page(self, at_work: Office, in_between: Between) -> None:
        one, other = visitor(at_work), visitor(at_work, CONTACT)
        form = answered(page(one), strengths=("strength", "police"))
        theirs = answered(page(other), strengths=("unknown", "municipal-staff"), associations=("mixed", "media"))
        other.send(PAGE, theirs)
        html = in_between(one, PAGE, form)
        fields = questions(html).fields
        assert is_checked(html, "strengths", "strength")
        assert is_checked(html, "associations", "mixed")
        assert one.send(PAGE, {**fields, "do": ["answers"]})[0] == 412
        assert [each.event.assessment for each in recorded(at_work, QuestionAnswered)] == ["unknown", "mixed"]

    def test_are_told_of_it_after_a_fault_was_mended(self, at_work: Office) -> None:
        one, other = visitor(at_work), visitor(at_work, CONTACT)
        form = answered(page(one), strengths=("strength", ""))
        other.send(PAGE, answered(page(other), strengths=("unknown", "municipal-staff")))
        status, html = one.send(PAGE, form)
        assert status == 422
        status, html = one.send(PAGE, questions(html).fields | {"strengths.source_type": ["police"]})
        assert status == 412
        assert one.send(PAGE, questions(html).fields)[0] == 303

    @pytest.mark.parametrize("in_between", [again_signed_in, again_in_english])
    def test_publish_what_they_have_seen(self, at_work: Office, in_between: Between) -> None:
        who = visitor(at_work)
        who.send(PAGE, answered(page(who), **{each.replace("-", "_"): ("unknown", "police") for each in QUESTIONS}))
        (form,) = forms_on(who.get(f"{PAGE}/publish"))
        does(at_work, "answer-question", question_code="strengths", assessment="mixed", source_type="media")
        (again,) = forms_on(in_between(who, f"{PAGE}/publish", form.fields))

        assert who.send(again.action, again.fields)[0] == 412
        assert recorded(at_work, PictureVersionPublished) == []

    @pytest.mark.parametrize("in_between", [again_signed_in, again_in_english])
    def test_say_that_nothing_has_changed_in_what_they_have_seen(self, office: Office, in_between: Between) -> None:
        publish_picture(office.coordinator, HERE)
        who = visitor(office)
        fields = review_on(page(who)).fields | {"do": ["review"]}
        does(office, "review-picture-unchanged")
        html = in_between(who, PAGE, fields)

        assert who.send(PAGE, review_on(html).fields | {"do": ["review"]})[0] == 412
        assert len(recorded(office, PictureReviewedUnchanged)) == 1

    def test_lose_nothing_where_one_publishes_meanwhile(self, at_work: Office) -> None:
        who = visitor(at_work)
        for each in QUESTIONS:
            does(at_work, "answer-question", question_code=each, assessment="mixed", source_type="police")
        form = answered(page(who), strengths=("strength", "media"))
        does(at_work, "publish-picture-version")
        status, html = who.send(PAGE, form)

        assert status == 412
        assert "Du hade valt: Styrka, Media" in html


class TestTheSameAnswerNow:
    def test_is_given_in_one_act(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        does(office, "commission-picture")
        who = visitor(office)
        html = page(who)
        assert "Version 1: både styrka och svaghet, källa kommunens personal" in question(html, "associations")
        status, html = who.send(PAGE, questions(html).fields | {"same": ["associations"]})

        assert status == 303
        last = recorded(office, QuestionAnswered)[-1].event
        assert (last.question_code, last.assessment, last.source_type) == ("associations", "mixed", "municipal-staff")
        assert "Samma svar som i version 1" in question(html, "associations")

    def test_saves_what_else_was_typed(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        does(office, "commission-picture")
        who = visitor(office)
        who.send(PAGE, answered(page(who), strengths=("strength", "police")) | {"same": ["associations"]})

        saved = [each.event.question_code for each in recorded(office, QuestionAnswered)[-2:]]
        assert saved == ["strengths", "associations"]


class TestVersions:
    def test_are_told_with_what_holds_and_what_is_worked_on(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        html = page(visitor(office))
        assert "Version 1 gäller och ska ses över senast 15 januari 2026" in html
        assert "Börja med version 2" in html
        does(office, "commission-picture")
        html = page(visitor(office))

        assert "Version 2 är under arbete. 0 av 7 frågor är besvarade. Tills den publiceras gäller version 1." in html
        assert "Jämför version 2 med version 1" in html

    def test_are_compared_question_by_question(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        does(office, "commission-picture")
        does(office, "answer-question", question_code="associations", assessment="strength", source_type="media")
        does(office, "answer-question", question_code="strengths", assessment="mixed", source_type="municipal-staff")
        table = page(visitor(office), compare=2).split('id="compared"')[1].split("</table>")[0]
        rows = [text_of(f"<main{each}") for each in table.split("<tr>")[2:]]

        assert "1 sak är annorlunda" in table
        (changed,) = [each for each in rows if "Ändrad" in each]
        assert "levande föreningskultur" in changed
        assert "Både styrka och svaghet. Källa: Kommunens personal." in changed
        assert "Styrka. Källa: Media." in changed
        assert sum("Inte besvarad än" in each for each in rows) == 5
        assert "Vilka är ortens styrkor" in next(each for each in rows if "Samma" in each)

    @pytest.mark.parametrize("value", ["0", "99", "two", "-1", "9" * 400, "²", "\x00", ""])
    def test_that_are_none_are_left_aside(self, at_work: Office, value: str) -> None:
        assert 'id="compared"' not in page(visitor(at_work), compare=value)

    def test_of_the_past_can_only_be_read(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        then = office.coordinator.position
        does(office, "commission-picture")
        html = page(visitor(office), as_of=then)

        assert forms_on(html) == []
        assert "Version 1 gäller" in html
        assert "Version 2" not in html
        assert "Både styrka och svaghet. Källa: Kommunens personal." in question(html, "associations")


class TestPublishing:
    def test_tells_what_is_missing_with_the_way_to_it(self, at_work: Office) -> None:
        who = visitor(at_work)
        who.send(PAGE, answered(page(who), strengths=("strength", "police")))
        html = who.get(f"{PAGE}/publish")

        assert "6 svar saknas" in html
        assert f'href="{PAGE}#q-associations"' in html
        assert f'</svg><a href="{PAGE}#q-strengths"' not in html
        assert "Regel R1: Alla frågor besvaras före publicering" in html
        assert forms_on(html) == []

    def test_is_done_after_the_answers_were_looked_over(self, at_work: Office) -> None:
        who = visitor(at_work)
        who.send(PAGE, answered(page(who), **{each.replace("-", "_"): ("unknown", "police") for each in QUESTIONS}))
        html = who.get(f"{PAGE}/publish")
        assert html.count("Vet ej. Källa: Polisen.") == 7
        assert "Nästa översyn senast 15 januari 2026" in html
        (form,) = forms_on(html)
        status, html = who.send(form.action, form.fields)

        assert status == 303
        assert len(recorded(at_work, PictureVersionPublished)) == 1
        assert "Version 1 gäller" in html
        assert who.send(form.action, form.fields)[0] == 303
        assert len(recorded(at_work, PictureVersionPublished)) == 1

    def test_is_asked_again_where_an_answer_has_changed_meanwhile(self, at_work: Office) -> None:
        who = visitor(at_work)
        who.send(PAGE, answered(page(who), **{each.replace("-", "_"): ("unknown", "police") for each in QUESTIONS}))
        (form,) = forms_on(who.get(f"{PAGE}/publish"))
        does(at_work, "answer-question", question_code="strengths", assessment="mixed", source_type="media")
        status, html = who.send(form.action, form.fields)

        assert status == 412
        assert "både styrka och svaghet" in html
        (again,) = forms_on(html)
        assert who.send(again.action, again.fields)[0] == 303

    def test_of_another_day_is_told_by_its_name_and_counts_from_the_day(self, at_work: Office) -> None:
        at_work.calendar.pass_days(60)
        who = visitor(at_work)
        who.send(PAGE, answered(page(who), **{each.replace("-", "_"): ("unknown", "police") for each in QUESTIONS}))
        (form,) = forms_on(who.get(f"{PAGE}/publish"))
        status, html = who.send(form.action, form.fields | {"occurred_on": ["2024-02-01"]})

        assert status == 409
        assert "Nästa översyn senast 1 februari 2026" in html
        assert '<a href="#publish-form">Publicera lägesbilden</a>' in html

    def test_of_nothing_leads_to_the_picture(self, office: Office) -> None:
        answer = visitor(office).client.get(f"{PAGE}/publish")

        assert (answer.status_code, answer.headers["location"]) == (303, PAGE)


class TestAnotherLanguage:
    """It is chosen with the form; nothing of it is lost, and nothing comes of it."""

    def test_keeps_what_is_typed_where_a_version_is_looked_over(self, at_work: Office) -> None:
        at_work.calendar.pass_days(5)
        who = visitor(at_work)
        who.send(PAGE, answered(page(who), **{each.replace("-", "_"): ("unknown", "police") for each in QUESTIONS}))
        html = who.get(f"{PAGE}/publish")
        (form,) = forms_on(html)
        typed = form.fields | {"occurred_on": ["2024-01-16"], "reason": ["entered-late"]}
        assert 'form="publish-form" formaction="/language"' in html
        before, html = at_work.system.store.head(), again_in_english(who, f"{PAGE}/publish", typed)
        (again,) = forms_on(html)

        assert at_work.system.store.head() == before
        assert html.count("Unknown. Source: The police.") == 7
        assert {name: again.fields[name] for name in ("occurred_on", "reason")} == {
            name: typed[name] for name in ("occurred_on", "reason")
        }
        assert again.fields["version"] == form.fields["version"]
        assert who.send(again.action, again.fields)[0] == 303
        (event,) = recorded(at_work, PictureVersionPublished)
        assert event.envelope.occurred_on.isoformat() == "2024-01-16"

    def test_keeps_answers_that_are_not_saved_yet(self, at_work: Office) -> None:
        who = visitor(at_work)
        typed = answered(page(who), strengths=("strength", "police"), weaknesses=("mixed", ""))
        before, html = at_work.system.store.head(), again_in_english(who, PAGE, typed)

        assert at_work.system.store.head() == before
        assert is_checked(html, "strengths", "strength")
        assert is_checked(html, "weaknesses", "mixed")
        assert questions(html).fields["strengths.source_type"] == ["police"]
        assert "Nothing is changed" not in html


class TestReviewedUnchanged:
    def test_is_one_act_with_its_day(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        office.calendar.pass_days(20)
        who = visitor(office)
        form = review_on(page(who)).fields
        assert form["review.occurred_on"] == ["2024-02-04"]
        status, html = who.send(PAGE, form | {"do": ["review"], "review.occurred_on": ["2024-02-01"]})

        assert status == 303
        (event,) = recorded(office, PictureReviewedUnchanged)
        assert event.envelope.occurred_on.isoformat() == "2024-02-01"
        assert "Granskad, oförändrad 1 februari 2024" in html

    def test_of_a_day_to_come_keeps_what_was_typed(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        who = visitor(office)
        form = review_on(page(who)).fields
        status, html = who.send(PAGE, form | {"do": ["review"], "review.occurred_on": ["2030-01-01"]})

        assert status == 409
        assert review_on(html).fields["review.occurred_on"] == ["2030-01-01"]
        assert 'id="review.occurred_on-error"' in html
        assert '<a href="#review">Granskad, oförändrad</a>' in html

    def test_is_not_in_the_way_of_work_on_the_next_version(self, office: Office) -> None:
        publish_picture(office.coordinator, HERE)
        does(office, "commission-picture")
        who = visitor(office)
        form = review_on(page(who)).fields
        does(office, "answer-question", question_code="strengths", assessment="mixed", source_type="media")

        assert who.send(PAGE, form | {"do": ["review"]})[0] == 303


class TestThePage:
    def test_says_unknown_as_unknown_beside_strengths_and_weaknesses(self, at_work: Office) -> None:
        who = visitor(at_work)
        answers = {
            "strengths": ("strength", "police"),
            "exposed_areas": ("weakness", "media"),
            "associations": ("unknown", "media"),
        }
        who.send(PAGE, answered(page(who), **answers))
        html = page(who)
        strengths, weaknesses, unknown = re.split(r"<h3>|<h3 class=\"unknown\">", html.split('class="balance"')[1])[1:4]

        assert ("Ortens styrkor" in strengths, "Utsatta områden" in weaknesses) == (True, True)
        assert "1 fråga har svaret ”vet ej”" in unknown
        assert "Föreningslivet" in unknown

    def test_shows_findings_with_what_developed_since(self, at_work: Office) -> None:
        finding = {
            "dimension": "school",
            "kind": "strength",
            "locality_level": "municipality",
            "level": "recurring",
            "source_type": "police",
        }
        does(at_work, "record-finding", **finding)
        at_work.calendar.pass_days(5)
        does(at_work, "note-local-development", dimension="school", direction="better")
        html = page(visitor(at_work))

        found = html.split('id="findings"')[1]
        assert "Utvecklas: bättre, 20 januari 2024" in found
        assert "revise-finding?finding_id=" in found

    def test_is_read_only_for_those_who_only_read(self, at_work: Office) -> None:
        who = visitor(at_work, MANAGER)
        html = page(who)
        hidden = who.hidden("/counties/17")

        assert forms_on(html) == []
        assert "Inte besvarad" in question(html, "strengths")
        assert who.send(PAGE, {**hidden, "strengths.assessment": "mixed"})[0] == 403

    @pytest.mark.parametrize("value", HOSTILE)
    def test_never_fails_for_what_is_typed(self, at_work: Office, value: str) -> None:
        who = visitor(at_work)
        form = questions(page(who)).fields
        for name in ("version", "key", "do", "same", "occurred_on", "reason", "strengths.source_type", "strengths.was"):
            status, html = who.send(PAGE, form | {"strengths.assessment": ["mixed"], name: [value]})
            assert status in {200, 303, 409, 412, 422}, name
            assert value not in html or "<script>alert" not in html

    def test_of_another_municipality_is_not_there_for_a_contact_person(self, at_work: Office) -> None:
        who = visitor(at_work, CONTACT)
        who.get(f"/municipalities/{ELSEWHERE}/situation-picture", 404)
