"""``/api/pair``: a device asks to be let in, and its person lets it in (RFC 8628)."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs

import msgspec
from msgspec import Meta, Struct
from starlette.routing import BaseRoute

from parley.errors import ParleyError
from parley.gateways.access import PUBLIC, Answer, BadRequest, Call, Door, json, parsed, status_of
from parley.gateways.home.devices import Languages, one_device, seconds_until
from parley.gateways.home.me import Line
from parley.home.accounts.callers import Scope
from parley.home.home import Home

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
Code = Annotated[str, Meta(min_length=1, max_length=40)]


class Start(Struct, frozen=True):
    kind: Line
    model: Line


class Started(Struct, frozen=True):
    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: int
    """Seconds."""
    interval: int
    """Seconds between two questions."""


class AskForToken(Struct, frozen=True):
    grant_type: Line
    device_code: Line


class GivenToken(Struct, frozen=True):
    access_token: str
    token_type: str
    expires_in: int
    """Seconds."""
    device: str


class NoToken(Struct, frozen=True):
    """As RFC 6749 has errors, and as the rest of this API has them."""

    error: str
    error_description: str
    code: str
    message: str


class Entered(Struct, frozen=True):
    code: Code


class Approval(Struct, frozen=True):
    code: Code
    name: Line = ""
    room: Line = ""
    languages: Languages = []
    person: Line | None = None


class Waits(Struct, frozen=True):
    kind: str
    model: str


class _Pairing:
    def __init__(self, door: Door, home: Home) -> None:
        self._door, self._home = door, home

    async def start(self, call: Call) -> Answer:
        asked = await call.read(Start)
        started = await self._home.pairing.start(asked.kind, asked.model, call.address)
        page = f"{call.origin}/pair"
        return Started(
            started.device_code,
            started.user_code,
            page,
            f"{page}?code={started.user_code}",
            round(started.expires_in),
            round(started.interval),
        )

    async def give_token(self, call: Call) -> Answer:
        try:
            asked = await _asked(call)
            issued = await self._home.pairing.poll(asked.device_code)
        except ParleyError as error:
            name = "invalid_request" if isinstance(error, BadRequest) else error.code
            return json(NoToken(name, str(error), error.code, str(error)), status_of(error.code))
        expires = seconds_until(self._home, issued.expires)
        return GivenToken(issued.secret, "Bearer", expires, issued.caller.device or "")

    async def find(self, call: Call) -> Answer:
        entered = await call.read(Entered)
        found = await self._home.pairing.find(entered.code, by=call.caller, address=call.address)
        return Waits(found.kind.value, found.model)

    async def approve(self, call: Call) -> Answer:
        wanted = await call.read(Approval)
        device = await self._home.pairing.approve(
            wanted.code,
            name=wanted.name,
            room=wanted.room,
            languages=wanted.languages,
            person=wanted.person,
            by=call.caller,
            address=call.address,
        )
        return one_device(self._door, device)

    async def refuse(self, call: Call) -> Answer:
        entered = await call.read(Entered)
        await self._home.pairing.refuse(entered.code, by=call.caller, address=call.address)


async def _asked(call: Call) -> AskForToken:
    """The question for a token: a form, as OAuth has it, or JSON."""
    body = await call.body()
    if call.request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = parse_qs(body.decode("latin-1"), max_num_fields=20)
        body = msgspec.json.encode({name: values[0] for name, values in form.items()})
    asked = parsed(body, AskForToken)
    if asked.grant_type != GRANT:
        raise BadRequest(f"grant_type must be {GRANT}.")
    return asked


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """Both sides of pairing."""
    each, account = _Pairing(door, home), Scope.ACCOUNT
    return [
        door.route("/api/pair/start", each.start, methods=["POST"], needs=PUBLIC),
        door.route("/api/pair/token", each.give_token, methods=["POST"], needs=PUBLIC),
        door.route("/api/pair/find", each.find, methods=["POST"], needs=account, guess=True),
        door.route("/api/pair/approve", each.approve, methods=["POST"], needs=account, guess=True),
        door.route("/api/pair/refuse", each.refuse, methods=["POST"], needs=account, guess=True),
    ]
