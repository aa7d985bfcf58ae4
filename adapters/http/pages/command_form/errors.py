"""Why a command was not carried out, worded beside the fields concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from adapters.http.pages.command_form.fields import FormField
from adapters.http.pages.command_form.form import Choice, CommandForm
from adapters.http.pages.command_form.missing import missing_text
from adapters.http.pages.command_form.values import seen_version
from adapters.http.pages.entries import shown_entry
from adapters.http.pages.submission import Form
from adapters.http.problems import problem_of, refusal_json
from adapters.http.reading.trail import events
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import problem_detail, problem_title, sentence, validation_text
from domain.aggregates import RULES
from domain.errors import Rejected
from workflows.handling.answer import KeyReused
from workflows.handling.checks import VersionMismatch
from workflows.ports import OutcomeUnknown, Unavailable

INPUT_ERRORS = (ValidationError, Rejected, VersionMismatch, KeyReused, Unavailable, OutcomeUnknown)


@dataclass
class FormErrors:
    """Why a command was not carried out: for the page as a whole, and field by field.

    ``since``: what came after the version that the form was for; ``version``: the stream's by now, where that is told.
    ``saved``: what was recorded by the form before it was changed, each with the way to correct it.
    ``keeps_key``: whether the act may have come about after all, so that it must be the same when it is sent again.
    """

    status: int
    code: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    since: Sequence[str] = ()
    saved: Sequence[tuple[str, str | None]] = ()
    version: int | None = None
    keeps_key: bool = False

    def add(self, name: str | None, text: str, known: Sequence[str]) -> None:
        """Put a text beside its field, or over them all where the form has no such field."""
        if name in known:
            self.fields.setdefault(str(name), []).append(text)
        else:
            self.general.append(text)


def errors_of(form: CommandForm | Choice, typed: Form, error: Exception) -> FormErrors:
    """Return what was wrong with a form that was sent; there is none by now where its subject has gone."""
    if isinstance(error, ValidationError):
        return _malformed(form, typed, error) if isinstance(form, CommandForm) else FormErrors(422, "validation")
    if isinstance(error, KeyReused):
        return FormErrors(409, "already-saved", saved=_saved(form, error), version=form.version)
    visit = form.visit
    problem = problem_of(error, visit.lang, visit.codes)
    errors = FormErrors(problem.status, problem.code, keeps_key=isinstance(error, OutcomeUnknown | Unavailable))
    if isinstance(error, Rejected):
        for each in error.refusals:
            told = refusal_json(each, visit.cat, visit.codes)
            errors.add(each.field, f"{told['text']} {told['remedy']} ({each.rule_id})", form.field_names)
    if isinstance(error, VersionMismatch):
        errors.since = [sentence(each, visit.cat, visit.codes, form.names) for each in error.since]
        # A form that names no version has seen none: whatever is there now came since.
        errors.version = error.actual or form.version
    return errors


def shown_for(now: int, typed: Form, errors: FormErrors | None, name: str = "version") -> int:
    """Return the version that a form is shown again for: the one that was seen, unless what came since is told.

    ``now``: the stream's, which a form has that was not sent yet; ``name``: of the field that holds the version.
    """
    told = errors.version if errors else None
    seen = seen_version(typed, name) if told is None else told
    return now if seen is None else seen


def told(errors: FormErrors | None, cat: Catalogue, fields: Sequence[FormField] = ()) -> dict[str, object]:
    """Return what was wrong with a form, as its page says it."""
    if errors is None:
        return {"errors": None}
    return {
        "errors": errors,
        "told": (problem_title(errors.code, cat), problem_detail(errors.code, cat)),
        "summary": [(each.name, each.label, text) for each in fields for text in each.errors],
    }


def signed_in_again() -> FormErrors:
    """Return what is said of a form of an earlier session: nothing came of it, and all that was typed is there."""
    return FormErrors(403, "signed-in-again", keeps_key=True)


def _saved(form: CommandForm | Choice, reused: KeyReused) -> list[tuple[str, str | None]]:
    ids = [each.event_id for each in reused.done.events] if reused.done else []
    shown = (shown_entry(form.visit, row, form.names) for row in events(form.visit.reading, ids))
    return [(each.text, each.correct) for each in shown]


def _malformed(form: CommandForm, typed: Form, error: ValidationError) -> FormErrors:
    errors, known = FormErrors(422, "validation"), form.field_names
    rules = [rule for rule in typed.get("override", ()) if rule]
    for each in error.errors():
        where = [str(part) for part in each["loc"]] or [""]
        name = where[0]
        if name == "override" and len(where) > 1 and int(where[1]) < len(rules):
            name = f"override.{rules[int(where[1])]}"
        is_left_out = each["type"] == "missing" and name in known
        text = (
            missing_text(form, name) if is_left_out else validation_text(each["type"], form.visit.cat, each.get("ctx"))
        )
        errors.add(name, text, known)
    for name in _left_out(form, typed):
        if name not in errors.fields:
            errors.add(name, missing_text(form, name), known)
    return errors


def _left_out(form: CommandForm, typed: Form) -> list[str]:
    """Return what else must be filled in: that is told with what is wrong, not after it is mended."""
    asked = [*form.action.demanded, *(["reason"] if RULES[form.command].reason else [])]
    left = [name for name in asked if not any(map(str.strip, typed.get(name, ())))]
    if form.action.verdict == "overridable":
        ticked = typed.get("override", ())
        left += [f"override.{each.rule_id}" for each in form.action.refusals if each.rule_id not in ticked]
    return left
