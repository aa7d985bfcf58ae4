"""The pages as a browser without script meets them, over the whole system on a database of the test's own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Timer

import pytest
from starlette.testclient import TestClient

from adapters.http import pages
from adapters.http.reading import reading
from adapters.http.services import Person
from adapters.main import System
from domain.people import Actor
from domain.values import Role
from tests.support.following import followed
from tests.support.people import BY_ROLE, COORDINATOR, ELSEWHERE, HERE
from tests.support.waiting import caught_up
from workflows.reference import places

KIL = f"/municipalities/{HERE.scb_code}"
HIDDEN = re.compile(r'<input type="hidden" name="(csrf|key|version)" value="([^"]*)"')
ACTING = {Role.COORDINATOR, Role.CONTACT, Role.ADMINISTRATOR}
HOSTILE = ["\x00", "\ufffd" * 3, "0000-00-00", "9" * 400, "å" * 5000, "<script>alert(1)</script>", "no-such-code"]


@dataclass
class Browser:
    """A person's browser: keeps cookies, and sends forms with the hidden fields of the page before."""

    client: TestClient
    system: System

    def get(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert status == answer.status_code, answer.text
        return answer.text

    def sign_in(self, actor: Actor) -> "Browser":
        clock = self.system.clock
        token = self.system.access.create_token(actor, "test", clock.new_id(), clock.now())
        answer = self.client.post("/sign-in", data={"token": token})
        assert answer.status_code == 303
        return self

    def post(self, address: str, **fields: str | list[str]) -> tuple[int, str]:
        """Send the form at this address; names with a dot are written with two underscores."""
        given = {name.replace("__", "."): each for name, each in fields.items()}
        return self.send(address, {**self.hidden(address), **given})

    def hidden(self, address: str) -> dict[str, str]:
        """Return the fields of the form at this address that a person does not see."""
        return dict(HIDDEN.findall(self.get(address)))

    def send(self, address: str, fields: Mapping[str, str | list[str]]) -> tuple[int, str]:
        answer = self.client.post(address, data=dict(fields))
        if answer.status_code == 200 and 'name="confirmed"' in answer.text:
            answer = self.client.post(address, data={**fields, "confirmed": "yes"})
        if answer.status_code == 303:
            caught_up(self.system)
            return 303, self.get(answer.headers["location"])
        return answer.status_code, answer.text

    def act(self, command: str, **fields: str | list[str]) -> str:
        """Send a form that is accepted, and return the page that follows."""
        status, page = self.post(f"{KIL}/act/{command}", **fields)
        assert status == 303, page
        return page


@pytest.fixture
def system(database_url: str) -> Iterator[System]:
    with followed(database_url) as opened:
        yield opened


def browser(system: System, actor: Actor | None = None, language: str = "sv") -> Browser:
    client = TestClient(system.app(), follow_redirects=False, headers={"Accept-Language": language})
    made = Browser(client, system)
    return made.sign_in(actor) if actor else made


@pytest.fixture
def coordinator(system: System) -> Browser:
    return browser(system, COORDINATOR)


@pytest.fixture
def joined(coordinator: Browser) -> Browser:
    coordinator.act("municipality/register-municipality")
    coordinator.act("municipality/join-municipality")
    coordinator.act("journey/open-journey")
    return coordinator


class TestSigningIn:
    def test_leads_back_to_the_page_that_was_asked_for(self, system: System) -> None:
        visitor = browser(system)
        answer = visitor.client.get("/trail?kind=journey.")

        assert answer.status_code == 303
        assert answer.headers["location"] == "/sign-in?next=%2Ftrail%3Fkind%3Djourney."

    def test_never_leads_to_another_site(self, system: System) -> None:
        visitor = browser(system)
        token = system.access.create_token(COORDINATOR, "test", system.clock.new_id(), system.clock.now())
        for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example", "/\n/evil.example"):
            answer = visitor.client.post("/sign-in", data={"token": token, "next": elsewhere})
            assert answer.headers["location"] == "/"

    def test_with_an_unknown_token_is_refused_in_words(self, system: System) -> None:
        answer = browser(system).client.post("/sign-in", data={"token": "x" * 43})

        assert answer.status_code == 422
        assert "Inloggningen misslyckades" in answer.text

    def test_sets_a_cookie_that_scripts_and_other_sites_cannot_use(self, system: System) -> None:
        client = TestClient(system.app(secure=True), base_url="https://testserver", follow_redirects=False)
        token = system.access.create_token(COORDINATOR, "test", system.clock.new_id(), system.clock.now())
        cookie = client.post("/sign-in", data={"token": token}).headers["set-cookie"]

        assert cookie.startswith("__Host-femsteg_session=")
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; "))
        assert client.get("/counties/17").status_code == 200

    def test_out_ends_the_session(self, coordinator: Browser) -> None:
        csrf = dict(HIDDEN.findall(coordinator.get("/counties/17")))["csrf"]
        coordinator.client.post("/sign-out", data={"csrf": csrf})

        assert coordinator.client.get("/counties/17").status_code == 303

    def test_in_a_demonstration_offers_its_invented_people(self, system: System) -> None:
        app = system.app((Person(COORDINATOR, "coordinator-1"),))
        visitor = Browser(TestClient(app, follow_redirects=False), system)
        assert "Regional samordnare 1" in visitor.get("/sign-in")
        assert visitor.client.post("/sign-in", data={"person": "p-nobody"}).status_code == 422

        visitor.client.post("/sign-in", data={"person": COORDINATOR.ref})
        assert "Påhittade uppgifter" in visitor.get("/counties/17")


class TestLanguage:
    def test_is_the_browser_s_until_another_is_chosen(self, system: System) -> None:
        visitor = browser(system, COORDINATOR, "en-GB")
        assert '<html lang="en">' in visitor.get("/counties/17")

        answer = visitor.client.post("/language", data={"language": "sv", "next": "/counties/17"})
        assert answer.headers["location"] == "/counties/17"
        assert '<html lang="sv">' in visitor.get("/counties/17")

    def test_that_we_do_not_have_is_refused(self, system: System) -> None:
        assert browser(system).client.post("/language", data={"language": "xx"}).status_code == 422


class TestForms:
    def test_carry_out_what_they_ask_for_and_say_so(self, joined: Browser) -> None:
        page = joined.act("journey/start-step?step=SITUATION_PICTURE")

        assert 'role="status"' in page
        assert "Pågår" in joined.get("/counties/17")

    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_can_be_shown_for_every_command_to_every_role(self, joined: Browser, system: System, language: str) -> None:
        addresses = set(re.findall(rf'href="({KIL}/act/[^"]*)"', joined.get(f"{KIL}/actions")))
        addresses |= set(re.findall(r'href="(/counties/17/act/[^"]*)"', joined.get("/counties/17/programme")))
        assert len(addresses) > 20
        for actor in BY_ROLE.values():
            visitor = browser(system, actor, language)
            for address in sorted(addresses):
                page = visitor.get(address.replace("&amp;", "&"))
                assert "⟦" not in page
                assert ("<form" in page.split("<main")[1]) <= (actor.role in ACTING)

    @pytest.mark.parametrize("typed", HOSTILE)
    def test_keep_all_that_was_typed_when_it_is_wrong(self, joined: Browser, typed: str) -> None:
        joined.act("journey/start-step?step=SITUATION_PICTURE")
        joined.act("situation-picture/commission-picture")
        status, page = joined.post(
            f"{KIL}/act/situation-picture/record-finding",
            dimension=typed,
            kind="strength",
            locality_level="municipality",
            observed_from=typed,
            occurred_on=typed,
        )

        kept = typed.replace("<", "&lt;").replace(">", "&gt;")
        assert status in {409, 422}
        assert page.count(f'value="{kept}"') == 3
        assert re.search(r'value="strength" ?selected', page)
        assert 'href="#occurred_on"' in page
        assert 'aria-describedby="level-error"' in page
        assert page.count("<script") == 1, "the page's own, and none that was typed"

    @pytest.mark.parametrize(
        ("day", "remedy"),
        [
            ("2199-01-01", "ligger i framtiden. Ändra datumet. (L5)"),
            ("2026-01-12", "den sena registreringen. Ange orsaken till att uppgiften kommer sent."),
        ],
    )
    def test_say_of_a_day_what_would_clear_it(self, joined: Browser, day: str, remedy: str) -> None:
        status, page = joined.post(f"{KIL}/act/support/log-contact", direction="both", occurred_on=day)

        assert status == 409
        assert remedy in page

    def test_ask_for_one_of_several_in_words(self, joined: Browser) -> None:
        status, page = joined.post(f"{KIL}/act/support/hold-visit")

        assert status == 422
        assert 'href="#functions_met">Funktioner som deltog</a>: Välj minst ett alternativ.' in page

    @pytest.mark.parametrize(
        "typed", ["20250301", "2025-W10-2", "1795737600", "2025-03-01T00:00:00", "1899-12-31", "?2025-03-01"]
    )
    def test_take_a_day_in_iso_form_alone(self, joined: Browser, typed: str) -> None:
        status, page = joined.post(f"{KIL}/act/support/plan-visit", planned_on=typed)

        assert status == 422
        assert f'value="{typed}"' in page
        assert 'href="#planned_on"' in page

    @pytest.mark.parametrize(
        ("since", "until", "told"),
        [
            ("2025", "2025", "1 januari 2025 till 31 december 2025"),
            ("2024-02", "2024-02", "1 februari 2024 till 29 februari 2024"),
            ("2025-03-04", "2025-06", "4 mars 2025 till 30 juni 2025"),
        ],
    )
    def test_take_a_period_in_years_months_or_days(self, joined: Browser, since: str, until: str, told: str) -> None:
        joined.act("situation-picture/commission-picture")
        answer = {"question_code": "strengths", "assessment": "mixed", "source_type": "police"}
        joined.act("situation-picture/answer-question", **answer, observed_from=since, observed_until=until)
        # An answer leads to the next question: unlike the municipality's page, its form waits for no view.
        joined.get(f"{KIL}?done={joined.system.store.head()}")

        assert told in joined.get(f"{KIL}/timeline")

    @pytest.mark.parametrize(
        ("since", "until", "wrong", "told"),
        [
            ("2025", "", "observed_until", "Ange både från och till"),
            ("", "2025", "observed_until", "Ange både från och till"),
            ("2025-02", "2025-01", "observed_until", "Perioden slutar innan den börjar"),
            ("våren", "2025", "observed_from", "Ange ett år, en månad eller en dag"),
            ("2025", "1700000000", "observed_until", "Ange ett år, en månad eller en dag"),
            ("2025-02-30", "2025", "observed_from", "Ange ett år, en månad eller en dag"),
        ],
    )
    def test_say_beside_the_field_what_is_wrong_with_a_period(
        self, joined: Browser, since: str, until: str, wrong: str, told: str
    ) -> None:
        joined.act("situation-picture/commission-picture")
        answer = {"question_code": "strengths", "assessment": "mixed", "source_type": "police"}
        address = f"{KIL}/act/situation-picture/answer-question"
        status, page = joined.post(address, **answer, observed_from=since, observed_until=until)

        assert status == 422
        assert told in page.split(f'id="{wrong}-error"')[1].split("</p>")[0]
        assert f'name="observed_from" id="observed_from" value="{since}"' in page

    def test_offer_no_assessment_that_does_not_fit_the_question(self, joined: Browser) -> None:
        joined.act("situation-picture/commission-picture")
        address = f"{KIL}/act/situation-picture/answer-question"
        offered = {
            question: set(
                re.findall(r'name="assessment" value="([a-z_]+)"', joined.get(f"{address}?question_code={question}"))
            )
            | set(
                re.findall(
                    r'<option value="(strength|weakness|mixed|unknown|not_assessed)"',
                    joined.get(f"{address}?question_code={question}"),
                )
            )
            for question in ("strengths", "weaknesses", "crime-types", "associations")
        }
        assert {"strength", "weakness"} <= offered["associations"]
        assert "weakness" not in offered["strengths"]
        assert "strength" not in offered["crime-types"] | offered["weaknesses"]
        plain = set(re.findall(r'value="([a-z_]+)"', joined.get(address)))
        assert plain & {"strength", "weakness", "mixed", "unknown"} == {"mixed", "unknown"}, "what fits every question"

        answer = {"question_code": "crime-types", "assessment": "strength", "source_type": "police"}
        status, page = joined.post(address, **answer)
        assert status == 409
        assert "kan inte bedömas som ”styrka”" in page.split('id="assessment-error"')[1].split("</p>")[0]

    def test_ask_for_heads_in_bands(self, joined: Browser) -> None:
        planned = {"stage": "basic", "format": "lecture", "duration_band": "half-day", "planned_on": "2026-01-12"}
        joined.act("training/identify-target-group", group_code="parks", estimated_headcount_band="5-19")
        joined.act("training/plan-session", **planned, groups=["parks", "cleaning"])
        address = f"{KIL}/act/training/hold-session"
        form = joined.get(address)
        asked = form.split('id="headcount_by_group"')[1].split("</fieldset>")[0]
        assert asked.count("<select") == 2
        assert 'type="number"' not in asked

        session = re.findall(r'name="session_id" value="([0-9a-f-]{36})"', form)[0]
        held = {"session_id": session, "materials_version": "unknown"}
        status, page = joined.post(address, **held, headcount_by_group__parks="17")
        assert status == 422
        assert 'id="headcount_by_group-error"' in page

        joined.act("training/hold-session", **held, headcount_by_group__parks="5-19")
        assert "5\N{EN DASH}19 personer deltog" in joined.get(f"{KIL}/training")

    def test_keep_lists_and_order(self, joined: Browser) -> None:
        joined.act("structure-review/open-review")
        status, page = joined.post(
            f"{KIL}/act/structure-review/order-responsibility",
            signal_kind="other",
            ordered_functions=["second", "", "first"],
        )
        ordered = page.split('class="ordered"')[1]

        assert status == 409
        assert re.findall(r'value="([a-z]+)" selected', ordered)[:2] == ["second", "first"]

    def test_of_refused_commands_say_why_and_what_is_required(self, joined: Browser) -> None:
        page = joined.get(f"{KIL}/act/situation-picture/publish-picture-version")

        assert "Vad som krävs" in page
        assert 'name="key"' not in page

    def test_sent_twice_are_carried_out_once(self, joined: Browser) -> None:
        address = f"{KIL}/act/support/log-contact"
        fields = {**joined.hidden(address), "direction": "both"}
        assert joined.send(address, fields)[0] == 303
        before = joined.system.store.head()

        assert joined.send(address, fields)[0] == 303
        assert joined.system.store.head() == before

    def test_tell_what_has_happened_since_they_were_opened(self, joined: Browser) -> None:
        address = f"{KIL}/act/support/log-contact"
        stale = joined.hidden(address)
        joined.act("support/note-need", need_code="basic-training")
        status, page = joined.send(address, {**stale, "direction": "both"})

        assert status == 412
        assert "Detta har ändrats sedan du öppnade sidan" in page
        fresh = dict(HIDDEN.findall(page))
        assert joined.send(address, {**fresh, "direction": "both"})[0] == 303

    def test_tell_it_after_a_fault_was_mended_too(self, joined: Browser) -> None:
        address = f"{KIL}/act/support/log-contact"
        stale = joined.hidden(address)
        joined.act("support/note-need", need_code="basic-training")
        status, page = joined.send(address, stale)
        assert status == 422
        fields = {**dict(HIDDEN.findall(page)), "direction": "both"}

        assert joined.send(address, fields)[0] == 412

    def test_without_their_session_s_value_or_from_another_site_are_refused(self, joined: Browser) -> None:
        address = f"{KIL}/act/support/log-contact"
        fields = joined.hidden(address)
        assert joined.send(address, {**fields, "csrf": "other"})[0] == 403
        answer = joined.client.post(address, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403

    @pytest.mark.parametrize("version", ["", "x", "-1", "99999999999", "\x00"])
    def test_with_a_senseless_version_are_not_carried_out(self, joined: Browser, version: str) -> None:
        address = f"{KIL}/act/support/log-contact"
        fields = joined.hidden(address)

        assert joined.send(address, {**fields, "direction": "both", "version": version})[0] == 412

    def test_too_large_or_of_another_kind_are_answered_in_words(self, joined: Browser) -> None:
        address = f"{KIL}/act/support/log-contact"
        large = joined.client.post(address, data={"direction": "x" * 300_000})
        odd = joined.client.post(address, content=b"\xff\xfe", headers={"Content-Type": "multipart/form-data"})

        assert large.status_code == 413
        assert 400 <= odd.status_code < 500
        assert "<h1>" in large.text
        assert "<h1>" in odd.text


class TestBeyondTheCounty:
    beyond = "/municipalities/0180"

    def test_there_are_forms_for_support_alone(self, coordinator: Browser) -> None:
        page = coordinator.get(f"{self.beyond}/actions")

        assert "/act/support/log-contact" in page
        assert "/act/municipality/" not in page + coordinator.get(self.beyond)
        coordinator.get(f"{self.beyond}/act/support/log-contact")
        coordinator.get(f"{self.beyond}/act/municipality/register-municipality", status=404)
        coordinator.get(f"{self.beyond}/act/journey/open-journey", status=404)


class TestWhatWasJustRecorded:
    @pytest.fixture
    def standing_still(self, joined: Browser) -> Browser:
        """A browser in a house whose views nobody brings forward."""
        joined.system.follower.stop()
        return joined

    @staticmethod
    def record(visitor: Browser) -> str:
        """Send a form, and return the address that it leads to."""
        address = f"{KIL}/act/support/log-contact"
        answer = visitor.client.post(address, data={**visitor.hidden(address), "direction": "both"})
        return str(answer.headers["location"])

    def test_is_waited_for_and_told(self, standing_still: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "_WAIT_SECONDS", 3.0)
        address = self.record(standing_still)
        soon = Timer(0.3, standing_still.system.follower.catch_up)
        soon.start()
        page = standing_still.client.get(address)
        soon.join()

        assert "<strong>Sparat.</strong> Samordningen och kommunen hade kontakt" in page.text
        assert page.headers["femsteg-position"] == str(standing_still.system.store.head())

    def test_is_not_asked_for_again_where_it_does_not_show_yet(
        self, standing_still: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "_WAIT_SECONDS", 0.0)
        address = self.record(standing_still)
        page = standing_still.get(address)

        assert "<strong>Sparat.</strong> Det syns på sidorna om en liten stund: registrera det inte igen." in page


class TestCorrecting:
    def test_changes_the_day_and_leaves_both_entries_readable(self, joined: Browser) -> None:
        joined.act("support/note-need", need_code="basic-training")
        entry = self.entry(joined)
        earlier = joined.system.clock.today()
        status, page = joined.post(
            entry, how="void", reason=self.reason(joined, entry), corrected_on=earlier.isoformat()
        )

        assert status == 303, page
        timeline = joined.get(f"{KIL}/timeline")
        assert "<del>" in timeline
        assert "Se rättelsen" in timeline

    def test_shows_the_value_before_and_after_at_both_entries(self, joined: Browser) -> None:
        joined.act("support/note-need", need_code="basic-training")
        assert self.replaced(joined, "deep-training")[0] == 303
        timeline = re.sub(r'<span class="hidden">.*?</span>', "", joined.get(f"{KIL}/timeline"))
        told = "Behov från ”Grundutbildning” till ”Fördjupad utbildning”"
        assert timeline.count(told) == 2 == joined.get("/trail").count(told)
        for link in set(re.findall(r'href="(/events/[0-9a-f-]+)">Se ', timeline)):
            page = joined.get(link)
            changed = page.split('id="changes"')[1].split("</table>")[0]
            assert re.findall(r"<td>(.*?)</td>", changed) == ["Grundutbildning", "Fördjupad utbildning"]

    def test_sends_changed_fields_alone(self, joined: Browser) -> None:
        joined.act("support/note-need", need_code="basic-training")
        status, page = self.replaced(joined, "deep-training")

        assert status == 303, page
        assert "Fördjupad utbildning" in joined.get(f"{KIL}/support")

    def test_that_changes_nothing_is_refused(self, joined: Browser) -> None:
        joined.act("support/note-need", need_code="basic-training")
        status, page = self.replaced(joined, "basic-training")

        assert status == 422
        assert "Välj antingen" in page

    @classmethod
    def replaced(cls, visitor: Browser, need: str) -> tuple[int, str]:
        """Say that the need was this one, on the same day."""
        entry = cls.entry(visitor)
        reason, today = cls.reason(visitor, entry), visitor.system.clock.today().isoformat()
        return visitor.post(entry, how="replace", reason=reason, correction__need_code=need, corrected_on=today)

    @staticmethod
    def entry(visitor: Browser) -> str:
        found = re.search(rf'href="({KIL}/act/support/correct-entry\?[^"]*)"', visitor.get(f"{KIL}/timeline"))
        assert found
        return found[1].replace("&amp;", "&")

    @staticmethod
    def reason(visitor: Browser, entry: str) -> str:
        found = re.search(r'id="reason".*?<option value="([a-z-]+)"', visitor.get(entry), re.DOTALL)
        assert found
        return found[1]


class TestPages:
    @pytest.mark.parametrize(
        ("typed", "named"),
        [
            ("as_of=x", "Så som det var vid händelse: Ange ett löpnummer"),
            ("happened_by=x", "Det som"),
            ("state=x", "Läge:"),
        ],
    )
    def test_say_what_in_their_address_cannot_be_read(self, coordinator: Browser, typed: str, named: str) -> None:
        told = coordinator.get(f"/counties/17?{typed}", 422)

        assert "Adressen går inte att läsa" in told
        assert told.count(f"<li>{named}") == 1
        assert "Inget har sparats" not in told

    @pytest.mark.usefixtures("joined")
    def test_show_a_contact_person_no_other_municipality(self, system: System) -> None:
        contact = browser(system, BY_ROLE[Role.CONTACT])
        elsewhere = f"/municipalities/{ELSEWHERE.scb_code}"

        assert HERE.name in contact.get("/counties/17")
        for address in (elsewhere, f"{elsewhere}/timeline", f"{elsewhere}/act/support/log-contact"):
            contact.get(address, 404)
        assert ELSEWHERE.name not in contact.get("/counties/17")

    @pytest.mark.usefixtures("joined")
    def test_show_the_administrator_the_way_to_actions_and_no_contents(self, system: System) -> None:
        administrator = browser(system, BY_ROLE[Role.ADMINISTRATOR])

        assert f'href="{KIL}"' in administrator.get("/counties/17")
        assert "/act/contact/appoint-contact" in administrator.get(KIL)
        assert "<table" not in administrator.get(KIL)
        for address in ("/trail", "/work", f"{KIL}/timeline"):
            administrator.get(address, 403)

    @pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
    @pytest.mark.usefixtures("joined")
    def test_show_those_who_only_read_no_forms(self, system: System, role: Role) -> None:
        visitor = browser(system, BY_ROLE[role])

        for page in ("", "/actions", "/structure", "/support"):
            assert "/act/" not in visitor.get(KIL + page)

    def test_give_sheets_to_whoever_may_see_the_page(self, joined: Browser) -> None:
        for address in ("/counties/17", "/work", "/trail", f"{KIL}/timeline"):
            answer = joined.client.get(f"{address}?format=csv")
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/csv")

    def test_filter_the_trail_and_mark_what_was_refused(self, joined: Browser, system: System) -> None:
        contact = browser(system, BY_ROLE[Role.CONTACT])
        address = f"{KIL}/act/support/log-contact"
        fields = contact.hidden(address)
        refused = f"{KIL}/act/municipality/leave-municipality"
        assert contact.send(refused, {**fields, "version": "2"})[0] in {403, 422}
        day = (system.clock.today() - timedelta(days=1)).isoformat()

        assert "Kommun registrerad" in joined.get("/trail?kind=municipality.&municipality=1715")
        assert "Inget matchar urvalet" in joined.get(f"/trail?to={day}")

    @pytest.mark.parametrize("typed", [*HOSTILE, "9" * 40, "-1", "0000-01-01", "[]", "%ff"])
    def test_answer_any_input_in_words(self, joined: Browser, typed: str) -> None:
        queries = [
            ("/counties/17", ("part", "state", "attention", "step", "format")),
            ("/counties/17/events", ("behind", "since", "part")),
            ("/counties/17/meeting", ("since", "part")),
            ("/counties/17/compare", ("from", "to", "by", "part", "format")),
            (f"{KIL}/why", ("step",)),
            ("/trail", ("municipality", "actor", "kind", "from", "to", "cursor", "format")),
            ("/work", ("format",)),
            (f"{KIL}/timeline", ("cursor", "step", "format")),
            (KIL, ("done",)),
            (f"{KIL}/act/journey/start-step", ("step",)),
            (f"{KIL}/act/support/correct-entry", ("target_event_id",)),
            (f"{KIL}/act/support/note-need", ("need_code", "occurred_on")),
        ]
        for address, names in queries:
            for name in names:
                answer = joined.client.get(address, params={name: typed})
                assert answer.status_code < 500, (address, name)
                assert "<h1>" in answer.text
        for address in ("/counties/{}", "/municipalities/{}", "/events/{}", "/municipalities/1715/act/{}/x"):
            path = address.format(typed.encode("utf-8").hex()[:50] or "x")
            assert joined.client.get(path).status_code in {404, 422}

    def test_link_each_figure_to_the_events_behind_it(self, joined: Browser) -> None:
        joined.act("journey/start-step?step=SITUATION_PICTURE")
        link = re.search(rf'href="({KIL}/situation-picture)"', joined.get("/counties/17"))

        assert link
        event = re.search(r'href="(/events/[0-9a-f-]+)"', joined.get(link[1]))
        assert event
        assert "Datum" in joined.get(event[1])

    def test_show_all_events_of_a_step_in_pages_and_of_all_cycles(self, joined: Browser) -> None:
        joined.act("journey/start-step?step=STAFF_TRAINING")
        for _ in range(30):
            joined.act("journey/block-step?step=STAFF_TRAINING", cause_code="no-mandate")
            joined.act("journey/unblock-step?step=STAFF_TRAINING")
        joined.act("journey/open-cycle", reason="regular-review")
        joined.act("journey/start-step?step=SITUATION_PICTURE")
        told: list[str] = []
        page: str | None = f"{KIL}/timeline?step=STAFF_TRAINING"
        while page:
            html = joined.get(page.replace("&amp;", "&"))
            told += re.findall(r'href="(/events/[0-9a-f-]+)"', html)
            older = re.search(r'href="([^"]*)" rel="next"', html)
            page = older[1] if older else None

        assert len(told) == len(set(told)) == 61 + 1  # the new cycle is in it, too
        sheet = joined.get(f"{KIL}/timeline?step=STAFF_TRAINING&format=csv")
        assert len(sheet.strip().splitlines()) == 1 + 61 + 1

    def test_link_a_step_that_nobody_has_touched_since_a_new_cycle_to_what_is_behind_it(self, joined: Browser) -> None:
        joined.act("journey/start-step?step=STAFF_TRAINING")
        joined.act("journey/open-cycle", reason="regular-review")
        county = joined.get("/counties/17")

        for work, step, told in (("training", "STAFF_TRAINING", 2), ("plan", "ACTION_PLAN", 1)):
            page = f"{KIL}/timeline?step={step}"
            assert f'href="{KIL}/{work}"' in county
            assert f'href="{page}"' in joined.get(f"{KIL}/{work}")
            assert len(set(re.findall(r'href="(/events/[0-9a-f-]+)"', joined.get(page)))) == told
        assert f"{KIL}/support" not in county, "the new cycle says nothing of the fifth step"

    def test_are_kept_for_ever_only_where_their_address_changes(self, system: System) -> None:
        page = browser(system).get("/sign-in")
        style = re.search(r'href="(/static/[^"]*)"', page)
        assert style
        answer = browser(system).client.get(style[1])
        assert "immutable" in answer.headers["cache-control"]
        assert browser(system).client.get("/sign-in").headers["cache-control"] == "no-store"

    def test_know_today(self, joined: Browser) -> None:
        page = joined.get(f"{KIL}/act/support/log-contact")
        found = re.search(r'name="occurred_on"[^>]*value="([^"]*)"', page)

        assert found
        assert date.fromisoformat(found[1]) == joined.system.clock.today()


PROGRAMME = "/counties/17/programme"
NAME = "Värna Värmland mot våldsbejakande extremism"
DEFINITION = "Att bejaka och bruka våld som medel för att\r\nförverkliga extrema idéer."


@pytest.fixture
def established(coordinator: Browser) -> Browser:
    fields: dict[str, str | list[str]] = {
        "programme_name": NAME,
        "owner_org": "bfc-varmland",
        "funders": ["mucf"],
        "status": "pilot",
    }
    status, page = coordinator.post("/counties/17/act/programme/establish-programme", **fields)
    assert (status, NAME in page) == (303, True)
    return coordinator


class TestTheCountysProgramme:
    def test_is_told_to_be_missing_until_it_begins(self, coordinator: Browser) -> None:
        page = coordinator.get(PROGRAMME)

        assert "Länet har inget program ännu." in page
        assert 'href="/counties/17/act/programme/establish-programme"' in page

    def test_is_told_to_have_begun_by_whom_who_just_recorded_it(self, established: Browser) -> None:
        fields = {"term": "violent-extremism", "text": DEFINITION, "source": "conversation-compass-2017"}
        status, page = established.post("/counties/17/act/programme/adopt-definition", **fields)

        assert status == 303
        assert "Programmet antog en definition av våldsbejakande extremism" in page
        assert "medel för att förverkliga" in page

    def test_shows_funders_actors_and_coordinators(self, established: Browser) -> None:
        act = "/counties/17/act/programme"
        established.post(f"{act}/register-external-actor", actor_code="skl", valid_from="2007-03-27")
        established.post(f"{act}/succeed-external-actor", successor_of="skl", actor_code="skr", valid_from="2019-11-27")
        status, page = established.post(
            f"{act}/assign-coordinator", coordinator=COORDINATOR.ref, municipalities=["1715", "1766"]
        )

        assert status == 303
        assert "Myndigheten för ungdoms- och civilsamhällesfrågor (MUCF)" in page
        assert re.search(r"Landsting \(SKL\).*27 mars 2007.*Regioner.*27 november 2019", page, re.DOTALL)
        assert f"{COORDINATOR.ref[:10]} (du)" in page
        assert "Kil och Sunne" in page
        assert "14 kommuner har ingen samordnare." in page

    def test_tells_those_few_that_no_coordinator_is_responsible_for(self, established: Browser) -> None:
        act = "/counties/17/act/programme/assign-coordinator"
        own = [each.scb_code for each in places.municipalities("17")]
        _, page = established.post(act, coordinator=COORDINATOR.ref, municipalities=own[:-2])
        assert "En samordnare svarar för kommunerna. Torsby och Årjäng har ingen samordnare." in page

        _, page = established.post(act, coordinator=COORDINATOR.ref, municipalities=own)
        assert "har ingen samordnare" not in page
        _, page = established.post("/counties/17/act/programme/relieve-coordinator", coordinator=COORDINATOR.ref)
        assert "Ingen samordnare svarar för kommunerna just nu." in page

    def test_tells_what_held_before_apart_from_what_holds(self, established: Browser) -> None:
        act = "/counties/17/act/programme"
        fields: dict[str, str | list[str]] = {"term": "violent-extremism", "source": "own-wording"}
        day = established.system.clock.today()
        established.post(f"{act}/adopt-definition", text="Den första meningen av två.", **fields)
        later = {**fields, "text": "Den andra meningen av två.", "valid_from": str(day + timedelta(30))}
        status, page = established.post(f"{act}/adopt-definition", **later)
        assert status == 303, page
        assert re.search(r"Den första meningen.*Börjar gälla senare.*Den andra meningen", page, re.DOTALL)

        established.post(f"{act}/add-funder", funder="region")
        _, page = established.post(f"{act}/end-funder", funder="region")
        assert re.search(r"Tidigare \(1\).*Regionen</b>.*Externa aktörer", page, re.DOTALL)

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.AUDITOR])
    def test_tells_of_the_past_what_could_be_done_then_and_leads_to_no_form(
        self, established: Browser, role: Role
    ) -> None:
        nobody = "Ingen samordnare ansvarar för någon kommun."
        before = established.system.store.head()
        established.post(
            "/counties/17/act/programme/assign-coordinator", coordinator=COORDINATOR.ref, municipalities=["1715"]
        )
        visitor = browser(established.system, BY_ROLE[role])
        then, later = (visitor.get(f"{PROGRAMME}?as_of={each}") for each in (before, before + 1))

        assert nobody in then
        assert "Vad kunde göras då" in later
        assert nobody not in later
        assert "/act/" not in then + later
        assert 'href="/counties/17/why-not?act=programme.relieve-coordinator&amp;as_of=1"' in then

    @pytest.mark.parametrize("role", [Role.CONTACT, Role.MANAGER, Role.AUDITOR])
    def test_shows_no_acts_to_those_who_have_none_there(self, established: Browser, role: Role) -> None:
        assert "Vad kan göras nu" not in browser(established.system, BY_ROLE[role]).get(PROGRAMME)

    def test_is_coordinated_by_those_who_may_come_in_as_coordinators(self, established: Browser) -> None:
        form = "/counties/17/act/programme/assign-coordinator"
        clock, access = established.system.clock, established.system.access
        other, manager = COORDINATOR.model_copy(update={"ref": "p-" + "8" * 32}), BY_ROLE[Role.MANAGER]
        token = clock.new_id()
        access.create_token(other, "test", token, clock.now())
        access.create_token(manager, "test", clock.new_id(), clock.now())
        assert f'value="{other.ref}"' in established.get(form)
        assert manager.ref not in established.get(form)

        access.revoke_token(token, clock.now())
        assert other.ref not in established.get(form)

    def test_is_corrected_on_its_timeline(self, established: Browser) -> None:
        established.post("/counties/17/act/programme/add-funder", funder="region")
        latest, *_ = re.findall(r'href="([^"]*correct-entry[^"]*)"', established.get("/counties/17/timeline"))
        form = latest.replace("&amp;", "&")
        fields = {"how": "replace", "correction__funder": "police", "reason": "wrong-choice"}
        status, page = established.post(form, **fields)

        assert status == 303, page
        assert "<td>Polisen" in page or ">Polisen<" in page
        assert "Regionen</th>" not in page

    def test_offers_no_text_to_be_corrected(self, established: Browser) -> None:
        forms = re.findall(r'href="([^"]*correct-entry[^"]*)"', established.get("/counties/17/timeline"))
        page = established.get(forms[0].replace("&amp;", "&"))

        assert 'name="correction.owner_org"' in page
        assert 'name="correction.programme_name"' not in page

    def test_is_shown_as_it_was_before(self, established: Browser) -> None:
        before = established.system.store.head()
        established.post("/counties/17/act/programme/change-programme-status", status="permanent")

        assert "Permanent verksamhet" in established.get(PROGRAMME)
        then = established.get(f"{PROGRAMME}?as_of={before}")
        assert "Försöksverksamhet" in then
        assert "/act/" not in then
        assert "Länet har inget program ännu." in established.get(f"{PROGRAMME}?as_of=0")
        assert "Länet har inget program ännu." in established.get(f"{PROGRAMME}?happened_by=2020-01-01")

    def test_has_its_history_as_a_sheet(self, established: Browser) -> None:
        sheet = established.get("/counties/17/timeline?format=csv")

        assert len(sheet.strip().splitlines()) == 2
        assert NAME in sheet

    def test_is_among_all_that_happened(self, established: Browser) -> None:
        found = established.get("/trail?municipality=17")

        assert "Värmlands län" in found
        (event,) = set(re.findall(r'href="(/events/[^"]*)"', established.get("/counties/17/timeline")))
        assert f'href="{PROGRAMME}"' in established.get(event)

    def test_refuses_names_of_persons_in_words(self, established: Browser) -> None:
        fields = {"term": "radicalisation", "text": f"{DEFINITION} Det sade Anna Andersson.", "source": "own-wording"}
        status, page = established.post("/counties/17/act/programme/adopt-definition", **fields)

        assert status == 422
        assert "ser ut att innehålla ett personnamn" in page
        assert "Anna Andersson" in page

    def test_is_said_to_be_refused_and_why(self, coordinator: Browser) -> None:
        assert "Länet har inget program ännu." in coordinator.get("/counties/17/act/programme/add-funder")

    @pytest.mark.parametrize("text", HOSTILE)
    @pytest.mark.parametrize("name", ["establish-programme", "adopt-definition", "assign-coordinator"])
    def test_takes_nothing_hostile(self, established: Browser, name: str, text: str) -> None:
        fields = dict.fromkeys(("programme_name", "owner_org", "term", "text", "coordinator", "municipalities"), text)
        address = f"/counties/17/act/programme/{name}"
        status, page = established.send(address, {**established.hidden(address), "version": "1", **fields})

        assert status in {400, 409, 422}, page
        assert "<script>alert" not in page

    @pytest.mark.parametrize(
        "address",
        [
            "/counties/18/programme",
            "/counties/18/timeline",
            "/counties/99/programme",
            "/counties/18/act/programme/add-funder",
            "/municipalities/17/act/programme/add-funder",
            "/counties/17/act/journey/open-journey",
            "/counties/1715/act/journey/open-journey",
            f"{KIL}/act/programme/add-funder",
        ],
    )
    def test_is_at_no_other_address(self, established: Browser, address: str) -> None:
        established.get(address, 404)

    def test_is_not_read_by_the_administrator_who_may_begin_it(self, system: System) -> None:
        administrator = browser(system, BY_ROLE[Role.ADMINISTRATOR])

        assert "establish-programme" in administrator.get(PROGRAMME)
        administrator.get("/counties/17/timeline", 403)

    def test_is_read_by_a_contact_person_who_may_change_nothing(self, established: Browser) -> None:
        contact = browser(established.system, BY_ROLE[Role.CONTACT])
        page = contact.get(PROGRAMME)

        assert NAME in page
        assert 'href="/counties/17/act' not in page
        assert NAME in contact.get("/counties/17/timeline")
        assert NAME not in contact.get("/trail")


def test_what_went_wrong_takes_the_focus_wherever_it_is_told() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in Path(pages.__file__).parent.rglob("*.html")}
    told = [(name, tag) for name, text in sources.items() for tag in re.findall(r"<[^>]*\balert\b[^>]*>", text)]
    by_macro = [name for name, text in sources.items() for _ in re.findall(r"\bcall m\.summary\(", text)]
    assert len(told) + len(by_macro) >= 10
    assert [each for each in told if 'tabindex="-1"' not in each[1] or "autofocus" not in each[1]] == []
