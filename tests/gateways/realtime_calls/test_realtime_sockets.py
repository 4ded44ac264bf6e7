"""Realtime sockets of a whole Parley: who is let in, how many, and what is left of those that vanish."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from fakes.house import fake_parts
from fakes.realtime import packed, voice
from fakes.recogniser import FakeRecogniser
from fakes.synthesiser import HummingSynthesiser
from parley import server
from parley.home.accounts.callers import Kind, Scope
from parley.home.home import Home
from parley.settings import Settings
from parley.settings.services import Realtime


@dataclass
class House:
    """A Parley that serves."""

    address: str
    home: Home
    owner: str
    key: str
    talker: str
    """A key that may talk, and use no service."""
    mouth: HummingSynthesiser

    def open(self, query: str = "model=parley", key: str | None = None, **more: Any) -> connect:
        headers = {"Authorization": f"Bearer {self.key if key is None else key}"}
        return connect(f"ws://{self.address}/v1/realtime?{query}", additional_headers=headers, **more)


@asynccontextmanager
async def house(folder: Path, sessions: int = 5) -> AsyncIterator[House]:
    chosen = Settings(data=str(folder), realtime=Realtime(sessions=sessions))
    home = await Home.open(chosen)
    owner = await home.accounts.owner()
    key = await home.tokens.issue(owner.id, Kind.KEY, [Scope.SERVICES, Scope.TALK])
    talker = await home.tokens.issue(owner.id, Kind.KEY, [Scope.TALK])
    mouth = HummingSynthesiser()
    parts = fake_parts(FakeRecogniser("hello there"), mouth)
    app = server.build(chosen, home, parts=parts)
    config = server.config(chosen.server, app)
    config.port, config.timeout_graceful_shutdown = 0, 1
    running = uvicorn.Server(config)
    running.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(running._serve())  # pyright: ignore[reportPrivateUsage] - without signals
    while not running.started:  # noqa: ASYNC110 - it has no event
        await asyncio.sleep(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    try:
        yield House(f"127.0.0.1:{port}", home, owner.id, key, talker, mouth)
    finally:
        running.should_exit = True
        await serving


async def told(socket: ClientConnection, type: str) -> dict[str, Any]:
    """The next event of a type."""
    async with asyncio.timeout(20):
        while True:
            event = json.loads(await socket.recv())
            if event["type"] == type:
                return event


async def nothing_left() -> None:
    """Wait until no task of a session is there."""
    async with asyncio.timeout(20):
        while any("realtime" in task.get_name() for task in asyncio.all_tasks()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def why(refused: pytest.ExceptionInfo[InvalidStatus]) -> tuple[int, str]:
    """Status and code of a refusal."""
    response = refused.value.response
    return response.status_code, json.loads(bytes(response.body or b"{}"))["error"]["code"]


async def test_who_may_not_is_told_before_the_socket_opens(tmp_path: Path) -> None:
    async with house(tmp_path) as parley:
        for query, key, expected in (
            ("model=parley", "wrong", (401, "invalid_api_key")),
            ("model=nobody-has", parley.key, (404, "model_not_found")),
            ("intent=transcription", parley.talker, (403, "insufficient_permissions")),
            ("model=parley&call_id=rtc_1", parley.key, (400, "unsupported")),
        ):
            with pytest.raises(InvalidStatus) as refused:
                async with parley.open(query, key):
                    pass
            assert why(refused) == expected
        async with parley.open(key=parley.talker) as socket:
            assert (await told(socket, "session.created"))["session"]["model"] == "parley"


async def test_a_browser_shows_its_key_beside_the_subprotocol(tmp_path: Path) -> None:
    async with house(tmp_path) as parley:
        offered = [Subprotocol("realtime"), Subprotocol(f"openai-insecure-api-key.{parley.key}")]
        url = f"ws://{parley.address}/v1/realtime?model=parley"
        async with connect(url, subprotocols=offered) as socket:
            assert socket.subprotocol == "realtime"
            await told(socket, "session.created")


async def test_one_session_too_many_is_told_that_parley_is_busy(tmp_path: Path) -> None:
    async with house(tmp_path, sessions=1) as parley:
        async with parley.open() as socket:
            await told(socket, "session.created")
            with pytest.raises(InvalidStatus) as refused:
                async with parley.open():
                    pass
            assert why(refused) == (503, "busy")
        for _ in range(100):  # the first is over as soon as the server has noticed
            try:
                async with parley.open() as socket:
                    await told(socket, "session.created")
                break
            except InvalidStatus:
                await asyncio.sleep(0.02)
        else:
            pytest.fail("The place was not given back.")


async def test_a_client_that_vanishes_leaves_nothing_running(tmp_path: Path) -> None:
    async with house(tmp_path) as parley:
        async with parley.open() as socket:
            await told(socket, "session.created")
        before = {task.get_name() for task in asyncio.all_tasks() if "realtime" in task.get_name()}
        assert not before
        socket = await parley.open()
        await told(socket, "session.created")
        await socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": packed(voice(0.5))}))
        await told(socket, "input_audio_buffer.speech_started")
        assert any("realtime" in task.get_name() for task in asyncio.all_tasks())
        socket.transport.abort()
        await nothing_left()


async def test_a_key_that_is_taken_back_closes_the_socket(tmp_path: Path) -> None:
    async with house(tmp_path) as parley, parley.open() as socket:
        await told(socket, "session.created")
        caller = await parley.home.tokens.caller(parley.key)
        assert caller is not None
        await parley.home.tokens.revoke(parley.owner, caller.token)
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(20):
                while True:
                    await socket.recv()


async def test_an_event_that_is_too_long_closes_the_socket(tmp_path: Path) -> None:
    async with house(tmp_path) as parley, parley.open() as socket:
        await told(socket, "session.created")
        audio = base64.b64encode(bytes(1_000_000)).decode()
        with pytest.raises(ConnectionClosed) as closed:
            await socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))
            async with asyncio.timeout(20):
                while True:
                    await socket.recv()
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009


async def test_the_assistant_speaks_as_its_person_wants(tmp_path: Path) -> None:
    async with house(tmp_path) as parley:
        await parley.home.records.put(parley.owner, "settings", "rate", {"value": 1.5})
        async with parley.open() as socket:
            content = [{"type": "input_text", "text": "what is 6 times 7"}]
            item = {"type": "message", "role": "user", "content": content}
            await socket.send(json.dumps({"type": "conversation.item.create", "item": item}))
            await socket.send(json.dumps({"type": "response.create"}))
            done = (await told(socket, "response.done"))["response"]
    assert "42" in done["output"][0]["content"][0]["transcript"]
    assert [each.rate for each in parley.mouth.spoken] == [1.5]


async def test_calls_need_what_an_extra_brings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("call", "track", "channel"):
        monkeypatch.delitem(sys.modules, f"parley.gateways.openai.realtime.webrtc.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "aiortc", None)
    async with house(tmp_path) as parley, httpx.AsyncClient() as client:
        answer = await client.post(
            f"http://{parley.address}/v1/realtime/calls?model=parley",
            headers={"Authorization": f"Bearer {parley.key}", "Content-Type": "application/sdp"},
            content="v=0",
        )
    error = answer.json()["error"]
    assert error["code"] == "missing_engine" and "parley[calls]" in error["message"]
    assert answer.status_code < 500


async def test_nobody_hangs_up_on_another_s_call(tmp_path: Path) -> None:
    async with house(tmp_path) as parley, httpx.AsyncClient() as client:
        answer = await client.post(
            f"http://{parley.address}/v1/realtime/calls/rtc_unknown/hangup",
            headers={"Authorization": f"Bearer {parley.key}"},
        )
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
