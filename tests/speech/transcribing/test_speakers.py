"""Who speaks: voices that sound alike are one, and what is too short is nobody's."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest

from data import TEST_DATA, needs_data
from fakes.recogniser import FakeRecogniser
from fakes.transcribing import ear, silence, transcribing
from fakes.voices import LoudnessVoices, spoken_by, vector_of, voice_service
from parley.audio.files import read_speech
from parley.audio.pcm import Samples
from parley.errors import MissingEngine
from parley.pool.host import Inline
from parley.speech.hearing import HearingService
from parley.speech.transcribing.service import Transcribing
from parley.speech.transcribing.speakers import UNKNOWN, Speakers
from parley.speech.transcribing.types import Wanted
from parley.speech.voices.ge2e import Ge2eEngine
from parley.speech.voices.service import VoiceService
from parley.speech.voices.types import Voiceprint


def voice(name: str, speech: float = 3.0) -> Voiceprint:
    return Voiceprint("loudness", vector_of(name), speech)


def test_speakers_are_numbered_as_they_come_and_known_again() -> None:
    speakers = Speakers()
    named = [speakers.name(voice(name)) for name in ("bob", "anna", "bob", "carl", "anna")]
    assert named == ["Guest-1", "Guest-2", "Guest-1", "Guest-3", "Guest-2"]


def test_whoever_sounds_nearly_like_somebody_is_that_person() -> None:
    speakers = Speakers()
    assert [speakers.name(voice(name)) for name in ("anna", "twin")] == ["Guest-1", "Guest-1"]


def test_a_cough_is_nobodys_and_founds_no_speaker() -> None:
    speakers = Speakers()
    assert speakers.name(None) == speakers.name(voice("anna", 0.1)) == UNKNOWN
    assert speakers.name(voice("anna", 0.4)) == UNKNOWN
    assert speakers.name(voice("bob")) == "Guest-1"
    assert speakers.name(voice("bob", 0.4)) == "Guest-1"


def test_there_are_never_more_than_there_can_be() -> None:
    speakers = Speakers(most=2)
    named = [speakers.name(voice(name)) for name in ("anna", "bob", "carl")]
    assert set(named) == {"Guest-1", "Guest-2"}


async def test_without_an_engine_for_voices_nobody_is_told_apart() -> None:
    with pytest.raises(MissingEngine):
        await transcribing(FakeRecogniser()).open(Wanted(speakers=True))


async def test_speakers_are_told_in_the_order_of_their_phrases() -> None:
    sound = np.concatenate(
        [silence(0.5), *(p for who in ("carl", "anna", "carl") for p in (spoken_by(who), silence(1)))]
    )
    service = transcribing(FakeRecogniser("a", "b", "c"), voices=voice_service(LoudnessVoices()))
    phrases = [each async for each in service.whole(sound, Wanted(speakers=True))]
    assert [each.speaker for each in phrases] == ["Guest-1", "Guest-2", "Guest-1"]


def digits(speaker: str, numbers: str) -> Samples:
    gap = np.zeros(1600, np.int16)
    names = [TEST_DATA / "speech" / "fsdd" / f"{number}_{speaker}_1.wav" for number in numbers]
    return np.concatenate([part for name in names for part in (read_speech(name), gap)])


@needs_data
@pytest.mark.engine
async def test_real_voices_in_turn() -> None:
    people = ("theo", "george", "theo", "lucas", "george")
    turns = [(who, "123456789" if at % 2 else "987654321") for at, who in enumerate(people)]
    sound = np.concatenate([part for who, what in turns for part in (digits(who, what), silence(0.8))])
    ears = HearingService([ear(FakeRecogniser(*"abcdefghijkl"))])
    service = Transcribing(ears, voices=VoiceService(Inline("ge2e", Ge2eEngine)))
    wanted = Wanted(speakers=True, end_silence=0.7)
    names = [each.speaker async for each in service.whole(sound, wanted)]
    # One who pauses for long speaks in several phrases.
    assert [name for name, _ in groupby(names)] == ["Guest-1", "Guest-2", "Guest-1", "Guest-3", "Guest-2"]
