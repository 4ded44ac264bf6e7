"""The translation recogniser: what was heard, in other languages too, and said in one of them if asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from struct import pack
from typing import Protocol

from msgspec import UNSET, Struct, UnsetType

from parley.audio.pcm import SPEECH_RATE, Pcm
from parley.audio.resample import StreamResampler
from parley.errors import ParleyError
from parley.gateways.azure.speech import results
from parley.gateways.azure.speech.asked import Asked
from parley.gateways.azure.speech.usp import Usp
from parley.speech.transcribing.types import Partial, Phrase
from parley.translation.types import Translated

_BETWEEN = 1.0
"""Seconds of sound between two partial results that are translated."""

Say = Callable[[str, str, str], AsyncGenerator[Pcm]]
"""Text, language and voice → sound."""


class Translation(Protocol):
    """What is needed of ``translation.service.Translation``."""

    async def languages(self) -> Mapping[str, frozenset[str]]: ...
    async def translate(
        self, texts: Sequence[str], target: str, source: str | None = None
    ) -> list[Translated]: ...


class InOneLanguage(Struct, frozen=True, rename="pascal"):
    """What was heard, in one language."""

    language: str
    text: str


class Translations(Struct, frozen=True, rename="pascal"):
    """The same in all of them."""

    translation_status: str
    translations: list[InOneLanguage] = []
    failure_reason: str | UnsetType = UNSET


class TranslationHypothesis(Struct, frozen=True, rename="pascal"):
    """``translation.hypothesis``."""

    id: str
    text: str
    offset: int
    duration: int
    translation: Translations
    primary_language: results.PrimaryLanguage | UnsetType = UNSET


class TranslationPhrase(Struct, frozen=True, rename="pascal"):
    """``translation.phrase``."""

    id: str
    recognition_status: str
    text: str
    display_text: str
    offset: int
    duration: int
    translation: Translations
    primary_language: results.PrimaryLanguage | UnsetType = UNSET


class Interpreter:
    """Translates what one turn hears."""

    def __init__(
        self, usp: Usp, request: str, asked: Asked, translation: Translation, say: Say | None
    ) -> None:
        self._usp, self._request, self._asked = usp, request, asked
        self._translation, self._say = translation, say
        self._last = -_BETWEEN
        """Where the last partial result that was translated ended, in seconds of the sound."""

    async def check(self) -> None:
        """Raise what stands in the way (``MissingEngine``, ``MissingLanguage``) before anyone speaks."""
        source = self._asked.languages[0] if len(self._asked.languages) == 1 else None
        if source is not None:
            for target in self._asked.targets:
                await self._translation.translate(["."], target, source)

    async def hypothesis(self, partial: Partial, text: str) -> None:
        """Tell a partial result, if the one before is not too near."""
        if 0 <= partial.end - self._last < _BETWEEN:
            return
        self._last = partial.end
        heard = results.hypothesis(partial, text, self._asked)
        translated = await self._translated(text, partial.language)
        said = TranslationHypothesis(
            heard.id, heard.text, heard.offset, heard.duration, translated, heard.primary_language
        )
        await self._usp.send("translation.hypothesis", self._request, said)

    async def phrase(self, phrase: Phrase) -> None:
        """Tell a phrase, and say it in the language that has a voice."""
        heard = results.phrase(phrase, self._asked)
        translated = await self._translated(phrase.text, phrase.language)
        text = self._asked.profanity.applied(phrase.text)
        said = TranslationPhrase(
            heard.id,
            heard.recognition_status,
            text,
            text,
            heard.offset,
            heard.duration,
            translated,
            heard.primary_language,
        )
        await self._usp.send("translation.phrase", self._request, said)
        for each in translated.translations:
            if each.language in self._asked.voices:
                await self._speak(each, self._asked.voices[each.language])

    async def _translated(self, text: str, language: str) -> Translations:
        found: list[InOneLanguage] = []
        for target in self._asked.targets:
            try:
                [one] = await self._translation.translate([text], target, language)
            except ParleyError as error:
                if error.code in ("missing_engine", "missing_language", "unsupported"):
                    raise
                return Translations("Error", found, str(error))
            found.append(InOneLanguage(target, self._asked.profanity.applied(one.text)))
        return Translations("Success", found)

    async def _speak(self, said: InOneLanguage, voice: str) -> None:
        """Sound in WAV of 16 kHz, and whether it is all."""
        failure = "There is nobody here to say it." if self._say is None else ""
        if self._say is not None:
            try:
                await self._send_sound(self._say(said.text, said.language, voice))
            except ParleyError as error:
                failure = str(error)
        status = {"SynthesisStatus": "Error" if failure else "Success", "FailureReason": failure}
        await self._usp.send("translation.synthesis.end", self._request, status)

    async def _send_sound(self, sound: AsyncGenerator[Pcm]) -> None:
        resampler: StreamResampler | None = None
        try:
            async for pcm in sound:
                head = b"" if resampler else _HEADER
                resampler = resampler or StreamResampler(pcm.rate, SPEECH_RATE)
                await self._send_piece(head + resampler.feed(pcm.samples).tobytes())
        finally:
            await sound.aclose()
        if resampler is not None:
            await self._send_piece(resampler.flush().tobytes())

    async def _send_piece(self, data: bytes) -> None:
        if data:
            await self._usp.send_sound("translation.synthesis", self._request, data)


_HEADER = (
    b"RIFF\0\0\0\0WAVEfmt "
    + pack("<IHHIIHH", 16, 1, 1, SPEECH_RATE, 2 * SPEECH_RATE, 2, 16)
    + b"data\0\0\0\0"
)
"""Of sound whose length nobody knows yet."""
