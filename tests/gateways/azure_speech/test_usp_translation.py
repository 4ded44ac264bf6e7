"""The translation recogniser."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fakes.speech_sdk import UNIVERSAL
from fakes.written_down import FakeTranscribing
from parley.audio.pcm import Pcm
from parley.errors import EngineFailed, MissingEngine, MissingLanguage
from parley.speech.transcribing.types import Final, Partial, Phrase
from parley.translation.types import Translated

SCRIPT = [
    (0.5, Partial("hello", "en", 0.1, 0.5)),
    (0.8, Partial("hello wor", "en", 0.1, 0.8)),
    (1.6, Partial("hello world", "en", 0.1, 1.6)),
    (2.0, Final(Phrase("Hello world.", "en", 0.1, 1.9))),
]
CONTEXT: dict[str, Any] = {
    "phraseDetection": {"mode": "INTERACTIVE", "language": "en-US", "onSuccess": {"action": "Translate"}},
    "translation": {"targetLanguages": ["de", "zh-Hans"], "output": {"includePassThroughResults": True}},
}


@dataclass
class Interpreter:
    """Says in which language a text would be."""

    knows: frozenset[str] = frozenset({"de", "zh-Hans"})
    fails: bool = False
    asked: list[tuple[str, str, str | None]] = field(default_factory=list[tuple[str, str, str | None]])

    async def languages(self) -> Mapping[str, frozenset[str]]:
        return {"en": self.knows}

    async def translate(
        self, texts: Sequence[str], target: str, source: str | None = None
    ) -> list[Translated]:
        self.asked += [(each, target, source) for each in texts]
        if target not in self.knows:
            raise MissingLanguage(target, "parley models pull m2m100")
        if self.fails and texts != ["."]:
            raise EngineFailed("It crashed.")
        return [Translated(f"[{target}] {each}", source or "en", 1.0) for each in texts]


async def test_words_and_phrases_come_in_every_language(talk: Any) -> None:
    async with talk(FakeTranscribing(SCRIPT), path=UNIVERSAL, translation=Interpreter()) as it:
        it.sdk.begin(CONTEXT)
        it.sdk.speak(2.1)
        told = await it.sdk.until("turn.end")
        assert [each.split(" ", 1)[0] for each in told] == [
            "turn.start",
            "translation.hypothesis",
            "translation.hypothesis",  # the one between came too soon to be translated
            "translation.phrase",
            "turn.end",
        ]
        assert json.loads(told[-2].split(" ", 1)[1]) == {
            "RecognitionStatus": "Success",
            "Text": "Hello world.",
            "DisplayText": "Hello world.",
            "Offset": 1_000_000,
            "Duration": 18_000_000,
            "Translation": {
                "TranslationStatus": "Success",
                "Translations": [
                    {"Language": "de", "Text": "[de] Hello world."},
                    {"Language": "zh-Hans", "Text": "[zh-Hans] Hello world."},
                ],
            },
        }


async def test_a_language_that_nobody_translates_is_said_before_anyone_speaks(talk: Any) -> None:
    knows = Interpreter(frozenset({"de"}))
    async with talk(FakeTranscribing(SCRIPT), path=UNIVERSAL, translation=knows) as it:
        it.sdk.begin(CONTEXT)
        await it.over()
        assert it.sdk.closed and it.sdk.closed[0] == 1007
        assert "parley models pull m2m100" in it.sdk.closed[1]
        assert it.transcribing.opened == []


async def test_without_translation_it_is_said_so(talk: Any) -> None:
    async with talk(FakeTranscribing(SCRIPT), path=UNIVERSAL) as it:
        it.sdk.begin(CONTEXT)
        await it.over()
        assert it.sdk.closed and it.sdk.closed[0] == 1007


async def test_what_was_heard_is_told_even_if_translating_fails(talk: Any) -> None:
    async with talk(FakeTranscribing(SCRIPT), path=UNIVERSAL, translation=Interpreter(fails=True)) as it:
        it.sdk.begin(CONTEXT)
        it.sdk.speak(2.1)
        told = await it.sdk.until("translation.phrase")
        said = json.loads(told[-1].split(" ", 1)[1])
        assert said["Text"] == "Hello world."
        assert said["Translation"] == {
            "TranslationStatus": "Error",
            "Translations": [],
            "FailureReason": "It crashed.",
        }


async def test_silence_is_told_in_the_translators_words(talk: Any) -> None:
    context = {**CONTEXT, "phraseDetection": {"mode": "CONVERSATION", "language": "en-US"}}
    async with talk(FakeTranscribing(), path=UNIVERSAL, translation=Interpreter()) as it:
        it.sdk.begin(context)
        it.sdk.speak(1.0)
        it.sdk.stop()
        told = await it.sdk.until("turn.end")
        assert [each.split(",")[0] for each in told[1:]] == [
            'translation.phrase {"RecognitionStatus": "EndOfDictation"',
            "turn.end {}",
        ]


async def test_a_translation_is_said(talk: Any) -> None:
    said: list[tuple[str, str, str]] = []

    async def say(text: str, language: str, voice: str) -> AsyncGenerator[Pcm]:
        said.append((text, language, voice))
        for _ in range(5):
            yield Pcm(np.full(960, 1_000, np.int16), 24_000)

    context = {**CONTEXT, "synthesis": {"defaultVoices": {"de": "de-DE-KatjaNeural"}}}
    async with talk(FakeTranscribing(SCRIPT), path=UNIVERSAL, translation=Interpreter(), say=say) as it:
        it.sdk.begin(context)
        it.sdk.speak(2.1)
        told = await it.sdk.until("turn.end")
        assert said == [("[de] Hello world.", "de", "de-DE-KatjaNeural")]
        assert told[-2] == 'translation.synthesis.end {"SynthesisStatus": "Success", "FailureReason": ""}'
        sound = b"".join(each.body for each in it.sdk.messages if isinstance(each.body, bytes))
        assert sound[:4] == b"RIFF" and len(sound) == 44 + 2 * 3_200


async def test_a_voice_that_is_not_there_costs_only_the_sound(talk: Any) -> None:
    async def say(text: str, language: str, voice: str) -> AsyncGenerator[Pcm]:
        raise MissingEngine("piper", "parley models pull piper-de")
        yield

    context = {**CONTEXT, "synthesis": {"defaultVoices": {"de": "de-DE-KatjaNeural"}}}
    async with talk(FakeTranscribing(SCRIPT), path=UNIVERSAL, translation=Interpreter(), say=say) as it:
        it.sdk.begin(context)
        it.sdk.speak(2.1)
        told = await it.sdk.until("turn.end")
        assert told[-2].startswith('translation.synthesis.end {"SynthesisStatus": "Error"')
        assert "piper-de" in told[-2]
