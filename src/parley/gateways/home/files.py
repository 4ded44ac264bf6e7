"""``/api/files``: what a person keeps is listed, read in whole or in parts, and deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

from msgspec import Struct
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, BadRequest, Call, Door, problem
from parley.gateways.home import uploads
from parley.gateways.home.ranges import NoSuchRange, matches, wanted
from parley.home.accounts.callers import Scope
from parley.home.files.errors import UnknownFile
from parley.home.files.files import File, Files
from parley.home.files.kinds import UNKNOWN_TYPE
from parley.home.home import Home

MOST = 500
"""Files in one answer."""

_SHOWN = frozenset(
    f"{kind}/{each}"
    for kind, names in {
        "image": "avif bmp gif heic heif jpeg png tiff webp",
        "audio": "aac flac mp4 mpeg ogg opus wav webm x-wav",
        "video": "mp4 mpeg ogg quicktime webm x-matroska",
    }.items()
    for each in names.split()
)
"""What a browser may show: these kinds run nothing."""
_SAVED = frozenset({"application/pdf", "application/zip", "text/calendar", "text/csv", "text/vcard"})
"""What keeps its type, but is saved rather than shown."""
_HEADERS = {
    # Nobody can put a page of their own on this server: whatever a browser makes of a file, it runs nothing.
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
    "Accept-Ranges": "bytes",
}


class OneFile(Struct, frozen=True):
    id: str
    name: str
    type: str
    size: int
    sha256: str
    created: float


class FileList(Struct, frozen=True):
    files: list[OneFile]
    more: bool
    """Whether others follow: ask again with ``after`` and the id of the last."""
    stored: int
    """Bytes."""
    reserved: int
    quota: int


class _Files:
    def __init__(self, files: Files) -> None:
        self._files = files

    async def show(self, call: Call) -> Answer:
        account, most = call.caller.account, call.number("most", 100, 1, MOST)
        after = call.request.query_params.get("after")
        if after is not None and not (after.isascii() and after.isalnum()):
            raise BadRequest("after must be the id of a file.")
        page = await self._files.page(account, most + 1, after)
        usage = await self._files.usage(account)
        shown = [
            OneFile(each.id, each.name, each.type, each.size, each.sha256, each.created)
            for each in page[:most]
        ]
        return FileList(shown, len(page) > most, usage.stored, usage.reserved, usage.quota)

    async def read(self, call: Call) -> Answer:
        request, account = call.request, call.caller.account
        file = await self._files.get(account, call.id())
        etag = f'"{file.id}"'
        headers = {**_HEADERS, "ETag": etag}
        if matches(request.headers.get("if-none-match"), etag):
            return Response(status_code=304, headers=headers)
        headers |= _described(file, save="download" in request.query_params)
        if request.method == "HEAD":
            return Response(headers={**headers, "Content-Length": str(file.size)})
        try:
            part = wanted(request.headers, file.size, etag)
        except NoSuchRange as error:
            response = problem(error.code, str(error))
            response.headers["Content-Range"] = f"bytes */{file.size}"
            return response
        start, end = part or (0, file.size)
        headers["Content-Length"] = str(end - start)
        if part:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{file.size}"
        blocks = await _begun(self._files.read(account, file.id, start, end))
        return StreamingResponse(blocks, 206 if part else 200, headers)

    async def delete(self, call: Call) -> Answer:
        if not await self._files.delete(call.caller.account, call.id()):
            raise UnknownFile("There is no such file.")


async def _begun(blocks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same blocks, the first of which is there: what goes wrong with it can still be said."""
    first = await anext(blocks, b"")

    async def all_of_them() -> AsyncIterator[bytes]:
        yield first
        async for block in blocks:
            yield block

    return all_of_them()


def _described(file: File, *, save: bool) -> dict[str, str]:
    """What the file is, as far as a browser may believe it."""
    known = file.type in _SHOWN or file.type in _SAVED
    shown = "inline" if file.type in _SHOWN and not save else "attachment"
    plain = "".join(
        each if each.isascii() and each.isprintable() and each not in '"\\%' else "_" for each in file.name
    )
    return {
        "Content-Type": file.type if known else UNKNOWN_TYPE,
        "Content-Disposition": f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}",
    }


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """List, read and delete files; upload them."""
    each = _Files(home.files)
    return [
        *uploads.routes(door, home.files),
        door.route("/api/files", each.show, methods=["GET"], needs=Scope.FILES_READ),
        door.route("/api/files/{id}", each.read, methods=["GET"], needs=Scope.FILES_READ),
        door.route("/api/files/{id}", each.delete, methods=["DELETE"], needs=Scope.FILES_WRITE),
    ]
