"""Sound as the Speech SDK sends it: many kinds, cut anywhere."""

from __future__ import annotations

import itertools
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.speech_sdk import riff
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio
from parley.gateways.azure.speech.sound import A_LAW, FLOAT, MOST_HEADER, MU_LAW, PCM, Sound, Together

TENTH = Together(0.1, 60.0)
TONE = (8_000 * np.sin(2 * np.pi * 440 * np.arange(SPEECH_RATE // 2) / SPEECH_RATE)).astype(np.int16)


def heard(data: bytes, *cuts: int) -> Samples:
    """The samples of a whole stream that comes in pieces."""
    sound, pieces = Sound(), []
    edges = [0, *sorted(cuts), len(data)]
    for begin, end in itertools.pairwise(edges):
        pieces.append(sound.feed(data[begin:end], "audio/x-wav"))
    return np.concatenate([*pieces, sound.finish()])


def loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


@given(st.lists(st.integers(0, 44 + 1_000), max_size=8))
def test_where_it_is_cut_makes_no_difference(cuts: list[int]) -> None:
    data = riff() + TONE[:500].tobytes()
    assert np.array_equal(heard(data, *(min(each, len(data)) for each in cuts)), TONE[:500])


@given(st.lists(st.integers(1, 2_000), min_size=1, max_size=4))
def test_what_is_kept_to_be_given_at_once_is_counted_when_it_comes(sizes: list[int]) -> None:
    sound, given, came = Sound(TENTH), list[Samples](), 0
    sound.feed(riff())
    for size in sizes:
        given.append(sound.feed(TONE[came : came + size].tobytes()))
        came += size
        assert sound.seconds == came / SPEECH_RATE
        # Never less than a tenth of a second, and never more than that held back.
        assert not 0 < len(given[-1]) < 1_600
        assert came - sum(map(len, given)) < 1_600
    tone = TONE[:came]
    assert np.array_equal(np.concatenate([*given, sound.finish()]), tone)


def test_what_has_waited_for_long_enough_is_given_though_there_is_little_of_it() -> None:
    clock = [5.0]
    sound = Sound(Together(1.0, 0.5), lambda: clock[0])
    sound.feed(riff())
    assert sound.spare == (32_000, 5.5)
    assert sound.hold(TONE[:1_600].tobytes()) and not sound.is_late
    assert sound.spare == (28_800, 5.5)
    clock[0] = 5.5
    assert sound.is_late
    assert np.array_equal(sound.give(), TONE[:1_600])
    assert not sound.is_late and sound.spare == (32_000, 6.0)


def test_no_more_than_two_seconds_are_little() -> None:
    sound = Sound(Together(1.6, 60.0))
    sound.feed(riff())
    assert sound.hold(bytes(32_000))
    assert sound.is_little(bytes(32_000)) and not sound.is_little(bytes(32_002))


@given(st.lists(st.integers(0, 2_000), min_size=1, max_size=8))
def test_what_is_held_or_little_is_what_would_be_given_nothing_or_little_for(sizes: list[int]) -> None:
    sound, fed = Sound(TENTH), Sound(TENTH)
    assert not sound.hold(riff()) and not sound.is_little(riff()), "a header is for ``feed``"
    sound.feed(riff())
    fed.feed(riff())
    for size in sizes:
        piece = TONE[:size].tobytes()
        expected = fed.feed(piece)
        if size and not len(expected):
            assert sound.hold(piece)
        else:
            assert not sound.hold(piece)
            assert sound.is_little(piece) == (size > 0)
            assert np.array_equal(sound.feed(piece), expected)
        assert sound.seconds == fed.seconds
    assert np.array_equal(sound.finish(), fed.finish())


@pytest.mark.parametrize("rate", [8_000, 11_025, 24_000, 44_100, 48_000])
def test_every_rate_becomes_16_khz(rate: int) -> None:
    tone = (8_000 * np.sin(2 * np.pi * 440 * np.arange(rate // 2) / rate)).astype(np.int16)
    samples = heard(riff(rate) + tone.tobytes(), 100, 3_201)
    assert len(samples) == pytest.approx(len(TONE), abs=2)
    assert loudness(samples) == pytest.approx(loudness(TONE), rel=0.02)
    crossings = int(np.count_nonzero(np.diff(np.signbit(samples))))
    assert crossings == pytest.approx(440, abs=3)  # half a second of 440 Hz


def test_widths_and_numbers() -> None:
    floats = TONE.astype(np.float32) / 32_768
    wide = np.stack([np.zeros(len(TONE), np.int16), TONE], axis=1).tobytes()
    middle = np.frombuffer(wide, np.uint8).reshape(-1, 4)[:, 1:].tobytes()
    small = (TONE // 256 + 128).astype(np.uint8).tobytes()
    assert np.array_equal(heard(riff(tag=PCM, bits=32) + wide), TONE)
    assert np.array_equal(heard(riff(tag=PCM, bits=24) + middle), TONE)
    assert np.max(np.abs(heard(riff(tag=FLOAT, bits=32) + floats.tobytes()) - TONE)) <= 1
    assert np.max(np.abs(heard(riff(tag=PCM, bits=8) + small).astype(int) - TONE)) < 256


def test_what_is_no_number_is_silence() -> None:
    data = np.array([np.nan, np.inf, -np.inf, 1e30], np.float32).tobytes()
    assert heard(riff(tag=FLOAT, bits=32) + data).tolist() == [0, 32_767, -32_767, 32_767]


def test_both_ears_become_one() -> None:
    both = np.stack([TONE, np.zeros_like(TONE)], axis=1)
    assert np.array_equal(heard(riff(channels=2) + both.tobytes(), 47, 49), (TONE.astype(int) // 2))


def test_telephones() -> None:
    """Values of ITU-T G.711, tables 1a and 2a: the ends of the range, and both sides of zero."""
    assert heard(riff(tag=MU_LAW, bits=8) + bytes([0x00, 0x80, 0x7F, 0xFF])).tolist() == [
        -32_124,
        32_124,
        0,
        0,
    ]
    assert heard(riff(tag=A_LAW, bits=8) + bytes([0x2A, 0xAA, 0x55, 0xD5])).tolist() == [
        -32_256,
        32_256,
        -8,
        8,
    ]


def test_what_else_a_header_may_hold() -> None:
    extensible = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 40, 0xFFFE, 1, 16_000, 32_000, 2, 16)
    extensible += struct.pack("<HHIH", 22, 16, 0, PCM) + bytes(14)
    odd = b"LIST\3\0\0\0abc\0"
    assert np.array_equal(heard(extensible + odd + b"data\0\0\0\0" + TONE.tobytes(), 30, 61), TONE)


@pytest.mark.parametrize(
    "data",
    [
        b"OggS" + bytes(60),
        b"\0" * 60,
        b"RIFF\0\0\0\0AVI " + bytes(60),
        b"RIFF\0\0\0\0WAVEdata\0\0\0\0" + bytes(60),
        b"RIFF\0\0\0\0WAVEfmt \4\0\0\0" + bytes(60),
        riff(tag=2, bits=4),
        riff(rate=0),
        riff(rate=4_000_000),
        riff(channels=0),
        riff(channels=9),
        riff()[:36] + b"junk\xff\xff\xff\xff" + bytes(60),
        riff()[:36] + (b"junk\x00\x04\0\0" + bytes(1_024)) * (MOST_HEADER // 1_000),
    ],
)
def test_what_is_not_understood_is_said_to_be_so(data: bytes) -> None:
    with pytest.raises(BadAudio):
        heard(data)


@given(
    st.binary(max_size=300) | st.binary(max_size=300).map(lambda each: riff()[:20] + each),
    st.integers(0, 300),
)
def test_any_bytes_are_sound_or_said_to_be_none(data: bytes, cut: int) -> None:
    try:
        samples = heard(data, min(cut, len(data)))
    except BadAudio:
        return
    assert samples.dtype == np.int16
