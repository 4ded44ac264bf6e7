"""The model that understands what no template has: what it promises for any examples and any text."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from parley.language.understanding.model import Example, Model, Slot, Standing, UnusableModel, train
from parley.language.understanding.model.store import load, save
from parley.language.understanding.model.tokens import labels_of, pieces, slots_of
from parley.language.understanding.normal import LONGEST

ROOMS = ("kitchen", "bedroom", "bathroom", "study", "hall", "garden room")
房间 = ("厨房", "卧室", "浴室", "书房", "客厅")
THINGS = ("milk", "bread", "apples", "washing powder", "coffee", "rice")
东西 = ("牛奶", "面包", "苹果", "洗衣粉", "大米")


def example(text: str, intent: str | None, **slots: str) -> Example:
    return Example(
        text,
        intent,
        tuple(Slot(name, text.index(it), text.index(it) + len(it)) for name, it in slots.items()),
    )


def lessons() -> list[Example]:
    found: list[Example] = []
    for room in ROOMS:
        found += [
            example(f"turn on the light in the {room}", "light_on", room=room),
            example(f"make it bright in the {room} please", "light_on", room=room),
            example(f"{room} lights off", "light_off", room=room),
            example(f"it is too bright in the {room}, switch it off", "light_off", room=room),
        ]
    for room in 房间:
        found += [
            example(f"打开{room}的灯", "light_on", room=room),
            example(f"把{room}弄亮一点", "light_on", room=room),
            example(f"{room}的灯关掉", "light_off", room=room),
            example(f"关上{room}的灯吧", "light_off", room=room),
        ]
    for thing in (*THINGS, *东西):
        found += [
            example(f"add {thing} to the shopping list", "list_add", item=thing),
            example(f"we are running out of {thing}", "list_add", item=thing),
            example(f"把{thing}加到购物清单", "list_add", item=thing),
        ]
    found += [
        Example(text)
        for text in (
            "who wrote faust",
            "how tall is the eiffel tower",
            "唐朝有几个皇帝",
            "我昨天去了北京",
            "why is the sky blue",
        )
    ]
    return found


@pytest.fixture(scope="module")
def model() -> Model:
    return train(lessons())


def slots(model: Model, text: str) -> dict[str, str]:
    return {slot.name: text[slot.start : slot.end] for slot in model.read(text).slots}


@pytest.mark.parametrize(
    ("text", "intent", "filled"),
    [
        ("please turn the lights on in the study", "light_on", {"room": "study"}),
        ("turn of the light in the cellar", None, {"room": "cellar"}),
        ("we're running out of rice", "list_add", {"item": "rice"}),
        ("把书房的灯打开", "light_on", {"room": "书房"}),
        ("請關上廚房的燈", "light_off", {"room": "廚房"}),
        ("帮我 add 牛奶 to the shopping list", "list_add", {"item": "牛奶"}),
        ("ＡＤＤ ＭＩＬＫ to the shopping list", "list_add", {"item": "ＭＩＬＫ"}),
    ],
)
def test_it_understands_what_it_was_not_taught_word_by_word(
    model: Model, text: str, intent: str | None, filled: dict[str, str]
) -> None:
    if intent:
        assert model.read(text).guess.intent == intent
    assert slots(model, text) == filled


def test_a_misspelt_word_is_still_understood(model: Model) -> None:
    assert model.read("trun on teh ligth in the kitchn").guess.intent == "light_on"


@pytest.mark.parametrize("text", ["", "   ", "?!", "ξψω", "x" * (LONGEST + 1), "turn on the light " * 100])
def test_nothing_known_or_far_too_long_means_nothing(model: Model, text: str) -> None:
    reading = model.read(text)
    assert reading.guess.standing is Standing.OUTSIDE
    assert reading.guess.intent is None
    assert reading.slots == ()


def test_what_is_unlike_every_example_is_not_acted_on(model: Model) -> None:
    for text in ("how old is the pope", "tell me about quantum chromodynamics", "昨天的比赛谁赢了"):
        assert model.classifier.guess(text).standing is not Standing.ACT


@given(some.text(max_size=LONGEST + 20))
@settings(max_examples=300, deadline=None)
def test_any_text_has_an_answer_that_makes_sense(text: str) -> None:
    model = _shared()
    reading = model.read(text)
    shares = [share for _, share in reading.guess.intents]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) <= 1.001
    ends = [place for slot in reading.slots for place in (slot.start, slot.end)]
    assert ends == sorted(ends)
    assert all(text[slot.start : slot.end] for slot in reading.slots)
    assert model.read(text) == reading


@pytest.mark.parametrize(
    "text", ["\ud800", "开\udfff灯", "\x00\x00", "a\u0300" * 150, "﷽" * 250, "\u2028打开\u0085灯"]
)
def test_letters_that_are_none_do_no_harm(model: Model, text: str) -> None:
    model.read(text)


def test_the_same_examples_make_the_same_file(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "one.npz")
    save(train(lessons()), tmp_path / "other.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.npz", "other.npz"]


def test_a_stored_model_understands_the_same(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    assert np.array_equal(again.classifier.weights, model.classifier.weights)
    assert np.array_equal(again.tagger.weights, model.tagger.weights)
    for one in lessons():
        for text in (one.text, one.text[::-1], one.text[3:]):
            assert again.read(text) == model.read(text)


def test_it_is_loaded_at_once(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "model.npz")
    times: list[float] = []
    for _ in range(5):
        began = time.perf_counter()
        load(tmp_path / "model.npz")
        times.append(time.perf_counter() - began)
    assert min(times) < 0.05


@given(some.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_a_file_that_is_no_model_says_so(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    path = tmp_path_factory.mktemp("junk") / "model.npz"
    path.write_bytes(junk)
    with pytest.raises(UnusableModel):
        load(path)


def test_half_a_model_says_so(model: Model, tmp_path: Path) -> None:
    save(model, tmp_path / "model.npz")
    whole = (tmp_path / "model.npz").read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        (tmp_path / "half.npz").write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(UnusableModel):
            load(tmp_path / "half.npz")
    with pytest.raises(UnusableModel):
        load(tmp_path / "nowhere.npz")


@pytest.mark.parametrize(
    "examples",
    [
        [],
        [Example("hello")],
        [Example("hello", "")],
        [Example("hello", "two\nlines")],
        [Example("hello", "greet", (Slot("x\n", 0, 1),))],
        [Example("hello", f"intent {number}") for number in range(1_001)],
    ],
    ids=["none", "no intent", "no name", "two lines", "two lines in a slot", "too many intents"],
)
def test_examples_that_cannot_be_learned_say_so(examples: list[Example]) -> None:
    with pytest.raises(UnusableModel):
        train(examples)


_words = some.lists(some.sampled_from(["turn", "on", "灯", "开", "5", "LAMP", "!", "é", ""]), max_size=6)


@given(
    some.lists(
        some.tuples(_words, some.sampled_from(["a", "b", None]), some.integers(0, 9), some.integers(0, 9)),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_taught_can_be_learned_and_stored(
    tmp_path_factory: pytest.TempPathFactory, taught: list[tuple[list[str], str | None, int, int]]
) -> None:
    examples = [Example(" ".join(words), intent, (Slot("s", a, b),)) for words, intent, a, b in taught]
    if all(one.intent is None for one in examples):
        return
    model = train(examples)
    path = tmp_path_factory.mktemp("model") / "model.npz"
    save(model, path)
    again = load(path)
    for one in examples:
        assert again.read(one.text) == model.read(one.text)


@given(some.text(alphabet="ab 开灯1２!é", max_size=30), some.integers(0, 30), some.integers(0, 30))
def test_labels_and_slots_say_the_same(text: str, start: int, end: int) -> None:
    line = pieces(text)
    found = slots_of(line, labels_of(line, [Slot("s", start, end)]))
    assert len(found) <= 1
    for slot in found:
        assert start <= slot.start < slot.end <= end


def test_thresholds_come_from_validation() -> None:
    examples = [one for one in lessons() if one.intent]
    outsiders = [
        Example(f"turn the {word} around in the story") for word in ("hero", "page", "light", "king")
    ]
    strict = train(examples, [*examples[::3], *outsiders]).classifier
    assert 0 < strict.certainty.ask <= strict.certainty.act < 1
    assert sum(strict.guess(one.text).standing is Standing.ACT for one in outsiders) <= 1


_MODEL: list[Model] = []


def _shared() -> Model:
    # A property test cannot take a fixture of the module.
    if not _MODEL:
        _MODEL.append(train(lessons()))
    return _MODEL[0]
