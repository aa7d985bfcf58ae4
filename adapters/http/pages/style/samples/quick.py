"""The quick log, made up: before anything is typed, with faults, and as it comes back once it has been sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from adapters.http.pages.command_form.errors import FormErrors
from adapters.http.pages.style.samples.entries import CODE
from adapters.http.pages.submission import Form
from adapters.http.pages.visit import Visit
from adapters.http.pages.work import quick_log
from adapters.http.pages.work.page import Receipt
from adapters.http.pages.work.quick_form import Asking, QuickLog
from adapters.http.pages.work.quick_log import COMMANDS, LeftOut

_HERE = "#queue"
_WRONG = {"occurred_on": "date_parsing", "reason": "missing"}


@dataclass(frozen=True)
class Quick:
    """The form as it is asked; ``wrong``: with faults; ``own``: that of a municipality's own people.

    ``untold``: what is known of an act that was saved and does not show yet.
    """

    asked: QuickLog
    wrong: QuickLog
    own: QuickLog
    untold: Receipt


def quick(visit: Visit) -> Quick:
    """Return it."""
    places = [(CODE, visit.cat.text("ui.style.place"))]
    typed = {"occurred_on": ("31.02",), "need_code": (visit.codes.options("needs")[0],)}
    asked = Asking(visit, places)
    form = asked.form([*COMMANDS], _HERE)
    return Quick(
        form,
        replace(asked, typed=typed, errors=_errors(visit, typed)).form([*COMMANDS], _HERE),
        replace(form, place=places[0][1], municipality=replace(form.municipality, values=(CODE,))),
        Receipt(None, None, 0, is_swapped=False),
    )


def _errors(visit: Visit, typed: Form) -> FormErrors:
    """Return what is said where the day is none, a rule asks for a reason, and neither place nor act is chosen."""
    found = quick_log.errors(visit, {}, typed, LeftOut(("municipality", "what"), None))
    found.fields |= {name: [visit.cat.text(f"validation.{text}")] for name, text in _WRONG.items()}
    return found
