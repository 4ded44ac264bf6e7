"""The picture that a request brings: its bytes, or an address to fetch it from."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated

from msgspec import Meta, Struct

from parley.errors import Unsupported
from parley.gateways.access import Call, parsed
from parley.gateways.azure.vision.faults import Refused
from parley.vision.service import Sight, Vision
from parley.vision.types import BadPicture, Kind, Limits

LIMITS = Limits(pages=300)
"""20 MB, as Image Analysis 4.0 takes; pages at a time as many as a minute or two reads."""
MEDIA = ("application/octet-stream", "application/json")


class ImageUrl(Struct, frozen=True):
    """Where a picture is."""

    url: Annotated[str, Meta(min_length=1, max_length=2048)]


async def picture_of(call: Call, vision: Vision) -> bytes:
    """The bytes. Raises ``Refused``, ``TooLong``, ``CannotFetch``."""
    kind = call.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return await fetched(parsed(await call.body(), ImageUrl).url, vision)
    if kind in ("", "application/octet-stream", "application/pdf") or kind.startswith("image/"):
        data = await call.body(LIMITS.bytes)
        if not data:
            raise Refused("InvalidImageSize", "The body holds no picture.")
        return data
    raise Refused("UnsupportedMediaType", f"Send a picture as {MEDIA[0]}, or its address as {MEDIA[1]}.")


async def fetched(url: str, vision: Vision) -> bytes:
    """The bytes at an address. Raises ``Refused`` where the server does not fetch."""
    try:
        return await vision.fetch(url)
    except Unsupported as error:
        raise Refused("InvalidImageUrl", str(error)) from error


@asynccontextmanager
async def opened(call: Call, vision: Vision) -> AsyncGenerator[Sight]:
    """The picture of a request, open. A PDF is none here."""
    async with vision.open(await picture_of(call, vision), LIMITS) as sight:
        if sight.kind is Kind.PDF:
            raise BadPicture("A PDF is no picture: send it to read/analyze, or to Document Intelligence.")
        yield sight
