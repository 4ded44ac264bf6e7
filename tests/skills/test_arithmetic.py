"""Spoken sums."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.home import Home
from parley.skills.arithmetic.calculation import Impossible, read


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what's three plus five times two", "That's 13."),
        ("what's 15 percent of 80", "That's 12."),
        ("50 plus 10 percent", "That's 55."),
        ("what's (3+5)*2", "That's 16."),
        ("two to the power of ten", "That's 1,024."),
        ("2 to the 10th power", "That's 1,024."),
        ("square root of 2", "About 1.414."),
        ("cube root of 27", "That's 3."),
        ("one half plus one third", "That's 5/6, about 0.833."),
        ("10 divided by 4", "That's 2.5."),
        ("split a hundred and twenty between five people", "That's 24."),
        ("divide 120 by five", "That's 24."),
        ("split $90 three ways", "That's 30."),
        ("subtract 3 from 10", "That's 7."),
        ("multiply six by seven", "That's 42."),
        ("一百二十平分给五个人", "等于24。"),
        ("三百块六个人分，每人多少", "等于50。"),
        ("minus five plus three", "That's -2."),
        ("2 to the power of 1000", "About 1.07 times ten to the power of 301."),
        ("one hundred and five minus twenty six point five", "That's 78.5."),
        ("三加五乘以二等于多少", "等于13。"),
        ("一百的百分之二十是多少", "等于20。"),
        ("三分之一加二分之一", "等于5/6，大约是0.833。"),
        ("三的平方加四的平方", "等于25。"),
        ("根号十六", "等于4。"),
        ("八的立方根", "等于2。"),
        ("五减八", "等于-3。"),
        ("十万乘以三", "等于300,000。"),
        ("十的一半", "等于5。"),
        ("一百二十打八折是多少", "等于96。"),
        ("三百打七五折是多少", "等于225。"),
        ("200打8.5折等于几", "等于170。"),
        ("what's 三加五", "That's 8."),
        ("五 plus 三 等于多少", "等于8。"),
    ],
)
async def test_sums(home: Home, question: str, answer: str) -> None:
    assert (await home.say(question)).text == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("ten divided by zero", "You can't divide by zero."),
        ("五除以零", "零不能做除数。"),
        ("9 to the power of 99999", "That number is too big for me to work out."),
        ("九的九万次方", "这个数太大了，我算不了。"),
        ("square root of minus 4", "That has no real answer: the root of a negative number."),
        ("负四的平方根", "负数不能开平方，没有实数结果。"),
    ],
)
async def test_what_cannot_be_worked_out_is_explained(home: Home, question: str, answer: str) -> None:
    assert (await home.say(question)).text == answer


numbers = st.integers(min_value=0, max_value=999)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("+-*"), numbers), min_size=1, max_size=8), numbers)
def test_precedence_is_that_of_mathematics(rest: list[tuple[str, int]], first: int) -> None:
    text = str(first) + "".join(f" {sign} {number}" for sign, number in rest)
    calculation = read(text)
    assert calculation is not None
    assert calculation.value() == eval(text)


@settings(deadline=None)
@given(numbers, numbers)
def test_quotients_are_exact(above: int, below: int) -> None:
    calculation = read(f"{above}除以{below}")
    assert calculation is not None
    if below:
        assert calculation.value() == Fraction(above, below)
    else:
        with pytest.raises(Impossible):
            calculation.value()


@pytest.mark.parametrize(
    "text",
    [
        "five",
        "三",
        "plus",
        "3 +",
        "three apples",
        "1 2",
        "((3)",
        "+" * 50,
        "",
        "3 % % of",
        "split the bill",
        "add milk and bread",
        "三个人分",
    ],
)
def test_what_is_no_calculation_is_none(text: str) -> None:
    assert read(text) is None


@settings(deadline=None)
@given(st.text(alphabet="0123456789+-*/^()%. 加减的分之百根号平方x", max_size=80))
def test_any_signs_are_survived(text: str) -> None:
    calculation = read(text)
    if calculation:
        try:
            calculation.value()
        except Impossible as error:
            assert error.reason in ("by_zero", "too_big", "not_real")
