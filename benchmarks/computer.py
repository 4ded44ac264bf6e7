"""What a speaker made of a computer costs and how fast it is, without a sound card: sound comes from files.

python benchmarks/computer.py [--recordings FOLDER]
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.audio.resample import resample
from parley.satellite import messages as m
from parley.satellite.attention import Attention
from parley.satellite.echo import BLOCK, PLAYED_BLOCK, Duplex, canceller
from parley.satellite.kept import Kept
from parley.satellite.lights import Lights
from parley.satellite.playing import PLAYED_RATE, Playback
from parley.satellite.speaker import Speaker
from parley.settings import Settings
from parley.speech.wake.micro import MicroWakeEngine

RECORDINGS = Path(os.environ.get("PARLEY_TEST_DATA") or "../shared/data") / "speech"
SECONDS = 60
"""Of sound, for each figure of CPU."""
CLIPS = (
    "alexa__2",
    "alexa__3",
    "hey_jarvis__2",
    "hey_jarvis__3",
    "hey_mycroft__3",
    "okay_nabu__1",
    "okay_nabu__2",
)


class Wire:
    """Takes everything at once; notes when it was told to listen."""

    ready = True

    def __init__(self) -> None:
        self.listened: float | None = None

    def send(self, message: m.ToServer) -> bool:
        if isinstance(message, m.Listen):
            self.listened = time.perf_counter()
        return True

    def send_sound(self, samples: Samples) -> bool:
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, default=RECORDINGS)
    recordings: Path = parser.parse_args().recordings
    before = memory()
    speaker, duplex, playback, _ = a_speaker(["okay_nabu"])
    room = noise(SECONDS)
    print(f"idle listening, CPU per second of sound (one core), {SECONDS} s of quiet room")
    show("wake word, one", cpu(lambda: feed(Attention(MicroWakeEngine().open(["okay_nabu"])).feed, room)))
    words = ["okay_nabu", "hey_jarvis"]
    show("wake words, two", cpu(lambda: feed(Attention(MicroWakeEngine().open(words)).feed, room)))
    if duplex.full:
        show("echo cancellation", cpu(lambda: feed(around(duplex), room)))
    show("the whole speaker", cpu(lambda: feed(whole(speaker, duplex), room)))
    playback.play(1, Pcm(resample(noise(20, 3_000), SPEECH_RATE, PLAYED_RATE), PLAYED_RATE))
    show("the same while it speaks", cpu(lambda: feed(whole(speaker, duplex), noise(20)), 20))
    print(f"memory: {memory():.0f} MB resident at most, of which {before:.0f} MB before a speaker was made")
    if recordings.is_dir():
        waking(recordings)
        echo(recordings)
    else:
        print(
            f"no recordings in {recordings}: how fast it wakes and what is left of the echo is not measured"
        )


def waking(recordings: Path) -> None:
    """From the end of a wake word to ``listen`` being sent."""
    lags: list[float] = []
    spent: list[float] = []
    for clip in CLIPS:
        speaker, duplex, _, wire = a_speaker([clip.split("__")[0]])
        word = load(recordings / f"wake/pymicro/{clip}.wav")
        loud = np.flatnonzero(np.abs(word.astype(int)) > 0.08 * np.abs(word.astype(int)).max())
        ends = SPEECH_RATE + int(loud[-1])
        sound = np.concatenate([noise(1, 5), word[: loud[-1] + 1], noise(1.5, 5)])
        step = whole(speaker, duplex)
        for at in range(0, len(sound) - BLOCK + 1, BLOCK):
            began = time.perf_counter()
            step(sound[at : at + BLOCK])
            if wire.listened is not None:
                lags.append((at + BLOCK - ends) / SPEECH_RATE)
                spent.append(wire.listened - began)
                break
    if lags:
        print(
            f"wake word's end → listening: median {1000 * float(np.median(lags)):.0f} ms of sound, most "
            f"{1000 * max(lags):.0f} ms ({len(lags)} of {len(CLIPS)} recordings woke it); then "
            f"{1000 * float(np.median(spent)):.1f} ms until `listen` is sent"
        )


def echo(recordings: Path) -> None:
    """What is left of the loudspeaker, and of whoever speaks meanwhile."""
    if canceller() is None:
        print("livekit is not installed: half duplex")
        return
    played = resample(load(recordings / "en/moonshine_two_cities_16k.wav"), SPEECH_RATE, PLAYED_RATE)
    played = played[: 16 * PLAYED_RATE]
    person = load(recordings / "en/jfk.wav")[: 6 * SPEECH_RATE].astype(np.float64)
    for delay in (0.02, 0.06, 0.15):
        heard = in_the_room(played, delay)[: 16 * SPEECH_RATE]
        alone = cancelled(played, heard)
        late, talking = slice(4 * SPEECH_RATE, None), slice(9 * SPEECH_RATE, 15 * SPEECH_RATE)
        level = 10 ** ((decibels(heard[talking]) - decibels(person)) / 20)
        both = heard.copy()
        both[talking] += person * level
        left = cancelled(played, both)[talking]
        lost = decibels(person * level) - decibels(left)
        softer = decibels(heard[late]) - decibels(alone[late])
        print(f"echo {1000 * delay:3.0f} ms away: {softer:.0f} dB softer; who is as loud loses {lost:.1f} dB")


def a_speaker(words: list[str]) -> tuple[Speaker, Duplex, Playback, Wire]:
    """Everything but sound card and server."""
    playback, wire = Playback(), Wire()
    duplex = Duplex(playback, canceller())
    listener = MicroWakeEngine().open(words)
    kept = Kept(Path(tempfile.mkdtemp(prefix="speaker-")))
    speaker = Speaker(kept, Settings(), duplex, playback, listener, Lights([]))
    speaker.talk.join(wire)
    return speaker, duplex, playback, wire


def whole(speaker: Speaker, duplex: Duplex) -> Callable[[Samples], object]:
    def step(block: Samples) -> None:
        duplex.render(PLAYED_BLOCK)
        speaker.hear(block)

    return step


def around(duplex: Duplex) -> Callable[[Samples], object]:
    def step(block: Samples) -> None:
        duplex.render(PLAYED_BLOCK)
        duplex.hear(block)

    return step


def feed(step: Callable[[Samples], object], sound: Samples) -> None:
    for at in range(0, len(sound) - BLOCK + 1, BLOCK):
        step(sound[at : at + BLOCK])


def cpu(work: Callable[[], None], seconds: float = SECONDS) -> float:
    """CPU seconds per second of sound, all threads."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / seconds


def show(what: str, share: float) -> None:
    print(f"  {what:26}{1000 * share:6.1f} ms  ({100 * share:.1f} %)")


def memory() -> float:
    """Most megabytes that were resident."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def noise(seconds: float, height: float = 60) -> Samples:
    random = np.random.default_rng(3)
    return (random.standard_normal(round(seconds * SPEECH_RATE)) * height).astype(np.int16)


def load(path: Path) -> Samples:
    sound, rate = soundfile.read(path, dtype="int16", always_2d=True)
    return resample(sound[:, 0].astype(np.int16), rate, SPEECH_RATE)


def decibels(sound: NDArray[np.float64] | Samples) -> float:
    return float(10 * np.log10(np.mean(np.square(sound.astype(np.float64))) + 1e-9))


def in_the_room(played: Samples, delay: float) -> NDArray[np.float64]:
    """What a microphone half a metre away hears: late, softer, and with the room's answer."""
    random = np.random.default_rng(7)
    room = np.zeros(round((delay + 0.2) * SPEECH_RATE))
    at = round(delay * SPEECH_RATE)
    room[at] = 0.5
    tail = len(room) - at - 40
    room[at + 40 :] += random.standard_normal(tail) * np.exp(-np.arange(tail) / 500) * 0.04
    return np.convolve(resample(played, PLAYED_RATE, SPEECH_RATE).astype(np.float64), room)


def cancelled(played: Samples, heard: NDArray[np.float64]) -> Samples:
    playback = Playback()
    duplex = Duplex(playback, canceller())
    microphone = np.rint(heard).clip(-32_768, 32_767).astype(np.int16)
    left: list[Samples] = []
    for number in range(min(len(microphone) // BLOCK, len(played) // PLAYED_BLOCK)):
        playback.play(1, Pcm(played[number * PLAYED_BLOCK : (number + 1) * PLAYED_BLOCK], PLAYED_RATE))
        duplex.render(PLAYED_BLOCK)
        left.append(duplex.hear(microphone[number * BLOCK : (number + 1) * BLOCK]))
    return np.concatenate(left)


if __name__ == "__main__":
    main()
