"""A municipality's work as its pages need it: read once for one visit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, TypeVar

from fastapi import Depends

from adapters.http.pages.dependencies import Reader
from adapters.http.pages.item_names import Names
from adapters.http.pages.visit import Visit
from adapters.http.reading.details import details
from adapters.http.reading.standing import MatrixRow
from adapters.http.reading.standing import municipality as standing_of
from adapters.i18n.words import Words
from domain.places import Place
from domain.process import ProcessDefinition
from domain.standing import Standing
from domain.values import Step
from projections.municipality.detail import Detail, Details
from workflows.actions.actions import Actions
from workflows.reference.reference import UnknownVersion

T = TypeVar("T")
# The page on which each step is worked, under the municipality's own address.
PAGES: Mapping[Step, str] = {
    Step.SITUATION_PICTURE: "situation-picture",
    Step.STRUCTURE_REVIEW: "structure",
    Step.ACTION_PLAN: "plan",
    Step.STAFF_TRAINING: "training",
    Step.ONGOING_SUPPORT: "support",
}


@dataclass(frozen=True)
class Work:
    """One municipality's standing and the parts of its work, as a visitor may read them; ``row``: None for unknown."""

    visit: Visit
    place: Place
    row: MatrixRow | None
    details: Details

    @property
    def scope_code(self) -> str:
        """The municipality's code."""
        return self.place.scb_code

    @property
    def path(self) -> str:
        """Where all addresses of the municipality begin."""
        return f"/municipalities/{self.place.scb_code}"

    def page(self, step: Step) -> str:
        """Return the address of the page where a step is worked."""
        return f"{self.path}/{PAGES[step]}"

    def events(self, step: Step) -> str:
        """Return the address of a step's events."""
        return f"{self.path}/timeline?step={step}"

    @cached_property
    def standing(self) -> Standing:
        """Where the municipality stands; outside the programme, where nothing is known of it."""
        return self.row.standing if self.row else Standing(**self.place.model_dump())

    @cached_property
    def actions(self) -> Actions:
        """What may be done and why not, over one look at the streams; by the rules of the moment that is shown."""
        return self.visit.actions.at_once()

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the ids in its parts are called."""
        return Names(self.visit, self.details)

    def kept(self, what: str, about: Hashable, make: Callable[[], T]) -> T:
        """Return what its rows come to in the words and on the day of the moment that is shown, as it was last made."""
        known = (self.visit.lang, self.visit.today, *self.visit.moment.asked.items(), about)
        return self.visit.reading.kept(self.place.scb_code, what, known, make)

    def flowing(self, kind: type[Detail]) -> Words:
        """Return how values of such parts are worded inside a sentence."""
        return replace(self.visit.words(kind, self.names), flowing=True)

    @cached_property
    def definition(self) -> ProcessDefinition | None:
        """The version of the process that the journey follows; None for one that is not known here."""
        try:
            return self.visit.core.reference.definition(self.standing.definition)
        except UnknownVersion:
            return None


def work_of(visit: Visit, scb_code: str, expected: Collection[type[Detail]] | None = None) -> Work:
    """Return a municipality's work; ``expected``: the kinds of parts that the page shows. Raises Problem 404."""
    place = visit.place(scb_code)
    row = standing_of(visit.reading, scb_code, visit.today)
    return Work(visit, place, row, details(visit.reading, scb_code, expected))


def _work(scb_code: str, visit: Reader) -> Work:
    return work_of(visit, scb_code)


# The work of the municipality in the address, for whoever may read it.
WorkHere = Annotated[Work, Depends(_work)]
