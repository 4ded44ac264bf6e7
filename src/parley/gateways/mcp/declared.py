"""The tools that stand for intents: read from ``tools.yaml``, with what skills know of their slots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from parley.errors import BadText, Unsupported
from parley.home.accounts.callers import Scope
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType, put
from parley.skills.service import Skills
from parley.skills.types import Understanding

LONGEST = 1_000
"""Characters of one argument."""
LANGUAGES = ("en", "zh")
_HAN = re.compile(r"[\u3400-\u9fff]")


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What something is, for models and people of both languages."""

    en: str
    zh: str

    def __str__(self) -> str:
        return f"{self.en} {self.zh}"


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One parameter."""

    type: str
    about: About
    required: bool = False


class Declared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One tool."""

    name: str
    intent: str
    needs: Scope
    about: About
    slots: dict[str, Slot] = {}

    @property
    def schema(self) -> dict[str, Any]:
        """JSON schema of its arguments."""
        properties: dict[str, Any] = {
            name: {"type": "boolean" if slot.type == "flag" else "string", "description": str(slot.about)}
            for name, slot in self.slots.items()
        }
        for each in properties.values():
            if each["type"] == "string":
                each["maxLength"] = LONGEST
        properties["language"] = {
            "type": "string",
            "enum": list(LANGUAGES),
            "description": "Language of the answer. 回答用的语言。",
        }
        required = [name for name, slot in self.slots.items() if slot.required]
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }


@cache
def declared() -> Mapping[str, Declared]:
    """All of them by name."""
    text = (files("parley.gateways.mcp") / "tools.yaml").read_text("utf-8")
    found = msgspec.convert(msgspec.yaml.decode(text), list[Declared])
    return {each.name: each for each in found}


def understood(
    tool: Declared, arguments: Mapping[str, object], skills: Skills, otherwise: str
) -> Understanding:
    """The arguments as an intent with its slots; ``otherwise``: the language where nothing tells it.

    Raises ``BadText`` for what cannot be read as such.
    """
    installed = skills.known.by_intent.get(tool.intent)
    if installed is None:
        raise Unsupported("The skill that does this is not installed.")
    types = {**COMMON, **installed.skill.slot_types()}
    language = language_of(arguments, otherwise)
    slots: dict[str, object] = {}
    for name, slot in tool.slots.items():
        if (given := arguments.get(name)) is not None:
            put(slots, name, _read(name, slot, given, types, language))
    said = " ".join(value for value in arguments.values() if isinstance(value, str))
    return Understanding(installed.name, tool.intent, language, slots, said=said)


def language_of(arguments: Mapping[str, object], otherwise: str = "en") -> str:
    """The language that was asked for, else that of the arguments, ``otherwise`` if there are none."""
    wanted = arguments.get("language")
    if wanted in LANGUAGES:
        return str(wanted)
    words = [value for name, value in arguments.items() if name != "language" and isinstance(value, str)]
    if not words:
        return otherwise if otherwise in LANGUAGES else "en"
    return "zh" if any(_HAN.search(each) for each in words) else "en"


def _read(name: str, slot: Slot, given: object, types: Mapping[str, SlotType], language: str) -> object:
    if slot.type == "flag":
        if not isinstance(given, bool):
            raise BadText(f"{name!r} must be true or false.")
        return given
    if not isinstance(given, str) or not given.strip() or len(given) > LONGEST:
        raise BadText(f"{name!r} must be words, at most {LONGEST} characters.")
    text, kind = given.strip(), types[slot.type]
    for each in (language, *LANGUAGES):
        value = kind.parse(text.lower() if not kind.free else text, each)
        if value is not None:
            return value
    raise BadText(f"{name!r} is not understood. {slot.about.en}")
