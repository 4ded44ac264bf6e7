"""What a board is told when it asks how to reach this server over MQTT, and what its topics are called."""

from __future__ import annotations

from parley.settings.speakers import XiaoZhi

KEEP_ALIVE = 120
"""Seconds: a board pings at least that often, and is taken for gone after half as long again."""
TLS_PORT = 8883
"""The firmware speaks TLS on this port and on no other."""


def up_topic(device: str) -> str:
    """Where a device publishes."""
    return f"parley/up/{device}"


def down_topic(device: str) -> str:
    """What a device is sent."""
    return f"parley/down/{device}"


def client_id(device: str) -> str:
    """How a device names itself when it connects."""
    return f"parley-{device}"


def host_of(address: str) -> str:
    """The host in ``host``, ``host:port``, ``[::1]:port`` or ``::1``."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, colon, port = address.rpartition(":")
    return host if colon and port.isdigit() and ":" not in host else address


def mqtt_section(settings: XiaoZhi, device: str, token: str, host: str) -> dict[str, str | int]:
    """``mqtt`` in the answer to a board's first request; the board keeps every value as it stands.

    ``device`` is its id; ``host`` is where it asked, for when the settings do not say how it reaches us.
    """
    host = host_of(settings.address) or host_of(host)
    # The firmware splits at the first colon: an IPv6 address cannot be given to it.
    endpoint = host if settings.mqtt_port == TLS_PORT else f"{host}:{settings.mqtt_port}"
    return {
        "endpoint": endpoint,
        "client_id": client_id(device),
        "username": device,
        "password": token,
        "publish_topic": up_topic(device),
        # Firmware that subscribes at all fails without it; today's reads only its publish_topic.
        "subscribe_topic": down_topic(device),
        "keepalive": KEEP_ALIVE,
    }
