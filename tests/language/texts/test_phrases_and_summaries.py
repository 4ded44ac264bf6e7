"""What texts are about, and the sentences that say most of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import Unsupported
from parley.language.phrases.phrases import MOST, phrases
from parley.language.summary.extractive import summary

ENGLISH = (
    "Cloud computing changed how companies buy computers. Amazon began to rent out servers in 2006. Google "
    "followed with cloud computing services of its own. The weather was fine that day. Today most companies "
    "rent computers from a few cloud computing companies."
)
CHINESE = (
    "中国科学院近日宣布，科研人员在量子计算领域取得重要突破。该团队研制出新型超导量子计算机，运算速度大幅提升。"
    "量子计算被认为是下一代信息技术的关键。中午吃了面条。专家表示，这一成果将推动量子计算机的产业化应用。"
)


def test_phrases_of_both_languages() -> None:
    assert {"Cloud computing", "Amazon", "Google"} <= set(phrases(ENGLISH, "en"))
    assert {"中国科学院", "量子计算机", "信息技术"} <= set(phrases(CHINESE, "zh"))


def test_function_words_are_none() -> None:
    assert phrases("It was what it was, and that is how it is.", "en") == ()
    assert phrases("我们觉得这样非常不错。", "zh") == ()


def test_the_sentence_that_has_nothing_to_do_with_the_others_is_left_out() -> None:
    for text, language, aside in ((ENGLISH, "en", "weather"), (CHINESE, "zh", "面条")):
        best = summary(text, language, 3)
        assert len(best) == 3 and best[0].rank == 1.0
        assert [one.rank for one in best] == sorted((one.rank for one in best), reverse=True)
        assert not any(aside in text[one.start : one.end] for one in best)


def test_a_summary_is_no_longer_than_the_text() -> None:
    assert len(summary("One sentence alone stands here.", "en", 5)) == 1
    assert summary("", "en") == ()


def test_other_languages_are_not_guessed_at() -> None:
    for work in (phrases, summary):
        with pytest.raises(Unsupported):
            work("Bonjour tout le monde", "fr")


@given(st.text(max_size=300), st.sampled_from(("en", "zh")))
def test_nothing_breaks_them(text: str, language: str) -> None:
    found = phrases(text, language)
    assert len(found) <= MOST and all(found)
    for one in summary(text, language):
        assert 0 <= one.start < one.end <= len(text) and 0 <= one.rank <= 1
