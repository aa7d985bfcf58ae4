"""A municipality's history in sentences, made of a wording for each kind of event: no two readers get two stories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adapters.http.reading.story import VARIANTS, Chapter, Clause, Paragraph, Told
from adapters.http.wording import told_changes
from adapters.i18n.catalogue import Catalogue
from adapters.i18n.wording import reason_label, topic_title
from adapters.i18n.words import Words, capital, lists_of
from domain.correction import EntryCorrection
from domain.messages import TOPICS
from domain.values import Step
from projections.audit_trail import TrailRow
from workflows.reference.codes import Codes

_WORDED = 12


@dataclass(frozen=True)
class Worded:
    """A sentence: when, which leads to its events, and what."""

    when: str
    what: str
    events: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole sentence."""
        return f"{self.when}{self.what}"


@dataclass(frozen=True)
class WordedParagraph:
    """A paragraph under its heading, where it has one."""

    heading: str
    sentences: tuple[Worded, ...]


@dataclass(frozen=True)
class WordedChapter:
    """A chapter."""

    heading: str
    paragraphs: tuple[WordedParagraph, ...]


@dataclass(frozen=True)
class Teller:
    """Tells a story in one language."""

    cat: Catalogue
    codes: Codes

    def chapters(self, found: Sequence[Chapter]) -> tuple[WordedChapter, ...]:
        """Return the chapters in words."""
        return tuple(WordedChapter(self._heading(each), tuple(map(self._paragraph, each.paragraphs))) for each in found)

    def _heading(self, chapter: Chapter) -> str:
        stage = "member" if chapter.stage == "cycle" and chapter.cycle is None else chapter.stage
        return self.cat.text(f"story.chapter.{stage}", cycle=chapter.cycle, first=chapter.first, last=chapter.last)

    def _paragraph(self, paragraph: Paragraph) -> WordedParagraph:
        subject = paragraph.subject
        heading = self.cat.text(f"story.step.{subject}" if isinstance(subject, Step) else f"story.{subject}")
        told = [*self._sentences(paragraph.sentences), *self._late(paragraph.late)]
        return WordedParagraph(heading, tuple(told))

    def _sentences(self, sentences: Sequence[Told]) -> Iterator[Worded]:
        before: date | None = None
        for each in sentences:
            clauses, same = [], False
            for clause in each.clauses:
                worded, has_subject = self._clause(clause, again=same)
                clauses.append(worded)
                same = has_subject
            when, what = self._when(each, before), self.cat.listed(clauses)
            yield Worded(capital(when), f" {what}.", tuple(row.event_id for row in each.rows))
            before = each.last

    def _when(self, told: Told, before: date | None) -> str:
        """Return the days of a sentence, no longer than what tells them from those of the one before."""
        first, last, cat = told.first, told.last, self.cat
        if first != last:
            if _is_support(told) and first.year == last.year:
                return cat.text("story.when.year", year=str(first.year))
            end = _short(cat, last) if before and before.year == first.year == last.year else cat.date(last)
            if (first.year, first.month) == (last.year, last.month):
                return cat.text("story.when.month", first=str(first.day), last=end)
            start = _short(cat, first) if first.year == last.year else cat.date(first)
            return cat.text("story.when.between", first=start, last=end)
        match before and (first - before):
            case timedelta(days=0):
                return self.cat.text("story.when.same")
            case timedelta(days=1):
                return self.cat.text("story.when.next")
            case timedelta(days=7):
                return self.cat.text("story.when.week")
            case _:  # the day itself
                same_year = before is not None and before.year == first.year
                return self.cat.text("story.when.day", day=_short(self.cat, first) if same_year else first)

    def _clause(self, clause: Clause, *, again: bool) -> tuple[str, bool]:
        """Return a clause, and whether the municipality is its subject, named unless the one before names it, too."""
        row, number = clause.rows[0], len(clause.rows)
        if row.is_correction:
            return self._correction(row), False
        key = self._key(row)
        if number > 1:
            many = f"{key}.many"
            return self.cat.text(many, count=self._number(number), first=row.standing_day), False
        has_subject = "{who}" in (self.cat.template(key) or "")
        who = self.cat.text("story.who") if has_subject and not again else ""
        return self.cat.text(key, who=who, **self._values(row)), has_subject

    def _key(self, row: TrailRow) -> str:
        base, fields = f"story.{row.topic}", row.standing_fields
        variants = (f"{base}.{_code(fields[name])}" for name in VARIANTS if name in fields)
        return self.cat.first(*variants, base)

    def _values(self, row: TrailRow) -> dict[str, object]:
        words = Words(self.cat, self.codes, lists_of(row.topic.partition(".")[0], TOPICS.get(row.topic)), flowing=True)
        shown = {name: words.show(name, value) for name, value in row.standing_fields.items()}
        reason = reason_label(row.reason, self.cat, self.codes) if row.reason else ""
        return {**shown, "reason": reason[:1].lower() + reason[1:]}

    def _number(self, number: int) -> str:
        return self.cat.text(f"story.number.{number}") if number <= _WORDED else self.cat.number(number)

    def _correction(self, row: TrailRow) -> str:
        """Return what was corrected; of what it says instead only which it is, since that may be protected."""
        entry = row.corrects
        if entry is None:
            return self.cat.text("story.corrected")
        if issubclass(TOPICS[entry.topic], EntryCorrection):
            return self.cat.text("story.corrected.again", day=entry.occurred_on)
        what = topic_title(entry.topic, self.cat)
        if row.fields.get("voids"):
            return self.cat.text("story.corrected.voided", what=what, day=entry.occurred_on)
        labels = dict.fromkeys(each.label for each in told_changes(row, self.cat, self.codes))
        changed = self.cat.listed(each[:1].lower() + each[1:] for each in labels)
        return self.cat.text("story.corrected.changed", what=what, day=entry.occurred_on, changed=changed)

    def _late(self, rows: Sequence[TrailRow]) -> Iterator[Worded]:
        if not rows:
            return
        last = max(each.recorded_on for each in rows)
        when = self.cat.text("story.late", count=len(rows), number=self._number(len(rows)), day=last)
        yield Worded(when, "", tuple(each.event_id for each in rows))


def _is_support(told: Told) -> bool:
    return all(each.step == Step.ONGOING_SUPPORT for each in told.rows)


def _short(cat: Catalogue, day: date) -> str:
    """Return a day without its year."""
    return cat.date(day).removesuffix(f" {day.year}")


def _code(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def plain(chapters: Sequence[WordedChapter], title: str, source: str) -> str:
    """Return the story as text to be pasted elsewhere."""
    lines = [title, ""]
    for chapter in chapters:
        lines += [chapter.heading.upper(), ""]
        for paragraph in chapter.paragraphs:
            lines += [paragraph.heading, " ".join(each.text for each in paragraph.sentences), ""]
    return "\n".join([*lines, source, ""])
