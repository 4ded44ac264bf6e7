"""``/api/devices/…``: what a device does now and did last, live; and what its person does to it from afar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

from msgspec import Meta, Struct
from starlette.routing import BaseRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.assistant.device_status import status_of
from parley.assistant.live import Live
from parley.assistant.remote import LONGEST_TEXT, Remote
from parley.assistant.watching import Past
from parley.errors import ParleyError
from parley.gateways.access import Answer, Call, Door
from parley.gateways.home.device_feed import DeviceFeed, one_state
from parley.gateways.home.intercom import Intercom
from parley.gateways.together import until_one_ends
from parley.home.accounts.audit import Action
from parley.home.accounts.callers import Caller, Forbidden, Scope, TooManyTries
from parley.home.accounts.devices import Device
from parley.home.accounts.limits import Guesses
from parley.home.home import Home

_Text = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]


class OneTurn(Struct, frozen=True):
    at: float
    how: str
    reason: str
    intent: str
    languages: list[str]
    engine: str
    failure: str
    timings: dict[str, float]
    heard: str
    said: str


class Turns(Struct, frozen=True):
    words: bool
    """Whether the caller's words are kept."""
    turns: list[OneTurn]


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    text: _Text


class Level(Struct, frozen=True, forbid_unknown_fields=True):
    level: Annotated[int, Meta(ge=0, le=100)]


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    pass


class _Live:
    def __init__(self, home: Home, live: Live, remote: Remote) -> None:
        self._home, self._live, self._remote = home, live, remote
        self._said = Guesses(10, 1 / 3)
        """What sounds somewhere, by account and device: ten at once, one every three seconds."""
        self._touched = Guesses(40, 4)
        """The rest, such as a volume that somebody drags."""

    async def state(self, call: Call) -> Answer:
        device = await self._device(call)
        conversations = self._live.conversations(device.id)
        tools = next((each.talk.context.tools for each in conversations if each.talk is not None), None)
        status = await status_of(tools)
        self._live.learned(device.id, status.volume)
        return one_state(device, self._live.now(device.id), status)

    async def turns(self, call: Call) -> Answer:
        device, reader = await self._device(call), call.caller.account
        found = await self._live.turns(device.id, reader)
        return Turns(self._live.consents.given(reader), [_turn(each) for each in found])

    async def say(self, call: Call) -> Answer:
        device, words = await self._device(call), await call.read(Words)
        self._allow(self._said, call, device)
        await self._remote.say(device.id, device.account, words.text)
        await self._note(call.caller, device, "say")

    async def ask(self, call: Call) -> Answer:
        device, words = await self._device(call), await call.read(Words)
        if device.account != call.caller.account:
            raise Forbidden("Only its own person asks through a device: it answers what they may know.")
        self._allow(self._said, call, device)
        await self._remote.ask(device.id, words.text)
        await self._note(call.caller, device, "ask")

    async def sound(self, call: Call) -> Answer:
        device, _ = await self._device(call), await call.read(Nothing)
        self._allow(self._said, call, device)
        await self._remote.sound(device.id, device.account)
        await self._note(call.caller, device, "sound")

    async def stop(self, call: Call) -> Answer:
        device, _ = await self._device(call), await call.read(Nothing)
        self._allow(self._touched, call, device)
        self._remote.stop(device.id)

    async def volume(self, call: Call) -> Answer:
        device, wanted = await self._device(call), await call.read(Level)
        self._allow(self._touched, call, device)
        self._remote.volume(device.id, wanted.level)

    async def intercom(self, socket: WebSocket, caller: Caller, _: Callable[[], bool]) -> None:
        await socket.accept()
        device = await self._home.devices.get(str(socket.path_params["id"])[:64], by=caller)
        if not self._said.take(f"{caller.account} {device.id}"):
            raise TooManyTries("That was too often for one device. Wait a little.")
        speak = partial(self._remote.speak, device.id, device.account)
        await Intercom(socket, speak, partial(self._note, caller, device, "intercom")).hold()

    async def live(self, socket: WebSocket, caller: Caller, _: Callable[[], bool]) -> None:
        await socket.accept()
        with DeviceFeed(socket, self._live, self._home.devices, caller) as feed:
            ends = (WebSocketDisconnect, ParleyError)
            await until_one_ends(feed.write, feed.answer_pings, ends=ends)

    async def _device(self, call: Call) -> Device:
        return await self._home.devices.get(call.id(), by=call.caller)

    async def _note(self, caller: Caller, device: Device, what: str) -> None:
        detail = {"device": device.id, "what": what}
        await self._home.audit.note(device.account, Action.DEVICE_USED, by=caller, detail=detail)

    @staticmethod
    def _allow(guesses: Guesses, call: Call, device: Device) -> None:
        if not guesses.take(f"{call.caller.account} {device.id}"):
            raise TooManyTries("That was too often for one device. Wait a little.")


def _turn(past: Past) -> OneTurn:
    return OneTurn(
        past.at,
        past.how,
        past.reason,
        past.intent,
        list(past.languages),
        past.engine,
        past.failure,
        dict(past.timings),
        past.heard,
        past.said,
    )


def routes(door: Door, home: Home, live: Live, remote: Remote) -> list[BaseRoute]:
    """See, hear of changes, and reach a device."""
    each, account = _Live(home, live, remote), Scope.ACCOUNT
    return [
        door.route("/api/devices/{id}/state", each.state, methods=["GET"], needs=account),
        door.route("/api/devices/{id}/turns", each.turns, methods=["GET"], needs=account),
        door.route("/api/devices/{id}/say", each.say, methods=["POST"], needs=account),
        door.route("/api/devices/{id}/ask", each.ask, methods=["POST"], needs=account),
        door.route("/api/devices/{id}/sound", each.sound, methods=["POST"], needs=account),
        door.route("/api/devices/{id}/stop", each.stop, methods=["POST"], needs=account),
        door.route("/api/devices/{id}/volume", each.volume, methods=["POST"], needs=account),
        door.socket("/api/devices/{id}/intercom", each.intercom, needs=account),
        door.socket("/api/devices/live", each.live, needs=account),
    ]
