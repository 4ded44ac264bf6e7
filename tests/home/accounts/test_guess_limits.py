"""Limits: a few guesses at once, then one in a while; and where an address is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.home.accounts.limits import Allowance, Guesses, Known, place


class Time:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_ten_at_once_and_then_one_a_minute() -> None:
    time = Time()
    guesses = Guesses(now=time)
    assert [guesses.take("a") for _ in range(11)] == [True] * 10 + [False]
    assert guesses.take("b")
    time.now = 59
    assert not guesses.take("a")
    time.now = 61
    assert guesses.take("a") and not guesses.take("a")


def test_what_was_right_is_no_guess() -> None:
    guesses = Guesses(2, 0, now=Time())
    for _ in range(10):
        assert guesses.take("a")
        guesses.give_back("a")
    assert guesses.take("a") and guesses.take("a") and not guesses.take("a")


def test_giving_back_makes_no_more_than_there_were() -> None:
    allowance = Allowance(2, 0, Time())
    allowance.give_back(5)
    assert allowance.take(2) and not allowance.take(1)


def test_who_guesses_at_many_gets_no_more_guesses_at_one() -> None:
    guesses = Guesses(3, 0, remembered=10, now=Time())
    while guesses.take("anna"):
        pass
    for n in range(1000):
        assert guesses.take(f"name {n}")
        assert n % 100 or not guesses.take("anna")
    assert not guesses.take("anna")


def test_of_those_who_guessed_as_much_the_oldest_is_forgotten() -> None:
    guesses = Guesses(1, 0, remembered=3, now=Time())
    for key in "abc":
        assert guesses.take(key)
    assert not guesses.take("a")
    assert guesses.take("d")
    assert not guesses.take("a") and guesses.take("b")


@given(st.lists(st.floats(0, 120), max_size=200))
def test_nobody_gets_more_than_their_share(pauses: list[float]) -> None:
    time = Time()
    guesses, taken = Guesses(now=time), 0
    for pause in pauses:
        time.now += pause
        taken += guesses.take("a")
    assert taken <= 10 + time.now / 60 + 1e-6


def test_who_proved_themselves_is_known_there() -> None:
    known = Known(remembered=2)
    known.add("anna", "here")
    known.add("anna", "there")
    known.add("anna", "here")
    known.add("ben", "here")
    assert ("anna", "here") in known and ("ben", "here") in known
    assert ("anna", "there") not in known and ("ben", "there") not in known


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
        ("x" * 100, "x" * 64),
    ],
)
def test_where_an_address_is(address: str, where: str) -> None:
    assert place(address) == where
