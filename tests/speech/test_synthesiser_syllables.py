"""Recorded syllables as a listener hears them."""

from __future__ import annotations

import io
import itertools
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from data import TEST_DATA, needs_data
from parley.audio.pcm import Pcm
from parley.errors import BadModel, Unsupported
from parley.speech.synthesisers.mandarin import phrases
from parley.speech.synthesisers.stretch import stretch
from parley.speech.synthesisers.syllables import _SPLICED, SyllableSynthesiser
from parley.speech.types import Boundary, SpeechRequest

RATE = 16_000


def hum(seconds: float, pitch: float = 200.0) -> np.ndarray:
    return (0.2 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def recordings(folder: Path, **syllables: np.ndarray) -> Path:
    """A zip of syllables that hum."""
    file = folder / "syllables.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, wave in {"shi4": hum(0.4), **syllables}.items():
            sound = io.BytesIO()
            soundfile.write(sound, wave, RATE, format="OGG", subtype="OPUS")
            archive.writestr(f"{name}.opus", sound.getvalue())
    return file


def said(engine: SyllableSynthesiser, text: str, rate: float = 1.0) -> np.ndarray:
    request = SpeechRequest(text, "zh", rate=rate)
    pieces = [piece.samples for piece in engine.speak(request) if isinstance(piece, Pcm)]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)


@pytest.fixture(scope="module")
def voice() -> SyllableSynthesiser:
    return SyllableSynthesiser(TEST_DATA / "models" / "hantts_16k_opus.zip")


@needs_data
def test_a_sentence_has_a_natural_length_and_no_clipping(voice: SyllableSynthesiser) -> None:
    sound = said(voice, "好的，客厅的灯已经打开了。").astype(int)
    # Twelve syllables: people say three to six a second, and pause at the comma and the end.
    assert 12 / 6 < len(sound) / RATE < 12 / 3 + 1
    assert 3_000 < np.abs(sound).max() < 32_767


@needs_data
def test_joins_do_not_click(voice: SyllableSynthesiser) -> None:
    """No step is steeper than the recordings' own."""
    for text in ("现在是七点三十分", "我想去哪儿买点儿水果", "一二三四五六七八九十"):
        steps = np.abs(np.diff(said(voice, text).astype(int)))
        own = max(
            np.abs(np.diff(said(voice, character).astype(int))).max()
            for character in text
            if len(said(voice, character))
        )
        assert steps.max() <= 1.3 * own


@needs_data
def test_the_first_syllable_is_heard_before_the_rest_is_decoded() -> None:
    voice = SyllableSynthesiser(TEST_DATA / "models" / "hantts_16k_opus.zip")
    pieces = voice.speak(SpeechRequest("天地玄黄宇宙洪荒日月盈昃辰宿列张", "zh"))
    next(pieces)
    assert len(voice._cache) <= 2
    list(pieces)
    assert len(voice._cache) >= 14


@needs_data
def test_every_common_character_has_a_recording(voice: SyllableSynthesiser) -> None:
    # GB 2312's first level: the 3,755 characters that cover 99.5 % of written Chinese.
    common = [
        bytes([high, low]).decode("gb2312", "ignore")
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
    ]
    read = {s for character in common for phrase in phrases(character) for word in phrase.words for s in word}
    recorded = voice._files.keys() | _SPLICED.keys()
    mute = [syllable for syllable in read if syllable[:-1] not in recorded]
    assert mute == []


@needs_data
@pytest.mark.parametrize("text", ["", "Hello", "…", "？！", "\u200b", "🎉", "\x00"])
def test_what_is_not_chinese_is_silence_and_not_an_error(voice: SyllableSynthesiser, text: str) -> None:
    assert not said(voice, text).any()


@needs_data
@settings(max_examples=30, deadline=None)
@given(
    st.text(st.sampled_from("你好一不儿零〇们A1。，龘𠀀\n <😀"), max_size=20),
    st.sampled_from([0.5, 1.0, 2.0]),
)
def test_no_text_breaks_it(voice: SyllableSynthesiser, text: str, rate: float) -> None:
    assert said(voice, text, rate).dtype == np.int16


@needs_data
def test_speed_changes_the_length_and_not_the_pitch(voice: SyllableSynthesiser) -> None:
    normal = len(said(voice, "今天天气很好"))
    assert 0.4 < len(said(voice, "今天天气很好", 2.0)) / normal < 0.6
    assert 1.8 < len(said(voice, "今天天气很好", 0.5)) / normal < 2.2


@pytest.mark.parametrize("factor", [0.5, 0.65, 0.8, 1.3, 2.0])
def test_stretching_keeps_the_pitch(factor: float) -> None:
    stretched = stretch(hum(0.5), factor, RATE)
    assert len(stretched) == pytest.approx(0.5 * factor * RATE, abs=2)
    middle = stretched[1_000:-1_000]
    crossings = np.count_nonzero(np.diff(np.signbit(middle))) / 2 / (len(middle) / RATE)
    assert crossings == pytest.approx(200, rel=0.03)
    # No gap and no bump either: a hum stays as loud as it was.
    loudness = [np.abs(middle[start : start + 160]).max() for start in range(0, len(middle) - 160, 160)]
    assert min(loudness) > 0.17 and max(loudness) < 0.23


def test_a_file_that_is_no_recording_is_named_in_the_error(tmp_path: Path) -> None:
    (tmp_path / "noise.zip").write_bytes(b"PK rubbish")
    with pytest.raises(BadModel, match=r"noise\.zip"):
        SyllableSynthesiser(tmp_path / "noise.zip")
    with pytest.raises(BadModel, match=r"gone\.zip"):
        SyllableSynthesiser(tmp_path / "gone.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(BadModel, match=r"other\.zip"):
        SyllableSynthesiser(tmp_path / "other.zip")


def test_a_damaged_recording_is_named_when_it_is_needed(tmp_path: Path) -> None:
    file = recordings(tmp_path)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("hao3.opus", b"OggS but not really")
    engine = SyllableSynthesiser(file)
    assert len(said(engine, "是"))
    with pytest.raises(BadModel, match=r"hao3\.opus"):
        said(engine, "好")


def test_a_syllable_without_its_tone_borrows_another(tmp_path: Path) -> None:
    engine = SyllableSynthesiser(recordings(tmp_path, ma1=hum(0.4)))
    assert len(said(engine, "马")) > 0
    assert len(said(engine, "猪")) == 0


def test_other_languages_and_voices_are_refused(tmp_path: Path) -> None:
    engine = SyllableSynthesiser(recordings(tmp_path))
    with pytest.raises(Unsupported):
        engine.speak(SpeechRequest("hello", "en"))
    with pytest.raises(Unsupported):
        engine.speak(SpeechRequest("你好", "zh", "nobody"))


@pytest.mark.parametrize("rate", [0.5, 1.0, 2.0])
def test_it_knows_when_it_says_which_word(tmp_path: Path, rate: float) -> None:
    names = ("jin1", "tian1", "hen2", "hen3", "hao3", "yi1", "er4")
    engine = SyllableSynthesiser(recordings(tmp_path, **{name: hum(0.5) for name in names}))
    text = "今天是，x很好12。"
    pieces = list(engine.speak(SpeechRequest(text, "zh", rate=rate, boundaries=True)))
    told = [piece for piece in pieces if isinstance(piece, Boundary)]
    assert [text[word.start : word.end] for word in told[:2]] == ["今天", "是"]
    assert "".join(text[word.start : word.end] for word in told[2:]) == "很好12"
    whole = np.concatenate([piece.samples for piece in pieces if isinstance(piece, Pcm)]).astype(float)
    assert told[0].at == 0.0
    # Where the comma is, nothing is heard, and no word is.
    pause = whole[round((told[1].until + 0.01) * RATE) : round((told[2].at - 0.01) * RATE)]
    assert len(pause) > 0.04 * RATE and not pause.any()
    for word in told[:4]:
        assert np.abs(whole[round(word.at * RATE) : round(word.until * RATE)]).mean() > 1_000
    for before, after in itertools.pairwise(told):
        assert before.until <= after.at
    made = 0
    for piece in pieces:
        if isinstance(piece, Pcm):
            made += len(piece.samples)
        else:
            assert piece.until <= made / RATE + 0.001, "told once it is over"


def test_what_it_says_does_not_depend_on_who_asks_for_words(tmp_path: Path) -> None:
    engine = SyllableSynthesiser(recordings(tmp_path, ni3=hum(0.4), hao3=hum(0.5)))
    asked = [
        piece.samples
        for piece in engine.speak(SpeechRequest("你好，你好。", "zh", boundaries=True))
        if isinstance(piece, Pcm)
    ]
    assert np.array_equal(np.concatenate(asked), said(engine, "你好，你好。"))
