"""What needs attention, and why: due, stale and silent, derived from facts, the definition and a day (C1, G2, G3).

Nothing of this is stored: the same facts give another answer tomorrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from domain.process import ProcessDefinition
from domain.standing import OpenItem, Standing
from workflows.attention import content, journey
from workflows.attention.open_items import waiting
from workflows.attention.reason import Attention
from workflows.attention.view import View


def attention(
    standing: Standing, items: Sequence[OpenItem], definition: ProcessDefinition, day: date
) -> list[Attention]:
    """Return what needs attention on that day, the gravest first."""
    view = View(standing, definition, day)
    found = [*waiting(standing, items, definition, day)]
    if standing.membership == "joined":
        found += [
            *journey.people(view),
            *journey.journey(view),
            *journey.steps(view),
            *content.picture(view),
            *content.plan(view),
            *content.silence(view),
        ]
    return sorted(found, key=attrgetter("order"))
