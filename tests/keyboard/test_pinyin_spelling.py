"""What a row of keys may be: every way of typing a syllable is found, and any text has a reading."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import TooLong, Unsupported
from parley.keyboard.layouts.layout import layout
from parley.keyboard.pinyin.noise import NOISE, mistyped
from parley.keyboard.pinyin.schemes import names, scheme
from parley.keyboard.pinyin.sounds import PAIRS, confused
from parley.keyboard.pinyin.spelling import Spelling
from parley.keyboard.pinyin.syllables import NUMBER, SYLLABLES
from parley.keyboard.types import LONGEST_TYPED, Edge, Wishes

PLAIN = Spelling(Wishes(mixed=False))
WRITTEN = [each for each in SYLLABLES if each != "r"]


class Dictionary:
    """Five words of English."""

    def words(self, letters: str) -> Sequence[tuple[str, float]]:
        known = {"apple": "Apple", "store": "store", "zebra": "zebra", "don't": "don't", "can": "can"}
        return [(known[letters], -9.0)] if letters in known else []


ENGLISH = Spelling(Wishes(), Dictionary())


def cost(typed: str, syllable: str, spelling: Spelling = PLAIN) -> float | None:
    """What it costs to read all of ``typed`` as one syllable; None: it cannot be."""
    return min((edge.cost for edge in whole(typed, syllable, spelling)), default=None)


def whole(typed: str, syllable: str, spelling: Spelling = PLAIN) -> list[Edge]:
    """Edges over all of ``typed`` that one syllable is among."""
    number = NUMBER[syllable]
    edges = spelling.edges(typed, len(typed))
    return [each for each in edges if each.start == 0 and each.first <= number < each.last]


def reads(typed: str, syllables: Sequence[str], spelling: Spelling = PLAIN) -> float | None:
    """What it costs to read ``typed`` as these syllables, one after another."""
    costs: dict[int, float] = {0: 0.0}
    edges = [each for end in range(1, len(typed) + 1) for each in spelling.edges(typed, end)]
    for syllable in syllables:
        after: dict[int, float] = {}
        for each in edges:
            if each.start in costs and each.first <= NUMBER[syllable] < each.last:
                price = costs[each.start] + each.cost
                after[each.end] = min(price, after.get(each.end, price))
        costs = after
    return costs.get(len(typed))


def test_a_syllable_as_it_is_written_costs_nothing() -> None:
    assert [each for each in WRITTEN if cost(each, each) != 0] == []


@given(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=12))
def test_syllables_in_a_row_are_read_without_separators_and_with_them(syllables: list[str]) -> None:
    assert reads("".join(syllables), syllables) == 0
    assert reads("'".join(syllables), syllables) == 0
    assert reads(" ".join(syllables) + " ", syllables) == 0


def test_a_separator_decides_how_letters_are_cut_but_may_be_wrong() -> None:
    assert reads("xian", ["xian"]) == reads("xian", ["xi", "an"]) == 0
    assert reads("xi'an", ["xi", "an"]) == 0
    assert reads("xi'an", ["xian"]) == pytest.approx(NOISE.crossing)
    assert cost("x'i'an", "xian") is None, "one wrong separator, not two"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("wxq", ("wo", "xiang", "qu")), ("zg", ("zhong", "guo")), ("zhg", ("zhong", "guo")), ("sh", ("shang",))],
)
def test_initials_stand_for_their_syllables(typed: str, meant: tuple[str, ...]) -> None:
    again = NOISE.again * (len(meant) - 1)
    assert reads(typed, meant) == pytest.approx(NOISE.abbreviated * len(meant) + again)


def test_who_abbreviates_goes_on_but_a_letter_that_may_end_a_syllable_says_nothing() -> None:
    assert reads("wanq", ["wan", "qu"]) == pytest.approx(NOISE.abbreviated)
    assert reads("wangq", ["wang", "qu"]) == pytest.approx(NOISE.abbreviated)
    assert reads("wangnq", ["wang", "nan", "qu"]) == pytest.approx(2 * NOISE.abbreviated + NOISE.again)


def test_z_stands_for_zh_too_and_zh_not_for_z() -> None:
    assert cost("z", "zi") == cost("z", "zhi") == NOISE.abbreviated
    assert (cost("zh", "zi") or 99) > NOISE.abbreviated


def test_a_syllable_that_is_still_being_typed_is_known_by_its_beginning() -> None:
    assert cost("zho", "zhong") == NOISE.unfinished
    assert cost("zho", "zhou") == min(NOISE.unfinished, NOISE.dropped)
    assert cost("xian", "xiang") is not None


def test_every_single_slip_within_a_syllable_is_forgiven() -> None:
    for syllable in ("zhuang", "shen", "xie", "wo"):
        for typed, price in mistyped(syllable, layout("qwerty")):
            found = cost(typed, syllable)
            assert found is not None, (syllable, typed)
            assert found <= price + NOISE.unseen + 1e-9


def test_a_slip_that_shows_is_likelier_than_one_that_makes_other_pinyin() -> None:
    assert cost("zhomg", "zhong") == pytest.approx(NOISE.beside)
    assert cost("shu", "shi") == pytest.approx(NOISE.beside + NOISE.unseen)


def test_nothing_is_forgiven_where_nothing_is_to_be_corrected() -> None:
    strict = Spelling(Wishes(correct=False, mixed=False))
    assert cost("zhoong", "zhong") is not None
    assert cost("zhoong", "zhong", strict) is None
    assert cost("zhong", "zhong", strict) == 0


def test_keys_are_neighbours_on_the_layout_that_is_used() -> None:
    azerty = Spelling(Wishes(layout="azerty", mixed=False))
    assert cost("ehai", "zhai", azerty) == pytest.approx(NOISE.beside + NOISE.unseen), "e, hai: pinyin, too"
    assert cost("ehai", "zhai") is None


@pytest.mark.parametrize("pair", sorted(PAIRS))
def test_sounds_that_a_person_confuses_cost_them_less_than_others(pair: str) -> None:
    told = Spelling(Wishes(fuzzy=frozenset({pair}), mixed=False))
    affected = [(each, twin) for each in WRITTEN for twin, name in confused(each) if name == pair]
    assert affected
    for meant, typed in affected:
        mine, others = cost(typed, meant, told), cost(typed, meant)
        assert mine is not None and others is not None
        assert mine < others


def test_initial_and_final_may_both_be_confused() -> None:
    southern = Spelling(Wishes(fuzzy=frozenset({"s-sh", "en-eng"}), mixed=False))
    assert cost("sen", "sheng", southern) == pytest.approx(2 * NOISE.fuzzy)


@pytest.mark.parametrize(("typed", "tone"), [("hao3", 3), ("hǎo", 3), ("hao", 0), ("HǍO", 3), ("lv4", 4)])
def test_tones_may_be_typed_as_digits_or_marks(typed: str, tone: int) -> None:
    syllable = "lv" if typed.startswith("l") else "hao"
    assert [each.tone for each in whole(typed, syllable)][:1] == [tone]


def test_digits_that_are_no_tones_are_numbers() -> None:
    assert whole("hao7", "hao") == []
    assert "78" in [each.text for each in PLAIN.latin("hao78", 5)]


@pytest.mark.parametrize("typed", ["lv", "lü", "lu:", "LU:", "lǚ"])
def test_all_ways_of_typing_an_umlaut(typed: str) -> None:
    assert (cost(typed, "lv") or 0) <= NOISE.capital
    assert cost(typed, "lv") is not None


@pytest.mark.parametrize(("typed", "meant"), [("lue", "lve"), ("nve", "nve"), ("jv", "ju"), ("yvan", "yuan")])
def test_u_and_v_are_taken_for_each_other_where_that_is_no_other_syllable(typed: str, meant: str) -> None:
    assert (cost(typed, meant) or 0) <= NOISE.informal


def test_an_r_after_a_syllable_may_be_er() -> None:
    assert reads("nar", ["na", "er"]) == pytest.approx(NOISE.informal)
    assert reads("nar", ["na", "r"]) == pytest.approx(NOISE.informal)


def test_the_beginning_and_capitals() -> None:
    assert cost("  wo", "wo") == 0
    assert cost("Wo", "wo") == NOISE.capital


@pytest.mark.parametrize("name", [each for each in names() if each != "full"])
def test_double_pinyin_has_two_keys_for_every_syllable(name: str) -> None:
    spelling = Spelling(Wishes(scheme=name, mixed=False))
    for syllable in WRITTEN:
        codes = [keys for keys, price in scheme(name).keys(syllable) if not price]
        assert codes, syllable
        for keys in codes:
            assert len(keys) == 2
            assert cost(keys, syllable, spelling) == 0


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("flypy", "uijx"), ("natural", "uijw"), ("microsoft", "uijw"),
        ("sogou", "uijw"), ("ziguang", "iijx"), ("abc", "vijd"),
    ],
)  # fmt: skip
def test_the_world_in_every_double_pinyin(name: str, typed: str) -> None:
    assert reads(typed, ["shi", "jia"], Spelling(Wishes(scheme=name, mixed=False))) == 0


def test_double_pinyin_takes_the_habits_of_other_schemes_where_they_mean_nothing_else() -> None:
    microsoft = Spelling(Wishes(scheme="microsoft", mixed=False))
    assert cost("oj", "an", microsoft) == 0
    assert cost("aj", "an", microsoft) == pytest.approx(NOISE.informal)
    flypy = Spelling(Wishes(scheme="flypy", mixed=False))
    assert cost("jv", "ju", flypy) == pytest.approx(NOISE.informal)
    abc = Spelling(Wishes(scheme="abc", mixed=False))
    assert cost("aj", "zhan", abc) == 0
    assert cost("aj", "an", abc) is None, "that is another syllable there"


def test_ways_of_typing_that_do_not_exist_are_refused() -> None:
    with pytest.raises(Unsupported):
        Spelling(Wishes(scheme="morse"))
    with pytest.raises(Unsupported):
        Spelling(Wishes(layout="morse"))
    with pytest.raises(Unsupported):
        Spelling(Wishes(fuzzy=frozenset({"z-zh", "p-b"})))


def test_what_is_being_composed_is_shown_in_pieces() -> None:
    assert PLAIN.shown("woyaoqu", [2, 5, 7]) == "wo yao qu"
    assert PLAIN.shown("xi'an ", [3, 6]) == "xi an"
    assert PLAIN.shown("woyao", []) == "woyao"
    assert PLAIN.shown("wo apple  store", [3, 15]) == "wo apple store"
    assert PLAIN.shown("", []) == ""


def test_too_much_is_refused() -> None:
    typed = "a" * (LONGEST_TYPED + 1)
    PLAIN.edges(typed, LONGEST_TYPED)
    with pytest.raises(TooLong):
        PLAIN.edges(typed, LONGEST_TYPED + 1)
    with pytest.raises(TooLong):
        PLAIN.latin(typed, LONGEST_TYPED + 1)


NOBODY = ["a" * 256, "n" * 256, "xiangan" * 36, "' " * 128, "z'" * 128, "1" * 256, "\x00" * 256, "u:" * 128]


@pytest.mark.parametrize("typed", [*NOBODY, "can apple " * 25, "canapplestore" * 19], ids=range(10))
def test_what_nobody_types_has_no_more_readings_than_other_text(typed: str) -> None:
    ends = range(1, len(typed) + 1)
    assert max(len(ENGLISH.edges(typed, end)) for end in ends) <= 60
    assert max(len(ENGLISH.latin(typed, end)) for end in ends) <= 40
    with pytest.raises(TooLong):
        ENGLISH.edges(typed * 4_000, 1_000_000)


TYPED = st.text(max_size=40) | st.text("abcdeghinosuvz'’ :15Aǐü\u0000\u200d", max_size=60)


@given(TYPED)
def test_every_place_of_any_text_is_reached_by_few_pieces(typed: str) -> None:
    reached = {0}
    for end in range(1, len(typed) + 1):
        edges, latin = ENGLISH.edges(typed, end), ENGLISH.latin(typed, end)
        assert 1 <= len(latin) <= 200
        assert len(edges) <= 120
        for each in (*edges, *latin):
            assert 0 <= each.start < each.end == end
            assert each.cost >= 0
        assert all(0 <= each.first < each.last <= len(SYLLABLES) and 0 <= each.tone <= 5 for each in edges)
        if any(each.start in reached for each in (*edges, *latin)):
            reached.add(end)
    assert not typed or len(typed) in reached


@given(TYPED, st.text(max_size=5))
def test_what_ends_at_a_place_does_not_depend_on_what_follows(typed: str, more: str) -> None:
    for end in range(1, len(typed) + 1):
        assert ENGLISH.edges(typed, end) == ENGLISH.edges(typed + more, end)
        assert ENGLISH.latin(typed, end) == ENGLISH.latin(typed + more, end)
