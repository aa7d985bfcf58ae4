"""A form for every command, and what happens when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import SAVED_COOKIE, Core
from adapters.http.command_request import act_of, carry_out
from adapters.http.forwarding import kept
from adapters.http.pages.command_form.correction import correction_values, target_of
from adapters.http.pages.command_form.errors import INPUT_ERRORS, FormErrors, errors_of, signed_in_again
from adapters.http.pages.command_form.form import Choice, CommandForm, form_of, unanswered
from adapters.http.pages.command_form.initial import initial
from adapters.http.pages.command_form.rendering import choose, choose_entry, show, why_not
from adapters.http.pages.command_form.values import common_values, own_values, seen_version, sent_key
from adapters.http.pages.command_form.widgets import form_body_of
from adapters.http.pages.dependencies import Visiting, present
from adapters.http.pages.links import form_address, with_query
from adapters.http.pages.submission import Form, Submitted
from adapters.http.problems import Problem
from adapters.http.scopes import SCOPE_PATHS, Location, readable_location
from adapters.http.services import Services
from domain.aggregates import USER_RULES
from domain.correction import CorrectionCommand
from domain.messages import COMMANDS, Command
from domain.people import Actor
from domain.scope import Scope, ScopeKind
from domain.values import Channel
from workflows.actions import fixed_fields
from workflows.handling.answer import KeyReused
from workflows.handling.checks import VersionMismatch

# How long a browser may take to come to the page that says what was saved.
_SAID_SECONDS = 300
_FORM = "/{code}/act/{aggregate}/{name}"
_OF_MUNICIPALITY = SCOPE_PATHS[ScopeKind.MUNICIPALITY] + _FORM
_OF_COUNTY = SCOPE_PATHS[ScopeKind.COUNTY] + _FORM

router = APIRouter(include_in_schema=False)


@router.get(_OF_MUNICIPALITY)
@router.get(_OF_COUNTY)
def ask(code: str, aggregate: str, name: str, visit: Visiting) -> Response:
    """Return the form, or why the command may not be given now."""
    location = _location(visit.request, visit.core, visit.actor, code, aggregate)
    form = form_of(visit, location, _command(aggregate, name))
    if isinstance(form, Choice):
        return choose(form)
    if form.action.verdict == "refused":
        return why_not(form)
    if form.is_correction and "target_event_id" not in visit.request.query_params:
        return choose_entry(form)
    if form.is_correction and form.is_closed:
        return why_not(form, found=form.obstacles)
    return show(form, initial(form))


@router.post(_OF_MUNICIPALITY)
@router.post(_OF_COUNTY)
def submit(code: str, aggregate: str, name: str, request: Request, core: Core, submitted: Submitted) -> Response:
    """Carry out the act, and return to the page of its scope; or return the form with all that was typed."""
    actor, typed = submitted.session.actor, submitted.form
    location, command = _location(request, core, actor, code, aggregate), _command(aggregate, name)
    if submitted.is_earlier:
        visit = present(request, submitted.session, core)
        return _shown(form_of(visit, location, command), typed, signed_in_again(typed))
    try:
        position = _carry_out(core, actor, location.scope, command, request.query_params, typed)
    except INPUT_ERRORS as error:
        if isinstance(error, KeyReused) and error.done:
            core.reading.wait(error.done.position)  # so that it can be told
        form = form_of(present(request, submitted.session, core), location, command)
        return choose(form) if isinstance(form, Choice) else _shown(form, typed, errors_of(form, typed, error))
    address = with_query(location.page, done=position)
    if questions := unanswered(core, location.scope, actor, command):
        address = form_address(code, command, question_code=questions[0], done=position)
    response = RedirectResponse(address, 303)
    # The page says so once: its address may be opened again at any time.
    response.set_cookie(SAVED_COOKIE, str(position), _SAID_SECONDS, **kept(request, core))
    return response


def _command(aggregate: str, name: str) -> type[Command]:
    """Return the command that an address names. Raises Problem 404."""
    command = COMMANDS.get(f"{aggregate}.{name}")
    if command is None or command not in USER_RULES:
        raise Problem(404, "not-found")
    return command


def _location(request: Request, core: Services, actor: Actor, code: str, aggregate: str) -> Location:
    found = readable_location(core, actor, code, aggregate)
    if not request.url.path.startswith(f"{found.path}/"):
        raise Problem(404, "not-found")
    return found


def _carry_out(
    core: Services, actor: Actor, scope: Scope, command: type[Command], address: Mapping[str, str], typed: Form
) -> int:
    """Carry out the act that a form stands for, and return the log's position. Raises one of INPUT_ERRORS."""
    version = seen_version(typed)
    if version is None:
        raise VersionMismatch("", 0, 0, ())
    if issubclass(command, CorrectionCommand):
        reading = core.reading.seen_by(actor)
        own = correction_values(target_of(reading, scope.code, address.get("target_event_id", "")), typed)
    else:
        own = own_values(command, typed)
    values = own | {each: address.get(each) for each in fixed_fields(command)} | common_values(typed)
    body = form_body_of(command).model_validate({each: value for each, value in values.items() if value is not None})
    key = sent_key(typed) or str(core.clock.new_id())
    act = act_of(command, body, scope, actor, key, Channel.UI, frozenset({version}))
    try:
        return carry_out(core, act).position
    except KeyReused as reused:
        if reused.done:
            raise
        # What the key was used for was refused: what is sent now is another act, once however often it is sent.
        return carry_out(core, replace(act, key=f"{act.request_hash}.{key[-100:]}")).position


def _shown(form: CommandForm | Choice, typed: Form, errors: FormErrors) -> Response:
    """Return the form with all that was typed, or why the command may not be given at all."""
    if isinstance(form, Choice):
        return choose(form)
    return why_not(form, errors.status) if errors.code == "forbidden" else show(form, typed, errors)
