"""``femsteg verify``: proofs that what is shown is what the log says, and that what it says could be decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from uuid import UUID

import click

from adapters.cli.ending import FOUND_ERRORS, Ended
from adapters.cli.recording import behind_a_server, recording
from adapters.cli.viewing import ALL, demo_option, named, opened_views
from adapters.main import System
from adapters.postgres.views.origin import AnotherLog
from adapters.runtime.verification import ANOTHER_LOG, MOST_FINDINGS, Finding, Outcome
from projections.engine.digest import Difference, Proof, first_difference, prove
from projections.registry import PROJECTIONS
from workflows.decisions import Breach, breaches

_LOOKED_AT = 3
# To replay the log takes longer than to read the views.
_LOG_SHARE = 0.6

Places = Sequence[tuple[str, Difference | None]]  # some municipalities, and where each differs first


@click.group()
def verify() -> None:
    """Prove that what is shown is what the log says, and that its decisions rest on what was so.

    What comes of it is kept, and told to auditors and administrators on the page of verifications. One verification
    runs at a time; another one waits.
    """


@verify.command()
@demo_option
def projections(*, demo: bool) -> None:
    """Replay the log and compare every row of every view with it, those of the past too; say where they differ."""
    _projections(demo=demo)


@verify.command()
@demo_option
def decisions(*, demo: bool) -> None:
    """Read the log and check that each decision rests on streams as they were; name each that does not."""
    _decisions(demo=demo)


@verify.command("all")
@demo_option
@click.option("--run", "run_id", type=click.UUID, hidden=True)  # of a server, which has asked for it and has the turn
def everything(*, demo: bool, run_id: UUID | None) -> None:
    """Verify the decisions, then the projections, also where something was found before."""
    if run_id:
        behind_a_server()
    found = list(filter(None, (_ended(each, demo=demo, run_id=run_id) for each in (_decisions, _projections))))
    if found:
        raise Ended("\n".join(map(str, found)), FOUND_ERRORS)


def _ended(verifying: Callable[..., None], *, demo: bool, run_id: UUID | None) -> Ended | None:
    try:
        verifying(demo=demo, run_id=run_id)
    except Ended as found:
        if found.code != FOUND_ERRORS:
            raise
        return found
    return None


def _projections(*, demo: bool, run_id: UUID | None = None) -> None:
    try:
        with opened_views(demo=demo) as system:
            _compare(system, run_id)
    except AnotherLog as error:
        # Nothing can be compared, and that is what it came to.
        with opened_views(demo=demo, checked=False) as system, recording(system, "projections", run_id) as record:
            record.end(Outcome(system.log.head(), 0, 1, (Finding(max(error.position, 1), ANOTHER_LOG),)))
        raise Ended(str(error), FOUND_ERRORS) from error


def _compare(system: System, run_id: UUID | None) -> None:
    with recording(system, "projections", run_id) as record:
        record.of(log=_LOG_SHARE, **{each.name: (1 - _LOG_SHARE) / len(PROJECTIONS) for each in PROJECTIONS})
        proofs = prove(named(ALL), system.log, system.views, record.watch)
        places = [_places(each, system) for each in proofs]
        record.end(_outcome(proofs, places, system))
        for proof, found in zip(proofs, places, strict=True):
            click.echo(_told(proof))
            for line in _where(proof, found):
                click.echo(f"  {line}")
    failed = [proof for proof in proofs if not proof.holds]
    if differing := ", ".join(proof.projection.name for proof in failed if proof.differing):
        raise Ended(f"Not what the log says: {differing}. Make anew with: femsteg rebuild NAME", FOUND_ERRORS)
    if parked := ", ".join(f"{proof.projection.name} ({proof.kept.parked})" for proof in failed):
        raise Ended(f"What the log says, but for events set aside: {parked}. See: femsteg parked list", FOUND_ERRORS)


def _decisions(*, demo: bool, run_id: UUID | None = None) -> None:
    with opened_views(demo=demo, checked=False) as system, recording(system, "decisions", run_id) as record:
        head = system.log.head()
        with record.watch(system.log.grounds(head), head, "log") as log:
            found = list(breaches(log))
        first = tuple(Finding(each.position, _code(each)) for each in found[:MOST_FINDINGS])
        record.end(Outcome(head, head, len(found), first))
    for each in found:
        click.echo(f"position {each.position}: event {each.event_id} {_how(each)}")
    if found:
        raise Ended(f"Not what was so: {len(found)} of the grounds of {head} events.", FOUND_ERRORS)
    click.echo(f"{head} events: each decision rests on what was so.")


def _code(breach: Breach) -> str:
    return "unreadable" if breach.said is None else "not-as-it-was"


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


def _places(proof: Proof, system: System) -> Places:
    return [
        (each, first_difference(proof.projection, each, system.log, system.views))
        for each in proof.differing[:_LOOKED_AT]
    ]


def _where(proof: Proof, places: Places) -> Iterator[str]:
    """Yield the first place that differs in some municipalities, and how many more there are."""
    for scb_code, found in places:
        if found is None:
            yield f"municipality {scb_code}: equal by now"
        else:
            table, key, since = found.place
            yield f"municipality {scb_code}: {table} {key} from position {since}: {found.how}"
    if more := proof.differing[_LOOKED_AT:]:
        yield f"and {len(more)} more municipalities"


def _outcome(proofs: Sequence[Proof], places: Sequence[Places], system: System) -> Outcome:
    """Return what is kept of it; all views hold what the log says up to the position of the last of them."""
    pairs = list(zip(proofs, places, strict=True))
    differing = chain.from_iterable(_differing(proof, found) for proof, found in pairs)
    aside = chain.from_iterable(_set_aside(proof, system) for proof in proofs)
    return Outcome(
        min(each.kept.position for each in proofs),
        sum(each.kept.count for each in proofs),
        sum(len(each.differing) + each.kept.parked for each in proofs),
        tuple(islice(chain(differing, aside), MOST_FINDINGS)),
    )


def _differing(proof: Proof, places: Places) -> Iterator[Finding]:
    for scb_code, found in places:
        if found is not None:
            yield Finding(found.place[2], found.how.replace(" ", "-"), proof.projection.name, scb_code)


def _set_aside(proof: Proof, system: System) -> Iterator[Finding]:
    if proof.kept.parked:
        for each in system.views.parked(proof.projection):
            yield Finding(each.position, "set-aside", proof.projection.name)
