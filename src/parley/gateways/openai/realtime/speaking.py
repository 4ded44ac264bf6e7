"""Says things in the voice that a client names, where there is one of that name."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from parley.audio.pcm import Pcm
from parley.gateways.openai.realtime.settings import Output, VoiceId
from parley.speech.saying import FASTEST, PLAIN, SLOWEST, Manner, Saying
from parley.speech.voice_names import OPENAI, VoiceNames


class Speaking:
    """The mouths, the names of their voices, and how somebody wants to be spoken to."""

    def __init__(self, saying: Saying, names: VoiceNames, usual: Manner = PLAIN) -> None:
        """``usual``: where the client names no voice that there is."""
        self._saying, self._names, self._usual = saying, names, usual

    async def say(self, text: str, language: str, output: Output) -> AsyncGenerator[Pcm]:
        """Packets of 80 ms at 24 kHz; raises as ``Saying.say``.

        A name that nobody has, as those of OpenAI's voices, stands for the usual voice of the language.
        """
        voice = output.voice or ""
        name = voice.id if isinstance(voice, VoiceId) else voice
        voices = dict(self._usual.voices)
        if name and name not in OPENAI:
            voices |= (await self._names.cast(name, language, text)).voices
        rate = min(FASTEST, max(SLOWEST, self._usual.rate * (output.speed or 1.0)))
        async with aclosing(self._saying.say(text, language, Manner(voices, rate))) as packets:
            async for packet in packets:
                yield packet
