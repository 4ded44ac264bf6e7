"""One request that was let in: who asks, and what they sent, within bounds."""

from __future__ import annotations

import asyncio
import re
from typing import TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from parley.errors import NotAllowed, TooLong
from parley.gateways.access.answers import BadRequest, NotFound
from parley.gateways.access.connections import address_of, origin_of
from parley.home.accounts.callers import Caller

T = TypeVar("T")

BODY_BYTES = 64 * 1024
"""Longest JSON body, unless a route says otherwise."""
BODY_SECONDS = 30.0
"""In which it must have come."""
_ID = re.compile(r"[A-Za-z0-9_.=-]{1,1400}")
"""The longest are those of passkeys: 1,023 bytes in Base64."""


class Call:
    """A request and its caller."""

    def __init__(self, request: Request, visitor: Caller | None, public_url: str = "") -> None:
        self.request = request
        self._public_url = public_url
        self.visitor = visitor
        """Who asks; None where the route is public."""

    @property
    def caller(self) -> Caller:
        """Who asks."""
        if self.visitor is None:
            raise NotAllowed("Sign in first.")
        return self.visitor

    @property
    def address(self) -> str:
        """The network that asks."""
        return address_of(self.request)

    @property
    def origin(self) -> str:
        """Where this server is for whoever asks: scheme, host and port."""
        return self._public_url or origin_of(self.request)

    @property
    def agent(self) -> str:
        """What the browser or program calls itself."""
        return self.request.headers.get("user-agent", "")[:300]

    async def read(self, shape: type[T], most: int = BODY_BYTES) -> T:
        """The JSON body. Raises ``TooLong`` over ``most`` bytes, ``BadRequest`` for another shape."""
        return parsed(await self.body(most) or b"{}", shape)

    async def body(self, most: int = BODY_BYTES) -> bytes:
        """The body as it came. Raises ``TooLong`` over ``most`` bytes, reading no further.

        Raises ``BadRequest`` when it breaks off or does not come to its end in time.
        """
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for piece in self.request.stream():
                    body += piece
                    if len(body) > most:
                        raise TooLong(f"The body of this request may have {most} bytes.")
        except ClientDisconnect as error:
            raise BadRequest("The request broke off.") from error
        except TimeoutError as error:
            raise BadRequest(f"The request took longer than {BODY_SECONDS:.0f} seconds to come.") from error
        return bytes(body)

    def query(self, shape: type[T]) -> T:
        """What stands in the query; of several by one name the last, where it is no list.

        Raises ``BadRequest`` for another shape.
        """
        values: dict[str, str | list[str]] = {}
        form = msgspec.inspect.type_info(shape)
        assert isinstance(form, msgspec.inspect.StructType), "a query is described by a Struct"
        for field in form.fields:
            name = field.encode_name
            given = self.request.query_params.getlist(name)
            several = isinstance(field.type, msgspec.inspect.ListType | msgspec.inspect.VarTupleType)
            if given:
                values[name] = given if several else given[-1]
        try:
            return msgspec.convert(values, shape, strict=False)
        except msgspec.ValidationError as error:
            raise BadRequest(f"In the address: {error}") from error

    def id(self, name: str = "id") -> str:
        """An id from the path. Raises ``NotFound`` for what cannot be one."""
        value = str(self.request.path_params[name])
        if not _ID.fullmatch(value):
            raise NotFound("There is no such thing.")
        return value

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number from the query. Raises ``BadRequest`` when it is none or out of bounds."""
        text = self.request.query_params.get(name)
        if text is None:
            return default
        if not re.fullmatch(r"-?[0-9]{1,18}", text) or not least <= int(text) <= most:
            raise BadRequest(f"{name} must be a whole number from {least} to {most}.")
        return int(text)


def parsed(body: bytes | str, shape: type[T]) -> T:
    """JSON of a shape. Raises ``BadRequest``."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise BadRequest(str(error)) from error
    except RecursionError as error:
        raise BadRequest("The JSON is nested too deeply.") from error
