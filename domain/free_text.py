"""Text that someone wrote, which must be erasable: a command carries it, and all that is recorded is a commitment.

Text and salt are to lie outside the log; once both are deleted, the commitment says nothing of the text. What is
derived from a command (an event, a receipt's request hash) is made from its serialized form, in which there is no text.
"""

from __future__ import annotations

import hmac
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, model_serializer

from domain.messages import Message
from domain.values import Closed, Digest, SafeText

# 128 random bits. A request that is repeated brings the same salt, or it would not be the same request.
Salt = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$"), Closed("salt")]


class FreeTextRef(Message):
    """A text as an event holds it: its id and the commitment to it."""

    ref: UUID
    commitment: Digest


class FreeText(Message):
    """A text as a command carries it; serialized, it is the ``FreeTextRef``."""

    ref: UUID
    text: Annotated[SafeText, Field(min_length=1, repr=False)]
    salt: Annotated[Salt, Field(repr=False)]

    @property
    def commitment(self) -> str:
        """HMAC-SHA-256 of the text in UTF-8, under the salt's bytes."""
        return hmac.digest(bytes.fromhex(self.salt), self.text.encode(), "sha256").hex()

    @model_serializer
    def _as_reference(self) -> dict[str, str]:
        return {"ref": str(self.ref), "commitment": self.commitment}
