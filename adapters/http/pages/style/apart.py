"""What a page has once, drawn a second time beside it."""

from __future__ import annotations

import re

from markupsafe import Markup

_ID = re.compile(r' id="([^"]+)"')
_NAMED = re.compile(r'( (?:id|for|form|list|aria-labelledby|aria-describedby|href)="#?)([^"]+)')
_LANDMARK = re.compile(r'(<section\b)| role="region"')


def apart(before: str, drawn: Markup) -> Markup:
    """Return what was drawn with ``before`` at its ids, and wherever it names them.

    It does not ask for focus, and has no landmarks, of which there is one of a name.
    """
    ids = set(_ID.findall(drawn))

    def renamed(found: re.Match[str]) -> str:
        names = found[2].split(" ")
        return found[1] + " ".join(f"{before}{each}" if each in ids else each for each in names)

    again = _LANDMARK.sub(r'\1 role="group"', _NAMED.sub(renamed, drawn))
    return Markup(again.replace(" autofocus", ""))  # noqa: S704 (it was escaped when it was drawn)
