"""The county's history under other rules (X4): known answers, who may ask, and that nothing is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg import sql

from domain.journey.commands import OpenJourney
from domain.municipality.commands import JoinMunicipality
from domain.scope import Scope
from domain.values import Channel, Role, Step
from tests.support.api import Office, open_office
from tests.support.database import Databases
from tests.support.journeys import publish_picture
from tests.support.people import COORDINATOR
from tests.support.waiting import caught_up, until
from workflows.handling.act import Act
from workflows.handling.handler import Handling
from workflows.reference.definitions import load_definition
from workflows.reference.reference import load_reference

KIL, EDA = "1715", "1730"
PAGE = "/counties/17/what-if"
BEGUN = date(2024, 1, 15)
FIRST = load_definition()
# Closes the structure and the plan without asking for anything.
SECOND = FIRST.model_copy(
    update={
        "name": "five_steps.v2",
        "steps": tuple(
            each.model_copy(update={"exit_criteria": ()})
            if each.step in {Step.STRUCTURE_REVIEW, Step.ACTION_PLAN}
            else each
            for each in FIRST.steps
        ),
    }
)
REFERENCE = replace(load_reference(), definitions={each.name: each for each in (FIRST, SECOND)}, current=SECOND.name)


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    """Kil follows the first version, Eda the second.

    Kil publishes a picture at once and closes the step when it would have been too old; Eda looks over its own in time,
    and closes two steps of which nothing is asked there.
    """
    with databases.lent() as url, open_office(url, KIL, EDA, day=BEGUN, reference=REFERENCE) as made:
        who = made.coordinator
        before = Handling(made.system.store, made.calendar, replace(REFERENCE, current=FIRST.name))
        for place, handling in ((KIL, before), (EDA, made.system.handling())):
            for command in (JoinMunicipality(), OpenJourney()):
                act = Act(command, Scope.of(place), COORDINATOR, f"{place}-{command.name}", Channel.API)
                who.position = handling.handle(act).position
        who.does(KIL, "journey/start-step", step="SITUATION_PICTURE")
        who.does(KIL, "journey/start-step", step="ACTION_PLAN")
        publish_picture(who, KIL)
        assert who.refused(KIL, "journey/complete-step", step="ACTION_PLAN", outcome="achieved") == ["R4"]
        for step in ("STRUCTURE_REVIEW", "ACTION_PLAN"):
            who.does(EDA, "journey/start-step", step=step)
            who.does(EDA, "journey/complete-step", step=step, outcome="achieved")
        made.calendar.pass_days(182)
        publish_picture(who, EDA)
        made.calendar.pass_days(300)
        who.does(KIL, "journey/complete-step", step="SITUATION_PICTURE", outcome="achieved")
        who.does(EDA, "situation-picture/review-picture-unchanged")
        made.calendar.day = date(2025, 6, 1)
        caught_up(made.system)
        yield made


def ask(office: Office, query: str = "", role: Role = Role.MANAGER, status: int = 200) -> Any:
    """Return the page, after those that say that the answer is not there yet."""
    token = office.callers[role].token
    assert office.http.post("/sign-in", data={"token": token}, follow_redirects=False).status_code == 303
    for _ in range(60):
        answer = office.http.get(f"{PAGE}{query}")
        assert answer.status_code == status, answer.text
        if 'hx-trigger="every' not in answer.text:
            return answer
    raise AssertionError("no answer came")


def lines(office: Office, query: str) -> list[dict[str, str]]:
    ask(office, query)
    sheet = ask(office, f"{query}&format=csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sheet), delimiter=";"))


def of_kind(found: list[dict[str, str]], kind: str) -> list[tuple[str, str, str]]:
    """Return where, by which rule, and on which day."""
    return [
        (each["scb_code"], each["Regler"], each["Första dagen"]) for each in found if each["Slag av skillnad"] == kind
    ]


def stored(office: Office) -> dict[str, object]:
    """Return every table of the log and the views, and a sum of all that is in it."""
    with psycopg.connect(office.system.pool.url) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('log', 'views') ORDER BY 1, 2"
        ).fetchall()
        summing = sql.SQL("SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM {} AS t")
        return {
            name: connection.execute(summing.format(sql.Identifier(schema, name))).fetchone()
            for schema, name in tables
            if name not in {"sessions", "tokens"}  # someone signs in to ask
        }


class TestAnotherInterval:
    def test_stands_among_the_pages_of_the_history_beside_the_rules(self, office: Office) -> None:
        told = ask(office).text

        assert '<a href="/rules" aria-current="page">Regler</a>' in told
        assert '<a href="/counties/17/compare">Jämför</a>' in told

    def test_turns_known_cells_red(self, office: Office) -> None:
        """Kil's picture of January 2024 would have been due a year later; Eda's was looked over in time."""
        found = lines(office, "?picture_review_months=12")

        red = [each for each in found if "skulle ha setts över" in each["Som det hade varit"]]
        assert [(each["scb_code"], each["Första dagen"], each["Sista dagen"]) for each in red] == [
            (KIL, "2025-01-16", "")
        ]

    def test_would_have_taken_an_exception_to_close_the_step(self, office: Office) -> None:
        found = lines(office, "?picture_review_months=12")

        assert of_kind(found, "Hade krävt undantag") == [(KIL, "E1", "2025-05-11")]

    def test_is_told_with_the_way_to_the_events_and_to_the_day(self, office: Office) -> None:
        text = ask(office, "?picture_review_months=12").text

        assert "Översyn av lägesbilden: 12 månader i stället för 24" in text
        assert "1 ruta hade någon dag haft en annan färg." in text
        assert "Den första skillnaden hade synts 16 januari 2025." in text
        assert 'href="/counties/17?as_of=2025-01-16"' in text
        assert f'href="/municipalities/{KIL}/why?as_of=2025-01-16"' in text
        event = lines(office, "?picture_review_months=12")[0]["event_id"].split()[0]
        assert f'href="/events/{event}"' in text
        assert office.http.get(f"/events/{event}").status_code == 200

    def test_of_a_moment_in_the_past_looks_no_further(self, office: Office) -> None:
        found = lines(office, "?picture_review_months=12&as_of=2025-01-10")

        assert {each["Slag av skillnad"] for each in found} == {"Hade lett till en annan dag"}


class TestAnotherVersion:
    def test_would_have_taken_what_is_on_record_as_refused(self, office: Office) -> None:
        found = lines(office, "?definition=five_steps.v2")

        assert of_kind(found, "Hade godtagits") == [(KIL, "R4", "2024-01-15")]

    def test_would_have_refused_what_was_accepted(self, office: Office) -> None:
        found = lines(office, "?definition=five_steps.v1")

        assert of_kind(found, "Hade avvisats") == [(EDA, "R4", "2024-01-15")]
        assert of_kind(found, "Hade krävt undantag") == [(EDA, "E2", "2024-01-15")]


class TestTheSameRules:
    @pytest.mark.parametrize("query", ["?picture_review_months=24", "?questions=2", "?target.ACTION_PLAN=120"])
    def test_differ_in_nothing(self, office: Office, query: str) -> None:
        assert "Inget hade varit annorlunda." in ask(office, query).text


def is_at_rest(office: Office) -> bool:
    """Whether whatever follows the log has come to its end: processes that react to it do so beside the views."""
    with psycopg.connect(office.system.pool.url) as connection:
        found = connection.execute("SELECT min(position) FROM views.tracking").fetchone()
    return found == (office.system.store.head(),)


def test_nothing_is_written(office: Office) -> None:
    until(lambda: is_at_rest(office))
    before, head = stored(office), office.system.store.head()
    for query in ("?picture_review_months=6", "?definition=five_steps.v1", "?contact_silence_red_days=100"):
        ask(office, query)

    assert stored(office) == before
    assert office.system.store.head() == head


class TestWhoMayAsk:
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.COORDINATOR, 200),
            (Role.MANAGER, 200),
            (Role.AUDITOR, 200),
            (Role.CONTACT, 403),
            (Role.ADMINISTRATOR, 403),
        ],
    )
    def test_is_whoever_reads_the_whole_county(self, office: Office, role: Role, status: int) -> None:
        ask(office, "?picture_review_months=12", role, status)
        ask(office, "?picture_review_months=12&format=csv", role, status)


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("query", "told"),
        [
            ("?picture_review_months=0", "Översyn av lägesbilden: Ange ett heltal från 1 till 120."),
            ("?picture_review_months=" + "9" * 5000, "Ange ett heltal från 1 till 120."),
            ("?picture_review_months=%C2%B2", "Ange ett heltal från 1 till 120."),
            ("?target.ACTION_PLAN=-4", "3. Handlingsplan: Ange ett heltal från 1 till 3\xa0650."),
            ("?definition=no", "Välj en version av processen som finns i listan."),
            ("?questions=77", "Välj frågor som finns i listan."),
            ("?contact_silence_amber_days=300", "Gränsen för gult får inte vara högre än den för rött."),
        ],
    )
    def test_is_said_for_the_field(self, office: Office, query: str, told: str) -> None:
        assert told in ask(office, query, status=422).text

    def test_a_day_on_the_other_axis_is_not_asked(self, office: Office) -> None:
        text = ask(office, "?picture_review_months=12&happened_by=2025-01-01").text

        assert "Omräkningen följer den ordning i vilken allt antecknades." in text

    def test_a_history_that_is_too_long_is_said_to_be(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("adapters.http.pages.what_if.page.MOST_EVENTS", 5)

        assert "Historiken är för lång" in ask(office, "?picture_review_months=11").text
