"""A form as a browser sent it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

Form = Mapping[str, tuple[str, ...]]


async def sent_form(request: Request) -> Form:
    """Return the form that was sent; empty for what is none. Raises HTTPException 4xx."""
    try:
        async with request.form(max_files=0, max_fields=500) as form:
            names = dict.fromkeys(form)
            return {name: tuple(each for each in form.getlist(name) if isinstance(each, str)) for name in names}
    except HTTPException:
        raise
    except ValueError as error:
        raise HTTPException(400) from error


def first(form: Form, name: str) -> str:
    """Return a field's first value, empty where there is none."""
    return next(iter(form.get(name, ())), "")


Sent = Annotated[Form, Depends(sent_form)]
