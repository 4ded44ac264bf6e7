"""A text box over the packs that ship: what is typed, in both languages, and what comes of it."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from pathlib import Path

import pytest

from parley.errors import MissingLanguage, TooLong, Unsupported
from parley.keyboard.engines import Engines
from parley.keyboard.layouts.layout import layout
from parley.keyboard.learning.personal import Personal
from parley.keyboard.session import TypingSession, going_on
from parley.keyboard.types import MOST_POINTS, Candidates, Fixed, Kind, Point, Typed, Wishes
from parley.keyboard.typist import NotAtHand, Typist


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Engines:
    return Engines(tmp_path_factory.mktemp("home"))


def box(engines: Engines, language: str = "zh", **wishes: object) -> TypingSession:
    return TypingSession(engines, Wishes(language, **wishes))  # type: ignore[arg-type]


def texts(found: Candidates) -> list[str]:
    return [each.text for each in found.candidates]


def path_of(word: str) -> list[Point]:
    """A finger that goes straight from key to key, sampled sixty times a second."""
    keys = [layout("qwerty").centres[letter] for letter in word]
    path: list[Point] = []
    for (x, y), (to_x, to_y) in pairwise(keys):
        path += [Point(x + (to_x - x) * k / 8, y + (to_y - y) * k / 8, len(path) / 60) for k in range(8)]
    return [*path, Point(*keys[-1], len(path) / 60)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("nihao", "你好"), ("woyaoqu", "我要去"), ("jintian", "今天"), ("xiexie", "谢谢"), ("wm", "我们")],
)
def test_pinyin_becomes_hanzi(engines: Engines, typed: str, meant: str) -> None:
    assert meant in texts(box(engines).compose(typed))[:5]


def test_english_stands_among_pinyin(engines: Engines) -> None:
    first = box(engines).compose("wo yao qu apple store").candidates[0]
    assert first.text.lower() == "我要去apple store"
    assert first.keys == len("wo yao qu apple store")


def test_key_by_key_is_the_same_as_at_once(engines: Engines) -> None:
    growing = box(engines)
    last = growing.compose("w")
    for end in range(2, len("womenqunali") + 1):
        last = growing.compose("womenqunali"[:end])
    assert texts(last) == texts(box(engines).compose("womenqunali"))


def test_after_a_backspace_it_is_as_before(engines: Engines) -> None:
    one = box(engines)
    before = texts(one.compose("nih"))
    one.compose("nihao")
    assert texts(one.compose("nih")) == before


def test_what_was_chosen_stays(engines: Engines) -> None:
    found = box(engines).compose("shishi", fixed=[Fixed(3, "事")])
    assert all(each.keys <= 3 for each in found.candidates)
    assert "实" in texts(found)


def test_traditional_characters(engines: Engines) -> None:
    assert "謝謝" in texts(box(engines, script="hant").compose("xiexie"))[:3]


def test_a_slip_is_mended_by_the_space_bar_and_can_be_kept(engines: Engines) -> None:
    found = box(engines, "en").compose("teh", "over in ")
    assert found.auto == 0
    assert texts(found)[0] == "the"
    assert (found.candidates[1].text, found.candidates[1].kind) == ("teh", Kind.TYPED)


def test_nothing_is_mended_where_that_is_not_wanted(engines: Engines) -> None:
    found = box(engines, "en", correct=False).compose("teh", "over in ")
    assert found.auto is None
    assert texts(found)[0] == "teh"


def test_a_beginning_is_completed_and_a_slip_corrected_first(engines: Engines) -> None:
    assert "tomorrow" in texts(box(engines, "en").compose("tomor"))[:3]
    assert "which" in texts(box(engines, "en").compose("wich", "I don't know "))[:3]


def test_what_comes_next(engines: Engines) -> None:
    assert "you" in texts(box(engines, "en").compose("", "thank "))[:3]
    assert box(engines).compose("", "我们今天").candidates


def test_emoji_only_where_they_are_wanted(engines: Engines) -> None:
    def kinds(emoji: bool) -> set[Kind]:
        return {each.kind for each in box(engines, "en", emoji=emoji).compose("pizza").candidates}

    assert Kind.EMOJI in kinds(True)
    assert Kind.EMOJI not in kinds(False)


@pytest.mark.parametrize(("language", "typed"), [("en", "th"), ("zh", "shi"), ("en", ""), ("zh", "x")])
def test_each_text_is_offered_once(engines: Engines, language: str, typed: str) -> None:
    found = texts(box(engines, language).compose(typed, most=100))
    assert len(found) == len(set(found))
    assert 1 <= len(found) <= 100


def test_a_path_becomes_a_word(engines: Engines) -> None:
    assert "hello" in texts(box(engines, "en").swipe(path_of("hello"), "say "))[:4]


def test_a_path_becomes_hanzi(engines: Engines) -> None:
    found = box(engines).swipe(path_of("women"))
    assert "我们" in texts(found)[:4]
    assert {each.kind for each in found.candidates} == {Kind.SWIPE}


def test_what_cannot_be_done_is_said(engines: Engines) -> None:
    with pytest.raises(MissingLanguage):
        box(engines, "xx")
    with pytest.raises(Unsupported):
        box(engines, layout="dvorak")
    with pytest.raises(Unsupported):
        box(engines, scheme="nonsense").compose("a")
    with pytest.raises(Unsupported):
        box(engines, scheme="flypy").swipe(path_of("women"))
    with pytest.raises(TooLong):
        box(engines).compose("a" * 257)
    with pytest.raises(TooLong):
        box(engines).swipe([Point(0, 0)] * (MOST_POINTS + 1))


def test_a_text_goes_on(engines: Engines) -> None:
    english, chinese = box(engines, "en", emoji=False), box(engines, emoji=False)
    assert "how to make" in going_on(english, "how to mak", 5)
    assert "thank you" in going_on(english, "thank", 8) + going_on(english, "thank ", 8)
    assert "北京天气" in going_on(chinese, "北京tianqi", 3)
    assert going_on(chinese, "a" * 300, 3) == ()


@pytest.fixture
def typist(tmp_path: Path) -> Typist:
    return Typist(str(tmp_path))


def test_who_is_not_at_hand_is_asked_for(typist: Typist) -> None:
    with pytest.raises(NotAtHand):
        typist.candidates("anna", Wishes(), "ni")
    typist.bring("anna", Personal().dump())
    assert typist.candidates("anna", Wishes(), "ni").candidates
    typist.drop("anna")
    with pytest.raises(NotAtHand):
        typist.candidates("anna", Wishes(), "ni")
    assert typist.candidates("", Wishes(), "ni").candidates  # nobody need not be brought


def test_an_open_box_learns(typist: Typist) -> None:
    typist.bring("anna", Personal().dump())
    typist.bring("ben", Personal().dump())
    opened = {name: typist.open(name, Wishes()) for name in ("anna", "ben")}
    name = Typed(("晓筠",), "zh", reading="xiao yun")
    assert texts(opened["anna"].compose("xiaoyun"))[0] != "晓筠"
    typist.learn("anna", [name] * 3, now=1e9)
    assert texts(opened["anna"].compose("xiaoyun"))[0] == "晓筠"
    assert "晓筠" not in texts(opened["ben"].compose("xiaoyun"))[:3]


def test_a_word_that_was_insisted_on_is_left_alone(typist: Typist) -> None:
    typist.bring("anna", Personal().dump())
    opened = typist.open("anna", Wishes("en"))
    assert opened.compose("teh", "over in ").auto == 0
    typist.learn("anna", [Typed(("teh",), "en", insisted=True)], now=1e9)
    assert opened.compose("teh", "over in ").auto is None


def test_garbage_is_answered_in_time(engines: Engines) -> None:
    """Whatever is typed: control characters, unknown scripts, adversarial rows of letters."""
    choose = random.Random(7)
    pool = "abcxyzqnghvui'\u0000\n\u202e é漢ก😀1234!\ud7ff"
    one, other = box(engines), box(engines, "en")
    began = time.process_time()
    for _ in range(15):
        typed = "".join(choose.choices(pool, k=choose.randint(1, 256)))
        for each in (one, other):
            found = each.compose(typed, typed)
            assert all(0 <= candidate.keys <= len(typed) for candidate in found.candidates)
    assert time.process_time() - began < 20  # some milliseconds each; this is for what explodes
