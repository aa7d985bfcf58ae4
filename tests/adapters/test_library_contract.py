"""Our recorders, held to the event store library's own tests.

Not run, because they cannot apply:

- ``AggregateRecorderTestCase``: wants ``insert_events`` to return nothing, for recorders without positions;
  the library does not hold its own application recorders to it.
- ``ApplicationRecorderTestCase.optional_test_insert_subscribe``: a subscription waits for a notice that can
  be missed, so ours are refused; whoever follows the log reads it.
- ``TrackingRecorderTestCase``, ``ProcessRecorderTestCase``, ``InfrastructureFactoryTestCase``: views keep
  their own position, and stores are made by the composition root.
- ``TranscoderTestCase``: pydantic makes the bytes.
"""

import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from eventsourcing.persistence import ApplicationRecorder, NotSupportedError

from adapters.memory.event_store import MemoryRecorder
from adapters.postgres.log.datastore import Datastore
from adapters.postgres.log.recorder import FemstegRecorder

# The library's tests also test its cipher, whose package we neither use nor install.
_cipher = ModuleType("eventsourcing.cipher")
_cipher.__dict__["AESCipher"] = None
sys.modules.setdefault("eventsourcing.cipher", _cipher)

from eventsourcing.tests.persistence import (  # noqa: E402 - after the cipher's stand-in
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
)


class _OnPostgres:
    recorder: FemstegRecorder

    @pytest.fixture(autouse=True)
    def _database(self, database_url: str) -> Iterator[None]:
        datastore = Datastore(database_url)
        self.recorder = FemstegRecorder(datastore)
        yield
        datastore.close()

    def create_recorder(self) -> FemstegRecorder:
        return self.recorder


class TestPostgresRecorder(_OnPostgres, ApplicationRecorderTestCase[FemstegRecorder]):
    def test_refuses_what_would_lose_events(self) -> None:
        for refused in (self.recorder.create_table, self.recorder.subscribe):
            with pytest.raises(NotSupportedError):
                refused()


class TestPostgresOrder(_OnPostgres, NonInterleavingNotificationIDsBaseCase):
    insert_num = 1000


class TestMemoryRecorder(ApplicationRecorderTestCase[ApplicationRecorder]):
    def create_recorder(self) -> ApplicationRecorder:
        return MemoryRecorder()


class TestMemoryOrder(NonInterleavingNotificationIDsBaseCase):
    insert_num = 1000

    def create_recorder(self) -> ApplicationRecorder:
        return MemoryRecorder()
