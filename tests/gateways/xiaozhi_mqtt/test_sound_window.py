"""Which packets of sound are taken, and in which order they are used."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from parley.gateways.xiaozhi.mqtt.window import WIDTH, Window


def used(numbers: list[int], window: Window | None = None) -> list[int]:
    """The numbers that are used, in order, when packets arrive in that order."""
    window = window or Window()
    found: list[int] = []
    for number in numbers:
        if window.fits(number):
            found += [int(packet) for packet in window.take(number, str(number).encode())]
    return found + [int(packet) for packet in window.flush()]


def test_packets_in_order_are_used_as_they_come() -> None:
    window = Window()
    for number in range(1, 200):
        assert window.fits(number)
        assert window.take(number, b"x") == [b"x"]
        assert not window.waits


def test_two_that_overtook_each_other_are_put_in_order() -> None:
    assert used([1, 3, 2, 4]) == [1, 2, 3, 4]
    assert used([2, 3, 1]) == [1, 2, 3]


def test_a_missing_one_is_not_waited_for_long() -> None:
    window = Window()
    assert window.take(1, b"1") == [b"1"]
    assert window.take(3, b"3") == [] and window.waits
    assert window.take(4, b"4") == []
    assert window.take(5, b"5") == [b"3", b"4", b"5"]
    assert window.fits(2) and window.take(2, b"2") == []  # too late to be of use


def test_what_waits_is_used_when_nothing_more_comes() -> None:
    window = Window()
    window.take(1, b"1")
    window.take(3, b"3")
    assert window.flush() == [b"3"] and not window.waits
    assert window.take(4, b"4") == [b"4"]


def test_the_same_packet_is_not_taken_twice() -> None:
    window = Window()
    for number in (1, 2, 3, 5, 70):
        assert window.fits(number)
        window.take(number, b"x")
        assert not window.fits(number)
    assert not window.fits(1) and not window.fits(5)
    assert window.fits(69) and not window.fits(70 - WIDTH)
    assert window.fits(70 - WIDTH + 1)


def test_zero_and_a_leap_are_not_taken() -> None:
    window = Window()
    assert not window.fits(0)
    assert window.fits(1_000) and not window.fits(1_001)
    window.take(1, b"x")
    assert not window.fits(0xFFFF_FFFF)


@given(st.lists(st.integers(0, 150), max_size=300))
def test_whatever_comes_each_is_used_once_and_in_order(numbers: list[int]) -> None:
    found = used(numbers)
    assert found == sorted(set(found))
    assert set(found) <= set(numbers) - {0}


@given(st.integers(0, 2**32 - 1), st.integers(1, 400))
def test_a_network_that_mixes_up_neighbours_loses_nothing(seed: int, count: int) -> None:
    chance = random.Random(seed)
    numbers = list(range(1, count + 1))
    for at in range(0, count - 1, 2):
        if chance.random() < 0.5:
            numbers[at], numbers[at + 1] = numbers[at + 1], numbers[at]
    assert used(numbers) == list(range(1, count + 1))
