"""The ``tts`` service: text in, whole or in pieces, and its sound out in one format."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from parley.errors import TooLong, Unsupported
from parley.gateways.wyoming.asking import Piece, Synthesize, SynthesizeStart, Voice, asked
from parley.gateways.wyoming.connection import Connection
from parley.gateways.wyoming.offering import Offer
from parley.gateways.wyoming.sound import payload, sound_format
from parley.language.identify import main_language
from parley.language.sentences import SentenceSplitter
from parley.speech.saying import SPEAKING_RATE
from parley.tags import primary

_FORMAT = sound_format(SPEAKING_RATE)


async def synthesize(connection: Connection, offer: Offer, wanted: Synthesize) -> None:
    """Say a text. Raises ``TooLong``, ``Unsupported``, ``MissingLanguage`` and what the engines raise."""
    voice = await _mouth(connection, offer, wanted)
    splitter = SentenceSplitter()
    with offer.room("tts"):
        voice.begin()
        for words in (*voice.sentences(splitter, wanted.text), *splitter.flush()):
            await voice.say(words)
        voice.end()


async def synthesize_stream(connection: Connection, offer: Offer, wanted: SynthesizeStart) -> bool:
    """Say a text that comes in pieces, each sentence once it is whole; False when the other side left.

    Its sound is one stream: clients take the first ``audio-start`` for all of it.
    """
    voice = await _mouth(connection, offer, wanted)
    splitter = SentenceSplitter()
    with offer.room("tts"):
        voice.begin()
        while (event := await connection.next()) is not None and event.type != "synthesize-stop":
            # The whole text comes once more as ``synthesize``, for servers that do not know pieces.
            if event.type == "synthesize-chunk":
                for words in voice.sentences(splitter, asked(event, Piece).text):
                    await voice.say(words)
        if event is None:
            return False
        for words in splitter.flush():
            await voice.say(words)
        voice.end()
    connection.send("synthesize-stopped")
    return True


async def _mouth(connection: Connection, offer: Offer, wanted: Synthesize | SynthesizeStart) -> _Mouth:
    if wanted.text_format == "ssml":
        raise Unsupported("Only plain text is said, not SSML.")
    return _Mouth(connection, offer, await _language_of(offer, wanted.voice) if wanted.voice else None)


class _Mouth:
    """Says sentences as one stream of sound."""

    def __init__(self, connection: Connection, offer: Offer, language: str | None) -> None:
        self._connection = connection
        self._saying = offer.assistant.parts.saying
        self._default = offer.assistant.settings.language
        self._language = language
        self._left = offer.limits.text

    def sentences(self, splitter: SentenceSplitter, text: str) -> list[str]:
        self._left -= len(text)
        if self._left < 0:
            raise TooLong("That is too much text to be said at once.")
        return splitter.feed(text)

    def begin(self) -> None:
        self._connection.send("audio-start", _FORMAT)

    async def say(self, words: str) -> None:
        if not any(character.isalnum() for character in words):
            return
        language = self._language or main_language(words)
        language = self._default if language == "und" else language
        async with aclosing(self._saying.say(words, language)) as packets:
            async for pcm in packets:
                self._connection.send("audio-chunk", _FORMAT, payload(pcm.samples))
                await self._connection.drained()
                await asyncio.sleep(0)  # it is noticed when the other side leaves

    def end(self) -> None:
        self._connection.send("audio-stop")


async def _language_of(offer: Offer, voice: Voice) -> str | None:
    """The language that a voice speaks. Raises ``Unsupported`` for one that is not in ``info``."""
    if not voice.name:
        return primary(voice.language) if voice.language else None
    language = (await offer.voices()).get(voice.name)
    if language is None:
        raise Unsupported("There is no voice of that name; the info event lists them.")
    return language
