"""Reading and writing sound files: every kind people have, and what is not one."""

from __future__ import annotations

import io
import tracemalloc
import wave
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import soundfile  # pyright: ignore[reportMissingTypeStubs]  # it ships none
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parley.audio.files import read_audio, read_speech, write_wav
from parley.audio.pcm import Pcm, Samples
from parley.errors import BadAudio, EmptyAudio, ParleyError, TooLong

KINDS = [
    ("WAV", "PCM_16", 90),
    ("WAV", "PCM_U8", 30),
    ("WAV", "PCM_24", 90),
    ("WAV", "FLOAT", 90),
    ("WAV", "DOUBLE", 90),
    ("WAV", "ULAW", 30),
    ("FLAC", "PCM_16", 90),
    ("FLAC", "PCM_24", 90),
    ("AIFF", "PCM_16", 90),
    ("OGG", "VORBIS", 20),
    ("OGG", "OPUS", 20),
    ("MP3", "MPEG_LAYER_III", 20),
]
"""Format, coding, and the decibels by which its sound must exceed its error."""


def tone(rate: int, seconds: float = 1.0, hertz: float = 440.0) -> Samples:
    return np.rint(np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate) * 8_000).astype(np.int16)


def encoded(samples: Samples, rate: int, kind: str = "WAV", coding: str = "PCM_16") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples / 32_768.0, rate, format=kind, subtype=coding)  # pyright: ignore[reportUnknownMemberType]
    return file.getvalue()


def clearness(sound: Samples, hertz: float, rate: int) -> float:
    """Decibels by which a tone exceeds all else in the middle of a sound, whatever its phase."""
    middle = sound[len(sound) // 4 : -len(sound) // 4].astype(np.float64)
    angle = 2 * np.pi * hertz * np.arange(len(middle)) / rate
    basis = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    fit = basis @ np.linalg.lstsq(basis, middle, rcond=None)[0]
    return float(10 * np.log10(np.sum(fit**2) / max(float(np.sum((middle - fit) ** 2)), 1e-9)))


@pytest.mark.parametrize(("kind", "coding", "_"), KINDS)
def test_every_kind_of_file_is_read(kind: str, coding: str, _: int) -> None:
    pcm = read_audio(encoded(tone(48_000), 48_000, kind, coding))
    assert pcm.rate == 48_000 and pcm.seconds == pytest.approx(1.0, abs=0.06)
    assert clearness(pcm.samples, 440, 48_000) > 20
    assert np.abs(pcm.samples[12_000:36_000]).max() == pytest.approx(8_000, rel=0.06)


@pytest.mark.parametrize(("kind", "coding"), [(kind, coding) for kind, coding, least in KINDS if least == 90])
def test_what_is_stored_without_loss_is_read_without_loss(kind: str, coding: str) -> None:
    sound = np.array([0, 1, -1, 32_767, -32_768, 12_345], np.int16)
    assert np.array_equal(read_audio(encoded(sound, 16_000, kind, coding)).samples, sound)


def test_a_studio_recording_becomes_speech() -> None:
    left = tone(96_000)
    stereo = np.stack([left, np.zeros_like(left)], axis=1)
    speech = read_speech(encoded(stereo, 96_000, "FLAC", "PCM_24"))
    assert len(speech) == 16_000
    assert np.abs(speech[4_000:12_000]).max() == pytest.approx(4_000, rel=0.01)
    assert clearness(speech, 440, 16_000) > 50


def test_floats_beyond_full_scale_are_clipped_and_what_is_no_number_is_silence() -> None:
    file = io.BytesIO()
    wild = np.array([2.0, -2.0, np.nan, np.inf, 0.5], np.float32)
    soundfile.write(file, wild, 16_000, format="WAV", subtype="FLOAT")  # pyright: ignore[reportUnknownMemberType]
    assert read_audio(file.getvalue()).samples.tolist() == [32_767, -32_768, 0, 32_767, 16_384]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    pcm = Pcm(tone(22_050), 22_050)
    write_wav(tmp_path / "a.wav", pcm)
    file = io.BytesIO()
    write_wav(file, pcm)
    assert (tmp_path / "a.wav").read_bytes() == file.getvalue()
    for source in (tmp_path / "a.wav", str(tmp_path / "a.wav"), file.getvalue()):
        again = read_audio(source)
        assert again.rate == pcm.rate and np.array_equal(again.samples, pcm.samples)


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF",
        b"hello, this is a text and no sound at all" * 10,
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        bytes(4_000),
        encoded(tone(16_000), 16_000, "AU"),
    ],
)
def test_what_is_no_sound_file_is_refused_with_a_sentence_that_helps(data: bytes) -> None:
    with pytest.raises(BadAudio, match="WAV, FLAC, Ogg"):
        read_audio(data)


@pytest.mark.parametrize("name", ["a.raw", "a.wav", "a"])
def test_a_text_file_is_refused_whatever_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("not sound " * 100)
    with pytest.raises(BadAudio, match="WAV, FLAC, Ogg"):
        read_audio(tmp_path / name)


@pytest.mark.parametrize("kind", ["WAV", "AIFF", "FLAC", "MP3"])
def test_a_file_cut_short_is_refused(kind: str) -> None:
    coding = "MPEG_LAYER_III" if kind == "MP3" else "PCM_16"
    data = encoded(tone(16_000, 3), 16_000, kind, coding)
    with pytest.raises(BadAudio):
        read_audio(data[: len(data) // 2])


def test_a_wav_written_to_a_pipe_does_not_know_its_size_and_is_read() -> None:
    data = bytearray(encoded(tone(16_000), 16_000))
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    assert len(read_audio(bytes(data)).samples) == 16_000


def test_a_file_without_sound_is_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    for source in (b"", tmp_path / "empty.wav", encoded(tone(16_000, 0), 16_000)):
        with pytest.raises(EmptyAudio):
            read_audio(source)


def test_three_hours_are_refused_at_once_and_take_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        for _ in range(180):
            file.writeframes(bytes(2 * 8_000 * 60))
    tracemalloc.start()
    with pytest.raises(TooLong, match="600 seconds"):
        read_audio(path)
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_flac_stream_that_leaves_its_length_open_is_refused_as_such() -> None:
    data = bytearray(encoded(tone(8_000), 8_000, "FLAC"))
    data[21] &= 0xF0  # the total of samples, 36 bits: 0 is unknown
    data[22:26] = bytes(4)
    with pytest.raises(BadAudio, match="how long"):
        read_audio(bytes(data))


def test_more_sound_than_the_header_tells_is_caught_while_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    class Liar(soundfile.SoundFile):
        """Says it holds one sample."""

        @property
        def frames(self) -> int:
            return 1 if self.tell() == 0 else 10**9

    data = encoded(tone(8_000, 90), 8_000)
    monkeypatch.setattr(soundfile, "SoundFile", Liar)
    with pytest.raises(TooLong):
        read_audio(data, max_seconds=40)


def test_exactly_the_bound_is_allowed() -> None:
    assert read_audio(encoded(tone(8_000, 2), 8_000), max_seconds=2).seconds == 2


@pytest.mark.parametrize(("rate", "channels"), [(100, 1), (1_000_000, 1), (16_000, 60)])
def test_absurd_rates_and_channels_are_refused(rate: int, channels: int) -> None:
    with pytest.raises(BadAudio, match="Hz"):
        read_audio(encoded(np.zeros((100, channels), np.int16), rate))


WHOLE = {kind: encoded(tone(16_000, 0.3), 16_000, kind, coding) for kind, coding, _ in KINDS}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2_000))
@example(b"fLaC" + bytes(60))
def test_rubbish_never_does_worse_than_an_error(data: bytes) -> None:
    with suppress(ParleyError):
        assert len(read_audio(data).samples)


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(WHOLE)), st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=4)
)
def test_a_damaged_header_never_does_worse_than_an_error(kind: str, damage: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE[kind])
    for at, value in damage:
        data[at % len(data)] = value
    with suppress(ParleyError):
        assert read_audio(bytes(data), max_seconds=5).seconds <= 5
