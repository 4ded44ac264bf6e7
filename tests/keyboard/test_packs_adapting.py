"""A general model brought closer to everyday text, and the text that does it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.keyboard.packs.building.adapting import Trust, adapted
from parley.keyboard.packs.building.chinese.household import household, parsed
from parley.keyboard.packs.building.tree import Level, model_arrays
from parley.keyboard.packs.ngrams import Ngrams
from parley.keyboard.packs.opengram.everyday import cut, sentences, zstd

WORDS = 8
"""Three numbers that are no words, then five, the first of which is the mark between sentences."""
MARK = 3
KNOWN = np.arange(MARK, WORDS, dtype=np.int32)


def general() -> tuple[np.ndarray, np.ndarray, tuple[Level, Level]]:
    share = np.array([1e-9, 1e-9, 1e-9, 0.3, 0.3, 0.2, 0.1, 0.1])
    pairs = np.array([[4, 5], [5, 4]], np.int32)
    triples = np.array([[4, 5, 4]], np.int32)
    # After 4: 5 with one half, the rest backs off; and so on.
    left = np.zeros(WORDS)
    left[4] = np.log(0.5 / (1 - 0.2))
    left[5] = np.log(0.4 / (1 - 0.3))
    after = np.log([0.5, 0.6])
    weights = np.array([np.log(0.3 / 0.4), 0.0])
    return (
        np.log(share).astype(np.float32),
        left.astype(np.float32),
        (
            Level(pairs, after.astype(np.float32), weights.astype(np.float32)),
            Level(triples, np.log([0.7]).astype(np.float32), np.zeros(1, np.float32)),
        ),
    )


def total(model: Ngrams, before: tuple[int, int]) -> float:
    context = np.broadcast_to(np.array(before, np.int32), (len(KNOWN), 2))
    return float(np.exp(model.score(context, KNOWN), dtype=np.float64).sum())


def as_model(found: tuple[np.ndarray, np.ndarray, tuple[Level, Level]]) -> Ngrams:
    unigram, weights, levels = found
    return Ngrams(model_arrays(unigram, weights, levels), MARK)


@given(
    text=st.lists(st.lists(st.sampled_from((0, 4, 5, 6, 7)), max_size=6), max_size=8),
    before=st.tuples(st.integers(MARK, WORDS - 1), st.integers(MARK, WORDS - 1)),
    single=st.sampled_from((0.0, 0.3)),
)
def test_probabilities_still_add_up_to_one(
    text: list[list[int]], before: tuple[int, int], single: float
) -> None:
    model = as_model(adapted(general(), text, MARK, Trust(single, 2.0, 2.0, 1)))
    assert total(model, before) == pytest.approx(1, abs=1e-4)


def test_what_the_text_says_becomes_likelier_there_and_nowhere_else() -> None:
    old, new = as_model(general()), as_model(adapted(general(), [[6, 7]] * 20, MARK, Trust(0.0, 2.0, 2.0)))
    seven, there, elsewhere = (np.array(each, np.int32) for each in ([7], [[0, 6]], [[0, 5]]))
    assert new.score(there, seven) > old.score(there, seven) + 0.5
    assert new.score(elsewhere, seven) == pytest.approx(old.score(elsewhere, seven), abs=1e-5)


def test_an_empty_text_changes_nothing() -> None:
    before, after = as_model(general()), as_model(adapted(general(), [], MARK, Trust(0.0)))
    context = np.array([[4, 5]] * len(KNOWN), np.int32)
    assert after.score(context, KNOWN) == pytest.approx(before.score(context, KNOWN), abs=1e-5)


def test_text_is_cut_into_the_likeliest_words(tmp_path: Path) -> None:
    file = tmp_path / "text.zst"
    file.write_bytes(zstd.compress("我们去北京 好吗\n".encode()))
    unigram = np.log(np.array([1e-9, 1e-9, 1e-9, 0.2, 0.1, 0.2, 0.1, 0.1], np.float32))
    words = ["我", "我们", "去", "北京", "好"]
    assert list(sentences(words, unigram, file)) == [[4, 5, 6, 0, 7, 0]]
    assert cut("", {}) == []


@pytest.fixture(scope="module")
def said() -> list[str]:
    return household(300, 40)


def test_the_skills_templates_make_chinese_sentences_the_same_every_time(said: list[str]) -> None:
    assert said == household(300, 40)
    assert len(said) == len(set(said)) > 600
    assert any("灯" in each for each in said)
    assert not any(re.search(r"[<>{}|\[\]()]", each) for each in said)


def test_a_template_is_read_in_its_parts() -> None:
    assert parsed("开[一下](灯|<thing>) {where}") == [
        [
            ("text", "开", False),
            ("any", [[("text", "一下", False)]], True),
            ("any", [[("text", "灯", False)], [("rule", "thing", False)]], False),
            ("text", " ", False),
            ("slot", "where", False),
        ]
    ]
    with pytest.raises(ValueError, match="unbalanced"):
        parsed("开)")
