"""The transcription service: sound of any length in, what was said and where in the sound out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from parley.audio.endpoint import Endpointer
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.voice_activity import VoiceActivity, voice_activity
from parley.errors import Busy, MissingEngine, MissingLanguage, Unsupported
from parley.speech.alignment.service import Alignment
from parley.speech.hearing import OPEN_EARS, Ear, HearingService
from parley.speech.transcribing.finishing import Finishing
from parley.speech.transcribing.recalling import Recalling
from parley.speech.transcribing.stretches import cutting_for
from parley.speech.transcribing.transcript import Transcript
from parley.speech.transcribing.types import Final, Nothing, Phrase, Wanted
from parley.speech.types import Hints
from parley.speech.voices.service import VoiceService
from parley.tags import primary

MOST_LANGUAGES = 10
MOST_PHRASES = 500
LONGEST_PHRASE = 200
"""Characters of a phrase to expect."""

_PIECE = 30 * SPEECH_RATE


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is taken on."""

    live: float = 4 * 3600.0
    """Seconds of sound that one live transcript may last."""
    whole: float = 6 * 3600.0
    """Seconds of sound in one file."""
    files: int = 4
    """Files that are written down at once; one more is ``Busy``. Live transcripts are bounded by the engines'
    own ``[pool] utterances``."""


class Transcribing:
    """Writes down what is said."""

    def __init__(
        self,
        hearing: HearingService,
        alignment: Alignment | None = None,
        voices: VoiceService | None = None,
        *,
        bounds: Bounds | None = None,
        activity: Callable[[], VoiceActivity] = voice_activity,
    ) -> None:
        """``alignment`` finds the words' places, ``voices`` tells who speaks; without them neither is told.
        ``activity`` makes a detector of speech for one stream."""
        self.hearing = hearing
        self.alignment = alignment
        self.voices = voices
        self.bounds = bounds or Bounds()
        self._activity = activity
        self._files = 0

    @property
    def languages(self) -> frozenset[str]:
        """Primary tags of every language that can be written down, be it only the sentences of a grammar."""
        return self.hearing.languages

    async def open(self, wanted: Wanted) -> Transcript:
        """Begin to write down a live stream; whoever opens it closes it.

        Raises ``MissingLanguage`` when nobody hears any of the languages, ``Unsupported`` for too many of
        them, ``MissingEngine`` when it cannot be told who speaks. ``Busy`` comes when speech comes.
        """
        return self._open(wanted, self.bounds.live)

    async def whole(self, sound: Samples | Iterator[Samples], wanted: Wanted) -> AsyncGenerator[Phrase]:
        """The phrases of a whole file (int16 mono, 16 kHz), each as soon as it is certain, in their order.

        ``sound`` as an iterator is read in a thread as the work proceeds, a minute or two ahead: hours need
        no more memory than that. Raises as ``open`` does, ``Busy`` when too many files are under way,
        ``TooLong``, whatever reading the sound raises, and at the end ``MissingLanguage`` when there was
        speech, none of which anyone here understands.
        """
        if self._files >= self.bounds.files:
            raise Busy("As many files are being written down as this server takes at once.")
        pieces = _pieces(sound) if isinstance(sound, np.ndarray) else sound
        self._files += 1
        transcript: Transcript | None = None
        feeding: asyncio.Task[None] | None = None
        understood = foreign = False
        try:
            transcript = self._open(wanted, self.bounds.whole, partials=False)
            feeding = asyncio.create_task(_feed(transcript, pieces), name="transcript feeding")
            while events := await transcript.more():
                for event in events:
                    if isinstance(event, Final):
                        understood = True
                        yield event.phrase
                    elif isinstance(event, Nothing):
                        foreign = foreign or event.reason == "other_language"
        finally:
            self._files -= 1
            if feeding is not None:
                feeding.cancel()
            if transcript is not None:
                transcript.close()
        if foreign and not understood:
            raise self.missing(wanted)

    def missing(self, wanted: Wanted) -> MissingLanguage:
        """The error for speech that nobody here understands: names a language that has no ears for it."""
        free = {language for ear in self.hearing.ears if not ear.grammar for language in ear.languages}
        named = [primary(language) for language in wanted.languages]
        language = next((each for each in (*named, *OPEN_EARS) if each not in free), "zh")
        return MissingLanguage(language, OPEN_EARS.get(language, "parley models list"))

    def _open(self, wanted: Wanted, most: float, *, partials: bool = True) -> Transcript:
        if len(wanted.languages) > MOST_LANGUAGES:
            raise Unsupported(f"At most {MOST_LANGUAGES} languages can be told apart at once.")
        if wanted.speakers and (self.voices is None or self.voices.host is None):
            raise MissingEngine("voices", "parley models list")
        wanted = replace(wanted, partials=partials and wanted.partials)
        languages = [primary(language) for language in wanted.languages]
        hints = Hints(
            language=languages[0] if len(languages) == 1 else None,
            phrases=tuple(each[:LONGEST_PHRASE] for each in wanted.phrases[:MOST_PHRASES]),
            dictation=True,
            partials=wanted.partials,
            words=wanted.words,
        )
        recalling = Recalling(self._activity())
        return Transcript(
            wanted,
            HearingService(self._ears(languages)),
            hints,
            Endpointer(recalling, cutting_for(wanted)),
            Finishing(wanted, self.alignment, self.voices, recalling),
            most,
        )

    def _ears(self, languages: list[str]) -> list[Ear]:
        """Those that hear one of the languages. Raises ``MissingLanguage``."""
        ears = [ear for ear in self.hearing.ears if not languages or ear.languages.intersection(languages)]
        if not ears:
            language = languages[0] if languages else "en"
            raise MissingLanguage(language, OPEN_EARS.get(language, "parley models list"))
        return ears


async def _feed(transcript: Transcript, pieces: Iterator[Samples]) -> None:
    """Hand the sound on, as fast as it is heard."""
    try:
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            await transcript.put(piece)
        transcript.end()
    except Exception as error:  # noqa: BLE001 - handed on to whoever waits for the phrases
        transcript.fail(error)


def _pieces(samples: Samples) -> Iterator[Samples]:
    for begin in range(0, len(samples), _PIECE):
        yield samples[begin : begin + _PIECE]
