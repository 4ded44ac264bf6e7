"""The synthesis service: text in any mixture of languages to sound, one voice per language span."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from parley.audio.pcm import Pcm, Samples
from parley.audio.resample import StreamResampler
from parley.errors import MissingLanguage, ParleyError, TooLong, Unsupported
from parley.language.identify import Span, spans
from parley.language.spoken import spell_out
from parley.pool.host import EngineHost
from parley.speech.types import SpeechRequest
from parley.tags import primary
from parley.telemetry import log

SPEAKING_RATE = 24_000
"""Samples per second of everything Parley says, whichever engine made it; Opus takes it as it is."""

PACKET_SECONDS = 0.04
"""Length of a packet: short enough to stop within one, long enough not to be a burden."""

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


@dataclass(frozen=True, slots=True)
class Manner:
    """How one person wants to be spoken to."""

    voices: Mapping[str, str] = field(default_factory=dict[str, str])
    """Language → voice; where no engine has it, the usual one speaks."""

    rate: float = 1.0
    """Factor of the speed that is set for everybody."""


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
        """Sound of ``text`` in packets of 40 ms at 24 kHz, from its first words on.

        ``language`` (BCP 47) is the main one; spans in another are said in that language's voice. Raises
        ``TooLong`` over 5,000 characters, ``MissingLanguage`` when nothing speaks a span's language, and what
        the engine raises.
        """
        if len(text) > MAX_TEXT:
            raise TooLong(f"At most {MAX_TEXT} characters are spoken at once.")
        packets = _Packets()
        for span in speakable(text, primary(language)):
            # Closed at once, not when the collector finds them: that is what stops the engine.
            async with aclosing(self._span(span, manner)) as pieces:
                async for pcm in pieces:
                    for packet in packets.feed(pcm):
                        yield packet
        for packet in packets.flush():
            yield packet

    async def _span(self, span: Span, manner: Manner) -> AsyncGenerator[Pcm]:
        ways = [(mouth, mouth.voices.get(span.language)) for mouth in self._for(span.language)]
        if wish := manner.voices.get(span.language):
            ways = [*((mouth, wish) for mouth, _ in ways), *ways]
        for position, (mouth, voice) in enumerate(ways):
            spoken = False
            try:
                async with aclosing(self._by(mouth, span, voice, manner.rate)) as pieces:
                    async for pcm in pieces:
                        spoken = True
                        yield pcm
                return
            except ParleyError as error:
                # Half a sentence in one voice and the rest in another is worse than an apology.
                if spoken or position == len(ways) - 1:
                    raise
                log.warning("speech.fallback", engine=mouth.name, code=error.code)

    async def _by(self, mouth: Mouth, span: Span, voice: str | None, rate: float) -> AsyncGenerator[Pcm]:
        request = SpeechRequest(
            text=spell_out(span.text, span.language),
            language=span.language,
            voice=voice,
            rate=min(FASTEST, max(SLOWEST, self._rate * rate)),
        )
        async with aclosing(mouth.host.stream("speak", request)) as pieces:
            async for piece in pieces:
                pcm = cast(Pcm, piece)
                yield pcm if mouth.gain == 1.0 else Pcm(_louder(pcm.samples, mouth.gain), pcm.rate)

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
    for span in spans(text):
        own = span.language
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


def _louder(samples: Samples, gain: float) -> Samples:
    return np.clip(samples.astype(np.float32) * gain, -32768, 32767).astype(np.int16)


class _Packets:
    """Turns pieces of any length and rate into packets of one length and rate."""

    def __init__(self) -> None:
        self._size = int(PACKET_SECONDS * SPEAKING_RATE)
        self._rest: Samples = np.zeros(0, np.int16)
        self._resampler: StreamResampler | None = None
        self._from = 0

    def feed(self, pcm: Pcm) -> list[Pcm]:
        samples = self._resampled(pcm)
        joined = np.concatenate((self._rest, samples))
        whole = len(joined) - len(joined) % self._size
        self._rest = joined[whole:]
        return [Pcm(joined[i : i + self._size], SPEAKING_RATE) for i in range(0, whole, self._size)]

    def flush(self) -> list[Pcm]:
        tail = self._resampler.flush() if self._resampler is not None else self._rest[:0]
        self._resampler = None
        last = np.concatenate((self._rest, tail))
        self._rest = self._rest[:0]
        return [Pcm(last[i : i + self._size], SPEAKING_RATE) for i in range(0, len(last), self._size)]

    def _resampled(self, pcm: Pcm) -> Samples:
        before = self._rest[:0]
        if pcm.rate != self._from:
            if self._resampler is not None:
                before = self._resampler.flush()
            self._from = pcm.rate
            self._resampler = None if pcm.rate == SPEAKING_RATE else StreamResampler(pcm.rate, SPEAKING_RATE)
        after = pcm.samples if self._resampler is None else self._resampler.feed(pcm.samples)
        return np.concatenate((before, after)) if len(before) else after
