"""Bytes that were once stored are read for ever: each topic as it was first written, and what its stream said then.

The files are never rewritten: what they hold is what installations hold. ``NAME.v2.jsonl`` tells the story of
``NAME.jsonl`` line by line as it was recorded once some of its events had got another meaning; the newest of a name
says what the older ones mean today.
"""

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypedDict

import pytest
from eventsourcing.persistence import StoredEvent

from adapters.serialization.mapper import FemstegMapper
from adapters.serialization.upcasting import UPCASTERS
from domain.aggregates import AGGREGATES
from domain.correction import effective
from domain.messages import TOPICS, Recorded
from workflows.streams import stream_id

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.jsonl"))
SUMS = "recorded.sha256"


class Line(TypedDict):
    """One stored event: its columns, and the class and fields that it was read as when it was recorded."""

    topic: str
    state: str
    stream: str
    version: int
    read_as: str
    fields: dict[str, object]


def lines(path: Path) -> list[Line]:
    return [json.loads(each) for each in path.read_text(encoding="utf-8").splitlines() if '"state"' in each]


def last(path: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
    return told


def aggregate(path: Path) -> str:
    """Return what the events of a file are about; where they are about several things, the first one's."""
    return lines(path)[0]["topic"].split(".", maxsplit=1)[0]


def name_of(path: Path) -> str:
    return path.name.split(".", maxsplit=1)[0]


def newest(path: Path) -> Path:
    """Return the file that tells the same story in the words of today."""
    generations = [each for each in FILES if name_of(each) == name_of(path)]
    return max(generations, key=lambda each: int((re.findall(r"\.v(\d+)\.", each.name) or ["1"])[0]))


def sums(folder: Path) -> dict[str, str]:
    return {each.name: sha256(each.read_bytes()).hexdigest() for each in folder.glob("*.jsonl")}


def noted(folder: Path) -> dict[str, str]:
    noted = (line.split() for line in (folder / SUMS).read_text(encoding="utf-8").splitlines())
    return {name: digest for digest, name in noted}


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


ALL = [(line, today) for path in FILES for line, today in zip(lines(path), lines(newest(path)), strict=True)]
RETIRED = [(line, today) for line, today in ALL if line["topic"] not in TOPICS]
FOLDED = [path for path in FILES if aggregate(path) in AGGREGATES and "expected" in last(path)]
IN_USE = [line for line, _ in ALL if line["topic"] in TOPICS]


def topic(case: object) -> str:
    return str(case["topic"]) if isinstance(case, dict) else ""


class TestRecordedBytes:
    def test_are_those_that_were_recorded(self) -> None:
        assert {"situation-picture.jsonl", "training.jsonl", "periods-and-heads.jsonl"} < sums(HERE).keys()
        assert noted(HERE) == sums(HERE)

    def test_that_were_touched_added_or_lost_would_be_noticed(self, tmp_path: Path) -> None:
        copy = Path(shutil.copytree(HERE, tmp_path / "streams"))
        assert noted(copy) == sums(copy)

        recorded = copy / "training.jsonl"
        whole = recorded.read_bytes()
        recorded.write_bytes(whole.replace(b"12", b"13", 1))
        assert noted(copy) != sums(copy)

        recorded.unlink()
        assert noted(copy) != sums(copy)

        recorded.write_bytes(whole)
        (copy / "unnoted.jsonl").write_bytes(whole)
        assert noted(copy) != sums(copy)


class TestStoredStreams:
    def test_hold_every_topic_that_is_in_use_or_ever_was(self) -> None:
        assert set(TOPICS) | set(UPCASTERS) == {line["topic"] for line, _ in ALL}
        assert set(UPCASTERS) == {line["topic"] for line, _ in RETIRED}

    @pytest.mark.parametrize("line", IN_USE, ids=topic)
    def test_are_read_as_they_were_meant(self, line: Line) -> None:
        event = read(line).event

        assert line["read_as"] == type(event).__qualname__
        assert line["fields"] == event.model_dump(mode="json")

    @pytest.mark.parametrize("line", IN_USE, ids=topic)
    def test_would_be_written_in_the_same_bytes(self, line: Line) -> None:
        again = FemstegMapper().to_stored_event(read(line))

        assert line["topic"] == again.topic
        assert line["state"].encode() == again.state

    @pytest.mark.parametrize(("line", "today"), RETIRED, ids=topic)
    def test_of_a_retired_topic_are_read_as_what_they_mean_today(self, line: Line, today: Line) -> None:
        recorded = read(line)

        assert today["topic"] == recorded.topic
        assert today["read_as"] == type(recorded.event).__qualname__
        assert today["fields"] == recorded.event.model_dump(mode="json")
        assert json.loads(line["state"])["envelope"] == json.loads(today["state"])["envelope"]

    @pytest.mark.parametrize(("line", "today"), RETIRED, ids=topic)
    def test_of_a_retired_topic_would_be_written_as_they_are_today(self, line: Line, today: Line) -> None:
        again = FemstegMapper().to_stored_event(read(line))

        assert today["topic"] == again.topic
        assert today["state"].encode() == again.state

    @pytest.mark.parametrize("path", FOLDED, ids=lambda path: path.stem)
    def test_fold_to_the_state_that_they_had(self, path: Path) -> None:
        history = [read(line) for line in lines(path)]

        state, then = AGGREGATES[aggregate(path)].fold(effective(history)), last(path)["expected"]

        # A state may know more by now; what it knew then, it still knows.
        assert then == {name: plain(getattr(state, name)) for name in then}
