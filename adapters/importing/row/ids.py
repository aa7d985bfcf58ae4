"""Ids that are made for what a sheet tells of: the same at every import."""

from __future__ import annotations

from uuid import UUID, uuid5

from adapters.importing.columns import MADE
from adapters.importing.words import folded
from domain.aggregates import RULES
from domain.messages import Command

NAMESPACE = UUID("0d9c4c1e-6c57-5f0b-8a52-3d1f2a6f7e90")


def made_id(code: str, kind: str, ref: str) -> UUID:
    """Return the id of what a sheet calls ``ref`` in a scope."""
    return uuid5(NAMESPACE, f"{code}/{kind}/{folded(ref)}")


def pseudonym(code: str, kind: str, ref: str) -> str:
    """Return the pseudonym of the person whom a sheet calls ``ref`` in a scope."""
    return f"p-{made_id(code, kind, ref).hex}"


def own_ids(command: type[Command]) -> tuple[str, ...]:
    """Return the id fields that the row's Ref fills; without a Ref nothing else in the sheet can point at them."""
    return tuple(name for name in RULES[command].makes if name not in MADE)
