"""Everything that the server answers, asked by everybody who may not: nothing leaks and nothing changes.

The requests are made from the routing table of the real app, so that none can be forgotten; ``pytest -s``
shows the table of who got which status.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from fakes.attackers import attack, attackers
from fakes.door import FakeDoor
from fakes.home_server import HomeServer, home_server, listening
from fakes.requests_by_route import Asked, asked_of
from fakes.victim import Victim, victim
from parley.gateways.access import ANY, PUBLIC, Answer, Call, Door, Limits
from parley.home.accounts.callers import Role, Scope

ENDLESS = Limits(requests=1e9, tries=1e9)
"""Attackers who are stopped for asking too often would tell nothing of the rest."""
OPEN_TO_ALL = {
    "GET /",
    "GET /healthz",
    "GET /assets/{path:path}",
    "GET /{page}",
    "GET /openapi/{name}",
    # Azure's Translator lists its languages to everybody.
    "GET /languages",
    "GET /translator/text/v3.0/languages",
    "GET /translator/text/v2026-06-06/languages",
    "GET /cognitiveservices/translator/text/v3.0/languages",
    "GET /cognitiveservices/translator/text/v2026-06-06/languages",
    "POST /api/sign-in",
    "POST /api/sign-in/passkey/options",
    "POST /api/sign-in/passkey",
    "POST /api/link",
    "POST /api/pair/start",
    "POST /api/pair/token",
    "GET /xiaozhi/ota/",
    "GET /xiaozhi/ota",
    "POST /xiaozhi/ota/",
    "POST /xiaozhi/ota",
    "POST /xiaozhi/ota/activate",
    "OPTIONS /api/files/uploads",
    "OPTIONS /api/files/uploads/{id}",
}
"""What needs no token. Whoever adds a line here says that it may be asked by anybody on the network."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path, ENDLESS) as serving:
        await serving.person(Role.OWNER)
        yield serving


async def under_attack(house: HomeServer, somebody: Victim, every: list[Asked]) -> list[str]:
    """What the attackers got that they should not have; the table is printed."""
    strangers = {role: (await house.person(role, f"a {role}")).id for role in (Role.FAMILY, Role.GUEST)}
    async with listening(house.app) as address:
        table = await attack(house, somebody, every, attackers(strangers), address)
    print(f"\n{table}")
    return table.offences


async def test_nothing_leaks_and_nothing_changes(house: HomeServer) -> None:
    somebody = await victim(house)
    every = asked_of(house.app.router.routes)
    assert len(every) > 30, "the routing table is the real one"

    assert await under_attack(house, somebody, every) == []

    browser = house.browser(somebody.tokens["session"])
    assert (await browser.get("/api/me")).json()["name"] == "Zanzibar"
    assert (await browser.get("/api/sync/pull")).json()["rows"][0]["fields"]["title"] == "okapi"
    assert (await house.client(somebody.tokens["device"]).get("/api/me")).status_code == 200


async def test_what_is_open_to_all_is_written_down(house: HomeServer) -> None:
    every = asked_of(house.app.router.routes)
    public = {str(each) for each in every if each.needs is PUBLIC and each.method != "HEAD"}
    assert public == OPEN_TO_ALL


# The attackers notice what they should.


async def forgetful(call: Call) -> Answer:
    """Asks for a scope, and forgets to ask whose it is."""
    return PlainTextResponse(call.id())


async def plain(_: Request) -> Response:
    return PlainTextResponse("hello")


@pytest.mark.parametrize(
    ("make", "missing"),
    [
        (lambda door: Route("/api/new", plain), "says nothing of what it needs"),
        (lambda door: Mount("/api/new", routes=[]), "says nothing of what it needs"),
        (
            lambda door: door.route("/api/new/{id}", forgetful, methods=["GET"], needs=ANY),
            "no example of what stands in its path",
        ),
        (
            lambda door: door.route("/api/new", forgetful, methods=["POST"], needs=ANY),
            "no example of what is sent",
        ),
    ],
)
def test_a_new_route_cannot_be_forgotten(make: Callable[[Door], BaseRoute], missing: str) -> None:
    with pytest.raises(AssertionError, match=missing):
        asked_of([make(FakeDoor())])


async def test_a_route_that_forgets_whose_it_is_is_found_out(house: HomeServer) -> None:
    somebody = await victim(house)
    door = Door(house.home.tokens, ENDLESS)

    async def rename(call: Call) -> Answer:
        await house.home.devices.change(call.id(), name="stolen")

    house.app.router.routes[:0] = [
        door.route("/api/files/{id}", forgetful, methods=["GET"], needs=Scope.FILES_READ),
        door.route("/api/devices/{id}", rename, methods=["PATCH"], needs=PUBLIC),
    ]
    every = asked_of(house.app.router.routes[:2])

    offences = await under_attack(house, somebody, every)

    assert "GET /api/files/{id} by another: 200 instead of [403, 404]" in offences
    assert any(each.startswith("GET /api/files/{id} by another leaks") for each in offences)
    changes = [each for each in offences if each.startswith("PATCH /api/devices/{id} by nobody changes")]
    assert changes and "devices" in changes[0]
