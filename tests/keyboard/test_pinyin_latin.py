"""Words of an alphabet among pinyin: which are seen, how they are written, and how likely they are."""

from __future__ import annotations

from collections.abc import Sequence

from parley.keyboard.pinyin.noise import NOISE
from parley.keyboard.pinyin.spelling import Spelling
from parley.keyboard.types import Wishes


class Dictionary:
    """Five words of English."""

    def words(self, letters: str) -> Sequence[tuple[str, float]]:
        known = {"apple": "Apple", "store": "store", "zebra": "zebra", "don't": "don't", "can": "can"}
        return [(known[letters], -9.0)] if letters in known else []


PLAIN = Spelling(Wishes(mixed=False))
ENGLISH = Spelling(Wishes(), Dictionary())


def test_english_words_stand_among_pinyin() -> None:
    typed = "woyaoquapple"
    words = {each.text: each for each in ENGLISH.latin(typed, len(typed))}
    assert (words["Apple"].start, words["Apple"].end) == (7, 12)
    assert words["Apple"].cost < words["apple"].cost, "known words are likelier than unknown letters"


def test_a_word_that_is_pinyin_too_is_less_likely_meant() -> None:
    assert ENGLISH.latin("can", 3)[0].cost > ENGLISH.latin("zebra", 5)[0].cost


def test_words_at_home_in_chinese_are_known_without_a_dictionary_of_english() -> None:
    mixed = Spelling(Wishes())
    assert [mixed.latin(each, len(each))[0].text for each in ("qq", "wifi", "iphone")] == [
        "QQ",
        "WiFi",
        "iPhone",
    ]
    assert mixed.latin("qq", 2)[0].cost < mixed.latin("ufo", 3)[0].cost < PLAIN.latin("qq", 2)[0].cost


def test_words_with_spaces_between_them_are_one_piece() -> None:
    typed = "wo yao qu apple store "
    words = {each.text: each for each in ENGLISH.latin(typed, len(typed))}
    assert (words["Apple store"].start, words["Apple store"].end) == (10, len(typed))
    assert words["Apple store"].cost < 2 * (NOISE.word + 9), "a second word is likelier than a first"


def test_two_words_without_a_space_get_one() -> None:
    typed = "woyaoquapplestore"
    words = {each.text: each for each in ENGLISH.latin(typed, len(typed))}
    assert words["Apple store"].start == 7


def test_capitals_are_kept_and_make_a_word_likelier() -> None:
    small, large = (ENGLISH.latin(typed, 5)[0] for typed in ("apple", "APPLE"))
    assert (small.text, large.text) == ("Apple", "APPLE")
    assert large.cost < small.cost


def test_an_apostrophe_belongs_to_a_word_that_has_one() -> None:
    assert ENGLISH.latin("don't", 5)[0].text == "don't"


def test_who_wants_no_english_gets_letters_only_where_nothing_else_is() -> None:
    alone = Spelling(Wishes(mixed=False), Dictionary())
    assert {each.text for each in alone.latin("apple", 5)} == {"apple"[start:] for start in range(5)}
