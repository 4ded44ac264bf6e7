"""English by flite, Carnegie Mellon's small voices: a program of the system, under a licence like BSD's.

It runs once for each text, of which it hears through a pipe: what is on a command line, everybody on the
machine may read. It writes no sound to a pipe (it goes back to the beginning), so that takes a file.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import unicodedata
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from parley import tags
from parley.audio.pcm import Pcm, Samples
from parley.errors import EngineFailed, MissingEngine, Unsupported
from parley.speech.synthesisers.speakable import plain
from parley.speech.types import SpeechRequest, Voice

REMEDY: Final = "apt install flite"

_PATIENCE: Final = 60.0
"""Seconds for one text. The longest that is taken, some six minutes of speech, needs 10."""

_VOICES: Final = {
    "en-us-rms": ("rms", "male", 0.75),
    "en-us-slt": ("slt", "female", 0.37),
    "en-gb-awb": ("awb", "male", 0.65),
    "en-us-kal": ("kal16", "male", 1.0),
}
"""Voice → flite's name, gender, and what makes it as loud as espeak-ng and the recorded Mandarin (-22.8 dBFS,
measured on 205 commands). Of the first, Moonshine hears the fewest words wrongly: 8 of 100, of the others
9, 13 and 10."""

_SIGNS: Final = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}


def program() -> Path:
    """Where flite is. Raises ``MissingEngine``."""
    found = shutil.which("flite")
    if found is None:
        raise MissingEngine("flite", REMEDY)
    return Path(found)


class FliteSynthesiser:
    """Speaks English in a man's or a woman's voice, 21 ms of processor time a second."""

    name = "flite"
    languages = frozenset({"en"})

    def __init__(self, program: Path) -> None:
        """Raises ``EngineFailed`` for a program that has none of these voices."""
        self._program = program
        # "Voices available: kal awb_time kal16 awb rms slt"
        listed = self._run("-lv").decode("ascii", "replace").partition(":")[2].split()
        self._names = [name for name, (own, _, _) in _VOICES.items() if own in listed]
        if not self._names:
            raise EngineFailed("flite has none of the voices that are known.")

    def voices(self) -> Sequence[Voice]:
        return [Voice(name, "en", self.name, _VOICES[name][1]) for name in self._names]

    def speak(self, request: SpeechRequest) -> Iterator[Pcm]:
        """Int16 mono at 16 kHz, in one piece. Raises ``Unsupported``, ``TooLong``, and ``EngineFailed`` while
        iterating."""
        text = _letters(plain(request))
        if tags.primary(request.language) != "en":
            raise Unsupported(f"flite does not speak {request.language!r}.")
        name = self._names[0] if request.voice is None else request.voice.lower()
        if name not in self._names:
            raise Unsupported("flite has no such voice; see its voices.")
        return self._stream(text, name, request.rate)

    def _stream(self, text: str, name: str, rate: float) -> Iterator[Pcm]:
        if not any(character.isalnum() for character in text):
            return
        own, _, gain = _VOICES[name]
        with tempfile.TemporaryDirectory(prefix="parley-flite-") as folder:
            file = Path(folder, "said.wav")
            slower = f"duration_stretch={1 / rate:.3f}"
            self._run("-voice", own, "--setf", slower, "-f", "-", "-o", str(file), said=text)
            samples, sampled = _read(file)
        yield Pcm((samples * np.float32(gain)).astype(np.int16), sampled)

    def _run(self, *options: str, said: str = "") -> bytes:
        try:
            return subprocess.run(
                [str(self._program), *options],
                input=said.encode("ascii"),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE,
                check=True,
            ).stdout
        except (OSError, subprocess.SubprocessError) as error:
            raise EngineFailed("flite did not run to its end.") from error


def _letters(text: str) -> str:
    """The text in ASCII, which is all that flite reads: without accents, and without other scripts."""
    signs = "".join(_SIGNS.get(character, character) for character in text)
    return unicodedata.normalize("NFKD", signs).encode("ascii", "ignore").decode("ascii")


def _read(file: Path) -> tuple[Samples, int]:
    try:
        with wave.open(str(file)) as sound:
            if sound.getsampwidth() != 2 or sound.getnchannels() != 1:
                raise EngineFailed("flite wrote another kind of sound.")
            return np.frombuffer(sound.readframes(sound.getnframes()), "<i2"), sound.getframerate()
    except (OSError, EOFError, wave.Error) as error:
        raise EngineFailed("flite wrote no sound.") from error
