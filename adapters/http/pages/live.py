"""Which pages are told what others change while somebody looks at them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.http.pages.links import with_query

_MUNICIPALITY = re.compile(r"/municipalities/(?P<code>[0-9]{4})(/.*)?")
_OF_ALL = re.compile(r"/|/(counties|work|work-queue|trail)(/.*)?")
_FORM = "/act/"
# Forms that show nothing which others could change, and what came of them.
_ENTERED = frozenset({"/work/bulk", "/work/entries"})


@dataclass(frozen=True)
class Live:
    """Where a page hears of changes; ``told_at``: where these are told in words.

    ``is_form``: it holds what somebody types, and is never renewed by itself.
    """

    address: str
    told_at: str
    is_form: bool


def live_of(path: str, county: str, position: int, *, is_sent: bool) -> Live | None:
    """Return where a page of the present hears of what comes after a position, None for pages that never change.

    ``is_sent``: the page answers a form that was sent, and is not to be had again by its address.
    """
    found = _MUNICIPALITY.fullmatch(path)
    if path in _ENTERED or (found is None and not _OF_ALL.fullmatch(path)):
        return None
    scope = found["code"] if found else county
    told_at = f"/municipalities/{scope}/timeline" if found else f"/counties/{scope}/timeline"
    return Live(with_query("/live", scope=scope, after=position), told_at, is_sent or _FORM in path)
