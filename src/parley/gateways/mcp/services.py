"""The AI services as tools: translating, telling languages, changing a script, analysing and summing up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from parley.errors import BadText
from parley.gateways.mcp.declared import About
from parley.language.detecting import detect
from parley.language.entities.finding import entities
from parley.language.identify import main_language
from parley.language.phrases.phrases import phrases
from parley.language.sentiment.feeling import feeling
from parley.language.summary.extractive import summary
from parley.language.transliteration.scripts import transliterate
from parley.translation.service import Translation

_Text = Annotated[str, Meta(min_length=1, max_length=20_000)]
_Tag = Annotated[str, Meta(min_length=1, max_length=40, description="BCP 47, such as en or zh-Hans.")]
_Script = Annotated[str, Meta(min_length=4, max_length=4, description="ISO 15924, such as Latn or Hans.")]


class Translate(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``translate`` takes."""

    text: _Text
    to: _Tag
    source: _Tag | None = None


class Analyse(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``analyse_text`` takes."""

    text: _Text
    language: Literal["en", "zh"] | None = None


class Summarise(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``summarise`` takes."""

    text: _Text
    language: Literal["en", "zh"] | None = None
    sentences: Annotated[int, Meta(ge=1, le=20)] = 3


class Detect(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``detect_language`` takes."""

    text: _Text


class Transliterate(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``transliterate`` takes."""

    text: _Text
    language: _Tag
    source: _Script
    to: _Script


@dataclass(frozen=True, slots=True)
class ServiceTool:
    """One service as a tool."""

    name: str
    about: About
    takes: type[Struct]
    counts: str
    """As what its use is counted."""
    do: Callable[[Any], Awaitable[dict[str, Any]]]

    @property
    def schema(self) -> dict[str, Any]:
        """JSON schema of its arguments."""
        return {**msgspec.json.schema(self.takes)["$defs"][self.takes.__name__]}

    async def call(self, arguments: Mapping[str, object]) -> dict[str, Any]:
        """The result as plain values. Raises ``BadText`` for other arguments, and what the service raises."""
        try:
            asked = msgspec.convert(dict(arguments), self.takes)
        except msgspec.ValidationError as error:
            raise BadText(str(error)) from error
        return await self.do(asked)


def service_tools(translation: Translation) -> Mapping[str, ServiceTool]:
    """All of them by name."""

    async def translate(asked: Translate) -> dict[str, Any]:
        (found,) = await translation.translate([asked.text], asked.to, asked.source)
        over = {"over": found.over} if found.over else {}
        return {"text": found.text, "source": found.source, "model": found.engine, **over}

    async def language(asked: Detect) -> dict[str, Any]:
        found = await asyncio.to_thread(detect, asked.text)
        return {"language": found.code, "name": found.name, "confidence": found.confidence}

    async def script(asked: Transliterate) -> dict[str, Any]:
        text = await asyncio.to_thread(transliterate, asked.text, asked.language, asked.source, asked.to)
        return {"text": text, "script": asked.to.title()}

    async def analyse(asked: Analyse) -> dict[str, Any]:
        return await asyncio.to_thread(_analysed, asked.text, asked.language or _language(asked.text))

    async def summarise(asked: Summarise) -> dict[str, Any]:
        language = asked.language or _language(asked.text)
        found = await asyncio.to_thread(summary, asked.text, language, asked.sentences)
        best = sorted(found, key=lambda each: each.start)
        return {"sentences": [asked.text[each.start : each.end] for each in best], "language": language}

    tools = (
        ServiceTool(
            "translate",
            About("Translates a text with the models of this machine.", "用本机的模型翻译文字。"),
            Translate,
            "translation",
            translate,
        ),
        ServiceTool(
            "detect_language",
            About("Finds out the language of a text.", "识别文字的语言。"),
            Detect,
            "language.analyse",
            language,
        ),
        ServiceTool(
            "transliterate",
            About(
                "Writes a text in another script, such as Chinese characters as pinyin.",
                "把文字换成另一种写法，例如汉字转拼音。",
            ),
            Transliterate,
            "language.analyse",
            script,
        ),
        ServiceTool(
            "analyse_text",
            About(
                "Finds out how an English or Chinese text feels, its key phrases, and what it names.",
                "分析中英文文字：情绪、关键短语和提到的人名、地名等。",
            ),
            Analyse,
            "language.analyse",
            analyse,
        ),
        ServiceTool(
            "summarise",
            About(
                "Picks the sentences that say most of an English or Chinese text.",
                "从中英文文字里挑出最要紧的句子。",
            ),
            Summarise,
            "language.analyse",
            summarise,
        ),
    )
    return {tool.name: tool for tool in tools}


def _language(text: str) -> str:
    """The one of the two that it is rather in."""
    return "zh" if main_language(text) == "zh" else "en"


def _analysed(text: str, language: str) -> dict[str, Any]:
    felt = feeling(text, language)
    scores = felt.scores
    return {
        "language": language,
        "sentiment": felt.feeling.value,
        "scores": {
            "positive": scores.positive,
            "neutral": scores.neutral,
            "negative": scores.negative,
        },
        "key_phrases": list(phrases(text, language)),
        "entities": [
            {"text": text[each.start : each.end], "category": each.kind.value, "score": each.score}
            for each in entities(text, language)
        ],
    }
