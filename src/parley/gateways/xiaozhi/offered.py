"""The tools that a board describes, read within bounds, and what each of them takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from parley.errors import Unsupported
from parley.skills.types import DeviceTool

MOST_PAGES, MOST_TOOLS, MOST_PROPERTIES = 32, 128, 32
LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_TEXT = 128, 2000, 8192
"""Characters; a board's answer is 8,000 bytes at most."""
_TYPES: Mapping[str, type] = {"boolean": bool, "integer": int, "string": str}
"""Types of arguments that the firmware knows."""
_BY_HAND = frozenset(
    {
        "self.reboot",
        "self.get_system_info",
        "self.upgrade_firmware",
        "self.assets.set_download_url",
        "self.screen.get_info",
        "self.screen.snapshot",
        "self.screen.preview_image",
    }
)
"""What only a person may have it do, also where a board forgets to mark it so."""


def offered(listed: object) -> Iterator[DeviceTool]:
    """The tools of one page that the assistant may use; what is no description of one is left out."""
    for each in cast("list[Any]", listed)[:MOST_TOOLS] if isinstance(listed, list) else ():
        tool = _tool(each)
        if tool is not None:
            yield tool


def _tool(listed: object) -> DeviceTool | None:
    if not isinstance(listed, dict):
        return None
    said = cast("dict[str, Any]", listed)
    name, description = said.get("name"), said.get("description")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        return None
    if name in _BY_HAND or "user" in _audience(said):
        return None
    text = description[:LONGEST_DESCRIPTION] if isinstance(description, str) else ""
    return DeviceTool(name, text, _schema(said.get("inputSchema")))


def _audience(said: Mapping[str, Any]) -> list[object]:
    notes = said.get("annotations")
    audience = cast("dict[str, Any]", notes).get("audience") if isinstance(notes, dict) else None
    return cast("list[object]", audience) if isinstance(audience, list) else []


def _schema(said: object) -> dict[str, object]:
    """The part of a JSON schema that the firmware knows."""
    whole = cast("dict[str, Any]", said) if isinstance(said, dict) else {}
    found, required = whole.get("properties"), whole.get("required")
    named = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    properties: dict[str, dict[str, object]] = {}
    for name, each in list(named.items())[:MOST_PROPERTIES]:
        told = cast("dict[str, Any]", each) if isinstance(each, dict) else {}
        kind = told.get("type")
        if isinstance(kind, str) and kind in _TYPES and len(name) <= LONGEST_NAME:
            properties[name] = {"type": kind, **_limits(told, _TYPES[kind])}
    listed = cast("list[object]", required) if isinstance(required, list) else []
    needed = {each for each in listed[:MOST_PROPERTIES] if isinstance(each, str)}
    return {
        "type": "object",
        "properties": properties,
        "required": [each for each in properties if each in needed],
    }


def _limits(said: Mapping[str, Any], kind: type) -> dict[str, object]:
    keys = ("default", "minimum", "maximum") if kind is int else ("default",)
    return {
        key: said[key] for key in keys if type(said.get(key)) is kind and len(str(said[key])) <= LONGEST_NAME
    }


def checked(tool: DeviceTool, arguments: Mapping[str, object]) -> dict[str, object]:
    """What a tool is called with. Raises ``Unsupported`` for what it does not take."""
    properties = cast("dict[str, dict[str, Any]]", tool.schema["properties"])
    for name in cast("list[str]", tool.schema["required"]):
        if name not in arguments and "default" not in properties[name]:
            raise Unsupported(f"The device needs to know {name} for that.")
    for name, value in arguments.items():
        told = properties.get(name)
        if told is None or type(value) is not _TYPES[told["type"]]:
            raise Unsupported(f"The device does not take that as {name}.")
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise Unsupported(f"That is too long for the device as {name}.")
        if isinstance(value, int) and not told.get("minimum", value) <= value <= told.get("maximum", value):
            raise Unsupported(f"The device does not take that much as {name}.")
    return dict(arguments)


def text_of(result: Mapping[str, Any]) -> str:
    """What a tool said."""
    content = result.get("content")
    pieces: list[str] = []
    for each in cast("list[Any]", content)[:MOST_PROPERTIES] if isinstance(content, list) else ():
        text = cast("dict[str, Any]", each).get("text") if isinstance(each, dict) else None
        if isinstance(text, str):
            pieces.append(text)
    return "\n".join(pieces)[:LONGEST_TEXT]
