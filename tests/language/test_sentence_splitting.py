"""Speech can begin with the first sentence, and no sentence is cut in the wrong place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.sentences import SentenceSplitter, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("你好。今天天气很好！走吗？", ["你好。", "今天天气很好！", "走吗？"]),
        ("“你好。”他说。", ["“你好。”", "他说。"]),
        ("真的吗？！太好了……走吧。", ["真的吗？！", "太好了……", "走吧。"]),
        ("Mr. Smith left. He was late.", ["Mr. Smith left.", "He was late."]),
        ("It costs $3.14 today. Good.", ["It costs $3.14 today.", "Good."]),
        ("Meet me at 7.30 p.m. tomorrow. Bye!", ["Meet me at 7.30 p.m. tomorrow.", "Bye!"]),
        ("It is 7 p.m. We should go.", ["It is 7 p.m.", "We should go."]),
        ("The U.S. Army. J. Smith.", ["The U.S. Army.", "J. Smith."]),
        ("Use tools, e.g. a saw. Done.", ["Use tools, e.g. a saw.", "Done."]),
        ("“Really?” she said. Yes.", ["“Really?” she said.", "Yes."]),
        ("Well... maybe. Ok.", ["Well... maybe.", "Ok."]),
        ("See https://a.com/?b=1.2 now. Ok.", ["See https://a.com/?b=1.2 now.", "Ok."]),
        ("Hello.你好！", ["Hello.", "你好！"]),
        ("one\ntwo", ["one", "two"]),
        ("1. First. 2. Second.", ["1. First.", "2. Second."]),
        ("   ", []),
    ],
)
def test_sentences_end_where_people_end_them(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_a_sentence_is_released_before_the_next_one_is_complete() -> None:
    splitter = SentenceSplitter()
    assert splitter.feed("今天晴。明") == ["今天晴。"]
    assert splitter.feed("It is 3.") == []
    assert splitter.feed("5 degrees. N") == ["明It is 3.5 degrees."]
    assert splitter.flush() == ["N"]


def test_an_endless_sentence_is_cut_at_a_comma_so_that_speech_can_begin() -> None:
    parts = split_sentences("我们今天去了很远的地方，" * 10, max_chars=30)
    assert all(part.endswith("，") and len(part) <= 30 for part in parts)


_PIECES = st.sampled_from([*'。！？；….!?"”’」)\n ,，1a你A', "Mr.", "3.14", "p.m. ", "e.g.", "U.S.", "..."])


@given(
    st.lists(_PIECES, max_size=60).map("".join), st.lists(st.integers(1, 7), min_size=1), st.integers(1, 30)
)
def test_the_cutting_of_the_stream_changes_nothing(text: str, sizes: list[int], max_chars: int) -> None:
    splitter = SentenceSplitter(max_chars)
    out: list[str] = []
    at = turn = 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        out += splitter.feed(text[at : at + size])
        at, turn = at + size, turn + 1
    out += splitter.flush()
    assert out == split_sentences(text, max_chars)
    assert "".join("".join(out).split()) == "".join(text.split())
    assert all(0 < len(sentence) <= max_chars for sentence in out)
