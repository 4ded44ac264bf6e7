"""The English pack: how it is made, and the one that ships."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from parley.keyboard.packs.building.emoji import emoji, listed
from parley.keyboard.packs.building.english import blending
from parley.keyboard.packs.building.english.dictionary import Dictionary
from parley.keyboard.packs.building.english.texts import held_out
from parley.keyboard.packs.building.english.vocabulary import conversational, seen, vocabulary
from parley.keyboard.packs.building.tree import model_arrays
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.ngrams import Ngrams
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import SPECIAL
from parley.keyboard.prediction.emoji import of
from parley.keyboard.prediction.predictor import Predictor

AFFIXES = """
PFX U Y 1
PFX U 0 un .

SFX D Y 3
SFX D 0 d e
SFX D y ied [^aeiou]y
SFX D 0 ed [^ey]

SFX P N 1
SFX P y iness [^aeiou]y
"""
LISTED = "6\nlock/UD\ntry/D\nhappy/UP\nMay\nmay\ncrud/!\n3D\n"


@pytest.fixture
def dictionary(tmp_path: Path) -> Dictionary:
    (tmp_path / "index.aff").write_text(AFFIXES, "utf-8")
    (tmp_path / "index.dic").write_text(LISTED, "utf-8")
    return Dictionary(tmp_path, ["Heathrow", "Lock"])


def test_affixes_are_put_on_where_they_fit(dictionary: Dictionary) -> None:
    known = {form for forms in dictionary.written.values() for form in forms}
    assert {"lock", "locked", "unlock", "unlocked", "tried", "happy", "unhappy", "happiness"} <= known
    assert "tryed" not in known
    assert "unhappiness" not in known  # That suffix takes no prefix.
    assert "3D" not in known


def test_a_dictionary_knows_casings_names_and_what_to_hide(dictionary: Dictionary) -> None:
    assert sorted(dictionary.written["may"]) == ["May", "may"]
    assert dictionary.written["heathrow"] == ["Heathrow"]
    assert dictionary.written["lock"] == ["lock"]
    assert "crud" in dictionary.hidden
    assert "lock" not in dictionary.hidden


def test_words_are_written_as_the_texts_write_them(dictionary: Dictionary) -> None:
    within = seen(["Is it May or may it be? Lock it.", "In May we tried."])
    assert within["May"] == 2
    assert within["Lock"] == 0
    said = {"may": 1e-3, "lock": 1e-4, "tried": 1e-4, "teh": 1e-8, "gonna": 1e-4, "i": 1e-2, "x": 1e-3}
    known = vocabulary(said, dictionary, within, 100)
    assert {"may", "May", "lock", "tried", "gonna", "I"} <= set(known.words)
    assert not {"teh", "x", "i", "Lock"} & set(known.words)
    assert sum(known.share.values()) == pytest.approx(1)
    assert list(known.words) == sorted(known.words, key=lambda word: (-known.share[word], word))


def test_what_is_said_in_films_counts_for_talk() -> None:
    general = {"don't": 1e-3, "whereas": 1e-3, "hello": 1e-4}
    films = {"'t": 4e-3, "hello": 4e-4}
    talk = conversational(general, films, 0.5)
    assert talk["don't"] == pytest.approx(2e-3)
    assert talk["hello"] == pytest.approx(2e-4)
    assert talk["whereas"] < general["whereas"]


def test_the_blended_model_adds_up_to_one() -> None:
    words = ["the", "cat", "dog", "sat", "ran", "on", "a"]
    casing = blending.Casing(words)
    texts = ["The cat sat. The dog ran on. A cat ran!", "the cat sat on the dog"]
    pairs, threes = blending.counted((each for text in texts for each in casing.sentences(text)), 1.0)
    large = blending.large_list([("the", "dog", 50.0), ("on", "a", 20.0), ("cat", "ran", 5.0)], casing)
    share = dict.fromkeys(words, 1 / len(words))
    single = blending.unigrams(words, share, 0.1)
    made = blending.blend(single, pairs, threes, large, blending.Tuning())
    model = Ngrams(model_arrays(made.unigram, made.weights, made.levels))
    every = np.arange(len(words) + SPECIAL, dtype=np.int32)
    for before in ([0, 1], [1, 3], [3, 4], [0, 8], [0, 0], [4, 6]):
        total = np.exp(model.score(np.array(before, np.int32), every).astype(float)).sum()
        assert total == pytest.approx(1, abs=0.01), before


def test_a_sentence_is_held_out_with_all_its_translations() -> None:
    kept = Counter(held_out(f"Sentence number {number}.") for number in range(1000))
    assert 60 < kept[True] < 140
    assert held_out("Hello  there.") == held_out("hello there.")


def test_emoji_are_signs_that_are_drawn_in_colours() -> None:
    assert emoji("🍕") == "🍕"
    assert emoji("❤") == "❤\ufe0f"
    assert emoji("♪") is None
    assert emoji("{") is None
    assert emoji("🏃\u200d♂") is None


def test_an_emoji_is_found_by_what_it_is_called_first() -> None:
    found = listed(
        {
            "🍕": {"tts": ["pizza"], "default": ["cheese", "food", "slice"]},
            "🧀": {"tts": ["cheese wedge"], "default": ["cheese"]},
        }
    )
    assert found["pizza"] == ["🍕"]
    assert found["cheese"] == ["🧀", "🍕"]
    assert of("en", "Pizza") == ("🍕",)
    assert of("zh", "披萨") == ("🍕",)
    assert of("xx", "pizza") == of("../en", "pizza") == of("en", "") == ()


@pytest.fixture(scope="module")
def pack() -> Pack:
    path = shipped("en")
    assert path is not None
    return Pack.open(path)


def test_the_shipped_pack_is_small_and_says_where_it_is_from(pack: Pack) -> None:
    assert pack.path.stat().st_size < 6_000_000
    assert pack.label.licence == "CC-BY-SA-4.0"
    assert all(each.licence and each.url and len(each.sha256) == 64 for each in pack.label.sources)
    assert "Tatoeba, nine of ten sentences" in {each.name for each in pack.label.sources}


@pytest.mark.parametrize(
    "word", ["I", "don't", "I'm", "London", "Wednesday", "the", "colour", "iPhone", "OK"]
)
def test_it_knows_how_words_are_written(pack: Pack, word: str) -> None:
    assert pack.words.id(word) >= SPECIAL


@pytest.mark.parametrize("slip", ["teh", "dont", "i'm", "didn", "recieve", "definately"])
def test_it_knows_no_slips(pack: Pack, slip: str) -> None:
    assert pack.words.id(slip) == 0


@pytest.mark.parametrize(
    ("before", "typed", "expected"),
    [
        ("how are ", "", "you"),
        ("See you ", "tom", "tomorrow"),
        ("I live in ", "Lon", "London"),
        ("", "dont", "don't"),
        ("", "im", "I'm"),
        ("Happy ", "birth", "birthday"),
    ],
)
def test_it_suggests_what_people_write(pack: Pack, before: str, typed: str, expected: str) -> None:
    assert Predictor(pack).suggest(before, typed, 3)[0].text == expected


def test_it_offers_nothing_that_nobody_wants(pack: Pack) -> None:
    predictor = Predictor(pack)
    offered = {
        each.text
        for start in ("f", "fu", "sh", "shi", "bi", "n", "c")
        for each in predictor.suggest("you ", start, 30)
    }
    assert offered
    assert not offered & {"fuck", "shit", "bitch", "fucking", "nigger", "cunt"}
