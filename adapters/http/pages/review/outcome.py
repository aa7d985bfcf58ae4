"""What came of a yearly review that was sent: each part saved, or why it was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from adapters.http.pages.command_form.errors import FormErrors, errors_of, signed_in_again
from adapters.http.pages.command_form.form import CommandForm
from adapters.http.pages.entries import shown_entry
from adapters.http.pages.municipality.work import Work
from adapters.http.pages.review.asked import Acts
from adapters.http.pages.review.said import MET, NEED, Said, said
from adapters.http.pages.sending import Results
from adapters.http.pages.submission import Form
from adapters.http.reading.trail import events
from adapters.http.scopes import Location
from domain.scope import Scope
from workflows.actions.action import Action


@dataclass(frozen=True)
class Told:
    """The same in words, by the part of the page: what was saved, what was wrong, and the answer's status.

    ``summary``: for each fault the part's name on the page, its title, what it would have said, and what was wrong.
    ``done``: the names of the parts that were saved.
    """

    saved: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, FormErrors] = field(default_factory=dict)
    summary: Sequence[tuple[str, str, str, tuple[str, ...]]] = ()
    status: int = 200
    code: str = ""
    keeps_key: bool = False
    done: frozenset[str] = frozenset()


def told(work: Work, acts: Acts, things: Sequence[Said], results: Results) -> Told:
    """Return what came of a review in words; ``work``: as it is by now."""
    faults = [
        (each, errors_of(_form(work, acts, each), each.part.typed, error))
        for each in things
        if (error := results.failed.get(each.part.name))
    ]
    return _told(work, [each for each in things if each.part.name in results.saved], results, faults)


def unsent(work: Work, typed: Form) -> Told:
    """Return what is said of a review of an earlier session: nothing came of it, and all that was typed is there."""
    return _told(work, [], Results(), [(each, signed_in_again()) for each in said(work, typed)])


def _told(work: Work, saved: Sequence[Said], results: Results, faults: Sequence[tuple[Said, FormErrors]]) -> Told:
    errors: dict[str, FormErrors] = {}
    for each, found in faults:
        known = errors.get(each.place)
        errors[each.place] = _joined(known, _named(each, found)) if each.place in {MET, NEED} else found
    codes = list(dict.fromkeys(found.code for _, found in faults))
    return Told(
        _saved(work, saved, results),
        errors,
        [(each.place, each.title, each.text, _texts(found)) for each, found in faults],
        faults[0][1].status if faults else 200,
        codes[0] if len(codes) == 1 else "refused" if codes else "",
        any(found.keeps_key for _, found in faults),
        frozenset(results.saved),
    )


def _texts(errors: FormErrors) -> tuple[str, ...]:
    return (*(text for each in errors.fields.values() for text in each), *errors.general, *errors.since)


def _named(each: Said, errors: FormErrors) -> FormErrors:
    """Return the faults of one need, which stand beside those of others, with its name before them."""
    own = [f"{each.text}: {text}" for name, texts in errors.fields.items() if name == "need_code" for text in texts]
    rest = {name: texts for name, texts in errors.fields.items() if name != "need_code"}
    return replace(errors, fields=rest, general=[*own, *(f"{each.text}: {text}" for text in errors.general)])


def _joined(known: FormErrors | None, found: FormErrors) -> FormErrors:
    if known is None:
        return found
    return replace(known, fields={**known.fields, **found.fields}, general=[*known.general, *found.general])


def _saved(work: Work, saved: Sequence[Said], results: Results) -> dict[str, list[str]]:
    ids = [stored.event_id for done in results.saved.values() for stored in done.events]
    rows = {row.event_id: row for row in events(work.visit.reading, ids)} if ids else {}
    found: dict[str, list[str]] = {}
    for each in saved:
        stored = results.saved[each.part.name].events
        texts = [shown_entry(work.visit, rows[one.event_id]).text for one in stored if one.event_id in rows]
        found.setdefault(each.place, []).extend(texts or [each.text])
    return found


def _form(work: Work, acts: Acts, each: Said) -> CommandForm:
    place = Location(Scope.of(work.place.scb_code), work.place.name)
    about = next(iter(each.part.fixed.values()), "")
    none = Action(each.part.command, "refused", "", 0)
    return CommandForm(work.visit, place, acts.get((each.part.command, about), none))
