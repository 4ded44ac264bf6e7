"""``/api/home``: the things of the home, live; whoever lives here may use them, guests only look."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection
from typing import Annotated, Literal

import anyio
import msgspec
from msgspec import Meta, Struct
from starlette.routing import BaseRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.errors import Unsupported
from parley.gateways.access import Answer, BadRequest, Call, Door, parsed
from parley.home.accounts.callers import Caller, Forbidden, Role, Scope
from parley.home.sync.wire import Ping, Pong
from parley.skills.service import Skills
from parley.skills.smarthome import source
from parley.skills.smarthome.dwelling import Dwelling
from parley.skills.smarthome.handlers import SmartHome
from parley.skills.smarthome.things import Ability, Color, Room, Scene, State, Thing

SLOWEST = 15.0
"""Seconds in which a reader of the live feed takes a message."""
GATHERING = 0.1
"""Seconds in which changes are put together, so that a scene is one message."""
_PONG = msgspec.json.encode(Pong()).decode()
_Percent = Annotated[int, Meta(ge=0, le=100)]
_Id = Annotated[str, Meta(min_length=1, max_length=200)]


class OneThing(Struct, frozen=True, omit_defaults=True):
    id: str
    kind: str
    names: dict[str, str]
    room: str
    """Id of its room; empty when nobody said."""
    abilities: list[str]
    reachable: bool
    state: State
    modes: list[str] = []
    lowest: float | None = None
    highest: float | None = None
    icon: str = ""


class OneRoom(Struct, frozen=True):
    id: str
    names: dict[str, str]
    floor: str


class OneScene(Struct, frozen=True):
    id: str
    names: dict[str, str]


class Whole(Struct, frozen=True):
    type: str
    rooms: list[OneRoom]
    things: list[OneThing]
    scenes: list[OneScene]
    may_use: bool
    """Whether whoever asks may do something to them."""


class Changed(Struct, frozen=True):
    type: str
    things: list[OneThing]
    """As they are now; whole things."""


_Part = Annotated[int, Meta(ge=0, le=255)]


class Order(Struct, frozen=True, forbid_unknown_fields=True):
    """What to do to one thing; exactly one of the fields below ``thing``."""

    thing: _Id
    on: bool | None = None
    brightness: _Percent | None = None
    rgb: tuple[_Part, _Part, _Part] | None = None
    kelvin: Annotated[int, Meta(ge=1000, le=12_000)] | None = None
    position: _Percent | None = None
    halt: Literal[True] | None = None
    locked: bool | None = None
    target: Annotated[float, Meta(ge=-30, le=120)] | None = None
    mode: Annotated[str, Meta(max_length=40)] | None = None
    speed: _Percent | None = None
    volume: _Percent | None = None
    clean: bool | None = None
    scene: Literal[True] | None = None


def command_of(order: Order) -> source.Command:
    """The command that an order is. Raises ``BadRequest`` unless it is exactly one."""
    id = order.thing
    wanted: list[source.Command | None] = [
        None if order.on is None else source.Switch(id, order.on),
        None if order.brightness is None else source.Brighten(id, order.brightness),
        None if order.rgb is None else source.Paint(id, Color(rgb=order.rgb)),
        None if order.kelvin is None else source.Paint(id, Color(kelvin=order.kelvin)),
        None if order.position is None else source.Move(id, order.position),
        None if order.halt is None else source.Halt(id),
        None if order.locked is None else source.Fasten(id, order.locked),
        None if order.target is None else source.Keep(id, order.target),
        None if order.mode is None else source.Turn(id, order.mode),
        None if order.speed is None else source.Blow(id, order.speed),
        None if order.volume is None else source.Sound(id, order.volume),
        None if order.clean is None else source.Clean(id, order.clean),
        None if order.scene is None else source.Activate(id),
    ]
    commands = [each for each in wanted if each is not None]
    if len(commands) != 1:
        raise BadRequest("Say one thing to do, such as on or brightness.")
    return commands[0]


class _Things:
    def __init__(self, dwelling: Callable[[], Dwelling | None]) -> None:
        self._found = dwelling

    async def show(self, call: Call) -> Answer:
        return whole(self._dwelling(), call.caller)

    async def do(self, call: Call) -> Answer:
        if not may_use(call.caller):
            raise Forbidden("Guests may look at the home, not use it from here.")
        order = await call.read(Order)
        await self._dwelling().do(command_of(order))

    async def live(self, socket: WebSocket, caller: Caller, _: Callable[[], bool]) -> None:
        dwelling = self._dwelling()
        await socket.accept()
        feed = _Feed(socket, dwelling, caller)
        dwelling.watch(feed.note)
        try:
            async with anyio.create_task_group() as together:
                together.start_soon(_answer_pings, socket, feed)
                await feed.write()
        except* WebSocketDisconnect as gone:
            raise WebSocketDisconnect from gone
        finally:
            dwelling.unwatch(feed.note)

    def _dwelling(self) -> Dwelling:
        found = self._found()
        if found is None:
            raise Unsupported("The skill for the home is not installed.")
        return found


class _Feed:
    """What one reader has not been told yet."""

    def __init__(self, socket: WebSocket, dwelling: Dwelling, caller: Caller) -> None:
        self._socket, self._dwelling, self._caller = socket, dwelling, caller
        self._changed: set[str] = set()
        self._whole = True
        self._wake = asyncio.Event()
        self._wake.set()
        self._turn = asyncio.Lock()

    def note(self, ids: Collection[str]) -> None:
        """Something changed; nothing in particular means the whole home."""
        self._whole = self._whole or not ids
        self._changed.update(ids)
        self._wake.set()

    async def write(self) -> None:
        """Tell of changes as they come. Raises ``WebSocketDisconnect`` for who does not take them in time."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            complete, changed = self._whole, self._changed
            self._whole, self._changed = False, set()
            if complete:
                await self.send(msgspec.json.encode(whole(self._dwelling, self._caller)).decode())
            else:
                things = [_thing(each) for each in self._dwelling.things() if each.id in changed]
                await self.send(msgspec.json.encode(Changed("things", things)).decode())
            await asyncio.sleep(GATHERING)

    async def send(self, message: str) -> None:
        async with self._turn:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SLOWEST):
                    await self._socket.send_text(message)
                    return
        raise WebSocketDisconnect(1008)


async def _answer_pings(socket: WebSocket, feed: _Feed) -> None:
    while True:
        try:
            message = await socket.receive_text()
        except KeyError:
            raise BadRequest("Messages of the live feed are text.") from None
        parsed(message, Ping)
        await feed.send(_PONG)


def dwelling_of(skills: Skills) -> Dwelling | None:
    """What the skill for the home knows of; None where it is not installed."""
    installed = (each.skill for each in skills.known.installed)
    return next((each.dwelling for each in installed if isinstance(each, SmartHome)), None)


def may_use(caller: Caller) -> bool:
    """Whether somebody may do things to the home from a page."""
    return caller.role is not Role.GUEST


def whole(dwelling: Dwelling, caller: Caller) -> Whole:
    """Everything there is, for one caller."""
    return Whole(
        "home",
        [_room(each) for each in dwelling.rooms()],
        [_thing(each) for each in dwelling.things()],
        [_scene(each) for each in dwelling.scenes()],
        may_use(caller),
    )


def _thing(thing: Thing) -> OneThing:
    keeps = thing.can(Ability.TEMPERATURE)
    return OneThing(
        thing.id,
        thing.kind.value,
        dict(thing.names),
        thing.room,
        sorted(each.value for each in thing.abilities),
        thing.reachable,
        thing.state,
        list(thing.modes),
        thing.lowest if keeps else None,
        thing.highest if keeps else None,
        thing.icon,
    )


def _room(room: Room) -> OneRoom:
    return OneRoom(room.id, dict(room.names), room.floor)


def _scene(scene: Scene) -> OneScene:
    return OneScene(scene.id, dict(scene.names))


def routes(door: Door, dwelling: Callable[[], Dwelling | None]) -> list[BaseRoute]:
    """Look, use, and hear of changes."""
    each = _Things(dwelling)
    return [
        door.route("/api/home", each.show, methods=["GET"], needs=Scope.TALK),
        door.route("/api/home/do", each.do, methods=["POST"], needs=Scope.TALK),
        door.socket("/api/home/live", each.live, needs=Scope.TALK),
    ]
