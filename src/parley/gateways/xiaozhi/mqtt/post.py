"""Parley's own client at the broker: takes what boards publish, and publishes what they are sent."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncGenerator, Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Self

from parley.errors import MissingEngine
from parley.gateways.outbox import TooSlow
from parley.gateways.together import ended
from parley.gateways.xiaozhi.mqtt.broker import Broker
from parley.gateways.xiaozhi.mqtt.section import down_topic, up_topic
from parley.telemetry import log

if TYPE_CHECKING:
    from aiomqtt import Client

_PATIENCE = 5.0
"""Seconds that a message waits for a broker that is being started again."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0
"""Seconds between attempts to connect."""
_WAITING = 10_000
"""Messages of all boards that wait to be handed out."""
_KEEP_ALIVE = 30
"""Seconds."""
_AT_ONCE = 8
"""Messages being published; from ten on, the library complains."""

Receiver = Callable[[bytes], None]


class Post:
    """Use as an async context manager; it connects again whenever the connection breaks."""

    def __init__(self, broker: Broker) -> None:
        """Raises ``MissingEngine``."""
        if find_spec("aiomqtt") is None:
            raise MissingEngine("mqtt", "pip install 'parley[xiaozhi]'")
        self._broker = broker
        self._receivers: dict[str, Receiver] = {}
        self._client: Client | None = None
        self._connected = asyncio.Event()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._stay_connected(), name="mqtt post")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            await ended(self._task)
            self._task = None

    @contextlib.contextmanager
    def delivering(self, device: str, receiver: Receiver):
        """Meanwhile ``receiver`` gets what this device publishes."""
        self._receivers[device] = receiver
        try:
            yield
        finally:
            if self._receivers.get(device) is receiver:
                del self._receivers[device]

    async def connected(self) -> None:
        """Wait until what boards publish arrives."""
        await self._connected.wait()

    async def send(self, device: str, text: str) -> None:
        """Publish it to a device. Raises ``TooSlow`` when the broker is away for longer."""
        from aiomqtt import MqttError

        try:
            async with asyncio.timeout(_PATIENCE):
                await self._connected.wait()
                async with self._turns:
                    if self._client is not None:
                        await self._client.publish(down_topic(device), text, qos=0)
        except (TimeoutError, MqttError) as error:
            raise TooSlow("The MQTT broker does not take what boards are sent.") from error

    async def _stay_connected(self) -> None:
        from aiomqtt import MqttError

        pause = _FIRST_PAUSE
        while True:
            try:
                async with self._connection() as client:
                    pause = _FIRST_PAUSE
                    await self._hand_out(client)
            except (MqttError, OSError, ValueError) as error:
                log.info("mqtt_post.unreachable", kind=type(error).__name__)
            finally:
                self._client = None
                self._connected.clear()
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncGenerator[Client]:
        from aiomqtt import Client

        entrance = await self._broker.ours()
        async with Client(
            entrance.host,
            entrance.port,
            username=entrance.user or None,
            password=entrance.password or None,
            tls_context=ssl.create_default_context() if entrance.tls else None,
            keepalive=_KEEP_ALIVE,
            timeout=10,
            max_queued_incoming_messages=_WAITING,
        ) as client:
            yield client

    async def _hand_out(self, client: Client) -> None:
        await client.subscribe(up_topic("+"), qos=0)
        self._client = client
        self._connected.set()
        async for message in client.messages:
            receiver = self._receivers.get(message.topic.value.rpartition("/")[2])
            if receiver is not None:
                receiver(bytes(message.payload))
