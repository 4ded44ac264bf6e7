"""The one ASGI app and its listener, wired from settings."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ipaddress
import logging
import socket
import sys
from collections.abc import AsyncGenerator, Callable, Generator
from pathlib import Path
from typing import Literal

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from parley import __version__
from parley.assistant.assistant import Assistant, Parts
from parley.errors import BadSettings
from parley.gateways.access import Door
from parley.gateways.access import Limits as AccessLimits
from parley.gateways.frames import Frames
from parley.gateways.home.photos import photo_routes
from parley.gateways.home.routes import routes
from parley.gateways.home.sessions import Sessions
from parley.gateways.home.things import dwelling_of
from parley.gateways.keyboard.routes import keyboard_routes
from parley.gateways.knowledge.routes import graph_routes
from parley.gateways.offering import Offering
from parley.gateways.search.routes import search_routes
from parley.gateways.served import Served
from parley.gateways.surface.cors import Preflight
from parley.gateways.web.routes import PAGE, Status, Web
from parley.gateways.web.talk import Limits
from parley.gateways.wyoming.gateway import Wyoming
from parley.gateways.xiaoai.server import XiaoAi
from parley.gateways.xiaozhi.mqtt.serving import boards_by_mqtt, mqtt_offered
from parley.gateways.xiaozhi.routes import xiaozhi_routes
from parley.home.home import Home
from parley.home.upkeep import kept_up
from parley.keyboard.engines import Engines
from parley.keyboard.learning.keeping import Learned
from parley.keyboard.service import Keyboard
from parley.knowledge.endpoint import Endpoint
from parley.knowledge.folders import graph_folder
from parley.knowledge.service import Knowledge
from parley.models.store import Store
from parley.search.opening import Finding
from parley.settings import Server, Settings
from parley.telemetry import log
from parley.vision.photos.library import Library
from parley.vision.photos.sights import LibrarySights

_WEB_MESSAGE_BYTES = 1_000_000
"""Longest WebSocket message: 15 seconds of a realtime talk; other gateways' own limits are lower."""
_CONNECTIONS = 4000
"""Connections at once; one more is answered with 503."""
_COLLECTED = (5_000, 5, 50)
"""New objects after which garbage is looked for, and how much more seldom among older ones. Python's 700 is
for small programs: while hundreds of boards arrive and talk, everything was looked through again and again,
which was a tenth of all work, and each time everybody waited."""


def records_path(settings: Settings) -> Path:
    """Where people's records lie."""
    return settings.data_dir / "records.db"


def build(
    settings: Settings,
    home: Home,
    ready: Callable[[], None] | None = None,
    limits: AccessLimits | None = None,
    parts: Parts | None = None,
) -> Starlette:
    """The app. ``ready`` is called when every engine is warm and the first turn will not wait.

    ``parts`` other than those of the settings are for benchmarks.

    The home is closed when the app ends.
    """
    settings = mqtt_offered(settings)
    assistant = Assistant(settings, home, parts)
    door = Door(home.tokens, limits, public_url=settings.server.public_url)
    wyoming = Wyoming(settings.wyoming, assistant, home)
    xiaoai = XiaoAi(settings, home, assistant)
    finding, knowledge = Finding(settings, home, lambda: assistant.live.talking), Knowledge(settings)
    knowing = knowledge if settings.knowledge.enabled else None
    keyboard = Keyboard(settings, Learned(home, Engines(settings.data_dir).knows))
    keys = keyboard if keyboard.enabled else None
    offering = Offering(settings, door, home, assistant, finding.searching, knowing, keys)
    store = Store(settings.data_dir / "models")
    library = Library(home, offering.vision, settings, store, busy=lambda: assistant.live.talking)
    assistant.lent.sights = LibrarySights(home, offering.vision, library)
    library.indexing.on_found.append(finding.searching.found_on_photo)
    assistant.lent.finds = finding.searching
    endpoint = Endpoint(graph_folder(settings.data_dir), settings.knowledge.sparql)
    if settings.knowledge.enabled:
        assistant.lent.knows = knowledge

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with home, kept_up(home), assistant, offering, library, finding, knowledge, endpoint, keyboard:
            for name, error in (await assistant.warm()).items():
                if error is not None:
                    log.error("engine.missing", engine=name, code=error.code, reason=str(error))
            # What is loaded by now stays: looking through it again and again would stop every talk for 0.1 s.
            gc.freeze()
            gc.set_threshold(*_COLLECTED)
            # A thread that reads the database hands the interpreter back sooner than after the usual 5 ms.
            sys.setswitchinterval(0.0005)
            async with wyoming, xiaoai, boards_by_mqtt(settings, home, assistant, assistant.announce):
                if ready is not None:
                    ready()
                    knowledge.wake()
                    keyboard.wake()
                yield

    web = Web(
        door,
        Sessions(door, home),
        assistant,
        lambda: status(assistant),
        limits=Limits(talks=settings.server.sessions),
    )
    return Starlette(
        routes=[
            *routes(door, home, lambda: dwelling_of(assistant.skills), assistant.live, assistant.remote),
            *photo_routes(door, home, library),
            *search_routes(
                door, home, finding.searching, finding.crawler, finding.folders, settings.crawling
            ),
            *graph_routes(door, home, settings, knowledge, endpoint),
            *keyboard_routes(door, keyboard),
            *xiaozhi_routes(door, home, assistant, settings, assistant.lent),
            *offering.routes,
            *web.routes(),
        ],
        middleware=[Middleware(Preflight, offering.routes, settings.services.origins)],
        lifespan=lifespan,
        exception_handlers=offering.faults,
    )


def status(assistant: Assistant) -> Status:
    """What the page shows about this Parley."""
    hears: dict[str, list[str]] = {}
    for ear in assistant.parts.hearing.ears:
        for language in sorted(ear.languages):
            hears.setdefault(language, []).append(ear.name)
    speaks = {
        language: [mouth.name for mouth in mouths]
        for language, mouths in assistant.parts.saying.by_language.items()
    }
    ears = assistant.parts.ears
    return Status(
        version=__version__,
        hears=hears,
        speaks=speaks,
        wake_words=list(ears.words or {}) if ears.wake is not None else [],
    )


def serve(settings: Settings, announce: Callable[[str], None] = print) -> None:
    """Run until interrupted. ``announce`` shows people the link and the warnings.

    Raises ``BadSettings`` when the address cannot be listened on.
    """
    server = settings.server
    if bool(server.tls_certificate) != bool(server.tls_key):
        raise BadSettings("Set both server.tls_certificate and server.tls_key, or neither.")
    words = WORDS["zh" if settings.language == "zh" else "en"]
    if not (PAGE / "index.html").is_file():
        announce(words["no_page"])
    if beyond_this_machine(server) and not server.tls_certificate:
        announce(words["no_tls"].format(host=server.host))
    if settings.xiaoai.enabled:
        announce(words["xiaoai_plain" if settings.xiaoai.allow else "xiaoai_nobody"])
    bound, plain = listener(server), _plain_listener(settings)
    announce(words["waking"])
    with bound, plain or contextlib.nullcontext(), asyncio.Runner(loop_factory=_loop_factory()) as runner:
        home = runner.run(Home.open(settings))
        try:
            link = runner.run(owners_link(settings, home, bound.getsockname()[1]))
            app = build(settings, home, lambda: announce(words["ready"].format(link=link)))
            runner.run(serving(server, app, bound, plain))
        finally:
            runner.run(home.close())


async def serving(server: Server, app: ASGIApp, bound: socket.socket, plain: socket.socket | None) -> None:
    """Serve the app, and beside it boards without TLS where that is set, until interrupted."""
    main = Served(config(server, app))
    if plain is None:
        await main.serve(sockets=[bound])
        return
    open_ = msgspec.structs.replace(server, tls_certificate=None, tls_key=None)
    beside = _Beside(config(open_, boards_only(app), lifespan="off"))
    serving = asyncio.create_task(beside.serve(sockets=[plain]), name="boards without TLS")
    try:
        await main.serve(sockets=[bound])
    finally:
        beside.stop()
        await serving


class _Beside(Served):
    """A second server of the process, which leaves signals to the first."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def boards_only(app: ASGIApp) -> ASGIApp:
    """Of the app no more than what boards ask for: nobody's page or password goes over a plain connection."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if str(scope.get("path", "")).startswith("/xiaozhi/"):
            await app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse("Not here\n", 404)(scope, receive, send)
        else:
            await WebSocket(scope, receive, send).close()

    return guarded


def _plain_listener(settings: Settings) -> socket.socket | None:
    port = settings.xiaozhi.plain_port
    if not port or not settings.xiaozhi.enabled:
        return None
    return listener(msgspec.structs.replace(settings.server, port=port))


_SOCKET_REFUSED = "ASGI callable returned without completing handshake."
"""What uvicorn says, as an error, of every socket that was refused with an HTTP status."""


def _worth_saying(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn's tells anything: who shows a wrong key could fill the log with that one."""
    return record.msg != _SOCKET_REFUSED


def config(server: Server, app: ASGIApp, lifespan: Literal["auto", "off"] = "auto") -> uvicorn.Config:
    """How the app is served."""
    logging.getLogger("uvicorn.error").addFilter(_worth_saying)
    return uvicorn.Config(
        app,
        lifespan=lifespan,
        ws=Frames,
        ws_max_size=_WEB_MESSAGE_BYTES,
        ws_per_message_deflate=False,  # sound does not shrink, and each connection would keep 40 KB for it
        limit_concurrency=_CONNECTIONS,
        ssl_certfile=server.tls_certificate,
        ssl_keyfile=server.tls_key,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None  # asyncio's own does the same, slower
    return uvloop.new_event_loop


async def owners_link(settings: Settings, home: Home, port: int | None = None) -> str:
    """A fresh one-time link for the owner; ``port`` where it is not the one of the settings."""
    server = settings.server
    scheme = "https" if server.tls_certificate else "http"
    host = "localhost" if server.host in ("127.0.0.1", "::1", "0.0.0.0", "::") else server.host
    owner = await home.accounts.owner()
    key = await home.tokens.link(owner.id)
    return f"{scheme}://{host}:{server.port if port is None else port}/?key={key}"


async def fresh_link(settings: Settings) -> str:
    """A link for the owner, made beside a server that may be running or not."""
    async with await Home.open(settings) as home:
        return await owners_link(settings, home)


def beyond_this_machine(server: Server) -> bool:
    """Whether other machines can reach the server."""
    try:
        return not ipaddress.ip_address(server.host).is_loopback
    except ValueError:
        return server.host != "localhost"


WORDS = {
    "en": {
        "no_page": "The talk page is not built; run `make web` (the rest works).",
        "no_tls": "WARNING: Parley listens on {host} without TLS. Whoever shares the network can listen in, "
        "and browsers will not give it their microphone. Set server.tls_certificate and server.tls_key.",
        "xiaoai_plain": "Mi AI Speakers talk to Parley without encryption or password. "
        "Keep them and Parley on a network that you trust.",
        "xiaoai_nobody": "No Mi AI Speaker may connect yet: put their addresses into xiaoai.allow.",
        "waking": "Parley is waking up…",
        "ready": "Parley is listening.  Open  {link}\n"
        "(The link works once, for a day. Another one: parley link)",
    },
    "zh": {
        "no_page": "对话页面还没有构建，请运行 `make web`（其余功能可用）。",
        "no_tls": "警告：Parley 正在 {host} 上提供服务，但没有启用 TLS。同一网络里的人可以窃听，浏览器也不会"
        "让网页使用麦克风。请设置 server.tls_certificate 和 server.tls_key。",
        "xiaoai_plain": "小爱音箱和 Parley 之间的通信既不加密也没有密码，请只在可信的网络里使用。",
        "xiaoai_nobody": "还没有允许任何小爱音箱连接：请把它们的地址写进 xiaoai.allow。",
        "waking": "Parley 正在启动……",
        "ready": "Parley 准备好了，请打开  {link}\n"
        "（链接一天内有效，只能用一次；需要新的请运行 parley link）",
    },
}
"""What the server tells its owner on the terminal, in the language of the settings."""


def listener(server: Server) -> socket.socket:
    """Bound before anything else is started: who finds the port taken should know at once."""
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    try:
        bound = socket.create_server((server.host, server.port), family=family, backlog=256)
        # Connections inherit it; asyncio sets it only for sockets that name their protocol, and without it an
        # answer's body waits 40 ms for the acknowledgement of its head.
        bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return bound
    except OSError as error:
        raise BadSettings(
            f"Parley cannot listen on {server.host} port {server.port}: {error.strerror}. "
            "Is it running already? Choose another port with --port."
        ) from error
