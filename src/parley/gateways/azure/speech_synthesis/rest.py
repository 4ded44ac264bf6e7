"""Speech synthesis over HTTP: SSML in, sound out as it is made; and the voices there are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import msgspec
from starlette.responses import Response

from parley.audio.encoding.encoder import encoder
from parley.audio.encoding.names import azure_format
from parley.audio.encoding.streaming import encoded
from parley.audio.pcm import Pcm
from parley.errors import BadText
from parley.gateways.access import BadRequest, Call
from parley.gateways.azure.speech_synthesis.voices import shown
from parley.gateways.surface.attending import begun
from parley.gateways.surface.sse import Streamed
from parley.home.accounts.callers import Caller
from parley.home.usage import Usage
from parley.speech.performing import sound_of
from parley.speech.saying import Saying
from parley.speech.ssml.reading import script_of
from parley.speech.ssml.script import Script
from parley.speech.voice_names import VoiceNames

FORMAT = "X-Microsoft-OutputFormat"
_BODY = 256 * 1024
"""Bytes; 65,536 characters."""


class Rest:
    """The endpoints."""

    def __init__(self, saying: Saying, names: VoiceNames, usage: Usage) -> None:
        self._saying, self._names, self._usage = saying, names, usage

    async def say(self, call: Call) -> Response:
        """SSML as sound. What goes wrong before the first byte is an error, later the body breaks off."""
        wanted = call.request.headers.get(FORMAT)
        if not wanted:
            raise BadRequest(
                f"The header {FORMAT} names the format of the sound, such as riff-24khz-16bit-mono-pcm."
            )
        form = azure_format(wanted)
        try:
            script = script_of((await call.body(_BODY)).decode())
        except UnicodeDecodeError as error:
            raise BadText("The SSML is not UTF-8.") from error
        # In a thread: what an encoder is made of may have to be loaded.
        made = await asyncio.to_thread(encoder, form)
        said = self._sound(script, call.caller)
        sound = await begun(call.request, encoded(said, made, form))
        return Streamed(sound, made.content_type)

    async def voices(self, _: Call) -> Response:
        """The voices there are."""
        listed = [shown(each) for each in await self._names.listed()]
        return Response(msgspec.json.encode(listed), media_type="application/json")

    def _sound(self, script: Script, caller: Caller) -> AsyncGenerator[Pcm]:
        def over(seconds: float) -> None:
            self._usage.count(caller, "speech.say", characters=script.characters, seconds=seconds)

        return sound_of(self._saying, script, self._names, over)
