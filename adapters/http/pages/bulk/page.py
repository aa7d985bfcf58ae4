"""One act for several municipalities (C18): choose, fill in once, and an answer for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.http.authentication import Core
from adapters.http.pages.bulk.acting import Result, as_sent, in_each, versions_of
from adapters.http.pages.bulk.acts import acts_of
from adapters.http.pages.bulk.choice import Choice, acts_first, choice_of
from adapters.http.pages.bulk.form import ActForm, initially
from adapters.http.pages.command_form.values import sent_key
from adapters.http.pages.dependencies import Visiting, present
from adapters.http.pages.links import form_address, with_query
from adapters.http.pages.submission import Submitted, first
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.scopes import municipalities
from adapters.i18n.wording import command_help, command_title, problem_detail, problem_title
from domain.people import Actor
from domain.values import Step

_ADDRESS = "/work/bulk"
_UNPROCESSABLE = 422
# What every form holds, or the page sets anew.
_HIDDEN = frozenset({"csrf", "author", "key", "seen", "municipality", "row", "next", "language"})

router = APIRouter(include_in_schema=False)


@router.get(_ADDRESS)
def bulk(visit: Visiting) -> Response:
    """Return what may be chosen, or the form of what is chosen."""
    _check_authority(visit.actor)
    query = visit.request.query_params
    given = {name: tuple(query.getlist(name)) for name in query}
    if "choosing" in given:
        return _choosing(visit, choice_of(visit, given), is_sent=False)
    return _asked(visit, given)


@router.post(_ADDRESS)
def act(request: Request, core: Core, submitted: Submitted) -> Response:
    """Carry out the act in each municipality, and return what came of each."""
    _check_authority(submitted.session.actor)
    visit, typed = present(request, submitted.session, core), submitted.form
    chosen, key = choice_of(visit, typed), sent_key(typed)
    command = chosen.command
    if command is None or chosen.wants_a_step or not (chosen.places or chosen.strangers) or key is None:
        return _asked(visit, typed)
    form = ActForm(visit, chosen, command, typed)
    if submitted.is_earlier:
        return _form(form, key, "signed-in-again")
    if "language" in typed:  # chosen with all that is typed
        return _form(form, key)
    body = form.body()
    if body is None:
        return _form(form, key)
    results = in_each(visit, chosen, command, body, key, versions_of(first(typed, "seen")))
    return _results(form, results, key)


def _check_authority(actor: Actor) -> None:
    """Raise Problem 403 for someone who has none of these acts."""
    if not acts_of(actor):
        raise Problem(403, "forbidden")


def _asked(visit: Visit, given: Mapping[str, Sequence[str]]) -> Response:
    """Return the form of what is chosen, or what is still to be chosen."""
    chosen = choice_of(visit, given)
    if chosen.command is None or not chosen.places:
        # The bar of my work brings rows alone; the form of choices always says where it came from.
        return _choosing(visit, chosen, is_sent=bool(given.get("act") or given.get("next")))
    if chosen.wants_a_step:
        return _steps(visit, chosen)
    typed = initially(visit, chosen, chosen.command)
    return _form(ActForm(visit, chosen, chosen.command, typed), str(visit.core.clock.new_id()))


def _choosing(visit: Visit, chosen: Choice, *, is_sent: bool) -> Response:
    first_acts, others = acts_first(visit, chosen)
    shown = [[(each.name, command_title(each.name, visit.cat)) for each in acts] for acts in (first_acts, others)]
    near = municipalities(visit.core, visit.visibility)
    beyond = [each for each in chosen.places if each not in near]
    return visit.show(
        "bulk/choose.html",
        typed_form="bulk-choice",
        places=[(each.scb_code, each.name, each.scb_code in chosen.codes) for each in (*near, *beyond)],
        suggested=shown[0],
        others=shown[1],
        act=chosen.command.name if chosen.command else "",
        step=chosen.step,
        lacks_places=is_sent and not chosen.places,
        lacks_act=is_sent and chosen.command is None,
    )


def _steps(visit: Visit, chosen: Choice) -> Response:
    """Return the steps that an act about one can be about."""
    name = chosen.command.name if chosen.command else ""
    kept = [("act", name), *(("municipality", each) for each in chosen.codes)]
    steps = [(each, visit.words().show("step", each.value)) for each in Step]
    title = command_title(name, visit.cat)
    return visit.show("bulk/steps.html", title=title, kept=kept, steps=steps, places=chosen.places)


def _form(form: ActForm, key: str, problem: str = "") -> Response:
    visit, cat, fields = form.visit, form.visit.cat, form.fields()
    versions = form.versions
    seen = versions | {code: each for code, each in versions_of(first(form.typed, "seen")).items() if code in versions}
    known = {each.name for each in fields}
    return visit.show(
        "bulk/act.html",
        _UNPROCESSABLE if form.errors else 200,
        **_headed(form),
        typed_form="bulk-act",
        fields=fields,
        errors=[(each.name, each.label, text) for each in fields for text in each.errors],
        general=[text for name, found in form.errors.items() if name not in known for text in found],
        places=[each for each in form.chosen.places if each.scb_code in versions],
        obstacles=form.obstacles(),
        strangers=form.chosen.strangers,
        seen=as_sent(seen),
        problem=(problem_title(problem, cat), problem_detail(problem, cat)) if problem else None,
        key=key,
    )


def _results(form: ActForm, results: Sequence[Result], key: str) -> Response:
    """Return what came of each; what was overtaken or not answered can be sent again as it is."""
    visit, command = form.visit, form.command
    again = [each.code for each in results if each.outcome.status in {"conflict", "unfinished"}]
    overtaken = {each.code for each in results if each.outcome.status == "conflict"}
    found = [each for each in form.chosen.places if each.scb_code in overtaken]
    seen = {code: version for code, version in versions_of(first(form.typed, "seen")).items() if code in again}
    seen |= {
        code: each.version
        for code, each in replace(form, chosen=replace(form.chosen, places=tuple(found))).actions.items()
    }
    typed = {name: values for name, values in form.typed.items() if name not in _HIDDEN}
    return visit.show(
        "bulk/results.html",
        **_headed(form),
        saved=[each for each in results if each.outcome.status == "saved"],
        left=[
            (each, form_address(each.code, command, **form.chosen.fixed) if each.code else "")
            for each in results
            if each.outcome.status != "saved"
        ],
        again=again,
        carried={**typed, "municipality": again, "seen": [as_sent(seen)]},
        another=with_query(_ADDRESS),
        key=key,
    )


def _headed(form: ActForm) -> dict[str, object]:
    fixed = {"act": form.command.name, **form.chosen.fixed}
    return {"title": form.title, "help": command_help(form.command.name, form.visit.cat), "fixed": fixed}
