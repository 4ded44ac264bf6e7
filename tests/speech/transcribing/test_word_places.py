"""Where words lie: found in real recordings, never made up, and always inside their phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import TEST_DATA, needs_data
from parley.audio.files import read_speech
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import EngineFailed, MissingEngine, Unsupported
from parley.pool.host import Inline
from parley.speech.alignment.letters import sounded
from parley.speech.alignment.service import Alignment
from parley.speech.alignment.sphinx import SphinxAligner
from parley.speech.lexicon import Lexicon
from parley.speech.recognisers.sherpa import timed
from parley.speech.transcribing.finishing import with_words
from parley.speech.transcribing.types import Phrase
from parley.speech.types import Timed

SPEECH = TEST_DATA / "speech"
MANDARIN = TEST_DATA / "models" / "sphinx-zh"
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@cache
def aligner(language: str) -> SphinxAligner:
    return SphinxAligner(language, MANDARIN if language == "zh" else None)


def row(speaker: str, numbers: str, pause: float) -> tuple[Samples, list[float]]:
    """Spoken digits one after the other, and where each begins: at a twentieth of its greatest loudness."""
    sound, begins = [np.zeros(4800, np.int16)], list[float]()
    for number in numbers:
        digit = read_speech(SPEECH / "fsdd" / f"{number}_{speaker}_0.wav")
        whole = len(digit) // 80
        loud = np.square(digit[: whole * 80].reshape(whole, 80).astype(float)).mean(axis=1) ** 0.5
        onset = int(np.argmax(loud > loud.max() / 20)) * 80
        begins.append((sum(map(len, sound)) + onset) / SPEECH_RATE)
        sound += [digit, np.zeros(int(pause * SPEECH_RATE), np.int16)]
    return np.concatenate([*sound, np.zeros(6400, np.int16)]), begins


@needs_data
@pytest.mark.engine
@pytest.mark.parametrize("speaker", ["george", "jackson", "lucas", "theo", "yweweler"])
def test_words_are_found_where_they_were_put(speaker: str) -> None:
    sound, begins = row(speaker, "73915", 0.1)
    places = aligner("en").align(sound, "seven three nine one five")
    assert [place.text for place in places] == ["seven", "three", "nine", "one", "five"]
    errors = [abs(place.start - begin) for place, begin in zip(places, begins, strict=True)]
    assert np.mean(errors) < 0.1 and max(errors) < 0.3


@needs_data
@pytest.mark.engine
def test_punctuation_clings_and_words_that_no_dictionary_has_are_found_by_their_letters() -> None:
    sound, _ = row("theo", "73", 0.1)
    places = aligner("en").align(sound, "— “Sevven, 3!”")
    assert [place.text for place in places] == ["—“Sevven,", "3!”"]
    assert places[0].end <= places[1].start


@needs_data
@pytest.mark.engine
def test_mandarin_words_are_found_too() -> None:
    sound = read_speech(SPEECH / "zh" / "wenet_long.wav")
    places = aligner("zh").align(sound, "继续限制外资，投资中国房地产已经不合时宜。")
    assert "".join(place.text for place in places) == "继续限制外资，投资中国房地产已经不合时宜。"
    starts = [place.start for place in places]
    assert starts == sorted(starts) and 0.3 < starts[0] < 0.7
    # There is a pause of more than a second in the middle.
    assert max(b.start - a.end for a, b in pairwise(places)) > 1


@needs_data
@pytest.mark.engine
@pytest.mark.parametrize("text", ["", "…", "hello 你好", "привет"])
def test_a_word_without_a_sound_has_no_place_and_neither_have_the_others(text: str) -> None:
    assert aligner("en").align(row("theo", "1", 0)[0], text) == ()


@pytest.mark.engine
def test_nothing_is_found_in_next_to_no_sound() -> None:
    assert aligner("en").align(np.zeros(160, np.int16), "hello there") == ()
    assert aligner("en").align(np.zeros(0, np.int16), "hello there") == ()


def test_other_languages_are_refused() -> None:
    with pytest.raises(Unsupported):
        SphinxAligner("fr")
    with pytest.raises(MissingEngine):
        SphinxAligner("zh")


class Broken:
    def align(self, samples: Samples, text: str) -> tuple[Timed, ...]:
        raise EngineFailed("It crashed.")


async def test_words_stay_when_their_places_cannot_be_found() -> None:
    service = Alignment({"en": Inline("broken", Broken)})
    assert await service.align(np.zeros(16_000, np.int16), "hello", "en-US") == ()
    assert await service.align(np.zeros(16_000, np.int16), "hallo", "de") == ()


def _cmu() -> Iterator[tuple[str, str]]:
    folder = Path(__import__("pocketsphinx").get_model_path()) / "en-us" / "cmudict-en-us.dict"
    lexicon = Lexicon.read(folder, "en")
    for word in ("cat", "ship", "thing", "night", "queen", "phone", "yellow", "letter", "station", "table"):
        yield word, lexicon.pronounce(word)[0]


@pytest.mark.engine
def test_letters_sound_nearly_as_the_dictionary_has_them() -> None:
    phones = {phone for _, spoken in _cmu() for phone in spoken.split()}
    for word, spoken in _cmu():
        said = sounded(word).split()
        assert abs(len(said) - len(spoken.split())) <= 1, (word, said)
        assert said[0] == spoken.split()[0] and phones
    assert sounded("Zürich") == sounded("Zurich") and sounded("123") == ""


@given(st.text(max_size=30))
def test_any_letters_have_phones_that_the_model_knows(word: str) -> None:
    assert re.fullmatch(r"([A-Z]{1,2}( [A-Z]{1,2})*)?", sounded(word))


@given(
    st.lists(st.tuples(st.floats(-5, 20), st.floats(-5, 20)), max_size=8),
    st.floats(0, 5),
    st.floats(0.5, 9),
)
def test_words_lie_in_their_phrase_and_in_order(
    places: list[tuple[float, float]], start: float, length: float
) -> None:
    phrase = Phrase("…", "en", start, start + length)
    found = with_words(phrase, [Timed("w", *place) for place in places], max(0.0, start - 0.3))
    edges = [found.start, *(edge for word in found.words for edge in (word.start, word.end)), found.end]
    assert edges == sorted(edges) and len(found.words) == len(places)
    assert found.end == phrase.end and start - 0.3 <= found.start <= start


def test_an_engine_s_own_pieces_become_words() -> None:
    pieces = ["▁HE", "LLO", "▁WORLD", "你", "好", "。"]
    words = timed("HELLO WORLD你好。", pieces, [0.1, 0.2, 0.5, 1.0, 1.2, 1.4], 2.0)
    assert [word.text for word in words] == ["HELLO", "WORLD", "你", "好。"]
    assert [word.start for word in words] == [0.1, 0.5, 1.0, 1.2] and words[-1].end == 2.0
    assert timed("5", ["five"], [0.1], 1.0) == ()
    assert timed("five", ["five"], [], 1.0) == ()
