"""Forms over a long day in a real browser: what was typed is kept for whoever typed it, and what was saved is said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from adapters.main import System
from domain.people import Actor
from domain.values import Role
from tests.support.browsing import NEEDS_CHROMIUM, served
from tests.support.database import Databases
from tests.support.following import followed
from tests.support.people import BY_ROLE, COORDINATOR
from tests.support.waiting import caught_up

TYPED = "Att bejaka våld för att förverkliga\nextrema idéer, så som vi skrev det i dag."
FORM = "/counties/17/act/programme/adopt-definition"
NEED = "/municipalities/1715/act/support/note-need"
PLANNED = "/municipalities/1715/act/support/plan-visit"
OTHER = COORDINATOR.model_copy(update={"ref": "p-" + "8" * 32})

pytestmark = NEEDS_CHROMIUM


@dataclass
class House:
    """A served system, and who may come in."""

    system: System
    database_url: str
    address: str

    def token(self, actor: Actor) -> str:
        """Give somebody a new token."""
        clock = self.system.clock
        return self.system.access.create_token(actor, "test", clock.new_id(), clock.now())

    def rest(self) -> None:
        """Let two hours go by in every session."""
        with psycopg.connect(self.database_url, autocommit=True) as owner:
            owner.execute("UPDATE access.sessions SET last_seen_at = last_seen_at - interval '2 hours'")

    def holds(self, text: str) -> list[str]:
        """Return the tables that hold a text."""
        with psycopg.connect(self.database_url) as owner:
            tables = owner.execute(
                "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
                " WHERE schemaname IN ('access', 'log', 'views')"
            ).fetchall()
            asked = "SELECT count(*) FROM {} AS row WHERE row::text LIKE %s"
            return [
                name
                for (name,) in tables
                if owner.execute(asked.format(name).encode(), [f"%{text}%"]).fetchone() != (0,)
            ]


@pytest.fixture(scope="module")
def house(databases: Databases) -> Iterator[House]:
    with databases.lent() as url, followed(url) as system, served(system.app()) as address:
        yield House(system, url, address)


@pytest.fixture
def context(chromium: Browser, house: House) -> Iterator[BrowserContext]:
    context = chromium.new_context(base_url=house.address, locale="sv-SE")
    yield context
    context.close()


@pytest.fixture
def visited() -> list[str]:
    """Every address that the browser asked for."""
    return []


@pytest.fixture
def page(context: BrowserContext, house: House, visited: list[str]) -> Page:
    """A page of a coordinator who has signed in."""
    page = context.new_page()
    page.on("request", lambda request: visited.append(request.url))
    page.goto("/sign-in")
    sign_in(page, house.token(COORDINATOR))
    if not house.system.store.head():
        send(page, "/municipalities/1715/act/municipality/register-municipality")
    if "/act/programme/establish-programme" in page.goto("/counties/17/programme").text():  # type: ignore[union-attr]
        page.goto("/counties/17/act/programme/establish-programme")
        page.locator("#programme_name").fill("Samverkan mot våld")
        page.locator("#owner_org").select_option(index=1)
        page.locator('input[name="status"][value="pilot"]').check()
        save(page)
    return page


def sign_in(page: Page, token: str) -> None:
    page.get_by_label("Åtkomstnyckel").fill(token)
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("button", name="Logga ut").wait_for()


def send(page: Page, address: str) -> None:
    page.goto(address)
    save(page)


def save(page: Page) -> None:
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("status").wait_for()


def fill(page: Page, term: str = "radicalisation") -> None:
    page.goto(FORM)
    page.locator("#term").select_option(term)
    page.locator("#text").fill(TYPED)
    page.locator("#source").select_option("own-wording")


def press_save(page: Page) -> None:
    page.locator("main form button").last.click()


def holds_what_was_typed(page: Page, term: str = "radicalisation") -> None:
    expect(page.locator("#term")).to_have_value(term)
    expect(page.locator("#text")).to_have_value(TYPED)
    expect(page.locator("#source")).to_have_value("own-wording")


def shows_nothing_of_it(page: Page) -> None:
    assert "extrema id" not in page.content()


class TestASessionThatEnded:
    def test_keeps_what_was_typed_for_whoever_signs_in_again(
        self, page: Page, house: House, visited: list[str], capfd: pytest.CaptureFixture[str]
    ) -> None:
        fill(page)
        before = house.system.store.head()
        house.rest()
        press_save(page)

        expect(page.get_by_role("status")).to_contain_text("Din inloggning har gått ut.")
        expect(page.get_by_role("status")).to_contain_text("Det du skrev finns kvar")
        page.get_by_label("Åtkomstnyckel").fill("x" * 43)
        page.get_by_role("button", name="Logga in").click()
        expect(page.get_by_role("alert")).to_contain_text("Inloggningen misslyckades")
        sign_in(page, house.token(COORDINATOR))
        expect(page.get_by_role("alert")).to_contain_text("Du har loggat in igen")
        holds_what_was_typed(page)
        assert house.system.store.head() == before
        assert house.holds("extrema id") == []
        assert [each for each in visited if "extrema" in each or "id%C3%A9er" in each] == []
        told = "".join(capfd.readouterr())
        assert "extrema" not in told

        press_save(page)
        page.get_by_role("status").wait_for()
        assert house.system.store.head() == before + 1

    def test_keeps_it_in_the_other_language_too(self, page: Page, house: House) -> None:
        fill(page)
        house.rest()
        press_save(page)
        page.get_by_role("button", name="English").click()

        expect(page.get_by_role("status")).to_contain_text("Your sign-in has ended.")
        page.get_by_label("Access token").fill(house.token(COORDINATOR))
        page.get_by_role("button", name="Sign in").click()
        holds_what_was_typed(page)

    @pytest.mark.parametrize(
        "somebody", [OTHER, BY_ROLE[Role.CONTACT], BY_ROLE[Role.MANAGER]], ids=lambda each: each.role
    )
    def test_shows_nothing_of_it_to_anybody_else(self, page: Page, house: House, somebody: Actor) -> None:
        fill(page)
        house.rest()
        press_save(page)
        assert "extrema id" not in page.locator("body").inner_text()
        sign_in(page, house.token(somebody))

        shows_nothing_of_it(page)
        page.goto(FORM)
        shows_nothing_of_it(page)
        page.go_back()
        shows_nothing_of_it(page)

    def test_keeps_what_is_chosen_in_lists_and_which_entry_it_is_about(self, page: Page, house: House) -> None:
        send_need(page, "basic-training")
        caught_up(house.system)
        page.goto("/municipalities/1715/timeline")
        page.get_by_role("link", name="Rätta").first.click()
        page.locator("#correction\\.need_code").select_option("deep-training")
        page.locator("#reason").select_option(index=2)
        reason = page.locator("#reason").input_value()
        house.rest()
        press_save(page)
        sign_in(page, house.token(COORDINATOR))

        expect(page.locator("#correction\\.need_code")).to_have_value("deep-training")
        expect(page.locator("#reason")).to_have_value(reason)
        press_save(page)
        page.get_by_role("status").wait_for()

    def test_is_told_to_whoever_only_reads(self, page: Page, house: House) -> None:
        house.rest()
        page.goto("/trail?kind=programme.")
        expect(page.get_by_role("status")).to_contain_text("Din inloggning har gått ut.")
        sign_in(page, house.token(COORDINATOR))
        assert page.url.endswith("/trail?kind=programme.")

    def test_is_left_and_begun_again(self, page: Page, house: House) -> None:
        house.rest()
        page.get_by_role("button", name="Logga ut").click()
        sign_in(page, house.token(COORDINATOR))

        assert page.url.endswith("/work")

    @pytest.mark.parametrize("address", ["/sign-out", "/language"])
    def test_leads_to_no_page_that_is_none(self, page: Page, house: House, address: str) -> None:
        page.context.clear_cookies()
        page.goto(f"/sign-in?next={address}")
        sign_in(page, house.token(COORDINATOR))

        assert page.url.endswith("/work")


class TestSigningInAnewInAnotherTab:
    def test_keeps_what_was_typed_in_the_first(self, page: Page, house: House) -> None:
        fill(page, "violent-extremism")
        in_another_tab(page, house.token(COORDINATOR))
        press_save(page)

        expect(page.get_by_role("alert")).to_contain_text("Du har loggat in igen")
        holds_what_was_typed(page, "violent-extremism")
        page.locator("#text").fill(f"{TYPED} Och lite till.")
        press_save(page)
        page.get_by_role("status").wait_for()

    def test_as_someone_else_shows_them_nothing_of_it(self, page: Page, house: House) -> None:
        fill(page)
        in_another_tab(page, house.token(OTHER))
        press_save(page)

        expect(page.get_by_role("heading", level=1)).to_have_text("Formuläret hör till en annan inloggning")
        assert "Din roll" not in page.content()
        shows_nothing_of_it(page)
        page.get_by_role("link", name="Öppna formuläret igen").click()
        expect(page.locator("#text")).to_have_value("")

    def test_leaves_the_first_a_way_to_sign_out(self, page: Page, house: House) -> None:
        page.goto("/counties/17")
        in_another_tab(page, house.token(OTHER))
        page.get_by_role("button", name="Logga ut").click()

        expect(page.get_by_label("Åtkomstnyckel")).to_be_visible()


class TestAFormThatIsSavedAlready:
    """It lies open while what was saved comes in another tab, as it does where a browser goes back to it."""

    def test_says_what_was_saved_and_keeps_the_change(self, page: Page, house: House) -> None:
        page.goto(PLANNED)
        page.locator("#planned_on").fill("2027-01-12")
        in_new_tab(page, lambda: page.locator("main form button").click(modifiers=["Control"]))
        page.locator("#planned_on").fill("2027-02-13")
        before = house.system.store.head()
        press_save(page)

        told = page.get_by_role("alert")
        expect(told).to_contain_text("Formuläret är redan sparat")
        expect(told).to_contain_text("12 januari 2027")
        expect(told.get_by_role("link", name="Rätta")).to_be_visible()
        assert "Idempotency" not in page.content()
        expect(page.locator("#planned_on")).to_have_value("2027-02-13")
        assert house.system.store.head() == before
        page.get_by_role("button", name="Spara som ny uppgift").click()
        page.get_by_role("status").wait_for()
        assert house.system.store.head() == before + 1

    def test_unchanged_is_saved_once(self, page: Page, house: House) -> None:
        page.goto(PLANNED)
        page.locator("#planned_on").fill("2027-03-14")
        in_new_tab(page, lambda: page.locator("main form button").click(modifiers=["Control"]))
        before = house.system.store.head()
        press_save(page)

        page.get_by_role("status").wait_for()
        assert house.system.store.head() == before


def send_need(page: Page, need: str) -> None:
    page.goto(NEED)
    page.locator("#need_code").select_option(need)
    save(page)


def in_another_tab(page: Page, token: str) -> None:
    """Sign out and in again in another tab of the same browser."""
    other = page.context.new_page()
    other.goto("/counties/17")
    other.get_by_role("button", name="Logga ut").click()
    sign_in(other, token)
    other.close()


def in_new_tab(page: Page, click: Callable[[], None]) -> None:
    """Let a click open a tab, which says that it was saved, and close it again."""
    with page.context.expect_page() as opened:
        click()
    opened.value.get_by_role("status").wait_for()
    opened.value.close()


def test_a_form_that_nobody_could_take_is_sent_again_by_a_reload(page: Page, house: House) -> None:
    page.goto(PLANNED)
    page.locator("#planned_on").fill("2027-04-15")
    with psycopg.connect(house.database_url) as holder:
        holder.execute("LOCK TABLE access.sessions IN ACCESS EXCLUSIVE MODE")
        press_save(page)
        expect(page.get_by_role("main")).to_contain_text("ladda om sidan")
    before = house.system.store.head()
    page.reload()

    expect(page.get_by_role("status")).to_contain_text("15 april 2027")
    assert house.system.store.head() == before + 1
