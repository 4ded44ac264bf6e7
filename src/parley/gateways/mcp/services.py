"""The AI services as tools: translating, finding out a language, changing a script."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from parley.errors import BadText
from parley.gateways.mcp.declared import About
from parley.language.detecting import detect
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
    )
    return {tool.name: tool for tool in tools}
