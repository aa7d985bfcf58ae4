"""A municipality's history told in sentences, from events by templates: the same events make the same text (X10)."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from hashlib import sha256
from random import Random

import pytest

from adapters.http.reading.reading import Reading
from adapters.http.reading.story import COUNTED, LEFT_OUT, LEFT_OUT_AGGREGATES, story, told_topics
from adapters.http.reading.trail import TrailFilter, trail
from adapters.http.story_wording import Teller, plain
from adapters.i18n.catalogue import LANGUAGES, Catalogue
from adapters.memory.event_store import MemoryEventStore
from adapters.memory.views import empty_views
from domain.correction import EntryCorrection
from domain.messages import TOPICS, Recorded
from domain.people import Actor
from domain.values import Role
from projections.audit_trail import AUDIT_TRAIL, TrailRow
from projections.engine.running import follow
from tests.architecture.checkout import ROOT
from tests.support.given import REFERENCE
from tests.support.people import COORDINATOR
from tests.support.wandering import WANDERED, wandered, wandering
from workflows.visibility import visibility

EVER = date(2099, 12, 31)
MANAGER = Actor(ref="p-" + "9" * 32, role=Role.MANAGER)


def reading_of(events: tuple[Recorded, ...]) -> Reading:
    store, views = MemoryEventStore(), empty_views()
    store.append([replace(each, position=0) for each in events])
    follow(AUDIT_TRAIL, store, views)
    return Reading(views, REFERENCE.definition, lambda past, _day, _at: past).seen_by(COORDINATOR)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return reading_of(wandered())


def places_told() -> list[str]:
    return sorted({each.envelope.scope for each in wandered() if len(each.envelope.scope) > 2})


def text(reading: Reading, code: str, first: date | None = None, last: date = EVER, lang: str = "sv") -> str:
    chapters = Teller(Catalogue(lang), REFERENCE.codes).chapters(story(reading, code, first, last))
    return plain(chapters, "T", "S")


def told_rows(reading: Reading, code: str, first: date | None = None, last: date = EVER) -> list[TrailRow]:
    return [
        row
        for chapter in story(reading, code, first, last)
        for paragraph in chapter.paragraphs
        for each in paragraph.sentences
        for row in each.rows
    ]


class TestTheTemplates:
    def test_are_there_for_every_event_that_is_not_left_out_for_a_reason(self) -> None:
        corrections = {topic for topic, kind in TOPICS.items() if issubclass(kind, EntryCorrection)}
        for lang in LANGUAGES:
            keys = Catalogue(lang).keys
            for topic in told_topics() - corrections:
                assert [each for each in keys if each.startswith(f"story.{topic}")], (lang, topic)

    def test_leave_out_no_event_without_saying_why(self) -> None:
        told = told_topics()
        for topic, kind in TOPICS.items():
            is_left_out = kind in LEFT_OUT or topic.partition(".")[0] in LEFT_OUT_AGGREGATES
            assert is_left_out != (topic in told), topic
        assert all(len(each) > 10 for each in (*LEFT_OUT.values(), *LEFT_OUT_AGGREGATES.values()))

    def test_count_in_both_languages_what_is_counted(self) -> None:
        for lang in LANGUAGES:
            cat = Catalogue(lang)
            for kind in COUNTED:
                own = {each for each in cat.keys if each.startswith(f"story.{kind.topic}")}
                many = {each for each in own if each.endswith(".many")}
                assert {each.removesuffix(".many") for each in many} == own - many, (lang, kind.topic)
                assert all("{count}" in (cat.template(each) or "") for each in many)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_lack_nothing_over_a_history_of_chance(self, reading: Reading, lang: str) -> None:
        cat = Catalogue(lang)
        for code in places_told():
            plain(Teller(cat, REFERENCE.codes).chapters(story(reading, code, None, EVER)), "", "")
        assert not {each: count for each, count in cat.missing.items() if each.startswith("story")}


class TestTheStory:
    def test_tells_each_entry_that_stands_once_and_none_that_was_voided(self, reading: Reading) -> None:
        left_out = {each.topic for each in LEFT_OUT}
        for code in places_told():
            rows = trail(reading, TrailFilter(municipality=code, refusals=False, limit=10**6))
            expected = sorted(each.event_id for each in rows if not each.voided and each.topic not in left_out)
            assert sorted(each.event_id for each in told_rows(reading, code)) == expected

    def test_goes_from_a_day_to_a_day(self, reading: Reading) -> None:
        dice = Random("days")  # noqa: S311 -- dice for a test
        for code in places_told():
            whole = told_rows(reading, code)
            first, last = sorted(dice.choice(whole).standing_day for _ in range(2))
            within = sorted(each.event_id for each in whole if first <= each.standing_day <= last)
            assert sorted(each.event_id for each in told_rows(reading, code, first, last)) == within

    def test_is_the_same_of_any_later_position_that_holds_nothing_new_of_it(self, reading: Reading) -> None:
        dice, last = Random("positions"), wandered()[-1].position  # noqa: S311 -- dice for a test
        for code in places_told():
            own = [each.position for each in wandered() if each.envelope.scope == code]
            position = dice.choice(own)
            until = min((each for each in own if each > position), default=last + 1) - 1
            then, later = reading.as_of(position), reading.as_of(until)
            assert text(then, code) == text(later, code)
            assert text(then, code, lang="en") == text(later, code, lang="en")

    def test_says_no_level_of_a_milieu_and_no_person(self, reading: Reading) -> None:
        codes = REFERENCE.codes
        words = [codes.label("milieus", each, lang) for lang in LANGUAGES for each in codes.options("milieus")]
        for code in places_told():
            told = text(reading, code) + text(reading, code, lang="en")
            assert "p-" + "0" * 8 not in told
            assert not [each for each in words if each in told]

    def test_is_the_same_for_who_may_not_see_what_is_protected(self, reading: Reading) -> None:
        """Nothing that is protected is told to anyone, so that the text can be passed on."""
        manager = replace(reading, visibility=visibility(MANAGER))
        for code in places_told():
            ours, theirs = (
                [each for each in text(seen, code).splitlines() if not each.startswith("Den") or "rättades" not in each]
                for seen in (reading, manager)
            )
            assert ours == theirs

    def test_is_nothing_for_who_may_not_read_the_municipality(self, reading: Reading) -> None:
        other = Actor(ref="p-" + "8" * 32, role=Role.CONTACT, municipality="1715")
        assert story(replace(reading, visibility=visibility(other)), WANDERED[0], None, EVER) == []


_DIGEST = """
from tests.adapters.test_story import digest
print(digest())
"""


def digest() -> str:
    """Return a digest of the stories of one county's wandering."""
    reading, places = reading_of(wandering(0)), [each for each in WANDERED if len(each) > 2]
    told = "".join(text(reading, code, lang=lang) for code in places for lang in LANGUAGES)
    return sha256(told.encode()).hexdigest()


@pytest.mark.slow
def test_the_same_events_make_the_same_bytes_in_another_process() -> None:
    found = subprocess.run(
        [sys.executable, "-c", _DIGEST],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert found.stdout.strip() == digest() == digest()
