"""What having something said costs: CPU of the server for SSML with its marks and every format, beside that
of the engine, and how soon the first byte is there.

Run with ``.venv/bin/python benchmarks/speaking.py``. The engine runs in a worker process, as it does in a
server, and is warm. What HTTP and WebSockets cost is not in these figures.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

from parley.audio.encoding.encoder import encoder
from parley.audio.encoding.format import Format
from parley.audio.encoding.names import OPENAI
from parley.audio.encoding.streaming import encoded
from parley.audio.pcm import Pcm
from parley.errors import MissingEngine
from parley.models.store import Store
from parley.pool.host import EnginePool
from parley.settings import Settings
from parley.speech.engines import mouths
from parley.speech.performing import Mark, perform
from parley.speech.saying import Saying
from parley.speech.ssml.reading import script_of
from parley.speech.voice_names import VoiceNames

SENTENCES = 40
REPEATS = 3
ENGLISH = "It is half past seven on a cold morning, and nobody has fed the cat. "
CHINESE = "今天早上七点半很冷，谁也没有喂猫。"


@dataclass
class Cost:
    """Of one run."""

    first: float
    """Seconds until the first byte."""
    sound: float
    """Seconds of sound."""
    server: float
    """CPU seconds of this process."""
    engine: float
    """CPU seconds of the worker's calls."""
    marks: int


async def run(saying: Saying, names: VoiceNames, ssml: str, form: Format) -> Cost:
    pools = [mouth.host for mouth in saying.mouths if isinstance(mouth.host, EnginePool)]
    engine, begun, cpu = sum(pool.cpu for pool in pools), time.perf_counter(), time.process_time()
    first, sound, marks = 0.0, 0.0, 0

    async def said() -> AsyncGenerator[Pcm]:
        nonlocal sound, marks
        async for piece in perform(saying, script_of(ssml), names):
            if isinstance(piece, Mark):
                marks += 1
            else:
                sound += piece.seconds
                yield piece

    async for _ in encoded(said(), encoder(form), form):
        first = first or time.perf_counter() - begun
    server = time.process_time() - cpu
    return Cost(first, sound, server, sum(pool.cpu for pool in pools) - engine, marks)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=folder)
        saying = Saying(mouths(settings, Store(Path(folder) / "models")))
        names = VoiceNames(saying)
        await names.listed()
        print("text     format  first byte  server, CPU ms/s  engine, CPU ms/s  marks")
        for name, text in (("English", ENGLISH), ("Chinese", CHINESE)):
            ssml = f"<speak xml:lang='en-US'><voice name='alloy'>{text * SENTENCES}</voice></speak>"
            for form in OPENAI:
                try:
                    costs = [await run(saying, names, ssml, OPENAI[form]) for _ in range(REPEATS)]
                except MissingEngine as error:
                    print(f"{name:8} {form:6}  {error}")
                    continue
                first = statistics.median(cost.first for cost in costs) * 1_000
                server = min(cost.server / cost.sound for cost in costs) * 1_000
                engine = min(cost.engine / cost.sound for cost in costs) * 1_000
                print(f"{name:8} {form:6} {first:8.1f} ms {server:17.2f} {engine:17.2f} {costs[0].marks:6}")
        for mouth in saying.mouths:
            await mouth.host.stop()


if __name__ == "__main__":
    asyncio.run(main())
