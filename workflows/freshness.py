"""How fresh what the work rests on is (X3): picture, plan, training, contact and visit, each by its own limit.

The limits are the definition's data; a version of the process with others lets the same facts grow old otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from domain.calendar import add_months
from domain.process import ProcessDefinition
from domain.standing import Standing
from workflows.attention.view import plan_looked_over

Name = Literal["picture", "plan", "training", "contact", "visit"]
# From how many days before its last one on a link is to be watched.
SOON_DAYS = 14


@dataclass(frozen=True)
class Link:
    """One link of the chain: fresh from a day until another, its last; both None where there is nothing to grow old.

    ``events``: ids of the events that it is counted from.
    """

    name: Name
    since: date | None = None
    until: date | None = None
    events: tuple[str, ...] = ()

    def days_left(self, day: date) -> int | None:
        """Return how many days are left, less than 0 once it is past its last one."""
        return (self.until - day).days if self.until else None

    def used(self, day: date) -> float:
        """Return the share of its time that has passed, at most 1; all of it where there is nothing."""
        if self.since is None or self.until is None or self.until <= self.since:
            return 1.0
        return min(max((day - self.since).days / (self.until - self.since).days, 0.0), 1.0)


def chain(standing: Standing, definition: ProcessDefinition) -> Sequence[Link]:
    """Return the links of a member's chain, in the order in which one rests on the other; none of one that is not."""
    return tuple(_links(standing, definition)) if standing.membership == "joined" else ()


def weakest(links: Sequence[Link]) -> Link | None:
    """Return the link that runs out first, or ran out earliest; None where none has anything to grow old."""
    return min((each for each in links if each.until), key=lambda each: each.until or date.max, default=None)


def _links(standing: Standing, definition: ProcessDefinition) -> Iterator[Link]:
    limits = definition.thresholds
    begun = standing.picture_due_set_on or standing.picture_published_on
    yield Link("picture", begun, standing.picture_due_on, standing.behind("picture_due"))
    yield _plan(standing, limits.plan_review_months)
    trained = standing.last_training_on
    lasts = add_months(trained, limits.training_fresh_months) if trained else None
    yield Link("training", trained, lasts, standing.behind("training"))
    yield _since(standing, "contact", standing.last_contact_on, limits.contact_silence_amber_days)
    yield _since(standing, "visit", standing.last_visit_on, limits.visit_gap_amber_days)


def _plan(standing: Standing, months: int) -> Link:
    begun = plan_looked_over(standing)
    if begun is None or standing.plan_at_work:
        return Link("plan")
    if standing.plan_settled == "declined":
        return Link("plan", standing.plan_settled_on, standing.plan_revisit_on, standing.behind("plan"))
    due, valid = add_months(begun.on, months), standing.plan_valid_until
    return Link("plan", begun.on, min(due, valid) if valid else due, begun.events)


def _since(standing: Standing, name: Literal["contact", "visit"], last: date | None, days: int) -> Link:
    """Return a link that counts from the last time, at the earliest from when the municipality became a member."""
    joined = standing.joined_on
    since = max(last, joined) if last and joined else joined
    counted = standing.behind(name) if last and since == last else standing.behind("membership")
    return Link(name, since, since + timedelta(days=days) if since else None, counted)
