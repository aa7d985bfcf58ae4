"""Forms as browsers send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from adapters.http.authentication import Session
from adapters.http.cross_site import SameOrigin, check_csrf
from adapters.http.services import SignedIn

Form = Mapping[str, tuple[str, ...]]


def first(form: Form, name: str) -> str:
    """Return a field's first value, empty where there is none."""
    return next(iter(form.get(name, ())), "")


async def _fields(request: Request, _checked: SameOrigin) -> Form:
    """Return the form that was sent; empty for what is none. Raises HTTPException 4xx."""
    try:
        async with request.form(max_files=0, max_fields=500) as form:
            names = dict.fromkeys(form)
            return {name: tuple(each for each in form.getlist(name) if isinstance(each, str)) for name in names}
    except HTTPException:
        raise
    except ValueError as error:
        raise HTTPException(400) from error


Sent = Annotated[Form, Depends(_fields)]


@dataclass(frozen=True)
class Submission:
    """A form that someone who is signed in has sent from a page of theirs."""

    session: SignedIn
    form: Form


async def _submission(_checked: SameOrigin, session: Session, form: Sent) -> Submission:
    """Return the form, whose hidden value is the session's. Raises Problem 403."""
    check_csrf(session, first(form, "csrf"))
    return Submission(session, form)


Submitted = Annotated[Submission, Depends(_submission)]
