"""``femsteg demo``: a county with an invented history, to look at and to try things in."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path

import click

from adapters.cli.ending import NOT_SET_UP, Ended
from adapters.cli.files import WRITTEN
from adapters.cli.opening import opened, settings_for
from adapters.cli.serving import address_of, following, host_and_port, listening, remembering, run
from adapters.demo import filling as demonstration
from adapters.postgres.server import embedded
from adapters.postgres.server.folder import is_marked


@click.command()
@host_and_port
@click.option("--tokens-file", type=WRITTEN, help="Write the API tokens there too, as JSON.")
@click.option(
    "--history",
    type=click.Choice(["full", "none"]),
    default="full",
    show_default=True,
    help="Whether a new demonstration has a history.",
)
@click.option("--reset", is_flag=True, help="Empty the demonstration first.")
@click.option("--yes", is_flag=True, help="Do not ask before emptying.")
def demo(host: str, port: int, tokens_file: Path | None, history: str, *, reset: bool, yes: bool) -> None:
    """Serve a demonstration: invented data, in a folder of its own, kept until --reset."""
    with listening(host, port) as listener:
        if reset:
            _empty(asked=yes)
        with opened("demo") as system:
            system.vocabularies.begin(version("femsteg"))
            if demonstration.fill(system, history=history == "full"):
                system.follower.catch_up()
            secrets = demonstration.renew_tokens(system)
            if tokens_file:
                demonstration.write_tokens(tokens_file, secrets)
            system.warm()
            click.echo("Invented data: nothing of it happened.\n\nAPI tokens, until the next start:")
            for name, secret in secrets.items():
                click.echo(f"  {name:<26} {secret}")
            click.echo(f"\nFemsteg: {address_of(listener)}  (Ctrl-C ends)")
            with following(system), remembering(system):
                run(system.app(demonstration.people()), listener)


def _empty(*, asked: bool) -> None:
    settings = settings_for("demo")
    if settings.database_url:
        raise Ended("--reset is for the demonstration's own folder: unset DATABASE_URL.", NOT_SET_UP)
    folder = settings.data_folder
    if not folder.exists():
        return
    if not asked:
        click.confirm(f"Remove everything in {folder}?", abort=True)
    embedded.stop(folder)
    if not is_marked(folder):
        raise Ended(f"{folder} holds other things than a demonstration: empty it yourself.", NOT_SET_UP)
    # Not a link itself, but what it leads to.
    shutil.rmtree(folder.resolve())
