"""How long the server's event loop is held up while people talk: nobody else's turn may wait over 20 ms.

Run with ``.venv/bin/python benchmarks/loop_lag.py``. A task asks to be woken every 5 ms; how much later it
is woken is how long something else held the loop. On a machine that is busy with other programs the
operating system adds to it.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator

import numpy as np
from recordings import recordings

from parley.assistant.assistant import Assistant
from parley.assistant.events import Mode
from parley.audio.files import read_speech
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.home.home import Home
from parley.settings import Settings

TYPED = (
    "what time is it",
    "现在几点了",
    "帮我set一个五分钟的timer",
    "how many kilometres is twenty-six miles",
    "一百二十八乘以四等于多少",
    "a sentence that no skill knows, and rather a long one at that",
    "你会做什么",
)
_TICK = 0.005


async def ticking(lags: list[float]) -> None:
    loop = asyncio.get_running_loop()
    while True:
        begun = loop.time()
        await asyncio.sleep(_TICK)
        lags.append(loop.time() - begun - _TICK)


async def live(samples: Samples) -> AsyncIterator[Samples]:
    """A recording as a microphone gives it, and a quiet second after it."""
    samples = np.concatenate((samples, np.zeros(SPEECH_RATE, np.int16)))
    for begin in range(0, len(samples), SPEECH_RATE // 50):
        yield samples[begin : begin + SPEECH_RATE // 50]
        await asyncio.sleep(0.02)


async def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=folder)
        async with await Home.open(settings) as home, Assistant(settings, home) as assistant:
            await assistant.warm()
            lags: list[float] = []
            ticker = asyncio.create_task(ticking(lags))
            async with assistant.open("benchmark", person=(await home.accounts.owner()).id) as conversation:
                for text in TYPED * 3:
                    async for _ in conversation.ask(text):
                        conversation.interrupt()
                for each in [one for one in recordings() if one.kind == "command"]:
                    async for _ in conversation.hear(live(read_speech(each.path)), Mode.OPEN):
                        pass
            ticker.cancel()
    lags.sort()
    print(f"Event loop held up, {len(lags)} ticks of {_TICK * 1000:.0f} ms, milliseconds:")
    for name, value in (
        ("median", statistics.median(lags)),
        ("p99", lags[int(len(lags) * 0.99)]),
        ("p99.9", lags[int(len(lags) * 0.999)]),
        ("longest", lags[-1]),
    ):
        print(f"  {name:8} {value * 1000:6.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
