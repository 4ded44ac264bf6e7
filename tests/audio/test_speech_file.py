"""Sound files of any length, a little at a time: kinds, channels, and what is no sound."""

from __future__ import annotations

import io
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
import soundfile

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.speech_file import SpeechFile
from parley.errors import BadAudio, EmptyAudio, MissingEngine, TooLong


def tone(seconds: float, rate: int, pitch: float = 440.0) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return 0.5 * np.sin(2 * np.pi * pitch * np.arange(int(seconds * rate)) / rate)


def written(
    form: str, subtype: str, *channels: np.ndarray[tuple[int], np.dtype[np.float64]], rate: int
) -> io.BytesIO:
    file = io.BytesIO()
    soundfile.write(file, np.stack(channels, axis=1), rate, format=form, subtype=subtype)
    return file


def read(file: io.BytesIO, channel: int | None = None, most: float = 600.0) -> Samples:
    return np.concatenate(list(SpeechFile(file, most).pieces(channel)))


def pitch(samples: Samples) -> float:
    """Of the loudest tone."""
    spectrum = np.abs(np.fft.rfft(samples.astype(float)))
    return float(np.argmax(spectrum)) * SPEECH_RATE / len(samples)


@pytest.mark.parametrize(
    ("form", "subtype", "rate"),
    [
        ("WAV", "PCM_16", 8_000),
        ("WAV", "FLOAT", 44_100),
        ("FLAC", "PCM_24", 48_000),
        ("OGG", "VORBIS", 44_100),
        ("OGG", "OPUS", 48_000),
        ("MP3", "MPEG_LAYER_III", 22_050),
    ],
)
def test_every_kind_becomes_the_same_sound(form: str, subtype: str, rate: int) -> None:
    samples = read(written(form, subtype, tone(20, rate), rate=rate))
    assert len(samples) / SPEECH_RATE == pytest.approx(20, abs=0.1)
    assert pitch(samples) == pytest.approx(440, abs=1)


def test_channels_are_read_apart_or_together_and_more_than_once() -> None:
    file = written("WAV", "PCM_16", tone(3, 44_100, 300), tone(3, 44_100, 700), rate=44_100)
    sound = SpeechFile(file, 60)
    assert sound.channels == 2
    left, right = (np.concatenate(list(sound.pieces(channel))) for channel in (0, 1))
    assert pitch(left) == pytest.approx(300, abs=1) and pitch(right) == pytest.approx(700, abs=1)
    both = np.concatenate(list(sound.pieces()))
    assert np.abs(both.astype(int) - (left.astype(int) + right) // 2).max() < 20


def test_pieces_are_small() -> None:
    file = written("WAV", "PCM_16", tone(60, 16_000), tone(60, 16_000), rate=16_000)
    assert max(map(len, SpeechFile(file, 60).pieces())) <= 10 * SPEECH_RATE


def test_length_is_bounded() -> None:
    file = written("WAV", "PCM_16", tone(5, 8_000), rate=8_000)
    with pytest.raises(TooLong):
        SpeechFile(file, 4)


@pytest.mark.parametrize("data", [b"no sound at all", b"RIFF\x10\x00\x00\x00WAVEfmt ", b"OggS" + bytes(100)])
def test_what_is_no_sound(data: bytes) -> None:
    with pytest.raises(BadAudio):
        read(io.BytesIO(data))


def test_nothing_is_empty() -> None:
    with pytest.raises(EmptyAudio):
        read(io.BytesIO(b""))
    with pytest.raises(EmptyAudio):
        read(written("WAV", "PCM_16", tone(0, 8_000), rate=8_000))


AV = pytest.mark.skipif(find_spec("av") is None, reason="PyAV comes with parley[calls]")


@AV
@pytest.mark.extra
@pytest.mark.parametrize(("container", "codec"), [("mp4", "aac"), ("webm", "libopus"), ("adts", "aac")])
def test_sound_in_the_containers_of_films(container: str, codec: str) -> None:
    av: Any = import_module("av")
    file = io.BytesIO()
    with av.open(file, "w", format=container) as target:
        stream = target.add_stream(codec, rate=48_000)
        frame = av.AudioFrame.from_ndarray((tone(3, 48_000) * 32_000).astype(np.int16)[None], "s16", "mono")
        frame.sample_rate = 48_000
        for converted in av.AudioResampler(stream.format, stream.layout, 48_000).resample(frame):
            target.mux(stream.encode(converted))
        target.mux(stream.encode(None))
    samples = read(file)
    assert len(samples) / SPEECH_RATE == pytest.approx(3, abs=0.15)
    assert pitch(samples) == pytest.approx(440, abs=2)


@AV
@pytest.mark.extra
@pytest.mark.parametrize(
    "data",
    [b"\x00\x00\x00\x18ftypM4A " + bytes(300), b"\x1a\x45\xdf\xa3" + bytes(300), b"\xff\xf1" + bytes(300)],
)
def test_films_that_are_none(data: bytes) -> None:
    with pytest.raises((BadAudio, EmptyAudio)):
        read(io.BytesIO(data))


def test_without_pyav_films_are_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.audio.containers.find_spec", lambda _: None)
    with pytest.raises(MissingEngine, match=r"parley\[calls\]"):
        SpeechFile(io.BytesIO(b"\x00\x00\x00\x18ftypM4A "), 60)
