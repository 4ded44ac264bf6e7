"""What Parley adds to the bare engine: CPU per recording, and seconds from end of speech to first sound.

Run with ``.venv/bin/python benchmarks/pipeline.py [--repeat N] [--said FILE]``. It needs the recordings that
``PARLEY_TEST_DATA`` names. ``--said`` is what the ear expects: ``understanding/said.en.txt`` of a house that
has learned; without it every utterance is listened to once, not twice. The bare engine is fed the same files
in the same run, one after the other with Parley, so that a machine that slows down slows both.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import numpy as np
from recordings import Recording, recordings

from parley.assistant.assistant import Assistant
from parley.assistant.events import Mode, TurnEnded
from parley.audio.files import read_speech
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.commands.ask import answer_one, for_files
from parley.home.home import Home
from parley.settings import Ears, Settings
from parley.speech.types import said_file

STAGES = ("endpoint", "recognise", "understand", "act", "first_audio", "total")


def bare_moonshine() -> Callable[[Samples], str]:
    """The engine as its own documentation uses it."""
    import moonshine_voice

    library: Any = moonshine_voice
    model = library.Transcriber(
        str(library.get_model_path("tiny-en")), library.ModelArch.TINY, options={"vad_threshold": "0.0"}
    )

    def transcribe(samples: Samples) -> str:
        floats = (samples.astype(np.float32) / 32768.0).tolist()
        lines = model.transcribe_without_streaming(floats, SPEECH_RATE).lines
        return " ".join(line.text for line in lines)

    return transcribe


def cpu_of(pids: list[int]) -> float:
    """CPU seconds that processes have used (Linux)."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def pids(assistant: Assistant) -> list[int]:
    hosts: list[Any] = [ear.host for ear in assistant.parts.hearing.ears]
    hosts += [mouth.host for mouth in assistant.parts.saying.mouths]
    return [os.getpid(), *(pid for host in hosts for pid in host.pids)]


async def cpu(assistant: Assistant, person: str, files: list[Recording], repeat: int) -> None:
    """CPU seconds of whole turns beside the bare engine's on the same sound."""
    bare = bare_moonshine()
    seconds = sum(len(read_speech(each.path)) for each in files) / SPEECH_RATE
    ratios: list[float] = []
    async with assistant.open("benchmark", person=person, paced=False) as conversation:
        for round_ in range(repeat + 1):
            bare_cpu = parley_cpu = 0.0
            for each in files:
                samples = read_speech(each.path)
                begun = time.process_time()
                bare(samples)
                bare_cpu += time.process_time() - begun
                begun = cpu_of(pids(assistant))
                await answer_one(conversation, str(each.path), 120)
                parley_cpu += cpu_of(pids(assistant)) - begun
            if round_ == 0:
                continue  # warming up
            ratios.append(parley_cpu / bare_cpu)
            print(
                f"  round {round_}: {seconds:.1f} s of sound, bare {bare_cpu:.2f} CPU s, "
                f"parley {parley_cpu:.2f} CPU s, ratio {ratios[-1]:.2f}"
            )
    print(f"CPU of a whole turn / bare engine: median {statistics.median(ratios):.2f} (aim ≤ 1.10)")


async def latency(assistant: Assistant, person: str, files: list[Recording], repeat: int) -> None:
    """Seconds from the end of the words to the first sound of the answer, in real time."""
    rows: list[dict[str, float]] = []
    async with assistant.open("benchmark-live", person=person) as conversation:
        for each in files * repeat:
            async for event in conversation.hear(_live(read_speech(each.path)), Mode.OPEN):
                if isinstance(event, TurnEnded) and "first_audio" in event.timings:
                    rows.append(dict(event.timings))
                    conversation.interrupt()
    print(f"End of speech to first sound, {len(rows)} live turns, seconds:")
    print(f"  {'stage':12} {'median':>8} {'p95':>8}")
    for stage in STAGES:
        values = sorted(row.get(stage, 0.0) for row in rows)
        p95 = values[min(len(values) - 1, int(len(values) * 0.95))]
        print(f"  {stage:12} {statistics.median(values):8.3f} {p95:8.3f}")


async def _live(samples: Samples) -> AsyncIterator[Samples]:
    """A recording as a microphone gives it: 20 ms at a time, in real time, and a quiet second after it."""
    size = SPEECH_RATE // 50
    samples = np.concatenate((samples, np.zeros(SPEECH_RATE * 3 // 2, np.int16)))
    begun = asyncio.get_running_loop().time()
    for begin in range(0, len(samples), size):
        wait = begun + begin / SPEECH_RATE - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)
        yield samples[begin : begin + size]


async def main(repeat: int, said: Path | None) -> None:
    english = [each for each in recordings() if each.language == "en"]
    commands = [each for each in english if 1.5 <= len(read_speech(each.path)) / SPEECH_RATE <= 3.5]
    with tempfile.TemporaryDirectory() as folder:
        if said is not None:
            (Path(folder) / "understanding").mkdir()
            shutil.copy(said, Path(folder) / "understanding" / said_file("en"))
        for title, names in (("one ear", ("moonshine",)), ("both ears", ("moonshine", "sphinx-zh"))):
            settings = Settings(data=folder, ears=Ears(engines=names, partials=False))
            async with await Home.open(settings) as home, Assistant(for_files(settings), home) as assistant:
                await assistant.warm()
                print(f"\n{title}: {', '.join(names)}")
                await cpu(assistant, (await home.accounts.owner()).id, english, repeat)
        settings = Settings(data=folder)
        async with await Home.open(settings) as home, Assistant(settings, home) as assistant:
            await assistant.warm()
            print(f"\nas installed: {', '.join(settings.ears.engines)}, with partial results")
            await latency(assistant, (await home.accounts.owner()).id, commands, repeat)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--repeat", type=int, default=3, help="rounds after the warm-up")
    parser.add_argument("--said", type=Path, help="a file of what people say, one sentence a line")
    options = parser.parse_args()
    sys.exit(asyncio.run(main(options.repeat, options.said)))
