"""Stamps order edits as they were made, whatever the clocks do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.home.stamps import AHEAD_MS, BadStamp, HybridClock, Stamp, after, clamped

walls = st.integers(0, 0xFFFF_FFFF_0000)
counts = st.integers(0, 0xFFFF)
replicas = st.from_regex(r"\A[A-Za-z0-9_]{1,32}\Z")
stamps = st.builds(Stamp, walls, counts, replicas)
NOW = 1_795_000_000_000


@given(stamps, stamps)
def test_stamps_sort_as_their_text(one: Stamp, other: Stamp) -> None:
    assert (str(one) < str(other)) == (one < other)
    assert Stamp.parse(str(one)) == one


@given(st.lists(st.one_of(st.integers(-(2**60), 2**60), stamps), max_size=60))
def test_a_clock_never_goes_back_whatever_it_shows_and_sees(happens: list[int | Stamp]) -> None:
    now = NOW

    def wall() -> int:
        return now

    clock = HybridClock("phone", wall)
    given_so_far: list[str] = []
    for each in happens:
        if isinstance(each, int):
            now = each
        else:
            clock.saw(str(each))
            if each.wall <= now + AHEAD_MS:
                assert clock.stamp() > str(each)
        given_so_far += [clock.stamp(), clock.stamp()]
        clock = HybridClock("phone", wall, clock.latest)  # a restart
    assert given_so_far == sorted(set(given_so_far))


def test_a_wildly_early_stamp_is_not_believed() -> None:
    clock = HybridClock("phone", lambda: NOW)
    clock.saw(str(Stamp(NOW + AHEAD_MS + 1, 0, "broken")))
    assert Stamp.parse(clock.stamp()).wall == NOW


def test_a_millisecond_of_70_000_edits_runs_into_the_next() -> None:
    clock = HybridClock("phone", lambda: NOW)
    given_so_far = [clock.stamp() for _ in range(70_000)]
    assert given_so_far == sorted(set(given_so_far))
    assert Stamp.parse(given_so_far[-1]).wall == NOW + 1


@given(stamps, st.integers(0, 0xFFFF_0000_0000))
def test_what_is_set_back_is_set_back_to_the_bound_and_nothing_else_is(stamp: Stamp, now: int) -> None:
    kept = Stamp.parse(clamped(str(stamp), now))
    assert kept.wall == min(stamp.wall, now + AHEAD_MS)
    assert (kept.count, kept.replica) == (stamp.count, stamp.replica)


@given(stamps, st.builds(Stamp, st.integers(0, 0xFFFF_FFFE_0000), counts, replicas))
def test_a_stamp_is_moved_after_another_only_if_it_must(stamp: Stamp, other: Stamp) -> None:
    moved = after(str(stamp), str(other))
    assert moved > str(other)
    assert Stamp.parse(moved).replica == stamp.replica
    assert moved == str(stamp) or stamp <= other
    assert after(str(stamp), "") == str(stamp)


@pytest.mark.parametrize(
    "wrong",
    ["", "now", "01a1ee565e00-0000-", "01A1EE565E00-0000-a", "01a1ee565e00-0000-a\n", "1-0-a", "-" * 30,
     "01a1ee565e00-0000-" + "a" * 33, "01a1ee565e00-0000-ä", " 01a1ee565e00-0000-a"],
)  # fmt: skip
def test_what_is_no_stamp_is_refused(wrong: str) -> None:
    with pytest.raises(BadStamp):
        Stamp.parse(wrong)
    with pytest.raises(BadStamp):
        clamped(wrong, NOW)


@pytest.mark.parametrize("name", ["", "a b", "x" * 33, "a-b", "手机"])
def test_a_replica_has_a_plain_name(name: str) -> None:
    with pytest.raises(BadStamp):
        HybridClock(name, lambda: NOW)
