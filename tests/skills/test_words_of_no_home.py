"""Words with which nothing of a home is meant are told at a glance, as with a closer look."""

from __future__ import annotations

import pytest

from parley.skills.smarthome.lexicon import Lexicon, Token, Word, never_names
from parley.skills.smarthome.targets import read


@pytest.mark.parametrize(
    "around", ["{}", "the {} light", "kitchen {}", "all {} lamps but the bedroom", "灯{}"]
)
def test_what_has_one_means_nothing(around: str) -> None:
    lexicon = Lexicon({"turn table": Token(Word.NAME, "turn table", "plug")})
    assert len(lexicon.never) > 80
    for word in lexicon.never:
        assert word in never_names()
        assert read(around.format(word), lexicon) is None


def test_words_of_a_name_of_the_home_are_not_among_them() -> None:
    assert "turn" in Lexicon().never
    own = Lexicon({"turn table": Token(Word.NAME, "turn table", "plug")})
    assert "turn" not in own.never
    assert read("the turn table", own) is not None
