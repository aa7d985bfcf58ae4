"""What the caller may do, and why the rest may not be done."""

from __future__ import annotations

from pydantic import BaseModel

from adapters.http.api.answers.shown import MomentAnswer
from adapters.http.api.openapi import RefusalAnswer
from adapters.http.command_request import address_of
from adapters.http.problems import refusal_json
from adapters.http.scopes import scope_path
from adapters.i18n.vocabulary import Vocabulary
from adapters.i18n.wording import (
    command_title,
)
from domain.aggregates import AGGREGATES
from domain.scope import Scope
from workflows.actions.action import Action, Verdict


class ActionAnswer(BaseModel):
    """A command as it stands for the caller (C3): verdict, stream and version, and every rule that refuses it.

    ``fixed``: fields that the action is about. ``choices``: what fields that point at something may point at.
    ``fits``: what a field may say where another field says something, all where that is not named.
    ``reasons``: the list that ``reason`` is taken from. ``needs``: rules that depend on what is filled in.
    """

    command: str
    title: str
    verdict: Verdict
    href: str
    stream: str | None
    version: int
    fixed: dict[str, str]
    choices: dict[str, list[str]]
    fits: dict[str, dict[str, dict[str, list[str]]]]
    reasons: str
    needs: list[str]
    refusals: list[RefusalAnswer]


class ActionsAnswer(BaseModel):
    """What the caller may do, and why the rest may not be done; ``as_of`` is null for the present."""

    scb_code: str
    as_of: MomentAnswer | None
    actions: list[ActionAnswer]


def action_answer(action: Action, scope: Scope, said: Vocabulary, prefix: str) -> ActionAnswer:
    """Return one command as it stands for the caller; ``prefix``: what each address begins with outside."""
    name = action.command.name
    return ActionAnswer(
        command=name,
        title=command_title(name, said.cat),
        verdict=action.verdict,
        href=f"{prefix}/api/v1{scope_path(scope)}/{address_of(action.command)}",
        stream=None if AGGREGATES[action.command.aggregate].begins(action.command) else action.stream,
        version=action.version,
        fixed=dict(action.fixed),
        choices={field: list(values) for field, values in action.choices.items()},
        fits={
            field: {by: {value: list(fitting) for value, fitting in table.items()} for by, table in narrowed.items()}
            for field, narrowed in action.fits.items()
        },
        reasons=action.reasons,
        needs=list(action.needs),
        refusals=[RefusalAnswer(**refusal_json(each, said.cat, said.codes)) for each in action.refusals],
    )
