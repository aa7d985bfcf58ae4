"""What the state of a situation picture allows and forbids."""

from __future__ import annotations

from collections.abc import Iterable

from domain.errors import Refusal
from domain.facts import Facts
from domain.guards import refuses
from domain.situation_picture.state import SituationPicture


@refuses("L2")
def being_worked_on(state: SituationPicture, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what only a picture at work takes (L2)."""
    return None if state.question_set else Refusal("L2", {"what": "picture"})


@refuses("L3")
def not_being_worked_on(state: SituationPicture, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to begin a picture that is at work (L3)."""
    return Refusal("L3", {"what": "picture"}) if state.question_set else None


@refuses("L2")
def begun(state: SituationPicture, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what needs a picture that was begun at some time (L2)."""
    return None if state.opened_on else Refusal("L2", {"what": "picture"})


@refuses("L2")
def published(state: SituationPicture, _facts: Facts, _subject: object) -> Refusal | None:
    """Refuse what needs a published version (L2)."""
    return None if state.published else Refusal("L2", {"what": "published-picture"})


def questions_left(refusals: Iterable[Refusal]) -> list[str]:
    """Return the questions that publishing still waits for, as R1 tells them; none where it does not refuse."""
    told = (each.params["questions"] for each in refusals if each.rule_id == "R1")
    return [question for questions in told if isinstance(questions, list | tuple) for question in questions]


@refuses("R1")
def every_question_answered(state: SituationPicture, facts: Facts, _subject: object) -> Refusal | None:
    """Refuse to publish while a question has no answer (R1)."""
    if state.question_set is None:
        return None
    questions = facts.question_sets[state.question_set].questions
    missing = [each for each in questions if state.answers.get(each, "not_assessed") == "not_assessed"]
    if not missing:
        return None
    return Refusal("R1", {"questions": missing, "count": len(missing)})
