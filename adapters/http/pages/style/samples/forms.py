"""Fields of each kind, as they are and with what was wrong in them, and the answers that are checked before an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

from adapters.http.pages.asked_moment import AskedMoment, asked_moment
from adapters.http.pages.command_form.confirming import Answer
from adapters.http.pages.command_form.errors import FormErrors
from adapters.http.pages.command_form.fields import FormField
from adapters.http.pages.command_form.widgets import Kind
from adapters.http.pages.style.samples.entries import Entries
from adapters.http.pages.visit import Visit
from adapters.i18n.wording import problem_detail, problem_title
from domain.standing import StepStatus
from workflows.attention.reason import SEVERITIES

# Of the kinds of fields those in which something may be wrong, with what is typed there.
_WRONG: dict[Kind, str] = {"date": "31.02", "one": "", "many": ""}
# A moment that is asked for with something wrong in each field.
_MOMENT = {"day": "31.02", "time": "25", "event": "12a", "axis": "known", "known": "31.02"}


@dataclass(frozen=True)
class Faults:
    """What was wrong with a form: what is said of it all, and of each field."""

    found: FormErrors
    told: tuple[str, str]
    summary: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Forms:
    """A field of each kind; some with faults, and the ways in which a form may come back; and what was answered.

    ``moment``: with something wrong in each field.
    """

    fields: tuple[FormField, ...]
    wrong: tuple[FormField, ...]
    faults: Faults
    conflict: Faults
    again: Faults
    saved: Faults
    answers: tuple[Answer, ...]
    moment: AskedMoment


def forms(visit: Visit, entries: Entries) -> Forms:
    """Return them."""
    wrong = tuple(_wrong(visit))
    summary = tuple((each.name, each.label, each.errors[0]) for each in wrong)
    found = FormErrors(422, "validation", general=[visit.cat.text("ui.style.notice.text")])
    return Forms(
        (*(_field(visit, kind) for kind in get_args(Kind)), _none(visit), _few(visit)),
        wrong,
        _faults(visit, found, summary),
        _faults(visit, FormErrors(409, "version-conflict", since=[entries.made.text])),
        _faults(visit, FormErrors(403, "signed-in-again")),
        _faults(visit, FormErrors(409, "already-saved", saved=[(entries.made.text, "#forms")])),
        tuple(_answers(visit)),
        asked_moment(visit, _MOMENT),
    )


def _faults(visit: Visit, found: FormErrors, summary: tuple[tuple[str, str, str], ...] = ()) -> Faults:
    return Faults(found, (problem_title(found.code, visit.cat), problem_detail(found.code, visit.cat)), summary)


def _field(visit: Visit, kind: Kind) -> FormField:
    """Return a field of a kind, filled in; with its hint where it has no choices."""
    text = visit.cat.text
    states = tuple((each, text(f"value.status.{each}")) for each in get_args(StepStatus))
    severities = tuple((each, text(f"value.severity.{each}")) for each in SEVERITIES)
    values = {"date": visit.today.isoformat(), "number": "12", "one": "in_progress", "many": "red", "ordered": "amber"}
    values |= {"truth": "true"}
    return FormField(
        f"sample-{kind}",
        kind,
        text(f"ui.style.field.{kind}"),
        text("ui.style.help") if kind in {"text", "prose"} else "",
        required=kind in {"date", "prose"},
        options=states if kind == "one" else severities if kind in {"many", "ordered", "bands", "fixed"} else (),
        values=(values[kind],) if kind in values else (),
        bands=states[:3] if kind == "bands" else (),
        chosen={"red": "in_progress"} if kind == "bands" else {},
        term="milieu" if kind == "text" else "",
    )


def _none(visit: Visit) -> FormField:
    """Return a choice where there is nothing to choose."""
    return replace(
        _field(visit, "many"), name="sample-none", label=visit.cat.text("ui.style.field.none"), options=(), values=()
    )


def _few(visit: Visit) -> FormField:
    """Return a choice of so few that they stand side by side."""
    label, few = visit.cat.text("ui.style.field.few"), _field(visit, "many").options
    return FormField("sample-few", "one", label, "", required=True, options=few, values=("amber",))


def _wrong(visit: Visit) -> Iterator[FormField]:
    for kind, typed in _WRONG.items():
        error = visit.cat.text("validation.date_parsing" if kind == "date" else "validation.missing")
        errors = (error, visit.cat.text("ui.moment.wrong.later")) if kind == "date" else (error,)
        hint = visit.cat.text("ui.style.help") if kind == "date" else ""
        wrong = replace(_field(visit, kind), name=f"wrong-{kind}", help=hint, required=True)
        yield replace(wrong, values=(typed,), errors=errors)


def _answers(visit: Visit) -> Iterator[Answer]:
    for kind, said in (("date", visit.cat.date(visit.today)), ("one", visit.cat.text("value.status.in_progress"))):
        yield Answer(f"sample-{kind}", visit.cat.text(f"ui.style.field.{kind}"), said)
    yield Answer("sample-text", visit.cat.text("ui.style.field.text"), visit.cat.text("ui.empty.value"))
