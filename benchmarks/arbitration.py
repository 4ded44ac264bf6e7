"""Two devices hear one wake word: how often exactly one answers, which, and how soon that is decided.

Run with ``.venv/bin/python benchmarks/arbitration.py [RUNS]``. Ten people with two devices each talk to one
server over real WebSockets, in one process. The nearer device hears the word 6 dB louder; each run adds 3 dB
of noise to either, and 0 to 150 ms that the network holds either up. The engines do nothing: what is measured
is the competition.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np
import uvicorn
from null_parley import null_parts
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect

from parley.assistant.assistant import Assistant, Parts
from parley.assistant.ears import Ears
from parley.audio.endpoint import EndpointSettings
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.voice_activity import OneByOne
from parley.gateways.access import Door, Limits
from parley.gateways.home.sessions import Sessions
from parley.gateways.web.routes import Status, Web
from parley.home.accounts.callers import DATA, Kind, Role
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.home import Home
from parley.settings import Settings
from parley.speech.types import Wake

PEOPLE = 10
NEAR, FAR, NOISE = -25.0, -31.0, 3.0
"""Decibels."""
JITTER = 0.15
"""Seconds."""
SPIKE = 32_000
"""A sample as high as this is the wake word."""


class _Listener:
    def feed(self, samples: Samples) -> Sequence[Wake]:
        return [Wake("word", 0.0, 0.9)] if samples.max() >= SPIKE else []


class _Wake:
    name = "spike"

    def words(self) -> Sequence[str]:
        return ["word"]

    def open(self, words: Sequence[str]) -> _Listener:
        return _Listener()


class _Activity(OneByOne):
    def feed(self, window: Samples) -> float:
        return float(np.abs(window).mean() > 1_000)

    def reset(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run."""

    answered: tuple[bool, bool]
    """By the near one, and by the far one."""
    louder: int
    """Which of them heard it louder."""
    seconds: float
    """From the first sound of the wake word that reached the server until the winner showed that it woke."""


@asynccontextmanager
async def serving(folder: str) -> AsyncIterator[tuple[int, list[list[str]]]]:
    """A server; its port, and the tokens of every person's two devices."""
    settings = Settings(data=folder)
    ears = Ears(_Activity, EndpointSettings(end_silence=0.2), wake=_Wake(), words={"word": ""})
    null = null_parts()
    async with (
        await Home.open(settings) as home,
        Assistant(settings, home, Parts(null.hearing, null.saying, ears)) as assistant,
    ):
        await assistant.warm()
        door = Door(home.tokens, Limits(requests=1_000, requests_per_second=1_000, sockets=100))
        web = Web(door, Sessions(door, home), assistant, lambda: Status("bench"))
        app = Starlette(routes=web.routes())
        listener = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        yield listener.getsockname()[1], [await _tokens(home) for _ in range(PEOPLE)]
        server.should_exit = True
        await running


async def _tokens(home: Home) -> list[str]:
    person = await home.accounts.create(Role.FAMILY)
    made: list[str] = []
    for name in ("near", "far"):
        device = await home.devices.add(person.id, NewDevice(DeviceKind.SPEAKER, name))
        made.append(await home.tokens.issue(person.id, Kind.DEVICE, DATA, device.id))
    return made


def sound(level: float) -> bytes:
    """Half a second of noise that ends in the wake word."""
    noise = np.random.default_rng().normal(0, 32_768 * 10 ** (level / 20), SPEECH_RATE // 2)
    samples = np.clip(noise, -SPIKE + 1, SPIKE - 1).astype("<i2")
    samples[-1] = SPIKE
    return samples.tobytes()


async def one(talk: ClientConnection, late: float, level: float) -> tuple[float, float, str]:
    """When its word reached the server, when it was shown to wake, and how its turn ended."""
    await asyncio.sleep(late)
    loop = asyncio.get_running_loop()
    began, woke = loop.time(), float("inf")
    await talk.send(sound(level))
    await talk.send(np.full(SPEECH_RATE // 2, 6_000, "<i2").tobytes())
    await talk.send(np.zeros(SPEECH_RATE // 2, "<i2").tobytes())
    async for frame in talk:
        if isinstance(frame, str):
            message = json.loads(frame)
            if message["type"] == "woke":
                woke = loop.time()
            elif message["type"] == "ended":
                return began, woke, message["reason"]
    raise AssertionError("the server hung up")


async def person(port: int, tokens: list[str], runs: int, chance: random.Random) -> list[Outcome]:
    """One person says the wake word so many times."""
    outcomes: list[Outcome] = []
    async with _connected(port, tokens[0]) as near, _connected(port, tokens[1]) as far:
        for run in range(-1, runs):  # the first one warms up
            levels = (NEAR + chance.gauss(0, NOISE), FAR + chance.gauss(0, NOISE))
            results = await asyncio.gather(
                *(
                    one(talk, chance.uniform(0, JITTER), level)
                    for talk, level in zip((near, far), levels, strict=True)
                )
            )
            answered = tuple(reason == "answered" for _, _, reason in results)
            seconds = min(woke for _, woke, _ in results) - min(began for began, _, _ in results)
            if run >= 0:
                outcomes.append(Outcome((answered[0], answered[1]), int(levels[1] > levels[0]), seconds))
            await asyncio.sleep(chance.uniform(0, 0.2))
    return outcomes


@asynccontextmanager
async def _connected(port: int, token: str) -> AsyncIterator[ClientConnection]:
    headers = {"Authorization": f"Bearer {token}"}
    async with connect(f"ws://127.0.0.1:{port}/api/talk", additional_headers=headers) as talk:
        await talk.send(json.dumps({"type": "hello", "rate": SPEECH_RATE}))
        await talk.send(json.dumps({"type": "listen", "mode": "wake"}))
        while json.loads(await talk.recv())["type"] != "ready":
            pass
        yield talk


async def main(runs: int) -> None:
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        async with serving(folder) as (port, people):
            each = max(1, runs // PEOPLE)
            found = await asyncio.gather(*(person(port, tokens, each, chance) for tokens in people))
    outcomes = [outcome for some in found for outcome in some]
    count = Counter(sum(outcome.answered) for outcome in outcomes)
    right = sum(outcome.answered[outcome.louder] for outcome in outcomes)
    near = sum(outcome.answered[0] for outcome in outcomes)
    seconds = sorted(outcome.seconds for outcome in outcomes)
    print(f"runs {len(outcomes)}: one answered {count[1]}, both {count[2]}, none {count[0]}")
    print(f"the nearer answered {near}, the one that heard it louder {right}")
    print(
        f"decided after p50 {statistics.median(seconds) * 1000:.0f} ms, "
        f"p95 {seconds[int(len(seconds) * 0.95) - 1] * 1000:.0f} ms, at most {seconds[-1] * 1000:.0f} ms"
    )


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
