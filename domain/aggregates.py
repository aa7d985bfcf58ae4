"""All aggregates by name, and the rules of every command: the one table that API, pages and import are made from."""

from __future__ import annotations

from domain.action_plan.rules import ACTION_PLAN
from domain.aggregate import Aggregate
from domain.audit.events import CaseRead, CommandRefused
from domain.audit_case.rules import AUDIT_CASE
from domain.contact.rules import CONTACT
from domain.decider import AnyRules
from domain.facts import State
from domain.journey.rules import JOURNEY
from domain.messages import Command, Event
from domain.municipality.rules import MUNICIPALITY
from domain.programme.rules import PROGRAMME
from domain.report.rules import REPORT
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
        PROGRAMME,
        AUDIT_CASE,
        REPORT,
    )
}
RULES: dict[type[Command], AnyRules] = {
    command: rules for aggregate in AGGREGATES.values() for command, rules in aggregate.rules.items()
}
# What is offered to people; the rest are the system's own, or a page's.
USER_RULES: dict[type[Command], AnyRules] = {
    command: rules for command, rules in RULES.items() if rules.roles & USER_ROLES and rules.has_address
}
BY_STATE: dict[type[State], Aggregate] = {type(each.initial): each for each in AGGREGATES.values()}
COMMAND_OF: dict[type[Event], type[Command]] = {rules.records: command for command, rules in RULES.items()}
COMPANION_EVENTS = (CommandRefused, CaseRead)


def aggregate_of(stream: str) -> Aggregate:
    """Return the aggregate whose stream it is."""
    return AGGREGATES[stream.split("/", 1)[0]]
