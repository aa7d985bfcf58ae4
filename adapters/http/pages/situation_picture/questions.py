"""The picture's questions as the page asks them: each with its answer, the one before, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from adapters.http.pages.command_form.errors import FormErrors, shown_for
from adapters.http.pages.command_form.fields import FieldBuilder, FormField
from adapters.http.pages.command_form.widgets import widgets_of
from adapters.http.pages.situation_picture.answers import FIELDS, changed, fields_of, shown_as
from adapters.http.pages.situation_picture.versions import Answers, Picture
from adapters.http.pages.submission import Form, first
from adapters.http.pages.visit import Visit
from adapters.http.reading.trail import events
from domain.situation_picture.commands import AnswerQuestion
from projections.audit_trail import TrailRow
from projections.municipality.situation_picture import Answer, PictureVersion
from workflows.actions.action import Action

_NO_ANSWER = "not_assessed"


@dataclass(frozen=True)
class Question:
    """One question of a version.

    ``state``: whether it is answered, answered with "not known", or open. ``told``: when and by whom it was answered;
    ``event``: where that is told. ``same``: that the answer is the earlier version's. ``before``: what that said;
    ``can_repeat``: whether it can be given again as it is. ``fields``: to answer it with, empty where nobody may;
    ``shown`` and ``version``: what the form was made for.
    """

    code: str
    number: int
    label: str
    state: str
    told: str
    answer: str
    event: str | None
    same: str
    before: str
    can_repeat: bool
    fields: Mapping[str, FormField]
    shown: str
    version: int
    errors: FormErrors | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still wants an answer."""
        return self.state == "open"


@dataclass(frozen=True)
class Asking:
    """Makes the questions of one version for one visit; ``action``: to answer them, where the visitor may."""

    visit: Visit
    picture: Picture
    version: PictureVersion
    action: Action | None
    typed: Form
    errors: Mapping[str, FormErrors]

    def questions(self) -> tuple[Question, ...]:
        """Return the questions in the order of their set."""
        answers, before = self.picture.answers(self.version), self._before()
        rows = _told_by(self.visit, answers.values())
        return tuple(
            self._question(number, code, answers.get(code), before.get(code), rows)
            for number, code in enumerate(codes_of(self.visit, self.version, answers), 1)
        )

    def _before(self) -> Answers:
        return self.picture.answers(self.picture.before(self.version))

    def _question(
        self, number: int, code: str, answer: Answer | None, before: Answer | None, rows: Mapping[str, TrailRow]
    ) -> Question:
        given = answer if answer and answer.assessment != _NO_ANSWER else None
        is_kept, errors = self._is_kept(code), self.errors.get(code)
        fields = self._fields(code, answer, is_kept=is_kept)
        shown = shown_as(fields_of(answer))
        return Question(
            code,
            number,
            self.visit.codes.label("questions", code, self.visit.lang),
            "open" if given is None else "unknown" if given.assessment == "unknown" else "answered",
            self._told(given, rows) if given else "",
            said(self.visit, given) if given else "",
            f"/events/{given.event_id}" if given else None,
            self._same(given, before),
            self._said_before(before) if given is None else "",
            given is None and before is not None and _is_offered(before, fields),
            fields,
            first(self.typed, f"{code}.was") if is_kept and not _tells_more(errors) else shown,
            self._version(code, is_kept=is_kept),
            errors,
        )

    def _is_kept(self, code: str) -> bool:
        """Whether what was typed stands again, beside what it was typed for."""
        return code in self.errors or ("language" in self.typed and bool(changed(self.typed, [code])))

    def _version(self, code: str, *, is_kept: bool) -> int:
        now = self.action.version if self.action else 0
        return shown_for(now, self.typed if is_kept else {}, self.errors.get(code), f"{code}.version")

    def _fields(self, code: str, answer: Answer | None, *, is_kept: bool) -> Mapping[str, FormField]:
        if self.action is None:
            return {}
        visit, errors = self.visit, self.errors.get(code)
        own = {f"{code}.{name}": (value,) for name, value in fields_of(answer).items() if value}
        kept = {name: values for name, values in self.typed.items() if name.startswith(f"{code}.")}
        widgets = widgets_of(AnswerQuestion)
        fitting = self.action.fits.get("assessment", {}).get("question_code", {}).get(code)
        builder = FieldBuilder(
            visit,
            visit.words(AnswerQuestion),
            self.picture.details,
            {"assessment": _choices(fitting or widgets["assessment"].options, answer)},
            kept if is_kept else own,
            errors.fields if errors else {},
            AnswerQuestion.name,
            prefix=f"{code}.",
        )
        made = {name: builder.make(name, widgets[name], AnswerQuestion) for name in FIELDS}
        return {**made, "assessment": _shortly(visit, made["assessment"])}

    def _told(self, answer: Answer, rows: Mapping[str, TrailRow]) -> str:
        cat, row = self.visit.cat, rows.get(answer.event_id)
        role = cat.text(f"value.role.{row.actor_role}").lower() if row else ""
        return cat.text("ui.picture.saved", date=answer.on, role=role)

    def _same(self, given: Answer | None, before: Answer | None) -> str:
        if given is None or before is None or _essence(given) != _essence(before):
            return ""
        return self.visit.cat.text("ui.picture.same-as", version=before.version)

    def _said_before(self, before: Answer | None) -> str:
        if before is None:
            return ""
        text = said(self.visit, before, flowing=True)
        return self.visit.cat.text("ui.picture.before", version=before.version, answer=text, date=before.on)


def _tells_more(errors: FormErrors | None) -> bool:
    """Whether it says what others have answered meanwhile, so that this is what was seen from then on."""
    return errors is not None and errors.version is not None


def codes_of(visit: Visit, version: PictureVersion, answers: Answers) -> list[str]:
    """Return the questions of a version: those of its set, and whatever else was answered."""
    known = visit.core.reference.question_sets.get(version.question_set_version or 0)
    return list(dict.fromkeys((*(known.questions if known else ()), *answers)))


def said(visit: Visit, answer: Answer, *, flowing: bool = False) -> str:
    """Return what an answer says and from where it is known; the period, where one was given."""
    words = replace(visit.words(AnswerQuestion), flowing=flowing)
    return visit.cat.text(
        "ui.picture.said.within" if flowing else "ui.picture.said",
        assessment=words.show("assessment", answer.assessment),
        source=words.show("source_type", answer.source_type),
        start=answer.observed_from,
        end=answer.observed_until,
    )


def _choices(fitting: Sequence[str], answer: Answer | None) -> tuple[str, ...]:
    """Return what may be answered; that nothing was assessed is no answer, and is offered where it stands."""
    standing = answer.assessment if answer else ""
    return tuple(each for each in fitting if each != _NO_ANSWER or each == standing)


def _shortly(visit: Visit, field: FormField) -> FormField:
    """Return the assessment's field with its longest choice in two words, so that the choices stand in one row."""
    both = visit.cat.text("ui.picture.mixed")
    return replace(field, options=tuple((each, both if each == "mixed" else label) for each, label in field.options))


def _essence(answer: Answer) -> tuple[str, str]:
    return answer.assessment, answer.source_type


def _is_offered(before: Answer, fields: Mapping[str, FormField]) -> bool:
    """Whether the earlier answer can be given again: the set of questions may be a newer one."""
    if not fields or before.assessment == _NO_ANSWER:
        return False
    return all(
        getattr(before, name) in {value for value, _ in fields[name].options} for name in ("assessment", "source_type")
    )


def _told_by(visit: Visit, answers: Iterable[Answer]) -> Mapping[str, TrailRow]:
    ids = sorted({each.event_id for each in answers})
    return {row.event_id: row for row in events(visit.reading, ids)} if ids else {}
