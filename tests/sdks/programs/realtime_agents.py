"""openai-agents' RealtimeRunner and Azure's Voice Live SDK talk with Parley."""

from __future__ import annotations

import asyncio
import wave
from typing import Any

import numpy as np
from program import ADDRESS, DATA, KEY, main, operation

LIGHTS = DATA / "speech" / "en" / "oww_office_lights_1.wav"
_PATIENCE = 60.0


def sound(silence: float = 1.2) -> bytes:
    """A recording as PCM of 24 kHz, and silence after it."""
    with wave.open(str(LIGHTS)) as file:
        rate, data = file.getframerate(), file.readframes(file.getnframes())
    samples = np.frombuffer(data, "<i2")
    at = np.arange(0, len(samples), rate / 24_000)
    made = np.interp(at, np.arange(len(samples)), samples).astype("<i2")
    return made.tobytes() + bytes(int(silence * 48_000))


async def run_agent(model: str, agent: Any, *, text: str = "") -> dict[str, Any]:
    """Talk with an agent until its answer was heard, and its tools were called; what was told."""
    from agents.realtime import RealtimeRunner

    runner = RealtimeRunner(agent, config={"model_settings": {"model_name": model}})  # type: ignore
    url = f"ws://{ADDRESS}/v1/realtime?model={model}"
    got: dict[str, Any] = {"events": [], "audio": 0, "said": [], "heard": [], "tools": [], "errors": []}
    async with await runner.run(model_config={"url": url, "api_key": KEY}) as session:
        if text:
            await session.send_message(text)
        else:
            data = sound()
            for at in range(0, len(data), 4_800):
                await session.send_audio(data[at : at + 4_800])
        async with asyncio.timeout(_PATIENCE):
            async for event in session:
                if not got["events"] or got["events"][-1] != event.type:
                    got["events"].append(event.type)
                if event.type == "audio":
                    got["audio"] += len(event.audio.data)
                if event.type == "error":
                    got["errors"].append(str(event.error)[:300])
                if event.type == "tool_end":
                    got["tools"].append([event.tool.name, event.output])
                if event.type in ("history_added", "history_updated"):
                    items = event.history if event.type == "history_updated" else [event.item]
                    for item in items:
                        for part in getattr(item, "content", None) or ():
                            words = getattr(part, "transcript", None) or getattr(part, "text", None)
                            side = "said" if item.role == "assistant" else "heard"
                            if words and words not in got[side]:
                                got[side].append(words)
                answered = got["audio"] and got["said"] and event.type in ("history_updated", "audio_end")
                if answered and bool(got["tools"]) is bool(agent.tools):
                    break
    return got


@operation("RealtimeRunner: voice turn")
async def agent_voice() -> Any:
    from agents.realtime import RealtimeAgent

    return await run_agent("parley", RealtimeAgent(name="Assistant"))


@operation("RealtimeRunner: function tool")
async def agent_tool() -> Any:
    from agents import function_tool
    from agents.realtime import RealtimeAgent

    @function_tool
    def weather(city: str) -> str:
        """The weather of a city."""
        return f"sunny in {city}"

    agent = RealtimeAgent(name="Weather", instructions="Be brief.", tools=[weather])
    return await run_agent("echo-1", agent, text='use weather with {"city": "Beijing"}')


@operation("voicelive.connect: voice turn")
async def voice_live() -> Any:
    import base64

    from azure.ai.voicelive.aio import connect
    from azure.ai.voicelive.models import (
        AudioInputTranscriptionOptions,
        AzureStandardVoice,
        Modality,
        RequestSession,
        ServerVad,
    )
    from azure.core.credentials import AzureKeyCredential

    async with connect(
        endpoint=f"http://{ADDRESS}", credential=AzureKeyCredential(KEY), model="gpt-realtime"
    ) as connection:
        settings = RequestSession(
            modalities=[Modality.TEXT, Modality.AUDIO],
            voice=AzureStandardVoice(name="en-US-AvaNeural"),
            turn_detection=ServerVad(threshold=0.5, prefix_padding_ms=300, silence_duration_ms=600),
            input_audio_transcription=AudioInputTranscriptionOptions(model="azure-speech"),
        )
        await connection.session.update(session=settings)
        data = sound()
        for at in range(0, len(data), 4_800):
            await connection.input_audio_buffer.append(audio=base64.b64encode(data[at : at + 4_800]).decode())
        got: dict[str, Any] = {"types": [], "audio": 0, "heard": "", "said": ""}
        async with asyncio.timeout(_PATIENCE):
            async for event in connection:
                kind = str(getattr(event.type, "value", event.type))
                if not got["types"] or got["types"][-1] != kind:
                    got["types"].append(kind)
                if kind == "session.updated":
                    got["voice"] = str(event.session.voice)
                if kind == "response.audio.delta":
                    got["audio"] += len(event.delta)
                if kind == "conversation.item.input_audio_transcription.completed":
                    got["heard"] = event.transcript
                if kind == "response.audio_transcript.done":
                    got["said"] = event.transcript
                if kind == "response.done":
                    got["status"] = str(getattr(event.response.status, "value", event.response.status))
                    break
        return got


@operation("voicelive.connect: wrong key")
async def voice_live_wrong_key() -> Any:
    from azure.ai.voicelive.aio import connect
    from azure.core.credentials import AzureKeyCredential

    async with connect(endpoint=f"http://{ADDRESS}", credential=AzureKeyCredential("wrong"), model="parley"):
        return "let in"


main()
