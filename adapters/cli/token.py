"""``femsteg token``: who may come in."""

from __future__ import annotations

import re
from uuid import UUID

import click

from adapters.cli.ending import FOUND_ERRORS, NOT_SET_UP, Ended
from adapters.cli.opening import opened
from adapters.postgres.access import Token, new_person_ref
from domain.people import Actor
from domain.values import USER_ROLES, Role
from workflows.reference import places
from workflows.reference.place_names import municipality_named

_LABEL = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_REF = re.compile(r"p-[0-9a-f]{32}")
_ELSEWHERE = "The municipality {municipality} does not lie in county {county}, which this database belongs to."


@click.group()
def token() -> None:
    """Make, list and revoke API tokens for real data; a token also signs in on the pages."""


@token.command()
@click.option("--role", type=click.Choice([str(each) for each in Role if each in USER_ROLES]), required=True)
@click.option("--municipality", metavar="PLACE", help="A contact person's own municipality: 1784, or its name.")
@click.option("--label", default="", help="What to know it by: small letters, digits and hyphens, never a name.")
@click.option("--actor", default="", help="Pseudonym of someone who has acted before, from the list.")
def create(role: str, municipality: str | None, label: str, actor: str) -> None:
    """Make a token; its secret is shown now and never again."""
    if (role == Role.CONTACT) != (municipality is not None):
        raise click.UsageError("--municipality is for the role contact, which needs it.")
    if municipality is not None:
        place = municipality_named(municipality)
        if place is None:
            raise click.UsageError(f"No municipality has the code or name {municipality}.")
        municipality = place.scb_code
    label = label or "-".join(filter(None, (role, municipality)))
    if not _LABEL.fullmatch(label):
        raise click.UsageError("--label: small letters, digits and hyphens, at most 64.")
    if actor and not _REF.fullmatch(actor):
        raise click.UsageError("--actor: p- and 32 hexadecimal digits.")
    with opened("real") as system:
        if municipality and municipality not in {each.scb_code for each in places.municipalities(system.county)}:
            raise Ended(_ELSEWHERE.format(municipality=municipality, county=system.county), NOT_SET_UP)
        holder = Actor(ref=actor or new_person_ref(), role=Role(role), municipality=municipality)
        token_id = system.clock.new_id()
        secret = system.access.create_token(holder, label, token_id, system.clock.now())
    click.echo(f"Token {token_id} for {holder.ref}. Its secret is shown this once:", err=True)
    click.echo(secret)


@token.command("list")
def list_tokens() -> None:
    """List tokens, the newest first; never their secrets."""
    with opened("real") as system:
        for each in system.access.tokens():
            click.echo(line_of(each))


def line_of(each: Token) -> str:
    """Return what is told of a token, without its secret."""
    state = f"revoked {each.revoked_at:%Y-%m-%d}" if each.revoked_at else "valid"
    role = f"{each.role} {each.municipality}" if each.municipality else each.role
    return f"{each.id}  {each.created_at:%Y-%m-%d}  {state:<18}  {role:<13}  {each.actor_ref}  {each.label}"


@token.command()
@click.argument("token_id", type=click.UUID)
def revoke(token_id: UUID) -> None:
    """Revoke a token, and end the sessions that came of it, at once."""
    with opened("real") as system:
        if not system.access.revoke_token(token_id, system.clock.now()):
            raise Ended(f"There is no valid token {token_id}.", FOUND_ERRORS)
    click.echo(f"Token {token_id} is revoked.")
