"""The form of one command in one scope for one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from adapters.http.pages.command_form.correction import Target, target_of
from adapters.http.pages.command_form.fields import FieldBuilder
from adapters.http.pages.command_form.sessions import fits
from adapters.http.pages.command_form.widgets import Widget, widgets_of
from adapters.http.pages.item_names import case_names, names_of, subject_of
from adapters.http.pages.submission import Form
from adapters.http.pages.visit import Visit
from adapters.http.reading.details import details
from adapters.http.scopes import Location
from adapters.http.services import Services
from domain.correction import CorrectionCommand
from domain.errors import Refusal
from domain.messages import Command
from domain.people import Actor
from domain.scope import Scope
from domain.situation_picture.commands import AnswerQuestion, PublishPictureVersion
from domain.situation_picture.guards import questions_left
from projections.municipality.detail import Details
from workflows.actions.action import Action


@dataclass(frozen=True)
class _Asked:
    """What somebody is asked for in one municipality or the county."""

    visit: Visit
    location: Location

    @cached_property
    def details(self) -> Details:
        """What references may point at."""
        return details(self.visit.reading, self.location.scope.code)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What these are called."""
        return names_of(self.visit, self.details) | self.visit.coordinators() | case_names(self.visit, self.location)


@dataclass(frozen=True)
class CommandForm(_Asked):
    """One command, with what its form needs."""

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
    def widgets(self) -> dict[str, Widget]:
        """The command's own fields that a person fills in."""
        return {name: each for name, each in widgets_of(self.command).items() if name not in self.action.fixed}

    @property
    def field_names(self) -> list[str]:
        """The names of all fields: beside these an error can be told."""
        own = ["corrected_on", *self.target.widgets] if self.is_correction else ["occurred_on", *self.widgets]
        return [*own, "reason", *(f"override.{each.rule_id}" for each in self.action.refusals)]

    @cached_property
    def target(self) -> Target:
        """The entry that a correction's address names. Raises Problem 404."""
        wanted = self.visit.request.query_params.get("target_event_id", "")
        return target_of(self.visit.reading, self.location.scope.code, wanted)

    @cached_property
    def obstacles(self) -> Sequence[Refusal]:
        """Why the entry that a correction's address names may not be struck; empty where it may."""
        asked = {"target_event_id": self.target.row.event_id, "voids": True, **self.action.fixed}
        correction = self.command.model_validate(asked)
        if not isinstance(correction, CorrectionCommand):
            return ()
        return self.visit.core.actions.obstacles(self.location.scope, self.visit.actor, correction)

    @property
    def is_closed(self) -> bool:
        """Whether the entry that a correction's address names can be corrected in no way."""
        return bool(self.obstacles) and (
            self.target.is_correction or any(each.rule_id != "L9" for each in self.obstacles)
        )

    @property
    def version(self) -> int:
        """The version of the stream that it speaks to."""
        return self.action.version

    @property
    def subject(self) -> str:
        """What the action is about, where a command has several."""
        return subject_of(self.visit, self.action, self.names)

    def fields(self, typed: Form, errors: Mapping[str, Sequence[str]]) -> FieldBuilder:
        """Return what makes the form's fields, with what was typed and what was wrong with it."""
        words, action = self.visit.words(self.command, self.names), self.action
        fitting = {**action.fits, **fits(self.command, self.details, typed)}
        return FieldBuilder(
            self.visit,
            words,
            self.details,
            action.choices,
            typed,
            errors,
            self.command.name,
            taken=action.taken,
            demanded=action.demanded,
            fits=fitting,
        )


@dataclass(frozen=True)
class Choice(_Asked):
    """A command that can be about several things, or about none yet."""

    command: type[Command]
    actions: Sequence[Action]

    @property
    def field_names(self) -> list[str]:
        """The names of all fields: it has none, and every error is told above it."""
        return []

    @property
    def version(self) -> None:
        """No stream is spoken to yet."""


def form_of(visit: Visit, location: Location, command: type[Command]) -> CommandForm | Choice:
    """Return the form, or the choice where the address does not say what it is about."""
    query = visit.request.query_params
    actions = visit.core.actions.offered(location.scope, visit.actor, [command])
    for each in actions:
        if all(query.get(key) == value for key, value in each.fixed.items()):
            return CommandForm(visit, location, each)
    return Choice(visit, location, command, actions)


def unanswered(core: Services, scope: Scope, actor: Actor, command: type[Command]) -> Sequence[str]:
    """Return the picture's questions that want an answer by now, so that one leads to the next (M2)."""
    if command is not AnswerQuestion:
        return ()
    (publish,) = core.actions.offered(scope, actor, [PublishPictureVersion])
    return questions_left(publish.refusals)
