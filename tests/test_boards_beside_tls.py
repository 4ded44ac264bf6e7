"""Beside a server whose certificate boards do not trust, a plain port lets them in, and nobody else."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from gateways.xiaozhi_mqtt.test_mqtt_tls import certificate
from parley import server
from parley.gateways.xiaozhi.bootstrap import address
from parley.settings import Server
from parley.settings.speakers import XiaoZhi


async def says(request: Request) -> PlainTextResponse:
    return PlainTextResponse(address(XiaoZhi(), request, "/xiaozhi/v1/", socket=True))


async def echoes(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


APP = Starlette(
    routes=[
        Route("/xiaozhi/ota/", says),
        Route("/api/me", says),
        WebSocketRoute("/xiaozhi/v1/", echoes),
        WebSocketRoute("/api/talk", echoes),
    ]
)


@asynccontextmanager
async def both(folder: Path) -> AsyncIterator[tuple[int, int]]:
    """The app on a port with TLS and on a plain one."""
    public, key = certificate(folder)
    settings = Server(port=0, tls_certificate=str(public), tls_key=str(key))
    bound, plain = server.listener(settings), server.listener(msgspec.structs.replace(settings, port=0))
    with bound, plain:
        running = asyncio.create_task(server.serving(settings, APP, bound, plain))
        try:
            yield bound.getsockname()[1], plain.getsockname()[1]
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def test_boards_come_without_tls_and_are_told_to_stay_there(tmp_path: Path) -> None:
    async with both(tmp_path) as (secure, plain):
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        async with httpx.AsyncClient(verify=trusting, trust_env=False) as client:
            answer = await client.get(f"https://127.0.0.1:{secure}/xiaozhi/ota/")
            assert answer.text == f"wss://127.0.0.1:{secure}/xiaozhi/v1/"
            answer = await client.get(f"http://127.0.0.1:{plain}/xiaozhi/ota/")
            assert answer.text == f"ws://127.0.0.1:{plain}/xiaozhi/v1/"
        async with connect(f"ws://127.0.0.1:{plain}/xiaozhi/v1/") as board:
            await board.send("hello")
            assert await board.recv() == "hello"


async def test_nothing_else_goes_over_the_plain_port(tmp_path: Path) -> None:
    async with both(tmp_path) as (_, plain):
        async with httpx.AsyncClient(trust_env=False) as client:
            for path in ("/api/me", "/", "/xiaozhi", "/xiaozhi/../api/me", "//xiaozhi/ota/"):
                assert (await client.get(f"http://127.0.0.1:{plain}{path}")).status_code == 404
        refused = False
        try:
            async with connect(f"ws://127.0.0.1:{plain}/api/talk"):
                pass
        except InvalidStatus as error:
            refused = error.response.status_code == 403
        assert refused


def test_an_address_of_ones_own_has_the_plain_port_where_it_was_asked_plainly() -> None:
    settings = XiaoZhi(address="home.example:8420", plain_port=8421)

    def asked(scheme: str) -> Request:
        headers = [(b"host", b"192.168.1.5:8421")]
        scope = {"type": "http", "scheme": scheme, "path": "/", "query_string": b"", "headers": headers}
        return Request({**scope, "server": ("192.168.1.5", 8421)})

    assert address(settings, asked("http"), "/x", socket=True) == "ws://home.example:8421/x"
    assert address(settings, asked("https"), "/x", socket=True) == "wss://home.example:8420/x"
