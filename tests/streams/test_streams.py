"""Bytes that were once stored are read for ever: each topic as it was first written, and what its stream said then.

The files are never rewritten: what they hold is what installations hold.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import TypedDict

import pytest
from eventsourcing.persistence import StoredEvent

from adapters.mapper import FemstegMapper
from domain.aggregates import AGGREGATES
from domain.correction import effective
from domain.messages import TOPICS, Recorded
from workflows.streams import stream_id

FILES = sorted(Path(__file__).parent.glob("*.jsonl"))


class Line(TypedDict):
    """One stored event: its columns, and the class and fields that it must be read as."""

    topic: str
    state: str
    stream: str
    version: int
    read_as: str
    fields: dict[str, object]


def lines(path: Path) -> list[Line]:
    return [json.loads(each) for each in path.read_text(encoding="utf-8").splitlines() if '"state"' in each]


def expected(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8").splitlines()[-1])["expected"]


def stored(line: Line) -> StoredEvent:
    return StoredEvent(
        originator_id=stream_id(line["stream"]),
        originator_version=line["version"],
        topic=line["topic"],
        state=line["state"].encode(),
    )


def read(line: Line) -> Recorded:
    return FemstegMapper().to_domain_event(stored(line))


def plain(value: object) -> object:
    """Return a state as JSON has it; sets have no order, so theirs is the alphabet's."""
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, frozenset):
        return sorted((plain(each) for each in value), key=json.dumps)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [plain(each) for each in value]
    return value


ALL = [(line, path.stem) for path in FILES for line in lines(path)]


class TestStoredStreams:
    def test_hold_every_topic(self) -> None:
        assert set(TOPICS) == {line["topic"] for line, _ in ALL}

    @pytest.mark.parametrize("line", [line for line, _ in ALL], ids=lambda line: line["topic"])
    def test_are_read_as_they_were_meant(self, line: Line) -> None:
        event = read(line).event

        assert line["read_as"] == type(event).__qualname__
        assert line["fields"] == event.model_dump(mode="json")

    @pytest.mark.parametrize("line", [line for line, _ in ALL], ids=lambda line: line["topic"])
    def test_would_be_written_in_the_same_bytes(self, line: Line) -> None:
        again = FemstegMapper().to_stored_event(read(line))

        assert line["topic"] == again.topic
        assert line["state"].encode() == again.state

    @pytest.mark.parametrize("path", [each for each in FILES if each.stem in AGGREGATES], ids=lambda path: path.stem)
    def test_fold_to_the_state_that_they_had(self, path: Path) -> None:
        history = [read(line) for line in lines(path)]

        assert expected(path) == plain(AGGREGATES[path.stem].fold(effective(history)))
