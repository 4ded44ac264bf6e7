"""Runs the ``xiaozhi-client`` of PyPI, which others wrote for the same protocol, and prints what it got.

Not a test: a program for the environment of ``.ci/clients``. ``other_board.py ADDRESS TOKEN SOUND.raw TEXT``
lets the client say what is in the file (int16, 16 kHz), hear the answer, and then type the text.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import numpy as np


class Loudspeaker:
    """What the client plays on, where there is no sound card."""

    played = 0

    def __init__(self, **_: object) -> None:
        """Of any rate."""

    def start(self) -> None:
        """It is there."""

    stop = close = start

    def write(self, samples: Any) -> None:
        Loudspeaker.played += len(samples)


sounddevice = ModuleType("sounddevice")
sounddevice.OutputStream = Loudspeaker  # type: ignore[attr-defined]
sys.modules["sounddevice"] = sounddevice


async def main(address: str, token: str, sound: bytes, text: str) -> None:
    from loguru import logger  # pyright: ignore[reportMissingImports]
    from xiaozhi_client import (  # pyright: ignore[reportMissingImports]
        ClientConfig,
        ListenMode,
        XiaozhiClient,
    )

    logger.remove()
    # It knows no token of its own; like the clients that run in a browser it puts one into the address.
    client = XiaozhiClient(ClientConfig(ws_url=f"{address}?authorization={quote('Bearer ' + token)}"))
    messages: list[dict[str, Any]] = []
    over = asyncio.Event()
    sounds: list[int] = []

    async def told(message: dict[str, Any]) -> None:
        messages.append(message)
        if message.get("type") == "tts" and message.get("state") == "stop":
            sounds.append(len(client.pcm_buffer) // 2)
            over.set()

    client.on_message = told
    await client.connect()
    await client.start_listen(ListenMode.MANUAL)
    samples = np.frombuffer(sound, "<i2").astype(np.float32) / 32767
    await client.send_audio(samples)
    await client.stop_listen()
    await asyncio.wait_for(over.wait(), 30)
    over.clear()
    await client.send_txt_message(text)
    await asyncio.wait_for(over.wait(), 30)
    print(json.dumps({"messages": messages, "sounds": sounds, "played": Loudspeaker.played}))
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]).read_bytes(), sys.argv[4]))
