"""What comes of the forms of the picture's page: answers, each by itself, and the review that found nothing new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from adapters.http.pages.command_form.errors import FormErrors, errors_of, signed_in_again
from adapters.http.pages.command_form.form import CommandForm
from adapters.http.pages.command_form.values import seen_version
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.sending import Part, Results, Sender
from adapters.http.pages.situation_picture.answers import (
    FIELDS,
    SHARED,
    changed,
    own_form,
    parts,
    with_same_answer,
)
from adapters.http.pages.situation_picture.shown import REVIEW, Acts
from adapters.http.pages.situation_picture.versions import Picture
from adapters.http.pages.submission import Form, first
from adapters.http.scopes import Location
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import problem_detail, problem_title
from domain.messages import Command, Recorded
from domain.scope import Scope
from domain.situation_picture.commands import AnswerQuestion, PublishPictureVersion, ReviewPictureUnchanged
from domain.situation_picture.events import QuestionAnswered
from workflows.actions.action import Action
from workflows.reference.codes import Codes

# The button that was pressed, and the question that is sent by itself.
DO, ONLY = "do", "only"


@dataclass(frozen=True)
class Trouble:
    """Why one part of a form was not saved: where it stands on the page, its name, and what to know.

    ``since``: what others recorded meanwhile. ``typed``: what was typed, where the page has no place for it any more.
    """

    anchor: str
    label: str
    texts: tuple[str, ...]
    since: tuple[str, ...]
    typed: str = ""


@dataclass(frozen=True)
class Sent:
    """What came of a form: what was saved, and what was wrong with each of its other parts."""

    saved: int = 0
    position: int = 0
    errors: Mapping[str, FormErrors] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The answer's status: that of the first fault."""
        return next((each.status for each in self.errors.values()), 200)

    @property
    def keeps_key(self) -> bool:
        """Whether a part may have come about after all, so that it must be the same when it is sent again."""
        return any(each.keeps_key for each in self.errors.values())


def asked_for(typed: Form, codes: Codes) -> list[str]:
    """Return the questions whose answers a form changes, and the one that it answers as before."""
    known = [each for each in codes.options("questions") if first(typed, ONLY) in {"", each}]
    return changed(typed, [each for each in known if any(f"{each}.{name}" in typed for name in FIELDS)])


def repeated(typed: Form, picture: Picture) -> Form:
    """Return what was typed, with the answer of the version before where the button for that was pressed."""
    draft = picture.draft
    return with_same_answer(typed, picture.answers(picture.before(draft)) if draft else {})


def answered(sender: Sender, typed: Form) -> Results:
    """Save the answers that were changed."""
    return sender.send(parts(typed, asked_for(typed, sender.core.reference.codes)))


def acted(sender: Sender, typed: Form, command: type[Command], prefix: str = "") -> Results:
    """Review or publish the picture."""
    own = {name: typed.get(f"{prefix}{name}", ()) for name in SHARED}
    version = seen_version(typed, f"{prefix}version")
    return sender.send([Part(REVIEW, command, own, version, _CONCERNS[command])])


def _is_no_answer(since: Recorded) -> bool:
    """Whether it concerns the version that holds: answers are given to the one that is worked on."""
    return not isinstance(since.event, QuestionAnswered)


_CONCERNS = {ReviewPictureUnchanged: _is_no_answer, PublishPictureVersion: lambda _since: True}


def sent(work: Work, acts: Acts, outcome: Results, typed: Form, whole: type[Command] = ReviewPictureUnchanged) -> Sent:
    """Return what came of a form, in words; ``work``: as it is by now, ``whole``: what was asked beside answers."""
    found = {
        name: errors_of(_form(work, acts[whole if name == REVIEW else AnswerQuestion]), _own(typed, name), error)
        for name, error in outcome.failed.items()
    }
    return Sent(len(outcome.saved), outcome.position, found)


def unsent(work: Work, typed: Form) -> Sent:
    """Return what is said of a form of an earlier session: nothing came of it, and all that was typed is there."""
    names = [REVIEW] if first(typed, DO) == "review" else asked_for(typed, work.visit.codes)
    return Sent(errors={name: signed_in_again() for name in names})


def _own(typed: Form, name: str) -> Form:
    if name == REVIEW:
        return {each: typed.get(f"{REVIEW}{each}", ()) for each in (*SHARED, "version")}
    return {**own_form(typed, name), "version": typed.get(f"{name}.version", ())}


def _form(work: Work, action: Action) -> CommandForm:
    place = Location(Scope.of(work.place.scb_code), work.place.name)
    return CommandForm(work.visit, place, action)


def troubles(work: Work, found: Sent, typed: Form, shown: Sequence[str], whole: tuple[str, str]) -> list[Trouble]:
    """Return what was not saved and why.

    ``shown``: the questions that the page has a place for; ``whole``: where what is asked beside answers stands, and
    what it is called.
    """
    return [
        Trouble(*whole, _texts(each), tuple(each.since)) if name == REVIEW else _trouble(work, name, each, typed, shown)
        for name, each in found.errors.items()
    ]


def _texts(errors: FormErrors) -> tuple[str, ...]:
    return (*(text for told in errors.fields.values() for text in told), *errors.general)


def _trouble(work: Work, name: str, errors: FormErrors, typed: Form, shown: Sequence[str]) -> Trouble:
    visit = work.visit
    label = visit.codes.label("questions", name, visit.lang)
    lost = "" if name in shown else ", ".join(_worded(work, typed, name))
    return Trouble(f"q-{name}", label, _texts(errors), tuple(errors.since), lost)


def _worded(work: Work, typed: Form, name: str) -> Iterator[str]:
    words = work.visit.words(AnswerQuestion)
    return (words.show(each, value) for each in FIELDS if (value := first(typed, f"{name}.{each}")))


def headed(work: Work, found: Sent) -> tuple[str, str, bool]:
    """Return the title and the sentence over what was not saved, and whether nothing was wrong with it."""
    codes = {each.code for each in found.errors.values()}
    code = codes.pop() if len(codes) == 1 else "refused"
    return heading(code, work.visit.cat)


def heading(code: str, cat: Catalogue) -> tuple[str, str, bool]:
    """Return the same of a problem with this code."""
    return problem_title(code, cat), problem_detail(code, cat), code == "signed-in-again"
