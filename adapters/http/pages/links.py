"""Addresses on this site."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

from fastapi import Request

from adapters.http.scopes import scope_path
from domain.messages import Command
from domain.scope import Scope
from domain.values import Role
from workflows.actions.action import Action


def with_query(path: str, **parameters: object) -> str:
    """Return the path with those parameters that are given; one of several values stands there once for each."""
    given = {
        name: each if isinstance(each, tuple) else str(each)
        for name, each in parameters.items()
        if each not in (None, "", ())
    }
    query = urlencode(given, doseq=True)
    return f"{path}?{query}" if query else path


def current_address(request: Request) -> str:
    """Return the page's own address: path and query."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


# Forms are sent here and lead elsewhere: there is no page to come back to.
_PASSED = frozenset({"/sign-out", "/language"})


def local_address(address: str | None) -> str:
    """Return the address of a page on this site, the first page for any other."""
    given = address or "/"
    is_plain = all("!" <= each <= "~" for each in given) and "\\" not in given
    is_local = given.startswith("/") and not given.startswith("//") and is_plain
    return given if is_local and given.partition("?")[0] not in _PASSED else "/"


def back_address(request: Request, page: str) -> str:
    """Return the page on this site that an address says it leads back to, else the given one."""
    asked = request.query_params.get("back")
    return local_address(asked) if asked else page


def with_done(address: str, position: int) -> str:
    """Return the address of a page that says what was recorded at a position; its fragment stays last."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query="&".join(each for each in (parts.query, f"done={position}") if each)))


def form_address(scope_code: str, command: type[Command], **parameters: object) -> str:
    """Return where a command's form is, with these of its fields chosen."""
    return with_query(f"{scope_path(Scope.of(scope_code))}/act/{command.name.replace('.', '/')}", **parameters)


def action_address(scope_code: str, action: Action, **parameters: object) -> str:
    """Return where an action's form is."""
    return form_address(scope_code, action.command, **action.fixed, **parameters)


def why_address(scope_code: str, action: Action, role: Role | None = None) -> str:
    """Return where it is explained why an action may be taken or not."""
    scope = Scope.of(scope_code)
    fixed = {"step": action.fixed.get("step"), "assignment": action.fixed.get("assignment_id")}
    return with_query(f"{scope_path(scope)}/why-not", act=action.command.name, **fixed, role=role)
