"""Verifications on screen and by command: what they come to is kept and told, one at a time, whatever is killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

from adapters.cli import main
from adapters.cli.recording import recording
from adapters.i18n.catalogue import LANGUAGES, catalogue
from adapters.postgres.backup.companion import read
from adapters.postgres.backup.making import backup
from adapters.postgres.backup.restoring import restore
from adapters.postgres.verifications import PostgresVerifications, turn
from adapters.runtime.verification import KEPT_OF_A_KIND, KINDS, Outcome, Verification
from domain.values import Role
from projections.county import COUNTY
from projections.registry import PROJECTIONS
from tests.support.api import Office, open_office
from tests.support.database import Databases, run
from tests.support.people import AUDITOR
from tests.support.waiting import caught_up, until

HERE = "1715"
PAGE = "/verification"


@pytest.fixture(scope="module")
def office(databases: Databases) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE) as office:
        office.coordinator.does(HERE, "municipality/join-municipality")
        office.coordinator.does(HERE, "support/log-contact", direction="both")
        caught_up(office.system)
        yield office


@pytest.fixture(autouse=True)
def url(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    """The database in which nothing was verified yet, and which commands are for."""
    found = office.system.pool.url
    monkeypatch.setenv("DATABASE_URL", found)
    run(found, "DELETE FROM log.verifications")
    return found


def femsteg(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def browser(office: Office, role: Role = Role.AUDITOR, language: str = "sv") -> TestClient:
    found = TestClient(office.http.app, headers={"Accept-Language": language})
    assert found.post("/sign-in", data={"token": office.callers[role].token}).status_code == 200
    return found


def form(visitor: TestClient) -> dict[str, str]:
    page = visitor.get(PAGE).text
    return dict(re.findall(r'<input type="hidden" name="(csrf|author|key)" value="([^"]*)"', page))


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).replace("\xa0", " ")


def kept(office: Office) -> list[Verification]:
    return PostgresVerifications(office.system.requests).all()


def ended(office: Office) -> list[Verification]:
    """Return what is kept, once nothing runs."""
    until(lambda: not any(each.is_alive for each in kept(office)) and not children())
    return kept(office)


def children() -> list[int]:
    """Return the processes that this one has started to verify."""
    own = Path(f"/proc/{os.getpid()}/task")
    found = {int(each) for task in own.iterdir() for each in (task / "children").read_text().split()}
    return [each for each in found if b"--run=" in Path(f"/proc/{each}/cmdline").read_bytes()]


class TestStartedOnThePage:
    def test_comes_to_its_position_and_is_told_where_auditors_and_administrators_begin(self, office: Office) -> None:
        auditor, administrator = browser(office), browser(office, Role.ADMINISTRATOR, "en")
        assert "Historiken är inte verifierad än." in text(auditor.get("/counties/17/history").text)
        sent = form(auditor)

        answer = auditor.post(PAGE, data=sent, follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
        running = auditor.get(PAGE).text
        assert "En verifiering pågår" in running
        assert "Verifiera nu" not in running
        assert [each.state for each in ended(office)] == ["holds", "holds"]
        assert auditor.post(PAGE, data=sent, follow_redirects=False).status_code == 303, "the same form, sent again"

        found, head = kept(office), office.system.store.head()
        assert [(each.kind, each.outcome and each.outcome.position) for each in found] == [
            ("projections", head),
            ("decisions", head),
        ]
        assert {each.role for each in found} == {"auditor"}
        office.coordinator.does(HERE, "support/log-contact", direction="both")
        caught_up(office.system)
        page = text(auditor.get(PAGE).text)
        assert f"{head} händelser lästes. Alla vilade på det som gällde då." in page
        assert "rader jämfördes. Alla stämmer med historiken." in page
        assert f"Löpnummer {head}. 1 händelse har tillkommit sedan dess." in page
        line = text(auditor.get("/counties/17/history").text)
        assert re.search(rf"Verifierad till och med löpnummer {head}, .*1 händelse har tillkommit sedan dess\.", line)
        assert f"Verified up to position {head}, " in text(administrator.get("/operations").text)
        assert "Verifierad" not in text(auditor.get("/counties/17/history?as_of=1").text)
        assert "erifier" not in text(browser(office, Role.MANAGER).get("/counties/17/history").text)

    def test_is_not_started_beside_another(self, office: Office, url: str) -> None:
        auditor = browser(office)
        with turn(url):
            answer = auditor.post(PAGE, data=form(auditor), follow_redirects=False)

        assert answer.status_code == 409
        assert "En verifiering pågår redan. Ingen ny startades." in text(answer.text)
        assert kept(office) == []

    def test_takes_a_form_of_its_own(self, office: Office) -> None:
        auditor = browser(office)

        answer = auditor.post(PAGE, data={**form(auditor), "key": "x"}, follow_redirects=False)

        assert answer.status_code == 422
        assert "Ingen verifiering startades" in text(answer.text)
        assert kept(office) == []

    def test_did_not_finish_where_its_process_was_killed_and_is_started_anew(self, office: Office, url: str) -> None:
        auditor = browser(office)
        with psycopg.connect(url) as holder:
            holder.execute("LOCK TABLE log.installation IN ACCESS EXCLUSIVE MODE")  # it waits there
            auditor.post(PAGE, data=form(auditor))
            assert [each.state for each in kept(office)] == ["waiting", "waiting"]
            (child,) = children()
            os.kill(child, signal.SIGKILL)
            assert [each.state for each in ended(office)] == ["unfinished", "unfinished"]
        page = text(auditor.get(PAGE).text)
        assert page.count("avslutades inte. Starta en ny.") == len(KINDS)
        assert "Historiken är inte verifierad än." in page

        auditor.post(PAGE, data=form(auditor))

        assert [each.state for each in ended(office)] == ["holds", "holds", "unfinished", "unfinished"]
        assert "Starta en ny" not in text(auditor.get(PAGE).text)

    def test_ends_with_the_server_that_asked_for_it(self, office: Office, url: str) -> None:
        run_id = office.calendar.new_id()
        with psycopg.connect(url) as holder, turn(url):
            holder.execute("LOCK TABLE log.installation IN ACCESS EXCLUSIVE MODE")
            PostgresVerifications(office.system.requests).ask(run_id, KINDS, AUDITOR, "1")
            words = [sys.executable, "-m", "adapters.cli", "verify", "all", f"--run={run_id}"]
            with subprocess.Popen(words, stdin=subprocess.PIPE) as child:
                assert child.stdin
                child.stdin.close()  # as the end of the process that holds it does
                assert child.wait(60) == 3
        assert {each.state for each in kept(office)} == {"unfinished"}


class TestByCommand:
    def test_is_kept_as_the_command_lines(self, office: Office) -> None:
        assert femsteg("verify", "decisions").exit_code == 0

        (found,) = kept(office)
        assert (found.kind, found.state, found.actor_ref) == ("decisions", "holds", None)
        page = text(browser(office).get(PAGE).text)
        assert "Kommandoraden" in page
        assert "Historiken är bara delvis verifierad." in page
        assert "Inte verifierat än." in page

    def test_tells_the_page_which_row_is_not_what_the_log_says(self, office: Office, url: str) -> None:
        table = COUNTY.table(COUNTY.kinds[0])
        run(url, f"UPDATE views.{table} SET county_code = '18'")  # noqa: S608 -- ours
        verified = femsteg("verify", "all")
        run(url, f"UPDATE views.{table} SET county_code = '17'")  # noqa: S608 -- ours

        assert verified.exit_code == 1
        assert "each decision rests on what was so." in verified.output
        assert "Not what the log says: county." in verified.output
        rows, decisions = kept(office)
        assert (rows.kind, rows.state, decisions.state) == ("projections", "fails", "holds")
        assert rows.outcome
        (first,) = rows.outcome.findings
        assert (first.view, first.scope) == ("county", HERE)
        page = browser(office).get(PAGE).text
        assert "Den senaste verifieringen hittade fel" in text(page)
        assert "1 avvikelse hittades när" in text(page)
        assert f'href="/counties/17/history?as_of={first.position}"' in page
        assert "Länet, Kil" in text(page)
        assert browser(office).get(f"/counties/17/history?as_of={first.position}").status_code == 200

    def test_tells_the_page_that_the_views_are_of_another_log(self, office: Office, url: str) -> None:
        auditor = browser(office)
        run(url, "UPDATE log.installation SET epoch = gen_random_uuid()")
        verified = femsteg("verify", "projections")
        auditor.post(PAGE, data=form(auditor))
        states = [each.state for each in ended(office)]
        run(url, "DELETE FROM views.origin")  # the next start notes the log that is here

        assert verified.exit_code == 1
        assert "The views were made from another log than this one." in verified.output
        assert states == ["fails", "holds", "fails"]
        page = text(auditor.get(PAGE).text)
        assert "Det som visas kommer från en annan historik" in page
        assert "bygger den som sköter driften om alla vyer med femsteg rebuild all." in page
        assert "avslutades inte" not in page
        of_administrator = text(browser(office, Role.ADMINISTRATOR, "en").get(PAGE).text)
        assert "What is shown comes from another history" in of_administrator

    def test_tells_the_page_which_event_is_not_as_it_was(self, office: Office, url: str) -> None:
        off, on = (f"ALTER TABLE log.events {word} TRIGGER refuse" for word in ("DISABLE", "ENABLE ALWAYS"))
        version = "UPDATE log.events SET originator_version = originator_version {} WHERE notification_id = 3"
        run(url, off, version.format("+ 5"), on)
        verified = femsteg("verify", "decisions")
        run(url, off, version.format("- 5"), on)

        assert verified.exit_code == 1, verified.output
        (found,) = kept(office)
        assert found.outcome
        first = found.outcome.findings[0]
        assert (first.position, first.code) == (3, "unreadable")
        assert "3 Händelsen kan inte läsas." in text(browser(office).get(PAGE).text)
        of_administrator = browser(office, Role.ADMINISTRATOR, "en").get(PAGE).text
        assert "3 The event cannot be read." in text(of_administrator)
        assert "as_of=" not in of_administrator, "who reads nothing of the work is led to none of it"

    def test_tells_how_far_it_has_come(self, office: Office) -> None:
        with recording(office.system, "projections", None) as record:
            record.of(county=0.4, log=0.6)
            with record.watch(repeat("row"), 10, "county") as rows:
                next(each for each in rows if kept(office)[0].progress)
            (found,) = kept(office)
            page = text(browser(office).get(PAGE).text)
        assert (found.state, found.progress) == ("running", 40)
        assert "Det som visas 40 %" in page
        assert [each.state for each in kept(office)] == ["unfinished"]

    def test_waits_for_its_turn(self, office: Office, url: str) -> None:
        words = [sys.executable, "-m", "adapters.cli", "verify", "decisions"]
        with turn(url):
            waiting = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
            assert waiting.stdout
            assert waiting.stdout.readline().startswith("Waits until another verification has ended.")
            assert kept(office) == []
        waiting.communicate(timeout=60)
        assert waiting.returncode == 0
        assert [each.state for each in kept(office)] == ["holds"]


def test_what_is_kept_is_bounded_and_in_no_backup(
    office: Office, url: str, databases: Databases, tmp_path: Path
) -> None:
    store = PostgresVerifications(office.system.requests)
    for _ in range(KEPT_OF_A_KIND + 3):
        run_id = office.calendar.new_id()
        store.ask(run_id, KINDS, None, "1")
        store.begin(run_id, "decisions")
        store.end(run_id, "decisions", Outcome(1, 1, 0))
    assert len(kept(office)) == KEPT_OF_A_KIND * len(KINDS)
    file = tmp_path / "femsteg.dump"
    backup(url, file)

    with databases.lent(migrated=False) as empty:
        restore(empty, read(file))
        with psycopg.connect(empty) as restored:
            assert restored.execute("SELECT count(*) FROM log.verifications").fetchone() == (0,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_view_has_a_name_in_words(language: str) -> None:
    assert [each for each in PROJECTIONS if not catalogue(language).has(f"ui.operations.consumer.{each.name}")] == []
