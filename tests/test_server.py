"""The server: who may reach it, what it warns of, and what it tells about itself."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from parley import __version__, server
from parley.errors import BadSettings
from parley.gateways.web.routes import PAGE
from parley.home.accounts.callers import Role
from parley.home.accounts.devices import NewDevice
from parley.home.accounts.links import BadLink
from parley.home.home import Home
from parley.settings import Ears, Mouth, Server, Settings

Run = Callable[[Settings], tuple[uvicorn.Config, str]]
Opened = tuple[Home, httpx.AsyncClient]


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

    async def until_ready(listener: uvicorn.Server, sockets: list[socket.socket]) -> None:
        started.append(listener.config)
        app = cast(Starlette, listener.config.app)
        async with app.router.lifespan_context(app):
            pass

    monkeypatch.setattr(uvicorn.Server, "serve", until_ready)

    def serve(settings: Settings) -> tuple[uvicorn.Config, str]:
        shown: list[str] = []
        server.serve(settings, shown.append)
        return started[-1], "\n".join(shown)

    return serve


def link_in(shown: str) -> str:
    return next(word for word in shown.split() if word.startswith("http"))


def lets_in(settings: Settings, link: str) -> bool:
    """Whether a link is good; it is not any more afterwards."""

    async def try_it() -> bool:
        async with await Home.open(settings) as home:
            try:
                issued = await home.tokens.redeem(link.split("key=")[1], NewDevice())
            except BadLink:
                return False
            return issued.caller.role is Role.OWNER

    return asyncio.run(try_it())


@asynccontextmanager
async def opened(settings: Settings, ready: Callable[[], None] | None = None) -> AsyncIterator[Opened]:
    """The real app, its engines warm, and a browser at its address."""
    home = await Home.open(settings)
    app = server.build(settings, home, ready)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8420") as browser:
            yield home, browser


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
    assert lets_in(settings, link_in(shown))
    assert not lets_in(settings, link_in(shown))


def test_another_link_is_made_beside_the_server(tmp_path: Path, run: Run) -> None:
    settings = house(tmp_path, port=8421)
    link = asyncio.run(server.fresh_link(settings))
    assert link.startswith("http://localhost:8421/?key=")
    assert lets_in(settings, link)


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


async def test_the_app_is_locked_until_somebody_comes_with_a_link(tmp_path: Path) -> None:
    """Given the real app, when a stranger and then its owner come, then only the owner sees its inside."""
    settings, ready = house(tmp_path), list[bool]()
    async with opened(settings, lambda: ready.append(True)) as (home, browser):
        assert ready == [True]
        assert (await browser.get("/healthz")).text == "ok\n"
        assert (await browser.get("/api/status")).status_code == 401
        assert (await browser.get("/?key=guess")).status_code in ((403,) if PAGE.is_dir() else (503,))

        entered = await browser.get(
            urlsplit(await server.owners_link(settings, home))._replace(netloc="").geturl()
        )
        assert entered.status_code == 303
        assert (await browser.get("/api/status")).json()["version"] == __version__
    assert (tmp_path / "home.db").exists()


async def test_status_names_the_engines_per_language(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path))
    async with await Home.open(settings) as home:
        # Its lifespan does not run: what is shown must not depend on engines being warm.
        transport = httpx.ASGITransport(server.build(settings, home))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8420") as browser:
            await browser.get(await server.owners_link(settings, home))
            shown = (await browser.get("/api/status")).json()
    assert shown["hears"] == {"en": ["moonshine"], "zh": ["sphinx-zh"]}
    assert shown["speaks"] == {"zh": ["syllables"], "*": ["espeak"]}
    assert shown["wake_words"] == ["okay_nabu", "hey_jarvis"]


async def test_an_engine_that_is_not_installed_costs_nothing_but_itself(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(
        data=str(tmp_path), ears=Ears(engines=("sense-voice",)), mouth=Mouth(engines={"*": "kokoro"})
    )
    async with opened(settings) as (_, browser):
        assert (await browser.get("/healthz")).status_code == 200
    logged = capfd.readouterr().err
    assert "parley models pull sense-voice" in logged and "parley models pull kokoro" in logged


def test_what_it_tells_its_owner_exists_in_both_languages() -> None:
    assert server.WORDS["en"].keys() == server.WORDS["zh"].keys()
