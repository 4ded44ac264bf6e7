"""OpenAI's SDK writes down recordings, in every form, and as a stream."""

# pyright: reportMissingImports=false
from __future__ import annotations

import asyncio
import time
from typing import Any

import openai
from openai import AsyncOpenAI, AzureOpenAI, OpenAI
from openai.types import audio
from program import ADDRESS, DATA, KEY, main, operation

CLIENT = OpenAI(base_url=f"http://{ADDRESS}/v1", api_key=KEY, max_retries=0)
JFK = DATA / "speech" / "en" / "jfk.wav"
LONG = DATA / "speech" / "en" / "moonshine_intent.wav"
CHINESE = DATA / "speech" / "zh" / "funasr_short77k.wav"


def transcribed(**asked: Any) -> Any:
    with JFK.open("rb") as file:
        create: Any = CLIENT.audio.transcriptions.create
        return create(file=file, **({"model": "whisper-1"} | asked))


@operation("version")
def version() -> Any:
    return openai.__version__


@operation("json")
def as_json() -> Any:
    got = transcribed(model="gpt-4o-transcribe", language="en")
    audio.Transcription.model_validate(got.to_dict())
    return got.to_dict()


@operation("text, srt, vtt")
def as_text() -> Any:
    return {form: transcribed(response_format=form, language="en") for form in ("text", "srt", "vtt")}


@operation("verbose_json with words")
def verbose() -> Any:
    got = transcribed(response_format="verbose_json", timestamp_granularities=["word", "segment"])
    audio.TranscriptionVerbose.model_validate(got.to_dict())
    return got.to_dict()


@operation("diarized_json")
def diarized() -> Any:
    got = transcribed(model="gpt-4o-transcribe-diarize", response_format="diarized_json")
    if hasattr(audio, "TranscriptionDiarized"):
        audio.TranscriptionDiarized.model_validate(got.to_dict())
    return got.to_dict()


@operation("stream")
def streamed() -> Any:
    begun, events = time.monotonic(), []
    with LONG.open("rb") as file:
        for event in CLIENT.audio.transcriptions.create(file=file, model="gpt-4o-transcribe", stream=True):
            type(event).model_validate(event.to_dict())
            events.append({"after": time.monotonic() - begun, **event.to_dict()})
    return events


@operation("async")
def in_async() -> Any:
    async def run() -> Any:
        async with AsyncOpenAI(base_url=f"http://{ADDRESS}/v1", api_key=KEY) as client:
            return (await client.audio.transcriptions.create(file=JFK, model="parley", language="en")).text

    return asyncio.run(run())


@operation("AzureOpenAI")
def azure() -> Any:
    client = AzureOpenAI(azure_endpoint=f"http://{ADDRESS}", api_key=KEY, api_version="2025-03-01-preview")
    return client.audio.transcriptions.create(file=JFK, model="whisper-1", language="en").text


@operation("translation of English")
def translated() -> Any:
    return CLIENT.audio.translations.create(file=JFK, model="whisper-1").text


@operation("translation of Chinese")
def translated_chinese() -> Any:
    return CLIENT.audio.translations.create(file=CHINESE, model="whisper-1").text


@operation("Chinese")
def chinese() -> Any:
    return CLIENT.audio.transcriptions.create(file=CHINESE, model="whisper-1", language="zh").text


@operation("unknown model")
def unknown() -> Any:
    return transcribed(model="whisper-9")


@operation("logprobs")
def logprobs() -> Any:
    return transcribed(model="gpt-4o-transcribe", include=["logprobs"])


@operation("no sound")
def no_sound() -> Any:
    return CLIENT.audio.transcriptions.create(file=("x.wav", b"no sound at all"), model="whisper-1")


@operation("wrong key")
def wrong_key() -> Any:
    client = OpenAI(base_url=f"http://{ADDRESS}/v1", api_key="wrong", max_retries=0)
    return client.audio.transcriptions.create(file=JFK, model="whisper-1")


if __name__ == "__main__":
    main()
