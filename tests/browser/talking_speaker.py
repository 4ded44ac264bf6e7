"""A speaker that talks with the server as a device would, beside any browser."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PATIENCE = 60.0
"""Seconds for something to happen on a busy machine."""
RATE = 16_000


class TalkingSpeaker:
    """Use as a context manager. What it is told is noted; what it hears is up to the test."""

    def __init__(self, origin: str, token: str) -> None:
        self._url = origin.replace("http", "ws", 1) + "/api/talk"
        self._token = token
        self.messages: list[dict[str, Any]] = []
        self.sound: list[tuple[float, np.ndarray[Any, Any]]] = []
        """Moment and samples of every packet, in [-1, 1]."""

    def __enter__(self) -> TalkingSpeaker:
        headers = {"Authorization": f"Bearer {self._token}"}
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(self._url, additional_headers=headers, proxy=None))
        self._send(type="hello", rate=RATE, language="auto", ui="en", device="speaker")
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()
        self.until(lambda: any(each["type"] == "ready" for each in self.messages))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
        self._reading.join(5)

    def listen(self) -> None:
        """Hold its button."""
        self._send(type="listen", mode="press")

    def release(self) -> None:
        self._send(type="release")

    def hear(self, samples: np.ndarray[Any, Any]) -> None:
        """Sound (int16, 16 kHz) in its room."""
        for begin in range(0, len(samples), 3_200):
            self._socket.send(samples[begin : begin + 3_200].astype("<i2").tobytes())

    def did(self, kind: str) -> list[dict[str, Any]]:
        """The data of every action of a kind."""
        return [each["data"] for each in self.messages if each["type"] == "did" and each["kind"] == kind]

    @property
    def said(self) -> list[str]:
        return [each["text"] for each in self.messages if each["type"] == "said"]

    @property
    def seconds(self) -> float:
        """How much it has played."""
        return sum(len(samples) for _, samples in self.sound) / RATE

    @property
    def loudest(self) -> float:
        return max((float(np.abs(samples).max()) for _, samples in self.sound if len(samples)), default=0.0)

    def answered(self, turns: int) -> None:
        """Wait until so many turns are over."""
        self.until(lambda: sum(each["type"] == "ended" for each in self.messages) >= turns)

    def until(self, wanted: Callable[[], bool]) -> None:
        """Wait for something."""
        end = time.monotonic() + PATIENCE
        while not wanted():
            assert time.monotonic() < end, f"in vain; the last messages: {self.messages[-5:]}"
            time.sleep(0.02)

    def _send(self, **message: Any) -> None:
        self._socket.send(json.dumps(message))

    def _read(self) -> None:
        try:
            for frame in self._socket:
                if isinstance(frame, str):
                    self.messages.append(json.loads(frame))
                else:
                    samples = np.frombuffer(frame, "<i2", offset=8).astype(np.float32) / 32_768
                    self.sound.append((time.monotonic(), samples))
        except ConnectionClosed:
            return
