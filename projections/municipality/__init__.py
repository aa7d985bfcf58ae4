"""What does one municipality's work consist of? (M1) One row for each answer, finding, structure, measure and so on."""

from __future__ import annotations

from domain.messages import Recorded
from projections.engine.handlers import Handlers, handle
from projections.engine.projection import Projection
from projections.engine.rows import Rows
from projections.municipality import (
    action_plan,
    contact,
    journey,
    membership,
    situation_picture,
    structure_review,
    support,
    training,
)
from projections.municipality.detail import DetailRow

HANDLERS: Handlers = {
    **membership.HANDLERS,
    **contact.HANDLERS,
    **journey.HANDLERS,
    **situation_picture.HANDLERS,
    **structure_review.HANDLERS,
    **action_plan.HANDLERS,
    **training.HANDLERS,
    **support.HANDLERS,
}


def project(rows: Rows, recorded: Recorded) -> None:
    """Put or change what the event is about."""
    handle(HANDLERS, rows, recorded)


MUNICIPALITY = Projection("municipality", 10, (DetailRow,), project, tuple(HANDLERS))
