"""Why an act did not come about, in words beside the fields that they concern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from adapters.http.pages.command_form.form import CommandForm
from adapters.http.pages.submission import Form
from adapters.http.problems import problem_of, refusal_json
from adapters.i18n.wording import sentence, validation_text
from domain.errors import Rejected
from workflows.handling.answer import KeyReused
from workflows.handling.checks import VersionMismatch
from workflows.ports import OutcomeUnknown, Unavailable

FAULTS = (ValidationError, Rejected, VersionMismatch, KeyReused, Unavailable, OutcomeUnknown)


@dataclass
class FormErrors:
    """Why an act did not come about: for the page as a whole, and field by field.

    ``version``: of the stream by now, where the form was for an earlier one; ``since``: what came in between.
    ``keeps_key``: whether the act may have come about after all, so that it must be the same when it is sent again.
    """

    status: int
    code: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    since: Sequence[str] = ()
    version: int | None = None
    keeps_key: bool = False

    def add(self, name: str | None, text: str, known: Sequence[str]) -> None:
        """Put a text beside its field, or over them all where the form has no such field."""
        if name in known:
            self.fields.setdefault(str(name), []).append(text)
        else:
            self.general.append(text)


def errors_of(desk: CommandForm, form: Form, error: Exception) -> FormErrors:
    """Return what was wrong with a form that was sent."""
    if isinstance(error, ValidationError):
        return _malformed(desk, form, error)
    visit = desk.visit
    problem = problem_of(error, visit.lang, visit.codes)
    fault = FormErrors(problem.status, problem.code, keeps_key=isinstance(error, OutcomeUnknown | Unavailable))
    if isinstance(error, Rejected):
        for each in error.refusals:
            told = refusal_json(each, visit.lang, visit.codes)
            fault.add(each.field, f"{told['text']} {told['remedy']} ({each.rule_id})", desk.known)
    if isinstance(error, VersionMismatch):
        fault.since = [sentence(each, visit.cat, visit.codes, desk.names) for each in error.since]
        fault.version = error.actual
    return fault


def _malformed(desk: CommandForm, form: Form, error: ValidationError) -> FormErrors:
    fault, known = FormErrors(422, "validation"), desk.known
    rules = [rule for rule in form.get("override", ()) if rule]
    for each in error.errors():
        where = [str(part) for part in each["loc"]] or [""]
        name = where[0]
        if name == "override" and len(where) > 1 and int(where[1]) < len(rules):
            name = f"override.{rules[int(where[1])]}"
        fault.add(name, validation_text(each["type"], desk.visit.cat, each.get("ctx")), known)
    return fault
