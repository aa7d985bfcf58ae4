"""What was recorded once, put into a log as the bytes that it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.postgres.log.datastore import Datastore
from adapters.postgres.log.recorder import FemstegRecorder
from adapters.serialization.mapper import PlacedEvent
from domain.messages import Envelope
from workflows.streams import stream_id

_FOLDER = Path(__file__).parents[1] / "streams"
BEFORE = "periods-and-heads"
"""A municipality's log from when a period was a text and heads were counted."""
SINCE = "periods-and-heads.v3"
"""The same story as it is recorded since."""


def recording(name: str) -> list[PlacedEvent]:
    """Return a recorded log as rows."""
    told = (_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_row(json.loads(each)) for each in told]


def _row(line: dict[str, Any]) -> PlacedEvent:
    envelope = Envelope.model_validate(json.loads(line["state"])["envelope"])
    return PlacedEvent(
        originator_id=stream_id(envelope.stream),
        originator_version=envelope.version,
        topic=line["topic"],
        state=line["state"].encode(),
        event_id=envelope.event_id,
        recorded_at=envelope.recorded_at,
        stream=envelope.stream,
        scope=envelope.scope,
    )


def insert(url: str, rows: Sequence[PlacedEvent]) -> None:
    """Write rows into a log, byte for byte."""
    datastore = Datastore(url, 2)
    try:
        FemstegRecorder(datastore).insert_events(rows)
    finally:
        datastore.close()
