"""Azure's SDK for fast transcription, and the REST API for short audio."""

# pyright: reportMissingImports=false
from __future__ import annotations

import urllib.request
from typing import Any

from azure.ai.transcription import TranscriptionClient
from azure.ai.transcription.models import (
    PhraseListProperties,
    TranscriptionContent,
    TranscriptionDiarizationOptions,
    TranscriptionOptions,
)
from azure.core.credentials import AzureKeyCredential
from program import ADDRESS, DATA, KEY, main, operation

CLIENT = TranscriptionClient(endpoint=f"http://{ADDRESS}", credential=AzureKeyCredential(KEY))
JFK = DATA / "speech" / "en" / "jfk.wav"


def transcribed(client: TranscriptionClient = CLIENT, name: str = "en/jfk.wav", **options: Any) -> Any:
    with (DATA / "speech" / name).open("rb") as file:
        content = TranscriptionContent(definition=TranscriptionOptions(**options), audio=file)
        return client.transcribe(content).as_dict()


@operation("transcribe")
def transcribe() -> Any:
    return transcribed(locales=["en-US"])


@operation("transcribe, several locales")
def several() -> Any:
    return transcribed(locales=["zh-CN", "en-GB"], phrase_list=PhraseListProperties(phrases=["Americans"]))


@operation("transcribe, diarization")
def diarization() -> Any:
    return transcribed(diarization_options=TranscriptionDiarizationOptions(max_speakers=2))


@operation("transcribe, Chinese")
def chinese() -> Any:
    return transcribed(name="zh/funasr_short77k.wav", locales=["zh-CN"])


@operation("transcribe, wrong key")
def wrong_key() -> Any:
    client = TranscriptionClient(
        endpoint=f"http://{ADDRESS}", credential=AzureKeyCredential("wrong"), retry_total=0
    )
    return transcribed(client)


@operation("short audio")
def short() -> Any:
    request = urllib.request.Request(
        f"http://{ADDRESS}/speech/recognition/conversation/cognitiveservices/v1?language=en-US&format=detailed",
        data=JFK.read_bytes(),
        headers={"Ocp-Apim-Subscription-Key": KEY, "Content-Type": "audio/wav"},
    )
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()


if __name__ == "__main__":
    main()
