"""Changing the sample rate keeps the sound, in one piece or in many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.audio.pcm import Pcm, Samples
from parley.audio.resample import StreamResampler, at_rate, resample
from parley.errors import BadAudio

RATES = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000]


def tone(rate: int, seconds: float = 0.5, hertz: float = 500.0) -> Samples:
    return np.rint(np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate) * 10_000).astype(
        np.int16
    )


def streamed(sound: Samples, from_rate: int, to_rate: int, sizes: list[int]) -> Samples:
    stream = StreamResampler(from_rate, to_rate)
    pieces: list[Samples] = []
    at = turn = 0
    while at < len(sound):
        size = sizes[turn % len(sizes)]
        pieces.append(stream.feed(sound[at : at + size]))
        at, turn = at + size, turn + 1
    return np.concatenate([*pieces, stream.flush()])


@pytest.mark.parametrize("from_rate", RATES)
@pytest.mark.parametrize("to_rate", [16_000, 24_000, 48_000])
def test_a_tone_stays_the_same_tone(from_rate: int, to_rate: int) -> None:
    got = resample(tone(from_rate), from_rate, to_rate)
    assert len(got) == pytest.approx(to_rate // 2, abs=1)
    middle = slice(len(got) // 4, len(got) * 3 // 4)
    wanted = tone(to_rate)[: len(got)]
    assert np.abs(got[middle].astype(int) - wanted[middle]).max() <= 30


def test_what_the_lower_rate_cannot_hold_does_not_fold_back() -> None:
    got = resample(tone(48_000, hertz=11_000), 48_000, 16_000)
    assert np.abs(got[1_000:-1_000]).max() <= 2


def test_silence_stays_silence_and_full_scale_does_not_wrap() -> None:
    assert not resample(np.zeros(4_800, np.int16), 48_000, 16_000).any()
    square = np.tile(np.repeat(np.array([32_767, -32_768], np.int16), 40), 50)
    got = resample(square, 48_000, 16_000)
    assert got.max() == 32_767 and got.min() == -32_768
    assert np.all(np.sign(got[6:13]) == np.sign(got[9]))


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(RATES),
    st.sampled_from([16_000, 24_000, 48_000]),
    st.lists(st.integers(1, 3_000), min_size=1, max_size=5).filter(lambda sizes: sum(sizes) > 100),
    st.integers(0, 2**32 - 1),
)
def test_chunks_leave_no_seam(from_rate: int, to_rate: int, sizes: list[int], seed: int) -> None:
    sound = np.random.default_rng(seed).integers(-20_000, 20_000, from_rate // 4).astype(np.int16)
    whole = resample(sound, from_rate, to_rate)
    pieces = streamed(sound, from_rate, to_rate, sizes)
    assert abs(len(whole) - len(pieces)) <= 1
    both = min(len(whole), len(pieces))
    assert np.abs(whole[:both].astype(int) - pieces[:both]).max() <= 1


def test_after_a_flush_another_stream_begins() -> None:
    stream = StreamResampler(48_000, 16_000)
    first = np.concatenate([stream.feed(tone(48_000)), stream.flush()])
    second = np.concatenate([stream.feed(tone(48_000)), stream.flush()])
    assert np.array_equal(first, second)


def test_the_same_rate_costs_nothing() -> None:
    sound = tone(16_000)
    stream = StreamResampler(16_000, 16_000)
    assert resample(sound, 16_000, 16_000) is sound
    assert stream.feed(sound) is sound and not len(stream.flush())
    assert at_rate(Pcm(sound, 16_000), 16_000).samples is sound
    assert at_rate(Pcm(sound, 16_000), 8_000).rate == 8_000


@pytest.mark.parametrize("rates", [(0, 16_000), (16_000, 10**9), (-8_000, 8_000)])
def test_absurd_rates_are_refused(rates: tuple[int, int]) -> None:
    with pytest.raises(BadAudio):
        resample(tone(8_000), *rates)
    with pytest.raises(BadAudio):
        StreamResampler(*rates)
