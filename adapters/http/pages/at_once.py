"""Acts that need nothing but their day: a page sends them itself, in one click."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.http.pages.command_form.asked_again import is_asked_again
from adapters.http.pages.command_form.widgets import widgets_of
from adapters.http.pages.submission import Form, author_mark
from adapters.http.pages.visit import Visit
from domain.aggregates import RULES
from workflows.actions.action import Action

# Left out, it is the newest.
_NEWEST = {"question_set_version": ""}


def needs_the_day_alone(action: Action, given: Mapping[str, str]) -> bool:
    """Whether nothing is left to fill in, or to look at, where some fields are given."""
    if action.verdict != "allowed" or RULES[action.command].reason:
        return False
    return not set(widgets_of(action.command)).difference(action.fixed, given)


def at_once(visit: Visit, action: Action) -> Form:
    """Return the form that carries an act out today; empty where its own form asks for more."""
    if not needs_the_day_alone(action, _NEWEST) or is_asked_again(action.command):
        return {}
    sent = {
        "csrf": visit.session.csrf,
        "author": author_mark(visit.session.csrf, visit.actor),
        "key": visit.core.clock.new_id(),
        "version": action.version,
        "occurred_on": visit.today,
    }
    return {name: (str(each),) for name, each in sent.items()}
