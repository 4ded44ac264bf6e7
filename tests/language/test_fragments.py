"""What a regular expression cannot do without is in every text in which it is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.language.understanding.fragments import fragments, wholes, width
from parley.language.understanding.slots import NUMBER_SIGN, SOME, words
from parley.language.understanding.when_patterns import ANY, MARKED

_EXPRESSIONS = [
    NUMBER_SIGN,
    SOME,
    ANY,
    MARKED,
    words({"the lowest level": 1, "half": 2, "最低": 3}).pattern,
    r"(?<![a-z])(?:one|two) ?(?:more )?(?:minutes?|小时)(?![a-z])",
    r"\d{1,2}(?:[:.]\d\d| ?[ap] ?m(?![a-z0-9]))",
    r"(?:in|at) (?=(?:the )?(?:north|south)(?![a-z]))[a-z ]+",
    r"[a-z\d]+(?:[ -][a-z]+)?[ -]sided",
    r"(?i:YES) sir",
    r"(?:to(?:day|night)|每天){2,3}",
]


def _has(text: str, word: str) -> bool:
    before, after = word.startswith(" "), word.endswith(" ")
    return bool(re.search(f"{'(?<![a-z])' * before}{re.escape(word.strip())}{'(?![a-z])' * after}", text))


@pytest.mark.parametrize("expression", _EXPRESSIONS)
def test_one_of_them_is_in_every_text_that_fits(expression: str) -> None:
    known = fragments(expression)
    assert known

    @settings(
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        deadline=None,
        max_examples=60,
    )
    @given(st.from_regex(re.compile(expression, re.ASCII)))
    def fits(text: str) -> None:
        # Words around it may be cut where it begins or ends, and no text has capitals.
        if text == text.lower() and re.search(expression, text):
            assert any(_has(text, each) for each in known), text

    fits()


@pytest.mark.parametrize(
    ("expression", "known"),
    [
        ("(?:turn|switch) on", {"turn ", "switch "}),
        (r"(?<![a-z])(?:noon|midday)(?![a-z0-9])", {" noon ", " midday "}),
        (r"\S{1,9} ?(?:o'clock|点)", {"o'clock", "点"}),
        (r"\S+", set[str]()),
        (r"(?:five)?", set[str]()),
        (r".*", set[str]()),
    ],
)
def test_words_that_say_most_are_chosen(expression: str, known: set[str]) -> None:
    assert fragments(expression) == known


@pytest.mark.parametrize(
    "expression",
    [
        "(?:turn|switch) (?:on|off)(?: please)?",
        "(?<![说问])好[吗吧]?|(?<!say )thank you(?: so)?",
        "[1-3](?:st|nd)?",
    ],
)
def test_all_that_it_may_be_is_known_and_how_long_it_is(expression: str) -> None:
    known, (least, most) = wholes(expression), width(expression)
    assert known is not None

    @given(st.from_regex(re.compile(expression), fullmatch=True))
    def fits(text: str) -> None:
        assert text in known
        assert least <= len(text) <= most

    fits()


def test_what_may_be_anything_is_not_told() -> None:
    assert wholes(r"on \S+") is None
    assert width(r"on \S+")[0] == 4
