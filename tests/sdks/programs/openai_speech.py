"""OpenAI's SDK for Python has a text said, in every format."""

from __future__ import annotations

import base64
import json
from typing import Any

import openai
from program import ADDRESS, KEY, main, operation

CLIENT = openai.OpenAI(base_url=f"http://{ADDRESS}/v1", api_key=KEY, max_retries=0)
TEXT = "Hello there, this is a test. 你好。"


@operation("audio.speech.create")
def formats() -> Any:
    rows: dict[str, str] = {}
    for form in ("mp3", "opus", "aac", "flac", "wav", "pcm"):
        said = CLIENT.audio.speech.create(
            model="gpt-4o-mini-tts", voice="alloy", input=TEXT, response_format=form, instructions="Calmly."
        )
        rows[form] = base64.b64encode(said.content).decode()
    return rows


@operation("audio.speech.create(speed=…)")
def speeds() -> Any:
    return {
        str(speed): len(
            CLIENT.audio.speech.create(
                model="tts-1", voice="nova", input=TEXT, response_format="pcm", speed=speed
            ).content
        )
        / 48_000
        for speed in (0.25, 0.5, 1.0, 2.0, 4.0)
    }


@operation("audio.speech.with_streaming_response.create")
def streamed() -> Any:
    sizes: list[int] = []
    with CLIENT.audio.speech.with_streaming_response.create(
        model="tts-1", voice="nova", input=TEXT * 50, response_format="pcm"
    ) as answer:
        sizes.extend(len(piece) for piece in answer.iter_bytes())
    return {"pieces": len(sizes), "bytes": sum(sizes)}


@operation("audio.speech.create(stream_format='sse')")
def events() -> Any:
    told: list[dict[str, Any]] = []
    with CLIENT.audio.speech.with_streaming_response.create(
        model="gpt-4o-mini-tts",
        voice="nova",
        input=TEXT,
        response_format="pcm",
        # The first major has no such parameter; the API takes it all the same.
        extra_body={"stream_format": "sse"},
    ) as answer:
        for line in answer.iter_lines():
            if line.startswith("data: "):
                told.append(json.loads(line.removeprefix("data: ")))
    sound = b"".join(base64.b64decode(each["audio"]) for each in told if "audio" in each)
    return {"types": sorted({each["type"] for each in told}), "bytes": len(sound), "last": told[-1]}


@operation("AzureOpenAI: audio.speech.create")
def azure() -> Any:
    client = openai.AzureOpenAI(
        azure_endpoint=f"http://{ADDRESS}", api_key=KEY, api_version="2025-04-01-preview", max_retries=0
    )
    said = client.audio.speech.create(model="tts", voice="alloy", input="Hello.", response_format="wav")
    return base64.b64encode(said.content).decode()


@operation("audio.speech.create, a wrong key")
def refused() -> Any:
    client = openai.OpenAI(base_url=f"http://{ADDRESS}/v1", api_key="wrong", max_retries=0)
    try:
        client.audio.speech.create(model="tts-1", voice="alloy", input="Hello.")
    except openai.AuthenticationError as error:
        return [error.status_code, error.code]
    return "let in"


@operation("audio.speech.create, a voice that nobody has")
def nobody() -> Any:
    try:
        CLIENT.audio.speech.create(model="tts-1", voice="caruso", input="Hello.")
    except openai.BadRequestError as error:
        return [error.status_code, error.param]
    return "said"


main()
