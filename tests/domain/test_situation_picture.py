from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from domain.journey.events import GuardOverridden
from domain.messages import Event
from domain.situation_picture.commands import (
    AnswerQuestion,
    CloseFinding,
    CommissionPicture,
    ContributeRegionalKnowledge,
    CorrectEntry,
    NoteLocalDevelopment,
    PublishPictureVersion,
    RecordFinding,
    ReviewPictureUnchanged,
    ReviseFinding,
)
from domain.situation_picture.events import (
    FindingClosed,
    PictureCommissioned,
    PictureSuperseded,
    PictureVersionPublished,
    QuestionAnswered,
)
from domain.values import Channel, Classification
from tests.support.deciding import given
from tests.support.given import at, event_id
from tests.support.given import given as given_log
from tests.support.histories import (
    EXAMPLES,
    FINDING,
    JOINED,
    PICTURE_AT_WORK,
    PICTURE_PUBLISHED,
    PICTURE_READY,
    PUBLISHED,
    QUESTIONS,
    UNKNOWN,
    WITH_FINDING,
    accepted,
    answered,
    ask,
    ask_handler,
    finding,
)
from tests.support.people import LONG_AGO, TODAY
from workflows.handling.act import Override

NEW_QUESTIONS: list[Event] = [*JOINED, PictureCommissioned(question_set_version=2)]
CLOSED = [*WITH_FINDING, FindingClosed(finding_id=FINDING, cause="no-longer-seen")]
AGAIN: list[Event] = [
    *PICTURE_PUBLISHED,
    PictureCommissioned(question_set_version=1),
    *(answered(each) for each in QUESTIONS),
]
OF_2025: dict[str, Any] = {"observed_from": "2025", "observed_until": "2025"}
OF_A_MILIEU: dict[str, Any] = {"kind": "milieu_presence", "milieu": "white-power", **OF_2025}


class TestCommissionPicture:
    def test_is_accepted_after_a_publication_too(self) -> None:
        accepted(CommissionPicture, PICTURE_PUBLISHED)

    def test_is_refused_while_the_picture_is_being_worked_on(self) -> None:
        ask(CommissionPicture, PICTURE_AT_WORK).refused("L3")

    def test_is_refused_with_a_question_set_that_does_not_exist(self) -> None:
        ask(CommissionPicture, JOINED, question_set_version=99).refused("L4", field="question_set_version")


class TestAnswerQuestion:
    def test_may_be_answered_anew(self) -> None:
        accepted(AnswerQuestion, [*PICTURE_AT_WORK, answered(assessment="weakness")])

    def test_is_refused_while_no_version_is_worked_on(self) -> None:
        ask(AnswerQuestion, JOINED).refused("L2")
        ask(AnswerQuestion, PICTURE_PUBLISHED).refused("L2")

    @pytest.mark.parametrize(
        ("question", "assessment"),
        [("weaknesses", "strength"), ("crime-types", "strength"), ("strengths", "weakness")],
    )
    def test_is_refused_an_assessment_that_does_not_fit(self, question: str, assessment: str) -> None:
        said: dict[str, Any] = {"question_code": question, "assessment": assessment}

        ask(AnswerQuestion, NEW_QUESTIONS, **said).refused("L10", field="assessment")
        ask(AnswerQuestion, PICTURE_AT_WORK, **said).then(answered(question, assessment))

    @pytest.mark.parametrize("question", ["exposed-areas", "school-results", "associations", "graffiti-message"])
    @pytest.mark.parametrize("assessment", ["strength", "weakness"])
    def test_takes_what_can_be_either(self, question: str, assessment: str) -> None:
        ask(AnswerQuestion, NEW_QUESTIONS, question_code=question, assessment=assessment).then(
            answered(question, assessment)
        )

    def test_of_an_older_question_set_may_be_corrected_by_that(self) -> None:
        story = given_log(*PICTURE_AT_WORK, answered("crime-types", "strength"), answered("weaknesses", "strength"))
        story.when(
            CorrectEntry(target_event_id=event_id(4), correction={"source_type": "police"}), reason="wrong-choice"
        )

        assert not story.refusals

    def test_may_not_be_corrected_to_what_does_not_fit(self) -> None:
        story = given_log(*NEW_QUESTIONS, answered("crime-types", "weakness"))
        wrong = CorrectEntry(target_event_id=event_id(4), correction={"assessment": "strength"})

        story.when(wrong, reason="wrong-choice").refused("L9")


class TestRecordFinding:
    def test_is_accepted_once_a_picture_was_begun(self) -> None:
        accepted(RecordFinding, PICTURE_PUBLISHED)

    def test_is_protected_when_it_tells_of_a_milieu(self) -> None:
        story = ask(RecordFinding, **OF_A_MILIEU, lone_actor_aspect=True)

        assert not story.refusals
        assert [each.classification for each in story.events] == [Classification.PROTECTED]

    def test_is_refused_before_a_picture_was_begun(self) -> None:
        ask(RecordFinding, JOINED).refused("L2")

    @pytest.mark.parametrize("history", [WITH_FINDING, CLOSED])
    def test_is_refused_under_an_id_that_is_taken(self, history: list[Event]) -> None:
        ask(RecordFinding, history).refused("L3", field="finding_id")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({**OF_A_MILIEU, "milieu": None}, "milieu"),
            ({**OF_A_MILIEU, "observed_from": None, "observed_until": None}, "observed_from"),
            ({"milieu": "white-power"}, "milieu"),
            ({"lone_actor_aspect": True}, "milieu"),
        ],
    )
    def test_is_refused_with_a_milieu_missing_or_misplaced(self, changes: dict[str, Any], field: str) -> None:
        ask(RecordFinding, **changes).refused("R13", field=field)


class TestReviseFinding:
    def test_is_accepted_of_an_open_finding(self) -> None:
        accepted(ReviseFinding)

    @pytest.mark.parametrize("history", [PICTURE_AT_WORK, CLOSED])
    def test_is_refused_where_no_finding_is_open(self, history: list[Event]) -> None:
        ask(ReviseFinding, history).refused("L4", field="finding_id")

    def test_is_refused_of_an_unknown_finding(self) -> None:
        ask(ReviseFinding, WITH_FINDING, finding_id=UNKNOWN).refused("L4", field="finding_id")


class TestCloseFinding:
    def test_is_accepted_of_an_open_finding(self) -> None:
        accepted(CloseFinding)

    def test_is_refused_a_second_time(self) -> None:
        ask(CloseFinding, [*CLOSED, finding(UUID(int=600))]).refused("L4", field="finding_id")

    def test_is_refused_before_a_picture_was_begun(self) -> None:
        ask(CloseFinding, JOINED).refused("L2")


class TestContributeRegionalKnowledge:
    def test_is_accepted_once_a_picture_was_begun(self) -> None:
        accepted(ContributeRegionalKnowledge)

    def test_is_refused_before(self) -> None:
        ask(ContributeRegionalKnowledge, JOINED).refused("L2")

    def test_is_refused_with_a_topic_that_is_on_no_list(self) -> None:
        ask_handler(ContributeRegionalKnowledge, topic_codes=("no-such-code",)).refused("L4", field="topic_codes")


class TestNoteLocalDevelopment:
    def test_is_accepted_between_two_versions(self) -> None:
        accepted(NoteLocalDevelopment, PICTURE_PUBLISHED)

    def test_is_refused_before_a_picture_was_begun(self) -> None:
        ask(NoteLocalDevelopment, JOINED).refused("L2")


class TestPublishPictureVersion:
    def test_is_accepted_when_every_question_is_answered(self) -> None:
        accepted(PublishPictureVersion, PICTURE_READY)

    def test_is_refused_on_a_day_before_its_draft_was_begun(self) -> None:
        begun = [*at(LONG_AGO, *PICTURE_PUBLISHED), *at(TODAY - timedelta(days=9), *AGAIN[len(PICTURE_PUBLISHED) :])]
        day = TODAY - timedelta(days=10)

        ask(PublishPictureVersion, begun, on=day).refused("L5", field="occurred_on")
        assert not ask(PublishPictureVersion, begun, on=day + timedelta(days=1)).refusals

    def test_takes_unknown_for_an_answer(self) -> None:
        story = ask(PublishPictureVersion, [*PICTURE_READY, answered(assessment="unknown")])

        assert not story.refusals

    def test_supersedes_the_version_before(self) -> None:
        published = EXAMPLES[PublishPictureVersion].events[0]
        second = PictureVersionPublished.model_validate({**published.model_dump(), "version": 2})

        ask(PublishPictureVersion, AGAIN).then(PictureSuperseded(version=1), second)

    def test_digests_what_it_says(self) -> None:
        story = ask(PublishPictureVersion, [*PICTURE_READY, finding()])
        (published,) = story.events

        assert isinstance(published, PictureVersionPublished)
        assert published.digest not in str(EXAMPLES[PublishPictureVersion].events)

    def test_has_a_digest_that_can_be_computed_from_the_events_alone(self) -> None:
        closed = [finding(UNKNOWN), FindingClosed(finding_id=UNKNOWN, cause="no-longer-seen")]
        facts = [*PICTURE_READY, finding(), *closed, answered(assessment="unknown")]
        (published,) = ask(PublishPictureVersion, facts).events

        latest = {each.question_code: each.assessment for each in facts if isinstance(each, QuestionAnswered)}
        answers = ",".join(f'"{code}":"{assessment}"' for code, assessment in sorted(latest.items()))
        kept = finding()
        found = f'"{kept.finding_id}":{{"dimension":"{kept.dimension}","kind":"{kept.kind}","level":"{kept.level}"}}'
        text = f'{{"answers":{{{answers}}},"findings":{{{found}}},"question_set":1}}'
        assert isinstance(published, PictureVersionPublished)
        assert published.digest_form == "canonical-json"
        assert sha256(text.encode("utf-8")).hexdigest() == published.digest

    @pytest.mark.parametrize("history", [PICTURE_READY[:-1], [*PICTURE_READY, answered(assessment="not_assessed")]])
    def test_is_refused_while_a_question_is_not_answered(self, history: list[Event]) -> None:
        story = ask(PublishPictureVersion, history)

        story.refused("R1")
        assert story.refusals[0].params["count"] == 1

    def test_does_not_inherit_answers_of_the_version_before(self) -> None:
        ask(PublishPictureVersion, AGAIN[:-1]).refused("R1")

    def test_may_be_overridden_only_by_an_import(self) -> None:
        overrides = [Override("R1", "imported-history")]
        story = given_log(*PICTURE_AT_WORK)

        given(*PICTURE_AT_WORK).when(PublishPictureVersion(), overrides=["R1"]).refused("R1")
        story.when(PublishPictureVersion(), overrides=overrides, channel=Channel.IMPORT)
        assert not story.refusals
        assert story.store.load("journey/1715")[-1].event == GuardOverridden(
            rule_id="R1", command="situation-picture.publish-picture-version"
        )

    def test_is_refused_while_no_version_is_worked_on(self) -> None:
        ask(PublishPictureVersion, JOINED).refused("L2")
        ask(PublishPictureVersion, PICTURE_PUBLISHED).refused("L2")


class TestReviewPictureUnchanged:
    def test_moves_the_next_review(self) -> None:
        accepted(ReviewPictureUnchanged)

    def test_is_refused_before_any_publication(self) -> None:
        ask(ReviewPictureUnchanged, PICTURE_READY).refused("L2")

    def test_is_refused_on_a_day_before_the_publication(self) -> None:
        story = given(*PICTURE_READY, *at(TODAY, PUBLISHED))

        story.when(ReviewPictureUnchanged(), on=TODAY - timedelta(days=1)).refused("L5", field="occurred_on")


class TestCorrectEntry:
    def test_is_accepted_while_nothing_depends_on_the_entry(self) -> None:
        accepted(CorrectEntry)

    def test_is_refused_while_answers_depend_on_the_commission(self) -> None:
        ask_handler(CorrectEntry, PICTURE_READY).refused("L9")

    def test_is_refused_where_there_is_nothing_to_correct(self) -> None:
        ask_handler(CorrectEntry, JOINED).refused("L4")
