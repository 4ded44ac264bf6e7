"""What talks in real time: OpenAI's SDKs of every major, its agents, Azure's preview and Voice Live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from fakes.sdks import Row, Sdks

SURFACE = "OpenAI Realtime"
Record = Callable[..., None]

VOICE_TURN = [
    "session.created",
    "session.updated",
    "input_audio_buffer.speech_started",
    "input_audio_buffer.speech_stopped",
    "input_audio_buffer.committed",
    "conversation.item.added",
    "conversation.item.done",
    "conversation.item.input_audio_transcription.delta",
    "conversation.item.input_audio_transcription.completed",
    "response.created",
    "response.output_item.added",
    "conversation.item.added",
    "response.content_part.added",
    "response.output_audio_transcript.delta",
    "response.output_audio.delta",
    "response.output_audio.done",
    "response.output_audio_transcript.done",
    "response.content_part.done",
    "response.output_item.done",
    "conversation.item.done",
    "response.done",
]


def good(rows: Mapping[str, Row], name: str) -> Any:
    """What an operation got, which must have worked."""
    row = rows[name]
    assert row.ok, (row.error, row.message)
    return row.got


def heard(got: Mapping[str, Any]) -> None:
    """The recording was understood and answered aloud."""
    words = got["heard"][0] if isinstance(got["heard"], list) else got["heard"]
    assert words.lower().rstrip(".") == "turn on the office lights"
    assert "office" in "".join(got["said"]).lower()
    assert got.get("seconds", got.get("audio", 0) / 48_000) > 0.5


MAJORS = [("openai 3.52.0", ()), ("openai 2.54.0", ("openai-2",)), ("openai 1.109.1", ("openai-1",))]


@pytest.mark.parametrize(("sdk", "only"), MAJORS, ids=[name for name, _ in MAJORS])
def test_openai_s_sdk_talks(sdks: Sdks, conformance: Record, sdk: str, only: tuple[str, ...]) -> None:
    rows = sdks.run("openai_realtime.py", only=only, seconds=100)
    turn = good(rows, "realtime.connect: voice turn")
    heard(turn)
    assert turn["types"] == VOICE_TURN
    assert turn["model"] == "gpt-realtime"
    by_hand = good(rows, "realtime.connect: turn by hand")
    assert by_hand["status"] == "completed" and "office" in by_hand["said"][0]
    text = good(rows, "realtime.connect: text")
    assert "42" in text["said"][0] and "response.output_audio.delta" not in text["types"]
    assert text["usage"]["input_tokens"] == 5
    interrupted = good(rows, "realtime.connect: interrupted, truncated, retrieved, deleted")
    assert interrupted["status"] == "cancelled" and interrupted["error"] == "item_not_found"
    assert interrupted["kept"] == "" and interrupted["said"][0]
    function = good(rows, "realtime.connect: function call")
    assert function["name"] == "weather" and function["arguments"] == '{"city": "Beijing"}'
    assert function["said"] == ["The tool said: sunny"]
    transcription = good(rows, "realtime.connect: transcription")
    assert transcription["type"] == "transcription" and transcription["before the end of the sound"]
    assert "fellow americans" in transcription["transcript"].lower()
    secret = good(rows, "realtime.client_secrets.create")
    assert secret["value"] == "ek_" and 50 < secret["lives"] <= 60
    assert secret["modalities"] == ["text"] and secret["detection"] is None
    azure = good(rows, "Azure realtime.connect (preview)")
    assert "42" in azure["said"] and azure["types"][-1] == "response.done"
    for name in rows:
        if rows[name].ok and "assistant" not in name:
            conformance(SURFACE, name, sdk, "works")
    refused = good(rows, "realtime.connect: functions for the assistant")
    assert (refused["code"], refused["param"]) == ("unsupported", "session.tools")
    conformance(SURFACE, "realtime.connect: functions for the assistant", sdk, "refused", refused["message"])
    for name, status in (("realtime.connect: wrong key", "401"), ("realtime.connect: unknown model", "404")):
        assert not rows[name].ok and status in rows[name].message
        conformance(SURFACE, name, sdk, "refused", f"HTTP {status}")
    if sdk != "openai 1.109.1":
        assert good(rows, "realtime.calls.create, hangup") == {
            "status": 201,
            "location": "/v1/realtime/calls/",
            "answer": ["m=audio", "m=application", "opus/48000", "a=setup:active"],
            "again": 404,
        }
        no_offer = rows["realtime.calls.create: no offer"]
        assert (no_offer.error, no_offer.status) == ("BadRequestError", 400)
        conformance(SURFACE, "realtime.calls.create: no offer", sdk, "refused", "HTTP 400")
    if sdk == "openai 3.52.0":
        translated = good(rows, "realtime.translations.connect")
        assert translated["type"] == "translation" and not translated["errors"]
        assert translated["heard"].strip().lower() == "turn on the office lights."
        assert translated["said"] and translated["seconds"] > 0.3
        made = good(rows, "realtime.translations.client_secrets.create")
        assert made == {"secret": "ek_", "language": "de"}
    if sdk == "openai 1.109.1":
        beta = good(rows, "beta.realtime.connect")
        heard(beta)
        assert beta["format"] == "pcm16" and "response.audio.delta" in beta["types"]
        assert good(rows, "beta.realtime.sessions.create") == {"voice": "alloy", "type": "session.created"}
        assert good(rows, "beta.realtime.transcription_sessions.create")["secret"] == "ek_"


def test_agents_talk_and_use_their_tools(sdks: Sdks, conformance: Record) -> None:
    voice, tool = "RealtimeRunner: voice turn", "RealtimeRunner: function tool"
    rows = sdks.run("realtime_agents.py", voice, tool)
    heard(good(rows, voice))
    assert good(rows, tool)["tools"] == [["weather", "sunny in Beijing"]]
    assert good(rows, tool)["said"] == ["The tool said: sunny in Beijing"]
    assert good(rows, tool)["errors"] == []
    for name in (voice, tool):
        conformance(SURFACE, name, "openai-agents 0.24.0", "works")


def test_voice_live_talks(sdks: Sdks, conformance: Record) -> None:
    voice, wrong = "voicelive.connect: voice turn", "voicelive.connect: wrong key"
    rows = sdks.run("realtime_agents.py", voice, wrong)
    heard(good(rows, voice))
    assert good(rows, voice)["status"] == "completed"
    conformance(SURFACE, voice, "azure-ai-voicelive 1.3.1", "works")
    assert not rows[wrong].ok and "401" in rows[wrong].message
    conformance(SURFACE, wrong, "azure-ai-voicelive 1.3.1", "refused", "HTTP 401")


def test_openai_s_sdk_for_javascript_talks(sdks: Sdks, conformance: Record) -> None:
    rows = sdks.node("openai_realtime.mjs")
    heard(good(rows, "OpenAIRealtimeWS: voice turn"))
    assert "42" in good(rows, "OpenAIRealtimeWS: text")["said"][0]
    assert good(rows, "realtime.clientSecrets.create") == {"secret": "ek_", "modalities": ["text"]}
    for name in ("OpenAIRealtimeWS: voice turn", "OpenAIRealtimeWS: text", "realtime.clientSecrets.create"):
        conformance(SURFACE, name, "openai 6.49.0 (JS)", "works")
    wrong = rows["OpenAIRealtimeWS: wrong key"]
    assert not wrong.ok and "401" in wrong.message
    conformance(SURFACE, "OpenAIRealtimeWS: wrong key", "openai 6.49.0 (JS)", "refused", "HTTP 401")
