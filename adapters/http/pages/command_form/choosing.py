"""The choice of what a form is about, where there are several: each with the way to its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from adapters.http.pages.command_form.errors import FormErrors, told
from adapters.http.pages.command_form.form import Choice, CommandForm
from adapters.http.pages.command_form.sessions import with_groups
from adapters.http.pages.entries import can_be_corrected, correction_address
from adapters.http.pages.item_names import subject_of
from adapters.http.pages.links import action_address, form_address
from adapters.http.pages.visit import Visit
from adapters.http.problems import refusal_json
from adapters.http.reading.trail import events
from adapters.http.scopes import Location
from adapters.http.wording import trail_sentence
from adapters.i18n.wording import command_title
from domain.messages import Command
from domain.training.commands import HoldSession

# What a form may be about: what it is called, where its form is if there is one, its verdict and what refuses it.
_Way = tuple[str, str | None, str, Sequence[Mapping[str, Any]]]
# So many entries are offered to be corrected; earlier ones are found in the timeline.
MOST_ENTRIES = 50


def choose(choice: Choice, errors: FormErrors | None = None) -> Response:
    """Return the ways to the forms of a command that can be about several things, and what was wrong with one sent."""
    visit, location = choice.visit, choice.location
    code, back = location.scope.code, visit.request.query_params.get("back")
    links = [
        (
            subject_of(visit, each, choice.names),
            action_address(code, each, back=back) if each.verdict != "refused" else None,
            each.verdict,
            [refusal_json(refusal, visit.cat, visit.codes) for refusal in each.refusals],
        )
        for each in choice.actions
    ]
    return _choices(visit, location, choice.command, links, errors)


def choose_entry(form: CommandForm) -> Response:
    """Return the latest entries that may be corrected, each with the way to its form."""
    visit, found = form.visit, form.action.choices.get("target_event_id", ())
    links = [
        (
            f"{visit.cat.date(row.occurred_on)}: {trail_sentence(row, visit.cat, visit.codes)}",
            correction_address(row, form.command),
            "allowed",
            (),
        )
        for row in events(visit.reading, found[-MOST_ENTRIES:])
        if can_be_corrected(row)
    ]
    latest = MOST_ENTRIES if len(found) > MOST_ENTRIES else None
    return _choices(visit, form.location, form.command, links, latest=latest)


def choose_session(form: CommandForm) -> Response:
    """Return the sessions that may be held, each with the way to its form."""
    visit, refs = form.visit, form.action.choices["session_id"]
    links = [(called(form, "session_id", ref), about(form, "session_id", ref), "allowed", ()) for ref in refs]
    return _choices(visit, form.location, form.command, links)


def _choices(
    visit: Visit,
    location: Location,
    command: type[Command],
    links: Sequence[_Way],
    errors: FormErrors | None = None,
    *,
    latest: int | None = None,
) -> Response:
    """Return what may be chosen; ``latest``: how many of the entries it is, where it is not all."""
    status, title = errors.status if errors else 200, command_title(command.name, visit.cat)
    said = told(errors, visit.cat)
    return visit.show(
        "command_form/choose.html", status, title=title, location=location, links=links, latest=latest, **said
    )


def called(form: CommandForm, name: str, value: str) -> str:
    """Return what a thing is called that the form can be about."""
    shown = form.visit.words(form.command, form.names).show(name, value)
    return with_groups(form.visit, form.details, value, shown) if form.command is HoldSession else shown


def about(form: CommandForm, name: str, value: str) -> str:
    """Return where the form is about one thing; it leads back to where this one would."""
    back = form.visit.request.query_params.get("back")
    return form_address(form.location.scope.code, form.command, **{name: value}, back=back)
