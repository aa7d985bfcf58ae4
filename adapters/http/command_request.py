"""From a request to an act: the body model of each command, and ids derived from the request's key."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Annotated, Any
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, create_model

from adapters.http.field_descriptions import field_description
from adapters.http.services import Services
from domain.aggregates import AGGREGATES, RULES
from domain.messages import Command
from domain.people import Actor
from domain.periods import Day
from domain.scope import Scope
from domain.values import Channel, Code, RuleId
from workflows.handling.act import Act, Override
from workflows.handling.answer import Done, KeyReused

KEY = re.compile(r"[A-Za-z0-9._:-]{8,200}")
_IDS = UUID("2f1b0a52-52e4-5d53-9d0d-6d3f2c9e0b11")

_OCCURRED_ON = "The day it happened, in Sweden, ISO 8601: YYYY-MM-DD; today when left out"


class OverrideBody(BaseModel):
    """A rule to override, and why."""

    model_config = ConfigDict(extra="forbid")

    rule_id: Annotated[RuleId, Field(description="An overridable rule that refused, such as `R2`")]
    reason: Annotated[Code, Field(description="Why it is gone past: a code from the list `override-reasons`")]


class ActBody(BaseModel):
    """What every command takes beside its own fields."""

    model_config = ConfigDict(extra="forbid")

    occurred_on: Annotated[Day | None, Field(description=_OCCURRED_ON)] = None
    reason: Annotated[Code | None, Field(description="Why: a code from the list `entry-reasons`")] = None
    override: Annotated[
        tuple[OverrideBody, ...],
        Field(description="Overridable rules to go past, by a coordinator", max_length=10),
    ] = ()


@cache
def body_of(command: type[Command]) -> type[ActBody]:
    """Return the model of a command's request body."""
    rules = RULES[command]
    fields: dict[str, Any] = {}
    for name, field in command.model_fields.items():
        said = field_description(command, name, fresh=name in rules.makes)
        annotation: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        if name in rules.makes:
            fields[name] = (annotation | None, Field(None, description=said))
        else:
            default = ... if field.is_required() else field.get_default()
            fields[name] = (annotation, Field(default, description=said))
    if rules.reason:
        said = f"Why: a code from the list `{rules.reason}`"
        required = rules.reason_rule == "L4"
        fields["reason"] = (Code, Field(description=said)) if required else (Code | None, Field(None, description=said))
    title = "".join(part.title() for part in command.name.replace(".", "-").split("-"))
    return create_model(title, __base__=ActBody, __doc__=command.__doc__, **fields)


def address_of(command: type[Command]) -> str:
    """Return the command's part of its address: ``situation-picture/publish-picture-version``."""
    return f"{AGGREGATES[command.aggregate].path}/{command.name.split('.')[1]}"


def act_of(
    command: type[Command],
    body: ActBody,
    scope: Scope,
    actor: Actor,
    key: str,
    channel: Channel,
    expected_versions: frozenset[int] | None,
) -> Act:
    """Return the act that a request asks for.

    Raises pydantic's ValidationError where the command refuses what the body let through.
    """
    fields = {name: getattr(body, name) for name in command.model_fields}
    for name in RULES[command].makes:
        if fields[name] is None:
            made = uuid5(_IDS, f"{actor.ref}/{key}/{name}")
            fields[name] = f"p-{made.hex}" if name == "person_ref" else made
    return Act(
        command=command.model_validate(fields),
        scope=scope,
        actor=actor,
        key=key,
        channel=channel,
        occurred_on=body.occurred_on,
        reason=body.reason,
        overrides=tuple(Override(each.rule_id, each.reason) for each in body.override),
        expected_versions=expected_versions,
    )


def carry_out(core: Services, act: Act) -> Done:
    """Carry out an act, and let the views follow at once. Raises what ``Handling.handle`` raises."""
    try:
        # Invented data is marked in every event.
        return core.handling.handle(replace(act, channel=Channel.DEMO) if core.is_demo else act)
    finally:
        core.appended()  # a refusal may have been recorded too


def carry_out_once(core: Services, act: Act) -> Done:
    """Carry out an act that a form sent, once however often it is sent; what its key was refused before is no bar.

    Raises what ``Handling.handle`` raises.
    """
    try:
        return carry_out(core, act)
    except KeyReused as reused:
        if reused.done:
            raise
        # What the key was used for was refused: what is sent now is another act, with a key of its own.
        return carry_out(core, replace(act, key=f"{act.request_hash}.{act.key[-100:]}"))
