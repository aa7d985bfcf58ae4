"""The municipality's decisions to take part."""

from __future__ import annotations

from domain.messages import Event, Recorded
from domain.municipality import events
from domain.municipality.events import ActorCode, Trigger
from domain.values import RecordNumber
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, put


class Decision(Detail, section="decision"):
    """What led to membership; ``ref`` is the name of the event."""

    actor_code: ActorCode | None = None
    trigger: Trigger | None = None
    decision_ref: RecordNumber | None = None


def _decided(rows: Rows, recorded: Recorded, _event: Event) -> None:
    put(rows, recorded, Decision, recorded.topic.split(".")[1])


HANDLERS: Handlers = dict(
    [
        on(events.NationalPromptReceived, _decided),
        on(events.FormalisationDecided, _decided),
        on(events.MunicipalityJoined, _decided),
    ]
)
