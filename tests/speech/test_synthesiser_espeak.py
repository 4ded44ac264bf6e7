"""espeak-ng as a listener hears it."""

from __future__ import annotations

import time

import numpy as np
import pytest

from parley.errors import Busy, TooLong, Unsupported
from parley.speech.synthesisers.espeak import EspeakSynthesiser
from parley.speech.types import SpeechRequest

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def espeak() -> EspeakSynthesiser:
    return EspeakSynthesiser()


def said(espeak: EspeakSynthesiser, text: str, language: str = "en", **options: object) -> np.ndarray:
    request = SpeechRequest(text, language, **options)  # type: ignore[arg-type] - options of the dataclass
    pieces = [piece.samples for piece in espeak.speak(request)]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int16)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The light is on."),
        ("zh", "灯开了。"),
        ("de", "Das Licht ist an."),
        ("ja", "こんにちは"),
        ("ar", "مرحبا"),
    ],
)
def test_it_speaks_many_languages(espeak: EspeakSynthesiser, language: str, text: str) -> None:
    sound = said(espeak, text, language)
    assert len(sound) > 0.3 * 22_050
    assert 1_000 < np.abs(sound.astype(int)).max() < 32_767


def test_the_same_text_sounds_the_same_again_and_again(espeak: EspeakSynthesiser) -> None:
    first = said(espeak, "Good morning.")
    for _ in range(10):
        assert abs(len(said(espeak, "Good morning.")) - len(first)) < 200


def test_twice_the_speed_takes_about_half_the_time(espeak: EspeakSynthesiser) -> None:
    text = "The quick brown fox jumps over the lazy dog."
    assert 0.35 < len(said(espeak, text, rate=2.0)) / len(said(espeak, text)) < 0.65


def test_an_interruption_is_immediate_and_the_next_answer_is_whole(espeak: EspeakSynthesiser) -> None:
    long = espeak.speak(SpeechRequest("This is a long story. " * 200, "en"))
    next(long)
    begun = time.monotonic()
    long.close()  # type: ignore[attr-defined] - a generator
    assert time.monotonic() - begun < 0.5
    assert len(said(espeak, "Good morning.")) > 0.5 * 22_050


def test_one_text_at_a_time(espeak: EspeakSynthesiser) -> None:
    first = espeak.speak(SpeechRequest("This is a long story. " * 50, "en"))
    next(first)
    with pytest.raises(Busy):
        next(espeak.speak(SpeechRequest("Me too.", "en")))
    first.close()  # type: ignore[attr-defined] - a generator


def test_text_cannot_command_the_voice(espeak: EspeakSynthesiser) -> None:
    plain = len(said(espeak, "50s hello"))
    # Control-A switches speed in espeak-ng's own markup; SSML would pause for nine seconds.
    assert abs(len(said(espeak, "\x0150s hello")) - plain) < 2_000
    assert len(said(espeak, '<break time="9s"/>hello')) < 5 * 22_050


@pytest.mark.parametrize("text", ["", "   ", "...", "？！", "\x00\x01", "🎉"])
def test_what_cannot_be_said_is_silence_and_not_an_error(espeak: EspeakSynthesiser, text: str) -> None:
    assert len(said(espeak, text)) == 0


@pytest.mark.parametrize("text", ["Hello 你好", "你好 hello", "مرحبا мир", "\ud800x", "a" * 5_000])
def test_strange_text_leaves_the_voice_alive(espeak: EspeakSynthesiser, text: str) -> None:
    pieces = espeak.speak(SpeechRequest(text, "en"))
    next(pieces, None)
    pieces.close()  # type: ignore[attr-defined] - a generator
    assert len(said(espeak, "Still here.")) > 0


def test_what_it_cannot_do_it_refuses(espeak: EspeakSynthesiser) -> None:
    for request in (
        SpeechRequest("x", "tlh-nobody"),
        SpeechRequest("x", "en", "cmn"),
        SpeechRequest("x", "en", "../../etc"),
        SpeechRequest("x", "en", rate=9.0),
    ):
        with pytest.raises(Unsupported):
            espeak.speak(request)
    with pytest.raises(TooLong):
        espeak.speak(SpeechRequest("a" * 5_001, "en"))


def test_every_listed_voice_can_be_chosen(espeak: EspeakSynthesiser) -> None:
    voices = {voice.name: voice for voice in espeak.voices()}
    assert {"en-us", "en-gb", "cmn", "de", "yue"} <= voices.keys() and len(voices) > 100
    assert voices["cmn"].language == "zh"
    assert len(said(espeak, "Good morning.", voice="en-gb")) > 0
