"""Looking into a workbook's archive before the library reads it: it must not take minutes or gigabytes."""

from __future__ import annotations

import zipfile
from xml.parsers import expat

from adapters.importing.sheet.sheet import UnreadableSheet
from adapters.importing.sheet.time_limit import check_time

MAX_UNPACKED_BYTES = 150_000_000
MAX_STRINGS = 500_000
MAX_CELLS = 2_000_000
_MAX_ELEMENTS = 3_000_000
# Two tags for a cell and two for its value.
_TAGS_OF_A_CELL = 4
_CHUNK = 1 << 18
# What the library reads as a whole when it opens a workbook, by root element in small letters.
_READ_WHOLE = frozenset({"sst", "stylesheet", "workbook", "types", "relationships", "coreproperties", "properties"})


def check_archive(packed: zipfile.ZipFile) -> None:
    """Refuse an archive that holds more than any sheet with a history does. Raises UnreadableSheet."""
    parts = packed.infolist()
    if any(each.flag_bits & 1 for each in parts):
        raise UnreadableSheet("password")
    if sum(each.file_size for each in parts) > MAX_UNPACKED_BYTES:
        raise UnreadableSheet("too-large", limit=MAX_UNPACKED_BYTES // 1_000_000)
    tags = 0
    for each in parts:
        if each.filename.lower().endswith((".xml", ".rels")):
            part = _Part()
            part.read(packed, each)
            tags += part.tags
            if tags > MAX_CELLS * _TAGS_OF_A_CELL:
                raise UnreadableSheet("too-many-cells", limit=MAX_CELLS)


def local_name(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.rpartition(":")[2]


class _Part:
    """One part of the archive on its way through the parser, until it is known or too much of it is."""

    def __init__(self) -> None:
        self.root = ""
        self.tags = 0
        self._strings = 0
        self._elements = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._began
        self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def read(self, packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        """Count what is in a part that the library reads as a whole, and the tags of a sheet."""
        with packed.open(info) as part:
            while chunk := part.read(_CHUNK):
                check_time()
                if self.root == "worksheet":
                    self.tags += chunk.count(b"<")
                    continue
                try:
                    self._parser.Parse(chunk)
                except expat.ExpatError:
                    return  # the library tells whether it needs this part
                if self.root == "worksheet":
                    self.tags += chunk.count(b"<")
                elif self.root not in _READ_WHOLE:
                    return

    def _began(self, name: str, _attributes: dict[str, str]) -> None:
        self._elements += 1
        name = local_name(name)
        if not self.root:
            self.root = name.lower()
            if self.root not in _READ_WHOLE:
                self._parser.StartElementHandler = None
        self._strings += name == "si"
        if self._strings > MAX_STRINGS or self._elements > _MAX_ELEMENTS:
            raise UnreadableSheet("too-many-strings", limit=MAX_STRINGS)


def _refuse_doctype(*_declared: object) -> None:
    raise UnreadableSheet("broken")
