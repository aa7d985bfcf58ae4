"""Whether all decisions of a log hold what they rest on: how random histories and fault tests end."""

from collections.abc import Iterator

from workflows.decisions import Breach, Grounds, breaches
from workflows.ports import EventStore

_PAGE = 5000


def all_grounds(store: EventStore) -> Iterator[Grounds]:
    """Yield what each event says of the decision behind it."""
    position = 0
    while page := store.read(position, _PAGE):
        yield from (Grounds.of(each.envelope, each.position) for each in page)
        position = page[-1].position


def breached(store: EventStore) -> list[Breach]:
    """Return where a decision rests on what was not so."""
    return list(breaches(all_grounds(store)))
