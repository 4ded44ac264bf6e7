"""The tools of one MCP server as a skill: what people say for each, and calling it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from parley.language.identify import main_language
from parley.language.messages import Messages
from parley.language.understanding.original import as_said
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType, words
from parley.skills.frame import Ask, Bound, House, Skill
from parley.skills.tools.server import Parameter, Tool, ToolFailed, ToolServer
from parley.skills.types import Reply
from parley.skills.wording import show
from parley.telemetry import log

_SAID = SlotType(r"\S(?:.{0,200}?\S)??", lambda text, _: text.strip() or None, free=True)
_YES = {
    "yes": True,
    "yeah": True,
    "sure": True,
    "do it": True,
    "是": True,
    "是的": True,
    "对": True,
    "好": True,
}
_NO = {"no": False, "don't": False, "不": False, "不要": False, "不用": False, "算了": False}
_SURE = "sure"
"""The slot that says whether to do what cannot be undone; no parameter may be called like it."""


class ToolSkill(Skill):
    """Calls the tools of one server."""

    def __init__(self, house: House, server: ToolServer, tools: Sequence[Tool]) -> None:
        super().__init__(house)
        self.server = server
        self.tools = {intent_of(server.name, each): each for each in tools}

    def slot_types(self) -> Mapping[str, SlotType]:
        """What the tools' parameters take."""
        parameters = [each for tool in self.tools.values() for each in tool.parameters]
        types = {slot_of(each): _type(each) for each in parameters}
        return {**types, "any": _SAID, "yesno": words(_YES | _NO)}

    def bound(self) -> Mapping[str, Bound]:
        """Handlers by intent."""
        return {
            intent: Bound(ToolSkill.use, frozenset({_SURE, *map(slot_of, tool.parameters)}))
            for intent, tool in self.tools.items()
        }

    async def use(self, ask: Ask, **slots: Any) -> Reply:
        """Call the tool that was meant; ask for what it needs, and before what cannot be undone."""
        tool = self.tools[ask.understanding.intent]
        sure = slots.pop(_SURE, None)
        if sure is False:
            return ask.reply("left")
        for each in tool.parameters:
            if each.required and slot_of(each) not in slots:
                return ask.question("which", slot_of(each), what=each.title)
        if tool.destructive and sure is None:
            return ask.question("sure", _SURE, what=tool.title)
        arguments = {
            each.name: _argument(each, slots[slot_of(each)], ask.understanding.said)
            for each in tool.parameters
            if slot_of(each) in slots
        }
        try:
            text = await self.server.call(tool.name, arguments)
        except ToolFailed as error:
            log.warning("mcp.call", code=error.code)
            return ask.reply("failed", server=self.server.name)
        if not text:
            return ask.reply("done")
        # The server answers in a language of its own choice, and is read out in that one.
        language = main_language(text)
        return Reply(text, language if language != "und" else ask.language)


def intent_of(server: str, tool: Tool) -> str:
    """``mcp.kitchen.find_recipe``"""
    return f"mcp.{server}.{tool.name}"


def slot_of(parameter: Parameter) -> str:
    """A parameter's name as templates can have it."""
    return re.sub(r"\W", "_", parameter.name)


def messages() -> Mapping[str, Messages]:
    """What is said around the tools' own answers, by language."""
    here = Path(__file__).parent
    return {
        language: Messages.read(here / f"replies.{language}.yaml", language, show)
        for language in ("en", "zh")
    }


def _type(parameter: Parameter) -> SlotType:
    if parameter.choices:
        return words({each.lower(): each for each in parameter.choices})
    if parameter.kind in ("number", "integer"):
        return COMMON["number"]
    return words(_YES | _NO) if parameter.kind == "boolean" else _SAID


def _argument(parameter: Parameter, value: object, said: str) -> object:
    if isinstance(value, Fraction | int | float) and not isinstance(value, bool):
        return int(value) if parameter.kind == "integer" or float(value).is_integer() else float(value)
    return as_said(value, said) if isinstance(value, str) and not parameter.choices else value
