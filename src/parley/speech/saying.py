"""The synthesis service: text in any mixture of languages to sound, one voice per language span."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import cast

import numpy as np

from parley.audio.pcm import Pcm, Samples
from parley.errors import MissingLanguage, ParleyError, TooLong, Unsupported
from parley.language.identify import Span
from parley.language.identify import spans as language_spans
from parley.language.spoken import spell_out
from parley.pool.host import EngineHost
from parley.speech.packets import SPEAKING_RATE, Packets
from parley.speech.shaping import Shaped
from parley.speech.spoken_places import Alignment
from parley.speech.synthesisers.speakable import harmless
from parley.speech.types import Boundary, SpeechRequest
from parley.tags import primary
from parley.telemetry import log

MAX_TEXT = 5_000
"""Characters spoken in one request."""

SLOWEST, FASTEST = 0.5, 2.0
"""Bounds of the speed."""

ANY = "*"
"""Stands for every language that no other engine is set for."""


@dataclass(frozen=True, slots=True)
class Mouth:
    """One synthesiser, where it runs, and how it is used."""

    name: str
    languages: frozenset[str]
    """Primary tags; empty when the engine itself refuses what it cannot say."""

    host: EngineHost
    gain: float = 1.0
    """Factor that makes it as loud as the others."""

    voices: Mapping[str, str] = field(default_factory=dict[str, str])
    """Language → voice, where not the engine's own choice."""

    pitch: bool = False
    """The engine changes a voice's pitch by itself."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one person wants to be spoken to."""

    voices: Mapping[str, str] = field(default_factory=dict[str, str])
    """Language → voice; where no engine has it, the usual one speaks."""

    rate: float = 1.0
    """Factor of the speed that is set for everybody."""

    pitch: float = 1.0
    """Factor of the voice's own pitch, from 0.5 to 2."""

    volume: float = 1.0
    """Factor of the samples."""

    stretch: float = 1.0
    """Factor of the length, after the engine: for speeds beyond ``SLOWEST`` and ``FASTEST``."""


PLAIN = Manner()


class Saying:
    """Says things: picks the voice per language span and makes one even stream of packets."""

    def __init__(self, mouths: Mapping[str, Sequence[Mouth]], *, rate: float = 1.0) -> None:
        self._mouths = mouths
        """Language (or ``ANY``) → engines in the order in which they are tried."""
        self._rate = rate

    @property
    def by_language(self) -> Mapping[str, Sequence[Mouth]]:
        """Language (or ``ANY``) → engines in the order in which they are tried."""
        return self._mouths

    @property
    def mouths(self) -> list[Mouth]:
        """Every engine, each once."""
        return list({mouth.name: mouth for several in self._mouths.values() for mouth in several}.values())

    async def say(self, text: str, language: str, manner: Manner = PLAIN) -> AsyncGenerator[Pcm]:
        """Sound of ``text`` in packets of 80 ms at 24 kHz, from its first words on.

        ``language`` (BCP 47) is the main one; spans in another are said in that language's voice. Raises
        ``TooLong`` over 5,000 characters, ``MissingLanguage`` when nothing speaks a span's language, and what
        the engine raises.
        """
        packets = Packets()
        # Closed at once, not when the collector finds it: that is what stops the engine.
        async with aclosing(self.speak(text, language, manner)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Pcm):
                    for packet in packets.feed(piece):
                        yield packet
        for packet in packets.flush():
            yield packet

    async def speak(
        self,
        text: str,
        language: str,
        manner: Manner = PLAIN,
        *,
        boundaries: bool = False,
        phonemes: str = "",
    ) -> AsyncGenerator[Pcm | Boundary]:
        """Sound of ``text`` as the engines give it, each at its own rate; raises what ``say`` does.

        With ``boundaries`` the words' places come too, of engines that know them: their characters counted in
        ``text`` as it is written, their seconds from the beginning of the sound. ``phonemes`` (IPA) say how
        all of the text is pronounced, to engines that take them.
        """
        if len(text) > MAX_TEXT:
            raise TooLong(f"At most {MAX_TEXT} characters are spoken at once.")
        main, made = primary(language), 0.0
        spans = speakable(text, main)
        if len(spans) > 1:
            phonemes = ""  # of which language's sounds, nobody knows
        for span in spans:
            # The region tells how a date is read, and which of a language's voices is meant.
            tag = language if span.language == main else span.language
            request = SpeechRequest(
                span.text, tag, phonemes=phonemes, boundaries=boundaries, pitch=manner.pitch
            )
            begun = made
            async with aclosing(self._span(request, manner)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Pcm):
                        made += piece.seconds
                        yield piece
                    else:
                        yield Boundary(
                            piece.start + span.start,
                            piece.end + span.start,
                            piece.at + begun,
                            piece.until + begun,
                        )

    async def _span(self, request: SpeechRequest, manner: Manner) -> AsyncGenerator[Pcm | Boundary]:
        language = primary(request.language)
        ways = [(mouth, mouth.voices.get(language)) for mouth in self._for(language)]
        if wish := manner.voices.get(language):
            ways = [*((mouth, wish) for mouth, _ in ways), *ways]
        for position, (mouth, voice) in enumerate(ways):
            spoken = False
            try:
                async with aclosing(self._by(mouth, replace(request, voice=voice), manner)) as pieces:
                    async for piece in pieces:
                        spoken = True
                        yield piece
                return
            except ParleyError as error:
                # Half a sentence in one voice and the rest in another is worse than an apology.
                if spoken or position == len(ways) - 1:
                    raise
                log.warning("speech.fallback", engine=mouth.name, code=error.code)

    async def _by(
        self, mouth: Mouth, request: SpeechRequest, manner: Manner
    ) -> AsyncGenerator[Pcm | Boundary]:
        spoken = harmless(spell_out(request.text, request.language))
        wanted = min(FASTEST, max(SLOWEST, self._rate * manner.rate))
        # What an engine without pitch says at another speed and is played back at the wanted one, is higher.
        played = 1.0 if mouth.pitch else request.pitch
        rate = min(FASTEST, max(SLOWEST, wanted / played))
        asked = replace(request, text=spoken, rate=rate, pitch=request.pitch if mouth.pitch else 1.0)
        gain = mouth.gain * manner.volume
        shaped = Shaped(played, manner.stretch * (rate * played / wanted))
        alignment = Alignment(request.text, spoken) if request.boundaries else None
        async with aclosing(mouth.host.stream("speak", asked)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Boundary):
                    if alignment and (place := alignment.written(piece.start, piece.end)):
                        yield shaped.boundary(piece, place)
                elif (pcm := shaped.feed(cast(Pcm, piece))) is not None:
                    yield pcm if gain == 1.0 else Pcm(_louder(pcm.samples, gain), pcm.rate)
        if (pcm := await shaped.finish()) is not None:
            yield pcm if gain == 1.0 else Pcm(_louder(pcm.samples, gain), pcm.rate)

    def _for(self, language: str) -> list[Mouth]:
        mouths = [
            mouth
            for key in (language, ANY)
            for mouth in self._mouths.get(key, ())
            if not mouth.languages or language in mouth.languages
        ]
        if not mouths:
            raise MissingLanguage(language, "parley models list")
        return mouths


class Silent(Saying):
    """Says nothing: for answers that are read."""

    def __init__(self) -> None:
        super().__init__({})

    async def say(self, text: str, language: str, manner: Manner = PLAIN) -> AsyncGenerator[Pcm]:
        for packet in ():
            yield packet


def speakable(text: str, language: str) -> list[Span]:
    """The text as spans that one voice each can say, in order; together they are the text.

    What no letter tells apart (digits, signs) goes with its neighbour. Within a text whose main language is
    written in Latin letters, other Latin spans stay in that voice: a name that looks French is no reason to
    change it. Raises ``Unsupported`` when there is nothing to say.
    """
    if not any(character.isalnum() for character in text):
        raise Unsupported("There is nothing in the text that can be said.")
    latin = language not in _OTHER_SCRIPTS
    merged: list[Span] = []
    for span in language_spans(text):
        own = span.language
        if own == "zh" and language in _HAN:
            own = language
        if own == "und" or (latin and own not in _OTHER_SCRIPTS):
            own = language
        if not any(character.isalnum() for character in span.text) and merged:
            own = merged[-1].language
        if merged and merged[-1].language == own:
            last = merged.pop()
            merged.append(Span(last.text + span.text, own, last.start, span.end))
        else:
            merged.append(Span(span.text, own, span.start, span.end))
    return merged


_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru", "uk", "ar", "fa", "el", "he", "th", "hi"})
"""Languages not written in Latin letters, as ``language.identify`` names them."""
_HAN = frozenset({"yue", "hak", "wuu", "nan"})
"""Languages written in hanzi, which are taken for Mandarin unless one of these is meant."""


def _louder(samples: Samples, gain: float) -> Samples:
    return np.clip(samples.astype(np.float32) * gain, -32768, 32767).astype(np.int16)


__all__ = ["ANY", "MAX_TEXT", "PLAIN", "SPEAKING_RATE", "Manner", "Mouth", "Saying", "Silent", "speakable"]
