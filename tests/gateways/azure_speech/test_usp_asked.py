"""What the Speech SDK asks for: in its own words, and in any other."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.speech_sdk import HOST, UNIVERSAL
from parley.errors import ParleyError, Unsupported
from parley.gateways.azure.speech.asked import Asked, Mode, asked
from parley.gateways.azure.speech.contexts import read
from parley.gateways.azure.speech.framing import BadMessage
from parley.gateways.azure.speech.results import lexical
from parley.language.profanity import Profanity


def said(context: object, path: str = UNIVERSAL, **query: str) -> Asked:
    return asked(path, query, read(json.dumps(context)))


def test_as_the_python_sdk_says_it_with_a_host() -> None:
    context = {"phraseDetection": {"language": "en-US"}, "audio": {"streams": {"1": None}}}
    once = said(context, HOST.format("interactive"), language="en-US")
    assert once == Asked(Mode.ONCE, ("en-US",), initial_silence=5.0)
    assert said(context, HOST.format("conversation")) == Asked(Mode.CONTINUOUS, ("en-US",))
    assert said(context, HOST.format("dictation")) == Asked(Mode.DICTATION, ("en-US",))


def test_as_it_says_it_with_an_endpoint() -> None:
    assert said({"phraseDetection": {"mode": "DICTATION", "language": "zh-CN"}}).mode is Mode.DICTATION
    assert said({"phraseDetection": {"mode": "Conversation"}}).mode is Mode.CONTINUOUS
    assert said({"phraseDetection": {"mode": "INTERACTIVE"}}).mode is Mode.ONCE
    assert said({}).mode is Mode.CONTINUOUS


def test_results() -> None:
    options = {"format": "Detailed", "detailed": {"options": ["WordTimings", "WordConfidence", "SNR"]}}
    both = said({"phraseOutput": options})
    assert (both.detailed, both.words, both.word_confidence) == (True, True, True)
    by_query = said({}, format="detailed", wordLevelTimestamps="true", wordLevelConfidence="true")
    assert (by_query.detailed, by_query.words, by_query.word_confidence) == (True, True, True)
    assert not said({}, format="simple").detailed


def test_languages() -> None:
    among = said({"languageId": {"languages": ["en-US", "zh-CN"], "mode": "DetectAtAudioStart"}})
    assert (among.languages, among.identify) == (("en-US", "zh-CN"), True)
    by_query = said({}, lidEnabled="en-US,de-DE", language="en-US")
    assert (by_query.languages, by_query.identify) == (("en-US", "de-DE"), True)
    assert said({}).languages == ()


def test_silences() -> None:
    both = {"initialSilenceTimeout": 3000, "trailingSilenceTimeout": 700}
    assert said({"phraseDetection": both}).initial_silence == 3.0
    assert said({"phraseDetection": both}).end_silence == 0.7
    texts = {"phraseDetection": {"initialSilenceTimeout": "3000"}}
    assert said(texts).initial_silence == 3.0
    query = said({}, initialSilenceTimeoutMs="1500", endSilenceTimeoutMs="nonsense")
    assert (query.initial_silence, query.end_silence) == (1.5, None)
    assert said({"phraseDetection": {"trailingSilenceTimeout": 3_000_000}}).end_silence == 10.0
    assert said({"phraseDetection": {"mode": "INTERACTIVE", "trailingSilenceTimeout": 0}}).end_silence == 0.1


def test_translation() -> None:
    context: dict[str, Any] = {
        "phraseDetection": {"mode": "INTERACTIVE", "language": "en-US", "onSuccess": {"action": "Translate"}},
        "translation": {"targetLanguages": ["de", "zh-Hans", "de"], "onSuccess": {"action": "Synthesize"}},
        "synthesis": {"synthesizedLanguages": ["de"], "defaultVoices": {"de": "de-DE-KatjaNeural"}},
    }
    both = said(context)
    assert (both.targets, both.voices) == (("de", "zh-Hans"), {"de": "de-DE-KatjaNeural"})
    path = "/speech/translation/cognitiveservices/v1"
    by_query = said({}, path, **{"from": "en-US", "to": "de,fr", "voice": "katja"})
    assert by_query.languages == ("en-US",) and by_query.translating
    assert by_query.voices == {"de": "katja", "fr": "katja"}


def test_phrases_beyond_the_bound_are_let_go() -> None:
    items = [{"Text": f"name {each}"} for each in range(700)]
    assert len(said({"dgi": {"Groups": [{"Type": "Generic", "Items": items}]}}).phrases) == 500


def test_custom_models_are_refused() -> None:
    with pytest.raises(Unsupported, match="endpoint_id"):
        said({}, cid="my-model")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
known = st.sampled_from(
    ["phraseDetection", "languageId", "dgi", "phraseOutput", "translation", "synthesis", "keywordDetection"]
)
inside = st.sampled_from(
    ["mode", "language", "languages", "Groups", "format", "detailed", "targetLanguages", "defaultVoices"]
)


@given(
    st.dictionaries(known, values | st.dictionaries(inside, values), max_size=4),
    st.sampled_from([UNIVERSAL, HOST.format("interactive"), HOST.format("x")]),
    st.dictionaries(st.sampled_from(["language", "format", "to", "lidEnabled", "cid"]), st.text(max_size=20)),
)
def test_any_context_is_understood_or_refused(context: Any, path: str, query: dict[str, str]) -> None:
    try:
        wants = asked(path, query, read(msgspec.json.encode(context)))
    except ParleyError:
        return
    assert len(wants.languages) <= 10 and all(len(each) <= 35 for each in wants.languages)
    assert wants.end_silence is None or 0.1 <= wants.end_silence <= 10.0


@given(st.text() | st.binary())
def test_any_body_is_a_context_or_said_to_be_none(body: str | bytes) -> None:
    try:
        read(body)
    except BadMessage:
        return


@pytest.mark.parametrize(
    ("text", "masked", "removed"),
    [
        ("Holy shit!", "Holy ****!", "Holy!"),
        ("FUCK that.", "**** that.", "that."),
        ("The class passed the Scunthorpe assessment.", None, None),
        ("这他妈的是什么？", "这***是什么？", "这是什么？"),
        ("我操作一下，今日你好。", None, None),
        ("我操，忘了。", "**，忘了。", "，忘了。"),
    ],
)
def test_swearing(text: str, masked: str | None, removed: str | None) -> None:
    assert Profanity.MASKED.applied(text) == (masked or text)
    assert Profanity.REMOVED.applied(text) == (removed or text)
    assert Profanity.RAW.applied(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, world!", "hello world"),
        ("I don't know; it's 7:30.", "i don't know it's 7 30"),
        ("你好，世界。", "你好 世界"),
        ("'Tis the well-known R&D.", "tis the well-known r&d"),
    ],
)
def test_words_without_punctuation(text: str, words: str) -> None:
    assert lexical(text) == words
