"""Whole files: phrases as they come, memory and files bounded, and real recordings by the real engines."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import numpy as np
import pytest

from data import TEST_DATA, needs_data
from fakes.recogniser import FakeRecogniser, Line
from fakes.transcribing import ear, silence, spoken, tone, transcribing
from parley.audio.files import read_speech
from parley.audio.pcm import Samples
from parley.audio.voice_activity import voice_activity
from parley.errors import BadAudio, Busy, MissingLanguage, TooLong
from parley.pool.host import Inline
from parley.speech.alignment.service import Alignment
from parley.speech.alignment.sphinx import SphinxAligner
from parley.speech.hearing import Ear, HearingService
from parley.speech.recognisers.moonshine import MoonshineRecogniser
from parley.speech.transcribing.counting import Counted, gathered
from parley.speech.transcribing.service import Bounds, Transcribing
from parley.speech.transcribing.types import Final, Nothing, Partial, Wanted

SPEECH = TEST_DATA / "speech"


async def test_phrases_come_before_the_file_is_read_to_its_end() -> None:
    read = 0

    def endless() -> Iterator[Samples]:
        nonlocal read
        while True:
            read += 1
            yield spoken(1, 4)

    service = transcribing(FakeRecogniser(*map(str, range(999))), bounds=Bounds(whole=1e6))
    phrases = service.whole(endless(), Wanted())
    assert (await anext(phrases)).text == "0"
    await phrases.aclose()
    assert read < 100, "no more is read ahead than is bounded"


async def test_an_hour_is_written_down_a_little_at_a_time() -> None:
    def hour() -> Iterator[Samples]:
        for _ in range(360):
            yield np.concatenate([tone(8), silence(2)])

    recogniser = FakeRecogniser(*map(str, range(999)))
    sound = Counted(hour())
    phrases = await gathered(transcribing(recogniser).whole(iter(sound), Wanted(("en",))))
    assert [phrase.text for phrase in phrases] == [str(n) for n in range(360)]
    assert phrases[-1].start == pytest.approx(3590, abs=0.1) and sound.seconds == 3600
    assert recogniser.hints[0].partials is False


async def test_what_goes_wrong_while_reading_is_raised_and_everything_closed() -> None:
    def torn() -> Iterator[Samples]:
        yield spoken(0.5, 2, 1)
        raise BadAudio("torn")

    recogniser = FakeRecogniser("one")
    service = transcribing(recogniser)
    with pytest.raises(BadAudio, match="torn"):
        await gathered(service.whole(torn(), Wanted()))
    await asyncio.sleep(0)
    assert all(hearing.closed for hearing in recogniser.hearings)


async def test_files_are_bounded_in_length_and_number() -> None:
    service = transcribing(FakeRecogniser("a", "b"), bounds=Bounds(whole=5, files=1))
    with pytest.raises(TooLong):
        await gathered(service.whole(silence(6), Wanted()))
    first = service.whole(spoken(0.5, 1, 1, 1), Wanted())
    await anext(first)
    with pytest.raises(Busy):
        await gathered(service.whole(silence(1), Wanted()))
    await first.aclose()
    assert await gathered(service.whole(silence(1), Wanted())) == []


async def test_a_file_of_which_nobody_understands_a_word_says_what_is_missing() -> None:
    grammar = ear(FakeRecogniser(Line("", "zh", grammar=True), languages=("zh",)), grammar=True)
    with pytest.raises(MissingLanguage, match="sense-voice"):
        await gathered(transcribing(grammar).whole(spoken(0.5, 1, 1), Wanted(("zh",))))


def real() -> Transcribing:
    recogniser = MoonshineRecogniser(0.7)
    english = Ear("moonshine", frozenset({"en"}), Inline("moonshine", lambda: recogniser), partials=True)
    alignment = Alignment({"en": Inline("align", lambda: SphinxAligner("en"))})
    return Transcribing(HearingService([english]), alignment, activity=voice_activity)


@needs_data
@pytest.mark.engine
async def test_a_real_recording_is_written_down_with_its_words() -> None:
    sound = read_speech(SPEECH / "en" / "moonshine_two_cities_16k.wav")
    phrases = await gathered(real().whole(sound, Wanted(("en-GB",), words=True)))
    text = " ".join(re.findall(r"[a-z]+", " ".join(phrase.text for phrase in phrases).lower()))
    assert text.startswith("it was the best of times it was the worst of times it was the age of wisdom")
    assert text.endswith("in the superlative degree of comparison only")
    assert len(phrases) >= 3
    for phrase in phrases:
        assert " ".join(word.text for word in phrase.words) == phrase.text
        assert phrase.voiced is not None and phrase.voiced > 0.6


@needs_data
@pytest.mark.engine
async def test_a_real_recording_is_heard_live_with_what_is_said_so_far() -> None:
    transcript = await real().open(Wanted(("en",)))
    sound = np.concatenate([read_speech(SPEECH / "en" / "jfk.wav"), silence(1)])
    told = [event for piece in np.array_split(sound, 120) for event in await transcript.feed(piece)]
    told += await transcript.finish()
    transcript.close()
    partials = [event for event in told if isinstance(event, Partial)]
    finals = [event.phrase for event in told if isinstance(event, Final)]
    assert partials[0].text.lower().startswith("and so") and finals[0].text.lower().startswith(
        "and so my fellow"
    )
    assert told.index(partials[0]) < len(told) / 2
    # By ear and by the waveform: 0.3 to 2.2 s.
    assert (finals[0].start, finals[0].end) == pytest.approx((0.3, 2.2), abs=0.15)


@needs_data
@pytest.mark.engine
async def test_mandarin_is_not_made_into_english() -> None:
    transcript = await real().open(Wanted(("en", "fr")))
    events = await transcript.feed(read_speech(SPEECH / "zh" / "wenet_long.wav"))
    events += await transcript.finish()
    transcript.close()
    assert not [event for event in events if isinstance(event, Final)]
    assert {event.reason for event in events if isinstance(event, Nothing)} == {"other_language"}
