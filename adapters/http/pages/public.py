"""Pages that hold nothing of the work, for whoever comes, signed in or not."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from adapters.http.pages.templates import render
from adapters.http.services import Services, SignedIn
from adapters.i18n.catalogue import catalogue


def public_page(
    request: Request, core: Services, lang: str, session: SignedIn | None, template: str, /, **context: object
) -> Response:
    """Return a page for whoever comes, in the language of the session or of the browser."""
    return render(request, core, catalogue(session.language if session else lang), session, template, 200, context)
