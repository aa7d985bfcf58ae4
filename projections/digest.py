"""A digest of a projection's rows, and the proof by fresh replay that they are what the log says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from json import dumps

from projections.projection import Entry, Log, Projection, Version, Views
from projections.running import advance

_PAGE = 1000


@dataclass(frozen=True)
class Digest:
    """Of the rows as they are, and of every version that they have had; ``parked``: how many events are set aside."""

    position: int
    rows: str
    versions: str
    count: int
    parked: int


@dataclass(frozen=True)
class Proof:
    """A projection's digest, and that of a fresh replay of the log to the same position."""

    projection: Projection
    kept: Digest
    replayed: Digest

    @property
    def holds(self) -> bool:
        """Whether every row equals the log, now and at any time before, and nothing is set aside."""
        return self.kept == self.replayed and not self.kept.parked


def digest(projection: Projection, views: Views) -> Digest:
    """Return the digest of a projection's rows, whatever the order in which they are kept."""
    position, versions, parked = views.whole(projection)
    lines = sorted(canonical(projection, each) for each in versions)
    live = [line for line in lines if line.endswith(_LIVE)]
    return Digest(position, _sha256(live), _sha256(lines), len(live), len(parked))


_LIVE = ",null]"


def canonical(projection: Projection, version: Version) -> str:
    """Return a row and its time as one line of JSON."""
    row = version.row
    fields = dumps(row.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    end = "null" if version.valid_to is None else version.valid_to
    return f'["{projection.table(type(row))}",{fields},{version.valid_from},{end}]'


def prove(projection: Projection, log: Log, views: Views, empty: Callable[[], Views]) -> Proof:
    """Replay the log into ``empty`` views up to where the projection has read, and compare."""
    kept = digest(projection, views)
    fresh = empty()
    after = 0
    while after < kept.position:
        entries: list[Entry] = [each for each in log.read(after, _PAGE) if each.position <= kept.position]
        if not entries:
            break
        advance(projection, after, entries, log, fresh)
        after = entries[-1].position
    return Proof(projection, kept, digest(projection, fresh))


def _sha256(lines: Iterable[str]) -> str:
    found = sha256()
    for line in lines:
        found.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return found.hexdigest()
