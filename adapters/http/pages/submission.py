"""Forms as browsers send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from secrets import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from adapters.http.authentication import MaybeSession
from adapters.http.cross_site import SameOrigin
from adapters.http.moment_parameters import refuse_in_the_past
from adapters.http.problems import Problem
from adapters.http.services import SignedIn
from domain.people import Actor

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


def author_mark(csrf: str, actor: Actor) -> str:
    """Return what tells whose form it is, once they have signed in again: to others it says nothing."""
    return sha256(f"{csrf}/{actor.ref}".encode("utf-8", "replace")).hexdigest()


def is_by(actor: Actor, form: Form) -> bool:
    """Whether a form was made for this person, in whichever session of theirs."""
    return _same(author_mark(first(form, "csrf"), actor), first(form, "author"))


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


class SessionEnded(Problem):
    """A form came after its session had ended; the page to sign in on carries it."""

    def __init__(self, form: Form) -> None:
        super().__init__(401, "unauthenticated")
        self.form = form


@dataclass(frozen=True)
class Submission:
    """A form that someone who is signed in has sent from a page of theirs.

    ``is_earlier``: from a page of an earlier session, so that it is to be shown to them again and not carried out.
    """

    session: SignedIn
    form: Form
    is_earlier: bool = False


async def _submission(request: Request, _checked: SameOrigin, session: MaybeSession, form: Sent) -> Submission:
    """Return the form, whose hidden value is the session's.

    Raises SessionEnded, Problem 403 for another's, 409 for one of a page of the past.
    """
    refuse_in_the_past(request)
    if session is None:
        raise SessionEnded(form)
    if _same(session.csrf, first(form, "csrf")):
        return Submission(session, form)
    if is_by(session.actor, form):
        return Submission(session, form, is_earlier=True)
    raise Problem(403, "form-of-another")


Submitted = Annotated[Submission, Depends(_submission)]
