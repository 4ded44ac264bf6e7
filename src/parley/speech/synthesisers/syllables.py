"""Mandarin from recorded syllables: a human voice, one syllable at a time, with plain prosody.

The recordings are junzew/HanTTS's (MIT), one Ogg Opus file per syllable and tone in a zip.
"""

from __future__ import annotations

import io
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final, cast

import numpy as np

from parley import tags
from parley.audio.pcm import Pcm
from parley.errors import BadModel, MissingEngine, Unsupported
from parley.speech.synthesisers.mandarin import ERHUA, Phrase, phrases
from parley.speech.synthesisers.speakable import plain
from parley.speech.synthesisers.stretch import Wave, stretch
from parley.speech.types import Boundary, SpeechRequest, Voice

_RATE: Final = 16_000
_CACHED: Final = 600
"""Decoded syllables kept; a day's talk uses about 400 of the 2,056, 26 kB each."""
_MAX_FILE: Final = 100_000
"""Bytes of one syllable's file, packed or not; the largest recording has under 5 kB."""

_SPLICED: Final = {"dei": ("de", "ei")}
"""Syllables nobody recorded, each from the onset of one and the whole of another (得 as in 我得走了)."""
_ONSET_SECONDS: Final = 0.06

_JOIN_SECONDS: Final = 0.035
_JOIN_ERHUA_SECONDS: Final = 0.08
_MIDDLE: Final = 0.75
_LOW_THIRD: Final = 0.65
_WORD_END: Final = 0.82
_PHRASE_END: Final = 0.95
_LIGHT: Final = 0.8
"""Length against the recording, which says each syllable alone and slowly. A third tone inside a phrase
stays low instead of dipping and rising, so it is the shortest; the end of a phrase is drawn out."""

_LIGHT_GAIN: Final = 0.75
_DECLINATION: Final = 0.8
"""Level at the end of a phrase against its beginning; about 2 dB, as when a speaker's breath runs out."""
_LEAST_PAUSE: Final = 0.06


class SyllableSynthesiser:
    """Speaks Mandarin by joining recorded syllables; ``rate`` stretches them at equal pitch."""

    name = "syllables"
    languages = frozenset({"zh"})

    def __init__(self, recordings: Path) -> None:
        """``recordings`` is the zip. Raises ``BadModel`` and ``MissingEngine``."""
        try:
            sound = import_module("soundfile")
            import_module("pypinyin")
            import_module("rjieba")
        except ImportError as error:
            raise MissingEngine("syllables", "pip install pypinyin rjieba soundfile") from error
        self._read_sound = cast(Callable[..., tuple[Wave, int]], sound.read)
        try:
            self._zip = zipfile.ZipFile(recordings)
        except (OSError, zipfile.BadZipFile) as error:
            raise BadModel(f"{recordings.name} cannot be read as a zip of recorded syllables.") from error
        self._files = {
            info.filename.removesuffix(".opus"): info
            for info in self._zip.infolist()
            if info.filename.endswith(".opus") and info.file_size <= _MAX_FILE
        }
        if "shi4" not in self._files:
            raise BadModel(f"{recordings.name} holds no recorded Mandarin syllables.")
        self._cache: OrderedDict[str, Wave] = OrderedDict()

    def voices(self) -> Sequence[Voice]:
        return [Voice("hantts", "zh", self.name, "female")]

    def speak(self, request: SpeechRequest) -> Iterator[Pcm | Boundary]:
        """Int16 mono at 16 kHz, a piece per syllable, and the places of the words where they are wanted.

        Raises ``Unsupported`` and ``TooLong``.
        """
        text = plain(request)
        if tags.primary(request.language) != "zh":
            raise Unsupported(f"Recorded syllables speak Mandarin, not {request.language!r}.")
        if request.voice not in (None, "hantts"):
            raise Unsupported("Recorded syllables have one voice, 'hantts'.")
        return self._stream(text, request)

    def _stream(self, text: str, request: SpeechRequest) -> Iterator[Pcm | Boundary]:
        rate, made = request.rate, 0
        for phrase in phrases(text):
            places = _Places(phrase, made / _RATE) if request.boundaries else None
            for piece in self._phrase(phrase, rate, places):
                made += len(piece.samples)
                yield piece
                if places is not None:
                    yield from places.told(made / _RATE)
            if places is not None:
                yield from places.over(made / _RATE)
            if phrase.pause:
                made += round(max(_LEAST_PAUSE, phrase.pause / rate) * _RATE)
                silence = np.zeros(round(max(_LEAST_PAUSE, phrase.pause / rate) * _RATE), np.int16)
                yield Pcm(silence, _RATE)

    def _phrase(self, phrase: Phrase, rate: float, places: _Places | None) -> Iterator[Pcm]:
        """Each syllable but for the end that will overlap with the next one."""
        made = 0
        total = sum(len(word) for word in phrase.words)
        tail = np.zeros(0, np.float32)
        number = 0
        for word in phrase.words:
            for place, syllable in enumerate(word):
                number += 1
                last = number == total
                wave = self._shaped(syllable, place == len(word) - 1, last, rate)
                wave = wave * np.float32(1.0 - (1.0 - _DECLINATION) * (number - 1) / max(1, total - 1))
                if places is not None and place == 0:
                    places.begin()
                if not len(wave):
                    continue
                overlap = _JOIN_ERHUA_SECONDS if syllable == ERHUA else _JOIN_SECONDS
                joined = _join(tail, wave, round(overlap * _RATE))
                if places is not None:
                    # Where the new syllable begins to be heard, in the middle of the cross-fade.
                    begins = made + len(joined) - len(wave) + min(round(overlap * _RATE), len(tail)) // 2
                    places.syllable(begins / _RATE)
                keep = 0 if last else min(len(joined), round(_JOIN_ERHUA_SECONDS * _RATE))
                cut = len(joined) - keep
                tail = joined[cut:]
                made += cut
                yield _pcm(joined[:cut])
        if len(tail):
            yield _pcm(tail)

    def _shaped(self, syllable: str, word_end: bool, phrase_end: bool, rate: float) -> Wave:
        """A syllable as long and as loud as its place asks for."""
        wave = self._recording(syllable)
        tone = syllable[-1]
        if syllable == ERHUA:
            factor = _LIGHT
        elif tone == "5":
            factor, wave = _LIGHT, wave * _LIGHT_GAIN
        elif phrase_end:
            factor = _PHRASE_END
        elif tone == "3":
            factor = _LOW_THIRD
        else:
            factor = _WORD_END if word_end else _MIDDLE
        return stretch(wave, factor / rate, _RATE)

    def _recording(self, syllable: str) -> Wave:
        """A recording, decoded; empty for a syllable nobody recorded."""
        if syllable in self._cache:
            self._cache.move_to_end(syllable)
            return self._cache[syllable]
        wave = self._decode(syllable)
        self._cache[syllable] = wave
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return wave

    def _decode(self, syllable: str) -> Wave:
        parts = _SPLICED.get(syllable[:-1])
        if parts is not None and syllable[:-1] not in self._files:
            onset, rest = (self._decode(part + syllable[-1]) for part in parts)
            return _join(onset[: round(_ONSET_SECONDS * _RATE)], rest, round(_JOIN_SECONDS * _RATE))
        toneless = "er" if syllable == ERHUA else syllable[:-1]
        # Light syllables were recorded without a tone number.
        wanted = toneless if syllable == ERHUA or syllable.endswith("5") else syllable
        for name in (wanted, toneless, f"{toneless}1", f"{toneless}4"):
            info = self._files.get(name)
            if info is not None:
                break
        else:
            return np.zeros(0, np.float32)
        try:
            samples, rate = self._read_sound(io.BytesIO(self._zip.read(info)), dtype="float32")
        except (RuntimeError, zipfile.BadZipFile) as error:
            raise BadModel(f"The recorded syllable {info.filename} is damaged.") from error
        if rate != _RATE or samples.ndim != 1:
            raise BadModel(f"The recorded syllable {info.filename} is not 16 kHz mono.")
        return samples


class _Places:
    """The words of a phrase, as their syllables are put where they belong."""

    def __init__(self, phrase: Phrase, begun: float) -> None:
        """``begun``: where the phrase begins, in seconds of the request's sound."""
        self._phrase = phrase
        self._begun = begun
        self._word = -1
        self._starts: dict[int, float] = {}

    def begin(self) -> None:
        """The next word begins."""
        self._word += 1

    def syllable(self, at: float) -> None:
        """A syllable of the word is heard from here, in seconds of the phrase."""
        self._starts.setdefault(self._word, self._begun + at)

    def told(self, made: float) -> Iterator[Boundary]:
        """The words that are over: those after which another has begun in the sound made so far."""
        while len(self._starts) > 1:
            first, second = sorted(self._starts)[:2]
            if self._starts[second] > made:
                return
            yield self._boundary(first, self._starts[second])
            del self._starts[first]

    def over(self, made: float) -> Iterator[Boundary]:
        """The phrase is over."""
        yield from self.told(made)
        for word in sorted(self._starts):
            yield self._boundary(word, made)

    def _boundary(self, word: int, until: float) -> Boundary:
        start, end = self._phrase.places[word]
        return Boundary(start, end, self._starts[word], max(until, self._starts[word]))


def _join(left: Wave, right: Wave, overlap: int) -> Wave:
    """The two, cross-faded over ``overlap`` samples or what there is of them."""
    overlap = min(overlap, len(left), len(right))
    if overlap == 0:
        return np.concatenate([left, right])
    fade = np.linspace(0.0, 1.0, overlap, endpoint=False).astype(np.float32)
    mixed = (left[len(left) - overlap :] * (1 - fade) + right[:overlap] * fade).astype(np.float32)
    return np.concatenate([left[: len(left) - overlap], mixed, right[overlap:]])


def _pcm(wave: Wave) -> Pcm:
    return Pcm(np.clip(np.round(wave * 32767), -32768, 32767).astype(np.int16), _RATE)
