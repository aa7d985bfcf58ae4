"""Many visits, contacts and needs entered at once: a row with an error hinders no other, and nothing comes twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from adapters.main import System
from domain.messages import Recorded
from domain.values import Role
from tests.adapters.test_pages import HOSTILE, Browser, browser
from tests.support.following import followed
from tests.support.forms import Form, form_on
from tests.support.people import BY_ROLE, CONTACT, COORDINATOR, TODAY, SetClock

ENTRIES = "/work/entries"
DAY = "2026-02-27"
VISIT, DIALOGUE, NEED = "support.hold-visit", "support.log-contact.both", "support.note-need"
Row = tuple[str, str, str, str, str]
KIL_VISIT: Row = ("1715", DAY, VISIT, "Rektor; Trygghetssamordnare", "Grundutbildning")
SUNNE_CONTACT: Row = ("1766", DAY, DIALOGUE, "", "")
COLUMNS = ("municipality", "date", "what", "function", "need")


@pytest.fixture(scope="module")
def system(databases: Any) -> Iterator[System]:
    with databases.lent() as url, followed(url, clock=SetClock()) as opened:
        yield opened


@pytest.fixture
def visitor(system: System) -> Browser:
    return browser(system, COORDINATOR)


def grid(visitor: Browser) -> Form:
    found = form_on(visitor.get(ENTRIES))
    assert found
    return found


def filled(form: Form, *rows: Row) -> dict[str, list[str]]:
    """Return the fields of a grid with these rows typed into it from the top."""
    fields = form.fields
    for number, name in enumerate(COLUMNS):
        held = fields.get(name, []) or [""] * len(fields["row"])
        fields[name] = [*(each[number] for each in rows), *held[len(rows) :]]
    return fields


def send(visitor: Browser, fields: dict[str, list[str]], wish: str) -> tuple[int, str]:
    return visitor.send(ENTRIES, {**fields, "do": wish})


def enter(visitor: Browser, *rows: Row, wish: str = "save") -> tuple[int, str]:
    return send(visitor, filled(grid(visitor), *rows), wish)


def recorded(system: System, after: int) -> list[Recorded]:
    return system.store.read(after, 500)


def typed(page: str, column: str) -> list[str]:
    form = form_on(page)
    assert form
    return form.fields.get(column, [])


def verdicts(page: str) -> list[str]:
    cells = re.findall(r'id="verdict-\d+">(.*?)</td>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", each).split()) for each in cells]


class TestSaving:
    def test_records_each_row_of_its_day_with_one_correlation(self, visitor: Browser, system: System) -> None:
        before = system.store.head()
        status, page = enter(visitor, KIL_VISIT, SUNNE_CONTACT)
        events = recorded(system, before)

        assert status == 200
        assert [each.topic for each in events] == ["support.visit-held.v1", "support.contact-had.v1"]
        assert [each.envelope.scope for each in events] == ["1715", "1766"]
        assert {each.envelope.occurred_on.isoformat() for each in events} == {DAY}
        assert len({each.envelope.correlation_id for each in events}) == 1
        assert events[0].event.functions_met == ("principal", "safety-coordinator")  # type: ignore[attr-defined]
        assert events[0].event.needs == ("basic-training",)  # type: ignore[attr-defined]
        assert "2 rader sparades." in page
        for each in events:
            assert f'href="/events/{each.envelope.event_id}"' in page
        assert typed(page, "municipality") == [""] * 10

    def test_leaves_a_row_with_an_error_as_it_was_typed_and_hinders_no_other(
        self, visitor: Browser, system: System
    ) -> None:
        before = system.store.head()
        late: Row = ("1766", "2026-12-03", DIALOGUE, "", "")
        unknown: Row = ("1760", DAY, VISIT, "Kejsare", "")
        status, page = enter(visitor, late, KIL_VISIT, unknown, SUNNE_CONTACT)

        assert status == 422
        assert [each.envelope.scope for each in recorded(system, before)] == ["1715", "1766"]
        assert typed(page, "municipality")[:3] == ["1766", "1760", ""]
        assert typed(page, "date")[0] == "2026-12-03"
        assert typed(page, "function")[1] == "Kejsare"
        assert "”Kejsare” finns inte bland valen" in verdicts(page)[1]
        assert "(L5)" in verdicts(page)[0]
        assert "2 rader sparades. 2 rader är kvar att rätta." in " ".join(re.sub(r"<[^>]*>", " ", page).split())

    def test_again_gives_the_same_answer_and_no_second_event(self, visitor: Browser, system: System) -> None:
        before, fields = system.store.head(), filled(grid(visitor), KIL_VISIT, SUNNE_CONTACT)
        first, again = (send(visitor, fields, "save") for _ in range(2))

        assert len(recorded(system, before)) == 2
        assert re.findall(r"/events/[0-9a-f-]+", first[1]) == re.findall(r"/events/[0-9a-f-]+", again[1])
        assert again[0] == 200

    def test_twice_at_once_gives_no_second_event(self, system: System) -> None:
        visitors = [browser(system, COORDINATOR) for _ in range(2)]
        before, fields = system.store.head(), filled(grid(visitors[0]), KIL_VISIT, SUNNE_CONTACT)
        sent = [{**fields, "csrf": form_csrf(each)} for each in visitors]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(send, visitors, sent, ["save", "save"]))

        assert [status for status, _ in answers] == [200, 200]
        assert len(recorded(system, before)) == 2

    def test_takes_a_visit_that_was_planned_for_the_day_for_that_one_however_often_it_is_sent(
        self, visitor: Browser, system: System
    ) -> None:
        day, before = "2026-02-25", system.store.head()
        visitor.post("/municipalities/1715/act/support/plan-visit", planned_on=day, occurred_on=DAY)
        other_day: Row = (*("1715", "2026-02-24"), *KIL_VISIT[2:])
        same_day: Row = (*("1715", day), *KIL_VISIT[2:])
        fields = filled(grid(visitor), other_day, same_day, same_day)
        checked = send(visitor, fields, "check")
        first, again = (send(visitor, fields, "save") for _ in range(2))
        planned, *made = (each.event.visit_id for each in recorded(system, before))  # type: ignore[attr-defined]

        assert [each.startswith("Klar att spara") for each in verdicts(checked[1])[:3]] == [True] * 3
        assert [each == planned for each in made] == [False, True, False]
        assert len(set(made)) == 3
        assert re.findall(r"/events/[0-9a-f-]+", first[1]) == re.findall(r"/events/[0-9a-f-]+", again[1])

    def test_a_planned_visit_is_waited_for_no_longer(self, visitor: Browser) -> None:
        visitor.post("/municipalities/1766/act/support/plan-visit", planned_on="2026-02-23", occurred_on="2026-02-23")
        assert "Datumet har passerat" in visitor.get("/municipalities/1766/support")
        enter(visitor, (*("1766", "2026-02-23"), *KIL_VISIT[2:]))
        assert "Datumet har passerat" not in visitor.get("/municipalities/1766/support")

    def test_one_row_saves_it_alone(self, visitor: Browser, system: System) -> None:
        before, fields = system.store.head(), filled(grid(visitor), KIL_VISIT, SUNNE_CONTACT)
        status, page = send(visitor, fields, f"save.{fields['row'][1]}")

        assert status == 200
        assert [each.envelope.scope for each in recorded(system, before)] == ["1766"]
        assert typed(page, "municipality")[:2] == ["1715", ""]

    def test_what_was_changed_after_it_was_saved_says_so_and_saves_it_as_another(
        self, visitor: Browser, system: System
    ) -> None:
        before, fields = system.store.head(), filled(grid(visitor), KIL_VISIT)
        send(visitor, fields, "save")
        fields["date"][0] = "2026-02-26"
        status, page = send(visitor, fields, "save")
        assert (status, len(recorded(system, before))) == (422, 1)
        assert "redan sparat" in verdicts(page)[0]

        form = form_on(page)
        assert form
        assert send(visitor, form.fields, "save")[0] == 200
        assert [str(each.envelope.occurred_on) for each in recorded(system, before)] == [DAY, "2026-02-26"]

    def test_keeps_what_was_saved_before_in_sight(self, visitor: Browser) -> None:
        _, page = enter(visitor, KIL_VISIT)
        form = form_on(page)
        assert form
        _, page = send(visitor, filled(form, SUNNE_CONTACT), "save")

        assert len(set(re.findall(r'href="/events/([0-9a-f-]+)"', page))) == 2

    def test_carries_what_was_saved_in_as_few_fields_however_much_it_is(self, visitor: Browser) -> None:
        one, three = (form_on(enter(visitor, *[SUNNE_CONTACT] * count)[1]) for count in (1, 3))
        assert one
        assert three

        assert len(list(one.controls)) == len(list(three.controls))

    def test_of_an_old_day_takes_a_reason_for_such_rows_alone(self, visitor: Browser, system: System) -> None:
        old: Row = ("1766", "2025-11-03", DIALOGUE, "", "")
        status, page = enter(visitor, old)
        assert status == 422
        assert 'href="#reason"' in page

        before, form = system.store.head(), form_on(page)
        assert form
        fields = {**filled(form, old, SUNNE_CONTACT), "reason": ["entered-late"]}
        assert send(visitor, fields, "save")[0] == 200
        assert [each.envelope.reason for each in recorded(system, before)] == ["entered-late", None]


def fields_on(page: str) -> dict[str, list[str]]:
    form = form_on(page)
    assert form
    return form.fields


def form_csrf(visitor: Browser) -> list[str]:
    return grid(visitor).fields["csrf"]


class TestChecking:
    def test_says_of_each_row_what_an_import_would_and_records_nothing(self, visitor: Browser, system: System) -> None:
        before = system.store.head()
        _, page = enter(
            visitor,
            KIL_VISIT,
            ("", DAY, VISIT, "Rektor", ""),
            ("1715", DAY, VISIT, "", ""),
            ("1715", "3/5", DIALOGUE, "Rektor", ""),
            wish="check",
        )

        assert system.store.head() == before
        assert verdicts(page)[0].startswith("Klar att spara")
        assert "Kommun: måste fyllas i för den händelsen" in verdicts(page)[1]
        assert "Funktion: måste fyllas i för den händelsen" in verdicts(page)[2]
        assert "”3/5” är ingen dag" in verdicts(page)[3]
        assert verdicts(page)[4] == "Tom rad, sparas inte"
        assert typed(page, "date")[3] == "3/5"

    def test_takes_the_rows_above_for_done(self, visitor: Browser, system: System) -> None:
        before = system.store.head()
        need: Row = ("1761", DAY, NEED, "", "Grundutbildning")
        status, page = enter(visitor, need, need, wish="check")

        assert (status, system.store.head()) == (422, before)
        assert verdicts(page)[0].startswith("Klar att spara")
        assert "(L3)" in verdicts(page)[1]

    def test_is_what_a_form_without_a_wish_asks_for(self, visitor: Browser, system: System) -> None:
        before = system.store.head()
        assert verdicts(enter(visitor, KIL_VISIT, wish="nonsense")[1])[0].startswith("Klar att spara")
        assert system.store.head() == before


class TestPasting:
    def paste(self, visitor: Browser, text: str, *rows: Row) -> tuple[int, str]:
        return send(visitor, {**filled(grid(visitor), *rows), "pasted": [text]}, "paste")

    def test_fills_rows_in_the_order_of_the_columns_and_checks_them(self, visitor: Browser, system: System) -> None:
        before = system.store.head()
        text = "Kil\t2026-02-27\tBesök\tRektor\t\r\nSunne kommun\t2026-02-26\tkontakt, dialog\r\n"
        status, page = self.paste(visitor, text, KIL_VISIT)

        assert (status, system.store.head()) == (200, before)
        assert typed(page, "municipality")[:4] == ["1715", "1715", "1766", ""]
        assert typed(page, "what")[1:3] == [VISIT, DIALOGUE]
        assert all(each.startswith("Klar att spara") for each in verdicts(page)[:3])
        assert ">Spara 3 rader<" in page

    def test_after_rows_were_saved_makes_rows_that_the_page_never_had(self, visitor: Browser, system: System) -> None:
        unreadable, good = "Sunne\t2026-02-27\tKejsare\n", "Sunne\t2026-02-26\tKontakt, dialog\n"
        _, page = self.paste(visitor, unreadable * 10 + good)
        before = system.store.head()
        _, page = send(visitor, fields_on(page), "save")
        _, page = send(visitor, {**fields_on(page), "pasted": [good]}, "paste")
        assert verdicts(page)[10].startswith("Klar att spara")
        send(visitor, fields_on(page), "save")

        assert len(recorded(system, before)) == 2

    @pytest.mark.parametrize("separator", ["\t", ";", ","])
    def test_takes_columns_as_headers_name_them(self, visitor: Browser, separator: str) -> None:
        heads = ["Händelse", "Datum", "Riktning", "Kommun", "Källa"]
        cells = ["Kontakt med kommunen", "2026-02-27", "Dialog", "Sunne", "Minnesanteckning"]
        text = "\n".join(separator.join(each) for each in (heads, cells))
        _, page = self.paste(visitor, text)

        assert (typed(page, "municipality")[0], typed(page, "what")[0]) == ("1766", DIALOGUE)
        assert verdicts(page)[0].startswith("Klar att spara")
        assert "togs inte med: Källa." in page

    @pytest.mark.parametrize(
        "head", ["", "Kommun\tDatum\tHändelse\tFunktion\t\n"], ids=["no headers", "a blank header"]
    )
    def test_says_what_has_no_column(self, visitor: Browser, head: str) -> None:
        extra = "\tMöte i stadshuset" if head else "\t\tMöte i stadshuset"
        _, page = self.paste(visitor, f"{head}Kil\t2026-02-27\tBesök\tRektor{extra}\n")

        assert verdicts(page)[0].startswith("Klar att spara")
        assert f"togs inte med: kolumn {'E' if head else 'F'}." in page

    def test_leaves_open_what_the_sheet_leaves_open(self, visitor: Browser) -> None:
        text = "Sunne\t2026-02-27\tKontakt med kommunen\nSunne\t2026-02-27\tKommunen anslöt sig\n\t\t=A1\n"
        status, page = self.paste(visitor, text)

        assert status == 422
        assert "”Kontakt med kommunen” är ingen känd händelse" in verdicts(page)[0]
        assert "Välj något av detta: Kontakt, dialog; Kontakt, obesvarad" in verdicts(page)[0]
        assert "Besök" not in verdicts(page)[0]
        assert page.count('class="entry-faults"') == 3
        assert typed(page, "what")[0] == "Kontakt med kommunen"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Kil\t2026-02-27\tBesök\tRektor\n" * 51, "fler än 49 rader"),
            ("Kommun\tDag\tVad\nKil\t2026-02-27\tBesök", "Rubriken ”Dag”"),
            ('Kil\t"2026-02-27\tBesök', "citattecken"),
        ],
        ids=["too many", "unknown header", "broken"],
    )
    def test_of_what_is_no_table_says_why_and_keeps_it(self, visitor: Browser, text: str, said: str) -> None:
        status, page = self.paste(visitor, text, KIL_VISIT)

        assert status == 422
        assert said in page
        assert typed(page, "pasted") == [text.strip("\n") if text.endswith("\n") else text] or text in page
        assert typed(page, "municipality")[0] == "1715"

    def test_of_more_than_a_form_may_hold_is_refused(self, visitor: Browser) -> None:
        assert self.paste(visitor, "x" * 300_000)[0] == 413


class TestMoreRows:
    def test_keep_what_was_typed_and_come_to_fifty_at_most(self, visitor: Browser) -> None:
        _, page = enter(visitor, KIL_VISIT, wish="more")
        assert len(typed(page, "row")) == 20
        assert typed(page, "municipality")[0] == "1715"
        for _ in range(4):
            form = form_on(page)
            assert form
            _, page = send(visitor, form.fields, "more")

        assert len(set(typed(page, "row"))) == 50
        assert 'value="more"' not in page


class TestAuthority:
    @pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR])
    def test_is_needed(self, system: System, role: Role) -> None:
        visitor = browser(system, BY_ROLE[role])
        visitor.get(ENTRIES, 403)
        csrf = dict(re.findall(r'name="(csrf)" value="([^"]*)"', visitor.get("/counties/17")))
        assert visitor.client.post(ENTRIES, data={**csrf, "do": "save"}).status_code == 403

    def test_of_a_contact_person_is_of_the_own_municipality_alone(self, system: System) -> None:
        visitor, before = browser(system, CONTACT), system.store.head()
        page = visitor.get(ENTRIES)
        assert '<option value="1715">Kil</option>' in page
        assert "Sunne" not in page
        assert VISIT not in page

        status, page = enter(visitor, ("1766", DAY, DIALOGUE, "", ""), ("1715", DAY, DIALOGUE, "", ""), KIL_VISIT)
        assert status == 422
        own = [each for each in recorded(system, before) if not each.topic.startswith("audit.")]
        assert [each.envelope.scope for each in own] == ["1715"]
        assert "(L8)" in verdicts(page)[0]


class TestBadInput:
    @pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
    @pytest.mark.parametrize("wish", ["check", "save", "paste"])
    def test_of_any_field_is_no_fault_of_ours(self, visitor: Browser, bad: str, wish: str) -> None:
        fields: dict[str, list[str]] = {**filled(grid(visitor), (bad, bad, bad, bad, bad)), "pasted": [bad]}
        for name in ("row", "reason", "saved", "key"):
            assert send(visitor, {**fields, name: [bad]}, wish)[0] in {200, 400, 413, 422}
        assert send(visitor, {"csrf": fields["csrf"], "row": ["1", "1"], "what": [bad] * 3}, wish)[0] in {200, 400, 422}

    def test_never_reaches_the_page_as_markup(self, visitor: Browser) -> None:
        _, page = enter(visitor, ("<script>alert(1)</script>", DAY, VISIT, "<b>", ""), wish="check")

        assert "<script>alert(1)" not in page
        assert "<b>" not in page


def test_an_empty_grid_saves_nothing_and_says_so(visitor: Browser, system: System) -> None:
    before = system.store.head()
    status, page = enter(visitor)

    assert (status, system.store.head()) == (200, before)
    assert "0 rader sparades." in page
    assert typed(page, "date") == [TODAY.isoformat()] * 10


@pytest.mark.parametrize("wish", ["save", "check"])
def test_a_row_of_an_invisible_sign_is_blank(visitor: Browser, system: System, wish: str) -> None:
    before = system.store.head()
    status, _ = enter(visitor, ("", "", "", "\N{ZERO WIDTH SPACE}", ""), wish=wish)

    assert (status, system.store.head()) == (200, before)


def test_another_language_keeps_what_was_typed_and_records_nothing(visitor: Browser, system: System) -> None:
    before = system.store.head()
    status, page = send(visitor, {**filled(grid(visitor), KIL_VISIT), "language": ["en"]}, "")

    assert (status, system.store.head()) == (200, before)
    assert typed(page, "municipality")[0] == "1715"
    assert (
        visitor.client.post("/language", data={**grid(visitor).fields, "language": "en"}).headers["location"] == ENTRIES
    )


def test_a_form_of_an_earlier_session_is_shown_again_and_not_saved(system: System) -> None:
    visitor = browser(system, COORDINATOR)
    fields, before = filled(grid(visitor), KIL_VISIT), system.store.head()
    visitor.client.cookies.clear()
    assert send(visitor, fields, "save")[0] == 401
    visitor.sign_in(COORDINATOR)
    status, page = send(visitor, fields, "save")
    assert (status, system.store.head()) == (200, before)
    assert "Du har loggat in igen" in page
    assert typed(page, "municipality")[0] == "1715"

    form = form_on(page)
    assert form
    assert send(visitor, form.fields, "save")[0] == 200
    assert len(recorded(system, before)) == 1
