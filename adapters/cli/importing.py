"""``femsteg import``: a county's history from a sheet, tried before anything is stored."""

from __future__ import annotations

import re
from pathlib import Path

import click

from adapters import main
from adapters.cli.ending import FOUND_ERRORS
from adapters.cli.files import FILE, WRITTEN
from adapters.cli.opening import language_option, opened, settings_for
from adapters.i18n.catalogue import catalogue
from adapters.importing.planning import ImportPlan, plan_import
from adapters.importing.report import ImportReport
from adapters.importing.running import run_import
from adapters.importing.sheet.file import read_sheet
from adapters.importing.sheet.sheet import UnreadableSheet
from adapters.importing.template.template import write_template
from adapters.importing.wording import reading_messages, row_message, sheet_message, source_messages
from adapters.main import System
from adapters.postgres.access import new_person_ref
from domain.people import Actor
from domain.places import scope_code
from domain.values import Role
from workflows.handling.handler import Handling

_REF = re.compile(r"p-[0-9a-f]{32}")


@click.command("import")
@click.argument("file", type=FILE, required=False)
@click.option("--dry-run", is_flag=True, help="Try everything, store nothing.")
@click.option("--yes", is_flag=True, help="Do not ask before storing.")
@click.option("--template", type=WRITTEN, help="Write an empty sheet to fill in, and end.")
@click.option("--actor", default="", help="Pseudonym of the coordinator who imports; a new one when left out.")
@language_option
def import_sheet(
    file: Path | None, template: Path | None, actor: str, language: str, *, dry_run: bool, yes: bool
) -> None:
    """Import a county's history from FILE (XLSX or CSV): each municipality wholly or not at all."""
    if template:
        settings = settings_for("real")
        write_template(template, settings.county, main.reference_data(settings).codes, language)
        click.echo(_say("template", language, path=click.format_filename(template)))
        return
    if file is None:
        raise click.UsageError("FILE or --template is needed.")
    if actor and not _REF.fullmatch(actor):
        raise click.UsageError("--actor: p- and 32 hexadecimal digits.")
    try:
        sheet = read_sheet(file)
    except UnreadableSheet as fault:
        click.echo(sheet_message(fault, language), err=True)
        raise click.exceptions.Exit(FOUND_ERRORS) from fault
    for line in reading_messages(sheet, language):
        click.echo(line)
    with opened("real") as system:
        plan = plan_import(sheet, system.reference.codes, system.county)
        for line in source_messages(plan, language):
            click.echo(line)
        importer = _Importer(system, plan, actor or new_person_ref(), language)
        sound = importer.run(dry_run=dry_run, asked=yes)
    if not sound:
        raise click.exceptions.Exit(FOUND_ERRORS)


class _Importer:
    """One sheet on its way into the log, in one language."""

    def __init__(self, system: System, plan: ImportPlan, actor_ref: str, language: str) -> None:
        self._system = system
        self._plan = plan
        self._actor = Actor(ref=actor_ref, role=Role.COORDINATOR)
        self._language = language

    def run(self, *, dry_run: bool, asked: bool) -> bool:
        """Try all rows, then store what may be stored; return whether there was no error."""
        tried = self._import(dry_run=True)
        self._tell(tried)
        if not tried.added:
            click.echo(self._say("nothing"))
        elif dry_run:
            click.echo(self._say("dry"))
        else:
            question = self._say("ask-some" if tried.errors else "ask", added=tried.added)
            if not asked:
                click.confirm(question, abort=True)
            return self._store() and not tried.errors
        return not tried.errors

    def _store(self) -> bool:
        done = self._import(dry_run=False)
        stored = [each for each in done.municipalities if each.stored and each.added]
        added = sum(each.added for each in stored)
        click.echo(self._say("done", added=added, places=len(stored)))
        return not done.errors

    def _import(self, *, dry_run: bool) -> ImportReport:
        length = len(self._plan.rows)
        with click.progressbar(length=length, label=self._say("at-work"), hidden=dry_run) as bar:
            return run_import(
                self._plan,
                self._actor,
                lambda store: Handling(store, self._system.clock, self._system.reference),
                self._system.store,
                dry_run=dry_run,
                progress=lambda done, _total: bar.update(done - bar.pos),
            )

    def _tell(self, report: ImportReport) -> None:
        for error in report.errors:
            click.echo(row_message(error, self._language, self._plan.codes), err=True)
        unread = self._plan.unread
        for each in report.municipalities:
            name = each.place.name
            code = scope_code(each.place)
            if each.errors or code in unread:
                count = len(each.errors) + sum(error.municipality == code for error in self._plan.errors)
                click.echo(self._say("errors", name=name, count=count))
            else:
                past = self._say("past", rules=", ".join(each.overridden)) if each.overridden else ""
                told = self._say("would", name=name, added=each.added, known=each.known, events=each.events)
                click.echo(f"{told} ({past})" if past else told)

    def _say(self, key: str, **params: object) -> str:
        return _say(key, self._language, **params)


def _say(key: str, language: str, **params: object) -> str:
    return catalogue(language).text(f"import.ui.{key}", **params)
