"""Opening the page: who gets in, what the browser is told, and what it may load."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from fakes.assistant import FakeAssistant
from fakes.door import FakeDoor
from parley.gateways.access.answers import FAULTS
from parley.gateways.web import Status, Web
from parley.home.accounts.callers import Scope

HOST = "http://parley.local:8420"
TALK = "ws://parley.local:8420/api/talk"
STATUS = Status("1.2.3", {"zh": ["sherpa"]}, {"zh": ["syllables"]}, ["okay_nabu"])


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


@pytest.fixture
def browser(tmp_path: Path, door: FakeDoor) -> TestClient:
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<!doctype html><title>Parley</title>")
    (page / "assets" / "index-Ab_c-9xY.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("secret")
    return TestClient(app(door, page), base_url=HOST)


def app(door: FakeDoor, page: Path) -> Starlette:
    web = Web(door, door.entrance, FakeAssistant(), lambda: STATUS, page=page)
    return Starlette(routes=web.routes(), exception_handlers=FAULTS)


def test_a_link_opens_the_page_once(browser: TestClient, door: FakeDoor) -> None:
    link = f"/?key={door.entrance.key()}"

    first = browser.get(link, follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert browser.get("/api/status").json() == {
        "version": "1.2.3",
        "hears": {"zh": ["sherpa"]},
        "speaks": {"zh": ["syllables"]},
        "wake_words": ["okay_nabu"],
    }

    browser.cookies.clear()
    second = browser.get(link, follow_redirects=False)
    assert second.status_code == 403 and "set-cookie" not in second.headers
    assert browser.get("/api/status").status_code == 401


def test_a_messenger_that_looks_at_a_link_does_not_use_it_up(browser: TestClient, door: FakeDoor) -> None:
    link = f"/?key={door.entrance.key()}"

    assert "set-cookie" not in browser.head(link, follow_redirects=False).headers

    assert browser.get(link, follow_redirects=False).status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: TestClient, door: FakeDoor) -> None:
    cookie = browser.get(f"/?key={door.entrance.key()}", follow_redirects=False).headers["set-cookie"].lower()

    assert "httponly" in cookie and "samesite=strict" in cookie and "secure" not in cookie

    secure = browser.get(f"https://parley.local/?key={door.entrance.key()}", follow_redirects=False)
    assert "secure" in secure.headers["set-cookie"].lower()


def test_a_stranger_sees_the_page_that_explains_and_nothing_behind_it(browser: TestClient) -> None:
    assert browser.get("/").status_code == 200
    answer = browser.get("/api/status")
    assert answer.status_code == 401 and answer.json()["code"] == "not_allowed"


def test_who_may_not_talk_does_not_see_the_inside(browser: TestClient, door: FakeDoor) -> None:
    key = door.tokens.issue([Scope.RECORDS_READ])

    answer = browser.get("/api/status", headers={"authorization": f"Bearer {key}"})

    assert answer.status_code == 403 and answer.json()["code"] == "forbidden"


def test_a_guesser_is_stopped_even_when_the_right_key_comes_at_last(
    browser: TestClient, door: FakeDoor
) -> None:
    for guess in range(10):
        assert browser.get(f"/?key={guess}").status_code == 403

    assert browser.get(f"/?key={door.entrance.key()}", follow_redirects=False).status_code == 403
    assert browser.get("/").status_code == 200, "the page itself stays"


def test_right_keys_are_no_guesses(browser: TestClient, door: FakeDoor) -> None:
    for _ in range(30):
        link = f"/?key={door.entrance.key()}"
        assert browser.get(link, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "path", ["/", "/api/status", "/assets/index-Ab_c-9xY.js", "/assets/none.js", "/no/such"]
)
def test_every_answer_forbids_foreign_scripts_frames_and_sniffing(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_built_files_are_kept_for_good_and_the_page_is_never_stale(browser: TestClient) -> None:
    assert "immutable" in browser.get("/assets/index-Ab_c-9xY.js").headers["cache-control"]
    assert browser.get("/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["../../secret.txt", "%2e%2e/%2e%2e/secret.txt", "..%2f..%2fsecret.txt", "", "%00"]
)
def test_no_file_outside_the_page_is_served(browser: TestClient, path: str) -> None:
    answer = browser.get(f"/assets/{path}")

    assert answer.status_code == 404 and "secret" not in answer.text


@pytest.mark.parametrize("path", ["/pair", "/devices"])
def test_the_page_answers_at_its_own_addresses(browser: TestClient, path: str) -> None:
    assert "<title>Parley</title>" in browser.get(path).text


@pytest.mark.parametrize("path", ["/api", "/api/nothing", "/favicon.ico", "/PAIR", "/pair/x", "/%00"])
def test_what_is_not_there_is_said_in_json(browser: TestClient, path: str) -> None:
    answer = browser.get(path)

    assert answer.status_code == 404 and answer.json()["code"] == "not_found"


def test_what_a_route_does_not_do_is_said_in_json(browser: TestClient) -> None:
    answer = browser.put("/api/status")

    assert answer.status_code == 405 and answer.json()["code"] == "bad_method"


def test_health_needs_no_session(browser: TestClient) -> None:
    assert browser.get("/healthz").text == "ok\n"


def test_a_page_that_was_not_built_says_how(tmp_path: Path, door: FakeDoor) -> None:
    answer = TestClient(app(door, tmp_path / "none")).get("/")

    assert answer.status_code == 503 and "make web" in answer.text


def test_no_talk_without_a_session(browser: TestClient) -> None:
    with browser.websocket_connect(TALK, headers={"origin": HOST}) as socket:
        assert socket.receive_json()["code"] == "not_allowed"
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4401


@pytest.mark.parametrize("origin", ["http://evil.example", "http://parley.local:9999", "null", "file://", ""])
def test_no_talk_from_the_page_of_another_site(browser: TestClient, door: FakeDoor, origin: str) -> None:
    browser.get(f"/?key={door.entrance.key()}")

    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect(TALK, headers={"origin": origin}),
    ):
        pass
