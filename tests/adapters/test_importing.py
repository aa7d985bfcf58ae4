"""Importing a county's history from a spreadsheet."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import openpyxl
import pytest

from adapters import importing
from adapters.i18n.catalogue import catalogue
from adapters.importing.columns import COLUMNS, FIELD_COLUMNS, MADE, column_header, column_help
from adapters.importing.overlay import Overlay
from adapters.importing.phrases import IN_HISTORY, command_named, phrase
from adapters.importing.planning import ImportPlan, plan_import
from adapters.importing.report import ImportReport
from adapters.importing.row.errors import RowError
from adapters.importing.running import run_import
from adapters.importing.sheet.file import MAX_BYTES, read_sheet
from adapters.importing.sheet.sheet import MAX_ROWS, UnreadableSheet
from adapters.importing.template.template import write_template
from adapters.importing.wording import row_message, sheet_message, source_messages
from adapters.importing.words import closed_values, folded, label, meanings
from adapters.memory.event_store import MemoryEventStore
from adapters.serialization.mapper import FemstegMapper
from domain.aggregates import USER_RULES
from domain.correction import CorrectionCommand
from domain.journey.commands import OpenJourney
from domain.messages import Command, Recorded
from domain.municipality.commands import RegisterMunicipality
from domain.people import Actor
from domain.values import Channel, Role
from tests.support.given import REFERENCE
from tests.support.people import CONTACT, COORDINATOR, SetClock
from workflows.handling.handler import Handling
from workflows.ports import EventStore, VersionConflict
from workflows.reference.codes import code_fields

ROOT = Path(__file__).parents[2]
OTHER_COORDINATOR = Actor(ref="p-" + "9" * 32, role=Role.COORDINATOR)
LANGUAGES = ("sv", "en")
JOINED = "Sunne;2020-01-07;Anslöt sig"


def handling_for(store: EventStore) -> Handling:
    return Handling(store, SetClock(date(2026, 3, 2)), REFERENCE)


@pytest.fixture
def store() -> MemoryEventStore:
    return MemoryEventStore()


@pytest.fixture
def folder(tmp_path: Path) -> "Folder":
    return Folder(tmp_path)


class Folder:
    """Where a test writes its sheets."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._numbers = count(1)

    def csv(self, *rows: str, header: str = "Kommun;Datum;Händelse", encoding: str = "utf-8") -> Path:
        return self.file("\n".join((header, *rows)).encode(encoding), "csv")

    def file(self, content: bytes, suffix: str) -> Path:
        path = self.path / f"{next(self._numbers)}.{suffix}"
        path.write_bytes(content)
        return path

    def xlsx(self, *rows: list[object], title: str = "Historik") -> Path:
        book = openpyxl.Workbook()
        book.worksheets[0].title = title
        for row in rows:
            book.worksheets[0].append(row)
        path = self.path / f"{next(self._numbers)}.xlsx"
        book.save(path)
        return path


def planned(path: Path) -> ImportPlan:
    return plan_import(read_sheet(path), REFERENCE.codes, "17")


def imported(path: Path, store: MemoryEventStore, *, by: Actor = COORDINATOR, dry_run: bool = False) -> ImportReport:
    return run_import(planned(path), by, handling_for, store, dry_run=dry_run)


def topics(store: EventStore) -> list[str]:
    return [each.topic.split(".")[1] for each in store.read(0, 1000)]


def where(errors: Sequence[RowError]) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.code) for each in errors]


class TestTheVocabulary:
    def test_has_a_phrase_for_each_command_that_history_knows_but_registration_and_corrections(self) -> None:
        # An audit case is opened for those who look now: nobody enters one afterwards.
        expected = {
            command
            for command in USER_RULES
            if command is not RegisterMunicipality
            and not issubclass(command, CorrectionCommand)
            and command.aggregate != "audit-case"
        }

        assert set(IN_HISTORY) == expected

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_says_no_phrase_twice(self, language: str) -> None:
        phrases = [folded(phrase(each, language)) for each in IN_HISTORY]

        assert len(set(phrases)) == len(phrases)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_words_each_column_once_and_each_with_its_help(self, language: str) -> None:
        headers = [folded(column_header(each, language)) for each in COLUMNS]

        assert len(set(headers)) == len(headers)
        assert [each for each in COLUMNS if "⟦" in column_header(each, language) + column_help(each, language)] == []
        assert [each for each in IN_HISTORY if "⟦" in phrase(each, language)] == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_still_reads_the_words_of_earlier_sheets(self, language: str) -> None:
        """Each wording that was replaced is a phrase or a value of some field, in either case of letters."""
        words = catalogue(language)
        earlier = {key.removeprefix("earlier."): words.text(key) for key in words.keys if key.startswith("earlier.")}
        values = {
            (f"value.{field}.{code}", word)
            for command in IN_HISTORY
            for field in command.model_fields
            for word, code in meanings(command, field, REFERENCE.codes).items()
        }

        assert earlier
        for key, text in earlier.items():
            named = command_named(text.upper())
            assert (named and key == f"import.event.{named.name}") or (key, folded(text)) in values, key

    def test_has_a_column_for_each_field(self) -> None:
        fields = {name for command in IN_HISTORY for name in command.model_fields}

        assert fields - MADE == set(FIELD_COLUMNS)
        assert set(FIELD_COLUMNS.values()) <= set(COLUMNS)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_takes_a_label_for_each_code_and_value(self, language: str) -> None:
        wrong = [
            (command.name, name, code)
            for command, name, code in values()
            if meanings(command, name, REFERENCE.codes)[folded(label(command, name, code, REFERENCE.codes, language))]
            != code
        ]

        assert wrong == []

    def test_words_every_error_in_both_languages(self) -> None:
        folder = Path(importing.__file__).parent
        sources = "".join(path.read_text() for path in folder.rglob("*.py"))
        raised = set(re.findall(r'(?:UnreadableSheet\(|CellError\(|_fault\([a-z"_.]+, )"([a-z0-9-]+)"', sources))

        assert len(raised) >= 8
        assert [] == [code for code in raised if not catalogue("sv").has(f"import.{code}")]


def values() -> Iterator[tuple[type[Command], str, str]]:
    for command in IN_HISTORY:
        for name in command.model_fields:
            for code in closed_values(command, name):
                yield command, name, code
            if list_name := code_fields(command).get(name):
                for code in REFERENCE.codes.options(list_name):
                    yield command, name, code


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    @pytest.mark.parametrize("separator", [";", ",", "\t"])
    def test_takes_csv_with_any_separator_and_mark(self, folder: Folder, encoding: str, separator: str) -> None:
        header = "Kommun;Datum;Händelse".replace(";", separator)
        path = folder.csv(JOINED.replace(";", separator), header=header, encoding=encoding)

        (row,) = read_sheet(path).rows
        assert row.cells == {"municipality": "Sunne", "date": "2020-01-07", "what": "Anslöt sig"}
        assert row.number == 2

    def test_takes_xlsx_with_true_dates_and_numbers(self, folder: Folder) -> None:
        path = folder.xlsx(
            ["Municipality", "Date", "Event"], [], [1766, date(2020, 1, 7), "Joined"], [None, None, None]
        )

        (row,) = read_sheet(path).rows
        assert row.cells == {"municipality": "1766", "date": "2020-01-07", "what": "Joined"}
        assert row.number == 3

    def test_points_at_the_row_after_a_cell_of_several_lines(self, folder: Folder) -> None:
        header = "Kommun;Datum;Händelse;Källa"
        path = folder.csv(f'{JOINED};"två\nrader"', "Sunne;fel;Besök genomfört;", header=header)

        assert where(planned(path).errors) == [(2, "source", "unsafe-character"), (4, "date", "wrong-date")]

    @pytest.mark.parametrize(
        ("content", "suffix", "code"),
        [
            (b"", "csv", "empty"),
            (b"Kommun;Datum;H\xc3\xa4ndelse\n", "csv", "empty"),
            (b"\n \n", "xlsx", "empty"),
            (b"Kommun;Datum;H\xe4ndelse\nSunne;;\n", "csv", "not-utf-8"),
            (b"Kommun;Datum;H\xc3\xa4ndelse\nSunne\0;;\n", "csv", "broken"),
            (b'Kommun;Datum;H\xc3\xa4ndelse\n"Sunne;;\n', "csv", "broken-at"),
            (b"Kommun;Datum;H\xc3\xa4ndelse\n" + b"a" * 200_000, "csv", "broken-at"),
            (b"Kommun;Datum;H\xc3\xa4ndelse;Namn\nSunne;;\n", "csv", "unknown-column"),
            (b"Kommun;Datum;Datum;H\xc3\xa4ndelse\nSunne;;\n", "csv", "column-twice"),
            (b"Kommun;Datum\nSunne;\n", "csv", "no-column"),
            (b"PK\x03\x04 no workbook", "xlsx", "broken"),
            (b"plain text", "xlsx", "broken"),
            (b"plain text", "docx", "wrong-type"),
            (b"a" * (MAX_BYTES + 1), "csv", "too-large"),
        ],
    )
    def test_says_what_is_wrong_with_a_file(self, folder: Folder, content: bytes, suffix: str, code: str) -> None:
        with pytest.raises(UnreadableSheet) as fault:
            read_sheet(folder.file(content, suffix))

        assert fault.value.code == code
        assert all(sheet_message(fault.value, language) for language in LANGUAGES)

    def test_says_that_a_file_is_not_there(self, folder: Folder) -> None:
        with pytest.raises(UnreadableSheet) as fault:
            read_sheet(folder.path / "none.csv")

        assert sheet_message(fault.value, "sv") == "Filen none.csv finns inte eller går inte att läsa."

    def test_stops_at_too_many_rows(self, folder: Folder) -> None:
        with pytest.raises(UnreadableSheet) as fault:
            read_sheet(folder.csv(*[JOINED] * (MAX_ROWS + 1)))

        assert fault.value.code == "too-many-rows"

    def test_refuses_formulas_wherever_they_stand(self, folder: Folder) -> None:
        from_csv = folder.csv('Sunne;2020-01-07;=HYPERLINK("http://example.org")')
        from_xlsx = folder.xlsx(["Kommun", "Datum", "Händelse"], ["Sunne", "=TODAY()", "Anslöt sig"])

        assert where(planned(from_csv).errors) == [(2, "what", "formula")]
        assert where(planned(from_xlsx).errors) == [(2, "date", "formula")]


class TestErrorsOfRows:
    header = "Kommun;Datum;Händelse;Steg;Ref;Gäller;Orsak;Funktion;Antal;Grupp;Material;Beslutsreferens"

    @pytest.mark.parametrize(
        ("language", "told"),
        [("sv", "Rad 2, Steg: ska vara tom för ”Anslöt sig”"), ("en", "Row 2, Step: must be empty for “Joined”")],
    )
    def test_are_told_in_the_reader_s_language(self, folder: Folder, language: str, told: str) -> None:
        errors = planned(folder.csv(f"{JOINED};Lägesbild", header="Kommun;Datum;Händelse;Steg")).errors

        assert [row_message(each, language, REFERENCE.codes) for each in errors] == [told]

    @pytest.mark.parametrize(
        ("row", "column", "code"),
        [
            ("Atlantis;2020-01-07;Anslöt sig", "municipality", "unknown-municipality"),
            ("Stockholm;2020-01-07;Anslöt sig", "municipality", "outside-county"),
            (";2020-01-07;Anslöt sig", "municipality", "missing"),
            ("Sunne;7 januari 2020;Anslöt sig", "date", "wrong-date"),
            ("Sunne;2020-02-30;Anslöt sig", "date", "wrong-date"),
            ("Sunne;2020-01-07;Firade jul", "what", "unknown-event"),
            ("Sunne;2020-01-07;Steg påbörjat", "step", "missing"),
            ("Sunne;2020-01-07;Steg påbörjat;Sjätte steget", "step", "unknown-word"),
            ("Sunne;2020-01-07;Anslöt sig;Lägesbild", "step", "unused"),
            ("Sunne;2020-01-07;Lämnade samarbetet;;;;Tröttnade", "reason", "unknown-word"),
            ("Sunne;2020-01-07;Besök genomfört;;Karin Ek;;;Rektor", "ref", "wrong-ref"),
            ("Sunne;2020-01-07;Besök genomfört", "function", "missing"),
            ("Sunne;2020-01-07;Besök genomfört;;;;;Trollkarl", "function", "unknown-word"),
            ("Sunne;2020-01-07;Bärande struktur vald", "ref", "missing"),
            ("Sunne;2020-01-07;Utbildning hållen;;U1;;;;många;;external", "count", "wrong-count"),
            ("Sunne;2020-01-07;Anslöt sig;;;;;;;;;enligt Karin Ek", "decision", "wrong-value"),
        ],
    )
    def test_name_the_row_and_the_column(self, folder: Folder, row: str, column: str, code: str) -> None:
        (error,) = planned(folder.csv(JOINED, row, header=self.header)).errors

        assert (error.row, error.column, error.code) == (3, column, code)
        assert row_message(error, "sv", REFERENCE.codes).startswith(f"Rad 3, {column_header(column, 'sv')}: ")
        assert row_message(error, "en", REFERENCE.codes).startswith(f"Row 3, {column_header(column, 'en')}: ")

    def test_are_all_told_at_once(self, folder: Folder) -> None:
        path = folder.csv("Atlantis;i går;Firade jul", "Sunne;2020-01-07;Besök planerat;x", header=self.header)

        assert where(planned(path).errors) == [
            (2, "municipality", "unknown-municipality"),
            (2, "date", "wrong-date"),
            (2, "what", "unknown-event"),
            (3, "step", "unused"),
            (3, "until", "missing"),
        ]

    def test_by_rule_are_worded_as_the_rule_is(self, folder: Folder, store: MemoryEventStore) -> None:
        report = imported(folder.csv("Sunne;2020-01-07;Lägesbild publicerad"), store)

        error = report.errors[0]
        assert (error.row, error.code, error.params) == (2, "rule", {"rule": "L1"})
        assert "⟦" not in row_message(error, "sv", REFERENCE.codes)

    def test_in_the_future_point_at_the_date(self, folder: Folder, store: MemoryEventStore) -> None:
        later = imported(folder.csv(JOINED, "Sunne;2027-01-07;Kontakt med kommunen"), store)
        first = imported(folder.csv("Arvika;2027-01-07;Anslöt sig"), store)

        assert where(later.errors) == [(3, "date", "rule")]
        assert where(first.errors) == [(2, "date", "rule")]


class TestImporting:
    def test_registers_a_municipality_on_its_first_day(self, folder: Folder, store: MemoryEventStore) -> None:
        imported(folder.csv("Sunne;2021-05-04;Kontakt med kommunen", JOINED), store)

        assert topics(store) == ["municipality-registered", "municipality-joined", "contact-had"]
        assert {each.envelope.channel for each in store.read(0, 9)} == {Channel.IMPORT}
        assert store.read(0, 1)[0].envelope.occurred_on == date(2020, 1, 7)

    @pytest.mark.parametrize(("cell", "direction"), [("", "both"), ("in", "in"), ("out", "out")])
    def test_reads_contact_with_the_municipality_as_one_of_both_unless_the_row_says_more(
        self, folder: Folder, store: MemoryEventStore, cell: str, direction: str
    ) -> None:
        imported(
            folder.csv("Sunne;2020-02-04;Kontakt med kommunen;" + cell, header="Kommun;Datum;Händelse;Riktning"), store
        )

        assert store.read(0, 9)[-1].event.model_dump() == {"direction": direction}

    def test_gives_its_reason_unless_the_row_has_one(self, folder: Folder, store: MemoryEventStore) -> None:
        rows = (f"{JOINED};", "Sunne;2021-05-04;Lämnade samarbetet;Politiskt beslut")
        imported(folder.csv(*rows, header="Kommun;Datum;Händelse;Orsak"), store)

        reasons = [each.envelope.reason for each in store.read(0, 9)]
        assert reasons == ["imported-history", "imported-history", "political-decision"]

    def test_goes_past_the_rules_that_the_past_had_not_met(self, folder: Folder, store: MemoryEventStore) -> None:
        rows = ("Sunne;2020-02-04;Lägesbild påbörjad", "Sunne;2020-03-04;Lägesbild publicerad")
        report = imported(folder.csv(JOINED, *rows), store)

        last = store.read(0, 9)[-2:]
        assert [each.topic for each in last] == [
            "situation-picture.picture-version-published.v2",
            "journey.guard-overridden.v1",
        ]
        assert last[0].envelope.overrides == ("R1",)
        assert last[1].envelope.reason == "imported-history"
        assert report.municipalities[0].overridden == ("R1",)

    def test_lets_later_rows_point_at_earlier_ones(self, folder: Folder, store: MemoryEventStore) -> None:
        header = "Kommun;Datum;Händelse;Ref;Gäller;Steg;Slag;Sektorer;Bedömning;Antal;Funktion;Enhet;Kvar att göra"
        rows = (
            f"{JOINED};;;;;;;;;;",
            "Sunne;2020-02-03;Strukturöversyn inledd;;;;;;;;;;",
            'Sunne;2020-02-04;Befintlig struktur;S1;;;Råd;"Skola; Polis";Ja;4;;;',
            "Sunne;2020-02-05;Bärande struktur vald;S1;;;;;;;;;",
            "Sunne;2020-02-06;Kontaktperson utsedd;K1;;;;;;;Räddningschef;Räddningstjänst;",
            "Sunne;2020-02-07;Kontaktperson utsedd;K2;;;;;;;Rektor;Socialförvaltning;",
            "Sunne;2020-02-08;Kontaktperson lämnade över;K1;K2;;;;;;;;Planerat besök",
        )
        report = imported(folder.csv(*rows, header=header), store)

        assert report.errors == ()
        assert topics(store)[-1] == "contact-handed-over"

    def test_counts_heads_by_group(self, folder: Folder, store: MemoryEventStore) -> None:
        header = "Kommun;Datum;Händelse;Ref;Utbildning;Form;Omfattning;Grupp;Till datum;Antal;Material"
        rows = (
            f"{JOINED};;;;;;;;",
            "Sunne;2020-02-04;Utbildning planerad;U1;Grundutbildning;Föreläsning;Halvdag;Städ;2020-03-04;;",
            'Sunne;2020-03-04;Utbildning hållen;U1;;;;;;"Städ: 12; Vaktmästeri: 3";Uppgift saknas',
        )
        report = imported(folder.csv(*rows, header=header), store)

        assert report.errors == ()
        held = store.read(0, 9)[-1].event.model_dump()
        assert held["headcount_by_group"] == {"cleaning": "5-19", "caretakers": "1-4"}

    @pytest.mark.parametrize(
        ("said", "band"),
        [
            ("0", None),
            ("4", "1-4"),
            ("12", "5-19"),
            ("5-19", "5-19"),
            ("5\N{EN DASH}19 personer", "5-19"),
            ("5\N{EN DASH}19 people", "5-19"),
            ("200+", "200+"),
            ("12345", "200+"),
        ],
    )
    def test_takes_heads_as_a_band_or_a_number(
        self, folder: Folder, store: MemoryEventStore, said: str, band: str | None
    ) -> None:
        report = imported(folder.csv(*training_of(said), header=TRAINING), store)

        if band is None:
            assert where(report.errors) == [(4, "count", "rule")]
        else:
            assert report.errors == ()
            assert store.read(0, 9)[-1].event.model_dump()["headcount_by_group"] == {"cleaning": band}

    @pytest.mark.parametrize("said", ["some", "7-9", "-3", ""])
    def test_takes_no_other_heads(self, folder: Folder, store: MemoryEventStore, said: str) -> None:
        report = imported(folder.csv(*training_of(said), header=TRAINING), store)

        assert where(report.errors) == [(4, "count", "wrong-count")]

    def test_leaves_no_trace_of_an_exact_number(self, folder: Folder) -> None:
        stores = MemoryEventStore(), MemoryEventStore()
        for store, heads in zip(stores, ("7", "11"), strict=True):
            assert imported(folder.csv(*training_of(heads), header=TRAINING), store).errors == ()

        logs = [store.read(0, 9) for store in stores]
        assert logs[0] == logs[1]

    @pytest.mark.parametrize(
        ("said", "start", "end"),
        [
            ("2019", date(2019, 1, 1), date(2019, 12, 31)),
            ("2019-02", date(2019, 2, 1), date(2019, 2, 28)),
            ("2019-03/2019-09", date(2019, 3, 1), date(2019, 9, 30)),
            ("2019-03-04/2019-03-15", date(2019, 3, 4), date(2019, 3, 15)),
        ],
    )
    def test_takes_a_period_in_years_months_or_days(
        self, folder: Folder, store: MemoryEventStore, said: str, start: date, end: date
    ) -> None:
        report = imported(folder.csv(*picture_of(said), header=PICTURE), store)

        assert report.errors == ()
        answered = store.read(0, 9)[-1].event.model_dump()
        assert (answered["observed_from"], answered["observed_until"]) == (start, end)

    @pytest.mark.parametrize("said", ["2020/2019", "spring", "2019-13", "2019-02-30", "/2019"])
    def test_takes_no_other_period(self, folder: Folder, store: MemoryEventStore, said: str) -> None:
        report = imported(folder.csv(*picture_of(said), header=PICTURE), store)

        assert where(report.errors) == [(4, "period", "wrong-value")]

    def test_knows_rows_that_were_imported_before_periods_were_days_and_heads_bands(
        self, folder: Folder, store: MemoryEventStore
    ) -> None:
        header = f"{TRAINING};Fråga;Bedömning;Källtyp;Period"
        rows = [f"{each};;;;" for each in training_of("12; Vaktmästeri: 3")]
        rows += [
            f"Sunne;2020-03-05;Lägesbild påbörjad{';' * 12}",
            f"Sunne;2020-03-06;Fråga besvarad{';' * 9}strengths;mixed;Polisen;2019-03/2019-09",
            f"Sunne;2020-03-06;Fråga besvarad{';' * 9}weaknesses;mixed;Polisen;2019",
        ]
        path = folder.csv(*rows, header=header)
        imported(path, store)
        before = MemoryEventStore()
        before.append([as_before(each) for each in store.read(0, 99)])
        report = imported(path, before)

        assert (report.errors, report.added, report.known) == ((), 0, 6)

    def test_takes_record_number_and_paragraph_from_one_cell(self, folder: Folder, store: MemoryEventStore) -> None:
        header = "Kommun;Datum;Händelse;Beslutsreferens;Organisation"
        rows = (
            f"{JOINED};KS 2019/123;",
            "Sunne;2020-02-04;Handlingsplan påbörjad;;",
            "Sunne;2020-02-05;Handlingsplan antagen;KS 2019/124 § 10;Kommunfullmäktige",
        )
        imported(folder.csv(*rows, header=header), store)

        adopted = next(each for each in store.read(0, 9) if each.topic == "action-plan.plan-adopted.v1")
        assert (adopted.event.model_dump()["dnr"], adopted.event.model_dump()["paragraph"]) == ("KS 2019/124", "10")

    def test_stores_nothing_of_a_municipality_with_one_bad_row(self, folder: Folder, store: MemoryEventStore) -> None:
        path = folder.csv(JOINED, "Sunne;2020-02-01;Anslöt sig", "Arvika;2020-01-07;Anslöt sig")
        report = imported(path, store)

        assert where(report.errors) == [(3, "", "rule")]
        assert [(each.place.name, each.stored) for each in report.municipalities] == [
            ("Sunne", False),
            ("Arvika", True),
        ]
        assert {each.envelope.scope for each in store.read(0, 99)} == {"1784"}

    def test_stores_nothing_of_a_municipality_with_an_unreadable_row(
        self, folder: Folder, store: MemoryEventStore
    ) -> None:
        report = imported(folder.csv(JOINED, "Sunne;2020-02-01;Firade jul"), store)

        assert store.head() == 0
        assert not report.municipalities[0].stored

    def test_writes_nothing_when_it_is_only_tried(self, folder: Folder, store: MemoryEventStore) -> None:
        report = imported(folder.csv(JOINED), store, dry_run=True)

        assert (report.added, report.municipalities[0].events, store.head()) == (1, 2, 0)

    @pytest.mark.parametrize("by", [COORDINATOR, OTHER_COORDINATOR])
    def test_adds_nothing_the_second_time_whoever_does_it(
        self, folder: Folder, store: MemoryEventStore, by: Actor
    ) -> None:
        path = folder.csv(JOINED, *["Sunne;2020-02-04;Kontakt med kommunen"] * 3)
        imported(path, store)
        before = store.head()
        report = imported(path, store, by=by)

        assert (report.added, report.known, store.head()) == (0, 4, before)

    def test_adds_only_what_is_new_in_a_changed_sheet(self, folder: Folder, store: MemoryEventStore) -> None:
        imported(folder.csv(JOINED, "Sunne;2020-02-04;Kontakt med kommunen"), store)
        again = ("Sunne;2020-02-04;Kontakt med kommunen", "Sunne;2020-02-04;Kontakt med kommunen", JOINED)
        visit, header = "Sunne;2020-05-04;Besök genomfört;Rektor", "Kommun;Datum;Händelse;Funktion"
        report = imported(folder.csv(*again, visit, header=header), store)

        assert (report.added, report.known) == (2, 2)
        assert topics(store)[-2:] == ["contact-had", "visit-held"]

    def test_is_for_coordinators(self, folder: Folder, store: MemoryEventStore) -> None:
        report = imported(folder.csv(JOINED), store, by=CONTACT)

        assert {each.params["rule"] for each in report.errors} == {"L8"}
        assert store.head() == 0

    def test_tells_how_far_it_has_come(self, folder: Folder, store: MemoryEventStore) -> None:
        told: list[tuple[int, int]] = []
        plan = planned(folder.csv(JOINED, "Arvika;2020-01-07;Anslöt sig"))
        run_import(plan, COORDINATOR, handling_for, store, progress=lambda *at: told.append(at))

        assert told == [(0, 2), (1, 2), (1, 2), (2, 2)]

    def test_tries_anew_when_someone_else_writes_meanwhile(self, folder: Folder) -> None:
        report = imported(folder.csv(JOINED), Contended())

        assert report.municipalities[0].stored


# The keys that these very rows had been given when they were imported then.
_BEFORE = {
    "training.session-held.v2": ["9d8ff37d-e4ff-51d3-a7ee-3d99888090a6"],
    "situation-picture.question-answered.v2": [
        "51d43c37-22ae-552e-9c30-bc137435110c",
        "e282d437-d412-5439-a18e-ffaed1612fda",
    ],
}
TRAINING = "Kommun;Datum;Händelse;Ref;Utbildning;Form;Omfattning;Grupp;Till datum;Antal;Material"
PICTURE = "Kommun;Datum;Händelse;Fråga;Bedömning;Källtyp;Period"


def training_of(heads: str) -> tuple[str, ...]:
    return (
        f"{JOINED};;;;;;;;",
        "Sunne;2020-02-04;Utbildning planerad;U1;Grundutbildning;Föreläsning;Halvdag;Städ;2020-03-04;;",
        f'Sunne;2020-03-04;Utbildning hållen;U1;;;;;;"Städ: {heads}";Uppgift saknas',
    )


def picture_of(period: str) -> tuple[str, ...]:
    return (
        f"{JOINED};;;;",
        "Sunne;2020-03-05;Lägesbild påbörjad;;;;",
        f"Sunne;2020-03-06;Fråga besvarad;strengths;mixed;Polisen;{period}",
    )


def as_before(recorded: Recorded) -> Recorded:
    """Return an event under the key that its row had then."""
    keys = _BEFORE.get(recorded.topic)
    if keys is None:
        return recorded
    which = 1 if recorded.event.model_dump().get("question_code") == "weaknesses" else 0
    assert recorded.envelope.command_id != f"import-{keys[which]}"
    changed = {"command_id": f"import-{keys[which]}"}
    return replace(recorded, envelope=recorded.envelope.model_copy(update=changed))


class Contended(MemoryEventStore):
    """A log to which another writes first, once."""

    conflicts = 1

    def append(self, *args: object, **kwargs: object) -> list[object]:  # type: ignore[override]
        if self.conflicts:
            self.conflicts -= 1
            raise VersionConflict("municipality/1766")
        return super().append(*args, **kwargs)  # type: ignore[arg-type,return-value]


class TestTheOverlay:
    def test_reads_through_and_keeps_to_itself(self, folder: Folder, store: MemoryEventStore) -> None:
        imported(folder.csv(JOINED), store)
        overlay = Overlay(store)
        overlay.append(
            [each.__class__(each.envelope.model_copy(update={"version": 3}), each.event) for each in store.read(1, 1)]
        )

        assert (overlay.head(), store.head()) == (3, 2)
        assert len(overlay.load("municipality/1766")) == 3
        assert [each.position for each in overlay.read(1, 9)] == [2, 3]
        assert overlay.streams("1766") == ["municipality/1766"]

    def test_knows_a_version_that_is_taken(self, folder: Folder, store: MemoryEventStore) -> None:
        imported(folder.csv(JOINED), store)

        with pytest.raises(VersionConflict):
            Overlay(store).append(store.read(0, 1))


class TestTheTemplate:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_read_again_when_filled_in(self, folder: Folder, store: MemoryEventStore, language: str) -> None:
        path = folder.path / "template.xlsx"
        write_template(path, "17", REFERENCE.codes, language)
        book = openpyxl.load_workbook(path)
        row = {"municipality": "Sunne", "date": "2020-01-07", "what": "Anslöt sig", "source": "KS"}
        for number, column in enumerate(COLUMNS, start=1):
            if column in row:
                book.worksheets[0].cell(2, number, row[column])
        book.save(path)

        assert imported(path, store).added == 1

    def test_is_empty_until_then(self, folder: Folder) -> None:
        path = folder.path / "template.xlsx"
        write_template(path, "17", REFERENCE.codes)

        with pytest.raises(UnreadableSheet) as fault:
            read_sheet(path)
        assert fault.value.code == "empty"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_read_wherever_its_sheet_has_been_moved(self, folder: Folder, language: str) -> None:
        path = folder.path / "template.xlsx"
        write_template(path, "17", REFERENCE.codes, language)
        book = openpyxl.load_workbook(path)
        book.worksheets[0].append(["Sunne", "2020-01-07", phrase(OpenJourney, language)])
        book.move_sheet(book.worksheets[1], -1)
        book.save(path)

        assert [each.cells["municipality"] for each in read_sheet(path).rows] == ["Sunne"]

    def test_offers_the_allowed_words_from_a_hidden_sheet(self, folder: Folder) -> None:
        path = folder.path / "template.xlsx"
        write_template(path, "17", REFERENCE.codes)
        book = openpyxl.load_workbook(path)
        rows, lists = book.worksheets[0], book["Listor"]

        assert lists.sheet_state == "hidden"
        assert lists["A1"].value == "Arvika"
        assert rows.freeze_panes == "D2"
        assert len(rows.data_validations.dataValidation) > 30
        assert rows["A1"].comment is not None

    def test_is_for_a_county_that_there_is(self, folder: Folder) -> None:
        with pytest.raises(ValueError, match="99"):
            write_template(folder.path / "template.xlsx", "99", REFERENCE.codes)


def test_the_example_from_varmland_is_imported_without_error(store: MemoryEventStore) -> None:
    report = imported(ROOT / "docs/examples/varmland.csv", store)

    assert (report.errors, report.added) == ((), 3)
    assert report.municipalities[0].overridden == ("R2",)
    assert all("source" in row.cells for row in read_sheet(ROOT / "docs/examples/varmland.csv").rows)


class TestASource:
    header = "Kommun;Datum;Händelse;Källa"
    minutes = "Kommunfullmäktige i Arvika 2018-01-29 § 10"

    def test_is_recorded_with_what_the_row_led_to(self, folder: Folder, store: MemoryEventStore) -> None:
        imported(folder.csv(f"{JOINED};{self.minutes}", header=self.header), store)

        assert [each.envelope.source for each in store.read(0, 9)] == [None, self.minutes]

    def test_that_is_lacking_leaves_what_is_stored_as_it_was(self, folder: Folder, store: MemoryEventStore) -> None:
        imported(folder.csv(JOINED), store)

        assert [b'"source"' in FemstegMapper().to_stored_event(each).state for each in store.read(0, 9)] == [False] * 2

    @pytest.mark.parametrize(
        "source",
        [
            *(
                "Karin Ek",
                "Samtal med Karin Ek",
                "Karin berättade",
                "enligt Eva Lund, rektor",
                "Mats",
                "Hans anteckning",
                "mail från karin ek",
                "enligt anna på skolan",
            ),
            *("rektor@arvika.se", "https://arvika.se/protokoll", "tel 070-123 45 67", "19800101-1234", "a" * 301),
        ],
    )
    def test_that_could_name_a_person_is_not_kept_and_told(
        self, folder: Folder, store: MemoryEventStore, source: str
    ) -> None:
        path = folder.csv(
            f"{JOINED};{source}", f"Sunne;2020-02-01;Kontakt med kommunen;{self.minutes}", header=self.header
        )
        report, plan = imported(path, store), planned(path)

        assert (report.errors, report.added) == ((), 2)
        assert {each.envelope.source for each in store.read(0, 9)} == {None, self.minutes}
        assert list(plan.unkept_sources) == [2]
        for language, told in (("sv", "Källan sparas inte för en rad: rad 2."), ("en", "The source of one row")):
            assert source_messages(plan, language)[0].startswith(told)

    @pytest.mark.parametrize(
        "source",
        [
            "Protokoll KS 2019-03-01 § 4",
            "Länsstyrelsen Värmland",
            "BRÅ:s årsrapport",
            "Upplands Väsby",
            "handlingsplan",
        ],
    )
    def test_that_names_a_document_or_a_place_is_kept(self, folder: Folder, source: str) -> None:
        plan = planned(folder.csv(f"{JOINED};{source}", header=self.header))

        assert ([each.source for each in plan.rows], plan.unkept_sources) == ([source], {})

    def test_does_not_make_a_row_another_one(self, folder: Folder, store: MemoryEventStore) -> None:
        imported(folder.csv(JOINED), store)

        assert imported(folder.csv(f"{JOINED};{self.minutes}", header=self.header), store).added == 0


ASSIGNED = "Samordnare fick ansvar för kommuner"
PROGRAMME_COLUMNS = {
    "where": "Kommun",
    "on": "Datum",
    "what": "Händelse",
    "ref": "Ref",
    "name": "Programmets namn",
    "organisation": "Organisation",
    "kind": "Slag",
    "term": "Begrepp",
    "text": "Definition",
    "source": "Källtyp",
    "valid_from": "Gäller från",
    "predecessor": "Efterträder",
    "municipalities": "Ansvarskommuner",
}


def county_row(what: str, where: str = "Värmlands län", on: str = "2018-01-15", **cells: str) -> str:
    """Return a row under the columns that the programme's events use."""
    cells |= {"what": what, "where": where, "on": on}
    return ";".join(f'"{cells.get(each, "")}"' for each in PROGRAMME_COLUMNS)


class TestTheCountysProgramme:
    header = ";".join(PROGRAMME_COLUMNS.values())
    name = "Värna Värmland mot våldsbejakande extremism"
    national = "Nationella samordnaren mot våldsbejakande extremism"
    definition = "Att bejaka och bruka våld för extrema åsikter."
    rows = (
        county_row("Länets program startade", on="2015-09-01", name=name, organisation="Länsstyrelsen", kind="pilot"),
        county_row(ASSIGNED, "17", ref="S1", municipalities="Sunne; 1784"),
        county_row("Definition antogs", term="Radikalisering", text=definition, source="own-wording"),
        county_row("Extern aktör tillkom", organisation=national, valid_from="2014-06-01"),
        county_row("Extern aktör efterträddes", organisation="bra-cve", predecessor=national),
        county_row("Samordnares ansvar upphörde", on="2019-01-10", ref="S1"),
    )

    def test_is_read_from_rows_that_name_the_county(self, folder: Folder, store: MemoryEventStore) -> None:
        report = imported(folder.csv(*self.rows, header=self.header), store)

        assert report.errors == ()
        assert topics(store) == [
            "programme-established",
            "coordinator-assigned",
            "definition-adopted",
            "external-actor-registered",
            "external-actor-succeeded",
            "coordinator-relieved",
        ]
        assert {each.envelope.stream for each in store.read(0, 100)} == {"programme/17"}

    def test_is_known_again(self, folder: Folder, store: MemoryEventStore) -> None:
        sheet = folder.csv(*self.rows, header=self.header)
        imported(sheet, store)

        assert imported(sheet, store, by=OTHER_COORDINATOR).added == 0

    def test_stands_beside_the_municipalities(self, folder: Folder, store: MemoryEventStore) -> None:
        report = imported(folder.csv(self.rows[0], JOINED, header=self.header), store)

        assert {(each.place.name, each.stored) for each in report.municipalities} == {
            ("Sunne", True),
            ("Värmlands län", True),
        }

    @pytest.mark.parametrize(
        ("row", "column", "code"),
        [
            (county_row("Finansiär tillkom", "Sunne", organisation="Regionen"), "municipality", "of-county"),
            (county_row("Anslöt sig"), "municipality", "of-municipality"),
            (county_row("Finansiär tillkom", "Skåne län", organisation="Regionen"), "municipality", "outside-county"),
            (county_row(ASSIGNED, ref="S1", municipalities="Atlantis"), "municipalities", "unknown-municipality"),
            (county_row(ASSIGNED, ref="Karin Ek", municipalities="Sunne"), "ref", "wrong-ref"),
            (county_row(ASSIGNED, municipalities="Sunne"), "ref", "missing"),
            (county_row("Extern aktör tillkom", organisation="Regionen", valid_from="vår"), "valid_from", "wrong-date"),
        ],
    )
    def test_says_what_is_wrong_with_a_row(self, folder: Folder, row: str, column: str, code: str) -> None:
        errors = planned(folder.csv(row, header=self.header)).errors

        assert where(errors) == [(2, column, code)]
        assert all("⟦" not in row_message(each, "sv", REFERENCE.codes) for each in errors)

    def test_is_refused_by_the_same_rules(self, folder: Folder, store: MemoryEventStore) -> None:
        report = imported(
            folder.csv(county_row("Finansiär tillkom", organisation="Regionen"), header=self.header), store
        )

        assert [each.params["rule"] for each in report.errors] == ["L2"]
        assert not store.head()
