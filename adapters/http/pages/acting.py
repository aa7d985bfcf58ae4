"""A form for every command, made from its model and from what the rules say may be chosen now."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from adapters.http.identity import check_csrf, same_origin
from adapters.http.pages import correcting
from adapters.http.pages.fields import Filling, FormField, Shape, shape_of, typed_of, value_of
from adapters.http.pages.naming import Details, names_of
from adapters.http.pages.signing_in import first
from adapters.http.pages.visiting import Form, Sent, Visit, Visiting, with_query
from adapters.http.problems import Problem, problem_of, refusal_json
from adapters.http.requests import FRESH, act_of, body_of
from adapters.i18n.wording import (
    command_help,
    command_title,
    field_help,
    field_label,
    problem_detail,
    problem_title,
    rule_title,
    sentence,
    validation_text,
)
from domain.aggregates import RULES
from domain.correction import CorrectionCommand
from domain.decider import Place
from domain.errors import Rejected
from domain.messages import COMMANDS, Command
from domain.situation_picture.commands import AnswerQuestion, PublishPictureVersion
from domain.support.commands import HoldVisit
from domain.values import Channel, Role
from workflows.guards import Action
from workflows.handling import KeyReused, VersionMismatch
from workflows.ports import OutcomeUnknown, Unavailable

_KEY = re.compile(r"[A-Za-z0-9._:-]{8,200}")
_VERSION = re.compile(r"[0-9]{1,9}")
_WHEN = Shape("date")
_FORBIDDEN = 403

router = APIRouter(include_in_schema=False)


@dataclass
class Fault:
    """Why an act did not come about: for the page as a whole, and field by field."""

    status: int
    code: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    general: list[str] = field(default_factory=list)
    since: list[str] = field(default_factory=list)
    keeps_key: bool = False

    def add(self, name: str | None, text: str, known: Sequence[str]) -> None:
        """Put a text beside its field, or over them all where the form has no such field."""
        if name in known:
            self.fields.setdefault(str(name), []).append(text)
        else:
            self.general.append(text)


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
    def address(self) -> str:
        """Where the form is sent: its own address."""
        return act_address(self.place.scb_code, self.action)

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

    def details(self) -> Details:
        """Return what references may point at; of the county the administrator sees no more than functions."""
        found = self.visit.core.reading.details(self.place.scb_code, self.visit.actor)
        if self.visit.actor.role is Role.ADMINISTRATOR:
            return {"contact": found.get("contact", [])}
        return found

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
        query = self.visit.request.query_params
        asked = {name: shape for name, shape in self.shapes.items() if name in query}
        if not asked:
            return {}
        filling = Filling(self.visit, self.visit.words(self.command), self.details(), self.action.choices, {})
        return {
            name: chosen[:1] if shape.kind == "one" else chosen
            for name, shape in asked.items()
            if (chosen := filling.chosen(name, shape, self.command, query.getlist(name)))
        }

    def subject(self) -> str:
        """Return what the action is about, where a command has several."""
        return subject_of(self.visit, self.action, names_of(self.visit, self.details()))


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


def _desk(visit: Visit, scb_code: str, aggregate: str, name: str) -> Desk | list[Action]:
    """Return the form's desk, or the actions to choose among where the address does not say about what."""
    place = visit.place(scb_code, aggregate)
    command = COMMANDS.get(f"{aggregate}.{name}")
    if command is None or command not in RULES:
        raise Problem(404, "not-found")
    query = visit.request.query_params
    actions = [each for each in visit.core.guards.actions(place, visit.actor) if each.command is command]
    for each in actions:
        if all(query.get(key) == value for key, value in each.fixed.items()):
            return Desk(visit, place, each)
    return actions


def _choose(visit: Visit, scb_code: str, aggregate: str, name: str, actions: Sequence[Action]) -> Response:
    place = visit.place(scb_code, aggregate)
    names = names_of(visit, visit.core.reading.details(scb_code, visit.actor))
    links = [(subject_of(visit, each, names), act_address(scb_code, each), each.verdict) for each in actions]
    title = command_title(f"{aggregate}.{name}", visit.cat)
    return visit.show("choose.html", title=title, place=place, links=links)


@router.get("/municipalities/{scb_code}/act/{aggregate}/{name}")
def ask(scb_code: str, aggregate: str, name: str, visit: Visiting) -> Response:
    """Return the form, or why the command may not be given now."""
    desk = _desk(visit, scb_code, aggregate, name)
    if not isinstance(desk, Desk):
        return _choose(visit, scb_code, aggregate, name, desk)
    if desk.action.verdict == "refused":
        return _why_not(desk, 200)
    if issubclass(desk.command, CorrectionCommand) and "target_event_id" not in visit.request.query_params:
        return correcting.choose(visit, desk.place, desk.action)
    return _show(desk, desk.initial(), None)


@router.post("/municipalities/{scb_code}/act/{aggregate}/{name}", dependencies=[Depends(same_origin)])
def act(scb_code: str, aggregate: str, name: str, visit: Visiting, form: Sent) -> Response:
    """Carry out the act, and return to the municipality; or return the form with all that was typed."""
    check_csrf(visit.session, first(form, "csrf"))
    desk = _desk(visit, scb_code, aggregate, name)
    if not isinstance(desk, Desk):
        return _choose(visit, scb_code, aggregate, name, desk)
    try:
        position = _carry_out(desk, form)
    except ValidationError as error:
        fault = _malformed(desk, form, error)
    except (Rejected, VersionMismatch, KeyReused, Unavailable, OutcomeUnknown) as error:
        fault = _failed(desk, error)
    else:
        visit.core.appended()
        if unanswered := _unanswered(desk):
            return RedirectResponse(act_address(scb_code, desk.action, question_code=unanswered[0], done=position), 303)
        return RedirectResponse(with_query(f"/municipalities/{scb_code}", done=position), 303)
    # What the rules allow may have changed meanwhile: the form is made from how things stand now.
    fresh = _desk(visit, scb_code, aggregate, name)
    if not isinstance(fresh, Desk):
        return _choose(visit, scb_code, aggregate, name, fresh)
    if fault.status == _FORBIDDEN:
        return _why_not(fresh, _FORBIDDEN)
    return _show(fresh, form, fault)


def _unanswered(desk: Desk) -> Sequence[str]:
    """Return the picture's questions that still want an answer, so that one leads to the next (M2)."""
    if desk.command is not AnswerQuestion:
        return ()
    actions = desk.visit.core.guards.actions(desk.place, desk.visit.actor)
    publish = next(each for each in actions if each.command is PublishPictureVersion)
    found = next((each.params["questions"] for each in publish.refusals if each.rule_id == "R1"), ())
    return found if isinstance(found, Sequence) else ()


def _carry_out(desk: Desk, form: Form) -> int:
    core, version = desk.visit.core, first(form, "version")
    if not _VERSION.fullmatch(version):
        raise VersionMismatch(desk.action.stream, 0, desk.action.version, ())
    channel = Channel.DEMO if core.is_demo else Channel.UI
    body = body_of(desk.command).model_validate(_sent(desk, form))
    done = core.handling.handle(
        act_of(desk.command, body, desk.place.scb_code, desk.visit.actor, _key(desk, form), channel, int(version))
    )
    return done.position


def _key(desk: Desk, form: Form | None) -> str:
    given = first(form or {}, "key")
    return given if _KEY.fullmatch(given) else str(desk.visit.core.clock.new_id())


def _sent(desk: Desk, form: Form) -> dict[str, object]:
    """Return the body that the form stands for."""
    values: dict[str, object]
    if issubclass(desk.command, CorrectionCommand):
        values = correcting.sent(desk.visit, desk.place, form)
    else:
        values = {name: value_of(name, shape, form) for name, shape in desk.shapes.items()}
        values["occurred_on"] = value_of("occurred_on", _WHEN, form)
    values |= dict(desk.action.fixed)
    values["reason"] = first(form, "reason").strip() or None
    values["override"] = [
        {"rule_id": rule, "reason": first(form, f"override.{rule}")} for rule in form.get("override", ()) if rule
    ]
    return {name: value for name, value in values.items() if value is not None}


def _malformed(desk: Desk, form: Form, error: ValidationError) -> Fault:
    fault, known = Fault(422, "validation"), _known(desk)
    rules = [rule for rule in form.get("override", ()) if rule]
    for each in error.errors():
        where = [str(part) for part in each["loc"]] or [""]
        text = validation_text(each["type"], desk.visit.cat, each.get("ctx"))
        name = where[0]
        if name == "override" and len(where) > 1 and int(where[1]) < len(rules):
            name = f"override.{rules[int(where[1])]}"
        fault.add(name, text, known)
    return fault


def _failed(desk: Desk, error: Exception) -> Fault:
    visit = desk.visit
    problem = problem_of(error, visit.lang, visit.codes)
    fault = Fault(problem.status, problem.code, keeps_key=isinstance(error, OutcomeUnknown | Unavailable))
    if isinstance(error, Rejected):
        for each in error.refusals:
            told = refusal_json(each, visit.lang, visit.codes)
            fault.add(each.field, f"{told['text']} {told['remedy']} ({each.rule_id})", _known(desk))
    if isinstance(error, VersionMismatch):
        names = names_of(visit, desk.details())
        fault.since = [sentence(each, visit.cat, visit.codes, names) for each in error.since]
    return fault


def _known(desk: Desk) -> list[str]:
    rules = [f"override.{each.rule_id}" for each in desk.action.refusals]
    if issubclass(desk.command, CorrectionCommand):
        return ["reason", "corrected_on", *correcting.field_names(desk.visit, desk.place), *rules]
    return [*desk.shapes, "occurred_on", "reason", *rules]


def _why_not(desk: Desk, status: int) -> Response:
    visit = desk.visit
    return visit.show(
        "why_not.html",
        status,
        title=command_title(desk.command.name, visit.cat),
        help=command_help(desk.command.name, visit.cat),
        subject=desk.subject(),
        place=desk.place,
        refusals=[refusal_json(each, visit.lang, visit.codes) for each in desk.action.refusals],
    )


def _show(desk: Desk, typed: Form, fault: Fault | None) -> Response:
    visit, action = desk.visit, desk.action
    errors = fault.fields if fault else {}
    details = desk.details()
    names = names_of(visit, details)
    filling = Filling(
        visit, visit.words(desk.command, names), details, action.choices, typed, errors, desk.command.name
    )
    correction = None
    if issubclass(desk.command, CorrectionCommand):
        correction = correcting.entry(visit, desk.place, filling)
        fields = []
    else:
        shapes = desk.shapes.items()
        fields = [
            made
            for name, shape in shapes
            if (made := filling.make(name, shape, desk.command)).options or name != "visit_id"
        ]
        fields.append(filling.make("occurred_on", _WHEN, desk.command))
    fields.append(_reason(desk, typed, errors))
    overrides = _overrides(desk, typed, errors)
    shown = [*(correction.fields if correction else ()), *fields, *(each for _, each in overrides)]
    return visit.show(
        "act.html",
        fault.status if fault else 200,
        title=command_title(desk.command.name, visit.cat),
        help=command_help(desk.command.name, visit.cat),
        subject=desk.subject(),
        place=desk.place,
        address=act_address(desk.place.scb_code, action, target_event_id=correction and correction.event_id),
        fields=fields,
        correction=correction,
        overrides=overrides,
        overridden=typed.get("override", ()),
        unanswered=len(_unanswered(desk)),
        saved=fault is None and "done" in visit.request.query_params,
        fault=fault,
        summary=[(each.name, each.label, text) for each in shown for text in each.errors],
        fault_title=problem_title(fault.code, visit.cat) if fault else "",
        fault_detail=problem_detail(fault.code, visit.cat) if fault else "",
        key=_key(desk, typed if fault and fault.keeps_key else None),
        version=action.version,
    )


def _reason(desk: Desk, typed: Form, errors: Mapping[str, Sequence[str]]) -> FormField:
    return _coded(
        desk,
        "reason",
        desk.action.reasons,
        typed,
        (field_label("reason", desk.visit.cat), field_help("reason", desk.visit.cat)),
        errors,
        required=bool(RULES[desk.command].reason),
    )


def _overrides(
    desk: Desk, typed: Form, errors: Mapping[str, Sequence[str]]
) -> list[tuple[Mapping[str, Any], FormField]]:
    """Return the refusals that may be overridden, each with the choice of a reason."""
    visit, label = desk.visit, desk.visit.cat.text("ui.override.reason")
    if desk.action.verdict != "overridable":
        return []
    return [
        (
            {**refusal_json(each, visit.lang, visit.codes), "title": rule_title(each.rule_id, visit.cat)},
            _coded(desk, f"override.{each.rule_id}", "override-reasons", typed, (label, ""), errors, required=True),
        )
        for each in desk.action.refusals
    ]


def _coded(
    desk: Desk,
    name: str,
    list_name: str,
    typed: Form,
    told: tuple[str, str],
    errors: Mapping[str, Sequence[str]],
    *,
    required: bool,
) -> FormField:
    codes, values = desk.visit.codes, tuple(typed.get(name, ()))
    options = [*codes.options(list_name), *(each for each in values if each)]
    labelled = tuple((each, codes.label(list_name, each, desk.visit.lang)) for each in dict.fromkeys(options))
    return FormField(name, "one", *told, required, labelled, values, errors=tuple(errors.get(name, ())))
