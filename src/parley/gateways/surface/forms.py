"""Forms with files in them (multipart/form-data), within bounds; what is long lies on the disk meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import BinaryIO

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from parley.errors import TooLong
from parley.gateways.access import BadRequest, Call
from parley.gateways.access.call import BODY_SECONDS

MOST_FIELDS, MOST_FILES = 100, 8
FIELD_BYTES = 256 * 1024
_SECONDS_PER_MEGABYTE = 5.0
"""What a slow connection is given beyond ``BODY_SECONDS``."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a form."""

    filename: str
    type: str
    """Media type as its sender has it; empty if they did not say."""
    file: BinaryIO
    size: int

    async def read(self) -> bytes:
        """All of it."""
        self.file.seek(0)
        return await asyncio.to_thread(self.file.read)


class Form:
    """The fields and files of a form, in the order in which they came."""

    def __init__(self, fields: list[tuple[str, str]], files: list[tuple[str, Part]]) -> None:
        self._fields, self._files = fields, files

    def text(self, name: str, default: str = "") -> str:
        """A field; of several by one name the last."""
        return next((value for key, value in reversed(self._fields) if key == name), default)

    def texts(self, *names: str) -> list[str]:
        """Every field of these names: ``timestamp_granularities[]`` and the like."""
        return [value for key, value in self._fields if key in names]

    def values(self) -> dict[str, str]:
        """Every field, of several by one name the last."""
        return dict(self._fields)

    def file(self, name: str) -> Part:
        """A file. Raises ``BadRequest`` when there is none of that name."""
        for key, part in self._files:
            if key == name:
                return part
        raise BadRequest(f"The form has no file {name!r}.")


@contextlib.asynccontextmanager
async def form_of(call: Call, most: int) -> AsyncGenerator[Form]:
    """The form that is sent, of ``most`` bytes at most; its files are there until the block ends.

    Raises ``BadRequest``, ``TooLong``.
    """
    kind = call.request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data") or "boundary=" not in kind.lower():
        raise BadRequest("The body must be a form (multipart/form-data) with its boundary.")
    parser = MultiPartParser(
        call.request.headers,
        _bounded(call, most),
        max_files=MOST_FILES,
        max_fields=MOST_FIELDS,
        max_part_size=FIELD_BYTES,
    )
    try:
        async with asyncio.timeout(BODY_SECONDS + _SECONDS_PER_MEGABYTE * most / 1e6):
            data = await parser.parse()
    except (MultiPartException, UnicodeError, KeyError, AssertionError) as error:
        raise BadRequest(f"The form cannot be read: {error}") from error
    except ClientDisconnect as error:
        raise BadRequest("The request broke off.") from error
    except TimeoutError as error:
        raise BadRequest("The request took too long to come.") from error
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, Part]] = []
    try:
        for name, value in data.multi_items():
            if isinstance(value, UploadFile):
                files.append((name, _part(value)))
            else:
                fields.append((name, value))
        yield Form(fields, files)
    finally:
        await data.close()


def _part(upload: UploadFile) -> Part:
    return Part(
        (upload.filename or "")[:300], (upload.content_type or "")[:100], upload.file, upload.size or 0
    )


async def _bounded(call: Call, most: int) -> AsyncGenerator[bytes]:
    taken = 0
    stream: AsyncIterator[bytes] = call.request.stream()
    async for piece in stream:
        taken += len(piece)
        if taken > most:
            raise TooLong(f"The body of this request may have {most} bytes.")
        yield piece
