"""The form of a session that was held: of one planned session, with the groups that were asked to it and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from adapters.http.pages.submission import Form
from adapters.http.pages.visit import Visit
from domain.messages import Command
from domain.training.commands import HoldSession
from projections.municipality.detail import Details
from projections.municipality.training import Session
from workflows.actions.action import Fits

_BY, _NARROWED = "session_id", "headcount_by_group"


def groups_of(details: Details) -> Mapping[str, Sequence[str]]:
    """Return the groups of each session that is planned."""
    return {each.ref: each.groups for each in details.of(Session) if each.status == "planned"}


def with_groups(visit: Visit, details: Details, ref: str, session: str) -> str:
    """Return a session with its groups, where they are known: two of a kind may be planned for one day."""
    words, groups = replace(visit.words(Session), flowing=True), groups_of(details).get(ref, ())
    return visit.cat.text("ui.form.session", session=session, groups=words.show("groups", groups) if groups else None)


def is_of_one(command: type[Command], details: Details, asked: Mapping[str, object]) -> bool:
    """Whether the form is about one session: that which the address names, or the only one that is planned."""
    return command is not HoldSession or asked.get(_BY) in (groups := groups_of(details)) or len(groups) <= 1


def fits(command: type[Command], details: Details, typed: Form) -> Fits:
    """Return the groups that fit the session that was chosen; nothing is narrowed where none is."""
    groups = groups_of(details) if command is HoldSession else {}
    return {_NARROWED: {_BY: groups}} if groups.keys() & {*typed.get(_BY, ())[:1]} else {}
