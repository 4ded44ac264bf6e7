"""The words of the beta interface, of Azure's preview and of Voice Live, as another way to say the same."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.realtime import ScriptedBrain, client
from parley.gateways.openai.realtime.beta import Beta
from parley.gateways.openai.realtime.brains import Words


async def test_a_voice_turn_in_the_older_words() -> None:
    async with client("hello", dialect=Beta()) as talk:
        await talk.ask("session.update", session={"input_audio_transcription": {"model": "whisper-1"}})
        updated = (await talk.until("session.updated"))["session"]
        await talk.say()
        done = (await talk.until("response.done"))["response"]
    assert talk.types() == [
        "session.created",
        "session.updated",
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.created",
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
        "response.created",
        "response.output_item.added",
        "conversation.item.created",
        "response.content_part.added",
        "response.audio_transcript.delta",
        "response.audio.delta",
        "response.audio.done",
        "response.audio_transcript.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.done",
    ]
    assert updated["input_audio_format"] == updated["output_audio_format"] == "pcm16"
    assert updated["modalities"] == ["text", "audio"] and updated["voice"] == "alloy"
    assert updated["turn_detection"]["type"] == "server_vad"
    assert updated["input_audio_transcription"] == {"model": "whisper-1"}
    assert "audio" not in updated and "output_modalities" not in updated
    assert done["output"][0]["content"] == [{"type": "audio", "transcript": "You said hello."}]
    assert done["modalities"] == ["text", "audio"] and done["output_audio_format"] == "pcm16"


async def test_a_history_in_the_older_words_is_understood() -> None:
    brain = ScriptedBrain([Words("Yes.")])
    async with client(brain=brain, dialect=Beta()) as talk:
        for role, kind, text in (("user", "input_text", "Hello?"), ("assistant", "text", "Hello.")):
            content = [{"type": kind, "text": text}]
            await talk.ask(
                "conversation.item.create", item={"type": "message", "role": role, "content": content}
            )
        wanted = {"modalities": ["text"], "instructions": "Be brief.", "max_response_output_tokens": 5}
        await talk.ask("response.create", response=wanted)
        done = (await talk.until("response.done"))["response"]
    assert done["output"][0]["content"] == [{"type": "text", "text": "Yes."}]
    assert talk.types()[-5:-1] == [
        "response.text.delta",
        "response.text.done",
        "response.content_part.done",
        "response.output_item.done",
    ]
    (asked,) = brain.asked
    assert (asked.instructions, asked.most) == ("Be brief.", 5)
    assert [(each.role, each.words) for each in asked.items] == [  # pyright: ignore
        ("user", "Hello?"),
        ("assistant", "Hello."),
    ]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"turn_detection": None}, {"turn_detection": None}),
        ({"turn_detection": {"type": "none"}}, {"turn_detection": None}),
        ({"input_audio_format": "g711_ulaw"}, {"input_audio_format": "g711_ulaw"}),
        ({"input_audio_sampling_rate": 16_000}, {"input_audio_format": "pcm16_16000hz"}),
        ({"voice": {"name": "en-US-AvaNeural", "type": "azure-standard"}}, {"voice": "en-US-AvaNeural"}),
        ({"voice": {"name": "alloy", "type": "openai"}, "speed": 1.1}, {"voice": "alloy", "speed": 1.1}),
        ({"modalities": ["text"]}, {"modalities": ["text"]}),
        ({"max_response_output_tokens": 100}, {"max_response_output_tokens": 100}),
    ],
)
async def test_a_flat_session_comes_back_flat(given: dict[str, Any], shown: dict[str, Any]) -> None:
    async with client(dialect=Beta()) as talk:
        await talk.ask("session.update", session=given)
        session = (await talk.until("session.updated"))["session"]
    assert {name: session[name] for name in shown} == shown


async def test_azure_s_semantic_detection_ends_turns_by_silence() -> None:
    detection = {
        "type": "azure_semantic_vad_multilingual",
        "silence_duration_ms": 400,
        "remove_filler_words": True,
    }
    async with client(dialect=Beta()) as talk:
        await talk.ask("session.update", session={"turn_detection": detection})
        session = (await talk.until("session.updated"))["session"]
    assert session["turn_detection"]["type"] == "server_vad"
    assert session["turn_detection"]["silence_duration_ms"] == 400


async def test_a_session_that_only_writes_down_is_called_so() -> None:
    async with client("hello", dialect=Beta(transcribing=True), type="transcription") as talk:
        await talk.ask("transcription_session.update", session={"turn_detection": {"type": "server_vad"}})
        await talk.until("transcription_session.updated")
        await talk.say()
        await talk.until("conversation.item.input_audio_transcription.completed")
    assert talk.events[0]["type"] == "transcription_session.created"


async def test_an_unknown_event_names_those_that_there_are() -> None:
    async with client(dialect=Beta()) as talk:
        await talk.ask("make.coffee")
        error = (await talk.until("error"))["error"]
    assert "transcription_session.update" in error["message"]
