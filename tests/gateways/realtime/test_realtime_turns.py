"""Turns of a realtime session: by voice activity, by hand, written, interrupted and truncated."""

from __future__ import annotations

import asyncio

import pytest

from fakes.realtime import ScriptedBrain, client, heard, packed, voice
from fakes.recogniser import Line
from parley.errors import EngineFailed
from parley.gateways.openai.realtime.brains import Words

TRANSCRIBED = {"audio": {"input": {"transcription": {"model": "whisper-1"}}}}
BY_HAND = {"audio": {"input": {"turn_detection": None, "transcription": {"model": "whisper-1"}}}}


async def test_a_voice_turn_has_the_events_of_openai_in_their_order() -> None:
    async with client("what time is it", **TRANSCRIBED) as talk:
        await talk.say()
        done = await talk.until("response.done")
    assert talk.types("input_audio_buffer.append") == [
        "session.created",
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
    assert done["response"]["status"] == "completed"
    (item,) = done["response"]["output"]
    assert item["content"] == [{"type": "output_audio", "transcript": "You said what time is it."}]
    usage = done["response"]["usage"]
    assert (usage["input_tokens"], usage["output_tokens"]) == (4, 6)
    assert [(each.service, each.characters) for each in talk.used] == [
        ("speech.recognise", 0),
        ("chat", 0),
        ("speech.say", 25),
    ]


async def test_times_of_speech_count_from_the_beginning_of_the_session() -> None:
    async with client("one", "two") as talk:
        await talk.say(1.0, 1.5)
        await talk.until("response.done")
        await talk.say(1.0, 1.5)
        await talk.until("response.done")
    starts = [each["audio_start_ms"] for each in talk.all("input_audio_buffer.speech_started")]
    ends = [each["audio_end_ms"] for each in talk.all("input_audio_buffer.speech_stopped")]
    assert starts[0] == 0 and 900 <= ends[0] <= 1100
    assert 2100 <= starts[1] <= 2550 and 3400 <= ends[1] <= 3600


async def test_words_are_told_while_the_person_speaks_where_they_are_only_written_down() -> None:
    line = Line("turn on the light", partials=("turn", "turn on", "turn on the", "turn on the"))
    async with client(line, type="transcription") as talk:
        await talk.say()
        completed = await talk.until("conversation.item.input_audio_transcription.completed")
    types = talk.types()
    delta = "conversation.item.input_audio_transcription.delta"
    assert types.index(delta) < types.index("input_audio_buffer.speech_stopped")
    assert "".join(each["delta"] for each in talk.all(delta)) == "turn on the light"
    assert completed["transcript"] == "turn on the light"
    assert "response.created" not in types and "conversation.item.added" not in types
    assert talk.events[0]["session"]["object"] == "realtime.transcription_session"


async def test_in_a_talk_words_are_told_when_their_item_is_known() -> None:
    line = Line("turn on the light", partials=("turn", "turn on", "turn on the", "turn on the"))
    async with client(line, **TRANSCRIBED) as talk:
        await talk.say()
        await talk.until("response.done")
    types = talk.types()
    delta = types.index("conversation.item.input_audio_transcription.delta")
    assert types.index("conversation.item.added") < delta < types.index("response.created")


async def test_nothing_is_answered_when_there_were_no_words() -> None:
    async with client("", **TRANSCRIBED) as talk:
        await talk.say()
        completed = await talk.until("conversation.item.input_audio_transcription.completed")
        await asyncio.sleep(5)
    assert completed["transcript"] == ""
    assert not talk.all("response.created")


async def test_a_turn_by_hand_is_answered_when_the_client_asks() -> None:
    async with client("good morning", **BY_HAND) as talk:
        await talk.say(1.0, 0.3)
        assert talk.types() == ["session.created"]
        await talk.ask("input_audio_buffer.commit")
        await talk.ask("response.create")
        done = await talk.until("response.done")
        types = talk.types()
    assert done["response"]["output"][0]["content"][0]["transcript"] == "You said good morning."
    assert "input_audio_buffer.speech_started" not in types
    assert types.index("input_audio_buffer.committed") < types.index("response.created")


async def test_pauses_within_a_turn_by_hand_part_nothing() -> None:
    async with client("good morning", "dear friends", **BY_HAND) as talk:
        await talk.say(1.0, 1.5)
        await talk.say(1.0, 0.2)
        await talk.ask("input_audio_buffer.commit")
        done = await talk.until("conversation.item.input_audio_transcription.completed")
    assert done["transcript"] == "good morning dear friends"
    assert len(talk.all("input_audio_buffer.committed")) == 1


async def test_what_is_cleared_was_never_said() -> None:
    async with client("never", "this", **BY_HAND) as talk:
        await talk.say(1.0, 0.3)
        await talk.ask("input_audio_buffer.clear")
        await talk.say(1.0, 0.3)
        await talk.ask("input_audio_buffer.commit")
        done = await talk.until("conversation.item.input_audio_transcription.completed")
    assert done["transcript"] == "this"
    assert talk.all("input_audio_buffer.cleared")


async def test_an_empty_buffer_cannot_be_committed() -> None:
    async with client(**BY_HAND) as talk:
        await talk.ask("input_audio_buffer.commit", event_id="mine")
        error = await talk.until("error")
    assert error["error"]["code"] == "input_audio_buffer_commit_empty"
    assert error["error"]["event_id"] == "mine"


async def test_no_response_where_the_client_wants_none() -> None:
    detection = {"type": "server_vad", "create_response": False}
    async with client("hello", audio={"input": {"turn_detection": detection}}) as talk:
        await talk.say()
        await talk.until("conversation.item.done")
        await asyncio.sleep(5)
        assert not talk.all("response.created")
        await talk.ask("response.create")
        await talk.until("response.done")


async def test_a_written_message_is_answered_in_writing() -> None:
    async with client(output_modalities=["text"]) as talk:
        content = [{"type": "input_text", "text": "hello"}]
        await talk.ask(
            "conversation.item.create", item={"type": "message", "role": "user", "content": content}
        )
        await talk.ask("response.create")
        done = await talk.until("response.done")
    assert done["response"]["output"][0]["content"] == [{"type": "output_text", "text": "You said hello."}]
    assert talk.types()[-5:] == [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done",
    ]
    assert not talk.mouth.spoken


LONG = [Words("One sentence is said here. "), 3.0, Words("Another one is never heard.")]


async def test_the_first_sentence_sounds_before_the_last_is_made() -> None:
    async with client("tell me", brain=ScriptedBrain(LONG)) as talk:
        await talk.say()
        begun = asyncio.get_running_loop().time()
        await talk.until("response.output_audio.delta")
        assert asyncio.get_running_loop().time() - begun < 1
        done = await talk.until("response.done")
        assert asyncio.get_running_loop().time() - begun >= 3
    said = done["response"]["output"][0]["content"][0]["transcript"]
    assert said == "One sentence is said here. Another one is never heard."


async def test_speaking_interrupts_and_the_old_answer_stops() -> None:
    brain = ScriptedBrain(LONG)
    async with client("tell me a story", "stop it", brain=brain) as talk:
        await talk.say()
        await talk.until("response.output_audio.delta")
        await talk.say(0.5, 0)
        done = await talk.until("response.done")
        await talk.say(0.2, 1.0)
        again = await talk.until("response.done")
    assert done["response"]["status"] == "cancelled"
    assert done["response"]["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    (item,) = done["response"]["output"]
    assert item["status"] == "incomplete"
    assert item["content"][0]["transcript"] == "One sentence is said here."
    assert brain.stopped == 1
    assert again["response"]["status"] == "completed"
    assert heard(brain.asked[1]) == "stop it"


async def test_speaking_does_not_interrupt_where_the_client_does_not_want_it() -> None:
    detection = {"type": "server_vad", "interrupt_response": False}
    brain = ScriptedBrain(LONG)
    async with client("one", "two", brain=brain, audio={"input": {"turn_detection": detection}}) as talk:
        await talk.say()
        await talk.until("response.output_audio.delta")
        await talk.say()
        first = await talk.until("response.done")
        second = await talk.until("response.done")
    assert [each["response"]["status"] for each in (first, second)] == ["completed", "completed"]
    assert brain.stopped == 0


async def test_a_response_is_cancelled_and_another_made() -> None:
    brain = ScriptedBrain(LONG)
    async with client("hello", brain=brain, **BY_HAND) as talk:
        await talk.say(1.0, 0.3)
        await talk.ask("input_audio_buffer.commit")
        await talk.ask("response.create")
        await talk.until("response.output_audio.delta")
        await talk.ask("response.cancel")
        await talk.ask("response.create")
        first = await talk.until("response.done")
        second = await talk.until("response.done")
        assert first["response"]["status_details"]["reason"] == "client_cancelled"
        assert second["response"]["status"] == "completed"
        await talk.ask("response.cancel")
        error = await talk.until("error")
    assert error["error"]["code"] == "response_cancel_not_active"


async def test_one_response_at_a_time() -> None:
    async with client("hello", brain=ScriptedBrain(LONG), **BY_HAND) as talk:
        await talk.say(1.0, 0.3)
        await talk.ask("input_audio_buffer.commit")
        await talk.ask("response.create")
        await talk.ask("response.create", event_id="second")
        error = await talk.until("error")
        await talk.until("response.done")
    assert error["error"]["code"] == "conversation_already_has_active_response"
    assert error["error"]["event_id"] == "second"


async def test_a_truncated_answer_holds_what_was_heard() -> None:
    brain = ScriptedBrain([Words("This was heard. This was not heard at all.")])
    async with client("hello", "and then", brain=brain) as talk:
        await talk.say()
        done = await talk.until("response.done")
        id = done["response"]["output"][0]["id"]
        seconds = len("This was heard.") * 0.1 + 0.2
        await talk.ask(
            "conversation.item.truncate", item_id=id, content_index=0, audio_end_ms=int(seconds * 1000)
        )
        await talk.until("conversation.item.truncated")
        await talk.ask("conversation.item.retrieve", item_id=id)
        item = (await talk.until("conversation.item.retrieved"))["item"]
        await talk.ask("conversation.item.truncate", item_id=id, content_index=0, audio_end_ms=60_000)
        error = await talk.until("error")
        await talk.say()
        await talk.until("response.done")
    assert item["content"][0]["transcript"] == "This was heard."
    assert error["error"]["param"] == "audio_end_ms"
    assert [each.words for each in brain.asked[1].items] == ["hello", "This was heard.", "and then"]  # pyright: ignore


async def test_an_engine_that_fails_fails_the_response_and_not_the_session() -> None:
    brain = ScriptedBrain([EngineFailed("It broke.")])
    async with client("one", "two", brain=brain) as talk:
        await talk.say()
        failed = await talk.until("response.done")
        await talk.say()
        good = await talk.until("response.done")
    assert failed["response"]["status"] == "failed"
    assert failed["response"]["status_details"]["error"]["code"] == "engine_failed"
    assert good["response"]["status"] == "completed"


async def test_ears_that_fail_fail_the_response_and_say_so() -> None:
    async with client(Line("x", error=EngineFailed("Deaf.")), **TRANSCRIBED) as talk:
        await talk.say()
        failed = await talk.until("conversation.item.input_audio_transcription.failed")
        done = await talk.until("response.done")
    assert failed["error"]["code"] == "engine_failed"
    assert done["response"]["status"] == "failed"


async def test_a_client_that_vanishes_in_the_middle_leaves_nothing_running() -> None:
    brain = ScriptedBrain(LONG)
    async with client("hello", "half a sen", brain=brain) as talk:
        await talk.say()
        await talk.until("response.output_audio.delta")
        await talk.say(0.5, 0)
        used = list(talk.used)
    assert brain.closed and brain.stopped == 1
    assert talk.ear.hearings[1].closed and not talk.ear.hearings[1].finished
    # What was said until then is counted; nothing is afterwards.
    count = len(talk.used)
    assert count >= len(used)
    await asyncio.sleep(10)
    assert len(talk.used) == count


@pytest.mark.parametrize("form", ["audio/pcm", "audio/pcmu", "audio/pcma"])
async def test_sound_goes_both_ways_in_every_format(form: str) -> None:
    import base64

    from parley.audio import g711
    from parley.audio.resample import resample

    audio = {"input": {"format": {"type": form}}, "output": {"format": {"type": form}}}
    async with client("hello", audio=audio) as talk:
        sound = voice(1.0)
        law = {"audio/pcmu": "mulaw", "audio/pcma": "alaw"}.get(form)
        for part in (sound, sound[:1] * 0):
            data = g711.encode(resample(part, 24_000, 8_000), law) if law else part.tobytes()  # pyright: ignore
            await talk.ask("input_audio_buffer.append", audio=base64.b64encode(data).decode())
        quiet = bytes([0xFF if law == "mulaw" else 0xD5]) * 8_000 if law else bytes(48_000)
        await talk.ask("input_audio_buffer.append", audio=base64.b64encode(quiet).decode())
        await talk.until("response.done")
    said = b"".join(base64.b64decode(each["delta"]) for each in talk.all("response.output_audio.delta"))
    per_second = 48_000 if form == "audio/pcm" else 8_000
    assert len(said) / per_second == pytest.approx(len("You said hello.") * 0.1, abs=0.1)


async def test_the_speed_is_the_client_s() -> None:
    async with client("hello", audio={"output": {"speed": 1.5}}) as talk:
        await talk.say()
        await talk.until("response.done")
    assert talk.mouth.spoken[0].rate == 1.5


@pytest.mark.parametrize(("voice_name", "spoken_by"), [("alloy", None), ("hum", "hum"), ("nobody", None)])
async def test_a_voice_that_there_is_speaks_and_others_stand_for_the_usual_one(
    voice_name: str, spoken_by: str | None
) -> None:
    async with client("hello", audio={"output": {"voice": voice_name}}) as talk:
        await talk.say()
        assert (await talk.until("response.done"))["response"]["status"] == "completed"
    assert talk.mouth.spoken[0].voice == spoken_by


async def test_sound_that_is_no_base64_is_an_error_and_not_the_end() -> None:
    async with client("hello") as talk:
        await talk.ask("input_audio_buffer.append", audio="***")
        assert (await talk.until("error"))["error"]["code"] == "bad_audio"
        await talk.ask("input_audio_buffer.append", audio=packed(voice(0.1)))


async def test_a_cough_before_the_answer_begins_does_not_lose_it() -> None:
    brain = ScriptedBrain()
    async with client(Line("what time is it", "en"), "", brain=brain) as talk:
        talk.slow_ear = 2.0
        await talk.say(1.0, 1.0)
        assert not talk.all("response.created")
        talk.slow_ear = 0.0
        await talk.say(0.3, 1.0)
        done = (await talk.until("response.done"))["response"]
    assert done["status"] == "completed"
    assert done["output"][0]["content"][0]["transcript"] == "You said what time is it."
    assert len(talk.all("response.created")) == 1


async def test_whatever_goes_wrong_fails_the_response_and_not_the_session() -> None:
    brain = ScriptedBrain([ValueError("never shown")])
    async with client("one", "two", brain=brain) as talk:
        await talk.say()
        failed = (await talk.until("response.done"))["response"]
        await talk.say()
        good = (await talk.until("response.done"))["response"]
    assert failed["status_details"]["error"]["code"] == "failed"
    assert "never shown" not in str(talk.events) and good["status"] == "completed"


async def test_a_turn_in_chinese_is_answered_in_chinese_and_cut_between_characters() -> None:
    answer = [Words("现在下午三点。", "zh", whole=True), Words("北京今天晴，有点冷。", "zh", whole=True)]
    brain = ScriptedBrain(answer)
    async with client(Line("现在几点，天气怎么样", "zh"), brain=brain, **TRANSCRIBED) as talk:
        await talk.say()
        done = (await talk.until("response.done"))["response"]
        id = done["output"][0]["id"]
        second = int((len("现在下午三点。") + 5.5) * 100)
        await talk.ask("conversation.item.truncate", item_id=id, content_index=0, audio_end_ms=second)
        await talk.ask("conversation.item.retrieve", item_id=id)
        kept = (await talk.until("conversation.item.retrieved"))["item"]
    assert done["output"][0]["content"][0]["transcript"] == "现在下午三点。北京今天晴，有点冷。"
    assert [each.language for each in talk.mouth.spoken] == ["zh", "zh"]
    assert (done["usage"]["input_tokens"], done["usage"]["output_tokens"]) == (9, 14)
    assert kept["content"][0]["transcript"] == "现在下午三点。北京今天晴"
    (heard,) = talk.all("conversation.item.input_audio_transcription.completed")
    assert heard["transcript"] == "现在几点，天气怎么样"
