"""The server: who may reach it, what it warns of, and what it tells about itself."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
import uvicorn
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from parley import __version__, server
from parley.errors import BadSettings
from parley.gateways.web.keys import Keys
from parley.gateways.web.routes import PAGE
from parley.settings import Ears, Mouth, Server, Settings

Run = Callable[[Settings], tuple[uvicorn.Config, str]]


def house(folder: Path, language: str = "en", **changes: object) -> Settings:
    """Settings of a Parley that keeps everything in ``folder`` and has neither ears nor mouth to start."""
    listening: dict[str, Any] = {"port": 0, **changes}
    return Settings(
        data=str(folder),
        language=language,
        ears=Ears(engines=()),
        mouth=Mouth(engines={}),
        server=Server(**listening),
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Serve until ready, without answering anybody: what uvicorn was given, and what people were shown."""
    started: list[uvicorn.Config] = []

    def until_ready(listener: uvicorn.Server, sockets: list[socket.socket]) -> None:
        started.append(listener.config)
        with TestClient(cast(ASGIApp, listener.config.app)):
            pass
        for each in sockets:
            each.close()

    monkeypatch.setattr(uvicorn.Server, "run", until_ready)

    def serve(settings: Settings) -> tuple[uvicorn.Config, str]:
        shown: list[str] = []
        server.serve(settings, shown.append)
        return started[-1], "\n".join(shown)

    return serve


def link_in(shown: str) -> str:
    return next(word for word in shown.split() if word.startswith("http"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_at_home_there_is_nothing_to_warn_of(host: str) -> None:
    assert not server.beyond_this_machine(Server(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "parley.local"])
def test_others_can_reach_an_address_of_the_network(host: str) -> None:
    assert server.beyond_this_machine(Server(host=host))


@pytest.mark.parametrize(
    ("language", "loud", "ready"),
    [("en", "WARNING: Parley listens on 0.0.0.0", "Open"), ("zh", "警告：Parley 正在 0.0.0.0", "请打开")],
)
def test_beyond_this_machine_without_tls_it_says_so_loudly(
    tmp_path: Path, run: Run, language: str, loud: str, ready: str
) -> None:
    _, shown = run(house(tmp_path, language, host="0.0.0.0"))
    assert loud in shown and "TLS" in shown and ready in shown
    _, shown = run(house(tmp_path, language, host="127.0.0.1"))
    assert "TLS" not in shown and ready in shown


@pytest.mark.parametrize("half", [{"tls_certificate": "home.pem"}, {"tls_key": "home.key"}])
def test_half_of_tls_is_refused_before_anything_starts(tmp_path: Path, half: dict[str, Any]) -> None:
    with pytest.raises(BadSettings, match=r"tls_certificate.*tls_key"):
        server.serve(house(tmp_path / "house", **half), print)
    assert not (tmp_path / "house").exists()


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=f"port {port}"):
            server.serve(house(tmp_path, port=port), print)


def test_when_it_is_ready_it_shows_a_link_that_works_once(tmp_path: Path, run: Run) -> None:
    settings = house(tmp_path)
    _, shown = run(settings)
    link = urlsplit(link_in(shown))
    assert (link.scheme, link.hostname) == ("http", "localhost")
    assert link.port, "port 0 means: any that is free, and the link must say which"
    keys = Keys(server.keys_path(settings))
    key = link.query.removeprefix("key=")
    assert keys.redeem(key) is not None
    assert keys.redeem(key) is None


def test_with_tls_the_listener_and_the_link_have_it(tmp_path: Path, run: Run) -> None:
    settings = house(tmp_path, host="0.0.0.0", tls_certificate="home.pem", tls_key="home.key")
    config, shown = run(settings)
    assert (config.ssl_certfile, config.ssl_keyfile) == ("home.pem", "home.key")
    assert link_in(shown).startswith("https://")
    assert "WARNING" not in shown


def test_the_listener_logs_no_links_and_bounds_what_is_sent(tmp_path: Path, run: Run) -> None:
    config, _ = run(house(tmp_path))
    assert config.server_header is False and config.access_log is False
    assert config.ws_max_size <= 1_000_000


def test_the_app_is_locked_until_somebody_comes_with_a_link(tmp_path: Path) -> None:
    """Given the real app, when a stranger and then its owner come, then only the owner sees its inside."""
    keys = Keys(tmp_path / "keys")
    ready: list[bool] = []
    app = server.build(house(tmp_path), keys, lambda: ready.append(True))
    with TestClient(app, base_url="http://localhost:8420") as browser:
        assert ready == [True]
        assert browser.get("/healthz").text == "ok\n"
        assert browser.get("/api/status").status_code == 401
        assert browser.get("/?key=guess").status_code in ((403,) if PAGE.is_dir() else (503,))

        entered = browser.get(f"/?key={keys.issue()}", follow_redirects=False)
        assert entered.status_code == 303
        assert browser.get("/api/status").json()["version"] == __version__
    assert (tmp_path / "records.db").exists()


def test_status_names_the_engines_per_language(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    # Not entered as a context manager: what is shown must not depend on engines being warm.
    browser = TestClient(server.build(Settings(data=str(tmp_path)), keys), base_url="http://localhost:8420")
    browser.get(f"/?key={keys.issue()}", follow_redirects=False)
    shown = browser.get("/api/status").json()
    assert shown["hears"] == {"en": ["moonshine"], "zh": ["sphinx-zh"]}
    assert shown["speaks"] == {"zh": ["syllables"], "*": ["espeak"]}
    assert shown["wake_words"] == ["okay_nabu", "hey_jarvis"]


def test_an_engine_that_is_not_installed_costs_nothing_but_itself(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(
        data=str(tmp_path), ears=Ears(engines=("sense-voice",)), mouth=Mouth(engines={"*": "kokoro"})
    )
    with TestClient(server.build(settings, Keys(tmp_path / "keys"))) as browser:
        assert browser.get("/healthz").status_code == 200
    logged = capfd.readouterr().err
    assert "parley models pull sense-voice" in logged and "parley models pull kokoro" in logged


def test_what_it_tells_its_owner_exists_in_both_languages() -> None:
    assert server.WORDS["en"].keys() == server.WORDS["zh"].keys()
