"""The style sheet and the icon."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from adapters.http.pages.templates import STATIC

_FOREVER = "public, max-age=31536000, immutable"


class _LastingFiles(StaticFiles):
    """Files whose address changes with their content, so that browsers may keep them."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: MutableMapping[str, Any],
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _FOREVER
        return response


def static_files() -> StaticFiles:
    """Return what serves them."""
    return _LastingFiles(directory=STATIC)
