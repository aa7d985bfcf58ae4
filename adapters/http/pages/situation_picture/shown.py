"""The situation picture as its page shows it, and the forms that it is worked with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from adapters.http.pages.command_form.errors import FormErrors, shown_for
from adapters.http.pages.command_form.fields import FormField
from adapters.http.pages.links import action_address
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.situation_picture.balance import Balance, ShownFinding, balance_of, shown_findings
from adapters.http.pages.situation_picture.common import common_fields
from adapters.http.pages.situation_picture.comparison import Comparison, comparison_of
from adapters.http.pages.situation_picture.questions import Asking, Question
from adapters.http.pages.situation_picture.resting import Resting, resting_on
from adapters.http.pages.situation_picture.told import ShownVersion, shown_version, standing_of
from adapters.http.pages.situation_picture.versions import Picture, picture_of
from adapters.http.pages.submission import Form, first
from adapters.http.problems import refusal_json
from domain.calendar import add_months
from domain.messages import Command
from domain.periods import is_iso_day, iso_day
from domain.scope import Scope
from domain.situation_picture.commands import (
    AnswerQuestion,
    CommissionPicture,
    NoteLocalDevelopment,
    PublishPictureVersion,
    RecordFinding,
    ReviewPictureUnchanged,
)
from domain.situation_picture.rules import SITUATION_PICTURE
from domain.values import Step
from workflows.actions.action import Action

Acts = Mapping[type[Command], Action]
# What stands before the names of fields of the form that says that nothing has changed.
REVIEW = "review."
NO_ERRORS: Mapping[str, FormErrors] = {}


@dataclass(frozen=True)
class Publishing:
    """What publishing waits for: ``why`` not now; ``review_on``: by when the version would be looked over again."""

    version: int
    replaces: int | None
    open: int
    why: tuple[Mapping[str, object], ...]
    review_on: date | None


@dataclass(frozen=True)
class Reviewing:
    """The form that says that the version that holds was gone through and nothing has changed."""

    version: int
    fields: tuple[FormField, ...]
    stream_version: int
    review_on: date | None


@dataclass(frozen=True)
class ShownPicture:
    """The page: versions, questions of the one that is shown, what it says, what rests on it, and its forms.

    ``fields``: what all answers of one sending have in common. ``first``: the way to what the page is for now.
    ``acts``: the forms of further acts by their names, empty for those that cannot be taken now.
    """

    lead: str
    first: tuple[str, str] | None
    versions: tuple[ShownVersion, ...]
    earlier: tuple[ShownVersion, ...]
    version: int | None
    question_set: int | None
    questions: tuple[Question, ...]
    fields: tuple[FormField, ...]
    balance: Balance | None
    findings: tuple[ShownFinding, ...]
    resting: tuple[Resting, ...]
    comparison: Comparison | None
    publishing: Publishing | None
    reviewing: Reviewing | None
    acts: Mapping[str, str]

    @property
    def may_answer(self) -> bool:
        """Whether the questions can be answered here."""
        return any(each.fields for each in self.questions)


def acts_of(work: Work) -> Acts:
    """Return what the visitor may do with the picture now, allowed or not; nothing in the past."""
    visit = work.visit
    if visit.moment.is_past:
        return {}
    commands = [each for each in SITUATION_PICTURE.rules if visit.may_give(work.place.scb_code, each)]
    found = work.actions.told(Scope.of(work.place.scb_code), visit.actor, commands).actions
    return {each.command: each for each in found}


@dataclass(frozen=True)
class Showing:
    """Makes the page for one visit: ``typed`` and ``errors`` by question, or under ``REVIEW``, of what was sent."""

    work: Work
    picture: Picture
    acts: Acts
    typed: Form
    errors: Mapping[str, FormErrors]

    def shown(self, compared: int | None) -> ShownPicture:
        """Return the page, with this version beside the one before."""
        visit, picture = self.work.visit, self.picture
        version, asked = picture.shown, picture.numbered(compared)
        answer = self._allowed(AnswerQuestion) if picture.draft else None
        questions = Asking(visit, picture, version, answer, self.typed, self.errors).questions() if version else ()
        shown = [shown_version(self.work, picture, each) for each in picture.versions]
        return ShownPicture(
            self._lead(questions),
            self._first(questions),
            tuple(each for each in shown if each.status != "superseded"),
            tuple(each for each in reversed(shown) if each.status == "superseded"),
            version.version if version else None,
            version.question_set_version if version else None,
            questions,
            common_fields(self.work, AnswerQuestion, answer, self.typed, self._shared()) if answer else (),
            balance_of(visit, picture, version) if version else None,
            tuple(shown_findings(visit, picture, self._possible())),
            resting_on(visit, picture),
            comparison_of(visit, picture, asked) if asked else None,
            self._publishing(questions),
            self._reviewing(),
            dict(self._forms()),
        )

    def _allowed(self, command: type[Command]) -> Action | None:
        action = self.acts.get(command)
        return action if action and action.verdict == "allowed" else None

    def _possible(self) -> Collection[type[Command]]:
        return {command for command, each in self.acts.items() if each.verdict != "refused"}

    def _shared(self) -> Mapping[str, list[str]]:
        """Return what was wrong with the fields that all answers have in common."""
        found: dict[str, list[str]] = {}
        for name, each in self.errors.items():
            if name != REVIEW:
                found |= {field: told for field, told in each.fields.items() if field in {"occurred_on", "reason"}}
        return found

    def _lead(self, questions: tuple[Question, ...]) -> str:
        cat, draft, holds = self.work.visit.cat, self.picture.draft, self.picture.published
        if draft:
            answered = sum(not each.is_open for each in questions)
            told = cat.text("ui.picture.lead.draft", version=draft.version, answered=answered, of=len(questions))
            until = cat.text("ui.picture.lead.until", version=holds.version) if holds else ""
            return f"{told} {until}".strip()
        if holds:
            return standing_of(self.work.visit, holds)
        return cat.text("ui.picture.lead.none")

    def _publishing(self, questions: tuple[Question, ...]) -> Publishing | None:
        action, draft, holds = self.acts.get(PublishPictureVersion), self.picture.draft, self.picture.published
        if action is None or draft is None:
            return None
        visit = self.work.visit
        why = tuple(refusal_json(each, visit.cat, visit.codes) for each in action.refusals)
        left = sum(each.is_open for each in questions)
        return Publishing(draft.version, holds.version if holds else None, left, why, review_on(self.work))

    def _reviewing(self) -> Reviewing | None:
        action, holds = self._allowed(ReviewPictureUnchanged), self.picture.published
        if action is None or holds is None:
            return None
        errors = self.errors.get(REVIEW)
        told = errors.fields if errors else {}
        fields = common_fields(self.work, ReviewPictureUnchanged, action, self.typed, told, REVIEW)
        due = review_on(self.work, first(self.typed, f"{REVIEW}occurred_on"))
        return Reviewing(holds.version, fields, shown_for(action.version, self.typed, errors, f"{REVIEW}version"), due)

    def _forms(self) -> Iterator[tuple[str, str]]:
        names: Mapping[type[Command], str] = {
            CommissionPicture: "commission",
            RecordFinding: "finding",
            NoteLocalDevelopment: "development",
        }
        for command, name in names.items():
            action = self.acts.get(command)
            is_open = action is not None and action.verdict != "refused"
            back = self.work.page(Step.SITUATION_PICTURE)
            yield name, action_address(self.work.place.scb_code, action, back=back) if action and is_open else ""

    def _first(self, questions: tuple[Question, ...]) -> tuple[str, str] | None:
        """Return what the page is for now, by its place on it: the next answer, publishing, or looking over."""
        cat = self.work.visit.cat
        if any(each.fields for each in questions):
            left = next((each for each in questions if each.is_open), None)
            if left:
                return cat.text("ui.picture.first.answer"), f"#q-{left.code}"
            return cat.text("ui.picture.publish.check"), f"{self.work.page(Step.SITUATION_PICTURE)}/publish"
        return (cat.text("ui.picture.first.review"), "#review") if self._reviewing() else None


def review_on(work: Work, typed: str = "") -> date | None:
    """Return by when the picture would be looked over again, counted from the day that was typed, else from today."""
    definition, today = work.definition, work.visit.today
    months = definition.thresholds.picture_review_months if definition else None
    day = iso_day(typed) if is_iso_day(typed) else today
    return add_months(min(day, today), months) if months else None


def showing(work: Work, acts: Acts, typed: Form | None = None, errors: Mapping[str, FormErrors] = NO_ERRORS) -> Showing:
    """Return what makes the page of a municipality's picture."""
    return Showing(work, picture_of(work.place.scb_code, work.details), acts, typed or {}, errors)
