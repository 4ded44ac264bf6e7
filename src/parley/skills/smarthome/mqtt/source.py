"""An MQTT broker as a source of things: whatever announces itself there."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parley.errors import BadSettings, MissingEngine, ParleyError
from parley.settings.around import Mqtt
from parley.skills.smarthome.mqtt.announced import Announced, read_announcement
from parley.skills.smarthome.mqtt.entity import Entity
from parley.skills.smarthome.mqtt.orders import orders
from parley.skills.smarthome.mqtt.things import name_of, thing_of
from parley.skills.smarthome.rooms import plain_room
from parley.skills.smarthome.source import Changed, Command, NotReachable, Switch, UnknownThing
from parley.skills.smarthome.things import Room, Scene, Thing
from parley.telemetry import log

if TYPE_CHECKING:
    from aiomqtt import Client

MOST = 2_000
"""Entities."""
_LARGEST = 64 * 1024
"""Bytes of a state."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
"""Seconds between attempts to connect."""
_CONFIRMED = 4.0
"""Seconds in which a device that tells its state tells that it was switched."""


class MqttSource:
    """Everything that announces itself on a broker."""

    name = "mqtt"

    def __init__(self, settings: Mqtt, environment: Mapping[str, str] = os.environ) -> None:
        self._settings = settings
        self._password = environment.get(settings.password_variable) or None
        self._client: Client | None = None
        self._task: asyncio.Task[None] | None = None
        self._entities: dict[str, Entity] = {}
        self._things: dict[str, Thing] = {}
        self._listeners: dict[str, set[str]] = {}
        """Entities by the topic that they listen to."""
        self._watchers: list[Changed] = []
        self._news = asyncio.Condition()
        self.ready = asyncio.Event()
        """Set while the connection holds."""

    def things(self) -> Sequence[Thing]:
        """What has announced itself."""
        return list(self._things.values())

    def rooms(self) -> Sequence[Room]:
        """Where devices say that they are."""
        return [plain_room(room) for room in dict.fromkeys(each.room for each in self.things()) if room]

    def scenes(self) -> Sequence[Scene]:
        """The scenes among it."""
        return [
            Scene(f"{self.name}:{each.id}", {"": name_of(each)})
            for each in self._entities.values()
            if each.component == "scene"
        ]

    def watch(self, changed: Changed) -> None:
        """Have every change told."""
        self._watchers.append(changed)

    async def start(self) -> None:
        """Connect, and again whenever the connection breaks. Raises ``MissingEngine``, ``BadSettings``."""
        if find_spec("aiomqtt") is None:
            raise MissingEngine("mqtt", "pip install 'parley[homes]'")
        address = urlsplit(self._settings.url)
        if address.scheme not in ("mqtt", "mqtts") or not address.hostname:
            raise BadSettings("devices.mqtt.url is mqtt://host:1883 or mqtts://host:8883.")
        self._task = asyncio.create_task(self._stay_connected(), name="mqtt")

    async def stop(self) -> None:
        """Disconnect."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def do(self, command: Command) -> None:
        """Publish it, and wait until a device that was switched says so.

        Raises ``NotReachable``, ``UnknownThing``, ``Unsupported``.
        """
        entity = self._entities.get(command.thing.partition(":")[2])
        if self._client is None:
            raise NotReachable("The MQTT broker cannot be reached.")
        if entity is None:
            raise UnknownThing("No such device has announced itself.")
        retain = entity.config.get("retain") is True
        from aiomqtt import MqttError

        try:
            for topic, payload in orders(command, entity):
                await self._client.publish(topic, payload, qos=1, retain=retain, timeout=_CONFIRMED)
        except MqttError as error:
            raise NotReachable("The MQTT broker cannot be reached.") from error
        if isinstance(command, Switch):
            await self._confirmed(entity, command)

    async def _confirmed(self, entity: Entity, command: Switch) -> None:
        if not entity.config.get("state_topic"):
            return  # it never tells

        def switched() -> bool:
            thing = self._things.get(entity.id)
            return thing is not None and thing.state.on is command.on

        try:
            async with asyncio.timeout(_CONFIRMED), self._news:
                await self._news.wait_for(switched)
        except TimeoutError as error:
            raise NotReachable("The device did not confirm it.") from error

    async def _stay_connected(self) -> None:
        from aiomqtt import MqttError

        pause = _FIRST_PAUSE
        while True:
            try:
                async with self._connected() as client:
                    pause = _FIRST_PAUSE
                    await self._listen(client)
            except (MqttError, OSError, ValueError) as error:
                log.info("mqtt.unreachable", kind=type(error).__name__)
            except ParleyError as error:
                log.warning("mqtt.failed", code=error.code)
            finally:
                await self._lost()
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _connected(self) -> contextlib.AbstractAsyncContextManager[Client]:
        from aiomqtt import Client

        address = urlsplit(self._settings.url)
        secure = address.scheme == "mqtts"
        return Client(
            address.hostname or "",
            address.port or (8883 if secure else 1883),
            username=self._settings.user,
            password=self._password if self._settings.user else None,
            tls_context=ssl.create_default_context() if secure else None,
            timeout=10,
            max_queued_incoming_messages=10_000,
        )

    async def _listen(self, client: Client) -> None:
        prefix = self._settings.prefix
        # A broker forgets nobody's subscriptions but this one's: they are made anew each time.
        self._listeners = {}
        for pattern in (f"{prefix}/+/+/config", f"{prefix}/+/+/+/config"):
            await client.subscribe(pattern, qos=1)
        for entity in self._entities.values():
            await self._subscribe(client, entity)
        self._client = client
        self.ready.set()
        self._tell(())
        async for message in client.messages:
            topic, payload = message.topic.value, message.payload
            if topic.startswith(prefix + "/") and topic.endswith("/config"):
                for announced in read_announcement(prefix, topic, bytes(payload)):
                    await self._take(client, announced)
            elif len(payload) <= _LARGEST:
                await self._heard(topic, payload.decode("utf-8", "replace"))

    async def _take(self, client: Client, announced: Announced) -> None:
        if not announced.config:
            self._remove(announced.id)
            return
        if announced.id not in self._entities and len(self._entities) >= MOST:
            log.warning("mqtt.too_many", taken=MOST)
            return
        old, entity = self._entities.get(announced.id), Entity(announced)
        if old is not None and old.config == entity.config:
            return
        self._entities[announced.id] = entity
        await self._subscribe(client, entity)
        self._build(entity)
        self._tell(())

    async def _subscribe(self, client: Client, entity: Entity) -> None:
        for topic in entity.topics():
            listeners = self._listeners.setdefault(topic, set())
            # Subscribed to again although it is: the broker sends what it has kept for it.
            await client.subscribe(topic, qos=1)
            listeners.add(entity.id)

    def _remove(self, id: str) -> None:
        """What the topic announced, and all parts of a device that it announced."""
        gone = [each for each in self._entities if each == id or each.startswith(f"{id}_")]
        for each in gone:
            del self._entities[each]
            self._things.pop(each, None)
        if gone:
            self._tell(())

    async def _heard(self, topic: str, payload: str) -> None:
        changed: list[str] = []
        for id in self._listeners.get(topic, ()):
            entity = self._entities.get(id)
            if entity is not None and entity.take(topic, payload):
                self._build(entity)
                changed.append(f"{self.name}:{id}")
        async with self._news:
            self._news.notify_all()
        if changed:
            self._tell(changed)

    def _build(self, entity: Entity) -> None:
        thing = thing_of(self.name, entity)
        if thing is not None:
            self._things[entity.id] = thing

    async def _lost(self) -> None:
        if self._client is None:
            return
        self._client = None
        self.ready.clear()
        self._things = {id: replace(each, reachable=False) for id, each in self._things.items()}
        self._tell([each.id for each in self._things.values()])

    def _tell(self, ids: Collection[str]) -> None:
        for each in list(self._watchers):
            each(ids)
