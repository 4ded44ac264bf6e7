"""Every form of sound that is named comes out as others read it, piece by piece."""

from __future__ import annotations

import io
import struct
import sys
from collections.abc import AsyncGenerator
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from parley.audio.encoding.encoder import encoder
from parley.audio.encoding.format import Format
from parley.audio.encoding.names import OPENAI, azure_format
from parley.audio.encoding.ogg import checksum
from parley.audio.encoding.plain import alaw, mulaw
from parley.audio.encoding.streaming import bytes_per_second, encoded
from parley.audio.files import read_audio
from parley.audio.opus import OpusDecoder
from parley.audio.pcm import Pcm, Samples
from parley.errors import MissingEngine, Unsupported

AZURE = {
    "raw-8khz-16bit-mono-pcm": Format("raw", "pcm", 8_000),
    "raw-16khz-16bit-mono-pcm": Format("raw", "pcm", 16_000),
    "raw-22050hz-16bit-mono-pcm": Format("raw", "pcm", 22_050),
    "raw-24khz-16bit-mono-pcm": Format("raw", "pcm", 24_000),
    "raw-44100hz-16bit-mono-pcm": Format("raw", "pcm", 44_100),
    "raw-48khz-16bit-mono-pcm": Format("raw", "pcm", 48_000),
    "raw-8khz-8bit-mono-mulaw": Format("raw", "mulaw", 8_000),
    "raw-8khz-8bit-mono-alaw": Format("raw", "alaw", 8_000),
    "riff-8khz-16bit-mono-pcm": Format("wav", "pcm", 8_000),
    "riff-16khz-16bit-mono-pcm": Format("wav", "pcm", 16_000),
    "riff-22050hz-16bit-mono-pcm": Format("wav", "pcm", 22_050),
    "riff-24khz-16bit-mono-pcm": Format("wav", "pcm", 24_000),
    "riff-44100hz-16bit-mono-pcm": Format("wav", "pcm", 44_100),
    "riff-48khz-16bit-mono-pcm": Format("wav", "pcm", 48_000),
    "riff-8khz-8bit-mono-mulaw": Format("wav", "mulaw", 8_000),
    "riff-8khz-8bit-mono-alaw": Format("wav", "alaw", 8_000),
    "audio-16khz-32kbitrate-mono-mp3": Format("mp3", "mp3", 16_000, 32_000),
    "audio-16khz-64kbitrate-mono-mp3": Format("mp3", "mp3", 16_000, 64_000),
    "audio-16khz-128kbitrate-mono-mp3": Format("mp3", "mp3", 16_000, 128_000),
    "audio-24khz-48kbitrate-mono-mp3": Format("mp3", "mp3", 24_000, 48_000),
    "audio-24khz-96kbitrate-mono-mp3": Format("mp3", "mp3", 24_000, 96_000),
    "audio-24khz-160kbitrate-mono-mp3": Format("mp3", "mp3", 24_000, 160_000),
    "audio-48khz-96kbitrate-mono-mp3": Format("mp3", "mp3", 48_000, 96_000),
    "audio-48khz-192kbitrate-mono-mp3": Format("mp3", "mp3", 48_000, 192_000),
    "ogg-16khz-16bit-mono-opus": Format("ogg", "opus", 16_000),
    "ogg-24khz-16bit-mono-opus": Format("ogg", "opus", 24_000),
    "ogg-48khz-16bit-mono-opus": Format("ogg", "opus", 48_000),
    "webm-16khz-16bit-mono-opus": Format("webm", "opus", 16_000),
    "webm-24khz-16bit-mono-opus": Format("webm", "opus", 24_000),
    "webm-24khz-16bit-24kbps-mono-opus": Format("webm", "opus", 24_000, 24_000),
    "audio-16khz-16bit-32kbps-mono-opus": Format("raw", "opus", 16_000, 32_000),
    "audio-24khz-16bit-24kbps-mono-opus": Format("raw", "opus", 24_000, 24_000),
    "audio-24khz-16bit-48kbps-mono-opus": Format("raw", "opus", 24_000, 48_000),
}
SECONDS = 1.5


def tone(seconds: float = SECONDS, rate: int = 24_000) -> Samples:
    """440 Hz, swelling and fading."""
    time = np.arange(round(seconds * rate)) / rate
    swell = np.sin(np.pi * time / seconds)
    return (9_000 * swell * np.sin(2 * np.pi * 440 * time)).astype(np.int16)


def made(form: Format, samples: Samples, piece: int = 960, rate: int = 24_000) -> list[bytes]:
    """The bytes, as they come."""
    through = encoder(form, rate)
    fed = [through.feed(samples[start : start + piece]) for start in range(0, len(samples), piece)]
    return [*fed, through.finish()]


def heard(form: Format, data: bytes) -> Pcm:
    """What another program makes of it."""
    if form.container in ("wav", "mp3", "ogg"):
        return read_audio(data)
    if form.container == "flac":
        return read_audio(with_length(data, round(SECONDS * form.rate)))
    if form.container == "webm":
        return webm(data)
    if form.codec == "opus":
        size = form.bitrate // 8 // 50
        with OpusDecoder(form.rate) as decoder:
            packets = [data[start : start + size] for start in range(0, len(data), size)]
            return Pcm(np.concatenate([decoder.decode(packet) for packet in packets]), form.rate)
    subtype = {"pcm": "PCM_16", "mulaw": "ULAW", "alaw": "ALAW"}[form.codec]
    raw: Any = soundfile.read(
        io.BytesIO(data), samplerate=form.rate, channels=1, format="RAW", subtype=subtype, dtype="int16"
    )
    return Pcm(raw[0], form.rate)


def with_length(flac: bytes, count: int) -> bytes:
    """The stream as a file: libsndfile, unlike others, cannot read a FLAC of unknown length."""
    header = bytearray(flac)
    # STREAMINFO has 36 bits of length, 17.5 bytes after "fLaC" and the block's own header.
    header[21] = header[21] & 0xF0 | count >> 32
    header[22:26] = struct.pack(">I", count & 0xFFFFFFFF)
    return bytes(header)


def elements(data: bytes, at: int, end: int) -> list[tuple[int, bytes]]:
    """EBML elements; what has no length, and what has others inside, is entered."""
    found: list[tuple[int, bytes]] = []
    while at < end:
        width = 9 - data[at].bit_length()
        name = int.from_bytes(data[at : at + width], "big")
        at += width
        width = 9 - data[at].bit_length()
        size = int.from_bytes(data[at : at + width], "big") & ((1 << 7 * width) - 1)
        at += width
        unknown = size == (1 << 7 * width) - 1
        if unknown or name in (0x1654AE6B, 0xAE, 0xA0, 0xE1, 0x1549A966):
            found.append((name, b""))
            continue
        found.append((name, data[at : at + size]))
        at += size
    return found


def webm(data: bytes) -> Pcm:
    """The sound of a WebM, cut as its header and last block say."""
    parts = elements(data, 0, len(data))
    named = dict(parts)
    assert named[0x1A45DFA3] and named[0x86] == b"A_OPUS" and named[0x63A2].startswith(b"OpusHead")
    skip = int.from_bytes(named[0x56AA], "big") * 48_000 // 1_000_000_000
    beyond = struct.unpack(">q", named[0x75A2])[0] * 48_000 // 1_000_000_000
    times: list[int] = []
    cluster = 0
    with OpusDecoder(48_000) as decoder:
        blocks: list[Samples] = []
        for name, body in parts:
            if name == 0xE7:
                cluster = int.from_bytes(body, "big")
            elif name in (0xA3, 0xA1):
                times.append(cluster + struct.unpack(">h", body[1:3])[0])
                blocks.append(decoder.decode(body[4:]))
    assert times == [20 * index for index in range(len(times))]
    samples = np.concatenate(blocks)
    return Pcm(samples[skip : len(samples) - beyond], 48_000)


def test_every_name_of_azure_s_is_known() -> None:
    assert {name: azure_format(name) for name in AZURE} == AZURE
    assert azure_format("Riff-24khz-16bit-mono-PCM ").container == "wav"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "raw-24khz-16bit-stereo-pcm",
        "amr-wb-16000hz",
        "g722-16khz-64kbps",
        "raw-16khz-16bit-mono-truesilk",
    ],
)
def test_what_nobody_encodes_is_refused(name: str) -> None:
    with pytest.raises(Unsupported):
        azure_format(name)


@pytest.mark.parametrize("name", [*AZURE, *(f"openai {name}" for name in OPENAI if name != "aac")])
def test_others_hear_what_went_in(name: str) -> None:
    form = OPENAI[name.removeprefix("openai ")] if name.startswith("openai") else AZURE[name]
    samples = tone()
    pieces = made(form, samples)
    pcm = heard(form, b"".join(pieces))
    # MP3 begins with the silence of its filters and ends with a whole frame; bare Opus does not say where.
    padded = form.codec == "mp3" or (form.container, form.codec) == ("raw", "opus")
    assert pcm.seconds == pytest.approx(SECONDS, abs=0.15 if padded else 0.001)
    loud = np.abs(np.fft.rfft(pcm.samples.astype(float)))
    assert int(np.argmax(loud)) * pcm.rate / len(pcm.samples) == pytest.approx(440, abs=5)
    middle = pcm.samples[len(pcm.samples) // 3 : len(pcm.samples) * 2 // 3].astype(float)
    assert np.abs(middle).max() == pytest.approx(9_000, rel=0.25)
    # It is a stream: sound comes out while more goes in.
    assert sum(map(len, pieces[: len(pieces) // 2])) > sum(map(len, pieces)) // 4


@pytest.mark.parametrize("name", ["audio-24khz-48kbitrate-mono-mp3", "audio-48khz-192kbitrate-mono-mp3"])
def test_mp3_has_the_bit_rate_that_its_name_says(name: str) -> None:
    form = AZURE[name]
    data = b"".join(made(form, tone(5.0)))
    assert len(data) * 8 / 5 == pytest.approx(form.bitrate, rel=0.06)
    assert bytes_per_second(form) == form.bitrate // 8


@pytest.mark.parametrize("law", ["ulaw", "alaw"])
def test_the_telephone_s_codes_are_those_of_g711(law: str) -> None:
    codes = np.arange(256, dtype=np.uint8)
    linear: Any = soundfile.read(
        io.BytesIO(codes.tobytes()),
        samplerate=8_000,
        channels=1,
        format="RAW",
        subtype=law.upper(),
        dtype="int16",
    )
    again = mulaw(linear[0]) if law == "ulaw" else alaw(linear[0])
    # Two codes mean zero in mu-law.
    assert {int(code) for code in codes[again != codes]} <= ({0x7F} if law == "ulaw" else set())


@given(st.lists(st.integers(-32_768, 32_767), min_size=1, max_size=50))
def test_the_telephone_is_near_every_sample(values: list[int]) -> None:
    samples = np.array(values, np.int16)
    for encode, subtype in ((mulaw, "ULAW"), (alaw, "ALAW")):
        raw: Any = soundfile.read(
            io.BytesIO(encode(samples).tobytes()),
            samplerate=8_000,
            channels=1,
            format="RAW",
            subtype=subtype,
            dtype="int16",
        )
        far = np.abs(raw[0].astype(int) - samples.astype(int))
        assert (far <= np.maximum(16, np.abs(samples.astype(int)) // 16)).all()


@given(
    st.sampled_from(["ogg-24khz-16bit-mono-opus", "webm-16khz-16bit-mono-opus"]),
    st.integers(0, 9_000),
    st.integers(1, 3_000),
)
def test_the_end_is_where_it_was(name: str, length: int, piece: int) -> None:
    form = AZURE[name]
    data = b"".join(made(form, tone(1.0)[:length], piece))
    if form.container == "webm" and length:
        assert len(heard(form, data).samples) == pytest.approx(length * 2, abs=4)
    elif length:
        assert soundfile.info(io.BytesIO(data)).frames == length


def test_a_page_s_checksum_is_that_of_rfc_3533() -> None:
    assert checksum(b"123456789") == 0x89A1897F


def test_bytes_do_not_depend_on_the_pieces() -> None:
    for name in ("riff-16khz-16bit-mono-pcm", "ogg-16khz-16bit-mono-opus", "audio-24khz-48kbitrate-mono-mp3"):
        form = AZURE[name]
        assert b"".join(made(form, tone(), 77)) == b"".join(made(form, tone(), 5_000)), name


@pytest.mark.parametrize(
    "form",
    [
        Format("ogg", "opus", 22_050),
        Format("mp3", "mp3", 24_000, 320_000),
        Format("ogg", "pcm", 24_000),
        Format("wav", "mp3", 24_000),
    ],
)
def test_what_cannot_be_is_refused(form: Format) -> None:
    with pytest.raises(Unsupported):
        encoder(form, form.rate)


async def test_other_things_stay_where_they_are_in_the_stream() -> None:
    async def source() -> AsyncGenerator[Pcm | str]:
        for number in range(3):
            yield Pcm(tone(0.04), 24_000)
            yield f"mark {number}"

    form = Format("raw", "pcm", 24_000)
    kinds = [
        piece if isinstance(piece, str) else len(piece)
        async for piece in encoded(source(), encoder(form), form)
    ]
    assert kinds == [1_920, "mark 0", 1_920, "mark 1", 1_920, "mark 2"]


async def test_who_stops_listening_stops_the_source() -> None:
    closed: list[bool] = []

    async def source() -> AsyncGenerator[Pcm | str]:
        try:
            while True:
                yield Pcm(tone(0.04), 24_000)
        finally:
            closed.append(True)

    form = AZURE["audio-24khz-48kbitrate-mono-mp3"]
    stream = encoded(source(), encoder(form), form)
    assert await anext(stream)
    await stream.aclose()
    assert closed == [True]


@pytest.mark.extra
def test_aac_is_heard_by_ffmpeg() -> None:
    av: Any = pytest.importorskip("av")
    pieces = made(OPENAI["aac"], tone())
    data = b"".join(pieces)
    with av.open(io.BytesIO(data), format="aac") as file:
        frames = [frame.to_ndarray()[0] for frame in file.decode(audio=0)]
        assert file.streams.audio[0].codec_context.sample_rate == 24_000
    samples = np.concatenate(frames)
    assert len(samples) / 24_000 == pytest.approx(SECONDS, abs=0.15)
    loud = np.abs(np.fft.rfft(samples))
    assert int(np.argmax(loud)) * 24_000 / len(samples) == pytest.approx(440, abs=5)
    assert np.abs(samples).max() * 32_768 == pytest.approx(9_000, rel=0.25)
    assert sum(map(len, pieces[: len(pieces) // 2])) > len(data) // 4
    assert data == b"".join(made(OPENAI["aac"], tone(), 77))


@pytest.mark.extra
@pytest.mark.parametrize("length", [0, 1, 1_024, 5_000])
def test_aac_is_whole_frames(length: int) -> None:
    pytest.importorskip("av")
    data = b"".join(made(OPENAI["aac"], tone()[:length]))
    at = count = 0
    while at < len(data):
        head = int.from_bytes(data[at : at + 7], "big")
        assert head >> 44 == 0xFFF and head >> 34 & 15 == 6 and head >> 30 & 7 == 1
        at += head >> 13 & 0x1FFF
        count += 1
    assert at == len(data) and count >= length // 1_024


def test_without_the_extra_aac_says_which_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingEngine, match="calls"):
        encoder(OPENAI["aac"])
