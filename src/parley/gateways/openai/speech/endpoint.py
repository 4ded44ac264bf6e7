"""``POST /audio/speech``."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct
from starlette.responses import Response

from parley.audio.encoding.encoder import encoder
from parley.audio.encoding.names import OPENAI as FORMATS
from parley.audio.encoding.streaming import encoded
from parley.audio.pcm import Pcm
from parley.errors import ParleyError
from parley.gateways.access import Call
from parley.gateways.openai import faults
from parley.gateways.openai.counting import count
from parley.gateways.openai.faults import BadParameter
from parley.gateways.surface.attending import begun
from parley.gateways.surface.sse import Event, Streamed, events
from parley.home.accounts.callers import Caller
from parley.home.usage import Usage
from parley.speech.performing import sound_of
from parley.speech.saying import Saying
from parley.speech.ssml.reading import plain_script
from parley.speech.ssml.script import Script
from parley.speech.voice_names import OPENAI as VOICES
from parley.speech.voice_names import VoiceNames
from parley.telemetry import log

LONGEST: Final = 4_096
"""Characters of a text, as OpenAI has it."""


class VoiceId(Struct, frozen=True):
    """A voice as an object."""

    id: Annotated[str, Meta(min_length=1, max_length=200)]


class Asked(Struct, frozen=True):
    """The body."""

    input: Annotated[str, Meta(min_length=1, max_length=LONGEST)]
    voice: Annotated[str, Meta(min_length=1, max_length=200)] | VoiceId = "alloy"
    model: Annotated[str, Meta(max_length=256)] = ""
    """Any: which engine says a language is a setting."""
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"
    speed: Annotated[float, Meta(ge=0.25, le=4.0)] = 1.0
    instructions: Annotated[str, Meta(max_length=10_000)] | None = None
    """Not followed: no engine here takes any."""
    stream_format: Literal["audio", "sse"] = "audio"


class Speech:
    """The endpoint."""

    def __init__(self, saying: Saying, names: VoiceNames, usage: Usage) -> None:
        self._saying, self._names, self._usage = saying, names, usage

    async def create(self, call: Call) -> Response:
        """Say a text. What goes wrong before the first byte is an error; later the body breaks off."""
        asked = await call.read(Asked, 8 * LONGEST + 64 * 1024)
        if not any(character.isalnum() for character in asked.input):
            raise BadParameter("input", "There is nothing in the input that can be said.")
        script = plain_script(asked.input, voice=await self._voice(asked.voice), rate=asked.speed)
        form = FORMATS[asked.response_format]
        # In a thread: what an encoder is made of may have to be loaded.
        made = await asyncio.to_thread(encoder, form)
        said = self._sound(script, call.caller)
        sound = await begun(call.request, encoded(said, made, form))
        if asked.stream_format == "sse":
            return events(_told(sound, asked.input))
        return Streamed(sound, made.content_type)

    async def _voice(self, voice: str | VoiceId) -> str:
        """The name; empty for one of OpenAI's, which stand for the usual voice of the text's language."""
        name = voice if isinstance(voice, str) else voice.id
        if await self._names.knows(name):
            return name
        if name.lower() in VOICES:
            return ""
        raise BadParameter(
            "voice",
            "There is no such voice. OpenAI's names stand for the usual voice of the text's language; "
            "GET /cognitiveservices/voices/list lists the others.",
        )

    def _sound(self, script: Script, caller: Caller) -> AsyncGenerator[Pcm]:
        def over(seconds: float) -> None:
            self._usage.count(caller, "speech.say", characters=script.characters, seconds=seconds)

        return sound_of(self._saying, script, self._names, over)


async def _told(sound: AsyncGenerator[bytes], text: str) -> AsyncGenerator[Event]:
    """The sound as events. ``usage`` counts words, for no tokenizer has been at the text."""
    async with aclosing(sound):
        try:
            async for data in sound:
                audio = base64.b64encode(data).decode()
                yield Event({"type": "speech.audio.delta", "audio": audio})
        except ParleyError as error:
            log.warning("speech.broken", code=error.code)
            yield Event({"error": faults.said(error)}, name="error")
            return
    words = count(text)
    usage = {"input_tokens": words, "output_tokens": 0, "total_tokens": words}
    yield Event({"type": "speech.audio.done", "usage": usage})
