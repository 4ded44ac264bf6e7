"""An API for other vendors' SDKs: keys wherever they put them, its own errors, other origins, bounds."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

import httpx
import pytest
import uvicorn
from msgspec import Struct
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from fakes.database import InlineDatabase
from fakes.door import FakeDoor
from fakes.home_server import listening
from fakes.wall_clock import WallClock
from parley import server
from parley.gateways.access import Answer, Call
from parley.gateways.surface import Event, Operation, Refusal, Surface, events, form_of
from parley.gateways.surface.cors import Preflight
from parley.home.accounts.callers import Caller, Scope
from parley.home.usage import Usage
from parley.settings import Server


class Question(Struct):
    words: str


def fault(refusal: Refusal) -> Response:
    return JSONResponse({"error": {"code": refusal.code, "said": refusal.message}}, refusal.status)


class House:
    """One API with an operation of each kind."""

    def __init__(self, origins: tuple[str, ...] = ("*",)) -> None:
        self.door = FakeDoor()
        self.closed = asyncio.Event()
        usage = Usage(InlineDatabase(), WallClock())
        surface = Surface("toy", "A toy", self.door, fault, usage, origins=origins)
        about = Operation("ask", "Asks", body=Question)
        routes = [
            surface.route("/toy/ask", self.ask, methods=["POST"], about=about),
            surface.route("/toy/form", self.form, methods=["POST"], about=about),
            surface.route("/toy/stream", self.stream, methods=["GET"], about=about),
            surface.socket("/toy/socket", self.socket),
        ]
        self.app = Starlette(routes=routes, middleware=[Middleware(Preflight, routes, origins)])
        self.key = self.door.tokens.issue([Scope.SERVICES])

    async def ask(self, call: Call) -> Answer:
        return JSONResponse({"heard": (await call.read(Question)).words})

    async def form(self, call: Call) -> Answer:
        async with form_of(call, 100_000) as form:
            part = form.file("file")
            return JSONResponse(
                {"model": form.text("model"), "several": form.texts("a[]"), "bytes": len(await part.read())}
            )

    async def stream(self, call: Call) -> Answer:
        async def endless() -> AsyncGenerator[Event]:
            try:
                while True:
                    yield Event({"n": 1}, "more")
                    await asyncio.sleep(0.001)
            finally:
                self.closed.set()

        return events(endless())

    async def socket(self, websocket: WebSocket, caller: Caller) -> None:
        await websocket.accept(subprotocol="toy")
        await websocket.send_text(caller.account)
        await websocket.close()


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(house.app) as client:
        yield client


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({"Authorization": "Bearer {}"}, ""),
        ({"Authorization": "bearer {}"}, ""),
        ({"api-key": "{}"}, ""),
        ({"Ocp-Apim-Subscription-Key": "{}"}, ""),
        ({"Authorization": "Bearer ", "Ocp-Apim-Subscription-Key": "{}"}, ""),
        ({}, "?Ocp-Apim-Subscription-Key={}"),
        ({}, "?subscription-key={}"),
        ({}, "?Authorization=Bearer%20{}"),
    ],
)
def test_a_key_is_found_where_sdks_put_it(
    house: House, client: TestClient, headers: dict[str, str], query: str
) -> None:
    sent = {name: value.format(house.key) for name, value in headers.items()}
    answer = client.post("/toy/ask" + query.format(house.key), headers=sent, json={"words": "你好"})
    assert (answer.status_code, answer.json()) == (200, {"heard": "你好"})


@pytest.mark.parametrize("headers", [{}, {"api-key": "wrong" * 8}, {"Authorization": "Basic abc"}])
def test_without_a_good_key_it_says_so_in_the_apis_own_words(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.post("/toy/ask", headers=headers, json={"words": "x"})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "not_allowed"


def test_a_key_needs_the_scope(house: House, client: TestClient) -> None:
    narrow = house.door.tokens.issue([Scope.TALK])
    assert client.post("/toy/ask", headers={"api-key": narrow}, json={"words": "x"}).status_code == 403


def test_a_browsers_cookie_opens_nothing(house: House, client: TestClient) -> None:
    client.cookies.set("parley_session", house.key)
    assert client.post("/toy/ask", json={"words": "x"}).status_code == 401


@pytest.mark.parametrize("body", [b"{", b'{"words": 1}', b"[]", b"\xff\xfe"])
def test_a_bad_body_is_the_callers_fault(house: House, client: TestClient, body: bytes) -> None:
    answer = client.post("/toy/ask", headers={"api-key": house.key}, content=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


def test_a_body_has_a_bound(house: House, client: TestClient) -> None:
    answer = client.post("/toy/ask", headers={"api-key": house.key}, json={"words": "x" * 70_000})
    assert answer.status_code == 413


def test_pages_of_other_origins_may_use_it_with_a_key(house: House, client: TestClient) -> None:
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "api-key,content-type",
    }
    before = client.options("/toy/ask", headers=asked)
    assert before.status_code == 204
    assert before.headers["access-control-allow-headers"] == "api-key,content-type"
    headers = {"Origin": "https://app.example", "api-key": house.key}
    answer = client.post("/toy/ask", headers=headers, json={"words": "x"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    refused = client.post("/toy/ask", headers={"Origin": "https://app.example"}, json={"words": "x"})
    assert refused.headers["access-control-allow-origin"] == "*", "a page can read why"


def test_only_pages_that_are_named_may(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(("https://app.example",))
    with TestClient(house.app) as client:
        for origin, allowed in (("https://app.example", True), ("https://evil.example", False)):
            asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            before = client.options("/toy/ask", headers=asked)
            assert ("access-control-allow-origin" in before.headers) is allowed
            answer = client.post(
                "/toy/ask", headers={"Origin": origin, "api-key": house.key}, json={"words": "x"}
            )
            assert ("access-control-allow-origin" in answer.headers) is allowed


def test_what_is_no_operation_is_not_answered_beforehand(client: TestClient) -> None:
    asked = {"Origin": "https://app.example", "Access-Control-Request-Method": "DELETE"}
    assert client.options("/toy/ask", headers=asked).status_code == 405
    assert client.options("/elsewhere", headers=asked).status_code == 404


def test_a_form_with_a_file(house: House, client: TestClient) -> None:
    answer = client.post(
        "/toy/form",
        headers={"api-key": house.key},
        data={"model": "whisper-1", "a[]": ["one", "two"]},
        files={"file": ("hello.wav", b"x" * 50_000, "audio/wav")},
    )
    assert answer.json() == {"model": "whisper-1", "several": ["one", "two"], "bytes": 50_000}


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"x", "text/plain", 400),
        (b"x", "multipart/form-data", 400),
        (b"x", "multipart/form-data; boundary=a", 400),
        (b"--a\r\n\r\n\r\n--a--\r\n", "multipart/form-data; boundary=a", 400),
        (
            b'--a\r\nContent-Disposition: form-data; name="model"\r\n\r\nx\r\n--a--\r\n',
            "multipart/form-data; boundary=a",
            400,
        ),
        (b"--a\r\n" + b"x" * 200_000, "multipart/form-data; boundary=a", 400),
    ],
)
def test_what_is_no_form_is_the_callers_fault(
    house: House, client: TestClient, content: bytes, kind: str, status: int
) -> None:
    headers = {"api-key": house.key, "content-type": kind}
    answer = client.post("/toy/form", headers=headers, content=content)
    assert answer.status_code in (status, 413)


def test_a_form_has_a_bound(house: House, client: TestClient) -> None:
    files = {"file": ("hello.wav", b"x" * 200_000, "audio/wav")}
    assert client.post("/toy/form", headers={"api-key": house.key}, files=files).status_code == 413


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    async with listening(house.app) as address:
        yield address


async def test_a_stream_stops_when_nobody_reads_it(house: House, address: str) -> None:
    async with (
        httpx.AsyncClient(base_url=f"http://{address}", trust_env=False) as client,
        client.stream("GET", "/toy/stream", headers={"api-key": house.key}) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            assert line == "event: more"
            break
    async with asyncio.timeout(30):
        await house.closed.wait()


async def test_a_socket_is_refused_before_it_opens(house: House, address: str) -> None:
    for headers in ({}, {"api-key": "wrong" * 8}):
        with pytest.raises(InvalidStatus) as refused:
            await connect(f"ws://{address}/toy/socket", additional_headers=headers, proxy=None)
        assert refused.value.response.status_code == 401


async def test_who_shows_a_wrong_key_does_not_fill_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    config = server.config(Server(), house.app, lifespan="off")
    running = uvicorn.Server(config)
    logging.getLogger("uvicorn.error").addHandler(caplog.handler)
    with socket.create_server(("127.0.0.1", 0)) as bound:
        serving = asyncio.create_task(running.serve([bound]))
        with pytest.raises(InvalidStatus):
            await connect(f"ws://127.0.0.1:{bound.getsockname()[1]}/toy/socket", proxy=None)
        running.should_exit = True
        await serving
    assert [each.message for each in caplog.records if each.levelname == "ERROR"] == []


async def test_a_page_puts_its_key_beside_the_subprotocols(house: House, address: str) -> None:
    offered = [Subprotocol("toy"), Subprotocol(f"openai-insecure-api-key.{house.key}")]
    async with connect(f"ws://{address}/toy/socket", subprotocols=offered, proxy=None) as talk:
        assert await talk.recv() == "anna"
        assert talk.subprotocol == "toy"
