"""What a proxy says of the address that the browser came to: believed of some, and made up by nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.api import Office, open_office

HERE = "1715"
PROXY, STRANGER = "127.0.0.1", "192.0.2.7"
PREFIX = {"X-Forwarded-Prefix": "/femsteg"}
MADE_UP = [
    "//evil.example",
    "evil",
    "/a//b",
    "/..",
    "/a/../b",
    '/"><script>',
    "https://evil.example",
    "/a b",
    "/a;b",
]

Browsing = Callable[..., TestClient]


@pytest.fixture(scope="module")
def office(databases: Any) -> Iterator[Office]:
    with databases.lent() as url, open_office(url, HERE) as made:
        yield made


@pytest.fixture(scope="module")
def browsing(office: Office) -> Browsing:
    """Return how to make a browser that comes from an address, by a scheme and host."""

    def made(client: str = PROXY, base_url: str = "http://femsteg.example", **headers: str) -> TestClient:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        app: Any = office.http.app
        return TestClient(app, base_url, follow_redirects=False, client=(client, 50_000), headers=sent)

    return made


def addresses(page: str) -> list[str]:
    """Return what in a page begins as an address on this site does, but for what a form brings back."""
    return re.findall(r'\s(?!value=|data-key=)[a-z-]+="(/[^"]*)"', page)


class TestPrefix:
    @pytest.mark.parametrize("left", ["", "/femsteg"], ids=["taken away", "left"])
    def test_stands_before_every_address(self, office: Office, browsing: Browsing, left: str) -> None:
        browser = browsing(**PREFIX)
        assert browser.get(f"{left}/trail").headers["location"] == "/femsteg/sign-in?next=%2Ftrail"
        signed = browser.post(f"{left}/sign-in", data={"token": office.coordinator.token, "next": "/trail"})
        assert signed.headers["location"] == "/femsteg/trail"
        assert "; Path=/femsteg" in signed.headers["set-cookie"]
        browser.headers["Cookie"] = signed.headers["set-cookie"].partition(";")[0]

        for path in (
            "/counties/17",
            f"/municipalities/{HERE}",
            "/trail",
            "/nowhere",
            "/sign-in",
            "/work?as_of=1",
        ):
            found = addresses(browser.get(f"{left}{path}").text)
            assert len(found) > 3, path
            assert [each for each in found if not each.startswith("/femsteg/")] == [], path
        style = next(each for each in addresses(browser.get("/sign-in").text) if each.startswith("/femsteg/static/"))
        assert browser.get(style.removeprefix("/femsteg" if not left else "")).status_code == 200

    def test_stands_in_what_the_api_answers(self, office: Office, browsing: Browsing) -> None:
        program, mine = browsing(**PREFIX), office.coordinator.headers()
        for number in range(2):
            office.coordinator.does(HERE, "support/log-contact", direction="out", key=f"prefixed-{number}")
        for scope in (f"municipalities/{HERE}", "counties/17"):
            told = program.get(f"/api/v1/{scope}/actions", headers=mine).json()["actions"]
            assert told
            assert {each["href"][:16] for each in told} == {"/femsteg/api/v1/"}
        sheet = program.get("/api/v1/trail?format=csv&limit=1", headers=mine)
        assert sheet.headers["link"].startswith("</femsteg/api/v1/trail?")
        described = program.get("/api/openapi.json", headers=mine).json()
        assert described["servers"] == [{"url": "/femsteg"}]
        assert "servers" not in browsing().get("/api/openapi.json", headers=mine).json()

    def test_stands_before_the_address_without_its_slash(self, browsing: Browsing) -> None:
        assert browsing(**PREFIX).get("/femsteg/counties/17/").headers["location"] == "/femsteg/counties/17"

    def test_alone_is_the_first_page(self, browsing: Browsing) -> None:
        assert browsing(**PREFIX).get("/femsteg").headers["location"] == "/femsteg/sign-in"

    def test_is_a_part_of_the_path_and_no_beginning_of_a_word(self, browsing: Browsing) -> None:
        assert browsing(**PREFIX).get("/femstegen/trail").status_code == 404

    @pytest.mark.parametrize("made_up", MADE_UP)
    def test_that_is_none_is_ignored(self, browsing: Browsing, made_up: str) -> None:
        browser = browsing(X_Forwarded_Prefix=made_up)

        assert browser.get("/trail").headers["location"] == "/sign-in?next=%2Ftrail"

    def test_of_a_stranger_is_ignored(self, browsing: Browsing) -> None:
        browser = browsing(STRANGER, **PREFIX)

        assert browser.get("/trail").headers["location"].startswith("/sign-in")
        assert browser.get("/femsteg/trail").status_code == 404


class TestForm:
    """Whether a form without Fetch metadata is taken, as over plain HTTP: by Origin and what the server is called."""

    @staticmethod
    def sent(browser: TestClient, **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return int(browser.post("/language", data={"language": "sv"}, headers=named).status_code)

    @pytest.mark.parametrize(
        ("site", "origin"),
        [
            ("http://femsteg.example", "http://femsteg.example"),
            ("http://femsteg.example:8000", "http://femsteg.example:8000"),
            ("http://femsteg.example", "http://FEMSTEG.example"),
            ("http://[2001:db8::1]:8000", "http://[2001:db8::1]:8000"),
        ],
    )
    def test_of_our_own_pages_is_taken(self, browsing: Browsing, site: str, origin: str) -> None:
        assert self.sent(browsing(STRANGER, site), Origin=origin) == 303

    @pytest.mark.parametrize(
        "origin",
        [
            "null",
            "",
            "http://evil.example",
            "http://femsteg.example.evil.example",
            "http://femsteg.example:8001",
            "https://femsteg.example",
            "http://femsteg.example@evil.example",
            "femsteg.example",
        ],
    )
    def test_of_another_is_not(self, browsing: Browsing, origin: str) -> None:
        refused = browsing(STRANGER).post("/sign-in", data={"token": "x"}, headers={"Origin": origin})

        assert refused.status_code == 403
        assert "Formuläret kom från en annan adress" in refused.text

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "", "nonsense"])
    def test_whose_browser_says_so_is_not(self, browsing: Browsing, site: str) -> None:
        assert self.sent(browsing(), Sec_Fetch_Site=site, Origin="http://femsteg.example") == 403

    def test_over_https_is_taken_where_the_proxy_says_so(self, browsing: Browsing) -> None:
        https = {"X_Forwarded_Proto": "https", "Origin": "https://femsteg.example"}

        assert self.sent(browsing(PROXY), **https) == 303
        assert self.sent(browsing(STRANGER), **https) == 403
        assert self.sent(browsing(PROXY, "http://femsteg.example:443"), **https) == 303

    def test_over_https_is_taken_where_the_operator_says_so(self, office: Office) -> None:
        app: Any = office.system.app(secure=True)
        browser = TestClient(app, "http://femsteg.example", follow_redirects=False, client=(STRANGER, 50_000))

        assert self.sent(browser, Origin="https://femsteg.example") == 303
        assert self.sent(browser, Origin="http://femsteg.example") == 403

    def test_is_taken_where_the_proxy_names_the_host_that_it_changed(self, browsing: Browsing) -> None:
        changed = {"X_Forwarded_Host": "femsteg.example:8080", "Origin": "http://femsteg.example:8080"}

        assert self.sent(browsing(PROXY, "http://127.0.0.1:8000"), **changed) == 303
        assert self.sent(browsing(STRANGER, "http://127.0.0.1:8000"), **changed) == 403

    @pytest.mark.parametrize("name", ["evil.example/", "a b", "user@evil.example", "evil.example:port", ""])
    def test_is_not_taken_for_a_host_that_is_none(self, browsing: Browsing, name: str) -> None:
        assert self.sent(browsing(PROXY), X_Forwarded_Host=name, Origin=f"http://{name}") == 403
        assert self.sent(browsing(PROXY), Host=name, Origin=f"http://{name}") == 403


class TestCookies:
    def test_are_for_https_alone_where_the_proxy_says_https(self, office: Office, browsing: Browsing) -> None:
        token = {"token": office.coordinator.token}
        plain = browsing(PROXY).post("/sign-in", data=token).headers["set-cookie"]
        said = browsing(PROXY, X_Forwarded_Proto="https").post("/sign-in", data=token).headers["set-cookie"]
        shared = browsing(PROXY, X_Forwarded_Proto="https", **PREFIX).post("/sign-in", data=token).headers["set-cookie"]

        assert plain.startswith("femsteg_session=")
        assert "Secure" not in plain
        assert said.startswith("__Host-femsteg_session=")
        assert shared.startswith("__Secure-femsteg_session=")
        for each in (said, shared):
            assert "; Secure" in each

    def test_end_where_they_were_set(self, office: Office, browsing: Browsing) -> None:
        browser = browsing(PROXY, "https://femsteg.example", X_Forwarded_Proto="https", **PREFIX)
        signed = browser.post("/sign-in", data={"token": office.coordinator.token})
        browser.headers["Cookie"] = signed.headers["set-cookie"].partition(";")[0]
        page = browser.get("/counties/17").text
        csrf = re.findall(r'name="csrf" value="([^"]*)"', page)[0]
        ended = browser.post("/sign-out", data={"csrf": csrf})

        assert ended.headers["location"] == "/femsteg/sign-in"
        assert ended.headers["set-cookie"].startswith('__Secure-femsteg_session=""')
        assert "Path=/femsteg" in ended.headers["set-cookie"]
        assert browser.get("/trail").headers["location"].startswith("/femsteg/sign-in")


def test_clients_behind_a_believed_proxy_are_told_apart(office: Office) -> None:
    app = office.system.app()

    def asked(proxy: str, client: str, number: int) -> int:
        browser = TestClient(app, client=(proxy, 50_000), headers={"X-Forwarded-For": client})
        token = {"Authorization": f"Bearer femsteg_{number:043d}"}
        return int(browser.get("/api/v1/trail", headers=token).status_code)

    assert [asked(PROXY, "198.51.100.1", number) for number in range(31)][-1] == 429
    assert asked(PROXY, "198.51.100.2", 0) == 401
    assert [asked(STRANGER, f"198.51.100.{number}", number) for number in range(31)][-1] == 429
