"""``/api/files/uploads``: uploads that can be resumed, by tus 1.0.0 (https://tus.io/protocols/resumable-upload).

With the extensions creation, creation-with-upload, termination, expiration and checksum.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from email.utils import formatdate

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.errors import ParleyError, TooLong
from parley.gateways.access import PUBLIC, Answer, Call, Door, problem
from parley.home.accounts.callers import Scope
from parley.home.files.errors import BadUpload
from parley.home.files.files import Files
from parley.home.files.kinds import clean_name, clean_type
from parley.home.files.ledger import About
from parley.home.files.uploads import LONGEST_METADATA, Checksum, Upload

PATH = "/api/files/uploads"
PATIENCE = 20.0
"""Seconds without a byte after which a request is over; what came is kept, and others may go on."""
_VERSION = "1.0.0"
_BODY = "application/offset+octet-stream"
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_KEY = re.compile(r"[!-+\--~]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class _Uploads:
    def __init__(self, files: Files) -> None:
        self._files = files

    async def options(self, call: Call) -> Answer:
        """What this server can do."""
        return Response(
            status_code=204,
            headers={
                "Tus-Resumable": _VERSION,
                "Tus-Version": _VERSION,
                "Tus-Max-Size": str(self._files.quota_bytes),
                "Tus-Extension": "creation,creation-with-upload,termination,expiration,checksum",
                "Tus-Checksum-Algorithm": "sha1,sha256",
            },
        )

    async def create(self, call: Call) -> Answer:
        """Begin an upload, perhaps with its first bytes."""
        headers, account = call.request.headers, call.caller.account
        size = _number(headers.get("upload-length"), "Upload-Length")
        about = described(headers.get("upload-metadata", ""))
        upload = await self._files.begin(account, size, about)
        try:
            if headers.get("content-type") == _BODY:
                body = _Body(call.request, size)
                upload = await self._files.append(account, upload.id, 0, body.blocks(), _checksum(call))
                body.check()
            return await self._answer(account, upload, 201, {"Location": f"{PATH}/{upload.id}"})
        except ParleyError:
            with suppress(ParleyError):  # nobody will ever be told where it is
                await self._files.cancel(account, upload.id)
            raise

    async def show(self, call: Call) -> Answer:
        """Where to go on."""
        upload = await self._files.upload(call.caller.account, call.id())
        headers = {"Upload-Length": str(upload.size)}
        if upload.metadata:
            headers["Upload-Metadata"] = upload.metadata
        return await self._answer(call.caller.account, upload, 200, headers)

    async def append(self, call: Call) -> Answer:
        """Take bytes."""
        headers, account, id = call.request.headers, call.caller.account, call.id()
        if headers.get("content-type") != _BODY:
            return _refused(415, f"The body of PATCH must be {_BODY}.")
        offset = _number(headers.get("upload-offset"), "Upload-Offset")
        upload = await self._files.upload(account, id)
        body = _Body(call.request, upload.size - offset)
        upload = await self._files.append(account, id, offset, body.blocks(), _checksum(call))
        if body.stalled:
            return _refused(408, "No more bytes came; go on where the upload stands.")
        return await self._answer(account, upload, 204, {})

    async def cancel(self, call: Call) -> Answer:
        """Give an upload up."""
        await self._files.cancel(call.caller.account, call.id())
        return Response(status_code=204)

    async def override(self, call: Call) -> Answer:
        """For clients that can only GET and POST."""
        method = call.request.headers.get("x-http-method-override", "").upper()
        endpoints = {"PATCH": self.append, "DELETE": self.cancel, "HEAD": self.show}
        if method not in endpoints:
            return problem("bad_method", "Send the bytes with PATCH.")
        return await endpoints[method](call)

    async def _answer(self, account: str, upload: Upload, status: int, headers: dict[str, str]) -> Response:
        """How far it is. A complete one becomes a file first, also when a crash kept it from that before."""
        file = upload.file
        if upload.complete and file is None:
            file = (await self._files.finish(account, upload.id)).id
        headers["Upload-Offset"] = str(upload.offset)
        if file is None:
            headers["Upload-Expires"] = formatdate(upload.expires, usegmt=True)
        else:
            headers["Parley-File"] = file
        return Response(status_code=status, headers=headers)


def described(metadata: str) -> About:
    """What ``Upload-Metadata`` says: pairs of a name and a Base64 value. Raises ``BadUpload``."""
    if len(metadata) > LONGEST_METADATA:
        raise BadUpload(f"Upload-Metadata may have {LONGEST_METADATA} bytes.")
    values: dict[str, str] = {}
    for pair in metadata.split(",") if metadata.strip() else ():
        key, _, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in values:
            raise BadUpload("Upload-Metadata is a list of different names, each with a value in Base64.")
        try:
            values[key] = base64.b64decode(value, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError) as error:
            raise BadUpload(f"The value of {key} in Upload-Metadata is not Base64.") from error
    sha256 = values.get("sha256", "").lower() or None
    if sha256 and not _SHA256.fullmatch(sha256):
        raise BadUpload("sha256 in Upload-Metadata is a hash of 64 hexadecimal digits.")
    name = values.get("filename") or values.get("name") or ""
    kind = values.get("filetype") or values.get("type") or ""
    return About(clean_name(name), clean_type(kind), sha256, metadata)


class _Body:
    """The bytes of one request, and how they ended."""

    def __init__(self, request: Request, room: int) -> None:
        """``room``: bytes that may come. Raises ``TooLong`` when more are announced."""
        if _number(request.headers.get("content-length", "0"), "Content-Length") > max(0, room):
            raise TooLong("More bytes are to come than the upload was announced with.")
        self._request = request
        self.stalled = False
        """Nothing came any more."""
        self.broken = False
        """The connection broke."""

    async def blocks(self) -> AsyncIterator[bytes]:
        """The bytes, until they end in one way or another."""
        stream = self._request.stream()
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    block = await anext(stream)
            except StopAsyncIteration:
                return
            except TimeoutError:
                self.stalled = True
                return
            except ClientDisconnect:
                self.broken = True
                return
            if block:
                yield block

    def check(self) -> None:
        """Raises ``BadUpload`` when not all of them came."""
        if self.stalled or self.broken:
            raise BadUpload("The bytes broke off; begin the upload anew.")


def _number(text: str | None, header: str) -> int:
    if text is None or not _NUMBER.fullmatch(text):
        raise BadUpload(f"{header} must be a number of bytes.")
    return int(text)


def _checksum(call: Call) -> Checksum | None:
    header = call.request.headers.get("upload-checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadUpload("Upload-Checksum is an algorithm and a hash in Base64.") from error
    if algorithm == "sha1":
        return Checksum("sha1", digest)
    if algorithm == "sha256":
        return Checksum("sha256", digest)
    raise BadUpload("Upload-Checksum may use sha1 and sha256.")


def _refused(status: int, message: str) -> Response:
    response = problem("bad_upload", message)
    response.status_code = status
    return response


def _tus(endpoint: Callable[[Call], Awaitable[Answer]]) -> Callable[[Call], Awaitable[Answer]]:
    """With the version that every request and every answer of the protocol names."""

    async def answer(call: Call) -> Answer:
        if call.request.headers.get("tus-resumable") != _VERSION:
            response = _refused(412, f"Tus-Resumable must be {_VERSION}.")
            response.headers["Tus-Version"] = _VERSION
        else:
            try:
                response = await endpoint(call)
            except ParleyError as error:
                response = problem(error.code, str(error))
        assert isinstance(response, Response)
        response.headers["Tus-Resumable"] = _VERSION
        return response

    return answer


def routes(door: Door, files: Files) -> list[BaseRoute]:
    """Begin, go on with, ask after and give up uploads."""
    each, needs, one = _Uploads(files), Scope.FILES_WRITE, f"{PATH}/{{id}}"
    return [
        door.route(PATH, each.options, methods=["OPTIONS"], needs=PUBLIC),
        door.route(one, each.options, methods=["OPTIONS"], needs=PUBLIC),
        door.route(PATH, _tus(each.create), methods=["POST"], needs=needs),
        door.route(one, _tus(each.show), methods=["HEAD"], needs=needs),
        door.route(one, _tus(each.append), methods=["PATCH"], needs=needs),
        door.route(one, _tus(each.cancel), methods=["DELETE"], needs=needs),
        door.route(one, _tus(each.override), methods=["POST"], needs=needs),
    ]
