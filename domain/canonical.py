"""JSON in one form only, so that a digest over it can be computed anew in any language."""

from __future__ import annotations

from json import dumps


def canonical_json(value: object) -> str:
    """Return a value as RFC 8785 writes it: keys sorted, no white space, text as it is; to be encoded in UTF-8.

    Keys are ASCII and numbers are integers here, for which Python and the RFC agree.
    """
    return dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
