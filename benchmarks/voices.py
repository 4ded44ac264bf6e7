"""How well and how fast people are told apart by their voices, and what it adds to a turn.

    PARLEY_TEST_DATA=… python benchmarks/voices.py [--beside PYTHON] [--turns 40]

*People* are the six of the Free Spoken Digit Dataset (30 digits each, 8 kHz, each with a microphone of
their own: an easy set) and the readers of the manifest's recordings, one person a recording or book. Of
each, the first 60 % (15 s at most) are learned as five sentences and the rest is cut into pieces; every
piece is compared with everybody. ``--beside`` names the Python of an environment with ``resemblyzer``,
whose own encoder (torch) then does the same recordings in the same run. *Added to a turn* is what a
conversation waits for the voice after the words are there: the same recordings said to an assistant whose
ears answer at once, with the engine in its process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import soundfile
import soxr
from recordings import DATA

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.house import open_assistant  # pyright: ignore[reportMissingImports]
from fakes.recogniser import FakeRecogniser  # pyright: ignore[reportMissingImports]
from fakes.records import MemoryHome  # pyright: ignore[reportMissingImports]
from parley.assistant.assistant import Assistant, installed_parts
from parley.assistant.events import Mode, TurnEnded
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.home.voices import Profile, Vector
from parley.models.store import Store
from parley.settings import Settings
from parley.speech.voices.ge2e import Ge2eEngine
from parley.speech.voices.mel import levelled
from parley.speech.voices.opening import voice_service
from parley.speech.voices.service import identify
from parley.speech.voices.speech_only import speech_only
from parley.speech.voices.types import Bounds, Match, Voiceprint

READERS = {
    "austen": [
        "en/sense_and_sensibility_01_austen_64kb-0870.wav",
        "en/sense_and_sensibility_01_austen_64kb-0890.wav",
        "en/sense_and_sensibility_01_austen_64kb-0930.wav",
    ],
    "two cities": ["en/moonshine_two_cities_16k.wav"],
    "kennedy": ["en/jfk.wav"],
    "librispeech": ["en/funasr_4.wav"],
    "wenet mid": ["zh/wenet_mid.wav"],
    "aishell": ["zh/wenet_long.wav"],
    "funasr 1": ["zh/funasr_1.wav"],
    "funasr 2": ["zh/funasr_2.wav"],
    "funasr vad": ["zh/funasr_vad70s.wav"],
}
LENGTHS = (0.5, 0.8, 1.0, 1.5, 2.0, 3.0, 4.0)
LEARNED, LEAST = 15.0, 4.0
"""Seconds that are learned at most, and at least."""


def sound(path: Path) -> Samples:
    """A recording as int16 mono at 16 kHz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    wide = soxr.resample(samples[:, 0], rate, SPEECH_RATE)
    return (np.clip(wide, -1, 1) * 32_767).astype(np.int16)


def digits() -> dict[str, list[Samples]]:
    """The six people's takes: ten digits in a row, three times."""
    takes: dict[str, dict[int, list[Samples]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((DATA / "speech" / "fsdd").glob("*.wav")):
        _, name, take = path.stem.split("_")
        takes[name][int(take)].append(sound(path))
    return {name: [np.concatenate(each) for _, each in sorted(of.items())] for name, of in takes.items()}


def people(said: dict[str, list[Samples]]) -> dict[str, Samples]:
    """What everybody says, without pauses."""
    found = {name: speech_only(np.concatenate(takes)) for name, takes in said.items()}
    for name, files in READERS.items():
        found[name] = speech_only(np.concatenate([sound(DATA / "speech" / each) for each in files]))
    return found


def print_of(engine: Ge2eEngine, samples: Samples) -> Vector:
    return engine.embed(levelled(samples.astype(np.float32) / np.float32(32_768)))


def whole_takes(engine: Ge2eEngine, said: dict[str, list[Samples]]) -> None:
    """Six people, three recordings each: everything with everything."""
    prints = [(name, print_of(engine, take)) for name, takes in said.items() for take in takes]
    pairs = [(a == b, float(x @ y)) for at, (a, x) in enumerate(prints) for b, y in prints[:at]]
    nearest = 0
    for at, (name, vector) in enumerate(prints):
        others = [(float(vector @ y), b) for i, (b, y) in enumerate(prints) if i != at]
        nearest += max(others)[1] == name
    same = [score for alike, score in pairs if alike]
    other = [score for alike, score in pairs if not alike]
    print("\nSix people, three recordings of 4 to 5 s each")
    print(
        f"  same person ≥ {min(same):.3f} · two people ≤ {max(other):.3f} "
        f"· nearest is oneself {nearest}/{len(prints)}"
    )


def pieces(engine: Ge2eEngine, everybody: dict[str, Samples]) -> None:
    """Utterances of each length against everybody who was learned."""
    profiles: list[Profile] = []
    rest: dict[str, Samples] = {}
    for name, samples in everybody.items():
        learned = int(min(len(samples) * 0.6, LEARNED * SPEECH_RATE))
        if learned < LEAST * SPEECH_RATE:
            rest[name] = samples  # only as a stranger
            continue
        parts = np.array_split(samples[:learned], 5)
        profiles.append(Profile(name, "ge2e", tuple(print_of(engine, each) for each in parts)))
        rest[name] = samples[learned : learned + 12 * SPEECH_RATE]
    print(f"\n{len(profiles)} people learned, {len(rest)} speaking: utterances of")
    print(
        "  seconds  own/other  EER %   at   own p5   other p99  max    "
        "known right/unsure/wrong   strangers taken in"
    )
    for seconds in LENGTHS:
        print(row(engine, profiles, rest, seconds))


def row(engine: Ge2eEngine, profiles: Sequence[Profile], rest: dict[str, Samples], seconds: float) -> str:
    size, step = int(seconds * SPEECH_RATE), int(max(seconds, 0.8) * SPEECH_RATE)
    own: list[float] = []
    other: list[float] = []
    right = unsure = wrong = strangers = taken = 0
    names = {each.account for each in profiles}
    for name, samples in rest.items():
        for start in range(0, len(samples) - size + 1, step):
            vector = print_of(engine, samples[start : start + size])
            scores = {each.account: float(vector @ each.middle) for each in profiles}
            if name in names:
                own.append(scores[name])
                verdict = identify(Voiceprint("ge2e", vector, seconds), profiles, Bounds())
                right += verdict.account == name
                wrong += verdict.account not in ("", name) or verdict.match is Match.UNKNOWN
                unsure += verdict.match is Match.UNSURE
            other += [score for account, score in scores.items() if account != name]
            # Whoever is left out of the profiles is a stranger.
            left = [each for each in profiles if each.account != name]
            strangers += 1
            taken += identify(Voiceprint("ge2e", vector, seconds), left, Bounds()).match is Match.KNOWN
    rate, at = equal_error(np.array(own), np.array(other))
    return (
        f"  {seconds:7.1f}  {len(own):3}/{len(other):4}   {100 * rate:5.1f}  {at:.2f}   "
        f"{np.quantile(own, 0.05):.2f}"
        f"     {np.quantile(other, 0.99):.2f}     {max(other):.2f}      {right:3}/{unsure:3}/{wrong:3}"
        f"                {taken}/{strangers}"
    )


def equal_error(own: Vector, other: Vector) -> tuple[float, float]:
    """The rate at which as many are refused as are taken for another, and the likeness where that is."""
    at = np.unique(np.concatenate([own, other]))
    accepted = np.array([(other >= each).mean() for each in at])
    refused = np.array([(own < each).mean() for each in at])
    nearest = int(np.argmin(np.abs(accepted - refused)))
    return float(accepted[nearest] + refused[nearest]) / 2, float(at[nearest])


def speed(engine: Ge2eEngine, said: dict[str, list[Samples]], beside: str | None) -> None:
    """CPU seconds per second of sound, and memory."""
    takes = [take for each in said.values() for take in each]
    seconds = sum(map(len, takes)) / SPEECH_RATE
    engine.listen(takes[0])
    began = time.process_time()
    for take in takes:
        engine.listen(take)
    cost = (time.process_time() - began) / seconds
    print(
        f"\nSpeed on {seconds:.0f} s: Parley {cost:.4f} CPU seconds per second of sound, "
        "pauses found included"
    )
    if beside is None:
        print("  beside nothing: --beside names a Python that has resemblyzer")
        return
    with tempfile.TemporaryDirectory() as folder:
        for at, (name, each) in enumerate((name, take) for name, of in said.items() for take in of):
            soundfile.write(Path(folder) / f"{at:02}_{name}.wav", each, SPEECH_RATE)
        program = [beside, "-c", _BESIDE, folder]
        done = subprocess.run(program, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"  resemblyzer did not run: {done.stderr.strip().splitlines()[-1:]}")
        return
    found = json.loads(done.stdout.splitlines()[-1])
    print(f"  Resemblyzer (torch, one thread) {found['cpu'] / seconds:.4f}, {found['mb']:.0f} MB resident")
    print(f"  its own figures: same person ≥ {found['same']:.3f} · two people ≤ {found['other']:.3f}")
    mine = {f"{at:02}": engine.listen(take).vector for at, take in enumerate(takes)}
    alike = [float(np.dot(mine[key], vector)) for key, vector in found["prints"].items()]
    print(f"  cosine of its prints with Parley's: {min(alike):.4f} to {max(alike):.4f}")


_BESIDE = """
import json, resource, sys, time
from pathlib import Path
import numpy, torch
if not hasattr(numpy, "bool"): numpy.bool = bool
from resemblyzer import VoiceEncoder, preprocess_wav
torch.set_num_threads(1)
encoder = VoiceEncoder("cpu", verbose=False)
files = sorted(Path(sys.argv[1]).glob("*.wav"))
encoder.embed_utterance(preprocess_wav(files[0]))
began = time.process_time()
prints = {each.stem: encoder.embed_utterance(preprocess_wav(each)) for each in files}
cpu = time.process_time() - began
name = lambda stem: stem.split("_")[1]
pairs = [(name(a) == name(b), float(x @ y)) for a, x in prints.items() for b, y in prints.items() if a < b]
print(json.dumps({"cpu": cpu, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "same": min(s for alike, s in pairs if alike), "other": max(s for alike, s in pairs if not alike),
    "prints": {name.split("_")[0]: [float(v) for v in vector] for name, vector in prints.items()}}))
"""


async def added(said: dict[str, list[Samples]], turns: int, *, real: bool) -> None:
    """What a turn waits for the voice: with the installed ears, at the speed of speech; or with ears that
    answer at once, the worst case."""
    takes = [take[: 3 * SPEECH_RATE] for each in said.values() for take in each]
    ears = "the installed ears" if real else "ears that answer at once"
    print(f"\nAdded to a turn ({turns} turns of 3 s, {ears}): milliseconds of the stage recognise")
    for learned in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data=folder)
            service = voice_service(settings, Store(Path(folder) / "models"))
            home = MemoryHome(people=("anna",))
            if learned:
                voice = await service.listen(takes[0])
                await home.voices.keep("anna", voice.model, [voice.vector])
            hears = FakeRecogniser(*["what time is it"] * turns)
            assistant = open_assistant(Path(folder), recogniser=hears, home=home, voices=service)
            if real:
                installed = installed_parts(settings, assistant.skills)
                assistant.parts = replace(assistant.parts, hearing=installed.hearing)
            waits = await _waits(assistant, takes, turns, real=real)
        middle, worst = np.quantile(waits, [0.5, 0.95]) if waits else (0.0, 0.0)
        name = "with a voice learned" if learned else "with none"
        print(f"  {name:20}  p50 {middle:6.1f}  p95 {worst:6.1f}  ({len(waits)} turns)")


async def _waits(assistant: Assistant, takes: Sequence[Samples], turns: int, *, real: bool) -> list[float]:
    waits: list[float] = []
    async with assistant:
        await assistant.warm()
        async with assistant.open("phone", person="anna", paced=False) as talk:
            for number in range(turns):
                sound = _frames(takes[number % len(takes)], real=real)
                async for event in talk.hear(sound, Mode.PRESS):
                    if isinstance(event, TurnEnded) and "recognise" in event.timings:
                        waits.append(event.timings["recognise"] * 1_000)
    return waits


async def _frames(samples: Samples, *, real: bool) -> AsyncIterator[Samples]:
    for start in range(0, len(samples), 960):
        if real:
            await asyncio.sleep(0.06)
        yield samples[start : start + 960]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--beside", help="a Python that has resemblyzer")
    parser.add_argument("--turns", type=int, default=40)
    options = parser.parse_args()
    if not (DATA / "speech" / "fsdd").is_dir():
        raise SystemExit(f"No recordings at {DATA}: set PARLEY_TEST_DATA.")
    engine, said = Ge2eEngine(), digits()
    whole_takes(engine, said)
    pieces(engine, people(said))
    speed(engine, said, options.beside)
    asyncio.run(added(said, options.turns, real=False))
    asyncio.run(added(said, options.turns // 2, real=True))


if __name__ == "__main__":
    main()
