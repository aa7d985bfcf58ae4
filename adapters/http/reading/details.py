"""The parts of a municipality's work."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from adapters.http.reading.protection import readable_details
from adapters.http.reading.reading import Reading
from projections.engine.views import EVERY_ROW, Query
from projections.municipality import MUNICIPALITY
from projections.municipality.detail import SECTIONS, D, Detail, DetailRow, Details


class ReadDetails(Details):
    """The parts of a municipality's work, as far as the person may read them: each kind is read when it is wanted.

    Those of the ``expected`` kinds are read at once.
    """

    def __init__(self, reading: Reading, scb_code: str, expected: Collection[type[Detail]]) -> None:
        super().__init__()
        self._reading, self._scb_code = reading, scb_code
        self._read: dict[type[Detail], Details] = {}
        self._parts: dict[str, Detail | None] = {}
        self._have(expected)

    def of(self, kind: type[D]) -> Sequence[D]:
        """Return the parts of one section."""
        self._have((kind,))
        return self._read[kind].of(kind)

    def by_ref(self, kind: type[Detail]) -> Mapping[str, Detail]:
        """Return the parts of one section by their ids."""
        self._have((kind,))
        return self._read[kind].by_ref(kind)

    def __len__(self) -> int:
        """Return how many parts were read."""
        return sum(len(each.of(kind)) for kind, each in self._read.items())

    def part(self, ref: str, kinds: Sequence[type[Detail]]) -> Detail | None:
        """Return the part with that id, of one of these kinds; of those that were not read it is read alone."""
        found = super().part(ref, [each for each in kinds if each in self._read])
        if found is None and (others := [each for each in kinds if each not in self._read]):
            if ref not in self._parts:
                self._parts[ref] = self._found(others, (("ref", ref),)).part(ref, others)
            return self._parts[ref]
        return found

    def by_section(self) -> Mapping[str, Sequence[Detail]]:
        """Return the sections that have any."""
        self._have(SECTIONS.values())
        return {name: found for name in sorted(SECTIONS) if (found := self.of(SECTIONS[name]))}

    def _have(self, kinds: Collection[type[Detail]]) -> None:
        if wanted := [each for each in kinds if each not in self._read]:
            self._read |= dict.fromkeys(wanted, self._found(wanted))

    def _found(self, kinds: Collection[type[Detail]], equals: tuple[tuple[str, object], ...] = ()) -> Details:
        if not self._reading.visibility.reaches(self._scb_code):
            return Details()
        sections = tuple(sorted({each.section_name for each in kinds}))
        among = () if len(sections) == len(SECTIONS) else (("section", sections),)
        asked = Query(DetailRow, equals=(("scb_code", self._scb_code), *equals), among=among, limit=EVERY_ROW)
        return self._reading.kept(self._scb_code, "parts", asked, lambda: self._read_anew(asked))

    def _read_anew(self, asked: Query) -> Details:
        rows = self._reading.select(MUNICIPALITY, asked, DetailRow)
        seen = readable_details(self._reading, self._scb_code, rows)
        return Details(row.detail for row in sorted(seen, key=lambda each: (each.section, each.detail.on, each.ref)))


def details(reading: Reading, scb_code: str, expected: Collection[type[Detail]] | None = None) -> Details:
    """Return the parts of a municipality's work by section, as far as the person may read them.

    ``expected``: the kinds that are wanted for certain, read at once; all where none are named.
    """
    return ReadDetails(reading, scb_code, SECTIONS.values() if expected is None else expected)


def details_everywhere(reading: Reading, *kinds: type[Detail]) -> Mapping[str, Details]:
    """Return such parts of every municipality's work, as far as the person may read them."""
    sections = tuple(each.section_name for each in kinds)
    rows = reading.select(MUNICIPALITY, Query(DetailRow, among=(("section", sections),), limit=EVERY_ROW), DetailRow)
    seen = [row for row in rows if reading.visibility.may_read(row.scb_code)]
    found: dict[str, list[Detail]] = {}
    for row in readable_details(reading, None, seen):
        found.setdefault(row.scb_code, []).append(row.detail)
    return {code: Details(parts) for code, parts in found.items()}
