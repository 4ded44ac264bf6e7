"""Texts are cut and put together again without losing a character, a line or a tag."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.translation.markup import dictionary, escaped, tagged
from parley.translation.pieces import cut, joined

TEXT = st.text(alphabet='ab.!?。，,…"”) \n\t\r\u3000你好１', max_size=400)


@given(TEXT, st.integers(min_value=5, max_value=80))
def test_the_pieces_of_a_text_are_the_text(text: str, longest: int) -> None:
    pieces = cut(text, longest)
    assert "".join(piece.text for piece in pieces) == text
    assert all(len(piece.text) <= longest for piece in pieces if piece.words)
    assert all(piece.words == bool(piece.text.strip()) for piece in pieces)


@given(TEXT)
def test_a_text_translated_by_itself_between_two_spaced_languages_is_unchanged(text: str) -> None:
    pieces = cut(text, 60)
    assert joined(pieces, [piece.text for piece in pieces if piece.words], "en", "de") == text


def test_sentences_stand_as_the_target_writes_them() -> None:
    english = cut("Hello. Good morning.\n\nThe cat sleeps. ", 100)
    assert (
        joined(english, ["你好。", "早上好。", "猫睡了。"], "en", "zh-Hans") == "你好。早上好。\n\n猫睡了。 "
    )
    chinese = cut("你好。早上好。\n猫睡了。", 100)
    assert joined(chinese, ["Hello.", "Good morning.", "The cat sleeps."], "zh-Hans", "en") == (
        "Hello. Good morning.\nThe cat sleeps."
    )


NAMES = st.sampled_from(["b", "p", "span", "div", "br", "img", "code", "script", "a", "x-y"])
ATTRIBUTES = st.sampled_from(
    ["", " class='notranslate'", ' title="a > b"', " translate=no", ' href="/q?a=1"']
)
TAGS = st.one_of(
    st.tuples(NAMES, ATTRIBUTES).map(lambda each: f"<{each[0]}{each[1]}>"),
    NAMES.map(lambda name: f"</{name}>"),
    NAMES.map(lambda name: f"<{name}/>"),
    st.sampled_from(
        ["<!-- <b>no</b> -->", "<!DOCTYPE html>", "&amp;", "&lt;b&gt;", "a < b", "<", "hello", " "]
    ),
)


@given(st.lists(TAGS, max_size=30).map("".join))
def test_tags_survive_whatever_happens_to_the_words(text: str) -> None:
    """What a browser would take for a tag is there after the translation as it was, in its order."""
    tags = re.compile(r"""<!--.*?-->|<![^>]*>|</?[A-Za-z][\w:-]*(?:[^<>"']|"[^"]*"|'[^']*')*>""")
    stretches = tagged(text)
    whole = "".join(escaped(each.text.swapcase()) if each.words else each.text for each in stretches)
    assert tags.findall(whole) == tags.findall(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Hello <b>world</b></p>", ["Hello ", "world"]),
        ("<div class='x notranslate'>no <b>no</b></div> yes", [" yes"]),
        ("<div translate=no><div>no</div>no</div>yes", ["yes"]),
        ('<div data-x="notranslate">yes</div>', ["yes"]),
        ("<code>no</code>yes<script>if (a < b) no()</script>", ["yes"]),
        ("Tom &amp; Jerry &lt;3", ["Tom & Jerry <3"]),
        ('<a title="a > b">yes</a>', ["yes"]),
        ("<p> </p>", []),
        ("1 < 2", ["1 < 2"]),
        ("<br class=notranslate>yes", ["yes"]),
    ],
)
def test_only_words_are_words(text: str, words: list[str]) -> None:
    assert [each.text for each in tagged(text) if each.words] == words


def test_a_phrase_of_the_caller_s_dictionary_is_taken_as_it_stands() -> None:
    text = 'The <mstrans:dictionary translation="word &amp; matic">wordomatic</mstrans:dictionary> works'
    assert [(each.text, each.words) for each in dictionary(text)] == [
        ("The ", True),
        ("word & matic", False),
        (" works", True),
    ]
    assert [(each.text, each.words) for each in tagged(f"<p>{text}</p>")] == [
        ("<p>", False),
        ("The ", True),
        ("word &amp; matic", False),
        (" works", True),
        ("</p>", False),
    ]
