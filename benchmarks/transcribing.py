"""What writing recordings down costs and how good its places and speakers are.

Run with ``OPENBLAS_NUM_THREADS=1 .venv/bin/python benchmarks/transcribing.py [cost] [words] [speakers]`` (the
variable is what the processes of engines have); it needs PARLEY_TEST_DATA.

*cost*: CPU of a server with OpenAI's route, its door, its service and its engines' processes, and none of
what else a house does, that is sent every English recording; beside the engine alone in one process on the
same recordings in the same run. Counted are the server and its workers from before the first to after the
last request; whoever asks is not. The engine alone is handed each recording in one piece.

*words*: rows of six spoken digits, cut out of recordings of one digit each (FSDD, 8 kHz, six speakers) and
put together with pauses of a known length. Where a word begins is where its recording first exceeds a
twentieth of its loudest 5 ms. The text is given, so that only the places are measured.

*speakers*: talks of two to four of these speakers, who take turns of one to eight digits; the whole service
cuts, hears and tells them apart. A stretch of sound is right when it is told as whoever speaks, after the
best matching of names.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import numpy as np
import uvicorn
from azure_speech import REPEATS, cpu
from recordings import DATA, Recording, recordings
from starlette.applications import Starlette

from parley.audio.files import read_speech
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.gateways.access import Door, Limits
from parley.gateways.openai.faults import fault
from parley.gateways.openai.transcription.routes import routes
from parley.gateways.surface import Surface
from parley.home.accounts.callers import EVERYTHING, Caller, Kind, Role
from parley.models.store import Store
from parley.pool.host import Inline
from parley.settings import Settings
from parley.speech import engines
from parley.speech.alignment.service import alignment
from parley.speech.alignment.sphinx import SphinxAligner
from parley.speech.hearing import Ear, HearingService
from parley.speech.recognisers.moonshine import MoonshineRecogniser
from parley.speech.transcribing.service import Transcribing
from parley.speech.transcribing.types import Phrase, Wanted
from parley.speech.types import Grammar, Hints
from parley.speech.voices.ge2e import Ge2eEngine
from parley.speech.voices.service import VoiceService

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.door import FakeTokens  # pyright: ignore[reportMissingImports]

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
ROWS, TALKS, TURNS = 8, 12, 14


def cost() -> None:
    rows = [each for each in recordings() if each.language == "en"]
    seconds = sum(len(read_speech(row.path)) for row in rows) / SPEECH_RATE
    engine = MoonshineRecogniser()
    print(f"{len(rows)} English recordings, {seconds:.0f} s; CPU per second of sound, best of {REPEATS}")
    with server() as (address, process):
        by_route(address, rows[:3], {"response_format": "verbose_json", "timestamp_granularities[]": "word"})
        alone(engine, rows[:3])
        # In turns, so that what else the machine does falls on all of them.
        bare, spent = list[float](), {name: list[float]() for name in ASKED}
        words = 0
        for _ in range(REPEATS):
            once, words = alone(engine, rows)
            bare.append(once)
            for name, asked in ASKED.items():
                before = cpu(process)
                by_route(address, rows, asked)
                spent[name].append(cpu(process) - before)
    print(f"  engine alone             {min(bare) / seconds:.4f}, {words} words")
    for name, each in spent.items():
        print(f"  {name:<24} {min(each) / seconds:.4f}, {min(each) / min(bare):.2f} × engine alone")


ASKED = {
    "json": {},
    "json, language=en": {"language": "en"},
    "verbose_json": {"response_format": "verbose_json"},
    "verbose_json, word times": {"response_format": "verbose_json", "timestamp_granularities[]": "word"},
}


@contextmanager
def server() -> Generator[tuple[str, int]]:
    """A server with the route: where it is, and its process."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        address = f"127.0.0.1:{sock.getsockname()[1]}"
        running = subprocess.Popen(
            [sys.executable, __file__, "serve", str(sock.fileno())],
            pass_fds=[sock.fileno()],
        )
    try:
        yield address, running.pid
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait()


class _Uncounted:
    def count(self, *_: object, **__: object) -> None:
        pass


class _Anybody(FakeTokens):
    async def caller(self, secret: str) -> Caller | None:
        return Caller("anna", Role.OWNER, Kind.KEY, frozenset(EVERYTHING), secret, None)

    async def still(self, token: str) -> Caller | None:
        return await self.caller(token)


async def serve(sock: socket.socket) -> None:
    """The server."""
    settings = Settings(data=tempfile.mkdtemp())
    store = Store(settings.data_dir / "models")
    ears = engines.ears(settings, store, lambda language: Grammar(language, ()))
    aligning = alignment(settings, store)
    service = Transcribing(HearingService(ears), aligning)
    door = Door(_Anybody(), Limits(requests=1e9, requests_per_second=1e9))
    surface = Surface("openai", "OpenAI", door, fault, _Uncounted())  # type: ignore[arg-type]
    app = Starlette(routes=routes(surface, service, None, 100_000_000))
    try:
        await uvicorn.Server(uvicorn.Config(app, log_level="error")).serve([sock])
    finally:
        await asyncio.gather(aligning.stop(), *(ear.host.stop() for ear in ears))


def alone(engine: MoonshineRecogniser, rows: Sequence[Recording]) -> tuple[float, int]:
    """CPU seconds of this process, and words."""
    words, begun = 0, time.process_time()
    for row in rows:
        hearing = engine.open(Hints("en", dictation=True, partials=False))
        hearing.feed(read_speech(row.path))
        words += len(hearing.finish().text.split())
    return time.process_time() - begun, words


def by_route(address: str, rows: Sequence[Recording], asked: dict[str, str]) -> None:
    with httpx.Client(timeout=120, transport=httpx.HTTPTransport(retries=20)) as client:
        for row in rows:
            client.post(
                f"http://{address}/v1/audio/transcriptions",
                data={"model": "whisper-1", **asked},
                files={"file": (row.path.name, row.path.read_bytes())},
                headers={"Authorization": "Bearer anybody"},
            ).raise_for_status()


@dataclass
class Digit:
    """One spoken digit."""

    name: str
    sound: Samples
    begins: float
    """Seconds after its first sample."""


def digits() -> dict[str, list[Digit]]:
    """Speaker → what they say."""
    found: dict[str, list[Digit]] = {}
    for path in sorted((DATA / "speech" / "fsdd").glob("*.wav")):
        number, speaker, _ = path.stem.split("_")
        sound = read_speech(path)
        found.setdefault(speaker, []).append(Digit(DIGITS[int(number)], sound, onset(sound)))
    return found


def onset(sound: Samples) -> float:
    whole = len(sound) // 80
    loudness = np.sqrt(np.square(sound[: whole * 80].reshape(whole, 80).astype(float)).mean(axis=1))
    return float(np.argmax(loudness > loudness.max() / 20)) * 80 / SPEECH_RATE


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * SPEECH_RATE), np.int16)


def words() -> None:
    aligner, dice = SphinxAligner("en"), random.Random(1)
    for pause in (0.0, 0.1, 0.3):
        errors: list[float] = []
        failed = 0
        for spoken in digits().values():
            for _ in range(ROWS):
                row = dice.sample(spoken, 6)
                sound, begins, at = [silence(0.3)], list[float](), 0.3
                for digit in row:
                    begins.append(at + digit.begins)
                    sound += [digit.sound, silence(pause)]
                    at += (len(digit.sound) + len(sound[-1])) / SPEECH_RATE
                places = aligner.align(
                    np.concatenate([*sound, silence(0.4)]), " ".join(digit.name for digit in row)
                )
                failed += not places
                errors += [abs(place.start - true) for place, true in zip(places, begins, strict=False)]
        print(
            f"  pauses of {pause} s: {len(errors)} words, {failed} rows without places; "
            f"start of a word off by {np.mean(errors):.3f} s (mean), {np.median(errors):.3f} (median), "
            f"{np.quantile(errors, 0.9):.3f} (90 %), {max(errors):.2f} (most)"
        )


async def speakers() -> None:
    recogniser = MoonshineRecogniser()
    ear = Ear("moonshine", frozenset({"en"}), Inline("moonshine", lambda: recogniser))
    service = Transcribing(HearingService([ear]), voices=VoiceService(Inline("ge2e", Ge2eEngine)))
    spoken = digits()
    for pause in (0.5, 0.8):
        dice = random.Random(2)
        right = total = 0.0
        counts: list[str] = []
        for _ in range(TALKS):
            sound, turns, at = [silence(0.5)], list[tuple[str, float, float]](), 0.5
            people = dice.sample(list(spoken), dice.choice([2, 3, 4]))
            for _ in range(TURNS):
                who = dice.choice(people)
                said = [
                    p
                    for d in dice.sample(spoken[who], dice.choice([1, 2, 4, 6, 8]))
                    for p in (d.sound, silence(0.1))
                ]
                length = sum(map(len, said)) / SPEECH_RATE
                turns.append((who, at, at + length))
                sound += [*said, silence(pause)]
                at += length + pause
            wanted = Wanted(("en",), speakers=True, partials=False)
            phrases = [each async for each in service.whole(np.concatenate(sound), wanted)]
            good, all_ = matched(turns, phrases)
            right, total = right + good, total + all_
            told = {each.speaker for each in phrases} - {"Unknown"}
            counts.append(f"{len({who for who, *_ in turns})}→{len(told)}")
        print(f"  {pause} s between turns: {right / total:.1%} of the time right; people {' '.join(counts)}")


def matched(turns: Sequence[tuple[str, float, float]], phrases: Sequence[Phrase]) -> tuple[float, float]:
    """Seconds told as whoever spoke, by the best matching of names, and seconds of phrases in all."""
    true, told = sorted({who for who, *_ in turns}), sorted({each.speaker for each in phrases} - {"Unknown"})
    shared = np.zeros((len(true), max(len(told), len(true))))
    total = 0.0
    for phrase in phrases:
        for who, start, end in turns:
            both = min(end, phrase.end) - max(start, phrase.start)
            if both > 0:
                total += both
                if phrase.speaker in told:
                    shared[true.index(who), told.index(phrase.speaker)] += both
    orders = itertools.permutations(range(shared.shape[1]), len(true))
    return max(float(sum(shared[at, to] for at, to in enumerate(order))) for order in orders), total


def main() -> None:
    if sys.argv[1:2] == ["serve"]:
        return asyncio.run(serve(socket.socket(fileno=int(sys.argv[2]))))
    parts = set(sys.argv[1:]) or {"cost", "words", "speakers"}
    if "words" in parts:
        print("Where words begin, by alignment:")
        words()
    if "speakers" in parts:
        print("Who speaks:")
        asyncio.run(speakers())
    if "cost" in parts:
        cost()
    return None


if __name__ == "__main__":
    main()
