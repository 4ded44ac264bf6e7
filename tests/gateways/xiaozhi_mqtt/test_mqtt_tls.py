"""Boards that speak TLS, and what a board is told about where to connect."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import aiomqtt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from msgspec.structs import replace as changed

from fakes.mqtt_board import MqttBoard, Plain
from fakes.mqtt_house import BoardHouse
from parley.gateways.xiaozhi.mqtt import packets, serving
from parley.gateways.xiaozhi.mqtt.section import mqtt_section
from parley.settings import Server
from parley.settings.speakers import XiaoZhi


def certificate(folder: Path) -> tuple[Path, Path]:
    """For this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "parley")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, secret = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption()))
    return pem, secret


@pytest.fixture
async def house(closed_house: BoardHouse, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BoardHouse]:
    """Its port, which is any, is the one for TLS."""
    monkeypatch.setattr(serving, "TLS_PORT", 0)
    pem, key = certificate(closed_house.folder)
    server = Server(host="127.0.0.1", tls_certificate=str(pem), tls_key=str(key))
    secure = replace(closed_house, settings=changed(closed_house.settings, server=server))
    async with secure.serving():
        yield secure


async def test_a_board_talks_over_tls(house: BoardHouse) -> None:
    told = await house.paired()
    trust = ssl.create_default_context(cafile=str(house.folder / "cert.pem"))
    client = aiomqtt.Client(
        "127.0.0.1",
        house.ports.mqtt,
        identifier=told["client_id"],
        username=told["username"],
        password=told["password"],
        tls_context=trust,
        timeout=5,
    )
    async with client:
        board = MqttBoard(told, client)
        await board.hello()
        await board.say(type="ping")
        await board.until("pong")


async def test_whoever_speaks_no_tls_there_is_not_heard(house: BoardHouse) -> None:
    told = await house.paired()
    plain = await Plain.to(house.ports.mqtt)
    plain.send(packets.connect(told["client_id"], told["username"], told["password"], 60))
    assert packets.connack(packets.Refusal.ACCEPTED) not in await plain.all()


@pytest.mark.parametrize(
    ("address", "port", "asked", "endpoint"),
    [
        ("", 1883, "192.168.1.5:8420", "192.168.1.5:1883"),
        ("", 1883, "parley.local", "parley.local:1883"),
        ("parley.example", 1884, "10.0.0.1", "parley.example:1884"),
        ("parley.example:8420", 8883, "10.0.0.1", "parley.example"),  # the firmware adds the port itself
    ],
)
def test_a_board_is_told_where_to_connect(address: str, port: int, asked: str, endpoint: str) -> None:
    told = mqtt_section(XiaoZhi(address=address, mqtt_port=port), "0011", "secret", asked)
    assert told["endpoint"] == endpoint


def test_a_board_is_told_all_that_any_firmware_needs() -> None:
    told = mqtt_section(XiaoZhi(), "0011", "secret", "10.0.0.1")
    assert told == {
        "endpoint": "10.0.0.1:1883",
        "client_id": "parley-0011",
        "username": "0011",
        "password": "secret",
        "publish_topic": "parley/up/0011",
        "subscribe_topic": "parley/down/0011",
        "keepalive": 120,
    }
    assert all(len(name) <= 15 for name in told)  # what the board's memory has for a name
