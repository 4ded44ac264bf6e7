"""Everything that boards with the XiaoZhi firmware ask of the server, as Starlette routes."""

from __future__ import annotations

from dataclasses import replace

from starlette.routing import BaseRoute
from starlette.websockets import WebSocket

from parley.gateways.access import Door
from parley.gateways.conversing import Assistant
from parley.gateways.xiaozhi.boards import Board
from parley.gateways.xiaozhi.bootstrap import TALK, Bootstrap
from parley.gateways.xiaozhi.pictures import Pictures, vision
from parley.gateways.xiaozhi.socket import Talks
from parley.gateways.xiaozhi.tools import BoardTools
from parley.home.accounts.callers import Caller, Kind, Role
from parley.home.accounts.devices import Device
from parley.home.home import Home
from parley.settings import Settings
from parley.skills.sights import Lent


def xiaozhi_routes(
    door: Door, home: Home, assistant: Assistant, settings: Settings, lent: Lent | None = None
) -> list[BaseRoute]:
    """None where the settings want no boards. ``lent``: what pictures are looked at with."""
    if not settings.xiaozhi.enabled:
        return []

    async def who(websocket: WebSocket, caller: Caller) -> Board:
        device = await home.devices.get(caller.device or "")
        board = board_of(device, caller, settings.language)
        return replace(board, vision=vision(settings.xiaozhi, websocket, caller))

    talks = Talks(assistant, settings.xiaozhi, who, BoardTools)
    language = settings.language
    return [
        *Bootstrap(home, settings.xiaozhi, language=language).routes(door),
        *Pictures(home, lent or Lent(), language=language).routes(door),
    ] + [
        door.socket(path, talks.serve, needs=Kind.DEVICE)
        for path in (TALK, TALK[:-1])  # both stand in settings of boards
    ]


def board_of(device: Device, caller: Caller, language: str) -> Board:
    """What is known of the board that a device is."""
    spoken = device.languages[0] if device.languages else language
    return Board(
        device.id,
        caller.account,
        caller.role is Role.GUEST,
        device.model,
        device.firmware,
        "zh" if spoken.lower().startswith("zh") else "en",
        device.room,
    )
