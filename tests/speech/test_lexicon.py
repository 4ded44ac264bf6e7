"""Which words can be heard, and how text is cut into them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import BadModel
from parley.speech.lexicon import Lexicon, joined

CHINESE = Lexicon(
    "zh-CN",
    dict.fromkeys(
        (
            "打",
            "开",
            "打开",
            "客厅",
            "灯",
            "的",
            "二",
            "十",
            "六",
            "二十",
            "度",
            "音乐",
            "播放",
            "U.",
            "S.",
            "B.",
        ),
        ("x",),
    ),
)
ENGLISH = Lexicon(
    "en",
    {
        "light": ("L AY T",),
        "bulb": ("B AH L B",),
        "door": ("D AO R",),
        "bell": ("B EH L",),
        "house": ("HH AW S",),
        "i'm": ("AY M",),
        "twenty": ("T W EH N T IY",),
        "six": ("S IH K S",),
        "u.": ("Y UW",),
        "s.": ("EH S",),
        "b.": ("B IY",),
    },
)


def test_chinese_is_cut_by_longest_match() -> None:
    assert CHINESE.words("打开客厅的灯。") == ("打开", "客厅", "的", "灯")


def test_chinese_numbers_are_cut_into_digits_so_that_lists_share_them() -> None:
    assert CHINESE.words("二十六度") == CHINESE.words("26度") == ("二", "十", "六", "度")


def test_a_character_nobody_can_say_makes_the_text_unheard() -> None:
    assert CHINESE.words("打开龘") is None
    assert ENGLISH.words("zwyx") is None


def test_a_sign_that_is_spoken_is_not_passed_over() -> None:
    assert ENGLISH.words("light 26%") is None
    assert CHINESE.words("二十℃") is None


def test_spelled_letters_in_a_chinese_sentence() -> None:
    words = CHINESE.words("播放USB音乐") or ()
    assert words == ("播放", "U.", "S.", "B.", "音乐")
    assert joined(words) == "播放USB音乐"


def test_english_words_are_lower_case_and_apostrophes_are_one_kind() -> None:
    assert ENGLISH.words("I’m  LIGHT, 26!") == ("i'm", "light", "twenty", "six")
    assert joined(["i'm", "twenty", "six"]) == "i'm twenty six"


def test_compounds_plurals_and_possessives_are_put_together() -> None:
    assert ENGLISH.pronounce("doorbell") == ("D AO R B EH L",)
    assert ENGLISH.pronounce("lights") == ("L AY T S",)
    assert ENGLISH.pronounce("bulb's") == ("B AH L B Z",)
    assert ENGLISH.pronounce("house's") == ("HH AW S IH Z",)
    assert ENGLISH.pronounce("qwrtz") == ()


def test_capitals_are_spelled() -> None:
    assert ENGLISH.words("USB") == ("u.", "s.", "b.")


def test_a_dictionary_file_with_alternatives_and_comments(tmp_path: Path) -> None:
    path = tmp_path / "a.dict"
    path.write_text(";;; made by hand\n<s>\tSIL\na\tAH\na(2)\tEY\n灯\td eng\n", encoding="utf-8")
    lexicon = Lexicon.read(path, "en")
    assert lexicon.pronounce("a") == ("AH", "EY")
    assert "灯" in lexicon
    assert "<s>" not in lexicon


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"word-without-phones\n"])
def test_a_file_that_is_no_dictionary(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.dict"
    path.write_bytes(content)
    with pytest.raises(BadModel):
        Lexicon.read(path, "en")


@given(st.text(max_size=40))
def test_any_text_is_cut_into_known_words_or_not_at_all(text: str) -> None:
    for lexicon in (CHINESE, ENGLISH):
        words = lexicon.words(text)
        assert words is None or all(word in lexicon for word in words)
