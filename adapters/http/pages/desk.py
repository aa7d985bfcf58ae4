"""One command in one municipality, for one person: all that its form is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from adapters.http.pages import correcting
from adapters.http.pages.fields import Filling
from adapters.http.pages.naming import Details, names_of
from adapters.http.pages.sending import Form
from adapters.http.pages.shapes import Shape, shape_of, typed_of
from adapters.http.pages.visiting import Visit, with_query
from adapters.http.problems import Problem
from adapters.http.requests import FRESH
from domain.aggregates import USER_RULES
from domain.correction import CorrectionCommand
from domain.decider import Place
from domain.messages import COMMANDS, Command
from domain.situation_picture.commands import AnswerQuestion, PublishPictureVersion
from domain.support.commands import HoldVisit
from domain.values import Role
from workflows.actions import Action


@dataclass(frozen=True)
class Desk:
    """One command in one municipality, with what its form needs."""

    visit: Visit
    place: Place
    action: Action

    @property
    def command(self) -> type[Command]:
        """What the form asks for."""
        return self.action.command

    @property
    def is_correction(self) -> bool:
        """Whether the form corrects an entry, whose fields take the place of the command's own."""
        return issubclass(self.command, CorrectionCommand)

    @property
    def shapes(self) -> dict[str, Shape]:
        """The command's own fields that a person fills in."""
        fresh = FRESH.get(self.command, ()) if self.command is not HoldVisit else ()
        shapes = {
            name: shape_of(name, info, self.command)
            for name, info in self.command.model_fields.items()
            if name not in fresh and name not in self.action.fixed
        }
        if self.command is HoldVisit:  # a visit need not have been planned
            shapes["visit_id"] = replace(shapes["visit_id"], optional=True)
        return shapes

    @property
    def known(self) -> list[str]:
        """The names of all fields: beside these a fault can be told."""
        own = ["corrected_on", *self.target.shapes] if self.is_correction else ["occurred_on", *self.shapes]
        return [*own, "reason", *(f"override.{each.rule_id}" for each in self.action.refusals)]

    @cached_property
    def target(self) -> correcting.Target:
        """The entry that a correction's address names. Raises Problem 404."""
        return correcting.target_of(self.visit, self.place)

    @cached_property
    def details(self) -> Details:
        """What references may point at; of the county the administrator sees no more than functions."""
        found = self.visit.core.reading.details(self.place.scb_code, self.visit.actor)
        if self.visit.actor.role is Role.ADMINISTRATOR:
            return {"contact": found.get("contact", [])}
        return found

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What these are called."""
        return names_of(self.visit, self.details)

    @property
    def subject(self) -> str:
        """What the action is about, where a command has several."""
        return subject_of(self.visit, self.action, self.names)

    def filling(self, typed: Form, errors: Mapping[str, Sequence[str]]) -> Filling:
        """Return what makes the form's fields, with what was typed and what was wrong with it."""
        words = self.visit.words(self.command, self.names)
        return Filling(self.visit, words, self.details, self.action.choices, typed, errors, self.command.name)

    def initial(self) -> Form:
        """Return what the form holds at first: defaults, and what the address chooses."""
        given = {
            name: typed_of(info.get_default())
            for name, info in self.command.model_fields.items()
            if not info.is_required()
        }
        given |= self._chosen()
        given["occurred_on"] = (self.visit.today.isoformat(),)
        return {name: values for name, values in given.items() if values}

    def _chosen(self) -> Form:
        """Return what the address names of what may be chosen now; anything else in it is left aside."""
        query, filling = self.visit.request.query_params, self.filling({}, {})
        return {
            name: chosen[:1] if shape.kind == "one" else chosen
            for name, shape in self.shapes.items()
            if name in query and (chosen := filling.chosen(name, shape, self.command, query.getlist(name)))
        }

    def unanswered(self) -> Sequence[str]:
        """Return the picture's questions that want an answer by now, so that one leads to the next (M2)."""
        if self.command is not AnswerQuestion:
            return ()
        (publish,) = self.visit.core.guards.actions(self.place, self.visit.actor, [PublishPictureVersion])
        found = next((each.params["questions"] for each in publish.refusals if each.rule_id == "R1"), ())
        return found if isinstance(found, Sequence) else ()


@dataclass(frozen=True)
class Choice:
    """A command in one municipality that can be about several things, or about none yet."""

    visit: Visit
    place: Place
    command: type[Command]
    actions: Sequence[Action]


def desk_of(visit: Visit, scb_code: str, aggregate: str, name: str) -> Desk | Choice:
    """Return the form's desk, or the choice where the address does not say what it is about. Raises Problem 404."""
    place = visit.place(scb_code, aggregate)
    command = COMMANDS.get(f"{aggregate}.{name}")
    if command is None or command not in USER_RULES:
        raise Problem(404, "not-found")
    query = visit.request.query_params
    actions = visit.core.guards.actions(place, visit.actor, [command])
    for each in actions:
        if all(query.get(key) == value for key, value in each.fixed.items()):
            return Desk(visit, place, each)
    return Choice(visit, place, command, actions)


def act_address(scb_code: str, action: Action, **parameters: object) -> str:
    """Return where an action's form is."""
    path = f"/municipalities/{scb_code}/act/{action.command.name.replace('.', '/')}"
    return with_query(path, **action.fixed, **parameters)


def subject_of(visit: Visit, action: Action, names: Mapping[str, str]) -> str:
    """Return the step or the assignment that an action is about, in words; empty where it is about neither."""
    if step := action.fixed.get("step"):
        return visit.words().show("step", step)
    assignment = action.fixed.get("assignment_id", "")
    return names.get(assignment, assignment[:8])
