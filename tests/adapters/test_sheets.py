"""Sheets as they come: each is read rightly, or a sentence says what to do; nothing is left out without a word."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Literal

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from adapters.importing.planning import plan_import
from adapters.importing.row.errors import RowError
from adapters.importing.sheet.archive_limits import MAX_CELLS, MAX_STRINGS
from adapters.importing.sheet.file import read_sheet
from adapters.importing.sheet.sheet import MAX_COLUMNS, Sheet, UnreadableSheet
from adapters.importing.wording import reading_messages, row_message, sheet_message
from tests.support.given import REFERENCE
from tests.support.workbooks import HEADERS, JOINED, MAIN, SHEET, STRINGS, row, saved, workbook, written

CASES = Path(__file__).parents[1] / "sheets"
CSV_HEADER = ";".join(HEADERS)
LINE = ";".join(JOINED)


def days(sheet: Sheet) -> list[str]:
    return [each.cells.get("date", "") for each in sheet.rows]


def errors(path: Path) -> Sequence[RowError]:
    return plan_import(read_sheet(path), REFERENCE.codes, "17").errors


def told(path: Path, language: str = "sv") -> list[str]:
    return [row_message(each, language, REFERENCE.codes) for each in errors(path)]


def fault(path: Path, seconds: float | None = None) -> UnreadableSheet:
    with pytest.raises(UnreadableSheet) as raised:
        read_sheet(path) if seconds is None else read_sheet(path, seconds)
    assert "⟦" not in sheet_message(raised.value, "sv") + sheet_message(raised.value, "en")
    return raised.value


def csv(folder: Path, *lines: str, header: str = CSV_HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "sheet.csv"
    path.write_bytes("\r\n".join((header, *lines)).encode(encoding))
    return path


def first_sheet(path: Path) -> Worksheet:
    sheet = load_workbook(path).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


class TestRows:
    @pytest.mark.parametrize("case", ["dim_short.xlsx", "dim_a1.xlsx"])
    def test_are_all_read_whatever_the_file_says_of_its_size(self, case: str) -> None:
        assert days(read_sheet(CASES / case)) == ["2018-01-29", "2018-01-30", "2018-01-31", "2018-02-01"]

    @pytest.mark.parametrize("column", [4, 99, 100, 101, 300, MAX_COLUMNS])
    def test_are_at_fault_for_a_value_in_any_column_without_a_header(self, tmp_path: Path, column: int) -> None:
        book = workbook(JOINED)
        cell = book.worksheets[0].cell(2, column, "något")

        assert told(saved(book, tmp_path / "b.xlsx")) == [
            f"Rad 2: cellen {cell.coordinate} har ett värde men kolumnen har ingen rubrik"
        ]

    def test_tell_of_each_cell_that_has_no_place_and_not_of_thousands(self, tmp_path: Path) -> None:
        path = csv(tmp_path, f"{LINE};a;;b", LINE + ";x" * 500)

        assert [each.params.get("cell") for each in errors(path)][:3] == ["D2", "F2", "D3"]
        assert len(errors(path)) == 12

    @pytest.mark.parametrize(
        "rows",
        [
            (row(3, *JOINED), row(2, *JOINED)),
            (row(2, *JOINED), row(2, *JOINED)),
            ('<row r="2"><c r="C2"><v>1</v></c><c r="A2"><v>2</v></c></row>',),
            ('<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',),
            (row(2_000_000, *JOINED),),
            ('<row r="2"><c r="A3"><v>1</v></c></row>',),
        ],
    )
    def test_out_of_order_are_told(self, tmp_path: Path, rows: Sequence[str]) -> None:
        assert fault(written(tmp_path / "b.xlsx", *rows)).code == "out-of-order"

    def test_without_their_numbers_are_read(self, tmp_path: Path) -> None:
        path = written(tmp_path / "b.xlsx", row(2, *JOINED).replace('r="2"', ""))

        assert days(read_sheet(path)) == ["2018-01-29"]

    def test_of_formats_alone_are_no_rows(self, tmp_path: Path) -> None:
        blank = "".join(f'<row r="{number}"><c r="A{number}" s="1"/></row>' for number in range(3, 50_000))
        last = '<row r="1048576" ht="15"/>'
        wide = "".join(f'<c s="1" r="{letter}2"/>' for letter in ("XFC", "XFD"))
        second = row(2, *JOINED).replace("</row>", f"{wide}</row>")

        sheet = read_sheet(written(tmp_path / "b.xlsx", second, blank, last))
        assert (days(sheet), sheet.blank) == (["2018-01-29"], ())

    def test_that_are_blank_are_counted(self, tmp_path: Path) -> None:
        sheet = read_sheet(saved(workbook((), JOINED, (" ", "\u00a0"), (), JOINED, ()), tmp_path / "b.xlsx"))

        assert sheet.blank == (2, 4, 5)
        assert read_sheet(csv(tmp_path, ";;", LINE, "", LINE, ";;")).blank == (2, 4)

    def test_that_are_hidden_or_filtered_out_are_read_and_told(self, tmp_path: Path) -> None:
        book = workbook(JOINED, JOINED, JOINED)
        book.worksheets[0].row_dimensions[3].hidden = True
        sheet = read_sheet(saved(book, tmp_path / "b.xlsx"))

        assert (len(sheet.rows), sheet.hidden) == (3, (3,))

    def test_below_a_filter_that_the_library_does_not_know_are_read(self, tmp_path: Path) -> None:
        odd = '<autoFilter ref="A1:C3"><filterColumn colId="0"><customFilters><customFilter val="  "/></customFilters>'
        after = f"{odd}</filterColumn></autoFilter><conditionalFormatting><cfRule type='none'/></conditionalFormatting>"
        path = written(tmp_path / "b.xlsx", row(2, *JOINED, attributes='hidden="true"'), after=after)

        assert read_sheet(path).hidden == (2,)

    def test_that_share_a_merged_cell_are_told_of_it(self, tmp_path: Path) -> None:
        book = workbook(JOINED, (None, "2018-01-30", "Kontakt med kommunen"), ("Arvika", "2018-01-31"))
        sheet = book.worksheets[0]
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("F2:G9")

        assert told(saved(book, tmp_path / "b.xlsx"))[0] == (
            "Rad 3, Kommun: cellen A3 är sammanfogad med andra: dela upp dem och skriv värdet i varje cell"
        )

    def test_with_blank_merged_cells_are_read(self, tmp_path: Path) -> None:
        book = workbook(JOINED, JOINED)
        book.worksheets[0].merge_cells("D2:F3")

        assert errors(saved(book, tmp_path / "b.xlsx")) == ()


class TestWhatWasRead:
    def test_is_told_with_the_sheet_and_the_rows_that_were_skipped_or_hidden(self, tmp_path: Path) -> None:
        book = workbook((), (), *[JOINED] * 3, (), JOINED)
        for number in (5, 6):
            book.worksheets[0].row_dimensions[number].hidden = True
        book.worksheets[0].column_dimensions.group("C", "G", hidden=True)
        sheet = read_sheet(saved(book, tmp_path / "b.xlsx"))

        assert reading_messages(sheet, "sv") == [
            "4 rader lästes i bladet ”Historik”.",
            "Dolda kolumner lästes också: Händelse.",
            "3 tomma rader hoppades över: rad 2\N{EN DASH}3, 7.",
            "2 dolda eller bortfiltrerade rader lästes också: rad 5\N{EN DASH}6.",
        ]
        assert reading_messages(sheet, "en")[0] == "4 rows were read in the sheet “Historik”."

    def test_is_told_for_a_file_without_sheets(self, tmp_path: Path) -> None:
        assert reading_messages(read_sheet(csv(tmp_path, LINE)), "sv") == ["En rad lästes."]

    def test_lists_no_endless_numbers(self, tmp_path: Path) -> None:
        sheet = read_sheet(csv(tmp_path, *[LINE, ""] * 100, LINE))

        assert reading_messages(sheet, "en")[1].endswith("rows 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, ….")


class TestDays:
    def test_that_are_nearly_midnight_are_taken(self) -> None:
        assert days(read_sheet(CASES / "midnight_minus44s.xlsx")) == ["2018-01-29"]

    def test_at_another_time_are_told_with_both_days(self) -> None:
        (sentence,) = told(CASES / "noon.xlsx")

        assert sentence.startswith("Rad 2, Datum: ”2018-01-29 12:00:00” är ett klockslag, ingen hel dag: ")
        assert sentence.endswith("skriv den rätta dagen, 2018-01-29 eller 2018-01-30")
        assert "2018-01-29 or 2018-01-30" in told(CASES / "noon.xlsx", "en")[0]

    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("2018-01-29T00:00:00+01:00", "2018-01-29"),
            ("2018-01-29T00:00:00Z", "2018-01-29"),
            ("2018-01-29 00:00", "2018-01-29"),
            ("2018-01-29T00:00:59.5", "2018-01-29"),
            ("2018-01-28T23:59:16+01:00", "2018-01-29"),
            ("2018-07-01T00:00:00+02:00", "2018-07-01"),
            ("\u00a02018-01-29\u200b", "2018-01-29"),
        ],
    )
    def test_in_iso_form_with_a_time_are_taken_when_whole(self, tmp_path: Path, written: str, day: str) -> None:
        path = csv(tmp_path, f"Arvika;{written};Anslöt sig")

        assert (days(read_sheet(path)), errors(path)) == ([day], ())

    @pytest.mark.parametrize(
        ("written", "first", "second"),
        [
            ("2018-01-28T23:00:00Z", "2018-01-28", "2018-01-29"),
            ("2018-01-29T12:00:00", "2018-01-29", "2018-01-30"),
            ("2018-01-29T09:30:00+01:00", "2018-01-29", "2018-01-30"),
            ("2018-01-29T00:00:00+05:00", "2018-01-28", "2018-01-29"),
            ("2018-06-30T22:00:00.000Z", "2018-06-30", "2018-07-01"),
            ("2018-01-29T00:02", "2018-01-29", "2018-01-30"),
        ],
    )
    def test_in_iso_form_with_a_time_are_refused_otherwise(
        self, tmp_path: Path, written: str, first: str, second: str
    ) -> None:
        (error,) = errors(csv(tmp_path, f"Arvika;{written};Anslöt sig"))

        assert (error.code, error.column) == ("not-whole-day", "date")
        assert (error.params["first"], error.params["second"]) == (first, second)

    def test_before_1900_and_after_2200_are_refused(self) -> None:
        assert [(each.row, each.code) for each in errors(CASES / "olddates.csv")] == [
            *[(number, "wrong-date") for number in (2, 3, 4, 6)],
        ]

    @pytest.mark.parametrize(
        "written", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:30", "9999-12-31T23:59:59-10:00", "2018-01-29T24:61"]
    )
    def test_at_the_ends_of_time_are_refused(self, tmp_path: Path, written: str) -> None:
        (error,) = errors(csv(tmp_path, f"Arvika;{written};Anslöt sig"))

        assert error.column == "date"

    @pytest.mark.parametrize("column", ["Till datum", "Gäller från", "Period"])
    def test_in_other_columns_are_held_to_the_same(self, tmp_path: Path, column: str) -> None:
        midnight = datetime.combine(date(2018, 1, 29), time.min)
        book = workbook((*JOINED, midnight.replace(hour=12)), (*JOINED, midnight))
        book.worksheets[0].cell(1, 4, column)
        sheet = read_sheet(saved(book, tmp_path / "b.xlsx"))

        assert [each.code for each in sheet.rows[0].faults] == ["not-whole-day"]
        assert "2018-01-29" in sheet.rows[1].cells.values()

    def test_of_the_calendar_from_1904_are_taken(self, tmp_path: Path) -> None:
        book = workbook(("Arvika", date(2018, 1, 29), "Anslöt sig"))
        book.epoch = CALENDAR_MAC_1904

        assert days(read_sheet(saved(book, tmp_path / "b.xlsx"))) == ["2018-01-29"]

    @pytest.mark.parametrize(
        "value", [43129, "43129", timedelta(days=3), 12.5, True, "29/1 2018", "2018/01/29", "29 jan 2018", -1]
    )
    def test_are_nothing_that_is_not_written_as_a_day(self, tmp_path: Path, value: object) -> None:
        (error,) = errors(saved(workbook(("Arvika", value, "Anslöt sig")), tmp_path / "b.xlsx"))

        assert (error.code, error.column) == ("wrong-date", "date")

    def test_that_no_calendar_has_are_told_as_the_error_that_they_are(self, tmp_path: Path) -> None:
        book = workbook(("Arvika", 4_000_000, "Anslöt sig"))
        book.worksheets[0]["B2"].number_format = "yyyy-mm-dd"

        assert told(saved(book, tmp_path / "b.xlsx")) == [
            "Rad 2, Datum: #VALUE! är ett felvärde från kalkylprogrammet, skriv det rätta värdet"
        ]


class TestCells:
    @pytest.mark.parametrize("column", ["Kommun", "Källa", "Beslutsreferens"])
    def test_with_an_error_are_told(self, tmp_path: Path, column: str) -> None:
        names = [*HEADERS, "Källa", "Beslutsreferens"]
        book = workbook(JOINED)
        for number, name in enumerate(names, start=1):
            book.worksheets[0].cell(1, number, name)
        book.worksheets[0].cell(2, names.index(column) + 1, "#N/A")

        assert [(each.code, each.params["value"]) for each in errors(saved(book, tmp_path / "b.xlsx"))] == [
            ("error-cell", "#N/A")
        ]

    @pytest.mark.parametrize(
        "cell",
        [
            '<c r="A2"><f>B2</f></c>',
            '<c r="A2" t="str"><f>B2</f><v>Arvika</v></c>',
            '<c r="A2"><f t="shared" si="0"/><v>1784</v></c>',
            '<c r="A2"><f t="array" ref="A2">B2</f></c>',
        ],
    )
    def test_with_a_formula_are_told_with_and_without_its_result(self, tmp_path: Path, cell: str) -> None:
        rest = row(2, *JOINED[1:]).replace('<row r="2" >', f'<row r="2">{cell}')

        assert [each.code for each in errors(written(tmp_path / "b.xlsx", rest))] == ["formula"]

    @pytest.mark.parametrize("place", ["\u00a0Arvika", "Arvika\u00a0kommun", "Ar\u00advika", "\ufeffArvika", "Arvika "])
    def test_are_read_without_the_spaces_that_nobody_sees(self, tmp_path: Path, place: str) -> None:
        assert errors(csv(tmp_path, f"{place};2018-01-29;Anslöt\u00a0sig")) == ()
        assert errors(saved(workbook((place, "2018-01-29", "Anslöt  sig")), tmp_path / "b.xlsx")) == ()

    def test_with_escaped_line_ends_are_read_as_what_they_say(self, tmp_path: Path) -> None:
        assert errors(saved(workbook(("Arvika_x000D_", *JOINED[1:])), tmp_path / "b.xlsx")) == ()

    def test_with_several_lines_are_told(self, tmp_path: Path) -> None:
        assert [each.code for each in errors(csv(tmp_path, 'Arvika;2018-01-29;"Anslöt\nsig"'))] == ["unsafe-character"]


class TestWorkbooks:
    def test_are_read_from_the_titled_sheet_however_its_title_is_written(self, tmp_path: Path) -> None:
        sheet = read_sheet(CASES / "title_case.xlsx")
        assert (sheet.title, len(sheet.rows)) == ("HISTORIK", 4)

        book = workbook(JOINED, title=" historik ")
        book.create_sheet("Annat", 0).append(["x"])
        assert len(read_sheet(saved(book, tmp_path / "b.xlsx")).rows) == 1

    def test_with_several_sheets_that_could_be_meant_are_refused(self, tmp_path: Path) -> None:
        assert fault(CASES / "both_titles.xlsx").params["names"] == "Historik, History"
        hidden = fault(CASES / "hidden_first.xlsx")
        assert (hidden.params["names"], hidden.params["hidden"]) == ("Gammalt, Blad2", "Gammalt")

        book = workbook(JOINED, title="Blad1")
        book.create_sheet("Blad2").append(["x"])
        assert fault(saved(book, tmp_path / "b.xlsx")).params["names"] == "Blad1, Blad2"

    @pytest.mark.parametrize("state", ["hidden", "veryHidden"])
    def test_with_the_sheet_hidden_are_refused(self, tmp_path: Path, state: Literal["hidden", "veryHidden"]) -> None:
        book = workbook(JOINED)
        book.create_sheet("Annat", 0)
        book["Historik"].sheet_state = state

        assert fault(saved(book, tmp_path / "b.xlsx")).params["name"] == "Historik"

    def test_with_one_sheet_that_holds_anything_are_read(self, tmp_path: Path) -> None:
        book = workbook(JOINED, title="Blad2")
        book.create_sheet("Blad1", 0)
        book.create_sheet("Blad3")

        assert read_sheet(saved(book, tmp_path / "b.xlsx")).title == "Blad2"

    def test_without_any_value_are_empty(self, tmp_path: Path) -> None:
        assert fault(written(tmp_path / "b.xlsx").rename(tmp_path / "c.xlsx")).code == "empty"
        book = workbook()
        book.worksheets[0].delete_rows(1)
        assert fault(saved(book, tmp_path / "b.xlsx")).code == "empty"

    @pytest.mark.parametrize("name", ["b.xlsm", "b.xls", "b.XLSX", "b.csv"])
    def test_are_known_by_their_content(self, tmp_path: Path, name: str) -> None:
        assert len(read_sheet(saved(workbook(JOINED), tmp_path / name)).rows) == 1

    def test_with_a_password_are_called_so(self, tmp_path: Path) -> None:
        path = tmp_path / "b.xlsx"
        path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
        assert "lösenord" in sheet_message(fault(path), "sv")
        assert "password" in sheet_message(fault(path), "en")

        saved(workbook(JOINED), path)
        content = bytearray(path.read_bytes())
        for sign, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
            content[content.index(sign) + offset] |= 1
        path.write_bytes(content)
        assert fault(path).code == "password"

    @pytest.mark.parametrize(
        ("name", "content", "kind"),
        [
            ("b.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "XLS"),
            ("b.xls", b"\xef\xbb\xbf<html><table>", "HTML/XML"),
            ("b.xlsx", b'<?xml version="1.0"?><Workbook/>', "HTML/XML"),
        ],
    )
    def test_of_another_format_are_called_by_it(self, tmp_path: Path, name: str, content: bytes, kind: str) -> None:
        (tmp_path / name).write_bytes(content)

        assert fault(tmp_path / name).params["format"] == kind

    @pytest.mark.parametrize(
        ("name", "parts", "kind"),
        [
            ("b.ods", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "ODS"),
            ("b.xlsb", {"xl/workbook.bin": ""}, "XLSB"),
            ("b.xlsx", {"xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/x"/>'}, "Strict Open XML"),
            ("b.numbers", {"Index/Document.iwa": ""}, "NUMBERS"),
        ],
    )
    def test_of_another_packed_format_are_called_by_it(
        self, tmp_path: Path, name: str, parts: dict[str, str], kind: str
    ) -> None:
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            for part, content in parts.items():
                packed.writestr(part, content)

        assert fault(tmp_path / name).params["format"] == kind


class TestCsv:
    @pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "\ufeffsep=;"])
    def test_may_say_its_separator(self, tmp_path: Path, first: str) -> None:
        sheet = read_sheet(csv(tmp_path, CSV_HEADER, LINE, header=first))

        assert [each.number for each in sheet.rows] == [3]

    def test_may_say_a_separator_that_is_not_usual(self, tmp_path: Path) -> None:
        sheet = read_sheet(csv(tmp_path, CSV_HEADER.replace(";", "|"), LINE.replace(";", "|"), header="sep=|"))

        assert days(sheet) == ["2018-01-29"]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
    @pytest.mark.parametrize("separator", [";", "\t"])
    def test_may_be_what_a_spreadsheet_calls_unicode_text(self, tmp_path: Path, encoding: str, separator: str) -> None:
        lines = (CSV_HEADER.replace(";", separator), LINE.replace(";", separator))

        assert errors(csv(tmp_path, lines[1], header=lines[0], encoding=encoding)) == ()

    @pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "latin-1", "utf-16-le", "utf-16-be"])
    def test_in_an_older_encoding_says_how_to_save_it(self, tmp_path: Path, encoding: str) -> None:
        assert "CSV UTF-8" in sheet_message(fault(csv(tmp_path, LINE, encoding=encoding)), "sv")

    def test_with_more_columns_than_any_sheet_is_refused(self, tmp_path: Path) -> None:
        assert fault(csv(tmp_path, ";" * MAX_COLUMNS)).code == "too-many-columns"

    def test_with_more_rows_than_any_sheet_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "long.csv"
        path.write_bytes(CSV_HEADER.encode() + b"\n" * 3_000_000)

        assert fault(path).code == "too-many-rows"

    def test_that_begins_as_an_archive_does_is_read(self, tmp_path: Path) -> None:
        assert fault(csv(tmp_path, LINE, header="PK;Datum;Händelse")).code == "unknown-column"

    def test_with_old_line_ends_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "old.csv"
        path.write_bytes(f"{CSV_HEADER}\r{LINE}\r".encode())

        assert days(read_sheet(path)) == ["2018-01-29"]


class TestHeaders:
    @pytest.mark.parametrize("header", ["Kommun;;Datum;Händelse", "Kommun;Datum;Händelse;;"])
    def test_may_be_left_out_over_empty_columns(self, tmp_path: Path, header: str) -> None:
        cells = dict(zip(HEADERS, JOINED, strict=True))
        line = ";".join(cells.get(each, "") for each in header.split(";"))

        assert errors(csv(tmp_path, line, header=header)) == ()

    def test_may_hold_line_breaks_and_hard_spaces(self, tmp_path: Path) -> None:
        book = workbook((*JOINED, "KS"))
        book.worksheets[0].cell(1, 4, "Ansvars\u00adkommuner")
        book.worksheets[0].cell(1, 5, "Gäller\nfrån")

        assert read_sheet(saved(book, tmp_path / "b.xlsx")).rows[0].cells["municipalities"] == "KS"

    @pytest.mark.parametrize("cell", ["=A1", "#REF!"])
    def test_are_no_formulas_and_no_errors(self, tmp_path: Path, cell: str) -> None:
        book = workbook(JOINED)
        book.worksheets[0].cell(1, 2, cell)

        assert fault(saved(book, tmp_path / "b.xlsx")).code == "header-unusable"


class TestLimits:
    def test_stop_at_too_many_strings_at_once(self, tmp_path: Path) -> None:
        strings = f'<sst xmlns="{MAIN}">{"<si/>" * 8_000_000}</sst>'
        path = saved(workbook(JOINED), tmp_path / "b.xlsx", {STRINGS: strings})

        assert path.stat().st_size < 400_000
        began = monotonic()
        assert fault(path).params["limit"] == MAX_STRINGS
        assert monotonic() - began < 20

    @pytest.mark.parametrize(
        ("part", "content"),
        [
            ("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * 4_000_000}</cellXfs></styleSheet>'),
            (SHEET, f'<worksheet xmlns="{MAIN}"><sheetData><row>{"<c/>" * 9_000_000}</row></sheetData></worksheet>'),
            ("xl/other.xml", f'<worksheet xmlns="{MAIN}"><sheetData>{"<row/>" * 9_000_000}</sheetData></worksheet>'),
        ],
    )
    def test_stop_at_too_much_of_anything_else(self, tmp_path: Path, part: str, content: str) -> None:
        began = monotonic()
        assert fault(saved(workbook(JOINED), tmp_path / "b.xlsx", {part: content})).code in {
            "too-many-strings",
            "too-many-cells",
        }
        assert monotonic() - began < 30
        assert MAX_CELLS > 20_000 * 60

    def test_stop_at_too_many_merged_cells(self, tmp_path: Path) -> None:
        merged = '<mergeCell ref="A2:B3"/>' * 10_001
        after = f"<mergeCells>{merged}</mergeCells>"

        assert fault(written(tmp_path / "b.xlsx", row(2, *JOINED), after=after)).code == "too-many-merged"

    def test_stop_at_a_bomb(self, tmp_path: Path) -> None:
        path = saved(workbook(JOINED), tmp_path / "b.xlsx", {"xl/media/image1.png": b"\0" * 160_000_000})
        assert fault(path).code == "too-large"

        laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        path = saved(workbook(JOINED), tmp_path / "b.xlsx", {STRINGS: f'{laughs}<sst xmlns="{MAIN}"/>'})
        assert fault(path).code == "broken"

    @pytest.mark.parametrize("name", ["_xlnm.Print_Titles", "_xlnm.Print_Area"])
    def test_stop_while_the_library_is_at_work(self, tmp_path: Path, name: str) -> None:
        names = (
            f'<definedNames><definedName name="{name}" localSheetId="0">{"A" * 400_000}</definedName></definedNames>'
        )
        with zipfile.ZipFile(saved(workbook(JOINED), tmp_path / "a.xlsx")) as ordinary:
            book = ordinary.read("xl/workbook.xml").decode().replace("<definedNames />", names)
        path = saved(workbook(JOINED), tmp_path / "b.xlsx", {"xl/workbook.xml": book})

        began = monotonic()
        assert fault(path, seconds=2).code == "too-slow"
        assert monotonic() - began < 20

    def test_stop_at_a_text_too_long_for_any_cell(self, tmp_path: Path) -> None:
        book = workbook(*[("Arvika" * 10, "2018-01-29", "A" * 30_000)] * 3)

        assert {each.code for each in errors(saved(book, tmp_path / "b.xlsx"))} == {"too-long"}

    def test_stop_when_the_time_is_over(self, tmp_path: Path) -> None:
        assert fault(saved(workbook(JOINED), tmp_path / "b.xlsx"), seconds=0).code == "too-slow"
        assert fault(csv(tmp_path, LINE), seconds=0).code == "too-slow"


class TestNormalForms:
    def test_are_one_in_headers_and_cells(self) -> None:
        assert errors(CASES / "nfd.csv") == ()
        assert len(read_sheet(CASES / "nfd.csv").rows) == 2
