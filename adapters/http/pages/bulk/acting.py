"""One act in each of several municipalities, each under a key of its own and all under one correlation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from adapters.http.command_request import ActBody, act_of
from adapters.http.pages.bulk.choice import Choice
from adapters.http.pages.outcome import Outcome, outcomes
from adapters.http.pages.planned_visit import carried_out, planned_everywhere
from adapters.http.pages.sending import Failure, correlation_of, tried
from adapters.http.pages.visit import Visit
from adapters.http.problems import Problem
from adapters.http.services import Services
from adapters.runtime.deadline import left
from domain.messages import Command
from domain.scope import Scope
from domain.support.commands import HoldVisit
from domain.values import Channel
from workflows.handling.act import Act
from workflows.handling.answer import Done
from workflows.ports import Unavailable

# What is left of a request's time for telling what came of it; it has twice as much in all.
_TELLING_SECONDS = 1.8


@dataclass(frozen=True)
class Result:
    """What became of the act in one municipality."""

    name: str
    code: str
    outcome: Outcome


def in_each(
    visit: Visit, chosen: Choice, command: type[Command], body: ActBody, key: str, versions: Mapping[str, int]
) -> list[Result]:
    """Carry out the act in each municipality, whatever came of the others, and return what came of each."""
    bodies = _bodies(visit, chosen, command, body)
    acts = (_act(visit, command, each, code, f"{key}.{code}", versions) for code, each in bodies.items())
    together = correlation_of(visit.actor, key)
    # The views follow once, when all is recorded.
    quiet = replace(visit.core, appended=lambda: None)
    results = [_tried(visit, quiet, replace(each, correlation_id=together)) for each in acts]
    visit.core.appended()
    unknown = [Problem(404, "not-found") for _ in chosen.strangers]
    told = outcomes(visit, [*results, *unknown])
    named = [*((each.name, each.scb_code) for each in chosen.places), *((each, "") for each in chosen.strangers)]
    return [Result(name, code, outcome) for (name, code), outcome in zip(named, told, strict=True)]


def _bodies(visit: Visit, chosen: Choice, command: type[Command], body: ActBody) -> dict[str, ActBody]:
    """Return what is asked in each municipality: of a visit, that it is the one that was planned there for the day."""
    if command is not HoldVisit:
        return dict.fromkeys(chosen.codes, body)
    planned = planned_everywhere(visit)
    return {code: planned.made(code, body, visit.today) for code in chosen.codes}


def _tried(visit: Visit, core: Services, act: Act) -> Done | Failure:
    """Carry out one act; once the request's time runs out, leave it for the same form sent again."""
    if left(2 * _TELLING_SECONDS) < _TELLING_SECONDS:
        return Unavailable(act.stream)
    return tried(partial(carried_out, visit, core), act)


def _act(visit: Visit, command: type[Command], body: ActBody, code: str, key: str, versions: Mapping[str, int]) -> Act:
    seen = frozenset({versions[code]}) if code in versions else None
    return act_of(command, body, Scope.of(code), visit.actor, key, Channel.UI, seen)


def versions_of(sent: str) -> dict[str, int]:
    """Return the versions that a form was made for: ``1715.12 1766.3``, municipality and version."""
    return dict(_pairs(sent))


def _pairs(sent: str) -> Iterator[tuple[str, int]]:
    for each in sent.split():
        code, _, version = each.partition(".")
        if version.isascii() and version.isdecimal() and len(version) < 10:  # noqa: PLR2004 -- as versions are long
            yield code, int(version)


def as_sent(versions: Mapping[str, int]) -> str:
    """Return versions as a form sends them."""
    return " ".join(f"{code}.{version}" for code, version in versions.items())
