"""``femsteg db``: the database, its schema, backup and restore."""

from __future__ import annotations

from pathlib import Path

import click
from click.decorators import pass_meta_key

from adapters import main
from adapters.cli.ending import NO_DATABASE, NOT_SET_UP, Ended
from adapters.cli.files import FILE, WRITTEN
from adapters.cli.opening import settings_for
from adapters.cli.token import line_of
from adapters.postgres.backup import companion, making, restoring
from adapters.postgres.backup.held import Held, held
from adapters.postgres.installation import Kind
from adapters.postgres.migrate import grant, migrate, status
from adapters.postgres.server import embedded
from adapters.runtime.clock import SystemClock
from adapters.settings import Settings

_settings = click.make_pass_decorator(Settings)
_KIND = "femsteg.kind"
_of_kind = pass_meta_key(_KIND, doc_description="the kind of data")
_VALID_AGAIN = (
    "These tokens let their holders in, as when the backup was made. Revoke what was revoked since, one by one\n"
    "(femsteg token revoke ID), or all (restore with --revoke-tokens):"
)
_OTHER_KIND = "{file} holds {found} data. It goes where {found} data is kept: femsteg db{option} restore."


@click.group()
@click.option("--demo", is_flag=True, help="The demonstration's database, not the one for real data.")
@click.pass_context
def db(ctx: click.Context, *, demo: bool) -> None:
    """Look after the database: DATABASE_URL's, else the embedded one."""
    kind: Kind = "demo" if demo else "real"
    ctx.meta[_KIND] = kind
    ctx.obj = settings_for(kind)


@db.command("start")
@_settings
def start_server(settings: Settings) -> None:
    """Start the embedded server; it runs until "stop", whoever uses it."""
    _embedded_only(settings)
    click.echo(embedded.start(settings.data_folder, keep=True))


@db.command("stop")
@_settings
def stop_server(settings: Settings) -> None:
    """Stop the embedded server, even while someone uses it."""
    _embedded_only(settings)
    click.echo("Stopped." if embedded.stop(settings.data_folder) else "It was not running.")


@db.command("migrate")
@click.option("--grant", "granting", is_flag=True, help="Give the application's roles what they need, too.")
@_settings
def migrate_schema(settings: Settings, *, granting: bool) -> None:
    """Bring the schema up to this version; needs the owner of the database."""
    url = main.database_url(settings)
    taken = migrate(url)
    click.echo(f"Taken: {', '.join(taken)}." if taken else "The schema is up to date.")
    if granting:
        grant(url)
        click.echo("Granted: femsteg_api, femsteg_audit, femsteg_server.")


@db.command("status")
@_settings
def show_status(settings: Settings) -> None:
    """Say whether the database answers, and what it holds; starts nothing."""
    url = settings.database_url
    if url:
        main.database_url(settings, writing=False)
        click.echo("Server: DATABASE_URL")
    else:
        server = embedded.status(settings.data_folder)
        click.echo(f"Server: embedded, in {settings.data_folder}, {'running' if server.running else 'not running'}")
        if server.url is None:
            raise Ended("Start it with: femsteg db start", NO_DATABASE)
        url = server.url
    for step in status(url):
        click.echo(f"Schema: {step.name}, {f'{step.applied_at:%Y-%m-%d}' if step.applied_at else 'to come'}")
    holds = held(url)
    click.echo(_told(holds) if holds else "Holds: nothing yet")


@db.command()
@click.argument("file", type=WRITTEN)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@_settings
def backup(settings: Settings, file: Path, *, force: bool) -> None:
    """Write all but the views to FILE, and what it holds to FILE.json; others may go on working."""
    if file.exists() and not force:
        raise Ended(f"{file} exists: choose another name, or --force.", NOT_SET_UP)
    click.echo(_told(making.backup(main.database_url(settings, writing=False), file)))


@db.command()
@click.argument("file", type=FILE)
@click.option("--revoke-tokens", "revoking", is_flag=True, help="Revoke all tokens in it: everyone needs a new one.")
@_of_kind
@_settings
def restore(settings: Settings, kind: Kind, file: Path, *, revoking: bool) -> None:
    """Fill an empty database from FILE, checked, or not at all; the views are made anew at the next start.

    Tokens that were revoked since the backup was made are valid again; they are listed.
    """
    backup = companion.read(file)
    found = backup.held.kind
    if found != kind:
        option = " --demo" if found == "demo" else ""
        raise Ended(_OTHER_KIND.format(file=file, found=found, option=option), NOT_SET_UP)
    url = main.database_url(settings)
    restored = restoring.restore(url, backup, revoked_at=SystemClock().now() if revoking else None)
    migrate(url)
    click.echo(_told(restored.held))
    if restored.tokens and kind == "real":
        lines = [_VALID_AGAIN, *map(line_of, restored.tokens)]
        click.echo("\n".join(lines), err=True)


def _embedded_only(settings: Settings) -> None:
    if settings.database_url:
        raise Ended("DATABASE_URL names a server that is not Femsteg's to start or stop.", NOT_SET_UP)


def _told(held: Held) -> str:
    return (
        f"Holds: {held.kind} data of county {held.county}, {held.events} events up to position {held.head}, "
        f"{held.receipts} receipts, {held.tokens} valid tokens"
    )
