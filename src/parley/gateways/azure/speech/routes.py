"""Where the Speech SDK connects to be heard."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.routing import BaseRoute

from parley.audio.pcm import Pcm
from parley.gateways.azure.speech.listening import Listening
from parley.gateways.azure.speech.translating import Say, Translation
from parley.gateways.azure.speech.turn import Transcribing
from parley.gateways.surface.surface import Surface
from parley.speech.saying import Manner, Saying
from parley.tags import primary

PATHS = (
    *(
        f"/speech/recognition/{mode}/cognitiveservices/v1"
        for mode in ("interactive", "conversation", "dictation")
    ),
    "/speech/universal/v2",
    "/stt/speech/universal/v2",
    "/speech/translation/cognitiveservices/v1",
)
"""The first three with ``host=``, the universal ones with ``endpoint=``, the last as people write it out."""


def routes(
    surface: Surface, transcribing: Transcribing, translation: Translation | None, saying: Saying | None
) -> list[BaseRoute]:
    """The WebSockets of recognition, translation and diarisation."""
    listening = Listening(transcribing, translation, sayer(saying) if saying else None, surface.usage)
    return [surface.socket(path, listening.serve) for path in PATHS]


def sayer(saying: Saying) -> Say:
    """How a translation is said."""

    def say(text: str, language: str, voice: str) -> AsyncGenerator[Pcm]:
        return saying.say(text, language, Manner(voices={primary(language): voice}))

    return say
