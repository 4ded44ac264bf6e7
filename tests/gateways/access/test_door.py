"""The door: who is let in, what other sites' pages cannot do, and how much anybody may ask."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import pkgutil
from collections.abc import AsyncIterator, Callable

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

import parley.home
from fakes.door import FakeDoor
from fakes.home_server import listening
from parley.errors import NothingHeard, ParleyError
from parley.gateways.access import ANY, COOKIE, PUBLIC, Answer, Call, Limits
from parley.gateways.access.answers import FAULTS, HEADERS, STATUS
from parley.home.accounts.callers import Caller, Kind, Scope

ORIGIN = "http://parley.local"
FOREIGN = (
    "http://evil.example",
    "http://parley.local:81",
    "https://parley.local.evil.example",
    "null",
    "http://[",
)


async def hello(call: Call) -> Answer:
    if call.request.query_params.get("wrong"):
        raise NothingHeard("Nothing.")
    return None


async def echo(websocket: WebSocket, caller: Caller, allowed: Callable[[], bool]) -> None:
    await websocket.accept()
    while allowed():
        await websocket.send_text(f"{caller.account}: {await websocket.receive_text()}")


def app(door: FakeDoor) -> Starlette:
    routes = [
        door.route("/public", hello, methods=["GET", "POST"], needs=PUBLIC),
        door.route("/any", hello, methods=["GET", "POST"], needs=ANY),
        door.route("/files", hello, methods=["GET", "POST"], needs=Scope.FILES_READ),
        door.route("/rotate", hello, methods=["POST"], needs=Kind.DEVICE),
        door.route("/guess", hello, methods=["POST"], needs=ANY, guess=True),
        door.socket("/echo", echo, needs=Scope.TALK),
    ]
    return Starlette(routes=routes, exception_handlers=FAULTS)


@pytest.fixture
def door() -> FakeDoor:
    return FakeDoor()


def somebody(door: FakeDoor, **headers: str) -> TestClient:
    return TestClient(app(door), base_url=ORIGIN, headers=headers)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def cookie(token: str, **more: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={token}", **more}


def test_a_route_cannot_be_made_without_saying_what_it_needs(door: FakeDoor) -> None:
    with pytest.raises(TypeError, match="needs"):
        door.route("/forgotten", hello, methods=["GET"])  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError, match="needs"):
        door.socket("/forgotten", echo)  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic eA==", "Bearer " + "x" * 9000]
)
def test_without_a_good_token_nothing_answers(door: FakeDoor, authorization: str) -> None:
    door.tokens.issue()
    answer = somebody(door, Authorization=authorization).get("/any")
    assert answer.status_code == 401 and answer.json()["code"] == "not_allowed"


def test_a_token_does_what_its_scopes_say(door: FakeDoor) -> None:
    reader = somebody(door, **bearer(door.tokens.issue([Scope.FILES_READ], Kind.KEY)))
    talker = somebody(door, **bearer(door.tokens.issue([Scope.TALK], Kind.KEY)))
    assert [reader.get("/files").status_code, talker.get("/files").status_code] == [204, 403]
    assert talker.get("/any").status_code == 204


def test_a_token_of_another_kind_is_not_enough(door: FakeDoor) -> None:
    device, key = (door.tokens.issue(kind=kind) for kind in (Kind.DEVICE, Kind.KEY))
    assert somebody(door, **bearer(device)).post("/rotate").status_code == 204
    assert somebody(door, **bearer(key)).post("/rotate").status_code == 403


def test_a_link_opens_nothing_by_itself(door: FakeDoor) -> None:
    link = door.tokens.issue(kind=Kind.LINK)
    assert somebody(door, **bearer(link)).get("/any").status_code == 401


def test_a_header_counts_before_a_cookie_and_a_cookie_holds_a_session_alone(door: FakeDoor) -> None:
    session, device = door.tokens.issue(), door.tokens.issue(kind=Kind.DEVICE)
    assert somebody(door, **cookie(session)).get("/any").status_code == 204
    assert somebody(door, **cookie(session, Authorization="Bearer wrong")).get("/any").status_code == 401
    assert somebody(door, **cookie(device)).get("/any").status_code == 401


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_site_cannot_use_the_cookie(door: FakeDoor, origin: str) -> None:
    browser = somebody(door, **cookie(door.tokens.issue(), Origin=origin))
    assert [browser.get("/any").status_code, browser.post("/any").status_code] == [403, 403]
    assert browser.post("/public").status_code == 403, "nor sign the browser in as somebody else"


def test_a_change_by_cookie_needs_the_page_itself(door: FakeDoor) -> None:
    session = door.tokens.issue()
    assert somebody(door, **cookie(session)).post("/any").status_code == 403
    assert somebody(door, **cookie(session, Origin=ORIGIN)).post("/any").status_code == 204


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_have_the_browser_fetch_what_is_private(door: FakeDoor, site: str) -> None:
    browser = somebody(door, **cookie(door.tokens.issue(), **{"Sec-Fetch-Site": site}))
    assert browser.get("/any").status_code == 403
    assert browser.get("/public").status_code == 204, "but may link to the page"


@pytest.mark.parametrize("origin", [{}, {"Origin": "http://some.app"}, {"Origin": "null"}])
def test_a_program_may_come_from_anywhere(door: FakeDoor, origin: dict[str, str]) -> None:
    """No page can make a browser send somebody's ``Authorization`` for another site."""
    program = somebody(door, **bearer(door.tokens.issue(kind=Kind.KEY)), **origin)
    assert [program.get("/any").status_code, program.post("/any").status_code] == [204, 204]


def test_every_answer_is_protected_and_kept_by_nobody(door: FakeDoor) -> None:
    for path in ("/public", "/any", "/nothing"):
        answer = somebody(door).get(path)
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["cache-control"] == "no-store"


def test_a_crowd_of_requests_from_one_address_or_account_is_stopped_for_a_while() -> None:
    door = FakeDoor(Limits(requests=5, requests_per_second=0))
    anna, bo = (bearer(door.tokens.issue(account=name)) for name in ("anna", "bo"))

    def ask(address: str, token: dict[str, str]) -> int:
        return TestClient(app(door), client=(address, 1)).get("/any", headers=token).status_code

    assert [ask("10.0.0.1", anna) for _ in range(6)] == [204] * 5 + [429], "the address"
    assert ask("10.0.0.1", bo) == 429
    assert ask("10.0.0.2", anna) == 429, "the account"
    assert ask("10.0.0.3", bo) == 204


def test_of_one_ipv6_network_all_addresses_are_one() -> None:
    door = FakeDoor(Limits(requests=2, requests_per_second=0))
    at = [f"2001:db8::{number:x}" for number in (1, 2, 3)] + ["2001:db8:0:1::1"]
    got = [TestClient(app(door), client=(each, 1)).get("/public").status_code for each in at]
    assert got == [204, 204, 429, 204]


def test_wrong_tries_are_counted_and_right_ones_are_not() -> None:
    door = FakeDoor(Limits(tries=3, tries_per_second=0))
    somebody_ = somebody(door, **bearer(door.tokens.issue(kind=Kind.KEY)))
    assert [somebody_.post("/guess").status_code for _ in range(20)] == [204] * 20
    assert [somebody_.post("/guess?wrong=1").status_code for _ in range(3)] == [400] * 3
    stopped = somebody_.post("/guess")
    assert stopped.status_code == 429 and stopped.json()["code"] == "too_many_tries"


def test_wrong_tries_of_one_account_are_counted_wherever_it_is() -> None:
    door = FakeDoor(Limits(tries=3, tries_per_second=0))
    headers = bearer(door.tokens.issue(kind=Kind.KEY))

    def wrong(address: str) -> int:
        client = TestClient(app(door), base_url=ORIGIN, client=(address, 1))
        return client.post("/guess?wrong=1", headers=headers).status_code

    assert [wrong(f"10.0.0.{n}") for n in range(5)] == [400] * 3 + [429] * 2


@pytest.mark.parametrize("id", ["%00", "a%20b", "%F0%9F%98%80", "x" * 1401, "'"])
def test_what_cannot_be_an_id_is_nobodys(door: FakeDoor, id: str) -> None:
    """It goes no further: not every database can even be asked for it."""

    async def named(call: Call) -> Answer:
        return PlainTextResponse(call.id())

    route = door.route("/things/{id}", named, methods=["GET"], needs=PUBLIC)
    client = TestClient(Starlette(routes=[route]))
    assert client.get("/things/a_B-9.=").text == "a_B-9.="
    assert client.get(f"/things/{id}").json()["code"] == "not_found"


async def test_a_body_that_does_not_end_in_time_is_given_up(
    door: FakeDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read(call: Call) -> Answer:
        await call.body()

    monkeypatch.setattr("parley.gateways.access.call.BODY_SECONDS", 0.05)
    app = Starlette(routes=[door.route("/read", read, methods=["POST"], needs=PUBLIC)])
    async with listening(app) as address:
        host, port = address.split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nslow")
        answer = await asyncio.wait_for(reader.read(1000), 60)
        writer.close()
    assert b" 400 " in answer and b"bad_request" in answer


def test_what_nobody_foresaw_tells_nothing_of_the_inside(door: FakeDoor) -> None:
    async def broken(_: Call) -> Answer:
        raise RuntimeError("the secret is 4711")

    route = door.route("/broken", broken, methods=["GET"], needs=PUBLIC)
    app = Starlette(routes=[route], exception_handlers=FAULTS)
    answer = TestClient(app, raise_server_exceptions=False).get("/broken")
    assert answer.status_code == 500 and answer.json()["code"] == "failed" and "4711" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


CALLERS_FAULT = {"weak_password", "expired_token", "access_denied", "slow_down", "authorization_pending"}
"""Codes that mean 400 and are not called ``bad_…``."""
ELSEWHERE = {
    *("missing_engine", "nobody_there"),
    *("replica_failed", "server_refused", "unreachable"),  # of a device's own client
    *("cannot_read", "cannot_write", "newer_archive", "not_empty", "wrong_key", "wrong_passphrase"),
}
"""Codes of a home that come up on the command line or on a device, and not in answering a request."""


def test_every_error_of_a_home_has_a_status() -> None:
    for module in pkgutil.walk_packages(parley.home.__path__, "parley.home."):
        if "migrations" not in module.name:
            importlib.import_module(module.name)
    codes = {each.code for each in _errors(ParleyError) if each.__module__.startswith("parley.home.")}
    known = STATUS.keys() | CALLERS_FAULT | ELSEWHERE
    assert {each for each in codes - known if not each.startswith("bad_")} == set()


def _errors(kind: type[ParleyError]) -> set[type[ParleyError]]:
    return {kind}.union(*map(_errors, kind.__subclasses__()))


# Sockets, over a real connection.


@pytest.fixture
async def address(door: FakeDoor) -> AsyncIterator[str]:
    async with listening(app(door)) as address:
        yield address


async def close_code(socket: ClientConnection) -> int:
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(60):
            while True:
                await socket.recv()
    return socket.close_code or 0


class TestSockets:
    @pytest.fixture
    def door(self) -> FakeDoor:
        return FakeDoor(Limits(recheck=0.02, sockets=2))

    async def test_a_device_talks_with_its_token_and_is_seen_as_connected(
        self, door: FakeDoor, address: str
    ) -> None:
        token = door.tokens.issue(kind=Kind.DEVICE, device="kitchen")
        async with connect(f"ws://{address}/echo", additional_headers=bearer(token)) as socket:
            await socket.send("hello")
            assert await socket.recv() == "anna: hello"
            assert door.is_connected("kitchen")
        async with asyncio.timeout(30):
            while door.is_connected("kitchen"):  # noqa: ASYNC110 - nothing tells when the server has noticed
                await asyncio.sleep(0)

    @pytest.mark.parametrize("origin", [*FOREIGN, ""])
    async def test_a_foreign_page_is_refused_before_the_handshake(
        self, door: FakeDoor, address: str, origin: str
    ) -> None:
        headers = cookie(door.tokens.issue(), **({"Origin": origin} if origin else {}))
        if origin:
            with pytest.raises(InvalidStatus, match="403"):
                await connect(f"ws://{address}/echo", additional_headers=headers)
        else:
            async with connect(f"ws://{address}/echo", additional_headers=headers) as socket:
                assert await close_code(socket) == 4403

    async def test_who_may_not_is_told_why(self, door: FakeDoor, address: str) -> None:
        token = door.tokens.issue([Scope.RECORDS_READ])
        async with connect(f"ws://{address}/echo", additional_headers=bearer(token)) as socket:
            assert '"forbidden"' in str(await socket.recv())
            assert await close_code(socket) == 4403
        async with connect(f"ws://{address}/echo") as socket:
            assert await close_code(socket) == 4401

    async def test_when_its_token_is_taken_back_it_is_closed(self, door: FakeDoor, address: str) -> None:
        token = door.tokens.issue()
        async with connect(f"ws://{address}/echo", additional_headers=bearer(token)) as socket:
            await socket.send("hello")
            await socket.recv()
            door.tokens.revoke_all()
            assert await close_code(socket) == 4401

    async def test_and_that_at_once_if_it_was_taken_back_here(self) -> None:
        door = FakeDoor(Limits(recheck=3600))
        token = door.tokens.issue()
        async with (
            listening(app(door)) as address,
            connect(f"ws://{address}/echo", additional_headers=bearer(token)) as socket,
        ):
            await socket.send("hello")
            await socket.recv()
            door.tokens.revoke_all()
            assert await close_code(socket) == 4401

    async def test_also_when_another_process_took_it_back(self, door: FakeDoor, address: str) -> None:
        token = door.tokens.issue()
        async with connect(f"ws://{address}/echo", additional_headers=bearer(token)) as socket:
            await socket.send("hello")
            await socket.recv()
            door.tokens.good.clear()
            assert await close_code(socket) == 4401

    @pytest.mark.parametrize("origin", [*FOREIGN, ""])
    @pytest.mark.parametrize("written", ["Bearer%20{}", "{}", "bearer+{}"])
    async def test_a_speaker_in_a_page_has_its_token_in_the_address(
        self, door: FakeDoor, address: str, origin: str, written: str
    ) -> None:
        query = written.format(door.tokens.issue(kind=Kind.DEVICE))
        headers = {"Origin": origin} if origin else {}
        async with connect(
            f"ws://{address}/echo?authorization={query}", additional_headers=headers
        ) as socket:
            await socket.send("hello")
            assert await socket.recv() == "anna: hello"

    async def test_what_stands_in_the_address_does_not_make_a_cookie_good(
        self, door: FakeDoor, address: str
    ) -> None:
        headers = cookie(door.tokens.issue(), Origin="http://evil.example")
        for query in ("authorization=nonsense", "authorization=Bearer", "Authorization=x", "authorization="):
            with pytest.raises(InvalidStatus, match="403"):
                await connect(f"ws://{address}/echo?{query}", additional_headers=headers)

    async def test_a_request_s_token_is_never_in_the_address(self, door: FakeDoor) -> None:
        token = door.tokens.issue()
        with TestClient(app(door)) as client:
            assert client.get(f"/any?authorization=Bearer%20{token}").status_code == 401

    async def test_a_thousand_connections_look_no_more_often_than_fifty(self) -> None:
        door = FakeDoor(Limits(sockets=1_000))
        assert door.looks_every == 2.0
        door._ended = {str(number): [] for number in range(1_000)}
        assert door.looks_every == 40.0

    async def test_one_account_holds_a_bounded_number_open(self, door: FakeDoor, address: str) -> None:
        headers = bearer(door.tokens.issue())
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(2):
                socket = await stack.enter_async_context(
                    connect(f"ws://{address}/echo", additional_headers=headers)
                )
                await socket.send("here")
                await socket.recv()
            third = await stack.enter_async_context(
                connect(f"ws://{address}/echo", additional_headers=headers)
            )
            assert await close_code(third) == 4429
