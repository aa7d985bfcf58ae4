"""The style sheet, the script, the font and the icon."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from adapters.http.bundles import BUNDLES, STATIC, Bundle

_FOREVER = "public, max-age=31536000, immutable"


class _LastingFiles(StaticFiles):
    """Files whose address changes with their content, so that browsers may keep them."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        bundle = BUNDLES.get(path)
        if bundle is None or scope["method"] != "GET":
            return await super().get_response(path, scope)
        return _as_accepted(bundle, Headers(scope=scope).get("Accept-Encoding", ""))

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


def _as_accepted(bundle: Bundle, encodings: str) -> Response:
    headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" not in encodings:
        return Response(bundle.content, headers=headers, media_type=bundle.media_type)
    return Response(bundle.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=bundle.media_type)


def static_files() -> StaticFiles:
    """Return what serves them."""
    return _LastingFiles(directory=STATIC)
