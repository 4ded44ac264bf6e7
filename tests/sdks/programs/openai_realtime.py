"""OpenAI's Python SDK talks in real time: the GA interface, from 1.x the beta one too; every major."""

from __future__ import annotations

import asyncio
import base64
import time
import wave
from typing import Any

import numpy as np
import openai
from openai import AsyncAzureOpenAI, AsyncOpenAI
from program import ADDRESS, DATA, KEY, main, operation
from pydantic import TypeAdapter

MAJOR = int(openai.__version__.split(".")[0])
LIGHTS = DATA / "speech" / "en" / "oww_office_lights_1.wav"
_PATIENCE = 60.0


def client(key: str = KEY) -> Any:
    # The first major makes wss of http.
    more: Any = {"websocket_base_url": f"ws://{ADDRESS}/v1"} if MAJOR == 1 else {}
    return AsyncOpenAI(base_url=f"http://{ADDRESS}/v1", api_key=key, max_retries=0, **more)


def sound(path: Any = LIGHTS, silence: float = 1.2) -> bytes:
    """A recording as PCM of 24 kHz, and silence after it."""
    with wave.open(str(path)) as file:
        rate, data = file.getframerate(), file.readframes(file.getnframes())
    samples = np.frombuffer(data, "<i2")
    at = np.arange(0, len(samples), rate / 24_000)
    made = np.interp(at, np.arange(len(samples)), samples).astype("<i2")
    return made.tobytes() + bytes(int(silence * 48_000))


async def speak(connection: Any, data: bytes, pace: float = 0.0) -> None:
    """Send sound in pieces of a tenth of a second."""
    for at in range(0, len(data), 4_800):
        piece = base64.b64encode(data[at : at + 4_800]).decode()
        await connection.input_audio_buffer.append(audio=piece)
        if pace:
            await asyncio.sleep(pace)


class Talk:
    """A connection, and what came over it; every event is held against the SDK's own types."""

    def __init__(self, connection: Any, types: Any) -> None:
        self.connection, self._known = connection, TypeAdapter(types)
        self.events: list[Any] = []

    async def until(self, *types: str) -> Any:
        async with asyncio.timeout(_PATIENCE):
            async for event in self.connection:
                self._known.validate_python(event.model_dump(), strict=False)
                self.events.append(event)
                if event.type in types:
                    return event
        raise AssertionError(f"closed before {types}: {self.types()}")

    def types(self) -> list[str]:
        """In order, several alike in a row once."""
        found: list[str] = []
        for event in self.events:
            if not found or found[-1] != event.type:
                found.append(event.type)
        return found

    def heard_seconds(self, type: str = "response.output_audio.delta") -> float:
        return sum(len(base64.b64decode(each.delta)) for each in self.events if each.type == type) / 48_000


def server_event() -> Any:
    from openai.types.realtime import RealtimeServerEvent

    return RealtimeServerEvent


def said(done: Any) -> list[str]:
    """The words of a response."""
    return [
        part.transcript or part.text or ""
        for item in done.response.output
        for part in getattr(item, "content", None) or ()
    ]


@operation("realtime.connect: voice turn")
async def voice() -> Any:
    async with client().realtime.connect(model="gpt-realtime") as connection:
        talk = Talk(connection, server_event())
        created = await talk.until("session.created")
        await connection.session.update(
            session={"type": "realtime", "audio": {"input": {"transcription": {"model": "whisper-1"}}}}
        )
        await talk.until("session.updated")
        await speak(connection, sound())
        heard = await talk.until("conversation.item.input_audio_transcription.completed")
        done = await talk.until("response.done")
        return {
            "model": created.session.model,
            "heard": heard.transcript,
            "said": said(done),
            "seconds": talk.heard_seconds(),
            "types": talk.types(),
        }


@operation("realtime.connect: turn by hand")
async def by_hand() -> Any:
    async with client().realtime.connect(model="parley") as connection:
        talk = Talk(connection, server_event())
        audio = {"input": {"turn_detection": None, "transcription": {"model": "whisper-1"}}}
        await connection.session.update(session={"type": "realtime", "audio": audio})
        await speak(connection, sound(silence=0.2))
        await connection.input_audio_buffer.commit()
        await connection.response.create()
        done = await talk.until("response.done")
        return {"said": said(done), "status": done.response.status}


@operation("realtime.connect: text")
async def text() -> Any:
    async with client().realtime.connect(model="parley") as connection:
        talk = Talk(connection, server_event())
        await connection.session.update(session={"type": "realtime", "output_modalities": ["text"]})
        content = [{"type": "input_text", "text": "what is 6 times 7"}]
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": content}
        )
        await connection.response.create()
        done = await talk.until("response.done")
        return {"said": said(done), "usage": done.response.usage.model_dump(), "types": talk.types()}


@operation("realtime.connect: interrupted, truncated, retrieved, deleted")
async def interrupted() -> Any:
    async with client().realtime.connect(model="echo-1") as connection:
        talk = Talk(connection, server_event())
        content = [{"type": "input_text", "text": "count for ever"}]
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": content}
        )
        await connection.response.create()
        delta = await talk.until("response.output_audio.delta")
        await connection.response.cancel()
        done = await talk.until("response.done")
        item = delta.item_id
        await connection.conversation.item.truncate(item_id=item, content_index=0, audio_end_ms=20)
        await talk.until("conversation.item.truncated")
        await connection.conversation.item.retrieve(item_id=item)
        kept = await talk.until("conversation.item.retrieved")
        await connection.conversation.item.delete(item_id=item)
        await talk.until("conversation.item.deleted")
        await connection.conversation.item.retrieve(item_id=item)
        error = await talk.until("error")
        return {
            "status": done.response.status,
            "said": said(done),
            "kept": kept.item.content[0].transcript,
            "error": error.error.code,
        }


TOOL = {
    "type": "function",
    "name": "weather",
    "description": "The weather of a city",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


@operation("realtime.connect: function call")
async def function() -> Any:
    async with client().realtime.connect(model="echo-1") as connection:
        talk = Talk(connection, server_event())
        await connection.session.update(
            session={"type": "realtime", "instructions": "Be brief.", "tools": [TOOL]}
        )
        content = [{"type": "input_text", "text": 'use weather with {"city": "Beijing"}'}]
        await connection.conversation.item.create(
            item={"type": "message", "role": "user", "content": content}
        )
        await connection.response.create()
        done = await talk.until("response.done")
        call = done.response.output[0]
        await connection.conversation.item.create(
            item={"type": "function_call_output", "call_id": call.call_id, "output": "sunny"}
        )
        await connection.response.create()
        again = await talk.until("response.done")
        return {"name": call.name, "arguments": call.arguments, "said": said(again), "types": talk.types()}


@operation("realtime.connect: functions for the assistant")
async def no_functions() -> Any:
    async with client().realtime.connect(model="parley") as connection:
        talk = Talk(connection, server_event())
        await connection.session.update(session={"type": "realtime", "tools": [TOOL]})
        error = (await talk.until("error")).error
        return {"code": error.code, "param": error.param, "message": error.message}


@operation("realtime.connect: transcription")
async def transcription() -> Any:
    # The first major insists on a model.
    more: Any = {"model": "whisper-1"} if MAJOR == 1 else {}
    async with client().realtime.connect(extra_query={"intent": "transcription"}, **more) as connection:
        talk = Talk(connection, server_event())
        created = await talk.until("session.created")
        audio = {"input": {"transcription": {"model": "gpt-4o-transcribe", "language": "en"}}}
        await connection.session.update(session={"type": "transcription", "audio": audio})
        begun = time.monotonic()
        data = sound(DATA / "speech" / "en" / "jfk.wav")
        sending = asyncio.create_task(speak(connection, data, pace=0.05))
        first = await talk.until("conversation.item.input_audio_transcription.delta")
        early = not sending.done()
        # Pieces of speech are written down beside each other, and a short one may overtake the one before it:
        # what belongs to which, the item tells.
        done = await talk.until("conversation.item.input_audio_transcription.completed")
        while done.item_id != first.item_id:
            done = await talk.until("conversation.item.input_audio_transcription.completed")
        await sending
        return {
            "type": created.session.type,
            "first": first.delta,
            "before the end of the sound": early,
            "seconds": time.monotonic() - begun,
            "transcript": done.transcript,
        }


@operation("realtime.client_secrets.create")
async def secret() -> Any:
    audio = {"input": {"turn_detection": None}}
    made = await client().realtime.client_secrets.create(
        expires_after={"anchor": "created_at", "seconds": 60},
        session={"type": "realtime", "model": "parley", "output_modalities": ["text"], "audio": audio},
    )
    async with client(made.value).realtime.connect(model="parley") as connection:
        created = await Talk(connection, server_event()).until("session.created")
        return {
            "value": made.value[:3],
            "lives": made.expires_at - time.time(),
            "modalities": created.session.output_modalities,
            "detection": created.session.audio.input.turn_detection,
        }


OFFER = "\r\n".join(
    (
        "v=0",
        "o=- 4004293441 4004293441 IN IP4 0.0.0.0",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0 1",
        "a=msid-semantic:WMS *",
        "m=audio 60546 UDP/TLS/RTP/SAVPF 96",
        "c=IN IP4 127.0.0.1",
        "a=sendrecv",
        "a=mid:0",
        "a=rtcp-mux",
        "a=rtpmap:96 opus/48000/2",
        "a=candidate:1 1 udp 2130706431 127.0.0.1 60546 typ host",
        "a=end-of-candidates",
        "a=ice-ufrag:UUkL",
        "a=ice-pwd:8Y2DvWLivxLjsXx9J0ORb0",
        "a=fingerprint:sha-256 " + ":".join(["AB"] * 32),
        "a=setup:actpass",
        "m=application 60546 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 127.0.0.1",
        "a=mid:1",
        "a=sctp-port:5000",
        "a=max-message-size:262144",
        "a=ice-ufrag:UUkL",
        "a=ice-pwd:8Y2DvWLivxLjsXx9J0ORb0",
        "a=fingerprint:sha-256 " + ":".join(["AB"] * 32),
        "a=setup:actpass",
        "",
    )
)
"""Of a peer that never answers: what is tried is who takes the call, and that it can be ended."""


@operation("realtime.connect: wrong key")
async def wrong_key() -> Any:
    async with client("wrong").realtime.connect(model="parley"):
        return "let in"


@operation("realtime.connect: unknown model")
async def unknown_model() -> Any:
    async with client().realtime.connect(model="gpt-nobody-has"):
        return "let in"


@operation("Azure realtime.connect (preview)")
async def azure() -> Any:
    azure_client: Any = AsyncAzureOpenAI(
        azure_endpoint=f"http://{ADDRESS}",
        api_key=KEY,
        api_version="2025-04-01-preview",
        websocket_base_url=f"ws://{ADDRESS}/openai",
    )
    resource = azure_client.beta.realtime if MAJOR == 1 else azure_client.realtime
    async with resource.connect(model="parley") as connection:
        async with asyncio.timeout(_PATIENCE):
            created = await connection.recv()
            await connection.send({"type": "session.update", "session": {"modalities": ["text"]}})
            content = [{"type": "input_text", "text": "what is 6 times 7"}]
            item = {"type": "message", "role": "user", "content": content}
            await connection.send({"type": "conversation.item.create", "item": item})
            await connection.send({"type": "response.create"})
            types, words = [created.type], ""
            while types[-1] != "response.done":
                event = await connection.recv()
                types.append(event.type)
                words += getattr(event, "delta", "") if event.type == "response.text.delta" else ""
            return {"types": types, "said": words}


if MAJOR == 1:

    @operation("beta.realtime.connect")
    async def beta() -> Any:
        from openai.types.beta.realtime import RealtimeServerEvent

        async with client().beta.realtime.connect(model="gpt-4o-realtime-preview") as connection:
            talk = Talk(connection, RealtimeServerEvent)
            created = await talk.until("session.created")
            transcribed: Any = {"input_audio_transcription": {"model": "whisper-1"}}
            await connection.session.update(session=transcribed)
            await speak(connection, sound())
            heard = await talk.until("conversation.item.input_audio_transcription.completed")
            done = await talk.until("response.done")
            return {
                "format": created.session.input_audio_format,
                "heard": heard.transcript,
                "said": said(done),
                "seconds": talk.heard_seconds("response.audio.delta"),
                "types": talk.types(),
            }

    @operation("beta.realtime.sessions.create")
    async def beta_session() -> Any:
        made = await client().beta.realtime.sessions.create(model="gpt-4o-realtime-preview", voice="alloy")
        async with client(made.client_secret.value).beta.realtime.connect(
            model="gpt-4o-realtime-preview"
        ) as connection:
            created = await connection.recv()
            return {"voice": made.voice, "type": created.type}

    @operation("beta.realtime.transcription_sessions.create")
    async def beta_transcription() -> Any:
        made = await client().beta.realtime.transcription_sessions.create(
            input_audio_transcription={"model": "whisper-1"}
        )
        return {"secret": made.client_secret.value[:3], "format": made.input_audio_format}


if MAJOR > 1:

    @operation("realtime.calls.create, hangup")
    async def call() -> Any:
        made = await client().realtime.calls.create(
            sdp=OFFER, session={"type": "realtime", "model": "parley"}
        )
        location = made.response.headers["location"]
        id = location.rsplit("/", 1)[1]
        await client().realtime.calls.hangup(id)
        try:
            await client().realtime.calls.hangup(id)
        except openai.NotFoundError as error:
            again = error.status_code
        else:
            again = 0
        answer, wanted = made.text, ("m=audio", "m=application", "opus/48000", "a=setup:active")
        return {
            "status": made.response.status_code,
            "location": location.removesuffix(id),
            "answer": [each for each in wanted if each in answer],
            "again": again,
        }

    @operation("realtime.calls.create: no offer")
    async def no_offer() -> Any:
        return await client().realtime.calls.create(sdp="hello")


if MAJOR > 2:

    @operation("realtime.translations.connect")
    async def translation() -> Any:
        from openai.types.realtime import RealtimeTranslationServerEvent

        async with client().realtime.translations.connect(model="gpt-realtime-translate") as connection:
            talk = Talk(connection, RealtimeTranslationServerEvent)
            created = await talk.until("session.created")
            await connection.session.update(session={"audio": {"output": {"language": "de"}}})
            await talk.until("session.updated")
            data = sound()
            for at in range(0, len(data), 4_800):
                piece = base64.b64encode(data[at : at + 4_800]).decode()
                await connection.session.input_audio_buffer.append(audio=piece)
            await connection.session.close()
            await talk.until("session.closed")

            def together(type: str) -> str:
                return "".join(each.delta for each in talk.events if each.type == type)

            return {
                "type": created.session.type,
                "heard": together("session.input_transcript.delta"),
                "said": together("session.output_transcript.delta"),
                "seconds": talk.heard_seconds("session.output_audio.delta"),
                "errors": [each.error.message for each in talk.events if each.type == "error"],
            }

    @operation("realtime.translations.client_secrets.create")
    async def translation_secret() -> Any:
        output: Any = {"language": "de"}
        made = await client().realtime.translations.client_secrets.create(
            session={"model": "gpt-realtime-translate", "audio": {"output": output}}
        )
        other = client(made.value).realtime.translations
        async with other.connect(model="gpt-realtime-translate") as connection:
            created = await connection.recv()
            return {"secret": made.value[:3], "language": created.session.audio.output.language}


main()
