"""SSML by the engines that are installed, each in its worker process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from parley.audio.pcm import Pcm
from parley.models.store import Store
from parley.settings import Settings
from parley.speech.engines import mouths
from parley.speech.packets import SPEAKING_RATE
from parley.speech.performing import Mark, perform
from parley.speech.saying import Saying
from parley.speech.ssml.reading import plain_script, script_of
from parley.speech.ssml.script import Script

pytestmark = pytest.mark.engine
HEAD = "<speak version='1.0' xml:lang='en-US'>"


@pytest.fixture
async def saying(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Saying]:
    folder = tmp_path_factory.mktemp("saying")
    made = Saying(mouths(Settings(data=str(folder)), Store(folder / "models")))
    yield made
    for mouth in made.mouths:
        await mouth.host.stop()


async def performed(saying: Saying, script: Script) -> tuple[np.ndarray, list[Mark]]:
    pieces = [piece async for piece in perform(saying, script)]
    samples = [piece.samples for piece in pieces if isinstance(piece, Pcm)]
    return np.concatenate(samples).astype(float), [piece for piece in pieces if isinstance(piece, Mark)]


def level(sound: np.ndarray, start: float, end: float) -> float:
    """Mean level between two times, in seconds."""
    return float(np.abs(sound[round(start * SPEAKING_RATE) : round(end * SPEAKING_RATE)]).mean())


@pytest.mark.parametrize(
    "manner", ["", "rate='+60%'", "rate='-40%'", "pitch='+30%'", "pitch='-30%' rate='+20%'", "volume='50'"]
)
async def test_words_are_where_they_are_heard(saying: Saying, manner: str) -> None:
    inside = f"<prosody {manner}>" if manner else "<s>"
    close = "</prosody>" if manner else "</s>"
    source = f"{HEAD}{inside}One, two, 你好，天空，three.{close}</speak>"
    sound, marks = await performed(saying, script_of(source))
    words = [mark for mark in marks if mark.kind == "word"]
    assert [mark.text for mark in words] == ["One", "two", "你好", "天空", "three"]
    assert [source[mark.offset :].startswith(mark.text) for mark in words] == [True] * 5
    for mark in words:
        assert level(sound, mark.at, mark.at + mark.duration) > 200, mark
    commas = [mark for mark in marks if mark.kind == "punctuation" and mark.duration > 0.08]
    assert len(commas) >= 2
    for mark in commas:
        assert level(sound, mark.at + 0.02, mark.at + mark.duration - 0.02) < 60, mark
    (sentence,) = [mark for mark in marks if mark.kind == "sentence"]
    assert sentence.at + sentence.duration == pytest.approx(len(sound) / SPEAKING_RATE, abs=0.05)


async def test_a_break_is_silent_and_as_long_as_it_says(saying: Saying) -> None:
    source = f"{HEAD}Before<bookmark mark='b'/><break time='1500ms'/>after</speak>"
    sound, marks = await performed(saying, script_of(source))
    (mark,) = [each for each in marks if each.kind == "bookmark"]
    after = next(each for each in marks if each.text == "after")
    assert after.at - mark.at == pytest.approx(1.5, abs=0.01)
    assert level(sound, mark.at + 0.02, after.at - 0.02) < 20


async def test_half_the_volume_is_half_as_much(saying: Saying) -> None:
    loud, _ = await performed(saying, plain_script("Hello there.", "en"))
    soft, _ = await performed(saying, script_of(f"{HEAD}<prosody volume='50'>Hello there.</prosody></speak>"))
    assert np.abs(soft).mean() / np.abs(loud).mean() == pytest.approx(0.5, abs=0.05)


async def test_whoever_stops_listening_frees_the_engine(saying: Saying) -> None:
    story = perform(saying, plain_script("This is a long story. " * 200, "en"))
    await anext(story)
    await story.aclose()
    assert all(getattr(mouth.host, "kept", 0) == 0 for mouth in saying.mouths)
    sound, _ = await performed(saying, plain_script("Still here.", "en"))
    assert len(sound) < 2 * SPEAKING_RATE


async def test_many_at_once_are_all_served(saying: Saying) -> None:
    scripts = [plain_script(f"Number {number} speaks. And again.", "en") for number in range(12)]
    done = await asyncio.gather(*(performed(saying, script) for script in scripts))
    assert all(len([mark for mark in marks if mark.kind == "sentence"]) == 2 for _, marks in done)
