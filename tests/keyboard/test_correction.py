"""Words that were mistyped, or spelt by ear, are put right; words that were meant are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import Unsupported
from parley.keyboard.correction.corrector import Corrector
from parley.keyboard.correction.lexicon import arrays_for
from parley.keyboard.layouts.layout import layout
from parley.keyboard.packs.building.learning import Size, learned
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.pack import Pack, write_pack
from parley.keyboard.types import FloatArray, IntArray, Kind, Known, OwnWord, Point

SENTENCES = (
    "the phone is on the table and I know it",
    "I don't know where the station is but I'm going there now",
    "their house is in Paris and our house is in London",
    "we received a letter from their friends tomorrow",
    "hello world this is a beautiful morning for my phone",
    "she is taller than her brother and he is smaller than me",
    "he came and then he went and then he slept",
    "it is better than the other one and more than enough",
    "I think that the light in the kitchen is definitely on",
    "please write the word right and wait for the damn bus",
    "a cat and a dog live in the house with the cat",
)
WORDS = tuple(
    sorted(
        {word for each in SENTENCES for word in each.split()} | {"loz"},
        key=lambda word: (-f" {' '.join(SENTENCES)} ".count(f" {word} "), word),
    )
)
RARE = {"flagrancy": -18.0, "pone": -19.0}


def written(path: Path, sentences: tuple[str, ...] = SENTENCES) -> Pack:
    made = learned([each.split() for each in sentences] * 3, WORDS, Size(ngrams=(500, 500)))
    hidden = {"prediction.hidden": np.array([3 + WORDS.index("damn")], np.int32)}
    spelling = arrays_for(WORDS, "en", lambda word: word != "loz", RARE)
    write_pack(path, Known("en", "small", "CC0-1.0"), WORDS, made.arrays, {**hidden, **spelling})
    return Pack.open(path)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return written(tmp_path_factory.mktemp("packs") / "en.pack")


@pytest.fixture(scope="module")
def corrector(pack: Pack) -> Corrector:
    return Corrector(pack)


@pytest.fixture(scope="module")
def english() -> Corrector:
    """Of the pack that ships."""
    path = shipped("en")
    assert path is not None
    return Corrector(Pack.open(path))


class Anna:
    """A person who has a word of her own and insists on a misspelling."""

    own: Sequence[OwnWord] = (OwnWord("Zorblax"), OwnWord("kitchenette"))

    def __init__(self, pack: Pack) -> None:
        self._first = len(pack.words)

    def mixed(self, before: IntArray, words: IntArray, base: FloatArray) -> FloatArray:
        assert before.shape == (2,)
        return np.where(words >= self._first, np.float32(-5), base).astype(np.float32)

    def followers(self, before: tuple[int, int], most: int) -> list[tuple[int, float]]:
        return []

    def starting(self, prefix: str, most: int) -> list[tuple[int, float]]:
        return []

    def keeps(self, typed: str) -> bool:
        return typed == "teh"

    def corrected(self, typed: str) -> list[tuple[int, float]]:
        often = {"omw": 3.0, "kitchn": 1.0, "then": 9.0}.get(typed)
        return [(self._first + 1, often)] if often else []


def auto(corrector: Corrector, typed: str, before: str = "") -> str | None:
    found = corrector.auto(typed, before)
    return found.text if found is not None else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("phpne", "phone"),  # the key beside
        ("kitchn", "kitchen"),  # one dropped
        ("letterr", "letter"),  # one twice
        ("recieved", "received"),  # two swapped
        ("teh", "the"),
        ("definately", "definitely"),
        ("beutiful", "beautiful"),
        ("dont", "don't"),
    ],
)
def test_a_space_bar_puts_right_what_was_mistyped(corrector: Corrector, typed: str, meant: str) -> None:
    assert auto(corrector, typed) == meant
    assert corrector.candidates(typed)[0].text == meant


@pytest.mark.parametrize(("typed", "meant"), [("enuff", "enough"), ("fone", "phone"), ("rite", "right")])
def test_what_was_spelt_by_ear_is_among_the_first(corrector: Corrector, typed: str, meant: str) -> None:
    assert meant in [each.text for each in corrector.candidates(typed)[:3]]


def test_a_missing_space_is_put_in(corrector: Corrector) -> None:
    assert auto(corrector, "helloworld") == "hello world"
    found = corrector.auto("inthe", "the cat is ")
    assert found is not None and found.text == "in the"
    assert found.words == ("in", "the") and found.keys == 5


def test_a_key_above_the_space_bar_may_be_a_space(corrector: Corrector) -> None:
    assert auto(corrector, "thebhouse") == "the house"


@pytest.mark.parametrize("typed", ["there", "their", "than", "then", "phone", "flagrancy", "pone", "House"])
def test_a_word_in_good_spelling_is_never_changed(corrector: Corrector, typed: str) -> None:
    assert auto(corrector, typed) is None
    assert auto(corrector, typed, "she is taller ") is None


def test_words_get_the_capitals_that_they_always_have(corrector: Corrector) -> None:
    assert auto(corrector, "paris") == "Paris"
    assert auto(corrector, "i") == "I"
    assert auto(corrector, "Paris") is None
    assert auto(corrector, "Phpne") == "Phone"


@pytest.mark.parametrize(
    "typed", ["", "3", "abc1", "foo@bar.org", "NASA", "iPhone", "x" * 500, "你好", "…", "'", "zzzzqq", "ß"]
)
def test_what_is_no_word_or_like_none_is_left_alone(corrector: Corrector, typed: str) -> None:
    assert auto(corrector, typed) is None


def test_what_belongs_to_a_word_is_as_right_as_the_word(corrector: Corrector) -> None:
    assert auto(corrector, "kitchen's") is None and auto(corrector, "flagrancy's") is None
    assert corrector.spelt("the kitchen's table, the kitchn's table")[0].start == 25


def test_a_name_written_small_may_be_a_slip_of_another_word(english: Corrector) -> None:
    assert auto(english, "rom", "where are you ") == "from"
    assert auto(english, "ned", "when will I ") != "Ned"
    assert auto(english, "london", "I live in ") == "London"


def test_a_word_that_is_a_name_too_gets_its_capital_where_it_is_one(english: Corrector) -> None:
    assert auto(english, "china", "made in ") == "China"
    assert auto(english, "may", "I ") is None and auto(english, "will", "you ") is None


def test_an_apostrophe_that_is_missing_is_put_in(english: Corrector) -> None:
    assert [auto(english, typed) for typed in ("im", "dont", "youre", "its")] == [
        "I'm",
        "don't",
        "you're",
        None,
    ]


def test_the_rest_of_an_address_is_left_alone(corrector: Corrector) -> None:
    assert auto(corrector, "phpne", "https://shop.example/") is None
    assert corrector.candidates("phpne", "https://shop.example/") == ()


def test_what_stands_before_decides_between_two_words(corrector: Corrector) -> None:
    after_taller = [each.text for each in corrector.candidates("thn", "she is taller ")]
    after_and = [each.text for each in corrector.candidates("thn", "he came and ")]
    assert after_taller.index("than") < after_taller.index("then")
    assert after_and.index("then") < after_and.index("than")


def test_a_word_that_its_person_insists_on_is_kept(pack: Pack, corrector: Corrector) -> None:
    anna = Anna(pack)
    assert corrector.auto("teh", "", anna) is None
    assert any(each.kind == Kind.TYPED for each in corrector.candidates("teh", "", 8, anna))
    assert corrector.auto("teh", "") is not None


def test_a_person_s_own_words_are_right_and_put_in(pack: Pack, corrector: Corrector) -> None:
    anna = Anna(pack)
    assert corrector.auto("zorblax", "", anna) is None
    found = corrector.auto("zorblxa", "", anna)
    assert found is not None and found.text == "Zorblax"
    assert corrector.auto("zorblxa", "") is None


def test_words_that_nobody_wants_to_be_offered_are_not(corrector: Corrector) -> None:
    assert "damn" not in [each.text for each in corrector.candidates("damm")]


def test_a_word_that_is_known_but_in_no_list_gives_way_to_a_far_likelier_one(corrector: Corrector) -> None:
    found = corrector.candidates("loz")
    assert found[0].kind == Kind.TYPED and auto(corrector, "loz") is None


def test_where_the_finger_was_decides(corrector: Corrector) -> None:
    keys = layout("qwerty").centres

    def taps(letters: str, off: dict[int, tuple[float, float]]) -> list[Point]:
        found = [Point(*keys[letter]) for letter in letters]
        for place, (x, y) in off.items():
            found[place] = Point(found[place].x + x, found[place].y + y)
        return found

    # Between c and d the finger hit x: a little above it is d, to the right of it c.
    low = corrector.candidates("xat", "", 8, None, taps("xat", {0: (0.45, 0.0)}))
    assert low[0].text == "cat"
    assert low[0].score > corrector.candidates("xat", "", 8)[0].score - 0.5


def test_of_another_layout_other_keys_are_neighbours(pack: Pack) -> None:
    with pytest.raises(Unsupported):
        Corrector(pack, "dvorak-on-the-moon")
    assert Corrector(pack, "azerty").candidates("zorld")[0].text == "world"


def test_candidates_are_words_once_each_and_the_likeliest_first(corrector: Corrector) -> None:
    for typed in ("phpne", "thier", "hous", "wrd", "a"):
        found = corrector.candidates(typed, "I know ", 5)
        assert 0 < len(found) <= 5
        assert len({each.text for each in found}) == len(found)
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
        assert all(each.score <= 0 and each.keys == len(typed) for each in found)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_typed_has_an_answer(corrector: Corrector, typed: str, before: str) -> None:
    found = corrector.candidates(typed, before)
    assert len(found) <= 8
    chosen = corrector.auto(typed, before)
    assert chosen is None or chosen.text != typed


# Whole texts.


def marked(corrector: Corrector, text: str) -> list[tuple[str, str]]:
    """Flagged words and the first suggestion of each."""
    return [
        (text[each.start : each.start + each.length], each.suggestions[0].text if each.suggestions else "")
        for each in corrector.spelt(text)
    ]


def test_misspelt_words_of_a_text_are_flagged_where_they_stand(corrector: Corrector) -> None:
    text = "We recieved a lettre.\nThe Kitchn is beautifull, definately!"
    assert marked(corrector, text) == [
        ("recieved", "received"),
        ("lettre", "letter"),
        ("Kitchn", "Kitchen"),
        ("beautifull", "beautiful"),
        ("definately", "definitely"),
    ]
    assert all(0 < each.score <= 1 for flag in corrector.spelt(text) for each in flag.suggestions)


def test_what_a_person_took_before_comes_first_and_after_twice_by_itself(
    pack: Pack, corrector: Corrector
) -> None:
    anna = Anna(pack)
    for typed in ("omw", "kitchn"):
        assert "kitchenette" in [each.text for each in corrector.candidates(typed, personal=anna)][:2]
    found = corrector.auto("omw", personal=anna)
    assert found is not None and found.text == "kitchenette"
    assert corrector.auto("then", personal=anna) is None, "a word is never changed by itself"


def test_a_text_without_mistakes_has_no_flags(corrector: Corrector) -> None:
    for sentence in SENTENCES:
        assert corrector.spelt(f"{sentence[0].upper()}{sentence[1:]}.") == []
    assert corrector.spelt("the www.exmaple.org/phpne, write phpne@exmaple.org, 3phpne, #phpne") == []


def test_a_word_that_comes_from_two_sides_stands_where_it_is_likeliest(
    pack: Pack, corrector: Corrector
) -> None:
    class Both(Anna):
        def corrected(self, typed: str) -> list[tuple[int, float]]:
            return [(self._first + 1, 9.0), (self._first, 5.0), (self._first + 1, 1.0)]

    found = corrector.candidates("omw", personal=Both(pack))
    assert [each.text for each in found][:2] == ["kitchenette", "Zorblax"]
    assert [each.text for each in found].count("kitchenette") == 1


def test_a_word_that_exists_but_cannot_stand_there_is_flagged_as_known(english: Corrector) -> None:
    (flag,) = english.spelt("It is better then nothing.")
    assert flag.known and flag.suggestions[0].text == "than"
    assert english.spelt("He came and then he went. I know their names, and there is more.") == []


def test_a_long_text_is_read_to_a_bound(corrector: Corrector) -> None:
    found = corrector.spelt("phpne " * 50_000)
    assert 0 < len(found) <= 200
    assert max(each.start + each.length for each in found) <= 10_000


@given(st.text(max_size=120))
def test_flags_lie_within_the_text_and_do_not_overlap(corrector: Corrector, text: str) -> None:
    end = 0
    for flag in corrector.spelt(text):
        assert flag.start >= end and flag.length > 0
        end = flag.start + flag.length
        assert end <= len(text)


def test_a_language_with_letters_of_its_own_is_corrected_by_the_same_means(tmp_path: Path) -> None:
    sentences = ("привет мир как дела", "привет как твои дела", "весь мир и все дела")
    words = tuple(dict.fromkeys(" ".join(sentences).split()))
    made = learned([each.split() for each in sentences] * 9, words, Size(ngrams=(50, 50)))
    write_pack(tmp_path / "ru.pack", Known("ru", "small", "CC0-1.0"), words, made.arrays, {})
    russian = Corrector(Pack.open(tmp_path / "ru.pack"))
    assert auto(russian, "првиет") == "привет" and auto(russian, "Приветт") == "Привет"
    assert auto(russian, "дела") is None and auto(russian, "hello") is None
