"""``femsteg verify``: proofs that what is shown is what the log says, and that what it says could be decided."""

from __future__ import annotations

from collections.abc import Iterator

import click

from adapters.cli.ending import FOUND_ERRORS, Ended
from adapters.cli.viewing import ALL, demo_option, named, opened_views, shown
from adapters.main import System
from projections.engine.digest import Proof, first_difference, prove
from workflows.decisions import Breach, breaches

_LOOKED_AT = 3


@click.group()
def verify() -> None:
    """Prove that what is shown is what the log says, and that its decisions rest on what was so."""


@verify.command()
@demo_option
def projections(*, demo: bool) -> None:
    """Replay the log and compare every row of every view with it, those of the past too; say where they differ."""
    with opened_views(demo=demo) as system:
        proofs = prove(named(ALL), system.log, system.views, shown)
        for proof in proofs:
            click.echo(_told(proof))
            for line in _where(proof, system):
                click.echo(f"  {line}")
    failed = [proof for proof in proofs if not proof.holds]
    if differing := ", ".join(proof.projection.name for proof in failed if proof.differing):
        raise Ended(f"Not what the log says: {differing}. Make anew with: femsteg rebuild NAME", FOUND_ERRORS)
    if parked := ", ".join(f"{proof.projection.name} ({proof.kept.parked})" for proof in failed):
        raise Ended(f"What the log says, but for events set aside: {parked}. See: femsteg parked list", FOUND_ERRORS)


@verify.command()
@demo_option
def decisions(*, demo: bool) -> None:
    """Read the log and check that each decision rests on streams as they were; name each that does not."""
    with opened_views(demo=demo, checked=False) as system:
        head = system.log.head()
        with shown(system.log.grounds(head), head, "log") as log:
            found = list(breaches(log))
    for each in found:
        click.echo(f"position {each.position}: event {each.event_id} {_how(each)}")
    if found:
        raise Ended(f"Not what was so: {len(found)} of the grounds of {head} events.", FOUND_ERRORS)
    click.echo(f"{head} events: each decision rests on what was so.")


def _how(breach: Breach) -> str:
    if breach.said is None:
        return f"cannot be read: {breach.stream}"
    return f"rests on {breach.stream} at version {breach.said}, which was at {breach.was}"


def _told(proof: Proof) -> str:
    kept = proof.kept
    verdict = "DIFFERS" if proof.differing else "equal"
    parked = f", {kept.parked} events set aside" if kept.parked else ""
    return (
        f"{proof.projection.name:<14} {verdict:<8} {kept.count:>8} rows at position {kept.position}  "
        f"digest {kept.rows}{parked}"
    )


def _where(proof: Proof, system: System) -> Iterator[str]:
    """Yield the first place that differs in some municipalities, and how many more there are."""
    for scb_code in proof.differing[:_LOOKED_AT]:
        found = first_difference(proof.projection, scb_code, system.log, system.views)
        if found is None:
            yield f"municipality {scb_code}: equal by now"
        else:
            table, key, since = found.place
            yield f"municipality {scb_code}: {table} {key} from position {since}: {found.how}"
    if more := proof.differing[_LOOKED_AT:]:
        yield f"and {len(more)} more municipalities"
