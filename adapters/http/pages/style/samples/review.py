"""The yearly review, made up: a part that is asked, wrong, saved or has nothing to ask, and contact persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from adapters.http.pages.command_form.errors import FormErrors
from adapters.http.pages.command_form.fields import FormField
from adapters.http.pages.review.asked import Asked
from adapters.http.pages.style.samples.entries import Entries
from adapters.http.pages.visit import Visit
from adapters.i18n.wording import field_label

_HERE = "#review"


@dataclass(frozen=True)
class Review:
    """The parts of a review, and the contact persons that it asks about."""

    parts: tuple[Asked, ...]
    contacts: tuple[Asked, ...]


def review(visit: Visit, entries: Entries) -> Review:
    """Return it."""
    return Review(tuple(_parts(visit, entries)), tuple(_contacts(visit)))


def _parts(visit: Visit, entries: Entries) -> Iterator[Asked]:
    text, day = visit.cat.text, visit.today
    plan = [(each, text(f"ui.review.plan.{each}")) for each in ("unchanged", "needs_revision")]
    options, told = (*plan, ("later", text("ui.review.later"))), text("ui.review.plan.stands.adopted", date=day)
    missing, since = text("validation.missing"), [entries.made.text]
    wrong, conflict = (
        FormErrors(422, "validation", {"result": [missing]}),
        FormErrors(409, "version-conflict", since=since),
    )
    asked = partial(Asked, title=text("ui.review.plan"), told=told, href=_HERE)
    yield asked("review-open", options=options, value="later")
    yield asked("review-wrong", options=options, value="unchanged", errors=wrong)
    yield asked("review-conflict", options=options, value="unchanged", errors=conflict)
    yield asked("review-saved", options=options, value="", saved=entries.made.text)
    yield asked("review-nothing", options=(), value="", why=text("ui.review.plan.nothing"))


def _contacts(visit: Visit) -> Iterator[Asked]:
    """Yield a contact person whose function is another, one of whom that was just recorded, and one with a fault."""
    text, codes = visit.cat.text, visit.codes
    functions = tuple((each, codes.label("functions", each, visit.lang)) for each in codes.options("functions")[:5])
    (code, function), (_, another) = functions[:2]
    unit = codes.label("org-units", codes.options("org-units")[0], visit.lang)
    options = (("same", text("ui.review.contact.same")), ("changed", text("ui.review.contact.other")))
    label, told = field_label("function", visit.cat), text("ui.review.contact.since", unit=unit, date=visit.today)
    field = FormField("review-function", "one", label, "", required=True, options=functions, values=(code,))
    yield Asked("review-contact", function, told, "", options, "changed", (field,))
    yield Asked("review-contact-saved", another, told, "", options, "", saved=text("ui.review.contact.same"))
    wrong = FormErrors(422, "validation", {"org_unit": [text("validation.missing")]}, [text("ui.style.notice.text")])
    yield Asked("review-contact-wrong", another, told, "", options, "same", errors=wrong)
