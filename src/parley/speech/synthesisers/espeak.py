"""espeak-ng: a small formant voice for about a hundred languages.

espeak-ng is GPL-3, and its state is global: this class is made only inside a worker process of its own
(``parley.pool``), never in the server's process. The library comes from the ``espeakng-loader`` wheel,
which is not imported but looked into, or else from the system.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import importlib.util
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from parley import tags
from parley.audio.pcm import Pcm, Samples
from parley.errors import Busy, EngineFailed, MissingEngine, Unsupported
from parley.speech.synthesisers.espeak_words import Words
from parley.speech.synthesisers.hand_over import from_callback
from parley.speech.synthesisers.phonemes import english
from parley.speech.synthesisers.speakable import plain
from parley.speech.types import Boundary, SpeechRequest, Voice

# Names and values from espeak-ng's public header, speak_lib.h.
_OUTPUT_SYNCHRONOUS: Final = 2
_DONT_EXIT: Final = 0x8000
_CHARS_UTF8: Final = 1
_POSITION_CHARACTER: Final = 1
_PHONEMES: Final = 0x100
_PHONEME_EVENTS: Final = 1
_RATE: Final = 1
_VOLUME: Final = 2
_PITCH: Final = 3
_WORD_GAP: Final = 7
_EVEN_VOLUME: Final = 77
"""Per cent; makes the voice as loud as the recorded Mandarin syllables (-22.8 dBFS), 2.3 dB below its
own level, so that a sentence that changes language does not jump."""
_WORDS_PER_MINUTE: Final = 175
"""espeak-ng's natural speed."""

_BETWEEN_WORDS: Final = {"en": 2}
"""Rest between words, in espeak-ng's units of 10 ms, by language. It runs English words into each other
("set alarm": "Santa Laram"): of 2,268 words of commands Moonshine hears 23.5 % as others without; 20.3,
18.5 and 18.0 % with one, two and three. With two it speaks a seventh longer; as much by speaking slower
leaves 22.1 %."""

_PITCHES: Final = (0.70, 0.745, 0.79, 0.845, 0.915, 1.0, 1.105, 1.225, 1.36, 1.525, 1.67)
"""What espeak-ng's pitch of 0, 10, … 100 makes of a voice's frequency: measured, mean of en-us, de and fr."""

_BUFFER_MILLISECONDS: Final = 60
"""Sound per callback; one packet of a speaker."""
_PREFERRED: Final = {"en": "en-us", "zh": "cmn", "fr": "fr-fr", "es": "es", "pt": "pt-br", "vi": "vi"}
"""The voice of a language that has several; en-us has 6 % word errors when heard again, en-gb 22 %."""

_DICTIONARIES: Final = {"nb": "no", "hyw": "hy", "ltg": "lv"}
"""The dictionary of a voice that borrows one, by the voice's file name."""


class _Event(ctypes.Structure):
    """espeak_EVENT."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class _VoiceEntry(ctypes.Structure):
    """espeak_VOICE."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("xx1", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """A voice as the library lists it."""

    tag: str
    identifier: bytes


class EspeakSynthesiser:
    """Speaks every language espeak-ng knows, the first sound within a millisecond or so.

    A voice is named by its language tag (``en-us``, ``cmn``, ``pt-br``).
    """

    name = "espeak"

    def __init__(self) -> None:
        self._library, self._rate, data = _load()
        self._listed = {listed.tag: listed for listed in reversed(_list(self._library, data))}
        self.languages = frozenset(tags.primary(tag) for tag in self._listed)
        self._speaking = threading.Lock()
        self._put: Callable[[Samples | Boundary], bool] | None = None
        self._words: Words | None = None
        # Kept for as long as the library may call it.
        self._callback = _Callback(self._on_sound)
        self._library.espeak_SetSynthCallback(self._callback)

    def voices(self) -> Sequence[Voice]:
        return [Voice(tag, tags.primary(tag), self.name) for tag in sorted(self._listed)]

    def speak(self, request: SpeechRequest) -> Iterator[Pcm | Boundary]:
        """Int16 mono at 22,050 Hz in pieces of 60 ms, and the places of the words where they are wanted.

        Raises ``Unsupported``, ``TooLong``, ``Busy`` while another text is being spoken, and
        ``EngineFailed`` while iterating. Phonemes are taken for English.
        """
        text = plain(request)
        listed = self._choose(request)
        names = english(request.phonemes) if tags.primary(listed.tag) == "en" else None
        return self._stream(text, listed, request, names)

    def _choose(self, request: SpeechRequest) -> _Listed:
        language = tags.primary(request.language)
        if language not in self.languages:
            raise Unsupported(f"espeak-ng does not speak {request.language!r}.")
        if request.voice is not None:
            voice = self._listed.get(request.voice.lower())
            if voice is None or tags.primary(voice.tag) != language:
                raise Unsupported(f"espeak-ng has no such voice for {request.language!r}; see its voices.")
            return voice
        exact = self._listed.get(request.language.replace("_", "-").lower())
        if exact is not None:
            return exact
        preferred = self._listed.get(_PREFERRED.get(language, language))
        if preferred is not None:
            return preferred
        return next(listed for tag, listed in self._listed.items() if tags.primary(tag) == language)

    def _stream(
        self, text: str, listed: _Listed, request: SpeechRequest, phonemes: str | None
    ) -> Iterator[Pcm | Boundary]:
        if not any(character.isalnum() for character in text):
            return
        if not self._speaking.acquire(blocking=False):
            raise Busy("espeak-ng speaks one text at a time.")
        try:
            self._check(self._library.espeak_SetVoiceByName(listed.identifier))
            self._check(self._library.espeak_SetParameter(_VOLUME, _EVEN_VOLUME, 0))
            self._check(self._library.espeak_SetParameter(_RATE, round(_WORDS_PER_MINUTE * request.rate), 0))
            self._check(self._library.espeak_SetParameter(_PITCH, _pitch(request.pitch), 0))
            gap = _BETWEEN_WORDS.get(tags.primary(listed.tag), 0)
            self._check(self._library.espeak_SetParameter(_WORD_GAP, gap, 0))
            self._words = Words(text, self._rate, phonemes is not None) if request.boundaries else None

            def produce(put: Callable[[Samples | Boundary], bool]) -> None:
                self._synthesise(text if phonemes is None else f"[[{phonemes}]]", put, phonemes is not None)

            with contextlib.closing(from_callback(produce)) as pieces:
                for piece in pieces:
                    yield piece if isinstance(piece, Boundary) else Pcm(piece, self._rate)
        finally:
            self._speaking.release()

    def _synthesise(self, text: str, put: Callable[[Samples | Boundary], bool], phonemes: bool) -> None:
        encoded = text.encode()
        flags = _CHARS_UTF8 | (_PHONEMES if phonemes else 0)
        self._put = put
        try:
            self._check(
                self._library.espeak_Synth(
                    encoded, len(encoded) + 1, 0, _POSITION_CHARACTER, 0, flags, None, None
                )
            )
            for boundary in self._words.over() if self._words is not None else ():
                put(boundary)
        finally:
            self._put = None

    def _on_sound(self, wave: Any, count: int, events: Any) -> int:
        """Called by the library with each piece of sound; returning 1 stops it."""
        if self._put is None:
            return 1
        if wave and count > 0:
            samples = np.ctypeslib.as_array(wave, shape=(count,)).astype(np.int16, copy=True)
            if not self._put(samples):
                return 1
        if self._words is None or not events:
            return 0
        number = 0
        while (event := events[number]).type != 0:
            told = self._words.heard(event.type, event.text_position, event.sample, event.name)
            for boundary in told:
                if not self._put(boundary):
                    return 1
            number += 1
        return 0

    @staticmethod
    def _check(status: int) -> None:
        if status != 0:
            raise EngineFailed(f"espeak-ng answered with status {status}.")


def _pitch(factor: float) -> int:
    """espeak-ng's pitch for a factor; what it cannot do becomes the nearest that it can."""
    return round(float(np.interp(factor, _PITCHES, range(0, 101, 10))))


def _load() -> tuple[Any, int, Path]:
    """The library, initialised, its samples per second, and the folder of its dictionaries."""
    for path, data in _candidates():
        try:
            library = cast(Any, ctypes.CDLL(path))
        except OSError:
            continue
        library.espeak_Info.restype = ctypes.c_char_p
        library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_VoiceEntry))
        library.espeak_ListVoices.argtypes = [ctypes.c_void_p]
        library.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        rate = library.espeak_Initialize(
            _OUTPUT_SYNCHRONOUS, _BUFFER_MILLISECONDS, data, _DONT_EXIT | _PHONEME_EVENTS
        )
        if rate > 0:
            place = ctypes.c_char_p()
            library.espeak_Info(ctypes.byref(place))
            return library, int(rate), Path((place.value or b"").decode())
    raise MissingEngine("espeak", "pip install espeakng-loader, or apt install libespeak-ng1")


def _candidates() -> Iterator[tuple[str, bytes | None]]:
    """Libraries to try, each with its data folder (None: the library knows)."""
    spec = importlib.util.find_spec("espeakng_loader")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent
        file = {"win32": "espeak-ng.dll", "darwin": "libespeak-ng.dylib"}.get(sys.platform, "libespeak-ng.so")
        yield str(folder / file), str(folder / "espeak-ng-data").encode()
    system = ctypes.util.find_library("espeak-ng")
    if system is not None:
        yield system, None


def _list(library: Any, data: Path) -> list[_Listed]:
    """The library's voices, in its order, but for those whose dictionary was not packaged: they are mute."""
    dictionaries = {file.name.removesuffix("_dict") for file in data.glob("*_dict")}
    entries = library.espeak_ListVoices(None)
    listed: list[_Listed] = []
    index = 0
    while entries[index]:
        entry = entries[index].contents
        # `languages` holds a priority byte and a tag, several times over; the first tag is the voice's own.
        tag = ctypes.string_at(entry.languages + 1).decode("ascii", "replace").lower()
        identifier = bytes(entry.identifier)
        family = identifier.decode("ascii", "replace").rpartition("/")[2].partition("-")[0]
        if dictionaries & {tag.partition("-")[0], _DICTIONARIES.get(family, family)}:
            listed.append(_Listed(tag, identifier))
        index += 1
    return listed
