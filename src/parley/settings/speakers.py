"""Settings of the protocols that speakers speak."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct, field

_Seconds = Annotated[float, Meta(ge=0.0, le=600.0)]
_Count = Annotated[int, Meta(ge=1, le=10_000)]


class Firmware(Struct, frozen=True, forbid_unknown_fields=True):
    """A version that boards are offered."""

    version: Annotated[str, Meta(pattern=r"^\d{1,5}(\.\d{1,5}){0,3}\Z")]
    """Dotted whole numbers and nothing else: the firmware breaks on anything more."""
    url: str


class Voices(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is speaking, of those who had their voice learned."""

    engine: str = "ge2e"
    """``ge2e``, or the name of a sherpa-onnx speaker model."""
    same: Annotated[float, Meta(ge=-1.0, le=1.0)] | None = None
    """Likeness (cosine) from which it is that person; None for what suits the engine."""
    other: Annotated[float, Meta(ge=-1.0, le=1.0)] | None = None
    """Likeness below which it is not."""


class XiaoZhi(Struct, frozen=True, forbid_unknown_fields=True):
    """Boards with the XiaoZhi firmware."""

    enabled: bool = True
    address: str = ""
    """Host, or ``host:port``, at which boards reach this server; empty for the one they ask at."""
    plain_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    """Another port, without TLS and for boards alone, beside a server with a certificate of one's own making:
    boards trust public ones only. 0 for none."""
    sessions: _Count = 1_000
    """Boards connected at once."""
    silence: _Seconds = 60.0
    """Seconds without a word after which a hands-free talk is over."""
    prebuffer: Mapping[str, Annotated[int, Meta(ge=0, le=20)]] = field(default_factory=dict[str, int])
    """Board → packets sent at once before an answer is paced; other boards get what suits them."""
    firmware: Mapping[str, Firmware] = field(default_factory=dict[str, Firmware])
    """Board → version it is offered."""
    mqtt: bool = False
    """Offer MQTT and UDP, on which alarms and announcements reach a board that nobody talks to."""
    mqtt_port: Annotated[int, Meta(ge=0, le=65535)] = 1883
    udp_port: Annotated[int, Meta(ge=0, le=65535)] = 8884
    broker: str | None = None
    """``mqtt://user@host:port`` of a broker to use; None starts NATS's own on this machine."""
    broker_password_variable: str = "XIAOZHI_BROKER_PASSWORD"


class Wyoming(Struct, frozen=True, forbid_unknown_fields=True):
    """Home Assistant's protocol for voice, which has no security of its own."""

    enabled: bool = False
    """Offer hearing, speaking, wake words and answers."""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 10400
    allow: tuple[str, ...] = ()
    """Addresses and networks that may connect besides this machine, such as ``192.168.1.10``."""
    satellites: tuple[str, ...] = ()
    """``host:port`` of satellites to connect to."""
    discover: bool = False
    """Find satellites on the network."""


class XiaoAi(Struct, frozen=True, forbid_unknown_fields=True):
    """Mi AI Speakers that run the open-xiaoai client, which has no security of its own."""

    enabled: bool = False
    host: str = "0.0.0.0"
    port: Annotated[int, Meta(ge=0, le=65535)] = 4399
    allow: tuple[str, ...] = ()
    """Addresses of the speakers; nobody else may connect."""
