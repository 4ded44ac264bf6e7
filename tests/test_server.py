"""The server: who may reach it, what it warns of, and what it tells about itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from parley import __version__, server
from parley.errors import BadSettings
from parley.gateways.web.keys import Keys
from parley.gateways.web.routes import PAGE
from parley.settings import Ears, Mouth, Server, Settings


def house(folder: Path, **changes: object) -> Settings:
    """Settings of a Parley that keeps everything in ``folder`` and has neither ears nor mouth to start."""
    return Settings(
        data=str(folder),
        ears=Ears(engines=()),
        mouth=Mouth(engines={}),
        server=Server(**changes),  # pyright: ignore[reportArgumentType] - the test names the fields
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[Settings], tuple[uvicorn.Config, list[str]]]:
    """Serve until ready, without opening a port: what uvicorn was given, and what people were shown."""
    started: list[uvicorn.Config] = []

    def until_ready(listener: uvicorn.Server) -> None:
        started.append(listener.config)
        with TestClient(listener.config.app):  # pyright: ignore[reportArgumentType] - uvicorn's type is wider
            pass

    monkeypatch.setattr(uvicorn.Server, "run", until_ready)

    def serve(settings: Settings) -> tuple[uvicorn.Config, list[str]]:
        shown: list[str] = []
        server.serve(settings, shown.append)
        return started[-1], shown

    return serve


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_at_home_there_is_nothing_to_warn_of(tmp_path: Path, host: str) -> None:
    assert server.warnings(house(tmp_path, host=host)) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "parley.local"])
def test_beyond_this_machine_without_tls_it_says_so_loudly(tmp_path: Path, host: str) -> None:
    warning = " ".join(server.warnings(house(tmp_path, host=host)))
    assert warning.startswith("WARNING") and host in warning and "TLS" in warning
    assert server.warnings(house(tmp_path, host=host, tls_certificate="a.pem", tls_key="b.pem")) == []


@pytest.mark.parametrize("half", [{"tls_certificate": "home.pem"}, {"tls_key": "home.key"}])
def test_half_of_tls_is_refused_before_anything_starts(tmp_path: Path, half: dict[str, object]) -> None:
    with pytest.raises(BadSettings, match=r"tls_certificate.*tls_key"):
        server.serve(house(tmp_path / "house", **half), print)
    assert not (tmp_path / "house").exists()


def test_when_it_is_ready_it_shows_a_link_that_works_once(
    tmp_path: Path, run: Callable[[Settings], tuple[uvicorn.Config, list[str]]]
) -> None:
    settings = house(tmp_path, port=8421)
    config, shown = run(settings)
    assert (config.host, config.port, config.ssl_certfile) == ("127.0.0.1", 8421, None)
    link = next(word for line in shown for word in line.split() if word.startswith("http"))
    assert link.startswith("http://localhost:8421/?key=")
    keys = Keys(server.keys_path(settings))
    key = link.split("key=", 1)[1]
    assert keys.redeem(key) is not None
    assert keys.redeem(key) is None


def test_with_tls_the_listener_and_the_link_have_it(
    tmp_path: Path, run: Callable[[Settings], tuple[uvicorn.Config, list[str]]]
) -> None:
    settings = house(tmp_path, host="192.168.1.20", tls_certificate="home.pem", tls_key="home.key")
    config, shown = run(settings)
    assert (config.ssl_certfile, config.ssl_keyfile) == ("home.pem", "home.key")
    assert any("https://192.168.1.20:8420/?key=" in line for line in shown)
    assert not any("WARNING" in line for line in shown)


def test_the_listener_tells_strangers_nothing_and_bounds_what_they_send(
    tmp_path: Path, run: Callable[[Settings], tuple[uvicorn.Config, list[str]]]
) -> None:
    config, shown = run(house(tmp_path, host="0.0.0.0"))
    assert any("WARNING" in line for line in shown)
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
