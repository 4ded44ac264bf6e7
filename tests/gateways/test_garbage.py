"""Garbage over HTTP: whatever is sent, by whoever may, is answered with a stable code and never with 500."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.home_server import HomeServer, home_server, listening
from fakes.requests_by_route import Asked, asked_of
from fakes.victim import Victim, victim
from parley.gateways.access import PUBLIC, Limits
from parley.home.accounts.callers import DATA, Kind, Role, Scope

ENDLESS = Limits(requests=1e9, tries=1e9)
BODIES = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"0",
    b"\x00",
    b"\xff\xfe{\x00}\x00",
    b"\xef\xbb\xbf{}",
    b'{"name": "\\ud800"}',
    b'{"name": 1, "name": 2}',
    b"[" * 60_000,
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    b"x" * 3_000_000,
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**30,
    1e308,
    "",
    " ",
    "\x00",
    "\u202e\U0001f600",
    "\ud800",
    "x" * 60_000,
    "' OR 1=1 --",
    [],
    [[[[]]]],
    {},
    {"": {}},
)
IDS = (
    "%00",
    "..%2f..%2fetc%2fpasswd",
    "x" * 5_000,
    "%F0%9F%98%80",
    "'%20OR%201=1",
    "%ff%fe",
    ".",
    "-1",
    "%20",
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path, ENDLESS) as serving:
        await serving.person(Role.OWNER)
        yield serving


@pytest.fixture
async def somebody(house: HomeServer) -> Victim:
    """Whose things are asked for, and who else's would it be."""
    return await victim(house)


def mutations(example: Any) -> Iterator[bytes]:
    """An example with each of its fields wrong in each way, or missing."""
    if not isinstance(example, dict):
        return
    for name in example:
        yield json.dumps({key: value for key, value in example.items() if key != name}).encode()
        for value in VALUES:
            yield json.dumps({**example, name: value}).encode()


async def client_for(house: HomeServer, somebody: Victim, asked: Asked) -> httpx.AsyncClient:
    """One that may ask this; with a session of its own, as some requests end it."""
    if asked.needs is Kind.DEVICE:
        id = somebody.account
        return house.client(await house.home.tokens.issue(id, Kind.DEVICE, DATA, somebody.ids["device"]))
    if asked.needs is PUBLIC:
        return house.client()
    if asked.offered:
        return house.client(await house.session(somebody.account))
    if asked.needs is Scope.HOUSE:
        return house.browser(await house.session(await house.person(Role.OWNER)))
    return house.browser(await house.session(somebody.account))


def wrong(answer: httpx.Response, what: str) -> list[str]:
    """What is wrong with an answer to garbage, if anything is."""
    if answer.status_code >= 500:
        return [f"{what}: {answer.status_code} {answer.text[:200]}"]
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        if "json" not in answer.headers.get("content-type", ""):
            return [f"{what}: {answer.status_code} without JSON: {answer.text[:80]}"]
        if not {"code", "message"} <= _error(answer.json()).keys():
            return [f"{what}: {answer.text[:200]}"]
    return []


def _error(said: Any) -> dict[str, Any]:
    """The error in an answer, in Parley's shape or in that of an API of another vendor."""
    error = said.get("error", said)
    if not isinstance(error, dict):  # as RFC 8628 has it
        return said
    return error["errors"][0] if "errors" in error else error


def every(house: HomeServer) -> list[Asked]:
    """Every request. Of other vendors' APIs those at their first address: others lead to the same."""
    again = ("/openai/", "/cognitiveservices/", "/translator/text/", "/tts/", "/stt/", "/text/analytics/")
    return [each for each in asked_of(house.app.router.routes) if not each.path.startswith(again)]


async def test_bodies_of_garbage(house: HomeServer, somebody: Victim) -> None:
    found: list[str] = []
    for asked in every(house):
        if asked.method in ("WS", "GET", "HEAD", "OPTIONS") or asked.path == "/api/people/{account}":
            continue
        sent = await asked.body(house, somebody)
        client = await client_for(house, somebody, asked)
        for body in [*BODIES, *mutations(sent.json)]:
            if asked.method == "DELETE":
                client = await client_for(house, somebody, asked)
            url = asked.url(somebody) if asked.method != "DELETE" else asked.path.replace("{id}", "none")
            answer = await client.request(asked.method, url, content=body, headers=dict(sent.headers))
            found += wrong(answer, f"{asked} {body[:80]!r}")
    assert found == []


async def test_addresses_and_questions_of_garbage(house: HomeServer, somebody: Victim) -> None:
    found: list[str] = []
    for asked in every(house):
        if asked.method == "WS":
            continue
        client = await client_for(house, somebody, asked)
        queries = [f"?{name}={value}" for name in ("since", "most", "before", "after") for value in IDS]
        paths = [asked.path[: asked.path.index("{")] + id for id in IDS] if "{" in asked.path else []
        for url in [*paths, *(asked.url(somebody) + query for query in queries if asked.method == "GET")]:
            answer = await client.request(asked.method, url)
            found += [] if asked.path.startswith("/assets") else wrong(answer, f"{asked.method} {url[:80]}")
    assert found == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
NAMES = (
    "name",
    "scopes",
    "kind",
    "code",
    "credential",
    "id",
    "device",
    "languages",
    "changes",
    "replica",
    "first",
)
PATHS = (
    "PUT /api/me",
    "POST /api/sign-in",
    "POST /api/sign-in/passkey",
    "POST /api/keys",
    "POST /api/pair/start",
    "POST /api/pair/find",
    "POST /api/me/passkeys",
    "POST /api/sync/push",
    "PATCH /api/devices/none",
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), body=st.dictionaries(st.sampled_from(NAMES), JSON, max_size=5) | JSON)
async def test_any_json_at_all(house: HomeServer, somebody: Victim, path: str, body: object) -> None:
    method, url = path.split(" ")
    browser = house.browser(somebody.tokens["session"])
    content = json.dumps(body).encode("utf-8", "surrogatepass")
    answer = await browser.request(method, url, content=content)
    assert wrong(answer, path) == []


async def test_what_is_no_http_at_all(house: HomeServer) -> None:
    """Over a real connection: the server drops it and lives."""
    async with listening(house.app) as address:
        host, port = address.split(":")
        for garbage in (
            b"\x16\x03\x01\x02\x00\x01",
            b"GET / HTTP/9.9\r\n\r\n",
            b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
            b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n{",
            b"POST /api/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
            b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nOrigin: \xff\xfe\r\nCookie: parley_session=\xff\r\n\r\n",
            b"GET /api/sync/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        ):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(garbage)
            writer.write_eof()
            answer = await asyncio.wait_for(reader.read(), 20)
            assert b" 500 " not in answer.split(b"\r\n")[0], garbage[:60]
            writer.close()
        async with httpx.AsyncClient(base_url=f"http://{address}", trust_env=False) as client:
            assert (await client.get("/healthz")).text == "ok\n"


async def test_a_token_of_garbage_is_none(house: HomeServer) -> None:
    async with listening(house.app) as address:
        host, port = address.split(":")
        for token in (b"\xff\xfe", b"\x00", b"x" * 20_000, "钥匙".encode(), b"a b c"):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(
                b"GET /api/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + token
                + b"\r\n\r\n"
            )
            status = (await asyncio.wait_for(reader.read(), 20)).split(b"\r\n")[0]
            assert b" 401 " in status or b" 400 " in status, (token[:20], status)
            writer.close()
