"""What the Speech SDK's way in costs: CPU of a whole Parley that is sent recordings by the real SDK, beside
the same engine in one process, without a server, on the same recordings.

Run with ``.venv/bin/python benchmarks/azure_speech.py``; it needs ``.ci/sdks`` and PARLEY_TEST_DATA. REPEATS
says how often, and PARTIALS=0 or 1 measures only without partial results, or with them.

Counted are the server, as ``parley serve`` runs it, and its workers, from before the first to after the
last file, what they do beside it included; the SDK is not. Partial results cost more than all the rest, so
it is measured with them, at the pace of speech as from a microphone (the SDK sends a file faster, which
leaves less time for them), and without, from files. The engine alone takes pieces of 100 ms, as the SDK
sends them, with the same settings and at the same pace: work that is done in bits, with the processor asleep
or busy with others in between, takes more of its time than the same work at a stretch.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from recognition import bare_moonshine
from recordings import Recording, recordings

from parley.audio.endpoint import Endpointer, SpeechContinued, SpeechEnded, SpeechStarted
from parley.audio.files import read_speech
from parley.audio.pcm import SPEECH_RATE
from parley.audio.voice_activity import voice_activity
from parley.speech.recognisers.moonshine import MoonshineHearing, MoonshineRecogniser
from parley.speech.transcribing.stretches import cutting_for
from parley.speech.transcribing.types import Wanted
from parley.speech.types import Hints

ROOT = Path(__file__).resolve().parents[1]
SDKS = ROOT / "tests" / "sdks"
PYTHON = ROOT / ".venv-sdks" / "bin" / "python"
PARTIALS = 0.7
"""Seconds between partial results, as ``speech.engines`` sets them."""
PIECE = SPEECH_RATE // 10
TICK = 1 / os.sysconf("SC_CLK_TCK")
REPEATS = int(os.environ.get("REPEATS", "2"))
WITH = {"0": (False,), "1": (True,)}.get(os.environ.get("PARTIALS", ""), (True, False))
"""Whether partial results are wanted, one after the other."""


@dataclass
class Bare:
    """CPU seconds of the engine in this process."""

    engine: float = 0.0
    endpointing: float = 0.0
    words: int = 0
    partials: int = 0


def bare(
    rows: Sequence[Recording], recogniser: MoonshineRecogniser, partials: bool, paced: bool = False
) -> Bare:
    spent = Bare()
    for row in rows:
        samples = read_speech(row.path)
        endpointer = Endpointer(voice_activity(), cutting_for(Wanted(partials=partials)))
        hearing: MoonshineHearing | None = None
        due = time.monotonic()
        for at in range(0, len(samples) + PIECE, PIECE):
            if paced:
                due += PIECE / SPEECH_RATE
                time.sleep(max(0.0, due - time.monotonic()))
            began = time.process_time()
            piece = samples[at : at + PIECE]
            events = endpointer.feed(piece) if len(piece) else endpointer.finish()
            found = time.process_time()
            for event in events:
                if isinstance(event, SpeechStarted):
                    hearing = recogniser.open(Hints("en", dictation=True, partials=partials))
                    spent.partials += hearing.feed(event.samples) is not None
                elif isinstance(event, SpeechContinued) and hearing:
                    spent.partials += hearing.feed(event.samples) is not None
                elif isinstance(event, SpeechEnded) and hearing:
                    spent.words += len(hearing.finish().text.split())
                    hearing = None
            spent.endpointing += found - began
            spent.engine += time.process_time() - found
    return spent


def library(rows: Sequence[Recording]) -> float:
    """CPU seconds of the bare library, as its documentation shows it, without partial results."""
    hear = bare_moonshine()
    began = time.process_time()
    for row in rows:
        hear(read_speech(row.path))
    return time.process_time() - began


@contextmanager
def server() -> Generator[dict[str, str]]:
    """A whole Parley: where it is, and what its process is."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))
        running = subprocess.Popen(
            [sys.executable, str(SDKS / "house.py"), folder, str(os.getpid()), "alone"],
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        where = Path(folder) / "where.json"
        while not where.exists():
            if running.poll() is not None:
                raise SystemExit("Parley did not start.")
            time.sleep(0.1)
        try:
            yield json.loads(where.read_text())
        finally:
            running.terminate()
            running.wait()


def by_sdk(where: dict[str, str], rows: Sequence[Recording], partials: bool) -> tuple[float, int, int]:
    """CPU seconds of the server and its workers; words and partial results that came back."""
    before = cpu(int(where["pid"]))
    done = subprocess.run(
        [str(PYTHON), "azure_speech_files.py"],
        cwd=SDKS / "programs",
        env={
            **os.environ,
            "PARLEY_ADDRESS": where["address"],
            "PARLEY_KEY": where["key"],
            "FILES": os.pathsep.join(str(row.path) for row in rows),
            "PARTIALS": str(int(partials)),
        },
        capture_output=True,
        check=True,
    )
    spent = cpu(int(where["pid"])) - before
    answer = json.loads(done.stdout.decode().splitlines()[-1])
    if not answer["ok"]:
        raise SystemExit(done.stderr.decode())
    words = sum(len(each["text"].split()) for each in answer["got"])
    return spent, words, sum(each["partials"] for each in answer["got"])


def cpu(process: int) -> float:
    """CPU seconds of a process and all under it that live."""
    parents: dict[int, list[int]] = {}
    times: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        own = int(stat.parent.name)
        parents.setdefault(int(fields[1]), []).append(own)
        times[own] = (int(fields[11]) + int(fields[12])) * TICK
    total, waiting = 0.0, [process]
    while waiting:
        one = waiting.pop()
        total += times.get(one, 0.0)
        waiting += parents.get(one, [])
    return total


def until_quiet(process: int) -> None:
    """A server that was just started still learns and warms up."""
    before, now = -1.0, cpu(process)
    while now - before > 0.1:
        time.sleep(3.0)
        before, now = now, cpu(process)


def main() -> None:
    if not PYTHON.exists():
        print("The Speech SDK is not here: .ci/sdks installs it.")
        return
    rows = [each for each in recordings() if each.language == "en"]
    seconds = sum(len(read_speech(row.path)) for row in rows) / SPEECH_RATE
    print(f"{len(rows)} English recordings, {seconds:.0f} s; CPU per second of sound, best of {REPEATS}")
    print(f"moonshine-voice alone, whole files, without partial results: {library(rows) / seconds:.4f}")
    engines = {partials: MoonshineRecogniser(PARTIALS if partials else None) for partials in WITH}
    with server() as where:
        by_sdk(where, rows[:3], True)  # everything is loaded
        until_quiet(int(where["pid"]))
        for partials, engine in engines.items():
            stretch = bare(rows, engine, partials)
            alones, routes = list[Bare](), list[tuple[float, int, int]]()
            for _ in range(REPEATS):  # in turns, for a machine that is slower at times
                alones.append(bare(rows, engine, partials, paced=partials))
                routes.append(by_sdk(where, rows, partials))
            print("every run, server:", " ".join(f"{spent / seconds:.4f}" for spent, _, _ in routes))
            print("every run, engine:", " ".join(f"{each.engine / seconds:.4f}" for each in alones))
            alone = min(alones, key=lambda each: each.engine)
            route, words, told = min(routes)
            both = alone.engine + alone.endpointing
            print(f"partial results: {told}, {alone.partials}; words: {words}, {alone.words}")
            print(f"  engine, at a stretch     {stretch.engine / seconds:.4f}")
            print(f"  engine alone             {alone.engine / seconds:.4f}")
            print(f"  engine and endpointing   {both / seconds:.4f}")
            print(f"  Speech SDK, whole server {route / seconds:.4f}", end="")
            print(f", {route / both:.2f} × engine and endpointing, {route / alone.engine:.2f} × engine alone")


if __name__ == "__main__":
    main()
