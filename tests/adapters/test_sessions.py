"""A session lasts as long as its token does, one at a time in a browser, and whoever reads waits for no write."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import psycopg
import pytest
from starlette.testclient import TestClient

from adapters.http.pages.sign_in.page import OWN_FIELDS
from domain.aggregates import USER_RULES
from domain.people import Actor
from domain.values import Role
from tests.support.api import Office, open_office
from tests.support.people import BY_ROLE, COORDINATOR
from tests.support.waiting import until

HERE = "1715"
PAGE = "/counties/17"
PAGES = [PAGE, f"{PAGE}/programme", f"/municipalities/{HERE}", "/work", "/trail"]
FORM = f"/municipalities/{HERE}/act/support/log-contact"
ROUNDS = 30


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    with open_office(database_url, HERE) as made:
        yield made


def token(office: Office, actor: Actor = COORDINATOR) -> tuple[str, UUID]:
    """Give somebody a token, and return its secret and its id."""
    token_id = office.calendar.new_id()
    return office.system.access.create_token(actor, "test", token_id, office.calendar.now()), token_id


def signed_in(office: Office, secret: str) -> TestClient:
    client = TestClient(office.http.app, follow_redirects=False)
    assert client.post("/sign-in", data={"token": secret}).status_code == 303
    return client


def is_in(client: TestClient) -> bool:
    return client.get(PAGE).status_code == 200


@contextmanager
def absent_standby(database_url: str) -> Iterator[None]:
    """Let every commit wait for a standby that is not there."""
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("SET synchronous_commit = local")
        owner.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        owner.execute("SELECT pg_reload_conf()")
        asked = "SELECT setting FROM pg_settings WHERE name = 'synchronous_standby_names'"
        until(lambda: owner.execute(asked).fetchone() == ("nobody",))
        try:
            yield
        finally:
            owner.execute("ALTER SYSTEM RESET synchronous_standby_names")
            owner.execute("SELECT pg_reload_conf()")


def rested(database_url: str) -> None:
    """Let every session have been used five minutes before now, so that its next use is worth a note."""
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("SET synchronous_commit = local")
        owner.execute("UPDATE access.sessions SET last_seen_at = last_seen_at - interval '5 minutes'")


class TestASession:
    def test_that_is_opened_while_its_token_is_being_revoked_does_not_outlive_it(
        self, office: Office, database_url: str
    ) -> None:
        secret, token_id = token(office)
        with psycopg.connect(database_url) as revoking:
            revoking.execute("UPDATE access.tokens SET revoked_at = now() WHERE id = %s", [token_id])
            revoking.execute("DELETE FROM access.sessions WHERE token_id = %s", [token_id])
            client = signed_in(office, secret)
            assert is_in(client)
        assert not is_in(client)

    def test_that_races_with_the_revocation_never_outlives_it(self, office: Office) -> None:
        access, now = office.system.access, office.calendar.now()
        survivors = []
        with ThreadPoolExecutor(2) as pool:
            for _ in range(ROUNDS):
                secret, token_id = token(office)
                held, start = access.holder(secret), Barrier(2)
                assert held

                def revoke(token_id: UUID = token_id, start: Barrier = start) -> None:
                    start.wait()
                    access.revoke_token(token_id, now)

                def enter(held: tuple[Actor, UUID] = held, start: Barrier = start) -> str:
                    start.wait()
                    return access.sign_in(*held, "sv", now)

                revoking, entering = pool.submit(revoke), pool.submit(enter)
                revoking.result()
                survivors.append(access.session(entering.result(), now))

        assert survivors == [None] * ROUNDS

    def test_ends_when_its_browser_signs_in_anew(self, office: Office) -> None:
        client = signed_in(office, token(office)[0])
        earlier = client.cookies["femsteg_session"]
        assert client.post("/sign-in", data={"token": token(office, BY_ROLE[Role.MANAGER])[0]}).status_code == 303
        other = TestClient(office.http.app, follow_redirects=False, cookies={"femsteg_session": earlier})

        assert is_in(client)
        assert not is_in(other)

    def test_in_another_browser_is_left_alone(self, office: Office) -> None:
        secret, _ = token(office)
        first, _second = signed_in(office, secret), signed_in(office, secret)

        assert is_in(first)

    def test_ends_after_half_an_hour_without_use_and_not_before(self, office: Office) -> None:
        access, now = office.system.access, office.calendar.now()
        secret = access.sign_in(COORDINATOR, None, "sv", now)
        for minutes in (1, 29, 58, 58.5, 88):
            assert access.session(secret, now + timedelta(minutes=minutes)), minutes

        assert access.session(secret, now + timedelta(minutes=88 + 32)) is None

    def test_ends_after_eight_hours_of_use(self, office: Office) -> None:
        access, now = office.system.access, office.calendar.now()
        secret = access.sign_in(COORDINATOR, None, "sv", now)
        found = [access.session(secret, now + timedelta(minutes=20 * each)) for each in range(25)]

        assert [each is not None for each in found] == [True] * 24 + [False]


def test_no_field_of_a_form_is_named_as_one_of_the_page_to_sign_in_on() -> None:
    named = {name for command in USER_RULES for name in command.model_fields}

    assert named & OWN_FIELDS == set()


class TestWithoutTheStandby:
    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CONTACT])
    def test_pages_and_forms_are_read_and_people_come_and_go(
        self, office: Office, database_url: str, role: Role
    ) -> None:
        secret, _ = token(office, BY_ROLE[role])
        client = signed_in(office, secret)
        with absent_standby(database_url):
            for each in [*PAGES, FORM]:
                rested(database_url)
                assert (client.get(each).status_code, each) == (200, each)
            assert client.post("/language", data={"language": "en"}).status_code == 303
            assert is_in(signed_in(office, secret))
            csrf = client.get(PAGE).text.split('name="csrf" value="')[1].split('"')[0]
            assert client.post("/sign-out", data={"csrf": csrf}).status_code == 303
            assert not is_in(client)

    def test_a_session_s_use_is_noted_and_waits_for_nobody(self, office: Office, database_url: str) -> None:
        access, now = office.system.access, office.calendar.now()
        secret = access.sign_in(COORDINATOR, None, "sv", now)
        with absent_standby(database_url), psycopg.connect(database_url) as holder:
            assert access.session(secret, now + timedelta(minutes=20))
            holder.execute("SELECT 1 FROM access.sessions FOR UPDATE")
            assert access.session(secret, now + timedelta(minutes=40))
            holder.rollback()
            assert access.session(secret, now + timedelta(minutes=45))

        assert access.session(secret, now + timedelta(minutes=70))
