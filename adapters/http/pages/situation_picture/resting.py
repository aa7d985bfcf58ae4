"""What rests on the picture: the plan that was built on a version, and what answers its findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from adapters.http.pages.situation_picture.balance import name_of
from adapters.http.pages.situation_picture.versions import Picture
from adapters.http.pages.visit import Visit
from projections.municipality.action_plan import Measure, Plan
from projections.municipality.situation_picture import Finding


@dataclass(frozen=True)
class Resting:
    """A plan or a measure, and how it stands to the picture."""

    kind: Literal["plan", "measure"]
    name: str
    told: str
    event: str


def resting_on(visit: Visit, picture: Picture) -> tuple[Resting, ...]:
    """Return what rests on the picture, the plan first."""
    return (*_plans(visit, picture), *_measures(visit, picture))


def _plans(visit: Visit, picture: Picture) -> Iterator[Resting]:
    for each in picture.details.of(Plan):
        rests_on = each.based_on_picture_version
        if rests_on and each.status in {"adopted", "integrated", "at-work"}:
            name = visit.cat.text(f"ui.picture.plan.{each.status}", date=each.on)
            yield Resting("plan", name, _stands(visit, picture, rests_on), f"/events/{each.event_id}")


def _stands(visit: Visit, picture: Picture, version: int) -> str:
    """Return on which version a plan rests, and whether that is or will be an earlier one."""
    newest, draft = picture.published, picture.draft
    if newest and version < newest.version:
        return visit.cat.text("ui.picture.plan.behind", version=version, newest=newest.version)
    if draft:
        return visit.cat.text("ui.picture.plan.until", version=version, next=draft.version)
    return visit.cat.text("ui.picture.plan.current", version=version)


def _measures(visit: Visit, picture: Picture) -> Iterator[Resting]:
    findings = {each.finding_id: each for each in picture.details.of(Finding)}
    words = visit.words(Measure)
    for each in picture.details.of(Measure):
        answered = [name_of(visit, findings[key]) for key in each.addresses_findings if key in findings]
        if answered and each.status != "dropped":
            told = visit.cat.text("ui.picture.measure.answers", findings=visit.cat.listed(answered))
            yield Resting("measure", words.show("code", each.code), told, f"/events/{each.event_id}")
