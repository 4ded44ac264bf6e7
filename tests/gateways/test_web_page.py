"""Opening the talk page: who gets in, what the browser is told, and what it may load."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from fakes.assistant import FakeAssistant
from parley.gateways.web import Keys, Status, routes

HOST = "http://parley.local:8420"
TALK = "ws://parley.local:8420/api/talk"


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "web")


@pytest.fixture
def browser(tmp_path: Path, keys: Keys) -> TestClient:
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<!doctype html><title>Parley</title>")
    (page / "assets" / "index-Ab_c-9xY.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("secret")
    status = Status("1.2.3", {"zh": ["sherpa"]}, {"zh": ["syllables"]}, ["okay_nabu"])
    app = Starlette(routes=routes(FakeAssistant(), keys, lambda: status, page=page))
    return TestClient(app, base_url=HOST)


def test_a_link_opens_the_page_once(browser: TestClient, keys: Keys) -> None:
    link = f"/?key={keys.issue()}"

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


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: TestClient, keys: Keys) -> None:
    cookie = browser.get(f"/?key={keys.issue()}", follow_redirects=False).headers["set-cookie"].lower()

    assert "httponly" in cookie and "samesite=strict" in cookie and "secure" not in cookie

    secure = browser.get(f"https://parley.local/?key={keys.issue()}", follow_redirects=False)
    assert "secure" in secure.headers["set-cookie"].lower()


def test_a_stranger_sees_the_page_that_explains_and_nothing_behind_it(browser: TestClient) -> None:
    assert browser.get("/").status_code == 200
    answer = browser.get("/api/status")
    assert answer.status_code == 401 and answer.json()["code"] == "not_allowed"


def test_a_guesser_is_stopped_even_when_the_right_key_comes_at_last(browser: TestClient, keys: Keys) -> None:
    for guess in range(10):
        assert browser.get(f"/?key={guess}").status_code == 403

    assert browser.get(f"/?key={keys.issue()}", follow_redirects=False).status_code == 403


def test_signing_out_ends_the_session_and_only_the_page_itself_may_ask(
    browser: TestClient, keys: Keys
) -> None:
    browser.get(f"/?key={keys.issue()}")

    assert browser.delete("/api/session", headers={"origin": "http://evil.example"}).status_code == 403
    assert browser.get("/api/status").status_code == 200

    assert browser.delete("/api/session", headers={"origin": HOST}).status_code == 204
    assert browser.get("/api/status").status_code == 401


@pytest.mark.parametrize("path", ["/", "/api/status", "/assets/index-Ab_c-9xY.js", "/assets/none.js"])
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


def test_health_needs_no_session(browser: TestClient) -> None:
    assert browser.get("/healthz").text == "ok\n"


def test_a_page_that_was_not_built_says_how(tmp_path: Path, keys: Keys) -> None:
    app = Starlette(routes=routes(FakeAssistant(), keys, lambda: Status("1"), page=tmp_path / "none"))

    answer = TestClient(app).get("/")

    assert answer.status_code == 503 and "make web" in answer.text


def test_no_talk_without_a_session(browser: TestClient) -> None:
    with browser.websocket_connect(TALK, headers={"origin": HOST}) as socket:
        assert socket.receive_json()["code"] == "not_allowed"
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4401


@pytest.mark.parametrize("origin", ["http://evil.example", "http://parley.local:9999", "null", "file://", ""])
def test_no_talk_from_the_page_of_another_site(browser: TestClient, keys: Keys, origin: str) -> None:
    browser.get(f"/?key={keys.issue()}")

    with (
        pytest.raises(WebSocketDisconnect),
        browser.websocket_connect(TALK, headers={"origin": origin}),
    ):
        pass
