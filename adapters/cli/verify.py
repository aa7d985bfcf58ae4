"""``femsteg verify``: proofs that what is shown is what the log says."""

from __future__ import annotations

import click

from adapters.cli.ending import FOUND_ERRORS, Ended
from adapters.cli.viewing import ALL, demo_option, named, opened_views
from adapters.memory.views import empty_views
from projections.digest import Proof, prove


@click.group()
def verify() -> None:
    """Prove that what is shown is what the log says."""


@verify.command()
@demo_option
def projections(*, demo: bool) -> None:
    """Replay the log into memory and compare every row of every view with it, those of the past too."""
    with opened_views(demo=demo) as system:
        proofs = [prove(each, system.log, system.views, empty_views) for each in named(ALL)]
    for proof in proofs:
        click.echo(_told(proof))
    failed = [proof.projection.name for proof in proofs if not proof.holds]
    if failed:
        raise Ended(f"Not what the log says: {', '.join(failed)}. Make anew with: femsteg rebuild NAME", FOUND_ERRORS)


def _told(proof: Proof) -> str:
    kept = proof.kept
    verdict = "equal" if kept == proof.replayed else "DIFFERS"
    parked = f", {kept.parked} events set aside" if kept.parked else ""
    return (
        f"{proof.projection.name:<14} {verdict:<8} {kept.count:>8} rows at position {kept.position}  "
        f"sha256 {kept.rows}{parked}"
    )
