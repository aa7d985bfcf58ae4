"""The situation picture, made up: questions in each state, what it says for and against a place, and two versions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.http.pages.command_form.errors import FormErrors
from adapters.http.pages.command_form.fields import FieldBuilder
from adapters.http.pages.command_form.widgets import widgets_of
from adapters.http.pages.situation_picture.answers import FIELDS
from adapters.http.pages.situation_picture.balance import Balance, Line
from adapters.http.pages.situation_picture.comparison import Comparison, Pair
from adapters.http.pages.situation_picture.questions import Question
from adapters.http.pages.style.samples.unsaved import Unsaved, unsaved
from adapters.http.pages.visit import Visit
from domain.situation_picture.commands import AnswerQuestion
from projections.municipality.detail import Details

_HERE = "#picture"


@dataclass(frozen=True)
class Picture:
    """What the parts of a picture are drawn from; ``unsaved``: why not all of it was saved."""

    questions: tuple[Question, ...]
    read: tuple[Question, ...]
    balance: Balance
    comparison: Comparison
    unsaved: tuple[Unsaved, ...]

    @property
    def unanswered(self) -> Picture:
        """The same, as it is before anything is said for or against a place."""
        return replace(self, balance=Balance((), (), ()))


def picture(visit: Visit) -> Picture:
    """Return it: questions that are open, answered and wrong, and one as those read it who do not answer."""
    cat = visit.cat
    unanswered, answered, wrong, changed, read, unread = (_question(visit, number) for number in range(1, 7))
    missing, told = [cat.text("validation.missing")], [cat.text("ui.style.notice.text")]
    errors = FormErrors(422, "validation", {"source_type": missing}, told)
    return Picture(
        (
            replace(unanswered, before=cat.text("value.assessment.strength"), can_repeat=True),
            replace(_given(visit, answered), same=cat.text("ui.picture.same-as", version=1)),
            replace(wrong, errors=errors),
            replace(changed, errors=FormErrors(409, "version-conflict", since=told)),
        ),
        (_given(visit, read), unread),
        _balance(visit),
        _comparison(visit),
        tuple(unsaved(visit, wrong)),
    )


def _label(visit: Visit, number: int) -> tuple[str, str]:
    code = visit.codes.options("questions")[number - 1]
    return code, visit.codes.label("questions", code, visit.lang)


def _question(visit: Visit, number: int) -> Question:
    code, label = _label(visit, number)
    widgets = widgets_of(AnswerQuestion)
    builder = FieldBuilder(
        visit, visit.words(AnswerQuestion), Details(), {}, {}, command=AnswerQuestion.name, prefix=f"{code}."
    )
    fields = {name: builder.make(name, widgets[name], AnswerQuestion) for name in FIELDS}
    return Question(
        code, number, label, "open", "", "", None, "", "", can_repeat=False, fields=fields, shown="", version=1
    )


def _given(visit: Visit, asked: Question) -> Question:
    """Return a question as it is once it has been answered."""
    cat = visit.cat
    told = cat.text("ui.picture.saved", date=visit.today, role=cat.text("value.role.contact").lower())
    answer, source = asked.fields["assessment"], asked.fields["source_type"]
    chosen = {
        "assessment": replace(answer, values=("strength",)),
        "source_type": replace(source, values=source.options[0][:1]),
        "observed_from": replace(asked.fields["observed_from"], values=(visit.today.isoformat(),)),
    }
    said, fields = cat.text("value.assessment.strength"), {**asked.fields, **chosen}
    return replace(asked, state="answered", told=told, answer=said, event=_HERE, fields=fields)


def _balance(visit: Visit) -> Balance:
    (_, first), (_, second), (_, third) = (_label(visit, number) for number in (1, 2, 3))
    detail = visit.cat.date(visit.today)
    return Balance(
        (Line(first, detail, _HERE),), (Line(second, detail, _HERE, is_mixed=True),), (Line(third, detail, _HERE),)
    )


def _comparison(visit: Visit) -> Comparison:
    strength, weakness = (visit.cat.text(f"value.assessment.{each}") for each in ("strength", "weakness"))
    pairs = (
        Pair(_label(visit, 1)[1], weakness, strength, "changed"),
        Pair(_label(visit, 2)[1], strength, strength, "same"),
        Pair(_label(visit, 3)[1], "", strength, "new"),
    )
    return Comparison(2, 1, pairs, ())
