"""G.711 against the tables of its recommendation, and there and back."""

from __future__ import annotations

import numpy as np
import pytest

from parley.audio.g711 import Law, decode, encode


@pytest.mark.parametrize(
    ("law", "code", "sample"),
    [
        # ITU-T G.711, tables 1a and 2a, scaled to 16 bits: loudest, quietest, and the end of a segment.
        ("mulaw", 0x80, 32124),
        ("mulaw", 0x00, -32124),
        ("mulaw", 0xFF, 0),
        ("mulaw", 0xF0, 120),
        ("alaw", 0xAA, 32256),
        ("alaw", 0x2A, -32256),
        ("alaw", 0xD5, 8),
        ("alaw", 0x55, -8),
    ],
)
def test_a_byte_means_what_the_recommendation_says(law: Law, code: int, sample: int) -> None:
    assert decode(bytes([code]), law).tolist() == [sample]


@pytest.mark.parametrize("law", ["mulaw", "alaw"])
def test_every_byte_survives_there_and_back(law: Law) -> None:
    every = bytes(range(256))
    back = decode(encode(decode(every, law), law), law)
    assert np.array_equal(back, decode(every, law))


@pytest.mark.parametrize("law", ["mulaw", "alaw"])
def test_every_sample_comes_back_nearly(law: Law) -> None:
    samples = np.arange(-32_768, 32_768, dtype=np.int32).astype(np.int16)
    error = np.abs(decode(encode(samples, law), law).astype(np.int32) - samples)
    assert np.all(error <= np.maximum(16, np.abs(samples.astype(np.int32)) / 16))
