"""A board over real HTTP and a real WebSocket: paired, asked for a picture, renamed, thrown out."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from fakes.home_server import HomeServer, listening
from gateways.xiaozhi_house.conftest import HttpBoard, let_in

WITHIN = 20.0
"""Seconds for each step, on a machine that is busy."""
CAMERA = "self.camera.take_photo"
JPEG = b"\xff\xd8\xff\xe0 what the camera saw \xff\xd9"
TOOLS = [
    {
        "name": "self.get_device_status",
        "description": "",
        "inputSchema": {"type": "object", "properties": {}},
    },
    {
        "name": CAMERA,
        "description": "",
        "inputSchema": {
            "type": "object",
            "properties": {"question": {"type": "string"}},
            "required": ["question"],
        },
    },
]


@pytest.fixture
async def network(house: HomeServer) -> AsyncIterator[str]:
    async with listening(house.app) as address:
        yield address


class TalkingBoard:
    """What runs on a board while it talks: it answers its server's questions and shows what it is sent."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.vision: dict[str, str] = {}
        self.told_all = asyncio.Event()
        self.sentences: asyncio.Queue[str] = asyncio.Queue()
        self.uploads: list[httpx.Response] = []

    async def run(self) -> None:
        async for frame in self.socket:
            if isinstance(frame, bytes):
                continue
            message = json.loads(frame)
            if message["type"] == "mcp":
                payload = message["payload"]
                result = await self.does(payload["method"], payload["params"])
                answer = {"jsonrpc": "2.0", "id": payload["id"], "result": result}
                await self.says({"type": "mcp", "payload": answer})
            elif message["type"] == "tts" and message["state"] == "sentence_start":
                self.sentences.put_nowait(message["text"])

    async def does(self, method: str, params: dict[str, Any]) -> Any:
        if method == "initialize":
            self.vision = params["capabilities"]["vision"]
            return {"protocolVersion": "2024-11-05", "capabilities": {"tools": {}}}
        if method == "tools/list":
            self.told_all.set()
            return {"tools": TOOLS}
        if params["name"] == CAMERA:
            return {
                "content": [{"type": "text", "text": await self.looks(params["arguments"])}],
                "isError": False,
            }
        state = {"battery": {"level": 61, "charging": True}, "audio_speaker": {"volume": 30}}
        return {"content": [{"type": "text", "text": json.dumps(state)}], "isError": False}

    async def looks(self, arguments: dict[str, str]) -> str:
        """Take a picture, send it where it was told to, and hand back what is answered."""
        form = {"data": arguments, "files": {"file": ("camera.jpg", JPEG, "image/jpeg")}}
        headers = {"Authorization": f"Bearer {self.vision['token']}"}
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(self.vision["url"], headers=headers, **form)
        self.uploads.append(answer)
        return answer.text

    async def says(self, message: dict[str, Any]) -> None:
        await self.socket.send(json.dumps({"session_id": "", **message}))

    async def hears(self, text: str, answer: str) -> None:
        """Somebody types, and the board shows an answer. (This house has no mouth, and apologises for it.)"""
        await self.says({"type": "listen", "state": "detect", "text": text})
        async with asyncio.timeout(WITHIN):
            while answer not in await self.sentences.get():
                pass


@contextlib.asynccontextmanager
async def talking(url: str, token: str) -> AsyncIterator[TalkingBoard]:
    headers = {"Authorization": f"Bearer {token}", "Protocol-Version": "1"}
    async with connect(url, additional_headers=headers) as socket:
        hello = {"type": "hello", "version": 1, "features": {"mcp": True}, "transport": "websocket"}
        await socket.send(json.dumps(hello))
        assert json.loads(await socket.recv())["transport"] == "websocket"
        board = TalkingBoard(socket)
        running = asyncio.create_task(board.run())
        try:
            await asyncio.wait_for(board.told_all.wait(), WITHIN)
            yield board
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionClosed):
                await running


async def test_a_board_is_let_in_and_takes_a_picture(
    house: HomeServer, network: str, anna: httpx.AsyncClient
) -> None:
    async with httpx.AsyncClient(base_url=f"http://{network}", trust_env=False) as client:
        board = HttpBoard(client)
        device = await let_in(board, anna, name="厨房")
        socket = (await board.checks())["websocket"]
    assert socket["url"] == f"ws://{network}/xiaozhi/v1/"
    async with talking(socket["url"], socket["token"]) as talk:
        assert talk.vision == {"url": f"http://{network}/xiaozhi/vision", "token": socket["token"]}
        await talk.hears("please take a picture with your camera for me", "among your files")
        assert [each.status_code for each in talk.uploads] == [200]
        (file,) = (await anna.get("/api/files")).json()["files"]
        assert (await anna.get(f"/api/files/{file['id']}")).content == JPEG
        await talk.hears("how much battery does the speaker have left", "61 percent and charging")
        renamed = await anna.patch(f"/api/devices/{device['id']}", json={"name": "客厅"})
        assert renamed.status_code == 200
        await talk.hears("请问这个音箱现在还有多少电", "61%")
        assert (await anna.delete(f"/api/devices/{device['id']}")).status_code == 204
        with contextlib.suppress(ConnectionClosed):
            await asyncio.wait_for(talk.socket.wait_closed(), WITHIN)
        assert talk.socket.close_code == 4401
    refused = await talk_again(socket["url"], socket["token"])
    assert refused == 4401


async def talk_again(url: str, token: str) -> int | None:
    """The code with which a token that is over is turned away."""
    async with connect(url, additional_headers={"Authorization": f"Bearer {token}"}) as socket:
        with contextlib.suppress(ConnectionClosed):
            async with asyncio.timeout(WITHIN):
                while True:
                    await socket.recv()
        return socket.close_code
