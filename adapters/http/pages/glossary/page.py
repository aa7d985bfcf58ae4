"""The words of the domain, each explained in plain language."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from adapters.http.authentication import Core, Language, MaybeSession
from adapters.http.pages.glossary.terms import TERMS
from adapters.http.pages.public import public_page
from adapters.i18n.catalogue import Catalogue, catalogue
from workflows.reference.places import swedish_key

router = APIRouter(include_in_schema=False)


@router.get("/glossary")
def glossary(request: Request, core: Core, lang: Language, session: MaybeSession) -> Response:
    """Return the glossary, in the order of the words in the reader's language."""
    cat = catalogue(session.language if session else lang)
    return public_page(request, core, lang, session, "glossary/glossary.html", terms=terms(cat))


def terms(cat: Catalogue) -> list[tuple[str, str, str]]:
    """Return each term's key, its word and what it means."""
    told = ((key, cat.text(f"term.{key}"), cat.text(f"term.{key}.meaning")) for key in TERMS)
    return sorted(told, key=lambda each: swedish_key(each[1]))
