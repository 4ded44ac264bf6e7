"""A recording goes in at a board's microphone, and an answer comes out of its loudspeaker: all of it real."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.applications import Starlette
from websockets.asyncio.client import connect

from data import TEST_DATA, needs_data
from fakes.home_server import listening
from parley import server
from parley.audio.files import read_speech
from parley.audio.opus import OpusDecoder, OpusEncoder
from parley.home.accounts.callers import DATA, Kind
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.home import Home
from parley.settings import Settings

pytestmark = pytest.mark.engine

FASTER = 2.0
"""How much faster than people speak the recording is sent."""


@needs_data
async def test_a_question_is_heard_and_answered(tmp_path: Path) -> None:
    recording = read_speech(TEST_DATA / "speech/en/oww_office_lights_1.wav")
    silence = np.zeros(24_000, np.int16)
    packets = opus(np.concatenate((silence[:8_000], recording, silence)))
    settings = Settings(data=str(tmp_path))
    home = await Home.open(settings)
    owner = await home.accounts.owner()
    device = await home.devices.add(owner.id, NewDevice(DeviceKind.SPEAKER, "Office"))
    token = await home.tokens.issue(owner.id, Kind.DEVICE, DATA, device.id)
    app = server.build(settings, home)
    async with app.router.lifespan_context(app):
        for mode in ("auto", "manual"):
            messages, sound = await asked(app, token, mode, packets)
            kinds = [" ".join([each["type"], each.get("state", "")]).strip() for each in messages]
            assert kinds[:5] == ["hello", "stt", "tts start", "llm", "tts sentence_start"]
            assert kinds[-1] == "tts stop"
            assert "lights" in messages[1]["text"].lower()
            assert len(sound) > 12_000
            assert np.sqrt(np.mean((sound / 32_768) ** 2)) > 0.01


def opus(samples: np.ndarray[Any, Any]) -> list[bytes]:
    with OpusEncoder(16_000, 60) as encoder:
        return [encoder.encode(samples[at : at + 960]) for at in range(0, len(samples) - 959, 960)]


async def asked(
    app: Starlette, token: str, mode: str, packets: list[bytes]
) -> tuple[list[dict[str, Any]], np.ndarray[Any, Any]]:
    """What the board was told, and what it played."""
    messages: list[dict[str, Any]] = []
    played: list[np.ndarray[Any, Any]] = []
    async with (
        listening(app) as address,
        connect(
            f"ws://{address}/xiaozhi/v1/", additional_headers={"Authorization": f"Bearer {token}"}
        ) as socket,
        asyncio.timeout(60),
    ):
        await socket.send('{"type":"hello","version":1,"transport":"websocket"}')
        messages.append(json.loads(await socket.recv()))

        async def speak() -> None:
            await socket.send(json.dumps({"type": "listen", "state": "start", "mode": mode}))
            for packet in packets:
                await socket.send(packet)
                await asyncio.sleep(0.06 / FASTER)
            if mode == "manual":
                await socket.send('{"type":"listen","state":"stop"}')

        speaking = asyncio.create_task(speak())
        with OpusDecoder(24_000) as decoder:
            async for frame in socket:
                if isinstance(frame, bytes):
                    played.append(decoder.decode(frame))
                    continue
                messages.append(json.loads(frame))
                if messages[-1].get("state") == "stop":
                    break
        speaking.cancel()
    return messages, np.concatenate(played)
