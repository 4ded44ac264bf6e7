"""An example of every request that the server answers, made for the routes that it really has.

A new route needs a line here: what stands in its path, if anything does, and what is sent to it. Without that
the attackers (``tests/gateways/test_attackers.py``) cannot try it, and say so.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from starlette.routing import BaseRoute

from fakes.home_server import HomeServer
from fakes.victim import Victim
from parley.gateways.access import GuardedRoute, GuardedSocket, Need
from parley.gateways.access.manner import HOUSE
from parley.gateways.home.pairing import GRANT
from parley.home.stamps import Stamp

PATHS: Mapping[str, str] = {
    "/assets/{path:path}": "index.js",
    "/{page}": "devices",
    "/api/sessions/{id}": "session",
    "/api/keys/{id}": "key",
    "/api/devices/{id}": "device",
    "/api/devices/{id}/state": "device",
    "/api/devices/{id}/turns": "device",
    "/api/devices/{id}/say": "device",
    "/api/devices/{id}/ask": "device",
    "/api/devices/{id}/sound": "device",
    "/api/devices/{id}/stop": "device",
    "/api/devices/{id}/volume": "device",
    "/api/devices/{id}/intercom": "device",
    "/api/me/passkeys/{id}": "passkey",
    "/api/people/{account}": "account",
    "/api/files/{id}": "file",
    "/api/files/uploads/{id}": "upload",
    "/api/photos/people/{id}": "n1",
    "/api/search/sites/{id}": "site",
    "/api/search/sites/{id}/again": "site",
    "/api/search/bookmarks/{id}": "bookmark",
    "/openapi/{name}": "openai.json",
    "/api/keyboard/words/{text:path}": "tapir",
    "/api/keyboard/offline/{language}": "en",
    "/api/knowledge/entities/{id:path}": "Q90",
    **{
        f"/api/photos/{{id}}{what}": "photo"
        for what in ("", "/tile", "/view", "/proposal", "/preview", "/recipe", "/copy", "/corners")
    },
}
"""Route with something in its path → which of the victim's ids stands there, or a text that is nobody's."""
_NOBODYS = {"/assets/{path:path}", "/{page}", "/openapi/{name}", "/api/knowledge/entities/{id:path}"} | {
    "/api/keyboard/words/{text:path}",
    "/api/keyboard/offline/{language}",
}


@dataclass(frozen=True)
class Sent:
    """What is sent."""

    json: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def arguments(self) -> dict[str, Any]:
        """For httpx."""
        content = msgspec.json.encode(self.json) if self.content is None else self.content
        return {"content": content if self.json is not None or self.content is not None else None}


@dataclass(frozen=True)
class Asked:
    """A route and one of its methods."""

    method: str
    """As HTTP has it, or ``WS``."""
    path: str
    needs: Need
    theirs: bool
    """Somebody's id stands in the path."""
    offered: bool = False
    """It belongs to an API for other vendors' SDKs."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def url(self, victim: Victim) -> str:
        """The path with the victim's id in it."""
        if "{" not in self.path:
            return self.path
        named = PATHS.get(self.path, "something")
        value = {**victim.ids, "account": victim.account}.get(named, named)
        return re.sub(r"\{.*?\}", value, self.path)

    async def body(self, house: HomeServer, victim: Victim) -> Sent:
        """What is sent to it, such that it would do something if it were allowed."""
        make = BODIES.get(str(self))
        return await make(house, victim) if make is not None else Sent()


def asked_of(routes: list[BaseRoute]) -> list[Asked]:
    """Every request that there is. Fails for a route that the door did not make or that has no example."""
    found: list[Asked] = []
    for route in routes:
        assert isinstance(route, GuardedRoute | GuardedSocket), f"{route} says nothing of what it needs"
        path = route.path
        offered = route.manner is not HOUSE
        # Of an API: what stands in its paths are names and ids of the asker's own; anything may be sent.
        assert offered or "{" not in path or path in PATHS, (
            f"{path} has no example of what stands in its path"
        )
        methods = sorted(route.methods or ()) if isinstance(route, GuardedRoute) else ["WS"]
        for method in methods:
            theirs = "{" in path and path not in _NOBODYS and not offered
            each = Asked(method, path, route.needs, theirs, offered)
            bodied = method in ("POST", "PUT", "PATCH") and not offered
            assert not bodied or str(each) in BODIES, f"{each} has no example of what is sent"
            found.append(each)
    return found


def _is(**json: Any) -> Callable[[HomeServer, Victim], Awaitable[Sent]]:
    async def make(_: HomeServer, __: Victim) -> Sent:
        return Sent(json)

    return make


def _of(make: Callable[[Victim], dict[str, Any]]) -> Callable[[HomeServer, Victim], Awaitable[Sent]]:
    async def made(_: HomeServer, victim: Victim) -> Sent:
        return Sent(make(victim))

    return made


def _with_code(**json: Any) -> Callable[[HomeServer, Victim], Awaitable[Sent]]:
    """The code of a device that really waits, and the victim's account where one is asked for."""

    async def make(house: HomeServer, victim: Victim) -> Sent:
        started = await house.home.pairing.start("speaker", "Box 3", house.address())
        known = {name: victim.account if value == "victim" else value for name, value in json.items()}
        return Sent({"code": started.user_code, **known})

    return make


def _push(victim: Victim) -> dict[str, Any]:
    stamp = str(Stamp(2**44, 0, "thief"))
    change = {"collection": "notes", "id": "shopping", "stamp": stamp, "fields": {"title": "stolen"}}
    return {"replica": "thief", "first": 1, "changes": [change]}


async def _begin(_: HomeServer, __: Victim) -> Sent:
    return Sent(content=b"", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "100"})


async def _append(_: HomeServer, __: Victim) -> Sent:
    headers = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    return Sent(content=b"x" * 10, headers={"Tus-Resumable": "1.0.0", **headers})


async def _override(_: HomeServer, __: Victim) -> Sent:
    return Sent(headers={"Tus-Resumable": "1.0.0", "X-HTTP-Method-Override": "DELETE"})


async def _tus(_: HomeServer, __: Victim) -> Sent:
    return Sent(headers={"Tus-Resumable": "1.0.0"})


async def _picture(_: HomeServer, __: Victim) -> Sent:
    head = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n'
    content = head + b"\xff\xd8\xff\r\n--x--\r\n"
    return Sent(content=content, headers={"Content-Type": "multipart/form-data; boundary=x"})


async def _words(_: HomeServer, __: Victim) -> Sent:
    return Sent(content="tapir\n貘\n".encode(), headers={"Content-Type": "text/plain"})


async def _sparql(_: HomeServer, __: Victim) -> Sent:
    query = b"SELECT * { ?s ?p ?o } LIMIT 3"
    return Sent(content=query, headers={"Content-Type": "application/sparql-query"})


BODIES: Mapping[str, Callable[[HomeServer, Victim], Awaitable[Sent]]] = {
    "PUT /api/me": _is(name="Mallory", sign_in_name="mallory", language="en"),
    "DELETE /api/me": _is(confirm="Zanzibar", password="quetzal feather 4711"),
    "PUT /api/me/password": _is(old="x", new="mallory's own horse", sign_in_name="mallory"),
    "POST /api/sign-in": _is(sign_in_name="zanzi@home.example", password="wrong horse"),
    "POST /api/sign-in/passkey/options": _is(),
    "POST /api/sign-in/passkey": _of(lambda v: {"id": "x", "credential": {"id": v.ids["passkey"]}}),
    "POST /api/link": _is(key="x" * 43, name="Mallory"),
    "POST /api/keys": _is(name="thief", scopes=["talk"], days=1),
    "POST /api/me/passkeys/options": _is(),
    "POST /api/me/passkeys": _is(id="x", credential={"id": "x"}, name="thief"),
    "PATCH /api/devices/{id}": _is(name="stolen", room="attic", languages=["en"]),
    "POST /api/devices/{id}/say": _is(text="okapi"),
    "POST /api/devices/{id}/ask": _is(text="what time is it"),
    "POST /api/devices/{id}/sound": _is(),
    "POST /api/devices/{id}/stop": _is(),
    "POST /api/devices/{id}/volume": _is(level=100),
    "POST /api/pair/start": _is(kind="speaker", model="Box 3"),
    "POST /api/pair/token": _is(grant_type=GRANT, device_code="x" * 43),
    "POST /api/pair/find": _with_code(),
    "POST /api/pair/approve": _with_code(person="victim", name="bug"),
    "POST /api/pair/refuse": _with_code(),
    "POST /api/token/rotate": _is(),
    "POST /api/people/invite": _is(role="family", name="Mallory"),
    "POST /api/sync/push": _of(_push),
    "POST /api/knowledge/sparql": _sparql,
    "POST /api/photos": _of(lambda v: {"file": v.ids["file"], "name": "stolen"}),
    "POST /api/photos/delete": _of(lambda v: {"ids": [v.ids["photo"]]}),
    "POST /api/photos/best": _of(lambda v: {"ids": [v.ids["photo"]]}),
    "POST /api/photos/scan": _of(lambda v: {"pages": [{"photo": v.ids["photo"]}], "title": "stolen"}),
    "PUT /api/photos/people": _is(on=False),
    "POST /api/photos/people": _of(lambda v: {"photo": v.ids["photo"], "face": 0, "name": "stolen"}),
    "PATCH /api/photos/people/{id}": _is(name="stolen"),
    "PATCH /api/photos/{id}": _is(caption="stolen"),
    "PUT /api/photos/{id}/recipe": _is(recipe={"steps": [{"do": "mirror"}]}),
    "POST /api/photos/{id}/preview": _is(recipe={}, side=320),
    "POST /api/photos/{id}/proposal": _is(),
    "POST /api/knowledge/ask": _is(text="What is the capital of France?"),
    "POST /api/knowledge/link": _is(text="Paris"),
    "POST /api/keyboard/candidates": _is(typed="woyaoqu"),
    "POST /api/keyboard/import": _words,
    "POST /api/keyboard/swipe": _is(path=[[0.0, 0.0, 0.0], [4.0, 0.0, 0.3]], language="en"),
    "POST /api/keyboard/learned": _is(events=[{"words": ["tapir"], "language": "en"}]),
    "POST /api/search/sites": _is(**{"url": "https://mallory.invalid/", "for": "house"}),
    "POST /api/search/sites/{id}/again": _is(),
    "POST /api/search/bookmarks": _is(url="https://mallory.invalid/", title="stolen"),
    "POST /api/home/do": _is(thing="virtual:front_door", locked=False),
    "POST /xiaozhi/ota/": _is(mac_address="24:0a:c4:00:01:02", uuid="x" * 36),
    "POST /xiaozhi/ota": _is(mac_address="24:0a:c4:00:01:02", uuid="x" * 36),
    "POST /xiaozhi/ota/activate": _is(mac_address="24:0a:c4:00:01:02", uuid="x" * 36),
    "POST /xiaozhi/vision": _picture,
    "POST /api/files/uploads": _begin,
    "PATCH /api/files/uploads/{id}": _append,
    "POST /api/files/uploads/{id}": _override,
    "HEAD /api/files/uploads/{id}": _tus,
    "DELETE /api/files/uploads/{id}": _tus,
}
"""Request → what is sent with it."""
