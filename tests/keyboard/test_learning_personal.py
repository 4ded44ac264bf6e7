"""What somebody writes often comes first for them, and what they forget is gone."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.tiny_pack import TinyPack
from parley.home.collections import BadRecord
from parley.keyboard.learning import vocabulary as vocabularies
from parley.keyboard.learning.coding import decoded, encoded
from parley.keyboard.learning.counts import joined
from parley.keyboard.learning.personal import Personal
from parley.keyboard.learning.types import HALF_LIFE, LearnedWord
from parley.keyboard.learning.vocabulary import Vocabulary, learnable
from parley.keyboard.types import PersonalModel, Typed

NOW = 1_795_000_000.0
PACK: Any = TinyPack("zh", "我", "要", "去", "北京", "背景", "上海")
BASE = -9.0


def write(personal: Personal, *sentences: str, now: float = NOW) -> None:
    for sentence in sentences:
        personal.learn(Typed(tuple(sentence.split()), "zh"), now)


def likelihood(model: PersonalModel, before: str, word: str, base: float = BASE) -> float:
    """P(word | before), where the pack says e^base."""
    ids = [0, 1, *(PACK.words.id(each) for each in before.split())][-2:]
    given = np.array([ids], np.int32), np.array([PACK.words.id(word)], np.int32)
    return float(np.exp(model.mixed(*given, np.array([base], np.float32))[0]))


def test_what_was_written_is_likelier_afterwards() -> None:
    personal = Personal()
    assert likelihood(personal.view(PACK), "我 去", "背景") == pytest.approx(np.exp(BASE))
    write(personal, "我 去 背景", "我 去 背景", "我 去 背景")
    view = personal.view(PACK)
    assert likelihood(view, "我 去", "背景") > 0.25
    assert (
        likelihood(view, "我 去", "背景") > likelihood(view, "要 去", "背景") > likelihood(view, "", "背景")
    )
    assert likelihood(view, "我 去", "上海") < 0.01


def test_mixed_probabilities_of_all_words_are_one() -> None:
    personal = Personal()
    write(personal, "我 去 北京", "我 要 去 上海", "要 去 背景", "去 去 去")
    view, words = personal.view(PACK), np.arange(3, 9, dtype=np.int32)
    for before in ((0, 1), (3, 5), (4, 5), (5, 5), (8, 8), (0, 0)):
        given = np.tile(np.array(before, np.int32), (6, 1))
        mixed = view.mixed(given, words, np.full(6, np.log(1 / 6), np.float32))
        assert np.exp(mixed).sum() == pytest.approx(1.0, abs=1e-5)


def test_many_at_once_are_as_each_alone() -> None:
    personal = Personal()
    write(personal, "我 去 北京", "我 要 去 上海", "要 去 背景")
    view = personal.view(PACK)
    rng = np.random.default_rng(9)
    before = np.repeat(rng.integers(0, 9, (300, 2)), 10, axis=0).astype(np.int32)
    words, base = rng.integers(0, 9, 3_000).astype(np.int32), rng.uniform(-12, -1, 3_000).astype(np.float32)
    together = view.mixed(before, words, base)
    for place in range(0, 3_000, 37):
        one = slice(place, place + 1)
        alone = view.mixed(before[one], words[one], base[one])
        assert together[place] == pytest.approx(alone[0], abs=1e-5)


def test_words_after_the_same_two_are_as_likely_as_after_two_of_each_row() -> None:
    personal = Personal()
    write(personal, "我 去 北京", "我 要 去 上海", "要 去 背景", "去 去 去", "我 去 聂拉木", "我 去 聂拉木")
    (tongue,) = personal.vocabularies
    # What is rare is dropped of pairs and of threes each by itself: one may be there without the other.
    pair = tongue.pairs.keys != joined(tongue.numbers["去"], tongue.numbers["北京"])[0]
    tongue.pairs.only(pair)
    view, words = personal.view(PACK), np.arange(10, dtype=np.int32)
    base = np.linspace(-9, -1, 10, dtype=np.float32)
    for before in itertools.product(range(10), repeat=2):
        alike = np.array(before, np.int32)
        assert (view.mixed(alike, words, base) == view.mixed(np.tile(alike, (10, 1)), words, base)).all()


def test_what_is_old_counts_less() -> None:
    personal = Personal()
    write(personal, "去 北京", "去 北京", "去 北京", "去 北京", now=NOW - 4 * HALF_LIFE)
    write(personal, "去 上海", "去 上海")
    view = personal.view(PACK)
    assert likelihood(view, "去", "上海") > 2 * likelihood(view, "去", "北京")
    assert view.followers((0, PACK.words.id("去")), 1)[0][0] == PACK.words.id("上海")


def test_what_begins_a_sentence_is_the_same_after_any_mark() -> None:
    pack: Any = TinyPack("zh", "我", "去", "，", "。")
    personal = Personal()
    personal.learn(Typed(("我", "，", "去", "。", "去"), "zh"), NOW)
    personal.learn(Typed(("去",), "zh", before=("我", "！")), NOW)
    view = personal.view(pack)
    for before in ((0, 1), (3, 5), (4, 6), (0, 6)):
        assert [id for id, _ in view.followers(before, 5)] == [4, 3]
    assert view.own == () and view.followers((0, 3), 5) == []


def test_a_view_is_the_same_until_something_is_learned() -> None:
    personal = Personal()
    write(personal, "我 去 北京")
    before = personal.view(PACK)
    assert personal.view(PACK) is before
    held = likelihood(before, "我 去", "北京")
    write(personal, "我 去 上海", "我 去 上海")
    assert personal.view(PACK) is not before
    assert likelihood(before, "我 去", "北京") == held


def test_a_word_that_the_pack_lacks_is_one_s_own() -> None:
    personal = Personal()
    personal.learn(Typed(("去", "聂拉木"), "zh", reading="qu nie la mu"), NOW)
    view = personal.view(PACK)
    (own,) = view.own
    assert (own.text, own.reading) == ("聂拉木", ("nie", "la", "mu"))
    id = len(PACK.words)
    assert view.followers((0, PACK.words.id("去")), 3)[0][0] == id
    assert view.starting("聂", 3)[0][0] == id
    before = np.array([[0, PACK.words.id("去")]], np.int32)
    mixed = view.mixed(before, np.array([id], np.int32), np.array([-20], np.float32))
    assert np.exp(mixed[0]) > 0.03
    # What follows it is learned, too.
    personal.learn(Typed(("北京",), "zh", before=("去", "聂拉木")), NOW)
    assert personal.view(PACK).followers((PACK.words.id("去"), id), 3)[0][0] == PACK.words.id("北京")


def test_a_slip_of_a_finger_is_not_offered_as_a_word_until_it_is_written_again() -> None:
    pack: Any = TinyPack("en", "the", "Paris")
    personal = Personal()
    personal.learn(Typed(("teh",), "en"), NOW)
    personal.learn(Typed(("PARIS",), "en"), NOW)
    personal.learn(Typed(("PARIS",), "en"), NOW)
    assert personal.view(pack).own == ()
    personal.learn(Typed(("teh",), "en"), NOW)
    assert [each.text for each in personal.view(pack).own] == ["teh"]


def test_who_insists_is_never_corrected() -> None:
    pack: Any = TinyPack("en", "the")
    personal = Personal()
    personal.learn(Typed(("Teh",), "en", insisted=True), NOW)
    view = personal.view(pack)
    assert view.keeps("teh") and view.keeps("TEH") and not view.keeps("te")
    assert [each.text for each in view.own] == ["Teh"]


def test_what_was_taken_instead_is_remembered() -> None:
    pack: Any = TinyPack("en", "the", "tea")
    personal = Personal()
    for word in ("tea", "the", "the"):
        personal.learn(Typed((word,), "en", replaced="Teh"), NOW)
    view: Any = personal.view(pack)
    assert view.corrected("teh") == [(3, pytest.approx(2.0)), (4, pytest.approx(1.0))]


def test_a_forgotten_word_leaves_nothing_behind() -> None:
    personal = Personal()
    write(personal, "我 去 背景", "背景 去 背景")
    personal.learn(Typed(("背景",), "zh", replaced="bj", insisted=True), NOW)
    assert personal.forget("背景")
    assert not personal.forget("背景")
    view = personal.view(PACK)
    assert likelihood(view, "我 去", "背景") < np.exp(BASE) and not view.keeps("背景")
    assert "背景".encode() not in personal.dump()
    assert likelihood(view, "我", "去") > 0.05, "the others stay as they were"


def test_only_the_language_that_is_told_is_forgotten() -> None:
    personal = Personal()
    personal.learn(Typed(("Paris",), "en"), NOW)
    personal.learn(Typed(("Paris",), "zh"), NOW)
    assert personal.forget("paris", "en")
    assert [len(each) for each in personal.vocabularies] == [1, 2]


@pytest.mark.parametrize(
    "text", ["", " ", "a b", "4111111111111111", "12345", "a@b.cn", "https://x.cn", "x\x00", "长" * 65]
)
def test_what_is_no_word_is_not_learned(text: str) -> None:
    personal = Personal()
    personal.learn(Typed(("我", text, "去"), "zh", before=(text or " ",)), NOW)
    (only,) = personal.vocabularies
    assert set(only.texts) == {"", "我", "去"} and len(only.pairs) == 0


def test_taking_a_word_in_twice_changes_nothing() -> None:
    personal = Personal()
    word = LearnedWord("聂拉木", "zh", "nie la mu", 3.0, NOW)
    assert personal.take_in([word], NOW) == 1
    assert personal.take_in([word], NOW) == 0
    assert [each.text for each in personal.view(PACK).own] == ["聂拉木"]


# Sums, and bytes.

words = st.text("甲乙丙丁abc", min_size=1, max_size=3)
events = st.builds(
    Typed,
    st.lists(words, min_size=1, max_size=6).map(tuple),
    st.sampled_from(["zh", "en"]),
    st.lists(words, max_size=2).map(tuple),
    st.sampled_from(["", "jia yi"]),
    st.sampled_from(["", "keys"]),
    st.booleans(),
)
moments = st.floats(NOW - 3e8, NOW + 3e8)


def seen(personal: Personal) -> dict[str, Any]:
    """All that is known, by words."""
    found: dict[str, Any] = {}
    for each in personal.vocabularies:
        texts = each.texts
        for number, text in enumerate(texts):
            if number:
                found[f"{each.language} {text}"] = each.weights[number]
        for counts, length in ((each.pairs, 2), (each.triples, 3)):
            for numbers, weight in zip(
                zip(*vocabularies.parts(counts.keys, length), strict=True), counts.weights, strict=True
            ):
                found[f"{each.language} {[texts[n] for n in numbers]}"] = weight
        for (typed, number), weight in each.corrections.items():
            found[f"{each.language} {typed}>{texts[number]}"] = weight
        found[f"{each.language} kept"] = len(each.kept)
    return found


@given(st.lists(st.tuples(events, moments), max_size=12), st.randoms(use_true_random=False))
def test_it_does_not_matter_which_device_counted_what(
    written: list[tuple[Typed, float]], random: Any
) -> None:
    one, several = Personal(), [Personal() for _ in range(3)]
    for event, at in written:
        one.learn(event, at)
        random.choice(several).learn(event, at)
    whole = seen(Personal.merged(several))
    assert whole == pytest.approx(seen(one))


@given(st.lists(st.tuples(events, moments), max_size=12))
def test_what_is_dumped_is_loaded(written: list[tuple[Typed, float]]) -> None:
    personal = Personal()
    for event, at in written:
        personal.learn(event, at)
    before, after = seen(personal), seen(Personal.load(personal.dump()))
    assert before.keys() == after.keys()
    heaviest = max([1.0, *before.values()])
    for key, weight in before.items():
        assert after[key] == pytest.approx(weight, rel=2e-3, abs=heaviest * 1e-6)


@given(st.binary(max_size=300))
def test_other_bytes_are_refused(data: bytes) -> None:
    for read in (decoded, Personal.load):
        with pytest.raises(BadRecord):
            read(data)


@given(st.data())
def test_changed_bytes_are_refused_or_mean_something_else(data: st.DataObject) -> None:
    vocabulary = Vocabulary("zh")
    vocabulary.learn([Typed(("我", "去", "北京"), "zh", replaced="x", insisted=True)] * 3, NOW)
    raw = bytearray(encoded(vocabulary, NOW, 0))
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = decoded(bytes(raw))
    except BadRecord:
        return
    assert all(map(learnable, found.texts[1:])) and np.all(found.weights >= 0)


def test_nobody_has_more_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabularies, "MOST_WORDS", 50)
    monkeypatch.setattr(vocabularies, "MOST_PAIRS", 100)
    vocabulary = Vocabulary("en")
    often = Typed(("often", "written"), "en")
    for number in range(400):
        vocabulary.learn([often, Typed((f"w{number % 97}", f"v{number % 89}"), "en")], NOW + number)
    assert len(vocabulary) <= 50 and len(vocabulary.pairs) <= 100 and len(vocabulary.triples) <= 100
    pair = vocabularies.joined(vocabulary.numbers["often"], vocabulary.numbers["written"])
    assert vocabulary.pairs.of_keys(pair)[0] / vocabulary.pairs.weights.max() == pytest.approx(1.0)
    assert f"v{399 % 89}" in vocabulary.numbers, "what was written last is there"
