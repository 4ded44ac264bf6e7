"""Opus as devices use it: any rate and frame, packets lost, packets broken."""

from __future__ import annotations

import gc
import weakref
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import TEST_DATA, needs_data
from parley.audio import libopus
from parley.audio.files import read_speech
from parley.audio.opus import FRAMES_MS, MAX_PACKET, RATES, OpusDecoder, OpusEncoder
from parley.audio.pcm import Samples
from parley.audio.resample import resample
from parley.errors import BadAudio, MissingEngine


def tune(rate: int, seconds: float = 1.0) -> Samples:
    """A buzz of harmonics that rises and falls, above the low tones whose phase the codec turns."""
    time = np.arange(int(rate * seconds)) / rate
    phase = 2 * np.pi * (450 * time + 8 * np.sin(2 * np.pi * 2 * time))
    wave = sum((np.sin(phase * overtone) / overtone for overtone in range(1, 5)), np.zeros(len(time)))
    return np.rint(6_000 * wave * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time))).astype(np.int16)


def packets(sound: Samples, encoder: OpusEncoder) -> list[bytes]:
    whole = len(sound) - len(sound) % encoder.frame
    return [encoder.encode(sound[at : at + encoder.frame]) for at in range(0, whole, encoder.frame)]


def likeness(sent: Samples, got: Samples, rate: int) -> float:
    """Decibels by which a sound exceeds the error of its copy, at the codec's own delay (up to 15 ms)."""
    original, late = sent.astype(np.float64), got.astype(np.float64)
    # The square of a difference is both squares less twice their product: quicker for hundreds of delays.
    squares = [np.concatenate([[0.0], np.cumsum(each**2)]) for each in (original, late)]
    best = -99.0
    for lag in range(int(rate * 0.015)):
        long = min(len(original), len(late) - lag)
        own, other = squares[0][long], squares[1][lag + long] - squares[1][lag]
        error = own + other - 2 * float(original[:long] @ late[lag : lag + long])
        best = max(best, 10 * float(np.log10(own / max(error, 1e-9))))
    return best


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("frame_ms", FRAMES_MS)
def test_what_goes_in_comes_out(rate: int, frame_ms: float) -> None:
    sound = tune(rate)
    with OpusEncoder(rate, frame_ms, bitrate=64_000) as encoder, OpusDecoder(rate) as decoder:
        assert encoder.frame == rate * frame_ms / 1_000
        got = np.concatenate([decoder.decode(packet) for packet in packets(sound, encoder)])
    assert len(got) == len(sound) - len(sound) % encoder.frame
    assert likeness(sound, got, rate) > 12


def test_a_receiver_chooses_its_own_rate() -> None:
    with OpusEncoder(48_000, 20) as encoder, OpusDecoder(16_000) as decoder:
        got = np.concatenate([decoder.decode(packet) for packet in packets(tune(48_000), encoder)])
    assert likeness(tune(16_000), got, 16_000) > 8


@pytest.mark.parametrize("rate", RATES)
def test_a_light_encoder_is_heard_by_every_decoder(rate: int) -> None:
    sound = tune(rate)
    with OpusEncoder(rate, 60, bitrate=40_000, complexity=0, light=True) as encoder, OpusDecoder(rate) as ear:
        heard = np.concatenate([ear.decode(packet) for packet in packets(sound, encoder)])
    assert likeness(sound, heard, rate) > 12


def test_more_bits_sound_better_and_cost_more() -> None:
    results: list[tuple[int, float]] = []
    for bitrate in (8_000, 24_000, 64_000):
        with OpusEncoder(16_000, 20, bitrate=bitrate) as encoder, OpusDecoder(16_000) as decoder:
            sent = packets(tune(16_000), encoder)
            got = np.concatenate([decoder.decode(packet) for packet in sent])
        results.append((sum(map(len, sent)), likeness(tune(16_000), got, 16_000)))
    assert results == sorted(results)


@pytest.mark.parametrize("frame_ms", [10, 20, 40, 60])
def test_a_lost_packet_is_covered_for_its_full_length(frame_ms: float) -> None:
    with OpusEncoder(16_000, frame_ms) as encoder, OpusDecoder(16_000, frame_ms) as decoder:
        assert len(decoder.decode(None)) == encoder.frame
        for packet in packets(tune(16_000, 0.3), encoder):
            decoder.decode(packet)
        guess = decoder.decode(None)
    assert len(guess) == encoder.frame and np.abs(guess).max() > 500


def test_a_lost_packet_comes_back_from_the_copy_in_the_next() -> None:
    sound = tune(16_000)
    frame = slice(20 * 320, 21 * 320)
    with OpusEncoder(16_000, 20, bitrate=32_000, expected_loss=25) as encoder:
        sent = packets(sound, encoder)
    heard: list[Samples] = []
    with OpusDecoder(16_000) as whole, OpusDecoder(16_000) as copied, OpusDecoder(16_000) as guessed:
        heard = [whole.decode(packet) for packet in sent]
        for packet in sent[:20]:
            copied.decode(packet)
            guessed.decode(packet)
        truth = np.concatenate(heard)[frame].astype(np.float64)
        errors = [
            float(np.sum((truth - copy) ** 2)) for copy in (copied.recover(sent[21]), guessed.decode(None))
        ]
    assert errors[0] < errors[1] / 2


@pytest.mark.parametrize(
    "packet", [b"", b"\xff", bytes([0x03]), bytes([0x03, 0x3F]) + bytes(9), bytes(MAX_PACKET + 1)]
)
def test_a_broken_packet_is_refused_and_the_next_one_is_heard(packet: bytes) -> None:
    with OpusEncoder(16_000, 20) as encoder, OpusDecoder(16_000) as decoder:
        good = packets(tune(16_000, 0.5), encoder)
        for before in good[:10]:
            decoder.decode(before)
        with pytest.raises(BadAudio):
            decoder.decode(packet)
        after = np.concatenate([decoder.decode(packet) for packet in good[10:]])
    assert likeness(tune(16_000, 0.5)[3_200:], after, 16_000) > 8


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.none() | st.binary(max_size=200) | st.integers(0, 24), max_size=12), st.sampled_from(RATES)
)
def test_no_packet_whatever_harms_the_decoder(stream: list[bytes | int | None], rate: int) -> None:
    with OpusDecoder(rate) as decoder:
        for item in stream:
            packet = GOOD[item][: -item or None] if isinstance(item, int) else item
            with suppress(BadAudio):
                got = decoder.decode(packet)
                assert got.dtype == np.int16 and 0 < len(got) <= rate * 0.12
            with suppress(BadAudio):
                assert len(decoder.recover(packet or b"\x00")) <= rate * 0.12
        assert len(decoder.decode(GOOD[0])) == rate * 0.04


def test_a_closed_codec_says_so_and_may_be_closed_again() -> None:
    encoder, decoder = OpusEncoder(16_000, 20), OpusDecoder(16_000)
    for codec in (encoder, decoder):
        codec.close()
        codec.close()
    with pytest.raises(ValueError, match="closed"):
        encoder.encode(np.zeros(320, np.int16))
    with pytest.raises(ValueError, match="closed"):
        decoder.decode(GOOD[0])


def test_a_codec_that_is_dropped_is_freed() -> None:
    decoder = OpusDecoder(16_000)
    gone = weakref.ref(decoder)
    del decoder
    gc.collect()
    assert gone() is None


def test_a_reset_decoder_begins_afresh() -> None:
    with OpusEncoder(16_000, 40) as encoder, OpusDecoder(16_000) as decoder:
        sent = packets(tune(16_000, 0.4), encoder)
        first = [decoder.decode(packet) for packet in sent]
        decoder.reset()
        assert all(np.array_equal(a, decoder.decode(b)) for a, b in zip(first, sent, strict=True))


@pytest.mark.parametrize(
    "frame", [np.zeros(319, np.int16), np.zeros(320, np.float32), np.zeros((320, 1), np.int16)]
)
def test_a_frame_of_another_shape_is_refused(frame: Samples) -> None:
    with OpusEncoder(16_000, 20) as encoder, pytest.raises(BadAudio):
        encoder.encode(frame)


def test_a_frame_cut_from_a_stereo_array_is_encoded_right() -> None:
    stereo = np.stack([tune(16_000, 0.02), np.zeros(320, np.int16)], axis=1)
    with OpusEncoder(16_000, 20) as one, OpusEncoder(16_000, 20) as other:
        assert one.encode(stereo[:, 0]) == other.encode(tune(16_000, 0.02))


@pytest.mark.parametrize("wrong", [{"rate": 44_100}, {"frame_ms": 30}, {"bitrate": 10}, {"complexity": 11}])
def test_settings_that_opus_does_not_have_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadAudio):
        OpusEncoder(**{"rate": 16_000, "frame_ms": 20, **wrong})


def test_without_any_libopus_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libopus, "_candidates", lambda: iter(["libopus-that-is-not-there.so"]))
    with pytest.raises(MissingEngine, match="libopus0"):
        libopus.library.__wrapped__()


@needs_data
def test_a_real_voice_survives_the_bit_rate_of_a_speaker() -> None:
    sound = read_speech(TEST_DATA / "speech/en/jfk.wav")
    for rate in (16_000, 24_000):
        voice = resample(sound, 16_000, rate)
        with OpusEncoder(rate, 60, bitrate=24_000) as encoder, OpusDecoder(rate) as decoder:
            sent = packets(voice, encoder)
            got = np.concatenate([decoder.decode(packet) for packet in sent])
        assert likeness(voice, got, rate) > 12
        assert sum(map(len, sent)) < 11 * 24_000 / 8 * 1.1


with OpusEncoder(16_000, 40) as _encoder:
    GOOD = packets(tune(16_000, 1.0), _encoder)


def one_by_one(sent: list[bytes]) -> tuple[Samples, int]:
    """The sound of packets, each decoded by itself, and how many were none."""
    pieces, spoiled = [np.zeros(0, np.int16)], 0
    with OpusDecoder(16_000) as decoder:
        for packet in sent:
            try:
                pieces.append(decoder.decode(packet))
            except BadAudio:
                spoiled += 1
    return np.concatenate(pieces), spoiled


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_several_together_sound_as_one_after_the_other(data: st.DataObject) -> None:
    with OpusEncoder(16_000, 60) as encoder:
        good = packets(tune(16_000, 0.6), encoder)
    broken = st.one_of(st.binary(max_size=60), st.just(bytes(MAX_PACKET + 1)), st.sampled_from(good))
    sent = data.draw(st.lists(broken, max_size=8))
    with OpusDecoder(16_000) as decoder:
        half = len(sent) // 2
        some, spoiled = decoder.decode_several(sent[:half])
        more, spoiled_more = decoder.decode_several(sent[half:])
    apart, spoiled_apart = one_by_one(sent)
    assert spoiled + spoiled_more == spoiled_apart
    assert np.array_equal(np.concatenate((some, more)), apart)
