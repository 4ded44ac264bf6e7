"""What Home Assistant asks of the services, asked by Wyoming's own client."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.handle import Handled
from wyoming.info import Describe, Info, SelectProgram
from wyoming.intent import Intent, Recognize
from wyoming.ping import Ping
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeVoice,
)
from wyoming.wake import Detect, Detection

from fakes.recogniser import FakeRecogniser, Line
from fakes.synthesiser import HummingSynthesiser
from fakes.wake import word
from fakes.wyoming_client import Serve, eventually, sound, speech, types
from parley.errors import Busy
from parley.gateways.wyoming.offering import Limits

# info


async def test_it_tells_what_is_installed_and_home_assistant_can_read_it(serve: Serve) -> None:
    services = await serve(Line("hello", partials=("hello",)))
    (event,) = await services.ask(Describe(), until=("info",))
    info = Info.from_event(event)
    assert info.asr[0].supports_transcript_streaming
    assert [(model.name, model.languages) for model in info.asr[0].models] == [("fake", ["en", "zh"])]
    assert info.tts[0].supports_synthesize_streaming
    assert [(each.name, each.languages) for each in info.tts[0].voices] == [
        ("en-fake", ["en"]),
        ("zh-fake", ["zh"]),
    ]
    assert {model.phrase for model in info.wake[0].models} == {"okay nabu", "hey jarvis"}
    assert info.handle[0].supports_handled_streaming and info.handle[0].supports_home_control
    assert info.intent[0].models[0].languages == ["en", "zh"]
    assert info.satellite is None


async def test_a_program_that_is_chosen_and_a_ping_disturb_nothing(serve: Serve) -> None:
    services = await serve()
    answers = await services.ask(SelectProgram("parley"), Ping("are you there"), Describe(), until=("info",))
    assert types(answers) == ["pong", "info"]
    assert answers[0].data == {"text": "are you there"}


# asr


async def test_an_utterance_becomes_its_transcript(serve: Serve) -> None:
    recogniser = FakeRecogniser("what time is it")
    services = await serve(recogniser=recogniser)
    answers = await services.ask(
        Transcribe(language="en-US"), *sound(speech(1.5)), until=("transcript", "error")
    )
    transcript = Transcript.from_event(answers[-1])
    assert (transcript.text, transcript.language) == ("what time is it", "en")
    assert types(answers) == ["transcript"]
    assert recogniser.hearings[0].samples == 24_000
    assert recogniser.hints[0].language == "en"


async def test_words_that_two_partial_results_agree_on_are_told_while_the_person_speaks(serve: Serve) -> None:
    recogniser = FakeRecogniser(Line("turn on the light", partials=("turn", "turn on", "turn on the lie")))
    services = await serve(recogniser=recogniser)
    async with AsyncTcpClient("127.0.0.1", services.listener.port) as client, asyncio.timeout(60):
        start, *chunks, stop = sound(speech(1.0), chunk=5_000)
        await client.write_event(start.event())
        answers: list[Event] = []
        for number, chunk in enumerate(chunks):
            await client.write_event(chunk.event())  # each is heard by itself
            heard = min(16_000, 5_000 * (number + 1))
            await eventually(
                lambda heard=heard: recogniser.hearings and recogniser.hearings[0].samples == heard
            )
        await client.write_event(stop.event())
        while (event := await client.read_event()) is not None:
            answers.append(event)
            if event.type == "transcript-stop":
                break
    assert types(answers) == ["transcript-start", "transcript-chunk", "transcript", "transcript-stop"]
    pieces = [event.data["text"] for event in answers if event.type == "transcript-chunk"]
    assert pieces == ["turn", " on", " the light"]


async def test_sound_of_another_rate_and_of_two_channels_is_taken(serve: Serve) -> None:
    recogniser = FakeRecogniser("hello")
    services = await serve(recogniser=recogniser)
    stereo = np.repeat(speech(1.0, 48_000), 2).astype("<i2").tobytes()
    await services.ask(
        AudioStart(48_000, 2, 2), AudioChunk(48_000, 2, 2, stereo), AudioStop(), until=("transcript",)
    )
    assert abs(recogniser.hearings[0].samples - 16_000) < 200


@pytest.mark.parametrize(
    ("rate", "width", "channels", "payload"),
    [(16_000, 4, 1, b"1234"), (16_000, 2, 0, b"12"), (16_000, 2, 1, b"123"), (1, 2, 1, b"12")],
)
async def test_sound_that_cannot_be_is_refused(
    serve: Serve, rate: int, width: int, channels: int, payload: bytes
) -> None:
    services = await serve("hello")
    answers = await services.ask(
        AudioStart(16_000, 2, 1), AudioChunk(rate, width, channels, payload), AudioStop(), until=()
    )
    assert [(event.type, event.data["code"]) for event in answers] == [("error", "bad_audio")]


async def test_an_utterance_without_end_is_cut_off(serve: Serve) -> None:
    recogniser = FakeRecogniser("hello")
    services = await serve(recogniser=recogniser, limits=Limits(seconds=2.0))
    answers = await services.ask(*sound(speech(3.0))[:-1], until=())
    assert [(event.type, event.data["code"]) for event in answers] == [("error", "too_long")]
    assert recogniser.hearings[0].closed


async def test_a_language_that_nothing_hears_is_refused(serve: Serve) -> None:
    services = await serve("bonjour")
    answers = await services.ask(Transcribe(language="fr"), *sound(speech(0.5)), until=())
    assert [event.data.get("code") for event in answers] == ["missing_language"]


async def test_busy_ears_say_so_at_once(serve: Serve) -> None:
    services = await serve("hello", limits=Limits(hearing=1))
    async with AsyncTcpClient("127.0.0.1", services.listener.port) as first:
        await first.write_event(AudioStart(16_000, 2, 1).event())
        await first.write_event(Ping().event())
        await eventually(lambda: services.offer.taken("asr"))
        answers = await services.ask(*sound(speech(0.5)), until=())
    assert [event.data.get("code") for event in answers] == [Busy.code]


async def test_who_leaves_in_the_middle_leaves_nothing_behind(serve: Serve) -> None:
    recogniser = FakeRecogniser("hello")
    services = await serve(recogniser=recogniser)
    async with AsyncTcpClient("127.0.0.1", services.listener.port) as client:
        for each in sound(speech(0.5))[:-1]:
            await client.write_event(each.event())
    await eventually(lambda: not services.listener.connections and not services.offer.taken("asr"))
    assert all(hearing.closed for hearing in recogniser.hearings)


# tts


async def test_a_text_is_said_in_one_format(serve: Serve) -> None:
    synthesiser = HummingSynthesiser()
    services = await serve(synthesiser=synthesiser)
    answers = await services.ask(Synthesize("Hello there. 你好吗？"), until=("audio-stop", "error"))
    assert types(answers) == ["audio-start", "audio-chunk", "audio-stop"]
    assert answers[0].data == {"rate": 24_000, "width": 2, "channels": 1}
    assert all(event.data == answers[0].data for event in answers[1:-1])
    assert [(each.text, each.language) for each in synthesiser.spoken] == [
        ("Hello there.", "en"),
        ("你好吗？", "zh"),
    ]


async def test_text_that_comes_in_pieces_is_said_as_its_sentences_are_whole(serve: Serve) -> None:
    synthesiser = HummingSynthesiser()
    services = await serve(synthesiser=synthesiser)
    async with AsyncTcpClient("127.0.0.1", services.listener.port) as client, asyncio.timeout(60):
        for each in (SynthesizeStart(), SynthesizeChunk("One. T"), SynthesizeChunk("wo is ")):
            await client.write_event(each.event())
        first = [await client.read_event() for _ in range(3)]
        assert [event.type for event in first if event] == ["audio-start", "audio-chunk", "audio-chunk"]
        assert [each.text for each in synthesiser.spoken] == ["One."]
        whole = Synthesize("One. Two is here.")
        for each in (SynthesizeChunk("here."), whole, SynthesizeStop()):
            await client.write_event(each.event())
        rest: list[Event] = []
        while (event := await client.read_event()) is not None:
            rest.append(event)
            if event.type == "synthesize-stopped":
                break
    assert types(rest) == ["audio-chunk", "audio-stop", "synthesize-stopped"]
    assert [each.text for each in synthesiser.spoken] == ["One.", "Two is here."]


async def test_a_voice_s_language_is_spoken_also_where_the_words_do_not_tell(serve: Serve) -> None:
    synthesiser = HummingSynthesiser()
    services = await serve(synthesiser=synthesiser)
    await services.ask(Synthesize("12", SynthesizeVoice(language="zh-CN")), until=("audio-stop",))
    assert [each.language for each in synthesiser.spoken] == ["zh"]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Synthesize("hello", SynthesizeVoice("nobody")), "unsupported"),
        (Synthesize("<speak>hello</speak>", text_format="ssml"), "unsupported"),
        (Synthesize("very " * 6_000), "too_long"),
    ],
)
async def test_what_cannot_be_said_is_refused(serve: Serve, request_: Synthesize, code: str) -> None:
    services = await serve()
    answers = await services.ask(request_, until=())
    assert [event.data["code"] for event in answers if event.type == "error"] == [code]
    assert "audio-chunk" not in types(answers)


async def test_an_engine_that_fails_is_told_and_ends_the_stream(serve: Serve) -> None:
    services = await serve(synthesiser=HummingSynthesiser(fail_after=2))
    answers = await services.ask(Synthesize("Hello there, whoever you are."), until=())
    assert types(answers)[-1] == "error"
    assert answers[-1].data["code"] == "engine_failed"


async def test_who_leaves_while_something_is_said_ends_the_saying(serve: Serve) -> None:
    synthesiser = HummingSynthesiser(pause=0.01)
    services = await serve(synthesiser=synthesiser)
    async with AsyncTcpClient("127.0.0.1", services.listener.port) as client:
        await client.write_event(Synthesize("A long story " * 10).event())
        assert [(await client.read_event()) for _ in range(2)]
    await eventually(lambda: synthesiser.closed and not services.offer.taken("tts"))


# wake


async def test_a_wake_word_is_told_each_time(serve: Serve) -> None:
    services = await serve()
    start, *chunks, stop = sound(np.concatenate([word(0.5), speech(0.5), word(0.5)]))
    answers = await services.ask(Detect(names=["Okay Nabu"]), start, *chunks, stop, Ping(), until=("pong",))
    found = [Detection.from_event(event) for event in answers if Detection.is_type(event.type)]
    assert [each.name for each in found] == ["okay_nabu", "okay_nabu"]
    assert types(answers) == ["detection", "pong"]


async def test_sound_without_the_word_is_not_detected(serve: Serve) -> None:
    services = await serve()
    answers = await services.ask(Detect(), *sound(speech(1.0)), until=("not-detected", "detection"))
    assert types(answers) == ["not-detected"]


async def test_a_wake_word_nobody_has_is_refused(serve: Serve) -> None:
    services = await serve()
    answers = await services.ask(Detect(names=["alexa"]), *sound(speech(0.2)), until=())
    assert [event.data.get("code") for event in answers] == ["unsupported"]


# handle and intent


async def test_what_was_said_is_done_and_the_answer_is_given_in_writing(serve: Serve) -> None:
    synthesiser = HummingSynthesiser()
    services = await serve(synthesiser=synthesiser, skills=True)
    context = {"conversation_id": "01J", "device_id": "kitchen"}
    answers = await services.ask(
        Transcript("set a timer for five minutes", context, "en"), until=("handled-stop", "not-handled")
    )
    assert types(answers) == ["handled-start", "handled-chunk", "handled", "handled-stop"]
    handled = next(Handled.from_event(event) for event in answers if Handled.is_type(event.type))
    assert handled.text and "5 minutes" in handled.text
    assert handled.context == context
    assert not synthesiser.spoken


async def test_a_question_back_is_answered_in_the_same_conversation_and_in_no_other(serve: Serve) -> None:
    services = await serve(skills=True)
    mine, other = ({"conversation_id": each} for each in ("mine", "other"))
    end = ("handled", "not-handled")
    asked = await services.ask(Transcript("set a timer", mine, "en"), until=end)
    strange = await services.ask(Transcript("five minutes", other, "en"), until=end)
    answered = await services.ask(Transcript("five minutes", mine, "en"), until=end)
    assert types(asked)[-1] == "handled"
    assert types(strange)[-1] == "not-handled" or "5" not in strange[-1].data["text"]
    assert "5 minutes" in answered[-1].data["text"]


async def test_what_is_not_understood_is_not_handled_and_says_so_in_its_language(serve: Serve) -> None:
    services = await serve(skills=True)
    end = ("handled", "not-handled")
    (english,) = await services.ask(Transcript("colourless green ideas sleep", None, "en"), until=end)
    (chinese,) = await services.ask(Transcript("无色的绿色念头睡着", None, "zh"), until=end)
    assert (english.type, chinese.type) == ("not-handled", "not-handled")
    assert english.data["text"].isascii() and not chinese.data["text"].isascii()


async def test_an_intent_is_told_with_its_entities_and_nothing_is_done(serve: Serve) -> None:
    services = await serve(skills=True)
    (event,) = await services.ask(
        Recognize("set a timer for five minutes"), until=("intent", "not-recognized")
    )
    intent = Intent.from_event(event)
    assert intent.name == "timer.start"
    assert {each.name: each.value for each in intent.entities}["duration"] == 300
    answers = await services.ask(
        Transcript("how long is left on the timer"), until=("handled", "not-handled")
    )
    assert "5 minutes" not in answers[-1].data["text"]


async def test_two_commands_are_two_intents(serve: Serve) -> None:
    services = await serve(skills=True)
    answers = await services.ask(
        Recognize("set a timer for five minutes and what time is it"),
        until=("intents-stop", "not-recognized"),
    )
    names = [event.data["name"] for event in answers if event.type == "intent"]
    assert types(answers) == ["intents-start", "intent", "intents-stop"]
    assert names == ["timer.start", "clock.time"]


async def test_words_that_mean_nothing_are_not_recognized(serve: Serve) -> None:
    services = await serve(skills=True)
    answers = await services.ask(
        Recognize("colourless green ideas sleep"), until=("intent", "not-recognized")
    )
    assert types(answers) == ["not-recognized"]
