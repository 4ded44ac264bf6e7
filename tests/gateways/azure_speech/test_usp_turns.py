"""What the Speech SDK is told, in which order, while somebody speaks."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from fakes.speech_sdk import REQUEST, UNIVERSAL
from fakes.written_down import FakeTranscribing
from fakes.wyoming_client import eventually
from parley.errors import Busy, EngineFailed, MissingEngine, MissingLanguage, ParleyError, Unsupported
from parley.gateways.azure.speech import turn
from parley.speech.transcribing.types import Final, Nothing, Partial, Phrase, Started, Stopped, Wanted, Word

HELLO = Phrase("Hello world.", "en", 0.1, 1.25, 0.9)
AGAIN = Phrase("Go on.", "en", 2.0, 2.5)
ONE = (
    (0.2, Started(0.1)),
    (0.6, Partial("hello", "en", 0.1, 0.6)),
    (1.5, Stopped(1.25)),
    (1.6, Final(HELLO)),
)
TWO = (*ONE, (2.1, Started(2.0)), (2.6, Stopped(2.5)), (3.0, Final(AGAIN)))


async def test_one_phrase_is_enough_for_recognize_once(talk: Any) -> None:
    async with talk(FakeTranscribing(TWO)) as it:
        it.sdk.config()
        it.sdk.begin()
        it.sdk.speak(3.0)
        assert await it.sdk.until("turn.end") == [
            "turn.start {}",
            'speech.startDetected {"Offset": 1000000}',
            'speech.hypothesis {"Text": "hello", "Offset": 1000000, "Duration": 5000000}',
            'speech.endDetected {"Offset": 12500000}',
            'speech.phrase {"RecognitionStatus": "Success", "Offset": 1000000, "Duration": 11500000, '
            '"Channel": 0, "DisplayText": "Hello world."}',
            "turn.end {}",
        ]
        assert it.transcript.closed
        assert it.sdk.subprotocol == "USP"
    assert [(service, requests) for service, requests, _ in it.usage.counted] == [("speech.recognise", 1)]


async def test_words_come_while_the_sound_still_does(talk: Any) -> None:
    async with talk(FakeTranscribing(ONE)) as it:
        it.sdk.begin()
        it.sdk.speak(0.7)
        assert (await it.sdk.until("speech.hypothesis"))[-1].startswith('speech.hypothesis {"Text": "hello"')
        assert not it.transcript.ended


async def test_continuous_recognition_goes_on_to_the_end_of_the_sound(talk: Any) -> None:
    async with talk(FakeTranscribing(TWO), "conversation") as it:
        it.sdk.begin()
        it.sdk.speak(4.0)
        it.sdk.stop()
        told = await it.sdk.until("turn.end")
        assert [each.split(" ", 1)[0] for each in told] == [
            "turn.start",
            "speech.startDetected",
            "speech.hypothesis",
            "speech.phrase",
            "speech.phrase",
            "speech.phrase",
            "turn.end",
        ], "after speech.endDetected the SDK would send no more of the sound"
        assert told[-2] == (
            'speech.phrase {"RecognitionStatus": "EndOfDictation", "Offset": 40000000, "Duration": 0, '
            '"Channel": 0}'
        )
    assert it.usage.counted == [("speech.recognise", 1, pytest.approx(4.0))]


async def test_every_message_carries_its_turn(talk: Any) -> None:
    async with talk(FakeTranscribing(ONE)) as it:
        for request in (REQUEST, "b" * 32):
            it.sdk.begin(request=request)
            it.sdk.speak(2.0, request)
            await it.sdk.until("turn.end")
            it.sdk.speak(0.3, request)  # was on its way
        told = [message.request for message in it.sdk.messages]
        assert told == [REQUEST] * 6 + ["b" * 32] * 6
        tags = [json.loads(each.body)["context"] for each in it.sdk.messages if each.path == "turn.start"]
        assert tags[0] != tags[1]


async def test_a_turn_that_begins_ends_the_one_before(talk: Any) -> None:
    async with talk(FakeTranscribing(ONE), "conversation") as it:
        it.sdk.begin()
        it.sdk.speak(0.3)
        await it.sdk.until("speech.startDetected")
        it.sdk.begin(request="b" * 32)
        it.sdk.speak(0.3)  # of the old turn: nobody hears it
        it.sdk.speak(2.0, "b" * 32)
        it.sdk.stop("b" * 32)
        await it.sdk.until("turn.end")
        old, new = it.transcribing.opened
        assert old.closed and old.seconds < 0.4
        assert new.seconds == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("heard", "status"),
    [
        (Nothing(5.0, "initial_silence"), "InitialSilenceTimeout"),
        (Nothing(5.0, "no_words", 4.0), "NoMatch"),
        (Nothing(5.0, "other_language", 4.0), "NoMatch"),
    ],
)
async def test_no_words_are_told_as_such(talk: Any, heard: Nothing, status: str) -> None:
    async with talk(FakeTranscribing([(5.0, heard)])) as it:
        it.sdk.begin()
        it.sdk.speak(5.5)
        told = await it.sdk.until("turn.end")
        duration = 50_000_000 if heard.start == 0 else 10_000_000
        assert told[1:] == [
            f'speech.phrase {{"RecognitionStatus": "{status}", "Offset": {50_000_000 - duration}, '
            f'"Duration": {duration}, "Channel": 0}}',
            "turn.end {}",
        ]


async def test_sound_that_ends_without_a_word_is_no_match(talk: Any) -> None:
    async with talk(FakeTranscribing()) as it:
        it.sdk.begin()
        it.sdk.speak(1.0)
        it.sdk.stop()
        assert (await it.sdk.until("turn.end"))[1:] == [
            'speech.phrase {"RecognitionStatus": "NoMatch", "Offset": 0, "Duration": 10000000, "Channel": 0}',
            "turn.end {}",
        ]


async def test_a_language_without_ears_is_said_once_it_is_spoken(talk: Any) -> None:
    heard = FakeTranscribing([(1.0, Nothing(1.0, "other_language"))], lacks="zh")
    async with talk(heard, "conversation", query={"language": "zh-CN"}) as it:
        it.sdk.begin()
        it.sdk.speak(2.0)
        await it.over()
        assert it.sdk.closed == (
            1007,
            "No engine for 'zh' is installed. Get one with: parley models pull sense-voice",
        )


async def test_a_long_turn_ends_with_a_phrase_so_that_the_sdk_begins_another(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "MOST_SECONDS", 1.6)
    async with talk(FakeTranscribing(TWO), "conversation") as it:
        it.sdk.begin()
        it.sdk.speak(5.0)
        told = await it.sdk.until("turn.end")
        assert told[-2].startswith('speech.phrase {"RecognitionStatus": "Success", "Offset": 1000000')
        assert it.transcript.closed
        it.sdk.begin(request="b" * 32)
        await it.sdk.until("turn.start")


async def test_a_phrase_without_end_does_not_keep_a_long_turn_open(
    talk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn, "MOST_SECONDS", 1.6)
    monkeypatch.setattr(turn, "LAST_PHRASE", 1.0)
    async with talk(FakeTranscribing([(100.0, Final(HELLO))]), "conversation") as it:
        it.sdk.begin()
        it.sdk.speak(5.0)
        told = await it.sdk.until("turn.end")
        assert told[-2].startswith('speech.phrase {"RecognitionStatus": "Success"')
        assert it.transcript.seconds == pytest.approx(2.6, abs=0.01)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MissingLanguage("fi", "parley models list"), 1007),
        (MissingEngine("voices", "parley models list"), 1007),
        (Unsupported("At most 10 languages can be told apart at once."), 1007),
        (Busy("Every worker is taken."), 1013),
    ],
)
async def test_what_cannot_be_heard_is_said_in_the_close_reason(
    talk: Any, error: ParleyError, code: int
) -> None:
    async with talk(FakeTranscribing(refusal=error)) as it:
        it.sdk.begin()
        await it.over()
        assert it.sdk.closed == (code, str(error))
        assert it.sdk.messages == []


async def test_an_engine_that_fails_is_worth_another_try(talk: Any) -> None:
    async with talk(FakeTranscribing([(0.5, EngineFailed("It crashed."))])) as it:
        it.sdk.begin()
        it.sdk.speak(1.0)
        await it.over()
        assert it.sdk.closed == (1011, "It crashed.")


async def test_a_reason_that_is_too_long_keeps_what_to_do(talk: Any) -> None:
    error = MissingEngine("x" * 120, "parley models pull sense-voice")
    async with talk(FakeTranscribing(refusal=error)) as it:
        it.sdk.begin()
        await it.over()
        assert it.sdk.closed == (1007, "Get it with: parley models pull sense-voice")


@pytest.mark.parametrize(
    "context",
    [
        {"phraseDetection": {"enrichment": {"pronunciationAssessment": {"referenceText": "hello"}}}},
        {"keywordDetection": [{"type": "StartTrigger"}]},
        {"phraseDetection": {"mode": "SINGING"}},
        {"phraseDetection": {"language": "../../etc"}},
        {"languageId": {"languages": [f"en-{chr(65 + each)}A" for each in range(11)]}},
    ],
)
async def test_what_nothing_here_can_do_is_refused(talk: Any, context: dict[str, Any]) -> None:
    async with talk(FakeTranscribing(ONE)) as it:
        it.sdk.begin(context)
        await it.over()
        assert it.sdk.closed and it.sdk.closed[0] == 1007 and it.sdk.closed[1]


async def test_detailed_results_with_word_times(talk: Any) -> None:
    words = (Word("Hello", 0.1, 0.5, 0.8), Word("world.", 0.6, 1.25))
    phrase = Phrase("Hello world.", "en", 0.1, 1.25, 0.9, words, alternatives=("Hello word.",))
    context = {
        "phraseOutput": {"format": "Detailed", "detailed": {"options": ["WordTimings", "WordConfidence"]}}
    }
    async with talk(FakeTranscribing([(1.0, Final(phrase))])) as it:
        it.sdk.begin(context)
        it.sdk.speak(1.0)
        await it.sdk.until("speech.phrase")
        said = json.loads(it.sdk.messages[-1 if it.sdk.messages[-1].path == "speech.phrase" else -2].body)
        assert it.transcript.wanted.words
        assert said["DisplayText"] == "Hello world."
        assert said["NBest"] == [
            {
                "Lexical": "hello world",
                "Display": "Hello world.",
                "ITN": "hello world",
                "MaskedITN": "hello world",
                "Confidence": 0.9,
                "Words": [
                    {"Word": "hello", "Offset": 1_000_000, "Duration": 4_000_000, "Confidence": 0.8},
                    {"Word": "world", "Offset": 6_000_000, "Duration": 6_500_000},
                ],
            },
            {
                "Lexical": "hello word",
                "Display": "Hello word.",
                "ITN": "hello word",
                "MaskedITN": "hello word",
            },
        ]


async def test_the_language_is_told_as_it_was_asked_for(talk: Any) -> None:
    phrase = Phrase("你好。", "zh", 0.1, 1.0)
    context = {"languageId": {"languages": ["en-US", "zh-CN"], "mode": "DetectContinuous"}}
    async with talk(FakeTranscribing([(1.0, Final(phrase))]), path=UNIVERSAL, query={}) as it:
        it.sdk.begin(context)
        it.sdk.speak(1.0)
        told = await it.sdk.until("speech.phrase")
        assert '"PrimaryLanguage": {"Language": "zh-CN", "Confidence": "Unknown"}' in told[-1]
        assert it.transcript.wanted.languages == ("en-US", "zh-CN")


async def test_who_speaks(talk: Any) -> None:
    script = [
        (0.5, Partial("hello", "en", 0.1, 0.5)),
        (1.0, Final(Phrase("Hello.", "en", 0.1, 1.0, speaker="Guest-1"))),
        (2.0, Final(Phrase("Hi.", "en", 1.5, 1.9))),
    ]
    context = {"phraseDetection": {"mode": "Conversation", "speakerDiarization": {"mode": "Anonymous"}}}
    async with talk(FakeTranscribing(script), path="/speech/universal/v2") as it:
        it.sdk.begin(context)
        it.sdk.speak(2.0)
        it.sdk.stop()
        await it.sdk.until("turn.end")
        said = [json.loads(each.body).get("SpeakerId") for each in it.sdk.messages if "speech" in each.path]
        assert said == ["Unknown", "Guest-1", "Unknown", None]
        assert it.transcript.wanted.speakers


async def test_what_is_asked_for_reaches_the_engine(talk: Any) -> None:
    context = {
        "phraseDetection": {
            "mode": "INTERACTIVE",
            "language": "en-US",
            "initialSilenceTimeout": 3000,
            "trailingSilenceTimeout": 700,
            "INTERACTIVE": {"segmentation": {"segmentationSilenceTimeoutMs": 600, "mode": "Custom"}},
        },
        "dgi": {"Groups": [{"Type": "Generic", "Items": [{"Text": "Kryzalys"}, {"Text": " "}]}], "bias": 1.0},
        "phraseOutput": {"interimResults": {"resultType": "None"}},
    }
    async with talk(FakeTranscribing(ONE), path=UNIVERSAL) as it:
        it.sdk.begin(context)
        await it.sdk.until("turn.start")
        assert it.transcript.wanted == Wanted(
            languages=("en-US",),
            phrases=("Kryzalys",),
            partials=False,
            initial_silence=3.0,
            end_silence=0.6,
        )


async def test_where_no_partial_words_are_wanted_no_sound_is_lost_either(talk: Any) -> None:
    context = {"phraseOutput": {"interimResults": {"resultType": "None"}}}
    async with talk(FakeTranscribing(ONE), "conversation") as it:
        it.sdk.begin(context)
        it.sdk.speak(2.3)
        it.sdk.stop()
        await it.sdk.until("turn.end")
        assert it.transcript.seconds == pytest.approx(2.3)
        assert [round(len(each) / 16_000, 1) for each in it.transcript.samples] == [1.6, 0.7]


async def test_sound_of_which_nothing_could_be_told_waits_until_something_could(talk: Any) -> None:
    async with talk(FakeTranscribing(ONE), "conversation") as it:
        it.sdk.begin()
        await it.sdk.until("turn.start")
        it.sdk.speak(0.2)
        await eventually(lambda: it.transcript.samples)
        it.transcript.patience = 0.6
        it.sdk.speak(0.8)
        await eventually(lambda: it.transcript.seconds > 0.9)
        it.transcript.patience = 0.0
        it.sdk.speak(0.8)
        it.sdk.stop()
        await it.sdk.until("turn.end")
        assert [round(len(each) / 16_000, 1) for each in it.transcript.samples] == [0.2, 0.2, 0.6, 0.6, 0.2]


async def test_sound_that_is_being_spoken_waits_half_a_second_at_most_for_more(talk: Any) -> None:
    context = {"phraseOutput": {"interimResults": {"resultType": "None"}}}
    async with talk(FakeTranscribing(ONE), "conversation") as it:
        it.sdk.begin(context)
        it.sdk.speak(0.4)
        await it.sdk.until("turn.start")
        await asyncio.sleep(0.1)
        assert not it.transcript.samples
        await asyncio.sleep(0.4)
        it.sdk.speak(0.1)
        await eventually(lambda: it.transcript.samples)
        assert [round(len(each) / 16_000, 1) for each in it.transcript.samples] == [0.5]


async def test_partial_words_are_told_when_they_are_stable(talk: Any) -> None:
    texts = ["What", "What country", "What country can", "What county can do", "What county can do for"]
    script = [(0.1 * at, Partial(text, "en", 0.0, 0.1 * at)) for at, text in enumerate(texts, 1)]
    context = {"phraseOutput": {"interimResults": {"stableThreshold": 2}}}
    async with talk(FakeTranscribing(script), "conversation") as it:
        it.sdk.begin(context)
        it.sdk.speak(1.0)
        it.sdk.stop()
        await it.sdk.until("turn.end")
        told = [json.loads(each.body)["Text"] for each in it.sdk.messages if each.path == "speech.hypothesis"]
        assert told == ["What", "What country", "What", "What county can do"]


async def test_swearing_is_masked_unless_it_is_asked_for(talk: Any) -> None:
    said = []
    for profanity in ("", "raw", "removed"):
        script = [(1.0, Final(Phrase("Oh shit, we are late.", "en", 0.0, 1.0)))]
        async with talk(FakeTranscribing(script), query={"profanity": profanity}) as it:
            it.sdk.begin()
            it.sdk.speak(1.0)
            await it.sdk.until("turn.end")
            said.append(json.loads(it.sdk.messages[-2].body)["DisplayText"])
    assert said == ["Oh ****, we are late.", "Oh shit, we are late.", "Oh, we are late."]
