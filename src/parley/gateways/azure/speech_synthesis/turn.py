"""One turn: a script, or text in pieces, becomes sound and events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Final
from uuid import uuid4

from parley.audio.encoding.encoder import encoder
from parley.audio.encoding.names import azure_format
from parley.audio.encoding.streaming import bytes_per_second, encoded
from parley.audio.pcm import Pcm
from parley.errors import TooLong
from parley.gateways.azure.speech.usp import Usp
from parley.gateways.azure.speech_synthesis.asked import Metadata, Synthesis
from parley.gateways.azure.speech_synthesis.evenly import evenly
from parley.language.sentences import SentenceSplitter
from parley.speech.performing import Mark, Performance
from parley.speech.saying import Saying
from parley.speech.ssml.building import MAX_CHARACTERS
from parley.speech.ssml.reading import plain_script
from parley.speech.ssml.script import Script, Words
from parley.speech.voice_names import VoiceNames

TICKS: Final = 10_000_000
"""The SDK counts time in 100 ns."""
_SOUND: Final = "audio/x-wav"
"""What the SDKs are told whatever the format is; they know which they asked for."""

Text = asyncio.Queue[str | None]
"""Pieces of a text, None after the last."""


class Turn:
    """Says one thing to one client."""

    def __init__(self, usp: Usp, request: str, wants: Synthesis, saying: Saying, names: VoiceNames) -> None:
        """Raises ``Unsupported`` for an output format that is not encoded."""
        self._usp, self._request, self._wants = usp, request, wants
        self._format = azure_format(wants.audio.output_format)
        self._performance = Performance(saying, names)
        self.characters = 0
        """Characters asked for so far."""
        self.text: Text = asyncio.Queue()
        """Where the pieces of a text come in, if it comes in pieces."""

    @property
    def seconds(self) -> float:
        """Of sound made so far."""
        return self._performance.seconds

    @property
    def request(self) -> str:
        """The turn's id."""
        return self._request

    async def say(self, script: Script | None) -> None:
        """Say a script, or without one what comes in pieces. Raises what the engines raise."""
        stream = uuid4().hex
        tag = await self._usp.start_turn(self._request)
        about = {"context": {"serviceTag": tag}, "audio": {"type": "inline", "streamId": stream}}
        await self._usp.send("response", self._request, about)
        made = await asyncio.to_thread(encoder, self._format)  # what it is made of may have to be loaded
        sound = encoded(self._said(script), made, self._format)
        async with aclosing(evenly(sound, bytes_per_second(self._format))) as pieces:
            async for piece in pieces:
                if isinstance(piece, Mark):
                    await self._tell(piece)
                else:
                    await self._usp.send_sound("audio", self._request, piece, _SOUND, stream)
        await self._usp.send_sound("audio", self._request, b"", "", stream)
        if self._wants.audio.metadata_options.session_end_enabled:
            await self._metadata({"Type": "SessionEnd", "Data": {"Offset": ticks(self.seconds)}})
        await self._usp.end_turn(self._request)

    async def _said(self, script: Script | None) -> AsyncGenerator[Pcm | Mark]:
        async for each, offset in self._scripts(script):
            async with aclosing(self._performance.play(each, offset)) as pieces:
                async for piece in pieces:
                    yield piece
        for piece in self._performance.finish():
            yield piece

    async def _scripts(self, script: Script | None) -> AsyncIterator[tuple[Script, int]]:
        if script is not None:
            self.characters += script.characters
            yield script, 0
            return
        splitter, whole, at = SentenceSplitter(), "", 0
        while (piece := await self.text.get()) is not None:
            self.characters += len(piece)
            if self.characters > MAX_CHARACTERS:
                raise TooLong(f"At most {MAX_CHARACTERS} characters are said at once.")
            whole += piece
            for sentence in splitter.feed(piece):
                place = whole.find(sentence, at)
                at = place + len(sentence)
                yield self._script(sentence), place
        for sentence in splitter.flush():
            place = whole.find(sentence, at)
            at = place + len(sentence)
            yield self._script(sentence), place

    def _script(self, sentence: str) -> Script:
        wants = self._wants.input
        rate, pitch, volume = wants.manner
        script = plain_script(sentence, wants.language, voice=wants.voice_name, rate=rate)
        return Script(
            tuple(
                replace(piece, pitch=pitch, volume=volume) if isinstance(piece, Words) else piece
                for piece in script.pieces
            )
        )

    async def _tell(self, mark: Mark) -> None:
        if wanted(mark, self._wants.audio.metadata_options):
            await self._metadata(event(mark))

    async def _metadata(self, entry: dict[str, object]) -> None:
        await self._usp.send("audio.metadata", self._request, {"Metadata": [entry]})


def wanted(mark: Mark, options: Metadata) -> bool:
    """Whether the program listens to such events."""
    return {
        "word": options.word_boundary_enabled,
        "punctuation": options.punctuation_boundary_enabled,
        "sentence": options.sentence_boundary_enabled,
        "bookmark": options.bookmark_enabled,
    }[mark.kind]


def event(mark: Mark) -> dict[str, object]:
    """A mark in Azure's words. Where it stands in the text, the SDKs find out by themselves."""
    if mark.kind == "bookmark":
        return {"Type": "Bookmark", "Data": {"Offset": ticks(mark.at), "Bookmark": mark.text}}
    name = {"word": "WordBoundary", "punctuation": "PunctuationBoundary"}.get(mark.kind, "SentenceBoundary")
    length = len(mark.text.encode("utf-16-le")) // 2
    return {
        "Type": "SentenceBoundary" if mark.kind == "sentence" else "WordBoundary",
        "Data": {
            "Offset": ticks(mark.at),
            "Duration": ticks(mark.duration),
            "text": {"Text": mark.text, "Length": length, "BoundaryType": name},
        },
    }


def ticks(seconds: float) -> int:
    """100 ns."""
    return round(seconds * TICKS)
