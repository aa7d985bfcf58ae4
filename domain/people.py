"""Who acts: a pseudonym, a role and, for a municipality's own contact, the municipality."""

from __future__ import annotations

from domain.messages import Message
from domain.scope_codes import ScbCode
from domain.values import Code, PersonRef, Role


class Actor(Message):
    """The person behind a command, known by a random pseudonym alone."""

    ref: PersonRef
    role: Role
    municipality: ScbCode | None = None
    on_behalf_of: Code | None = None
