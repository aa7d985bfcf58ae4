"""Large pages sent packed, to browsers that take them so."""

from __future__ import annotations

import secrets
from io import BytesIO

from isal.igzip import IGzipFile
from starlette.requests import Request
from starlette.responses import Response

_LEVEL, _MOST_PADDING = 2, 100  # of four: the last takes twice the time for a fortieth of the size


def packed(request: Request, page: Response) -> Response:
    """Return the page packed, where that is understood.

    A page holds the value that forms carry, and what the address asks for: its length is blurred by a name of some
    length in the gzip header, so that it does not tell whether one occurs in the other.
    """
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return page
    out = BytesIO()
    name = "x" * secrets.randbelow(_MOST_PADDING)
    with IGzipFile(filename=name, mode="wb", compresslevel=_LEVEL, fileobj=out, mtime=0) as file:
        file.write(page.body)
    page.body = out.getvalue()
    page.headers["Content-Length"] = str(len(page.body))
    page.headers["Content-Encoding"] = "gzip"
    page.headers.add_vary_header("Accept-Encoding")
    return page
