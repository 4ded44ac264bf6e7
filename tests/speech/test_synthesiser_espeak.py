"""espeak-ng as a listener hears it."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from parley.audio.pcm import Pcm
from parley.errors import Busy, TooLong, Unsupported
from parley.speech.synthesisers.espeak import EspeakSynthesiser
from parley.speech.types import Boundary, SpeechRequest

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def espeak() -> EspeakSynthesiser:
    return EspeakSynthesiser()


def said(espeak: EspeakSynthesiser, text: str, language: str = "en", **options: object) -> np.ndarray:
    request = SpeechRequest(text, language, **options)  # type: ignore[arg-type] - options of the dataclass
    pieces = [piece.samples for piece in espeak.speak(request) if isinstance(piece, Pcm)]
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


def test_english_words_are_kept_apart(espeak: EspeakSynthesiser, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"en": "Set an alarm at eight.", "de": "Stell einen Wecker auf acht."}
    now = {language: len(said(espeak, text, language)) for language, text in texts.items()}
    monkeypatch.setattr("parley.speech.synthesisers.espeak._BETWEEN_WORDS", {})
    for language, text in texts.items():
        longer = (now[language] - len(said(espeak, text, language))) / 22_050
        assert 0.04 < longer < 0.4 if language == "en" else abs(longer) < 0.02


def test_an_interruption_is_immediate_and_the_next_answer_is_whole(espeak: EspeakSynthesiser) -> None:
    took: list[float] = []
    for _ in range(3):  # the quickest: a busy machine may hold anyone up once
        long = espeak.speak(SpeechRequest("This is a long story. " * 200, "en"))
        next(long)
        begun = time.monotonic()
        long.close()  # type: ignore[attr-defined] - a generator
        took.append(time.monotonic() - begun)
    assert min(took) < 0.5
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


def words(espeak: EspeakSynthesiser, text: str, language: str = "en", **options: object) -> list[Boundary]:
    request = SpeechRequest(text, language, boundaries=True, **options)  # type: ignore[arg-type]
    return [piece for piece in espeak.speak(request) if isinstance(piece, Boundary)]


def test_it_tells_when_it_says_which_word(espeak: EspeakSynthesiser) -> None:
    text = "Hello, this is a café. It can't be in the city"
    told = words(espeak, text)
    assert [text[word.start : word.end] for word in told] == [
        *("Hello", "this", "is", "a", "café", "It", "can't", "be"),
        # Said as one.
        *("in the", "city"),
    ]
    assert all(before.until <= after.at for before, after in itertools.pairwise(told))
    sound = said(espeak, text).astype(float)
    level = [np.abs(sound[round(word.at * 22_050) : round(word.until * 22_050)]).mean() for word in told]
    assert min(level) > 300
    # The comma and the full stop are silent, and belong to no word.
    for word, after in ((told[0], told[1]), (told[4], told[5])):
        pause = sound[round((word.until + 0.02) * 22_050) : round((after.at - 0.02) * 22_050)]
        assert len(pause) > 1_000 and np.abs(pause).mean() < 30


def test_words_are_told_as_the_sound_is_made(espeak: EspeakSynthesiser) -> None:
    made = 0.0
    for piece in espeak.speak(SpeechRequest("One two three four five six seven.", "en", boundaries=True)):
        if isinstance(piece, Boundary):
            assert piece.until - 0.001 <= made < piece.until + 0.5
        else:
            made += piece.seconds


def test_nobody_is_told_who_does_not_ask(espeak: EspeakSynthesiser) -> None:
    assert all(isinstance(piece, Pcm) for piece in espeak.speak(SpeechRequest("Hello there.", "en")))


@pytest.mark.parametrize("language", ["zh", "de", "ja", "ar", "ru"])
def test_words_of_other_languages_are_in_the_text(espeak: EspeakSynthesiser, language: str) -> None:
    text = {"zh": "今天天气很好。", "de": "Im Jahr 2024 war es kalt.", "ja": "こんにちは、世界"}.get(
        language, "مرحبا بالعالم" if language == "ar" else "Привет, мир"
    )
    told = words(espeak, text, language)
    assert told
    assert all(0 <= word.start < word.end <= len(text) for word in told)
    assert [word.start for word in told] == sorted({word.start for word in told})


def pitch(sound: np.ndarray) -> float:
    """Median fundamental frequency of the loud parts, in Hz."""
    found: list[float] = []
    for start in range(0, len(sound) - 2_048, 1_024):
        frame = sound[start : start + 2_048].astype(float)
        if np.sqrt((frame**2).mean()) > 1_500:
            alike = np.correlate(frame, frame, "full")[2_047:]
            found.append(22_050 / (55 + int(np.argmax(alike[55:441]))))
    return float(np.median(found))


@pytest.mark.parametrize("factor", [0.75, 1.25, 1.5])
def test_a_voice_may_be_higher_or_lower(espeak: EspeakSynthesiser, factor: float) -> None:
    text = "Hello, this is a long sentence about nothing at all."
    usual = said(espeak, text)
    changed = said(espeak, text, pitch=factor)
    assert pitch(changed) / pitch(usual) == pytest.approx(factor, rel=0.08)
    assert len(changed) == pytest.approx(len(usual), rel=0.05)


def bands(sound: np.ndarray) -> np.ndarray:
    """How loud the middle of a sound is in 60 bands below 4 kHz, in nepers: its vowels."""
    middle = sound[len(sound) // 4 : 3 * len(sound) // 4].astype(float)
    power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)))) ** 2
    below = power[: int(len(power) * 4_000 / 11_025)]
    return np.log(np.array([part.mean() for part in np.array_split(below, 60)]) + 1.0) / 2


def test_english_is_pronounced_as_it_is_told_to(espeak: EspeakSynthesiser) -> None:
    american, again = (bands(said(espeak, "tomato", phonemes="təˈmeɪtoʊ")) for _ in range(2))
    british = bands(said(espeak, "tomato", phonemes="təˈmɑːtəʊ"))
    assert np.abs(american - british).mean() > 2 * np.abs(american - again).mean()
    (word,) = words(espeak, "to ma to", phonemes="təˈmeɪtoʊ")
    assert (word.start, word.end) == (0, 8)
    # What is no sound of English is not guessed: the text is read.
    assert len(said(espeak, "tomato", phonemes="ʙ↓")) == pytest.approx(len(said(espeak, "tomato")), abs=300)
    assert len(said(espeak, "Tomate", "de", phonemes="x")) > 5_000


def test_brackets_in_a_text_are_no_phonemes(espeak: EspeakSynthesiser) -> None:
    assert len(said(espeak, "[[h@l'oU]]")) != pytest.approx(
        len(said(espeak, "x", phonemes="həlˈoʊ")), abs=300
    )
