"""The routes of OpenAI's audio that is listened to."""

from __future__ import annotations

from starlette.routing import BaseRoute

from parley.gateways.openai.transcription.answers import Transcription
from parley.gateways.openai.transcription.asked import TranscriptionForm, TranslationForm
from parley.gateways.openai.transcription.endpoints import Endpoints
from parley.gateways.surface import Operation, Surface
from parley.speech.transcribing.service import Transcribing
from parley.translation.service import Translation

BASES = ("/v1", "/openai/v1", "/openai/deployments/{deployment}")
"""OpenAI's own, and those of Azure's OpenAI."""

_FORM = ("multipart/form-data",)
_MORE = {500: "An engine failed.", 504: "An engine did not answer in time."}

TRANSCRIBE = Operation(
    id="createTranscription",
    summary="Writes down what is said; with stream=true as server-sent events",
    body=TranscriptionForm,
    media=_FORM,
    answer=Transcription,
    more=_MORE,
)
TRANSLATE = Operation(
    id="createTranslation",
    summary="Writes down in English what is said in any language",
    body=TranslationForm,
    media=_FORM,
    answer=Transcription,
    more=_MORE,
)


def routes(
    surface: Surface, transcribing: Transcribing, translation: Translation | None, most: int
) -> list[BaseRoute]:
    """``most``: bytes of a sound file."""
    endpoints = Endpoints(transcribing, translation, surface.usage, most)
    return [
        surface.route(f"{base}/audio/{name}", endpoint, methods=["POST"], about=about)
        for base in BASES
        for name, endpoint, about in (
            ("transcriptions", endpoints.transcribe, TRANSCRIBE),
            ("translations", endpoints.translate, TRANSLATE),
        )
    ]
