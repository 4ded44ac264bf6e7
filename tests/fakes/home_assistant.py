"""A Home Assistant of few words: the part of its WebSocket API that Parley uses, over a real socket.

The shapes are those a Home Assistant 2024.3 sends; the values are made up.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Self

from websockets.asyncio.server import Server, ServerConnection, serve

TOKEN = "a long-lived access token"

AREAS = [
    {"area_id": "kueche", "name": "厨房", "aliases": ["galley"], "floor_id": "ground"},
    {"area_id": "bedroom", "name": "Bedroom", "aliases": [], "floor_id": "first"},
]
FLOORS = [{"floor_id": "ground", "level": 0}, {"floor_id": "first", "level": 1}]
DEVICES = [{"id": "d1", "area_id": "kueche"}, {"id": "d2", "area_id": None}]


def entry(entity: str, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "area_id": None,
        "device_id": None,
        "hidden_by": None,
        "disabled_by": None,
        "entity_category": None,
        "options": {},
        "aliases": [],
    }
    return {"entity_id": entity, **plain, **more}


def state(entity: str, value: str, **attributes: Any) -> dict[str, Any]:
    return {"entity_id": entity, "state": value, "attributes": attributes}


ENTRIES = [
    entry("light.ceiling", device_id="d1", aliases=["大灯", "big light"]),
    entry("light.bed", area_id="bedroom"),
    entry("sensor.wifi", device_id="d1", entity_category="diagnostic"),
    entry("lock.safe", options={"conversation": {"should_expose": False}}),
    entry("climate.ac", area_id="bedroom"),
]
STATES = [
    state(
        "light.ceiling",
        "on",
        friendly_name="Ceiling Light",
        supported_color_modes=["color_temp", "hs"],
        color_mode="hs",
        brightness=128,
        rgb_color=[255, 0, 0],
    ),
    state("light.bed", "off", friendly_name="床头灯", supported_color_modes=["onoff"]),
    state("sensor.wifi", "-50", device_class="temperature", friendly_name="WiFi"),
    state("lock.safe", "locked", friendly_name="Safe"),
    state("lock.front", "locked", friendly_name="Front door"),
    state(
        "climate.ac",
        "off",
        friendly_name="空调",
        hvac_modes=["off", "heat", "cool", "heat_cool", "fan_only"],
        preset_modes=["eco", "away"],
        supported_features=385,
        temperature=72,
        current_temperature=68,
        min_temp=61,
        max_temp=86,
    ),
    state("cover.hall", "open", friendly_name="Hall curtain", current_position=40, supported_features=15),
    state("cover.gate", "closed", friendly_name="Garage door", device_class="garage", supported_features=3),
    state("scene.movie", "2026-11-20T10:00:00", friendly_name="Movie night"),
    state("sensor.out", "50", device_class="temperature", unit_of_measurement="°F", friendly_name="Outside"),
    state("weather.home", "sunny", friendly_name="Forecast"),
]


class FakeHomeAssistant:
    """Lets one token in, answers, and remembers what services were called."""

    def __init__(self, *, floors: bool = True) -> None:
        self.states = {each["entity_id"]: each for each in json.loads(json.dumps(STATES))}
        self.called: list[tuple[str, str, str, Mapping[str, Any]]] = []
        """Domain, service, entity and data."""
        self.refuse: str | None = None
        """The code with which services are refused."""
        self.sockets: list[ServerConnection] = []
        self.port = 0
        self._floors = floors
        self._server: Server | None = None
        self._subscribed: dict[str, int] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        self._server = await serve(self._serve, "127.0.0.1", self.port)
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def change(self, entity: str, value: str | None, **attributes: Any) -> None:
        """Somebody used the switch on the wall; None takes the entity away."""
        if value is None:
            new = self.states.pop(entity) and None
        else:
            old = self.states.get(entity, {"attributes": {}})
            new = {**state(entity, value), "attributes": {**old["attributes"], **attributes}}
            self.states[entity] = new
        await self.tell("state_changed", {"entity_id": entity, "new_state": new})

    async def tell(self, event: str, data: Mapping[str, Any]) -> None:
        number = self._subscribed.get(event)
        for each in self.sockets if number else []:
            await each.send(
                json.dumps({"id": number, "type": "event", "event": {"event_type": event, "data": data}})
            )

    async def _serve(self, socket: ServerConnection) -> None:
        await socket.send(json.dumps({"type": "auth_required", "ha_version": "2026.11.0"}))
        hello = json.loads(await socket.recv())
        if hello.get("access_token") != TOKEN:
            await socket.send(json.dumps({"type": "auth_invalid", "message": "Invalid access token"}))
            return
        await socket.send(json.dumps({"type": "auth_ok", "ha_version": "2026.11.0"}))
        self.sockets.append(socket)
        try:
            async for text in socket:
                await self._answer(socket, json.loads(text))
        finally:
            self.sockets.remove(socket)

    async def _answer(self, socket: ServerConnection, asked: dict[str, Any]) -> None:
        answer: dict[str, Any] = {"id": asked["id"], "type": "result", "success": True, "result": None}
        match asked["type"]:
            case "get_config":
                answer["result"] = {"unit_system": {"temperature": "°F"}, "version": "2026.11.0"}
            case "get_states":
                answer["result"] = list(self.states.values())
            case "config/area_registry/list":
                answer["result"] = AREAS
            case "config/device_registry/list":
                answer["result"] = DEVICES
            case "config/entity_registry/list":
                answer["result"] = [{**each, "aliases": []} for each in ENTRIES]
            case "config/entity_registry/get_entries":
                answer["result"] = {each["entity_id"]: each for each in ENTRIES}
            case "config/floor_registry/list" if self._floors:
                answer["result"] = FLOORS
            case "subscribe_events":
                self._subscribed[asked["event_type"]] = asked["id"]
            case "call_service":
                target = asked["target"]["entity_id"]
                self.called.append((asked["domain"], asked["service"], target, asked["service_data"]))
                if self.refuse:
                    answer |= {"success": False, "error": {"code": self.refuse, "message": "No."}}
            case _:
                answer |= {"success": False, "error": {"code": "unknown_command", "message": "What?"}}
        await socket.send(json.dumps(answer))
        await asyncio.sleep(0)
