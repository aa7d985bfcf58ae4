"""What is true of the county today, in three answers: where it stands, what waits, what has happened since a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.http.pages.county.look_back import LookBack
from adapters.http.pages.county.step_pages import events_page
from adapters.http.pages.linked import Sentence, linked
from adapters.http.pages.links import with_query
from adapters.http.pages.visit import Visit
from adapters.http.reading.county import Overview
from adapters.http.reading.county_facts import EventFact, Fact, facts, not_joined, past_review, waiting
from adapters.i18n.wording import attention_text
from domain.standing import Standing

_MOST_NAMES = 5
_STEPS: tuple[EventFact, ...] = ("closed", "started")
_VISITS: tuple[EventFact, ...] = ("visited", "contacted")
# Names of numbers to addresses of what is behind them.
Behind = Callable[[str], str]
# What is asked of the county to the address of its matrix.
Matrix = Callable[..., str]
Facts = Mapping[EventFact, Fact]


@dataclass(frozen=True)
class Answer:
    """A question, what is to be said first, and a line of detail."""

    title: str
    says: tuple[Sentence, ...]
    detail: tuple[Sentence, ...]


def answers(visit: Visit, code: str, seen: Overview, since: LookBack, part: str | None = None) -> tuple[Answer, ...]:
    """Return the three answers, each number with the way to what is behind it."""

    def behind(name: str) -> str:
        return events_page(visit, code, name, since=since.day, part=part)

    def matrix(**asked: str) -> str:
        return visit.moment.at(with_query(f"/counties/{code}", part=part, **asked) + "#matrix")

    compare = visit.moment.at(with_query(f"/counties/{code}/compare", **{"from": since.day, "part": part}))
    found = facts(visit.reading, seen, since.day, visit.today)
    return (
        Answer(
            visit.cat.text("ui.says.stands"),
            tuple(_stands(visit, seen, found, behind)),
            tuple(_stands_in_detail(visit, seen, matrix)),
        ),
        _waits(visit, seen, behind, matrix),
        _happened(visit, found, since, behind, compare),
    )


def _stands(visit: Visit, seen: Overview, found: Facts, behind: Behind) -> Iterator[Sentence]:
    named = len([each for each in seen.rows if not each.anonymous])
    joined = found["joined"].number
    key = "ui.says.joined.only" if joined == named == 1 else "ui.says.joined"
    yield _counted(visit, key, joined, behind("joined"), all=named)
    yield _counted(visit, "ui.says.picture", found["picture"].number, behind("picture"))
    yield _counted(visit, "ui.says.support", found["support"].number, behind("support"))


def _stands_in_detail(visit: Visit, seen: Overview, matrix: Matrix) -> Iterator[Sentence]:
    outside, late = not_joined(seen), past_review(seen, visit.today)
    if outside:
        told = visit.cat.text("ui.says.outside", count=len(outside), places=_places(visit, outside))
        yield linked(told, {"a": matrix(state="not_joined")})
    if late:
        yield linked(visit.cat.text("ui.says.past-review", places=_places(visit, late)), {})


def _waits(visit: Visit, seen: Overview, behind: Behind, matrix: Matrix) -> Answer:
    found, cat = waiting(seen), visit.cat
    says, detail = [], []
    if found["red"].number:
        where = cat.text("ui.count.municipalities", count=len(found["red"].places))
        ways = {"a": behind("red"), "b": matrix(attention="red")}
        says.append(linked(cat.text("ui.says.red", count=found["red"].number, places=where), ways))
        standing, oldest = found["red"].gravest
        told = attention_text(oldest.case, oldest.params, cat, visit.codes)
        detail.append(linked(cat.text("ui.says.oldest", place=standing.name, reason=told), {}))
    else:
        says.append(linked(cat.text("ui.says.red.none"), {}))
    if found["overdue"].number:
        says.append(_counted(visit, "ui.says.overdue", found["overdue"].number, behind("overdue")))
    if found["amber"].number:
        detail.append(_counted(visit, "ui.says.amber", found["amber"].number, behind("amber")))
    return Answer(cat.text("ui.says.waits"), tuple(says), tuple(detail))


def _happened(visit: Visit, found: Facts, since: LookBack, behind: Behind, compare: str) -> Answer:
    cat = visit.cat
    says = [_or_none(visit, f"ui.says.{name}", found[name].number, behind(name)) for name in _STEPS]
    detail = [_or_none(visit, f"ui.says.{name}", found[name].number, behind(name)) for name in _VISITS]
    detail.append(linked(cat.text("ui.says.changes"), {"a": compare}))
    return Answer(since.said(visit, "ui.says.happened"), tuple(says), tuple(detail))


def _or_none(visit: Visit, key: str, number: int, href: str) -> Sentence:
    return _counted(visit, key, number, href) if number else linked(visit.cat.text(f"{key}.none"), {})


def _counted(visit: Visit, key: str, number: int, href: str, **more: object) -> Sentence:
    """Return a sentence about a number; what is behind none leads nowhere."""
    return linked(visit.cat.text(key, count=number, **more), {"a": href if number else None})


def _places(visit: Visit, standings: Sequence[Standing]) -> str:
    """Return the names of some, the number of many."""
    if len(standings) > _MOST_NAMES:
        return visit.cat.text("ui.count.municipalities", count=len(standings))
    return visit.cat.listed(each.name for each in standings)
