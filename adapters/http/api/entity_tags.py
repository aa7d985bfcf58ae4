"""Entity tags as clients send them back: several at once, and as proxies that compress have changed them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fastapi import Request

ANY = "*"
_TAG = re.compile(r'[ \t]*(?:(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"|([0-9]+|\*)|)[ \t]*(?:,|$)')
# Apache makes "36" into "36-gzip", Jetty into "36--gzip"; nginx makes it weak.
_CODING = re.compile(r"(?:--?|;)[A-Za-z]{2,12}$")


def sent_tags(request: Request, header: str) -> frozenset[str] | None:
    """Return what a header of a request names, weak or strong, without quotes; None where it cannot be read."""
    try:
        return frozenset(_tags(", ".join(request.headers.getlist(header))))
    except ValueError:
        return None


def _tags(given: str) -> Iterator[str]:
    end = 0
    while end < len(given):
        match = _TAG.match(given, end)
        if match is None:
            raise ValueError(given)
        quoted, bare = match.groups()
        if found := bare or _CODING.sub("", quoted or ""):
            yield found
        end = match.end()
