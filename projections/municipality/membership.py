"""The municipality's way into the programme: contacts before any decision, and its decisions to take part."""

from __future__ import annotations

from typing import Literal, cast

from domain.messages import Event, Recorded
from domain.municipality import events
from domain.municipality.events import ActorCode, Initiator, OutreachKind, Trigger
from domain.values import RecordNumber
from projections.engine.handlers import Handlers, on
from projections.engine.rows import Rows
from projections.municipality.detail import Detail, put

What = Literal["national-prompt-received", "formalisation-decided", "municipality-joined", "municipality-left"]


class Decision(Detail, section="decision"):
    """What led to membership or ended it; ``ref`` is the event's id, ``what`` its name."""

    what: What
    actor_code: ActorCode | None = None
    trigger: Trigger | None = None
    decision_ref: RecordNumber | None = None


class Outreach(Detail, section="outreach"):
    """A contact before any decision; ``ref`` is the event's id."""

    kind: OutreachKind
    initiated_by: Initiator


def _decided(rows: Rows, recorded: Recorded, event: Event) -> None:
    what = cast("What", recorded.topic.split(".")[1])
    put(rows, recorded, Decision, recorded.envelope.event_id, fields={"what": what, **dict(event)})


HANDLERS: Handlers = dict(
    [
        on(events.OutreachMade, lambda rows, it, _: put(rows, it, Outreach, it.envelope.event_id)),
        on(events.NationalPromptReceived, _decided),
        on(events.FormalisationDecided, _decided),
        on(events.MunicipalityJoined, _decided),
        on(events.MunicipalityLeft, _decided),
    ]
)
