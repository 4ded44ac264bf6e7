"""What "louder", "volume thirty percent" and "mute" make of the volume."""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.audio.volume import Volume


def after(*said: dict[str, Any], begin: Volume | None = None) -> Volume:
    return reduce(Volume.after, said, begin or Volume())


def test_at_first_there_is_room_for_louder() -> None:
    assert after({"change": 10}).gain > Volume().gain > after({"change": -10}).gain


def test_a_level_is_taken_as_it_is_and_sounds_about_as_loud_as_it_says() -> None:
    assert after({"level": 30}) == Volume(30)
    # Twice as loud is about 10 dB more.
    assert 20 * math.log10(after({"level": 80}).gain / after({"level": 40}).gain) == pytest.approx(
        10, abs=0.1
    )


def test_full_volume_leaves_the_sound_as_it_is_and_none_is_silence() -> None:
    assert (after({"level": 100}).gain, after({"level": 0}).gain) == (1, 0)


def test_it_goes_no_further_than_from_nothing_to_all() -> None:
    assert after(*[{"change": 10}] * 5) == Volume(100)
    assert after(*[{"change": -10}] * 9) == Volume(0)
    assert after({"level": 130}) == Volume(100)


def test_muted_is_silent_and_unmuted_as_loud_as_before() -> None:
    muted = after({"level": 40}, {"muted": True})
    assert muted.gain == 0
    assert after({"muted": False}, begin=muted) == Volume(40)


@pytest.mark.parametrize(("asked", "heard"), [({"change": 10}, 80), ({"level": 20}, 20)])
def test_who_asks_for_sound_while_it_is_muted_gets_it(asked: dict[str, Any], heard: int) -> None:
    assert after({"muted": True}, asked) == Volume(heard)


def test_quieter_does_not_end_the_silence() -> None:
    assert after({"muted": True}, {"change": -10}) == Volume(60, muted=True)


def test_unmuting_what_was_turned_down_to_nothing_can_be_heard() -> None:
    assert after({"level": 0}, {"muted": False}).gain > 0


@given(
    st.dictionaries(st.sampled_from(["level", "change", "muted"]), st.floats() | st.integers() | st.text())
)
def test_whatever_an_action_holds_the_gain_stays_in_bounds(data: dict[str, Any]) -> None:
    volume = Volume().after(data)
    assert 0 <= volume.level <= 100 and 0 <= volume.gain <= 1
