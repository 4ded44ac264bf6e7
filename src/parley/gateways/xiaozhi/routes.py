"""Everything that boards with the XiaoZhi firmware ask of the server, as Starlette routes."""

from __future__ import annotations

from starlette.routing import BaseRoute
from starlette.websockets import WebSocket

from parley.gateways.access import Door
from parley.gateways.conversing import Assistant
from parley.gateways.xiaozhi.boards import Board
from parley.gateways.xiaozhi.socket import Talks
from parley.home.accounts.callers import Caller, Kind, Role
from parley.home.accounts.devices import Device
from parley.home.home import Home
from parley.settings import Settings

TALK = "/xiaozhi/v1/"


def xiaozhi_routes(door: Door, home: Home, assistant: Assistant, settings: Settings) -> list[BaseRoute]:
    """None where the settings want no boards."""
    if not settings.xiaozhi.enabled:
        return []

    async def who(_: WebSocket, caller: Caller) -> Board:
        device = await home.devices.get(caller.device or "")
        return board_of(device, caller, settings.language)

    talks = Talks(assistant, settings.xiaozhi, who)
    return [
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
    )
