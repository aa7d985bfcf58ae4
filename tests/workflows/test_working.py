"""States folded onto what was folded before are the states of the whole stream."""

from dataclasses import replace

from domain.aggregates import aggregate_of
from domain.correction import EntryCorrection, effective
from domain.messages import Recorded
from tests.support.views import history
from workflows.states import States


def streams() -> dict[str, list[Recorded]]:
    found: dict[str, list[Recorded]] = {}
    for each in history():
        if not each.envelope.stream.startswith("audit/"):
            found.setdefault(each.envelope.stream, []).append(each)
    return found


def folded_anew(stream: str, events: list[Recorded]) -> object:
    return replace(aggregate_of(stream).fold(effective(events)), entries=len(events))


def test_every_prefix_of_every_stream_folds_to_the_same_state() -> None:
    states, corrections = States(), 0
    for stream, events in streams().items():
        for number in range(len(events) + 1):
            assert states.fold(stream, events[:number]) == folded_anew(stream, events[:number])
        corrections += sum(isinstance(each.event, EntryCorrection) for each in events)
    assert corrections, "void: nothing was corrected"


def test_a_stream_that_is_another_under_the_same_name_is_folded_anew() -> None:
    states = States()
    stream, events = max(streams().items(), key=lambda each: len(each[1]))
    states.fold(stream, events)
    other = [*events[1:3], *events[4:]]
    assert states.fold(stream, other) == folded_anew(stream, other)
    assert states.fold(stream, events[:2]) == folded_anew(stream, events[:2])


def test_what_is_about_to_be_appended_is_folded_and_not_remembered() -> None:
    states = States()
    stream, events = max(streams().items(), key=lambda each: len(each[1]))
    tried = [*events[:-1], replace(events[-1], position=0)]
    assert states.fold(stream, tried) == folded_anew(stream, events)
    assert len(states) == 0


def test_only_so_many_are_remembered() -> None:
    states = States(most=2)
    for stream, events in streams().items():
        states.fold(stream, events)
    assert len(states) == 2
