"""A form for every command, and what happens when it is sent."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.http.authentication import Core
from adapters.http.command_request import act_of, body_of, carry_out_once
from adapters.http.pages.command_form.asked_again import is_asked_again
from adapters.http.pages.command_form.choosing import choose, choose_entry, choose_session
from adapters.http.pages.command_form.confirming import CHANGE, CONFIRMED, confirm, is_accepted
from adapters.http.pages.command_form.correction import correction_values, target_of
from adapters.http.pages.command_form.errors import INPUT_ERRORS, FormErrors, errors_of, signed_in_again
from adapters.http.pages.command_form.form import Choice, CommandForm, form_of, unanswered
from adapters.http.pages.command_form.initial import initial
from adapters.http.pages.command_form.rendering import as_it_was, show, why_not
from adapters.http.pages.command_form.sessions import is_of_one
from adapters.http.pages.command_form.values import common_values, own_values, seen_version, sent_key
from adapters.http.pages.dependencies import Viewing, present
from adapters.http.pages.links import back_address, form_address
from adapters.http.pages.saved import saved
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
from workflows.actions.variants import fixed_fields
from workflows.handling.act import Act
from workflows.handling.answer import KeyReused
from workflows.handling.checks import VersionMismatch

# Buttons that show the form anew, with all that was typed: a change to an answer, and the choice of another language.
_SHOWN_AGAIN = frozenset({CHANGE, "language"})
_FORM = "/{code}/act/{aggregate}/{name}"
_OF_MUNICIPALITY = SCOPE_PATHS[ScopeKind.MUNICIPALITY] + _FORM
_OF_COUNTY = SCOPE_PATHS[ScopeKind.COUNTY] + _FORM

router = APIRouter(include_in_schema=False)


@router.get(_OF_MUNICIPALITY)
@router.get(_OF_COUNTY)
def ask(code: str, aggregate: str, name: str, visit: Viewing) -> Response:
    """Return the form, or why the command may not be given now; of the past, whether it might be then."""
    location = _location(visit.request, visit.core, visit.actor, code, aggregate)
    if visit.moment.is_past:
        return as_it_was(visit, location, _command(aggregate, name))
    form = form_of(visit, location, _command(aggregate, name))
    if isinstance(form, Choice):
        return choose(form)
    if form.action.verdict == "refused":
        return why_not(form)
    if form.is_correction and "target_event_id" not in visit.request.query_params:
        return choose_entry(form)
    if form.is_correction and form.is_closed:
        return why_not(form, found=form.obstacles)
    if not is_of_one(form.command, form.details, visit.request.query_params):
        return choose_session(form)
    return show(form, initial(form))


@router.post(_OF_MUNICIPALITY)
@router.post(_OF_COUNTY)
def submit(code: str, aggregate: str, name: str, request: Request, core: Core, submitted: Submitted) -> Response:
    """Carry out the act, and return to the page of its scope; or return the form with all that was typed."""
    actor, typed = submitted.session.actor, submitted.form
    location, command = _location(request, core, actor, code, aggregate), _command(aggregate, name)
    if submitted.is_earlier:
        visit = present(request, submitted.session, core)
        return _shown(form_of(visit, location, command), typed, signed_in_again())
    if not _SHOWN_AGAIN.isdisjoint(typed):
        form = form_of(present(request, submitted.session, core), location, command)
        return choose(form) if isinstance(form, Choice) else show(form, _without_buttons(typed), again=True)
    try:
        act = _act(core, actor, location.scope, command, request.query_params, typed)
        # What is refused is refused by the act itself, which keeps that on record.
        if is_asked_again(command) and CONFIRMED not in typed and is_accepted(core, act, INPUT_ERRORS):
            form = form_of(present(request, submitted.session, core), location, command)
            return choose(form) if isinstance(form, Choice) else confirm(form, typed)
        position = carry_out_once(core, act).position
    except INPUT_ERRORS as error:
        if isinstance(error, KeyReused) and error.done:
            core.reading.wait(error.done.position)  # so that it can be told
        form = form_of(present(request, submitted.session, core), location, command)
        return _shown(form, typed, errors_of(form, typed, error))
    address = back_address(request, location.page)
    if questions := unanswered(core, location.scope, actor, command):
        back = request.query_params.get("back")
        address = form_address(code, command, question_code=questions[0], back=back)
    return saved(request, core, address, position)


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


def _without_buttons(typed: Form) -> Form:
    return {name: values for name, values in typed.items() if name not in {*_SHOWN_AGAIN, CONFIRMED}}


def _act(
    core: Services, actor: Actor, scope: Scope, command: type[Command], address: Mapping[str, str], typed: Form
) -> Act:
    """Return the act that a form stands for. Raises one of INPUT_ERRORS."""
    version = seen_version(typed)
    if version is None:
        raise VersionMismatch("", 0, 0, ())
    if issubclass(command, CorrectionCommand):
        reading = core.reading.seen_by(actor)
        own = correction_values(target_of(reading, scope.code, address.get("target_event_id", "")), typed)
    else:
        own = own_values(command, typed)
    values = own | {each: address.get(each) for each in fixed_fields(command)} | common_values(typed)
    body = body_of(command).model_validate({each: value for each, value in values.items() if value is not None})
    key = sent_key(typed) or str(core.clock.new_id())
    return act_of(command, body, scope, actor, key, Channel.UI, frozenset({version}))


def _shown(form: CommandForm | Choice, typed: Form, errors: FormErrors) -> Response:
    """Return the form with all that was typed, why the command may not be given, or what it may be about."""
    if isinstance(form, Choice):  # what it was about is nothing that may be chosen
        return choose(form, errors)
    return why_not(form, errors.status) if errors.code == "forbidden" else show(form, typed, errors)
