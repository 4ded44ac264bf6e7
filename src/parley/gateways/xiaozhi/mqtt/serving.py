"""Boards over MQTT as one part of the server: broker, door, sound, and what goes on behind."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import ssl
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from msgspec.structs import replace

from parley.errors import BadSettings, ParleyError
from parley.gateways.conversing import Assistant
from parley.gateways.xiaozhi.bootstrap import VISION
from parley.gateways.xiaozhi.mqtt.admission import Admission, Refused
from parley.gateways.xiaozhi.mqtt.broker import Broker, broker_of
from parley.gateways.xiaozhi.mqtt.doorman import Arrival, DoorLimits, Doorman
from parley.gateways.xiaozhi.mqtt.packets import Refusal
from parley.gateways.xiaozhi.mqtt.post import Post
from parley.gateways.xiaozhi.mqtt.section import TLS_PORT, host_of
from parley.gateways.xiaozhi.mqtt.sound_port import SoundPort
from parley.gateways.xiaozhi.mqtt.visit import House, Visit
from parley.gateways.xiaozhi.routes import board_of
from parley.gateways.xiaozhi.tools import BoardTools
from parley.home.home import Home
from parley.settings import Settings
from parley.skills.types import Announce
from parley.telemetry import log

_READY_WITHIN = 3.0
"""Seconds in which our own connection to the broker must stand when a board comes."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where it listens, and through what it goes."""

    mqtt: int
    udp: int
    broker: Broker


def mqtt_offered(settings: Settings) -> Settings:
    """The settings, without MQTT where it is asked for and cannot be had: boards would try nothing else."""
    if settings.xiaozhi.enabled and settings.xiaozhi.mqtt:
        try:
            _parts(settings)
        except ParleyError as error:
            log.error("mqtt.not_offered", code=error.code, reason=str(error))
            return replace(settings, xiaozhi=replace(settings.xiaozhi, mqtt=False))
    return settings


@contextlib.asynccontextmanager
async def boards_by_mqtt(
    settings: Settings,
    home: Home,
    assistant: Assistant,
    announce: Announce,
) -> AsyncGenerator[Ports | None]:
    """Serve them meanwhile, where the settings want that. Raises ``BadSettings``, ``MissingEngine``."""
    wanted = settings.xiaozhi
    if not (wanted.enabled and wanted.mqtt):
        yield None
        return
    broker, post, tls = _parts(settings)
    host = settings.server.host

    @contextlib.asynccontextmanager
    async def welcome(arrival: Arrival) -> AsyncGenerator[Visit]:
        await _listened_to(post)
        device = await home.devices.get(arrival.device)
        board = board_of(device, arrival.caller, settings.language)
        sound_host = host_of(wanted.address) or arrival.reached.removeprefix("::ffff:")
        board = dataclasses.replace(board, vision=(_pictures(settings, sound_host), arrival.token))
        async with Visit(house, board, sound_host).open() as visit:
            yield visit

    sound = SoundPort(host, wanted.udp_port)
    house = House(assistant, announce, wanted, post, sound, BoardTools)
    doorman = Doorman(
        Admission(home.tokens),
        broker,
        welcome,
        host=host,
        port=wanted.mqtt_port,
        tls=tls,
        limits=DoorLimits(boards=wanted.sessions),
    )
    async with broker, post, sound, doorman:
        log.info("mqtt.listens", port=doorman.port, udp_port=sound.port)
        yield Ports(doorman.port, sound.port, broker)


async def _listened_to(post: Post) -> None:
    """A board says hello once: nobody may be let in before we hear it. Raises ``Refused``."""
    try:
        async with asyncio.timeout(_READY_WITHIN):
            await post.connected()
    except TimeoutError as error:
        raise Refused(Refusal.UNAVAILABLE) from error


def _parts(settings: Settings) -> tuple[Broker, Post, ssl.SSLContext | None]:
    """What may be missing. Raises ``BadSettings``, ``MissingEngine``."""
    broker = broker_of(settings.xiaozhi, settings.data_dir)
    return broker, Post(broker), _tls(settings)


def _tls(settings: Settings) -> ssl.SSLContext | None:
    """The firmware speaks TLS on one port, and nothing else there. Raises ``BadSettings``."""
    if settings.xiaozhi.mqtt_port != TLS_PORT:
        return None
    server = settings.server
    if not (server.tls_certificate and server.tls_key):
        raise BadSettings(
            f"Boards speak TLS on port {TLS_PORT}: set server.tls_certificate and server.tls_key, "
            "or another xiaozhi.mqtt_port."
        )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(server.tls_certificate, server.tls_key)
    except OSError as error:
        raise BadSettings("server.tls_certificate or server.tls_key cannot be read.") from error
    return context


def _pictures(settings: Settings, host: str) -> str:
    """Where a board's camera sends its pictures."""
    scheme = "https" if settings.server.tls_certificate else "http"
    return f"{scheme}://{settings.xiaozhi.address or f'{host}:{settings.server.port}'}{VISION}"
