"""Those who try what they may not, and what they get."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from fakes.home_server import ORIGIN, HomeServer
from fakes.requests_by_route import Asked
from fakes.victim import Victim, belongings
from parley.gateways.access import COOKIE, PUBLIC
from parley.home.accounts.callers import ALLOWED, DATA, Kind, Role, Scope

NOT_SIGNED_IN, NOT_THIS, NOT_YOURS = {401}, {403}, {403, 404}
OWN: set[int] = set()
"""Whatever the server says: it is about the attacker's own things, or for everybody."""

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Attacker:
    """One who attacks."""

    name: str
    headers: Callable[[HomeServer, Victim, Asked, str], Awaitable[Headers]]
    """What they send to be let in; the last argument is the origin of the server's own page."""
    allowed: Callable[[Asked], set[int]]
    """Statuses that are right for them; ``OWN`` for any that is no error of the server."""


@dataclass
class Table:
    """Request and attacker → status."""

    attackers: list[str]
    rows: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    offences: list[str] = field(default_factory=list[str])

    def __str__(self) -> str:
        width = max(map(len, self.rows))
        columns = [max(len(each), 3) for each in self.attackers]
        lines = [" " * width + "  " + "  ".join(self.attackers)]
        for request, row in self.rows.items():
            cells = [
                row.get(name, "").ljust(wide) for name, wide in zip(self.attackers, columns, strict=True)
            ]
            lines.append(f"{request.ljust(width)}  {'  '.join(cells)}")
        return "\n".join(lines)


def attackers(strangers: Mapping[Role, str]) -> list[Attacker]:
    """All of them. ``strangers``: accounts of another member of the family and of a guest."""

    async def nothing(*_: Any) -> Headers:
        return {}

    def with_token(name: str) -> Callable[[HomeServer, Victim, Asked, str], Awaitable[Headers]]:
        async def headers(_: HomeServer, victim: Victim, __: Asked, ___: str) -> Headers:
            return _bearer(victim.tokens[name])

        return headers

    async def too_little(_: HomeServer, victim: Victim, asked: Asked, __: str) -> Headers:
        scope = asked.needs if isinstance(asked.needs, Scope) else Scope.TALK
        return _bearer(victim.tokens[f"without {scope.value}"])

    def page(site: str) -> Callable[[HomeServer, Victim, Asked, str], Awaitable[Headers]]:
        async def headers(_: HomeServer, victim: Victim, __: Asked, ___: str) -> Headers:
            return {"Cookie": f"{COOKIE}={victim.tokens['session']}", "Origin": site}

        return headers

    def signed_in(role: Role) -> Callable[[HomeServer, Victim, Asked, str], Awaitable[Headers]]:
        async def headers(house: HomeServer, _: Victim, asked: Asked, own: str) -> Headers:
            session = await house.session(strangers[role])
            if asked.offered:  # these know no cookies
                return _bearer(session)
            return {"Cookie": f"{COOKIE}={session}", "Origin": own}

        return headers

    return [
        Attacker("nobody", nothing, _unless_public(NOT_SIGNED_IN)),
        Attacker("expired", with_token("expired"), _unless_public(NOT_SIGNED_IN)),
        Attacker("revoked", with_token("revoked"), _unless_public(NOT_SIGNED_IN)),
        Attacker("link", with_token("link"), _unless_public(NOT_SIGNED_IN)),
        Attacker("foreign page", page("http://evil.example"), _of_a_page),
        Attacker("null page", page("null"), _of_a_page),
        Attacker("too little", too_little, _lacking),
        Attacker("stolen speaker", with_token("device"), _as(Kind.DEVICE, DATA, own=True)),
        Attacker("another", signed_in(Role.FAMILY), _as(Kind.SESSION, ALLOWED[Role.FAMILY])),
        Attacker("guest", signed_in(Role.GUEST), _as(Kind.SESSION, ALLOWED[Role.GUEST])),
    ]


def _bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


def _unless_public(wanted: set[int]) -> Callable[[Asked], set[int]]:
    return lambda asked: OWN if asked.needs is PUBLIC else wanted


def _of_a_page(asked: Asked) -> set[int]:
    if asked.needs is PUBLIC:
        return OWN
    return NOT_SIGNED_IN if asked.offered else NOT_THIS


def _lacking(asked: Asked) -> set[int]:
    return NOT_THIS if isinstance(asked.needs, Scope | Kind) else OWN


def _as(kind: Kind, scopes: frozenset[Scope], *, own: bool = False) -> Callable[[Asked], set[int]]:
    """Somebody who may do these things with what is theirs; ``own``: the things are theirs."""

    def allowed(asked: Asked) -> set[int]:
        if asked.needs is PUBLIC:
            return OWN
        if isinstance(asked.needs, Scope) and asked.needs not in scopes:
            return NOT_THIS
        if isinstance(asked.needs, Kind) and asked.needs is not kind:
            return NOT_THIS
        return NOT_YOURS if asked.theirs and not own else OWN

    return allowed


async def attack(
    house: HomeServer, victim: Victim, every: list[Asked], all_of_them: list[Attacker], address: str
) -> Table:
    """Have each try everything, and look after each try whether it was refused, silent and harmless.

    ``address``: where the same server listens, for its sockets.
    """
    table = Table([each.name for each in all_of_them])
    before = await belongings(house, victim.account)
    for asked in every:
        row = table.rows[str(asked)] = {}
        for attacker in all_of_them:
            allowed = attacker.allowed(asked)
            if allowed is OWN and attacker.name in ("too little", "stolen speaker"):
                continue  # that is what the victim gave it to it for
            own = ORIGIN if asked.method != "WS" else f"http://{address}"
            headers = await attacker.headers(house, victim, asked, own)
            if asked.method == "WS":
                status, said = await _connected(f"ws://{address}{asked.url(victim)}", headers)
            else:
                status, said = await _answered(house, victim, asked, headers)
            row[attacker.name] = str(status)
            who = f"{asked} by {attacker.name}"
            if status >= 500 or (allowed is not OWN and status not in allowed):
                table.offences.append(f"{who}: {status} instead of {sorted(allowed)}")
            if leaks := victim.leaks_in(said):
                table.offences.append(f"{who} leaks {leaks}")
            if asked.offered and attacker is not all_of_them[-1]:
                continue  # so many routes, one door: what changed is looked for once for each
            after = await belongings(house, victim.account)
            if changed := [name for name in before if before[name] != after[name]]:
                table.offences.append(f"{who} changes {changed}")
                before = after
    return table


async def _answered(house: HomeServer, victim: Victim, asked: Asked, headers: Headers) -> tuple[int, bytes]:
    sent = await asked.body(house, victim)
    client = house.client()
    answer: httpx.Response = await client.request(
        asked.method, asked.url(victim), headers={**sent.headers, **headers}, **sent.arguments()
    )
    return answer.status_code, answer.content + str(dict(answer.headers)).encode()


async def _connected(url: str, headers: Headers) -> tuple[int, bytes]:
    """What a socket says in a quarter of a second, and how it ended: its code less 4000, 101 if it stays."""
    said = bytearray()
    try:
        async with connect(url, additional_headers=headers) as socket:
            try:
                async with asyncio.timeout(0.25):
                    while True:
                        frame = await socket.recv()
                        said += frame.encode() if isinstance(frame, str) else frame
            except TimeoutError:
                return 101, bytes(said)
            except ConnectionClosed:
                code = socket.close_code or 0
                return (code - 4000 if code >= 4000 else code), bytes(said)
    except InvalidStatus as error:
        return error.response.status_code, bytes(error.response.body or b"")
