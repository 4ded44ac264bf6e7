"""Sessions that translate: every event is checked by the types of OpenAI's SDK."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import TypeAdapter

from fakes.realtime import packed, parts_of, voice
from fakes.recogniser import FakeRecogniser, Line
from fakes.synthesiser import HummingSynthesiser
from parley.errors import MissingLanguage
from parley.gateways.openai.realtime.answering import Use
from parley.gateways.openai.realtime.dialects import Plain, types_of
from parley.gateways.openai.realtime.events import Event
from parley.gateways.openai.realtime.translating import (
    AskedOfTranslation,
    TranslationAudio,
    TranslationOutput,
    TranslationSession,
    TranslationSettings,
)
from parley.translation.types import Translated

if TYPE_CHECKING:
    from openai.types.realtime import RealtimeTranslationServerEvent


@cache
def known() -> TypeAdapter[RealtimeTranslationServerEvent]:
    """The types of all events, which take long to load."""
    from openai.types.realtime import RealtimeTranslationServerEvent

    return TypeAdapter(RealtimeTranslationServerEvent)


class Dictionary:
    """Knows two sentences, and no German."""

    words: Mapping[str, str] = {"good morning": "早上好", "thank you": "谢谢"}

    async def languages(self) -> Mapping[str, frozenset[str]]:
        return {"en": frozenset({"zh"})}

    async def translate(self, texts: list[str], target: str, source: str | None = None) -> list[Translated]:
        if target != "zh":
            raise MissingLanguage(target, "parley models pull opus-mt-en-de")
        return [Translated(self.words[text], source or "en", 1.0) for text in texts]


class Listener:
    """A session and what came of it."""

    def __init__(self, *lines: Line | str, language: str | None = "zh") -> None:
        self.ear, self.mouth = FakeRecogniser(*lines), HummingSynthesiser()
        self.used: list[Use] = []
        self.events: list[dict[str, Any]] = []
        self._words = Plain[AskedOfTranslation](AskedOfTranslation, types_of(AskedOfTranslation))
        output = TranslationOutput(language=language)
        settings = TranslationSettings(model="parley", audio=TranslationAudio(output=output))
        parts = parts_of(self.ear, self.mouth, self.used)
        self.session = TranslationSession(parts, Dictionary(), settings, self, 1_900_000_000)

    def send(self, event: Event) -> None:
        for message in self._words.write(event):
            made = json.loads(message)
            known().validate_python(made, strict=False)
            self.events.append(made)

    async def room(self) -> None:
        await asyncio.sleep(0)

    async def ask(self, type: str, **fields: Any) -> None:
        await self.session.take(self._words.read(json.dumps({"type": type, **fields})))

    async def say(self, silence: float = 1.0) -> None:
        sound = np.concatenate((voice(1.0), np.zeros(int(silence * 24_000), np.int16)))
        await self.ask("session.input_audio_buffer.append", audio=packed(sound))
        await asyncio.sleep(0)

    def together(self, type: str) -> str:
        return "".join(each["delta"] for each in self.events if each["type"] == type)


@asynccontextmanager
async def listener(*lines: Line | str, language: str | None = "zh") -> AsyncIterator[Listener]:
    before = asyncio.all_tasks()
    made = Listener(*lines, language=language)
    made.session.begin()
    try:
        yield made
    finally:
        await made.session.close()
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == before
        assert all(hearing.closed for hearing in made.ear.hearings)


async def test_phrases_are_said_again_in_the_other_language() -> None:
    line = Line("good morning", partials=("good", "good morning", "good morning"))
    async with listener(line, "thank you") as talk:
        await talk.say()
        await talk.say(0.1)
        await talk.ask("session.close")
    assert talk.events[0]["type"] == "session.created" and talk.events[-1]["type"] == "session.closed"
    assert talk.session.over
    assert talk.together("session.input_transcript.delta") == "good morning thank you "
    assert talk.together("session.output_transcript.delta") == "早上好 谢谢 "
    sound = [each for each in talk.events if each["type"] == "session.output_audio.delta"]
    assert sum(len(base64.b64decode(each["delta"])) for each in sound) / 48_000 > 0.4
    assert {(each["sample_rate"], each["format"]) for each in sound} == {(24_000, "pcm16")}
    assert [each.language for each in talk.mouth.spoken] == ["zh", "zh"]
    assert sum(each.service == "translation" for each in talk.used) == 2


async def test_a_language_that_nothing_translates_into_is_an_error_that_says_what_to_get() -> None:
    async with listener("good morning", "thank you", language="de") as talk:
        await talk.say()
        await talk.ask("session.update", session={"audio": {"output": {"language": "zh"}}})
        await talk.say()
        await talk.ask("session.close")
    (error,) = [each["error"] for each in talk.events if each["type"] == "error"]
    assert error["code"] == "missing_language" and "opus-mt-en-de" in error["message"]
    assert talk.together("session.output_transcript.delta") == "谢谢 "


async def test_a_session_must_be_told_its_language() -> None:
    async with listener("good morning", language=None) as talk:
        await talk.say()
        await talk.ask("session.close")
    (error,) = [each["error"] for each in talk.events if each["type"] == "error"]
    assert error["param"] == "session.audio.output.language"


async def test_a_client_that_vanishes_leaves_nothing_running() -> None:
    async with listener("good morning", "never heard") as talk:
        await talk.say()
        await talk.say(0)
    assert not talk.ear.hearings[1].finished
