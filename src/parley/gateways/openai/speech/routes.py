"""Where ``audio/speech`` is."""

from __future__ import annotations

from starlette.routing import BaseRoute

from parley.gateways.openai.speech.endpoint import Asked, Speech
from parley.gateways.surface import Operation, Surface
from parley.speech.saying import Saying
from parley.speech.voice_names import VoiceNames

BASES = ("/v1", "/openai/v1", "/openai/deployments/{deployment}")
"""OpenAI's own, and those of Azure's OpenAI."""
_MEDIA = ("audio/mpeg", "audio/ogg", "audio/aac", "audio/flac", "audio/wav", "audio/pcm", "text/event-stream")

SAY = Operation(
    id="createSpeech",
    summary="Says a text; its first sound is sent before its last sentence is made",
    body=Asked,
    answer_media=_MEDIA,
    more={500: "An engine failed.", 504: "An engine did not answer in time."},
)


def routes(surface: Surface, saying: Saying, names: VoiceNames | None = None) -> list[BaseRoute]:
    """OpenAI's address and Azure's."""
    speech = Speech(saying, names or VoiceNames(saying), surface.usage)
    return [
        surface.route(f"{base}/audio/speech", speech.create, methods=["POST"], about=SAY) for base in BASES
    ]
