"""The past in the words of its day: what a release called things is kept, and pages of its time say it so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from adapters.i18n.catalogue import Catalogue
from adapters.i18n.vocabulary import Vocabularies, document_of
from adapters.postgres.migrate import grant
from adapters.postgres.pool import Pool
from adapters.postgres.vocabularies import PostgresVocabularies
from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.database import Databases, acting_as, run
from tests.support.given import REFERENCE
from tests.support.waiting import caught_up

KIL = "1715"
TODAY = document_of(REFERENCE.codes)


def earlier(**changes: str) -> bytes:
    """Return a release's vocabulary that differs in Swedish by some keys (``__`` for ``.``), or in a list's label."""
    found: dict[str, Any] = json.loads(TODAY)
    for name, text in changes.items():
        key = name.replace("__", ".").replace("_", "-")
        if key.startswith("list."):
            _, list_name, code = key.split(".")
            found["lists"][list_name]["codes"][code]["sv"] = text
        else:
            assert key in found["messages"]["sv"]
            found["messages"]["sv"][key] = [text]
    return json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


OLD_JOINING = "Kommunen steg in i programmet."
OLD = earlier(
    rule__E1__title="Bilden har getts ut",
    rule__E1__remedy="Ge ut bilden.",
    topic__municipality__municipality_joined__v1=OLD_JOINING,
    topic__support__contact_had__v1="Kontakt togs.",
    command__municipality__leave_municipality="Träda ut",
    list__needs__basic_training="Skolning",
)


@pytest.fixture
def pool(database_url: str) -> Iterator[Pool]:
    found = Pool(database_url, 2)
    yield found
    found.close()


class TestWhatIsKept:
    def test_is_a_release_for_each_other_wording(self, pool: Pool) -> None:
        kept = PostgresVocabularies(pool)
        for document in (OLD, OLD, TODAY, TODAY, OLD):
            kept.begin(document, "1")

        first, second, third = kept.releases()
        assert first.sha256 == third.sha256 != second.sha256
        assert [kept.document(each.sha256) for each in (first, second)] == [OLD, TODAY]

    def test_is_lasting(self, pool: Pool, database_url: str) -> None:
        PostgresVocabularies(pool).begin(TODAY, "1")
        grant(database_url)

        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only added to"):
            run(database_url, "UPDATE log.vocabularies SET version = '2'")
        with acting_as(database_url, "femsteg_server") as url, pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(url, "DELETE FROM log.vocabularies")

    def test_is_unknown_by_another_hash(self, pool: Pool) -> None:
        with pytest.raises(LookupError):
            PostgresVocabularies(pool).document("00" * 32)

    def test_words_what_is_recorded_after_it(self, pool: Pool) -> None:
        kept, titles = PostgresVocabularies(pool), list[str]()
        words = Vocabularies(kept, REFERENCE.codes)
        for release in (None, OLD, TODAY):
            if release:
                kept.begin(release, "1")
            titles.append(words.at(1, "sv").cat.text("rule.E1.title"))

        assert titles == [words.now("sv").cat.text("rule.E1.title"), "Bilden har getts ut", titles[0]]
        assert words.at(1, "sv") == words.now("sv")


class TestAnEarlierWording:
    def test_is_today_s_where_it_has_places_for_what_is_no_longer_said(self) -> None:
        key = "rule.E1.title"
        today = Catalogue("sv").text(key)

        assert Catalogue("sv", {key: ("Bilden {nothing}",)}).text(key) == today
        assert Catalogue("sv", {key: ("Bilden",)}).text(key) == "Bilden"

    def test_of_what_is_no_longer_worded_is_not_asked_for(self) -> None:
        assert not Catalogue("sv", {"rule.gone": ("Borta",)}).has("rule.gone")


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    """Kil joins in the words of an earlier release, has contact in those of today; its joining is position 2."""
    with databases.lent() as url:
        pool = Pool(url, 1)
        PostgresVocabularies(pool).begin(OLD, "0.1")
        with open_office(url, KIL) as made:
            made.coordinator.does(KIL, "municipality/join-municipality")
            made.system.vocabularies.begin("0.2")
            made.coordinator.does(KIL, "support/log-contact", direction="out")
            caught_up(made.system)
            yield made
        pool.close()


def page(office: Office, path: str, role: Role = Role.AUDITOR) -> str:
    assert office.http.post("/sign-in", data={"token": office.callers[role].token}).status_code == 200
    answer = office.http.get(path, headers={"Accept-Language": "sv"})
    assert answer.status_code == 200, answer.text
    assert "⟦" not in answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).replace("\xa0", " ").split())


class TestAPageOfThePast:
    def test_tells_events_as_they_were_told(self, office: Office) -> None:
        told = OLD_JOINING

        assert told in page(office, f"/municipalities/{KIL}/timeline?as_of=2")
        assert told not in page(office, f"/municipalities/{KIL}/timeline")
        assert told not in page(office, f"/municipalities/{KIL}/timeline?as_of=3")

    def test_tells_acts_as_they_were_called(self, office: Office) -> None:
        assert "Träda ut" in page(office, f"/municipalities/{KIL}/actions?as_of=2")
        assert "Träda ut" not in page(office, f"/municipalities/{KIL}/actions")

    def test_tells_a_story_in_the_same_words_whatever_is_released_later(self, office: Office) -> None:
        before = page(office, f"/municipalities/{KIL}/story?as_of=3")
        office.system.vocabularies._kept.begin(  # noqa: SLF001 -- a release to come
            earlier(story__municipality__municipality_joined__v1="Kommunen är med."), "0.3"
        )

        assert page(office, f"/municipalities/{KIL}/story?as_of=3") == before

    def test_answers_programs_in_those_words_too(self, office: Office) -> None:
        who, timeline, told = office.callers[Role.AUDITOR], f"municipalities/{KIL}/timeline", OLD_JOINING

        assert told in {each["text"] for each in who.get(timeline, "sv", as_of="2")["events"]}
        assert told not in {each["text"] for each in who.get(timeline, "sv")["events"]}


class TestARulesPage:
    def test_tells_each_wording_and_when_it_was_in_use(self, office: Office) -> None:
        text = page(office, "/rules/E1")

        assert "Så har det ordats" in text
        assert "Namn Bilden har getts ut Kräver Ge ut bilden." in text
        assert "Så som sidan visar." in text

    def test_of_that_time_shows_its_words_and_today_s_beside_them(self, office: Office) -> None:
        then = page(office, "/rules/E1?as_of=2")

        assert "E1 Bilden har getts ut" in then
        assert Catalogue("sv").text("rule.E1.remedy") in then

    def test_says_nothing_of_wordings_where_there_was_one_alone(self, office: Office) -> None:
        assert "Så har det ordats" not in page(office, "/rules/E2")

    def test_of_a_code_list_tells_what_codes_were_called(self, office: Office) -> None:
        assert "basic-training Skolning" in page(office, "/rules/code-lists/needs")
        assert "Skolning" in page(office, "/rules/code-lists/needs?as_of=2")
