"""English is heard word by word; silence is not; Mandarin is noticed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from data import TEST_DATA, needs_data
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import TooLong, Unsupported
from parley.pool.wanted import NotWanted
from parley.speech.recognisers.moonshine import MoonshineRecogniser
from parley.speech.recognisers.moonshine_model import modern
from parley.speech.recognisers.pieces import quietest
from parley.speech.types import Hints, Hypothesis

SPEECH = Path(TEST_DATA) / "speech"


@pytest.fixture(scope="module")
def moonshine() -> MoonshineRecogniser:
    return MoonshineRecogniser()


def recording(name: str) -> Samples:
    sound, rate = soundfile.read(SPEECH / name, dtype="float32", always_2d=True)
    mono = soxr.resample(sound[:, 0], rate, SPEECH_RATE)
    return (np.clip(mono, -1, 1) * 32767).astype(np.int16)


def hear(recogniser: MoonshineRecogniser, samples: Samples) -> tuple[list[Hypothesis], Hypothesis]:
    hearing = recogniser.open(Hints())
    partials = [hearing.feed(samples[at : at + 960]) for at in range(0, len(samples), 960)]
    return [partial for partial in partials if partial], hearing.finish()


@pytest.mark.engine
@needs_data
def test_a_command_is_heard_as_english_and_as_believable(moonshine: MoonshineRecogniser) -> None:
    partials, heard = hear(moonshine, recording("en/oww_office_lights_1.wav"))
    assert heard.text == "Turn on the office lights."
    assert heard.final
    assert heard.foreign is not None and heard.foreign < 0.15
    assert not partials


@pytest.mark.engine
@needs_data
def test_of_two_that_sound_alike_the_one_that_people_say_is_heard(moonshine: MoonshineRecogniser) -> None:
    assert hear(moonshine, recording("en/002.wav"))[1].text == "Four queen of clubs."


@pytest.mark.engine
@needs_data
@pytest.mark.parametrize("name", ["funasr_1", "funasr_2", "funasr_short77k", "wenet_long", "wenet_ios_test"])
def test_mandarin_is_noticed_whatever_english_it_seems_to_be(
    moonshine: MoonshineRecogniser, name: str
) -> None:
    heard = hear(moonshine, recording(f"zh/{name}.wav"))[1]
    assert heard.foreign is not None and heard.foreign > 0.5


@pytest.mark.engine
@needs_data
def test_long_speech_is_heard_to_its_end_and_across_the_cuts(
    moonshine: MoonshineRecogniser,
) -> None:
    text = hear(moonshine, recording("en/moonshine_two_cities_16k.wav"))[1].text.lower()
    for words in (
        "best of times",
        "age of foolishness",
        "winter of despair",
        "direct to heaven",
        "comparison only",
    ):
        assert words in text


@pytest.mark.engine
@needs_data
def test_words_appear_while_the_person_speaks_when_asked_for() -> None:
    partials, heard = hear(
        MoonshineRecogniser(partials=0.5), recording("en/sense_and_sensibility_01_austen_64kb-0930.wav")
    )
    assert len(partials) >= 2
    assert not any(partial.final for partial in partials)
    assert heard.text.lower().startswith("he might even have been made amiable")


@pytest.mark.engine
@needs_data
def test_whoever_wants_no_partial_results_gets_none() -> None:
    hearing = MoonshineRecogniser(partials=0.5).open(Hints(partials=False))
    sound = recording("en/sense_and_sensibility_01_austen_64kb-0930.wav")
    assert not any(hearing.feed(sound[at : at + 1600]) for at in range(0, len(sound), 1600))
    assert hearing.finish().text.lower().startswith("he might even have been made amiable")


@pytest.mark.engine
@needs_data
def test_who_is_asked_in_a_pause_hears_the_rest_as_if_never_asked(
    moonshine: MoonshineRecogniser,
) -> None:
    sound = recording("en/sense_and_sensibility_01_austen_64kb-0930.wav")
    hearing = moonshine.open(Hints())
    hearing.feed(sound[: len(sound) // 2])
    half = hearing.finish()
    assert half == hearing.finish()
    hearing.feed(sound[len(sound) // 2 :])
    whole = hearing.finish()
    assert half.final and len(half.text) < len(whole.text)
    assert whole == hear(moonshine, sound)[1]


@pytest.mark.engine
@needs_data
def test_a_hearing_that_is_cut_off_loses_nothing(
    moonshine: MoonshineRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = recording("en/oww_office_lights_1.wav")
    hearing = moonshine.open(Hints())
    hearing.feed(sound)
    steps = iter([True] * 3)
    with monkeypatch.context() as patched:
        patched.setattr(
            "parley.speech.recognisers.moonshine_model.still_wanted", lambda: _not_wanted(next(steps, False))
        )
        with pytest.raises(NotWanted):
            hearing.finish()
    assert hearing.finish() == hear(moonshine, sound)[1]


def _not_wanted(wanted: bool) -> None:
    if not wanted:
        raise NotWanted


@pytest.mark.engine
@pytest.mark.parametrize("length", [0, 1, 1599, 1600, 16_000])
def test_silence_however_short_is_no_words(moonshine: MoonshineRecogniser, length: int) -> None:
    assert hear(moonshine, np.zeros(length, np.int16))[1].text == ""


@pytest.mark.engine
def test_loudest_possible_noise_is_survived(moonshine: MoonshineRecogniser) -> None:
    noise = np.random.default_rng(0).choice(np.array([-32768, 32767], np.int16), 16_000)
    assert hear(moonshine, noise)[1].final


@pytest.mark.engine
def test_an_expected_language_it_does_not_know_is_refused(moonshine: MoonshineRecogniser) -> None:
    with pytest.raises(Unsupported):
        moonshine.open(Hints(language="zh-CN"))
    moonshine.open(Hints(language="en-GB")).close()


@pytest.mark.engine
def test_an_endless_utterance_is_refused_at_its_bound(moonshine: MoonshineRecogniser) -> None:
    hearing = moonshine.open(Hints())
    with pytest.raises(TooLong):
        hearing.feed(np.zeros(301 * SPEECH_RATE, np.int16))
    hearing.close()
    hearing.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Wake me at half-past eight to-morrow.", "Wake me at half past eight tomorrow."),
        ("To-day or to-night, a quarter-past six?", "Today or tonight, a quarter past six?"),
        ("Give me a half-hour timer.", "Give me a half hour timer."),
        ("Add a half-pastry to my to-do list in forty-five minutes.",) * 2,
    ],
)
def test_old_spellings_are_written_as_people_write_today(old: str, new: str) -> None:
    assert modern(old) == new


def test_a_cut_falls_into_the_pause() -> None:
    noise = (np.random.default_rng(0).normal(0, 3000, 10 * SPEECH_RATE)).astype(np.int16)
    noise[6 * SPEECH_RATE : 7 * SPEECH_RATE] = 3
    assert 6 * SPEECH_RATE < quietest(noise, 2 * SPEECH_RATE, 9 * SPEECH_RATE) < 7 * SPEECH_RATE
