"""How texts feel, in two languages and both at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import Unsupported
from parley.language.sentiment.build import train
from parley.language.sentiment.feeling import feeling
from parley.language.sentiment.model import FEELINGS
from parley.language.sentiment.words import features, tokens

GOOD = [
    ("en", "I love this phone, it is fantastic and works perfectly."),
    ("en", "What a wonderful evening, thank you so much!"),
    ("en", "The room was clean and the staff were very friendly."),
    ("en", "Not bad at all, I am happy with it."),
    ("zh", "酒店的房间非常干净，服务热情周到，下次还会来。"),
    ("zh", "味道很好，送得也快，赞！"),
    ("zh", "這本書寫得非常好，強烈推薦。"),
]
BAD = [
    ("en", "This is the worst film I have ever seen, a complete waste of time."),
    ("en", "The food was cold and the waiter was rude."),
    ("en", "It is not good and does not work. I hate it."),
    ("zh", "太难吃了，等了两个小时，再也不会来了。"),
    ("zh", "质量很差，用了一天就坏了，非常失望。"),
    ("zh", "房間又髒又吵，服務態度惡劣。"),
]
PLAIN = [
    ("en", "The meeting is at three o'clock in room five."),
    ("en", "The train leaves from platform two."),
    ("zh", "会议三点在五号会议室开始。"),
    ("zh", "请问附近有地铁站吗？"),
]


@pytest.mark.parametrize(("language", "text"), GOOD)
def test_good(language: str, text: str) -> None:
    assert feeling(text, language).feeling == "positive"


@pytest.mark.parametrize(("language", "text"), BAD)
def test_bad(language: str, text: str) -> None:
    assert feeling(text, language).feeling == "negative"


@pytest.mark.parametrize(("language", "text"), PLAIN)
def test_neither(language: str, text: str) -> None:
    assert feeling(text, language).feeling == "neutral"


def test_both_is_mixed_and_each_sentence_has_its_own() -> None:
    text = "The view was wonderful. 早餐太难吃了，非常失望。"
    found = feeling(text, "en")
    assert found.feeling == "mixed"
    assert [text[one.start : one.end] for one in found.sentences] == ["The view was wonderful.", text[24:]]
    assert [one.feeling for one in found.sentences] == ["positive", "negative"]


def test_other_languages_are_not_guessed_at() -> None:
    with pytest.raises(Unsupported):
        feeling("Das ist gut.", "de")


@given(st.text(max_size=200), st.sampled_from(("en", "zh")))
def test_scores_are_probabilities_whatever_is_written(text: str, language: str) -> None:
    found = feeling(text, language)
    for one in (found, *found.sentences):
        scores = one.scores
        assert abs(scores.positive + scores.neutral + scores.negative - 1) < 1e-4
        assert min(scores.positive, scores.neutral, scores.negative) >= 0


def test_it_is_learned_as_the_shipped_models_were() -> None:
    said = {0: "what a lovely happy day", 1: "the shop opens on monday", 2: "this awful thing is broken"}
    words = ("friend", "dog", "phone", "coffee")
    made = train([(f"{text} {word}", kind) for kind, text in said.items() for word in words * 10], "en")
    for kind, text in said.items():
        scores = made.scores(features(tokens(text, "en"), "en"))
        assert max(FEELINGS, key=lambda each: getattr(scores, each)) == FEELINGS[kind]
