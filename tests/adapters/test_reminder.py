"""A reminder as people meet it: in the demonstration, whose invented history has a pause that should have ended."""

from pathlib import Path

from adapters.demo.filling import add_history
from adapters.main import System, open_system
from adapters.settings import Settings
from domain.journey.events import JourneyPaused, PauseEndReminded
from domain.messages import Recorded
from domain.values import Channel, Role

HAMMARO = "1761"


def reminders(system: System) -> list[Recorded]:
    return [each for each in system.store.read(0, 100_000) if isinstance(each.event, PauseEndReminded)]


def test_appears_in_the_demonstration_once_and_marked_as_invented(database_url: str) -> None:
    with open_system(Settings(database_url=database_url, data_folder=Path("unused")), "demo") as system:
        assert add_history(system)
        system.follower.catch_up()
        [reminder] = reminders(system)
        pause = next(
            each for each in system.store.read(0, 100_000) if each.envelope.event_id == reminder.envelope.causation_id
        )
        assert isinstance(pause.event, JourneyPaused)
        assert (reminder.envelope.scope, reminder.envelope.stream) == (HAMMARO, pause.envelope.stream)
        assert (reminder.envelope.channel, reminder.envelope.actor_role) == (Channel.DEMO, Role.SYSTEM)
        system.follower.catch_up()
        assert len(reminders(system)) == 1
