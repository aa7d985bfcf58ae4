"""A form for every command, and what happens when it is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import Core
from adapters.http.command_request import KEY, act_of, body_of, carry_out
from adapters.http.pages.command_form.correction import correction_values, target_of
from adapters.http.pages.command_form.errors import INPUT_ERRORS, errors_of
from adapters.http.pages.command_form.form import Choice, command_named, form_of, unanswered
from adapters.http.pages.command_form.rendering import choose, choose_entry, show, why_not
from adapters.http.pages.command_form.values import common_values, own_values
from adapters.http.pages.links import form_address, with_query
from adapters.http.pages.submission import Form, Submitted
from adapters.http.pages.visit import Visit, Visiting, present
from adapters.http.scopes import readable_place
from adapters.http.services import Services
from domain.correction import CorrectionCommand
from domain.messages import Command
from domain.people import Actor
from domain.places import Place
from domain.scope import Scope
from domain.values import Channel
from workflows.actions import fixed_fields
from workflows.handling.checks import VersionMismatch

_VERSION = re.compile(r"[0-9]{1,9}")
_FORBIDDEN = 403
_ADDRESS = "/municipalities/{scb_code}/act/{aggregate}/{name}"

router = APIRouter(include_in_schema=False)


@router.get(_ADDRESS)
def ask(scb_code: str, aggregate: str, name: str, visit: Visiting) -> Response:
    """Return the form, or why the command may not be given now."""
    form = form_of(visit, visit.place(scb_code, aggregate), command_named(aggregate, name))
    if isinstance(form, Choice):
        return choose(form)
    if form.action.verdict == "refused":
        return why_not(form)
    if form.is_correction and "target_event_id" not in visit.request.query_params:
        return choose_entry(form)
    return show(form, form.initial())


@router.post(_ADDRESS)
def submit(scb_code: str, aggregate: str, name: str, request: Request, core: Core, submitted: Submitted) -> Response:
    """Carry out the act, and return to the municipality; or return the form with all that was typed."""
    actor, typed = submitted.session.actor, submitted.form
    place, command = readable_place(core, actor, scb_code, aggregate), command_named(aggregate, name)
    try:
        position = _carry_out(core, actor, place, command, request.query_params, typed)
    except INPUT_ERRORS as error:
        return _refused(present(request, submitted.session, core), place, command, typed, error)
    if questions := unanswered(core, place, actor, command):
        return RedirectResponse(form_address(scb_code, command, question_code=questions[0], done=position), 303)
    return RedirectResponse(with_query(f"/municipalities/{scb_code}", done=position), 303)


def _carry_out(
    core: Services, actor: Actor, place: Place, command: type[Command], address: Mapping[str, str], typed: Form
) -> int:
    """Carry out the act that a form stands for, and return the log's position. Raises one of INPUT_ERRORS."""
    key, version = (next(iter(typed.get(each, ())), "") for each in ("key", "version"))
    if not _VERSION.fullmatch(version):
        raise VersionMismatch("", 0, 0, ())
    if issubclass(command, CorrectionCommand):
        reading = core.reading.seen_by(actor)
        own = correction_values(target_of(reading, place.scb_code, address.get("target_event_id", "")), typed)
    else:
        own = own_values(command, typed)
    values = own | {each: address.get(each) for each in fixed_fields(command)} | common_values(typed)
    body = body_of(command).model_validate({each: value for each, value in values.items() if value is not None})
    if not KEY.fullmatch(key):
        key = str(core.clock.new_id())
    return carry_out(
        core, act_of(command, body, Scope.of(place.scb_code), actor, key, Channel.UI, int(version))
    ).position


def _refused(visit: Visit, place: Place, command: type[Command], typed: Form, error: Exception) -> Response:
    form = form_of(visit, place, command)
    if isinstance(form, Choice):
        return choose(form)
    errors = errors_of(form, typed, error)
    return why_not(form, errors.status) if errors.status == _FORBIDDEN else show(form, typed, errors)
