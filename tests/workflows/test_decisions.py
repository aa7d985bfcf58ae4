"""What a log says its decisions rest on, compared with what was so: each breach is found, and nothing else."""

from uuid import UUID

from tests.support.wandering import wandered
from workflows.decisions import Breach, Grounds, breaches


class Log:
    """Events as they are added, each an act of its own unless it is told with others."""

    def __init__(self) -> None:
        self.grounds: list[Grounds] = []
        self._acts = 0

    def act(self, *events: tuple[str, int, dict[str, int] | None], key: str | None = None) -> "Log":
        """Add the events of one act: of each the stream, the version and what it rests on."""
        self._acts += 1
        for stream, version, rests_on in events:
            number = len(self.grounds) + 1
            act = ("someone", key or f"act-{self._acts}")
            self.grounds.append(Grounds(number, UUID(int=number), stream, version, act, rests_on))
        return self

    @property
    def breaches(self) -> list[Breach]:
        return list(breaches(self.grounds))


def breach(position: int, stream: str, said: int | None, was: int) -> Breach:
    return Breach(position, UUID(int=position), stream, said, was)


def begun() -> Log:
    return Log().act(("municipality", 1, {})).act(("municipality", 2, {}))


class TestADecision:
    def test_rests_on_the_versions_that_there_were(self) -> None:
        log = begun().act(("journey", 1, {"municipality": 2, "picture": 0})).act(("municipality", 3, {}))
        assert log.act(("journey", 2, {"municipality": 3})).breaches == []

    def test_that_rests_on_an_older_one_is_named(self) -> None:
        log = begun().act(("journey", 1, {"municipality": 1})).act(("journey", 2, {"municipality": 2}))
        assert log.breaches == [breach(3, "municipality", 1, 2)]

    def test_that_rests_on_one_still_to_come_is_named(self) -> None:
        log = begun().act(("journey", 1, {"municipality": 3})).act(("municipality", 3, {}))
        assert log.breaches == [breach(3, "municipality", 3, 2)]

    def test_that_rests_on_an_empty_stream_which_had_begun_is_named(self) -> None:
        assert begun().act(("journey", 1, {"municipality": 0})).breaches == [breach(3, "municipality", 0, 2)]

    def test_is_named_once_for_each_stream(self) -> None:
        log = begun().act(("journey", 1, {"municipality": 1, "picture": 4}))
        assert log.breaches == [breach(3, "municipality", 1, 2), breach(3, "picture", 4, 0)]


class TestAnAct:
    def test_may_name_its_own_stream_as_it_was_before_or_as_far_as_it_had_come(self) -> None:
        log = begun().act(
            ("municipality", 3, {}),
            ("journey", 1, {"municipality": 2}),
            ("municipality", 4, {"journey": 0}),
            ("journey", 2, {"municipality": 4}),
        )
        assert log.breaches == []

    def test_may_not_name_a_version_between(self) -> None:
        log = begun().act(("municipality", 3, {}), ("municipality", 4, {}), ("journey", 1, {"municipality": 3}))
        assert log.breaches == [breach(5, "municipality", 3, 4)]

    def test_ends_where_another_begins(self) -> None:
        log = begun().act(("municipality", 3, {})).act(("journey", 1, {"municipality": 2}))
        assert log.breaches == [breach(4, "municipality", 2, 3)]

    def test_is_another_one_when_the_key_comes_again_later(self) -> None:
        log = Log().act(("municipality", 1, {}), key="k").act(("journey", 1, {}))
        assert log.act(("picture", 1, {"municipality": 0}), key="k").breaches == [breach(3, "municipality", 0, 1)]


class TestAStream:
    def test_with_a_hole_is_named_once(self) -> None:
        log = begun().act(("municipality", 4, {})).act(("municipality", 5, {}))
        assert log.breaches == [breach(3, "municipality", 3, 2)]

    def test_goes_on_behind_an_event_that_cannot_be_read(self) -> None:
        log = begun().act(("municipality", 3, None)).act(("journey", 1, {"municipality": 3}))
        assert log.breaches == [breach(3, "municipality", None, 2)]


def test_the_invented_and_the_wandered_history_hold() -> None:
    assert list(breaches(Grounds.of(each.envelope, each.position) for each in wandered())) == []
