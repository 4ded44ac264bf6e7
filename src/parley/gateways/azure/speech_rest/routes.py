"""The routes of Azure's REST APIs that write down speech."""

from __future__ import annotations

from starlette.routing import BaseRoute

from parley.gateways.azure.speech_rest.fast import FastForm, FastTranscription, Result
from parley.gateways.azure.speech_rest.short import Recognised, ShortAudio, ShortQuery
from parley.gateways.azure.speech_rest.token import IssueToken
from parley.gateways.surface import Operation, Surface
from parley.home.passes import Passes
from parley.speech.transcribing.service import Transcribing

FAST = "/speechtotext/transcriptions:transcribe"
MODES = ("interactive", "conversation", "dictation")
_MORE = {500: "An engine failed."}

TRANSCRIBE = Operation(
    id="fastTranscription",
    summary="Writes down a whole file",
    body=FastForm,
    media=("multipart/form-data",),
    answer=Result,
    more=_MORE,
)
RECOGNISE = Operation(
    id="shortAudio",
    summary="Writes down up to a minute of sound",
    query=ShortQuery,
    media=("audio/wav", "audio/ogg", "audio/flac", "audio/mpeg"),
    answer=Recognised,
    more=_MORE,
)


ISSUE = Operation(
    id="issueToken",
    summary="Makes a token that lives for ten minutes",
    answer_media=("application/jwt",),
)


def routes(surface: Surface, transcribing: Transcribing, passes: Passes, most: int) -> list[BaseRoute]:
    """``most``: bytes of a sound file."""
    fast = FastTranscription(transcribing, surface.usage, most)
    short = ShortAudio(transcribing, surface.usage)
    paths = [
        f"{base}/speech/recognition/{mode}/cognitiveservices/v1" for base in ("", "/stt") for mode in MODES
    ]
    return [
        surface.route(FAST, fast.transcribe, methods=["POST"], about=TRANSCRIBE),
        *(
            surface.route(path, IssueToken(passes).issue, methods=["POST"], about=ISSUE)
            for path in ("/sts/v1.0/issueToken", "/sts/v1.0/issuetoken")
        ),
        *(surface.route(path, short.recognise, methods=["POST"], about=RECOGNISE) for path in paths),
    ]
