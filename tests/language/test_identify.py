"""Each part of what people write is known by its language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.identify import main_language, spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好 Parley", [("你好 ", "zh"), ("Parley", "en")]),
        ("播放 Taylor Swift 的歌", [("播放 ", "zh"), ("Taylor Swift ", "en"), ("的歌", "zh")]),
        ("《Hello》是谁的歌", [("《Hello》", "en"), ("是谁的歌", "zh")]),
        ("今天26°C，很热", [("今天26°C，很热", "zh")]),
        ("iPhone 15 多少钱", [("iPhone 15 ", "en"), ("多少钱", "zh")]),
        ("设置 5 minutes", [("设置 ", "zh"), ("5 minutes", "en")]),
        ("打开5G网络", [("打开5G网络", "zh")]),
        ("東京はいい天気ですね。", [("東京はいい天気ですね。", "ja")]),
        ("Guten Morgen, wie geht es dir", [("Guten Morgen, wie geht es dir", "de")]),
        ("Привет мир", [("Привет мир", "ru")]),
        ("안녕하세요", [("안녕하세요", "ko")]),
        ("7:30", [("7:30", "und")]),
        ("", []),
    ],
)
def test_spans_are_cut_where_the_language_changes(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(span.text, span.language) for span in spans(text)] == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("播放 Taylor Swift 的歌", "zh"),
        ("play 五月天", "en"),
        ("set a timer for five minutes", "en"),
        ("turn on the kitchen light", "en"),
        ("把 living room 的灯打开", "zh"),
        ("play some music by 周杰伦", "en"),
        ("Bonjour tout le monde, comment allez-vous", "fr"),
        ("123", "und"),
    ],
)
def test_the_answer_is_in_the_language_of_the_sentence(text: str, language: str) -> None:
    assert main_language(text) == language


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("你好一 Hi1《》か.,，")), max_size=60))
def test_the_spans_together_are_the_text(text: str) -> None:
    found = spans(text)
    assert "".join(span.text for span in found) == text
    assert all(text[span.start : span.end] == span.text and span.text for span in found)
