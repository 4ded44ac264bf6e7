"""A pack from plain text: counted whatever fits in memory, adding up to 1, the same every time."""

from __future__ import annotations

import gzip
import lzma
from collections import Counter as Plain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import BadText
from parley.keyboard.packs.building import counts
from parley.keyboard.packs.building.build import build
from parley.keyboard.packs.building.learning import Model, Size, learned
from parley.keyboard.packs.building.smoothing import discounts, smoothed
from parley.keyboard.packs.building.texts import Texts
from parley.keyboard.packs.ngrams import Ngrams
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import BEGINNING, END
from parley.keyboard.types import Known

LETTERS = "abcdef"
SENTENCES = st.lists(
    st.lists(st.sampled_from([*LETTERS, "?"]), min_size=1, max_size=8), min_size=3, max_size=30
)
LABEL = Known("nl", "test", "CC0-1.0")
TALE = [
    "The cat sat on the mat. The dog sat on the mat!",
    "A cat saw Anna; Anna saw the cat. Where is the cat?",
    "The cat's mat isn't 3.5 m long, says Anna.",
] * 4


@given(sentences=st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=40), order=st.integers(2, 4))
def test_full_buffers_change_nothing(
    sentences: list[list[int]], order: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    expected: Plain[tuple[int, ...]] = Plain()
    for each in filter(None, sentences):
        padded = [*[BEGINNING] * (order - 1), *each, END]
        expected.update(tuple(padded[n : n + order]) for n in range(len(padded) - order + 1))
    patch = pytest.MonkeyPatch()
    patch.setattr(counts, "_BUFFERED", 7)
    patch.setattr(counts, "_MERGED", 5)
    folder = tmp_path_factory.mktemp("counts")
    with patch.context(), counts.Counter(order, folder) as counter:
        for each in sentences:
            counter.add(each)
        keys, seen, seldom = counter.counts()
        few, _, _ = counter.counts(most=5)
    patch.undo()
    width = counts.bits(order)
    places = [width * n for n in range(order - 1, -1, -1)]
    split = [tuple(key >> place & (1 << width) - 1 for place in places) for key in keys.tolist()]
    assert split == sorted(expected)
    assert seen.tolist() == [expected[each] for each in split]
    assert seldom.tolist() == [sum(n == times for n in expected.values()) for times in (1, 2, 3, 4)]
    assert len(few) <= 5
    assert list(folder.iterdir()) == []


def whole(sentences: list[list[str]], ngrams: tuple[int, ...]) -> tuple[Model, Ngrams]:
    model = learned(sentences, list(LETTERS), Size(len(LETTERS), ngrams))
    return model, Ngrams(dict(model.arrays))


@given(sentences=SENTENCES, ngrams=st.sampled_from([(1000,), (1000, 1000), (5, 3), (0, 0), (9, 9, 9)]))
def test_after_whatever_words_all_words_add_up_to_one(
    sentences: list[list[str]], ngrams: tuple[int, ...]
) -> None:
    """However much was pruned; but for what a byte rounds."""
    _, model = whole(sentences, ngrams)
    every = np.arange(END, len(model.unigram), dtype=np.int32)
    for before in ([0, 0, 0], [0, 0, 1], [0, 1, 4], [3, 4, 5], [0, 0, 8]):
        context = np.array(before[4 - model.order :], np.int32)
        total = float(np.exp(model.score(context, every)).sum())
        assert total == pytest.approx(1, abs=0.02)


def test_kneser_and_ney_s_numbers_by_hand() -> None:
    """After "b" come "c" twice and "d" once; "a" comes after one word, "c" and "d" after one each."""
    sentences = [[3, 4, 5], [3, 4, 5], [3, 4, 6]]
    counter = Plain(tuple(p) for s in sentences for p in zip([1, *s], [*s, 2], strict=True))
    width = counts.bits(2)
    keys = np.array(sorted(a << width | b for a, b in counter), np.uint64)
    seen = np.array([counter[int(k) >> width, int(k) & (1 << width) - 1] for k in keys], np.int64)
    prior = np.array([0, 0, 0.2, 0.2, 0.2, 0.2, 0.2])
    single, pairs = smoothed(2, keys, seen, np.zeros(4, np.int64), prior, 0.0)
    # Of six different pairs two end with the sentence, one each in the four other words. Four words seen once
    # and one seen twice: 2/3 are taken of one; nothing was seen three times, so the usual 1.1 of two.
    left = 4 * 2 / 3 + 1.1
    expected = [0, 0, 2 - 1.1 + left * 0.2, *[1 - 2 / 3 + left * 0.2] * 4]
    assert single.shares == pytest.approx(np.array(expected) / 6)
    after_b = {tuple(w): p for w, p in zip(pairs.words.tolist(), pairs.shares.tolist(), strict=True)}
    taken = 1.1 + 0.6
    assert after_b[4, 5] == pytest.approx((2 - 1.1 + taken * single.shares[5]) / 3)
    assert after_b[4, 6] == pytest.approx((1 - 0.6 + taken * single.shares[6]) / 3)


def test_discounts_follow_the_formula_where_it_makes_sense() -> None:
    found = discounts(np.array([100, 40, 20, 10]))
    y = 100 / 180
    assert found == pytest.approx([1 - 2 * y * 0.4, 2 - 3 * y * 0.5, 3 - 4 * y * 0.5])
    assert discounts(np.array([0, 5, 0, 0])).tolist() == [0.6, 1.1, 1.4]


def test_pruning_keeps_what_says_most() -> None:
    sentences = [["a", "b", "c"]] * 20 + [["d", "e", "c"], ["e", "d", "f"], ["f", "b", "a"]]
    few, model = whole(sentences, (4, 4))
    assert [len(few.arrays[f"model.{n}.words"]) for n in (2, 3)] == [4, 4]
    a, b, c = 3, 4, 5
    context = np.array([a, b], np.int32)
    assert np.exp(model.score(context, np.array([c], np.int32))[0]) > 0.8
    assert model.followers([a], 1)[0][0] == b


def test_more_context_foretells_better() -> None:
    """Each letter is the sum of the two before it: one alone says nothing."""
    text: list[list[str]] = []
    for first, second in np.ndindex(6, 6):
        letters = [first, second]
        while len(letters) < 12:
            letters.append((letters[-1] + letters[-2]) % 6)
        text.append([LETTERS[each] for each in letters])
    scores: list[float] = []
    for ngrams in ((999,), (999, 999), (999, 999, 999)):
        model = whole(text, ngrams)[1]
        padded = [*[BEGINNING] * (model.order - 1), *[LETTERS.index(each) + 3 for each in text[9]], END]
        windows = np.lib.stride_tricks.sliding_window_view(np.array(padded, np.int32), model.order)
        scores.append(float(model.score(windows[:, :-1].copy(), windows[:, -1].copy()).sum()))
    assert scores[0] < scores[1] - 5 and scores[1] < scores[2] + 2


def test_nothing_at_all_still_makes_a_model() -> None:
    model = whole([], (10, 10))[1]
    assert np.exp(model.unigram[2:]).sum() == pytest.approx(1, abs=1e-3)


def test_a_prior_says_how_likely_words_are_that_the_text_has_not() -> None:
    model = learned([["a"]] * 9, ["a", "b", "c"], Size(3, (9,)), {"b": 0.9, "c": 0.1}, 0.5)
    a, b, c = model.unigram[3:].tolist()
    # However often it was seen, it was seen after the beginning only.
    assert b > a > c > -9
    with pytest.raises(ValueError, match="too many"):
        learned([], [str(n) for n in range(70_000)], Size(70_000, (1, 1, 1)))


def test_the_same_text_makes_the_same_pack(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert build(iter(TALE), lambda _: LABEL, tmp_path / name) == 160
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    pack = Pack.open(tmp_path / "one")
    assert pack.label == LABEL and pack.language == "nl"
    words = [pack.words.text(each) for each in range(3, len(pack.words))]
    assert words[0] == "the" and {"Anna", "cat's", "isn't", "."} <= set(words)
    # What begins a sentence is written as within one; numbers are no words.
    assert not {"The", "A", "Where", "3.5"} & set(words[:10])
    assert pack.segmented("The cat isn't here.") == ["the", "cat", "isn't", "here", "."]
    the, cat = pack.words.id("the"), pack.words.id("cat")
    assert pack.words.text(pack.model.followers([the], 1)[0][0]) in ("cat", "mat")
    assert pack.model.score(np.array([1, the], np.int32), np.array([cat], np.int32))[0] > -1.5


def test_a_text_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadText, match="no words"):
        build(["1 2 3", ""], lambda _: LABEL, tmp_path / "x.pack")
    assert list(tmp_path.iterdir()) == []


def test_text_is_read_packed_or_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffeins\r\nzwei\n\xff".encode() + b"\xff\n")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"drei"))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.xz").write_bytes(lzma.compress("四\n".encode()))
    (tmp_path / "d.doc").write_text("no", "utf-8")
    told: list[tuple[int, int]] = []
    texts = Texts([tmp_path], lambda done, total: told.append((done, total)))
    assert list(texts) == ["eins", "zwei", "ÿ\ufffd", "drei", "四"]
    assert len(texts.sha256) == 64
    assert told and all(0 <= done <= total for done, total in told)
    for missing in (tmp_path / "absent.txt", tmp_path / "deep" / "empty"):
        with pytest.raises(BadText):
            Texts([missing])


def test_a_line_without_end_is_read_in_pieces(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 250_000, "utf-8")
    assert [len(each) for each in Texts([tmp_path / "a.txt"])] == [100_000, 100_000, 50_000]
