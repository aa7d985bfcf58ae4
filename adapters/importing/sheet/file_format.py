"""Which format a file has, by its content before its name."""

from __future__ import annotations

import io
import zipfile

from adapters.importing.sheet.sheet import UnreadableSheet

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".csv", ".txt", ""})
_TEXTS = frozenset({".csv", ".txt", ".tsv"})


def format_of(content: bytes, suffix: str) -> str:
    """Return ``CSV``, ``XLSX``, the name of another format of spreadsheets, or nothing for any other file.

    Raises UnreadableSheet for one with a password, and for one that should be a workbook and is none.
    """
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise UnreadableSheet("password")
        return "XLS" if suffix in _WORKBOOKS else ""
    if content.startswith(_ZIP):
        return _packed(content)
    if suffix in _TEXTS:
        return "CSV"
    if suffix in _WORKBOOKS:
        if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
            return "HTML/XML"
        raise UnreadableSheet("broken")
    return ""


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            kind = _beginning(packed, "mimetype") if "mimetype" in names else b""
            book = _beginning(packed, "xl/workbook.xml") if "xl/workbook.xml" in names else b""
    except Exception as error:  # a broken archive makes the library raise anything
        raise UnreadableSheet("broken") from error
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ODS"
    if "xl/workbook.bin" in names:
        return "XLSB"
    if b"purl.oclc.org/ooxml" in book:
        return "Strict Open XML"
    if any(each.startswith("xl/") for each in names):
        return "XLSX"
    return "NUMBERS" if any(each.endswith(".iwa") for each in names) else ""


def _beginning(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        return part.read(4096)
