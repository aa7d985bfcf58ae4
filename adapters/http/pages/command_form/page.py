"""A form for every command, and the act that it asks for when it is sent."""

from __future__ import annotations

import re

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from adapters.http.authentication import check_csrf, same_origin
from adapters.http.command_request import act_of, body_of
from adapters.http.pages.command_form import correction
from adapters.http.pages.command_form.errors import FAULTS, errors_of
from adapters.http.pages.command_form.form import Choice, CommandForm, act_address, form_of
from adapters.http.pages.command_form.rendering import choose, key_of, show, why_not
from adapters.http.pages.command_form.widgets import DAY, value_of
from adapters.http.pages.submission import Form, Sent, first
from adapters.http.pages.visit import Visiting, with_query
from domain.values import Channel
from workflows.handling.checks import VersionMismatch

_VERSION = re.compile(r"[0-9]{1,9}")
_FORBIDDEN = 403

router = APIRouter(include_in_schema=False)


@router.get("/municipalities/{code}/act/{aggregate}/{name}")
@router.get("/counties/{code}/act/{aggregate}/{name}")
def ask(code: str, aggregate: str, name: str, visit: Visiting) -> Response:
    """Return the form, or why the command may not be given now."""
    desk = form_of(visit, code, aggregate, name)
    if isinstance(desk, Choice):
        return choose(desk)
    if desk.action.verdict == "refused":
        return why_not(desk)
    if desk.is_correction and "target_event_id" not in visit.request.query_params:
        return correction.choose(visit, desk.location, desk.action)
    return show(desk, desk.initial())


@router.post("/municipalities/{code}/act/{aggregate}/{name}", dependencies=[Depends(same_origin)])
@router.post("/counties/{code}/act/{aggregate}/{name}", dependencies=[Depends(same_origin)])
def act(code: str, aggregate: str, name: str, visit: Visiting, form: Sent) -> Response:
    """Carry out the act, and return to the page of its scope; or return the form with all that was typed."""
    check_csrf(visit.session, first(form, "csrf"))
    desk = form_of(visit, code, aggregate, name)
    if isinstance(desk, Choice):
        return choose(desk)
    try:
        position = _carry_out(desk, form)
    except FAULTS as error:
        fault = errors_of(desk, form, error)
        return why_not(desk, fault.status) if fault.status == _FORBIDDEN else show(desk, form, fault)
    if unanswered := desk.unanswered():
        return RedirectResponse(
            act_address(desk.location, desk.action, question_code=unanswered[0], done=position), 303
        )
    return RedirectResponse(with_query(desk.location.page, done=position), 303)


def _carry_out(desk: CommandForm, form: Form) -> int:
    core, actor, version = desk.visit.core, desk.visit.actor, first(form, "version")
    if not _VERSION.fullmatch(version):
        raise VersionMismatch(desk.action.stream, 0, desk.action.version, ())
    channel = Channel.DEMO if core.is_demo else Channel.UI
    body = body_of(desk.command).model_validate(_sent(desk, form))
    asked = act_of(desk.command, body, desk.location.scope, actor, key_of(desk.visit, form), channel, int(version))
    try:
        return core.handling.handle(asked).position
    finally:
        core.appended()  # a refusal may have been recorded too


def _sent(desk: CommandForm, form: Form) -> dict[str, object]:
    """Return the body that the form stands for."""
    values: dict[str, object]
    if desk.is_correction:
        values = correction.sent(desk.target, form)
    else:
        values = {name: value_of(name, shape, form) for name, shape in desk.widgets.items()}
        values["occurred_on"] = value_of("occurred_on", DAY, form)
    values |= dict(desk.action.fixed)
    values["reason"] = first(form, "reason").strip() or None
    values["override"] = [
        {"rule_id": rule, "reason": first(form, f"override.{rule}")} for rule in form.get("override", ()) if rule
    ]
    return {name: value for name, value in values.items() if value is not None}
