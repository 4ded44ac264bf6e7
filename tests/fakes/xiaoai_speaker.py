"""A Mi AI Speaker with the open-xiaoai client, as its source has it: what it answers, plays and drops."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from parley.audio.pcm import Samples

CHUNK = 1_440
"""Samples it sends at a time."""


@dataclass
class FakeSpeaker:
    """One speaker. ``log`` is what its server had it do, in order; packets of sound in a row are one."""

    socket: ClientConnection
    model: str = "LX06"
    volume: int = 30
    mute_to: frozenset[str] = frozenset()
    """Commands that it does not answer."""
    refuses: frozenset[str] = frozenset()
    log: list[str] = field(default_factory=list[str])
    shell: list[str] = field(default_factory=list[str])
    """Every line its shell was given."""
    played: list[np.ndarray[Any, Any]] = field(default_factory=list[np.ndarray[Any, Any]])
    lost: int = 0
    """Packets that came while its loudspeaker was closed."""
    recording: bool = False
    playing: dict[str, Any] | None = None
    answers: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """What its own requests were answered."""

    async def live(self) -> None:
        """Do what the server says, until it hangs up."""
        async for frame in self.socket:
            if isinstance(frame, bytes):
                self._play(json.loads(frame))
                continue
            message = json.loads(frame)
            if "Request" in message:
                await self._do(message["Request"])
            elif "Response" in message:
                self.answers.append(message["Response"])

    async def say(self, samples: Samples) -> None:
        """The microphone hears something."""
        for begin in range(0, len(samples), CHUNK):
            sound = samples[begin : begin + CHUNK].astype("<i2").tobytes()
            await self.send_stream("record", list(sound))

    async def send_stream(self, tag: str, sound: list[int]) -> None:
        await self.socket.send(json.dumps({"id": str(uuid4()), "tag": tag, "bytes": sound}).encode())

    async def event(self, event: str, data: object) -> None:
        await self.socket.send(json.dumps({"Event": {"id": str(uuid4()), "event": event, "data": data}}))

    async def own_word(self) -> None:
        """Somebody says 小爱同学: what its assistant then writes into its log."""
        await self.event("instruction", "NewFile")
        for text, final in (("", False), ("", False), ("现在", False), ("现在几点了", True)):
            payload = {
                "is_final": final,
                "is_vad_begin": bool(text),
                "results": [{"text": text, "confidence": 0.0}],
            }
            header = {"dialog_id": "d", "id": "i", "name": "RecognizeResult", "namespace": "SpeechRecognizer"}
            await self.event("instruction", {"NewLine": json.dumps({"header": header, "payload": payload})})

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while True:
                if done():
                    return
                await asyncio.sleep(0.005)

    def _play(self, stream: dict[str, Any]) -> None:
        assert set(stream) <= {"id", "tag", "bytes", "data"} and stream["tag"] == "play"
        if self.playing is None:
            self.lost += 1
            return
        self.played.append(np.frombuffer(bytes(stream["bytes"]), "<i2"))
        if self.log[-1] != "sound":
            self.log.append("sound")

    async def _do(self, request: dict[str, Any]) -> None:
        command, payload = request["command"], request["payload"]
        self.log.append(command)
        if command in self.mute_to:
            return
        answer: dict[str, Any] = {"code": 0, "msg": "success"}
        if command in self.refuses:
            answer = {"code": -1, "msg": "it did not work"}
        elif command == "get_version":
            answer = {"data": "1.0.0"}
        elif command == "run_shell":
            self.shell.append(payload)
            answer = {"data": {"stdout": self._printed(payload), "stderr": "", "exit_code": 0}}
        elif command == "start_recording":
            assert payload["sample_rate"] == 16_000 and payload["bits_per_sample"] == 16
            self.recording = True
        elif command == "start_play":
            self.playing = payload
        elif command == "stop_play":
            self.playing = None
        await self.socket.send(json.dumps({"Response": {"id": request["id"], **answer}}))

    def _printed(self, line: str) -> str:
        if line == "echo $(micocfg_model)":
            return f"{self.model}\n"
        if line == "mphelper volume_get":
            return f"{self.volume}\n"
        if found := re.fullmatch(r"""ubus call mediaplayer player_set_volume '\{"volume":(\d+)\}'""", line):
            self.volume = int(found[1])
            return '{ "code": 0 }\n'
        return ""


async def dial(port: int, **how: Any) -> FakeSpeaker:
    """Connect as a speaker does."""
    return FakeSpeaker(await connect(f"ws://127.0.0.1:{port}", compression=None), **how)
