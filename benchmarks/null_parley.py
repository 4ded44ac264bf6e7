"""A Parley whose engines do nothing, for measuring what is around them: run by ``boards.py`` and others.

``python benchmarks/null_parley.py FOLDER PORT BOARDS`` serves on the port, with that many boards of ten
people, and writes their tokens to ``FOLDER/boards.json`` when it is ready. Voice activity is always on, the
recogniser hears "what time is it" at once, and the synthesiser hums for two seconds, which is encoded as
speech is.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import uvicorn

from parley import server
from parley.assistant.assistant import Parts
from parley.assistant.ears import Ears
from parley.audio.endpoint import EndpointSettings
from parley.audio.pcm import Pcm, Samples
from parley.audio.voice_activity import OneByOne
from parley.gateways.access import Limits
from parley.home.accounts.callers import DATA, Kind, Role
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.home import Home
from parley.pool.host import Inline
from parley.settings import Server, Settings
from parley.speech.hearing import Ear, HearingService
from parley.speech.saying import Mouth, Saying
from parley.speech.types import Hints, Hypothesis, SpeechRequest

RATE = 24_000
SECONDS = 2.0
PEOPLE = 10


class _Hearing:
    def feed(self, samples: Samples) -> None:
        return None

    def finish(self) -> Hypothesis:
        return Hypothesis("what time is it", "en", True, "null", 1.0)

    def close(self) -> None:
        pass


class _Ear:
    def open(self, hints: Hints) -> _Hearing:
        return _Hearing()


class _Mouth:
    """The same two seconds for every answer."""

    def __init__(self) -> None:
        at = np.arange(int(SECONDS * RATE)) / RATE
        wave = 6000 * np.sin(2 * np.pi * 330 * at) * (0.55 + 0.45 * np.sin(2 * np.pi * 2.5 * at))
        self._samples = wave.astype(np.int16)

    def speak(self, request: SpeechRequest) -> Iterator[Pcm]:
        yield Pcm(self._samples, RATE)


class _Activity(OneByOne):
    def feed(self, window: Samples) -> float:
        return 1.0

    def reset(self) -> None:
        pass


def null_parts() -> Parts:
    """Engines that cost nothing."""
    ear = Ear("null", frozenset({"en", "zh"}), Inline("null", _Ear))
    mouth = Mouth("null", frozenset(), Inline("null", _Mouth))
    return Parts(
        HearingService([ear]),
        Saying({"*": [mouth]}),
        Ears(activity=_Activity, settings=EndpointSettings(), follow_up=8.0, wake=None, words={}),
    )


async def boards(home: Home, count: int) -> list[dict[str, str]]:
    """Boards of ten people, each with its headers."""
    people = [await home.accounts.owner()]
    people += [await home.accounts.create(Role.FAMILY) for _ in range(PEOPLE - 1)]
    made: list[dict[str, str]] = []
    for number in range(count):
        person = people[number % PEOPLE]
        device = await home.devices.add(person.id, NewDevice(DeviceKind.SPEAKER, f"Board {number}"))
        token = await home.tokens.issue(person.id, Kind.DEVICE, DATA, device.id)
        mac = ":".join(f"{byte:02x}" for byte in (2, 0, 0, 0, number >> 8, number & 255))
        made.append(
            {
                "Authorization": f"Bearer {token}",
                "Protocol-Version": "1",
                "Device-Id": mac,
                "Client-Id": f"00000000-0000-4000-8000-{number:012d}",
            }
        )
    return made


def look(folder: Path) -> None:
    """Write down what is alive, for ``vanishing.py``: tasks by name, and open files."""
    gc.collect()
    tasks = Counter(re.sub(r"[\d]+", "N", task.get_name()) for task in asyncio.all_tasks())
    alive = {"tasks": sum(tasks.values()), "files": len(os.listdir("/proc/self/fd")), "names": tasks}  # noqa: PTH208
    (folder / "alive.part").write_text(json.dumps(alive))
    (folder / "alive.part").rename(folder / "alive.json")


async def main(folder: Path, port: int, count: int) -> None:
    settings = Settings(data=str(folder), server=Server(port=port))
    home = await Home.open(settings)
    headers = await boards(home, count)

    def ready() -> None:
        (folder / "boards.part").write_text(json.dumps(headers))
        (folder / "boards.part").rename(folder / "boards.json")

    # One address stands for many houses.
    limits = Limits(requests=100_000, requests_per_second=10_000, sockets=2_000)
    app = server.build(settings, home, ready, limits, null_parts())
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, look, folder)
    bound = server.listener(settings.server)
    await uvicorn.Server(server.config(settings.server, app)).serve(sockets=[bound])


if __name__ == "__main__":
    try:
        import uvloop
    except ImportError:
        asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
    else:
        with suppress(KeyboardInterrupt):
            uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
