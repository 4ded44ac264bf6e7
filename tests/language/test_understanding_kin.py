"""Words that are used alike, and chains of labels: what learning takes for granted of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from parley.language.understanding.model import Example, Slot, train
from parley.language.understanding.model.chain import Lesson, best_path, learned, scores
from parley.language.understanding.model.features import features, words_of
from parley.language.understanding.model.kin import Family, Kin
from parley.language.understanding.model.kin import learned as kin_of
from parley.language.understanding.model.vocabulary import Vocabulary

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
COLOURS = ("red", "green", "yellow", "purple", "white")


def lines() -> list[str]:
    found: list[str] = []
    for day, colour in zip(DAYS, COLOURS, strict=True):
        found += [f"wake me on {day} at six", f"what is on {day} in the calendar"]
        found += [f"paint the lamp {colour} please", f"a {colour} light in the hall"]
    return found


def test_words_used_alike_are_nearer_than_others() -> None:
    kin = kin_of([words_of(text) for text in lines()])
    of = dict(zip(kin.words, kin.vectors, strict=True))
    for one, day in pairwise(DAYS):
        assert of[one] @ of[day] > max(float(of[one] @ of[colour]) for colour in COLOURS) + 0.3


def test_nothing_said_has_no_kin() -> None:
    for nothing in ([], [[]], [["once"]]):
        kin = kin_of(nothing)
        assert kin.words == ()
        assert kin.kinds() == {}


def test_what_was_learned_of_the_kin_is_in_the_weights_of_each_word() -> None:
    counts = [features(words_of(text)) for text in lines()]
    vocabulary = Vocabulary.learned(counts)
    rows = vocabulary.rows(counts)
    kin = kin_of([words_of(text) for text in lines()])
    family = Family(vocabulary, kin)
    lot = np.random.default_rng(1)
    weights = lot.standard_normal((len(vocabulary), 4), np.float32)
    shared = lot.standard_normal((kin.vectors.shape[1], 4), np.float32)
    apart = [
        values @ weights[where] + share @ shared
        for (where, values), share in zip(rows, family.shares(rows), strict=True)
    ]
    family.hand_down(weights, shared)
    together = [values @ weights[where] for where, values in rows]
    np.testing.assert_allclose(apart, together, atol=1e-4)


def test_without_kin_a_word_has_nothing_of_any() -> None:
    counts = [features(words_of(text)) for text in lines()]
    vocabulary = Vocabulary.learned(counts)
    assert Family(vocabulary, Kin()).shares(vocabulary.rows(counts)).shape == (len(counts), 0)


def test_a_word_never_seen_in_the_slot_is_taken_for_its_kin() -> None:
    taught = [
        Example(f"wake me on {day} at six", "wake", (Slot("day", 11, 11 + len(day)),)) for day in DAYS[:4]
    ]
    taught += [Example(f"what is on {day} in the calendar", "look") for day in DAYS]
    taught += [Example(f"look what is on {day}", "look") for day in DAYS]
    taught += [
        Example(f"the {colour} lamp", "paint", (Slot("colour", 4, 4 + len(colour)),)) for colour in COLOURS
    ]
    taught += [Example("wake me at six", "wake"), Example("wake me on time at six", "wake")]
    model = train(taught)
    assert model.tagger.kinds["friday"] in {model.tagger.kinds[day] for day in DAYS[:4]}
    assert [slot.name for slot in model.tagger.slots("wake me on friday at six", "wake")] == ["day"]


def test_a_chain_learns_what_it_is_taught_from_lessons_of_any_width() -> None:
    lot = np.random.default_rng(2)
    allowed = np.arange(3)
    # The first clue tells the label, the others are noise, and a piece may have more clues than another.
    lessons = [
        Lesson("", np.column_stack([right, lot.integers(3, 20, (len(right), width))]), right, allowed)
        for width in (1, 2, 4)
        for right in (lot.integers(0, 3, lot.integers(1, 8)) for _ in range(40))
    ]
    weights, links = learned(lessons, np.zeros((21, 3), np.float32), np.zeros((4, 3), np.float32))
    assert not weights[-1].any()
    for _, rows, right, _ in lessons:
        assert best_path(scores(weights, rows, allowed), links) == right.tolist()
