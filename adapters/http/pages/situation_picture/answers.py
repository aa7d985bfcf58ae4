"""Answers as a page with all questions sends them: which were changed, and what came of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from adapters.http.pages.command_form.values import seen_version
from adapters.http.pages.sending import Part
from adapters.http.pages.submission import Form, first
from domain.messages import Recorded
from domain.situation_picture.commands import AnswerQuestion
from domain.situation_picture.events import (
    FindingClosed,
    FindingRecorded,
    FindingRevised,
    LocalDevelopmentNoted,
    PictureReviewedUnchanged,
    QuestionAnswered,
    RegionalKnowledgeContributed,
)
from projections.municipality.situation_picture import Answer

FIELDS = ("assessment", "source_type", "observed_from", "observed_until")
# What all answers of one sending have in common.
SHARED = ("occurred_on", "reason")
# The button that gives an earlier version's answer again names the question.
SAME = "same"
_BESIDE = (
    FindingRecorded,
    FindingRevised,
    FindingClosed,
    RegionalKnowledgeContributed,
    LocalDevelopmentNoted,
    PictureReviewedUnchanged,
)


def fields_of(answer: Answer | QuestionAnswered | None) -> dict[str, str]:
    """Return an answer as its fields hold it, all empty where there is none."""
    return {name: str(value) if answer and (value := getattr(answer, name)) else "" for name in FIELDS}


def shown_as(fields: Mapping[str, str]) -> str:
    """Return what a page shows of an answer in one text, from which it can be told whether it was changed."""
    return "|".join(fields[name] for name in FIELDS)


_NOTHING = shown_as(fields_of(None))


def changed(typed: Form, questions: Iterable[str]) -> list[str]:
    """Return the questions whose answer is another than the page showed."""
    return [each for each in questions if _typed_as(typed, each) != (first(typed, f"{each}.was") or _NOTHING)]


def _typed_as(typed: Form, question: str) -> str:
    return shown_as({name: first(typed, f"{question}.{name}").strip() for name in FIELDS})


def with_same_answer(typed: Form, earlier: Mapping[str, Answer]) -> Form:
    """Return what was typed, with the earlier answer where the button for that was pressed."""
    again = first(typed, SAME)
    answer = earlier.get(again)
    if answer is None:
        return typed
    # The period of the earlier answer is over: the same answer now is about now.
    own = {**fields_of(answer), "observed_from": "", "observed_until": ""}
    return {**typed, **{f"{again}.{name}": (value,) for name, value in own.items()}}


def own_form(typed: Form, question: str) -> Form:
    """Return what was typed for one question, under the names of the command's fields."""
    own = {name: typed.get(f"{question}.{name}", ()) for name in FIELDS}
    return {**own, **{name: typed.get(name, ()) for name in SHARED}, "question_code": (question,)}


def parts(typed: Form, questions: Iterable[str]) -> Iterator[Part]:
    """Yield each of the answers as an act by itself."""
    for each in questions:
        own, version = own_form(typed, each), seen_version(typed, f"{each}.version")
        yield Part(each, AnswerQuestion, own, version, _is_about(each), is_it=_says(each, _typed_as(typed, each)))


def _says(question: str, answer: str) -> Callable[[Recorded], bool]:
    """Return whether what was recorded is just this answer to the question."""

    def says(recorded: Recorded) -> bool:
        match recorded.event:
            case QuestionAnswered(question_code=answered) as event:
                return answered == question and shown_as(fields_of(event)) == answer
            case _:  # no answer
                return False

    return says


def _is_about(question: str) -> Callable[[Recorded], bool]:
    """Return whether what others recorded changes what an answer to the question says or stands beside."""

    def concerns(since: Recorded) -> bool:
        match since.event:
            case QuestionAnswered(question_code=answered):
                return answered == question
            case event:
                return not isinstance(event, _BESIDE)

    return concerns
