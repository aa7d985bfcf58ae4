"""All aggregates by name, and the rules of every command: the one table that API, pages and import are made from."""

from __future__ import annotations

from domain.action_plan.rules import ACTION_PLAN
from domain.audit.events import CommandRefused
from domain.contact.rules import CONTACT
from domain.decider import Aggregate, AnyRules
from domain.journey.rules import JOURNEY
from domain.messages import Command
from domain.municipality.rules import MUNICIPALITY
from domain.situation_picture.rules import SITUATION_PICTURE
from domain.structure_review.rules import STRUCTURE_REVIEW
from domain.support.rules import SUPPORT
from domain.training.rules import TRAINING
from domain.values import USER_ROLES

AGGREGATES: dict[str, Aggregate] = {
    each.name: each
    for each in (
        MUNICIPALITY,
        CONTACT,
        JOURNEY,
        SITUATION_PICTURE,
        STRUCTURE_REVIEW,
        ACTION_PLAN,
        TRAINING,
        SUPPORT,
    )
}
RULES: dict[type[Command], AnyRules] = {
    command: rules for aggregate in AGGREGATES.values() for command, rules in aggregate.rules.items()
}
# What is offered to people; the rest are the system's own.
USER_RULES: dict[type[Command], AnyRules] = {
    command: rules for command, rules in RULES.items() if rules.roles & USER_ROLES
}
COMPANION_EVENTS = (CommandRefused,)
