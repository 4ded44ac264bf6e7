"""MP3 that comes in pieces sounds as the whole does."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.audio.mp3 import Mp3Stream, header
from parley.errors import Unsupported


def music(seconds: float, rate: int, channels: int = 2) -> np.ndarray:
    """A tone that rises, a little differently in each ear."""
    at = np.arange(round(seconds * rate)) / rate
    ears = [0.4 * np.sin(2 * np.pi * (440 + 20 * ear) * at * (1 + 0.02 * at)) for ear in range(channels)]
    return np.stack(ears, 1).astype(np.float32)


def encoded(samples: np.ndarray, rate: int, **options: Any) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format="MP3", subtype="MPEG_LAYER_III", **options)
    return buffer.getvalue()


CASES = [(44_100, 2, "CONSTANT"), (48_000, 1, "CONSTANT"), (22_050, 2, "CONSTANT"), (44_100, 2, "VARIABLE")]


@pytest.mark.parametrize(("rate", "channels", "mode"), CASES)
@pytest.mark.parametrize("size", [417, 4_096, 30_000])
def test_pieces_sound_as_the_whole(rate: int, channels: int, mode: str, size: int) -> None:
    data = encoded(music(8, rate, channels), rate, bitrate_mode=mode)
    whole, _ = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    stream = Mp3Stream(rate)
    parts = [stream.feed(data[begin : begin + size]) for begin in range(0, len(data), size)]
    sound = np.concatenate(parts) / 32_768
    mixed = whole.mean(axis=1)
    # The decoder's own delay, and frames at either end, are all that may differ.
    probe = sound[rate : 2 * rate]
    offset = min(
        range(3_000), key=lambda shift: float(np.abs(mixed[rate - shift :][:200] - probe[:200]).max())
    )
    length = 5 * rate
    assert np.abs(mixed[rate - offset :][:length] - sound[rate:][:length]).max() < 1e-4


def test_a_stream_may_be_joined_anywhere() -> None:
    data = encoded(music(4, 44_100), 44_100)
    sound = Mp3Stream(24_000).feed(data[20_001:])
    assert 24_000 < len(sound) < 4 * 24_000
    assert np.abs(sound[12_000:]).max() > 8_000


def test_a_stream_may_change_its_rate() -> None:
    stream = Mp3Stream(24_000)
    sounds = [stream.feed(encoded(music(2, rate), rate)) for rate in (44_100, 48_000)]
    assert all(1.7 * 24_000 < len(sound) < 2.3 * 24_000 for sound in sounds)


def test_what_is_no_mp3_is_refused() -> None:
    stream = Mp3Stream(24_000)
    with pytest.raises(Unsupported):
        for _ in range(40):
            stream.feed(bytes(4_096))


@settings(deadline=None)
@given(st.binary(max_size=8_000))
def test_any_bytes_are_survived(data: bytes) -> None:
    stream = Mp3Stream(24_000)
    assert len(stream.feed(data)) == 0 or header(data) is not None or len(data) > 1_441
