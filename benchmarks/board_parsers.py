"""What a board sends besides its talk: who it is, its tools, its pictures; with inputs that are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec

from parley.errors import Unsupported
from parley.gateways.xiaozhi.firmware import offer
from parley.gateways.xiaozhi.form import fields
from parley.gateways.xiaozhi.introduction import introduction
from parley.gateways.xiaozhi.offered import checked, offered, text_of
from parley.gateways.xiaozhi.pictures import kind_of
from parley.settings.speakers import Firmware
from parley.skills.speaker.device import condition, picture_of

SYSTEM = {
    "version": 2,
    "language": "zh-CN",
    "mac_address": "24:0a:c4:00:01:02",
    "uuid": "2f6e4c1e-4e0c-4a3f-9f5e-3f0d3f6a8b11",
    "application": {"name": "xiaozhi", "version": "2.0.3"},
    "board": {"type": "bread-compact-wifi", "name": "bread-compact-wifi", "rssi": -40},
    "challenge": "abc",
}
VOLUME = {
    "name": "self.audio_speaker.set_volume",
    "description": "Set the volume",
    "inputSchema": {
        "type": "object",
        "properties": {"volume": {"type": "integer", "minimum": 0, "maximum": 100, "default": 5}},
        "required": ["volume"],
    },
    "annotations": {"audience": ["assistant"]},
}
PAGE = {"tools": [VOLUME, {**VOLUME, "name": "self.x"}], "nextCursor": "self.y"}
SAID = {"content": [{"type": "text", "text": "true"}], "isError": False}
STATE = {
    "audio_speaker": {"volume": 70},
    "screen": {"brightness": 80},
    "battery": {"level": 85, "charging": True},
    "network": {"type": "wifi", "ssid": "家", "signal": "strong"},
}
FORM = (
    b'--x\r\nContent-Disposition: form-data; name="question"\r\n\r\n?\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="camera.jpg"\r\n'
    b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\xff picture \xff\xd9\r\n--x--\r\n"
)
OFFERS = {"bread-compact-wifi": Firmware("2.1.0", "https://parley.example/x.bin")}


def _json(*objects: object) -> tuple[bytes, ...]:
    return tuple(json.dumps(each, ensure_ascii=False).encode() for each in objects)


def _introduced(data: bytes) -> object:
    return offer(introduction(data, {}), OFFERS)


def _tools(data: bytes) -> object:
    try:
        page: Any = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise Unsupported("That is no message.") from error
    if not isinstance(page, dict):
        raise Unsupported("That is no page.")
    text_of(page)
    return [checked(each, {"volume": 40}) for each in offered(page.get("tools"))]


def _picture(data: bytes) -> object:
    return kind_of(fields("multipart/form-data; boundary=x", data).get("file", b""))


def _state(data: bytes) -> object:
    text = data.decode("utf-8", "replace")
    return condition(text), picture_of(text)


BOARD_PARSERS: tuple[tuple[str, tuple[bytes, ...], Callable[[bytes], object]], ...] = (
    ("board's introduction", _json(SYSTEM, {"Payload": SYSTEM, **SYSTEM}), _introduced),
    ("board's tools", _json(PAGE, SAID), _tools),
    ("board's state", _json(STATE, {"success": True, "file": "abc"}), _state),
    ("board's picture", (FORM,), _picture),
)
"""Name, inputs, and what reads them."""
