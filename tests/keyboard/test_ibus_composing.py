"""Typing pinyin on a desktop: what each key does, without any desktop."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.keyboard.ibus import keys
from parley.keyboard.ibus.composing import PAGE, Composing
from parley.keyboard.ibus.keys import Key, key
from parley.keyboard.types import LONGEST_TYPED, Candidate, Candidates, Fixed, Kind, Typed

SHIFT, RELEASE, CONTROL = keys.SHIFTS[0], 1 << 30, 1 << 2


class Answers:
    """Offers the whole, written large, then one letter after the other."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, tuple[Fixed, ...]]] = []

    def compose(
        self, typed: str, before: str = "", fixed: Sequence[Fixed] = (), most: int = 30
    ) -> Candidates:
        self.asked.append((typed, before, tuple(fixed)))
        rest = typed[sum(each.keys for each in fixed) :]
        whole = Candidate(f"《{rest}》", len(rest), Kind.SENTENCE, words=(rest,), reading=rest)
        parts = [
            Candidate(f"{rest[:size]}!", size, Kind.WORD, words=(rest[:size],), reading=rest[:size])
            for size in range(len(rest) - 1, 0, -1)
        ]
        return Candidates(tuple([whole, *parts][:most]), rest)


class Desk:
    """A text box whose text one can read."""

    def __init__(self) -> None:
        self.answers, self.taught = Answers(), list[Typed]()
        self.box = Composing(self.answers, self.taught.append)
        self.text = ""

    def types(self, written: str) -> Desk:
        for each in written:
            self.press(ord(each))
        return self

    def press(self, value: int, state: int = 0) -> bool:
        outcome = self.box.press(key(value, state))
        self.text += outcome.commit
        if not outcome.handled and not state & (RELEASE | CONTROL):
            self.text += Key(value).character
        return outcome.handled

    def shift(self) -> None:
        self.press(SHIFT)
        self.press(SHIFT, RELEASE)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_letters_compose_and_a_space_takes_the_first(desk: Desk) -> None:
    desk.types("nihao")
    assert (desk.text, desk.box.view().preedit) == ("", "nihao")
    assert desk.box.view().page[0] == "《nihao》"
    desk.types(" ")
    assert desk.text == "《nihao》"
    assert desk.box.view().preedit == ""
    assert desk.taught == [Typed(("nihao",), "zh", (), "nihao")]


def test_a_digit_chooses_and_what_is_left_goes_on(desk: Desk) -> None:
    desk.types("nihao2")
    assert desk.text == ""
    assert desk.box.view().preedit == "niha!o"
    assert desk.answers.asked[-1] == ("nihao", "", (Fixed(4, "niha!"),))
    desk.types("1")
    assert desk.text == "niha!《o》"
    assert desk.taught == [Typed(("niha", "o"), "zh", (), "niha o")]


def test_backspace_takes_back_a_choice_then_letters(desk: Desk) -> None:
    desk.types("nihao2")
    assert desk.press(keys.BACKSPACE)
    assert desk.box.view().preedit == "nihao"
    for _ in range(5):
        assert desk.press(keys.BACKSPACE)
    assert desk.box.view().preedit == "" and desk.text == ""
    assert not desk.press(keys.BACKSPACE)


def test_enter_keeps_the_letters_and_escape_drops_them(desk: Desk) -> None:
    desk.types("nihao")
    assert desk.press(keys.RETURN)
    assert desk.text == "nihao"
    desk.types("shijie")
    assert desk.press(keys.ESCAPE)
    assert desk.text == "nihao" and desk.taught == []
    assert not desk.press(keys.ESCAPE)


def test_pages_turn_and_the_mark_moves(desk: Desk) -> None:
    desk.types("abcdefghijk")
    first = desk.box.view().page
    assert len(first) == PAGE
    desk.types("=")
    second = desk.box.view().page
    assert second != first
    desk.types("-")
    assert desk.box.view().page == first
    desk.press(keys.DOWN)
    assert desk.box.view().cursor == 1
    for _ in range(PAGE):
        desk.press(keys.DOWN)
    assert desk.box.view().page == second and desk.box.view().cursor == 1
    for _ in range(50):
        desk.press(keys.PAGE_DOWN)
    assert desk.box.view().page == second
    desk.press(keys.UP)
    desk.types(" ")
    assert desk.box.view().preedit.startswith(second[0])


def test_a_mark_takes_the_first_and_stands_behind_it(desk: Desk) -> None:
    desk.types("nihao,")
    assert desk.text == "《nihao》，"
    desk.types('."a"')
    assert desk.text == "《nihao》，。“《a》”"


def test_a_mark_after_a_choice_takes_the_rest_too(desk: Desk) -> None:
    desk.types("nihao2?")
    assert desk.text == "niha!《o》？"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("3.5", "3.5"),
        ("12:30", "12:30"),
        ("3,", "3,"),
        ("(1)", "（1）"),
        ("''", "‘’"),
        ('""""', "“”“”"),
        ("a@b", "《a》@"),
        ("Hi", "H"),
    ],
)
def test_marks_as_chinese_writes_them_but_not_within_numbers(desk: Desk, typed: str, written: str) -> None:
    assert desk.types(typed).text == written


def test_shift_alone_turns_to_english_and_back(desk: Desk) -> None:
    desk.types("ni")
    desk.shift()
    assert desk.text == "ni" and desk.box.view().english
    desk.types("ok, go. ")
    assert desk.text == "niok, go. "
    desk.shift()
    assert not desk.box.view().english
    desk.types("hao ")
    assert desk.text == "niok, go. 《hao》"
    assert desk.answers.asked[-1][1] == "niok, go. "


def test_shift_with_a_letter_turns_nothing(desk: Desk) -> None:
    desk.press(SHIFT)
    desk.press(ord("A"), 1)
    desk.press(SHIFT, RELEASE)
    assert not desk.box.view().english and desk.text == "A"


def test_commands_reach_the_program_after_what_was_composed(desk: Desk) -> None:
    desk.types("ni")
    assert not desk.press(ord("s"), CONTROL)
    assert desk.text == "ni" and desk.box.view().preedit == ""
    assert not desk.press(ord("a"), RELEASE)


def test_a_password_is_nobody_s_business(desk: Desk) -> None:
    desk.box.secret = True
    assert not any(desk.press(ord(each)) for each in "geheim, 123")
    assert desk.answers.asked == [] and desk.taught == []


def test_of_a_private_box_nothing_is_learned(desk: Desk) -> None:
    desk.box.private = True
    assert desk.types("nihao ").text == "《nihao》"
    assert desk.taught == []


def test_words_that_follow_are_learned_with_those_before(desk: Desk) -> None:
    desk.types("wo yao qu ")
    assert [each.before for each in desk.taught] == [(), ("wo",), ("yao",)]
    desk.types("a,b ")
    assert desk.taught[-1].before == ()


def test_leaving_forgets_what_stood_there(desk: Desk) -> None:
    desk.types("ni hao")
    desk.box.leave()
    desk.types("a ")
    assert desk.answers.asked[-1] == ("a", "", ())
    assert desk.taught[-1].before == ()


def test_what_the_program_says_stands_before(desk: Desk) -> None:
    desk.box.stands("今天下午")
    desk.types("wo")
    assert desk.answers.asked[-1][1] == "今天下午"


def test_more_than_can_be_composed_is_not_taken(desk: Desk) -> None:
    desk.types("a" * (LONGEST_TYPED + 40))
    assert len(desk.box.view().preedit) == LONGEST_TYPED


EVENTS = st.lists(
    st.tuples(
        st.sampled_from([*map(ord, "abnhiz'12790-=,.\"A "), *range(0xFF08, 0xFF58), *range(0xFFB0, 0xFFF0)])
        | st.integers(0, 2**32 - 1),
        st.sampled_from([0, 1, CONTROL, RELEASE, RELEASE | 1]) | st.integers(0, 2**32 - 1),
    ),
    max_size=60,
)


@given(EVENTS, st.booleans())
def test_any_keys_leave_it_sound(events: list[tuple[int, int]], private: bool) -> None:
    desk = Desk()
    desk.box.private = private
    for value, state in events:
        outcome = desk.box.press(key(value, state))
        view = desk.box.view()
        assert len(view.page) <= PAGE and (not view.page or view.cursor < len(view.page))
        assert bool(view.preedit) == bool(view.page)
        assert "" not in view.page
        assert not (private and desk.taught)
        assert len(outcome.commit) < 1000
