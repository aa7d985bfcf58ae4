"""Files joined into one: what browsers are served of a kind, packed, at an address that changes with the content."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Bundle:
    """Joined files under one name, beside ``STATIC``'s own."""

    name: str
    media_type: str
    content: bytes

    @cached_property
    def packed(self) -> bytes:
        """The content as gzip sends it."""
        return gzip.compress(self.content, mtime=0)

    @cached_property
    def address(self) -> str:
        """Where it is, for as long as it stays as it is."""
        return f"/static/{self.name}?v={sha256(self.content).hexdigest()[:12]}"


def joined(name: str, media_type: str, paths: Iterable[Path]) -> Bundle:
    """Return these files as one, in this order."""
    return Bundle(name, media_type, b"\n".join(each.read_bytes() for each in paths))


SCRIPT = joined(
    "femsteg.js",
    "text/javascript",
    (*sorted((STATIC / "vendor").glob("*/*.js")), *sorted((STATIC / "scripts").glob("*.js"))),
)
_STYLES = STATIC / "styles"
# The tokens come first: they name the order of the layers, so that the order of the rest tells nothing.
STYLE = joined(
    "femsteg.css",
    "text/css",
    (_STYLES / "tokens.css", *sorted(each for each in _STYLES.rglob("*.css") if each.name != "tokens.css")),
)
BUNDLES = {each.name: each for each in (SCRIPT, STYLE)}
