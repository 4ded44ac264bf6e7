"""Chinese words that were mistaken for others that sound the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.keyboard.correction.chinese import ChineseSpeller
from parley.keyboard.decoding.lexicon import arrays_for
from parley.keyboard.packs.building.learning import Size, learned
from parley.keyboard.packs.pack import Pack, write_pack
from parley.keyboard.types import Known

SENTENCES = (
    "我 想 吃 苹果",
    "他 想 吃 香蕉 和 苹果",
    "他们 在 家 里 吃 苹果",
    "我们 再 见",
    "再 吃 一 个 苹果",
)
SOUNDS = (
    "我wo3 想xiang3 吃chi1 苹ping2 果guo3 他ta1 香xiang1 蕉jiao1 焦jiao1 和he2 们men5 门men2 在zai4 家jia1 "
    "里li3 再zai4 见jian4 一yi1 个ge4 平ping2"
)
READINGS = {each[0]: each[1:] for each in SOUNDS.split()}
WORDS = tuple(dict.fromkeys([*" ".join(SENTENCES).split(), "门", "焦", "平", "果"]))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    path = tmp_path_factory.mktemp("packs") / "zh.pack"
    made = learned([each.split() for each in SENTENCES] * 30, WORDS, Size(ngrams=(200, 200)))
    unigram = np.full(len(WORDS) + 3, -5, np.float32)
    readings = {word: [(sound, 1.0)] for word, sound in READINGS.items()}
    lexicon = arrays_for(["", "", "", *WORDS], unigram, readings)
    write_pack(path, Known("zh", "small", "CC0-1.0"), WORDS, made.arrays, lexicon)
    return Pack.open(path)


@pytest.fixture(scope="module")
def speller(pack: Pack) -> ChineseSpeller:
    return ChineseSpeller(pack)


def test_a_word_that_only_sounds_right_is_flagged(speller: ChineseSpeller) -> None:
    text = "你看，我想吃平果。"
    (flag,) = speller.spelt(text)
    assert text[flag.start : flag.start + flag.length] == "平果"
    assert flag.suggestions[0].text == "苹果" and 0.9 < flag.suggestions[0].score <= 1


def test_a_text_as_it_should_be_has_no_flags(speller: ChineseSpeller) -> None:
    for sentence in SENTENCES:
        assert speller.spelt(sentence.replace(" ", "") + "。") == []


def test_a_pack_without_sounds_has_nothing_to_say(pack: Pack) -> None:
    arrays = {name: each for name, each in pack.arrays.items() if not name.startswith("zh.lexicon")}
    assert (
        ChineseSpeller(Pack(pack.label, pack.words, pack.model, arrays, pack.path)).spelt("我想吃平果") == []
    )


def test_a_long_text_is_read_to_a_bound(speller: ChineseSpeller) -> None:
    found = speller.spelt("我想吃平果" * 400)
    assert found and max(each.start + each.length for each in found) <= 1_500


@given(st.text("我想吃平果他门再在见，x1 焦", max_size=40) | st.text(max_size=40))
def test_flags_lie_within_the_text_and_do_not_overlap(speller: ChineseSpeller, text: str) -> None:
    end = 0
    for flag in speller.spelt(text):
        assert flag.start >= end and flag.length > 0 and flag.suggestions
        end = flag.start + flag.length
        assert end <= len(text)
