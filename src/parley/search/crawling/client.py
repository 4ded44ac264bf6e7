"""One request for one page: only to where that is allowed, only so long, only so much."""

from __future__ import annotations

import asyncio
import ipaddress
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

import httpx

from parley import __version__
from parley.errors import BadSettings, ParleyError, TooLong
from parley.search.crawling.addresses import canonical
from parley.search.documents.moments import moment
from parley.vision.fetching import Resolve, public, resolve

SECONDS = 60.0
"""In which all of a page must have come, however slowly its bytes drip."""
SILENCE = 15.0
"""Seconds without a byte."""
_ACCEPT = "text/html, application/xhtml+xml, application/pdf, text/plain, application/rss+xml, */*;q=0.1"
_BLOCK = 1 << 16
_MOST_HEADER = 500
"""Characters of an ETag or the like that are kept."""


class CannotFetch(ParleyError):
    """A page cannot be fetched: no such host, not on the public internet, no answer in time, no page."""

    code: ClassVar[str] = "cannot_fetch"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered."""

    status: int
    body: bytes = b""
    """Of a status of 200 only; unpacked."""
    type: str = ""
    """Media type in small letters, without parameters."""
    charset: str = ""
    location: str = ""
    """Where a redirect leads: absolute and canonical; empty for nowhere one may go."""
    etag: str = ""
    modified: str = ""
    """``Last-Modified`` as it was sent."""
    robots: str = ""
    """``X-Robots-Tag``, in small letters."""
    wait: float = 0.0
    """Seconds that the server wants us to wait (``Retry-After``); 0 where it does not say."""


class Client:
    """Fetches over http and https.

    A name is resolved once, every address it has must be allowed, and the connection goes to that very
    address: a name server that answers differently the second time gains nothing. Redirects are not followed
    here: each is checked like any other address.
    """

    def __init__(
        self,
        agent: str,
        most: int,
        private: Iterable[str] = (),
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        """``most``: bytes of a page, unpacked. ``private``: networks and addresses of one's own that are
        allowed. Raises ``BadSettings`` for what is neither."""
        self._agent, self._most = agent, most
        try:
            self._private = [ipaddress.ip_network(each, strict=False) for each in private]
        except ValueError as error:
            raise BadSettings(f"In [crawling] private: {error}.") from error
        self._transport, self._resolve = transport, resolve
        self._opened: httpx.AsyncClient | None = None

    async def get(self, url: str, *, etag: str = "", modified: str = "", most: int = 0) -> Fetched:
        """What is at an address, unless it still is what ``etag`` and ``modified`` stand for (then 304).

        ``most``: bytes, in place of those of the client. Raises ``CannotFetch``, ``TooLong``.
        """
        try:
            async with asyncio.timeout(SECONDS):
                return await self._get(url, etag, modified, most or self._most)
        except TimeoutError as error:
            raise CannotFetch(f"The address did not answer within {SECONDS:.0f} seconds.") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, zlib.error) as error:
            raise CannotFetch("Nothing could be fetched from the address.") from error

    async def close(self) -> None:
        """Let go of connections."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.aclose()

    async def _get(self, url: str, etag: str, modified: str, most: int) -> Fetched:
        target = await self._checked(url)
        headers = {
            "Host": urlsplit(url).netloc,
            "User-Agent": f"{self._agent}/{__version__} (a household's own search; follows robots.txt)",
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip",
        }
        if etag:
            headers["If-None-Match"] = etag
        if modified:
            headers["If-Modified-Since"] = modified
        client = self._client()
        name = {"sni_hostname": urlsplit(url).hostname or ""}
        request = client.build_request("GET", target, headers=headers, extensions=name)
        answer = await client.send(request, stream=True)
        try:
            return await self._read(answer, url, most)
        finally:
            await answer.aclose()

    async def _read(self, answer: httpx.Response, url: str, most: int) -> Fetched:
        of = answer.headers
        about = Message()
        about["content-type"] = of.get("content-type", "")[:_MOST_HEADER]
        location = of.get("location", "")[: 4 * _MOST_HEADER] if 300 <= answer.status_code < 400 else ""
        return Fetched(
            answer.status_code,
            await _body(answer, most) if answer.status_code == 200 else b"",
            about.get_content_type() if of.get("content-type") else "",
            str(about.get_param("charset", "") or ""),
            canonical(urljoin(url, location)) if location else "",
            of.get("etag", "")[:_MOST_HEADER],
            of.get("last-modified", "")[:_MOST_HEADER],
            ",".join(of.get_list("x-robots-tag"))[:_MOST_HEADER].lower(),
            _wait(of.get("retry-after", ""), of.get("date", "")),
        )

    async def _checked(self, url: str) -> str:
        """The URL with a numeric address instead of the name."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
            raise CannotFetch("Only http and https addresses are fetched, without a name and password.")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses = await self._resolve(host, port)
        if not addresses or not all(public(each) or self._allowed(each) for each in addresses):
            raise CannotFetch("The address is not on the public internet.")
        numeric = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
        query = f"?{parts.query}" if parts.query else ""
        return f"{parts.scheme}://{numeric}:{port}{parts.path or '/'}{query}"

    def _allowed(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address.split("%", 1)[0])
        except ValueError:
            return False
        return any(found.version == each.version and found in each for each in self._private)

    def _client(self) -> httpx.AsyncClient:
        if self._opened is None:
            # No cookies and no proxy of the environment: nothing that one page leaves behind meets the next.
            self._opened = httpx.AsyncClient(
                transport=self._transport,
                trust_env=False,
                follow_redirects=False,
                timeout=SILENCE,
                # A connection is to an address, and several names may have the same: none is used twice.
                limits=httpx.Limits(max_connections=64, max_keepalive_connections=0),
            )
        self._opened.cookies.clear()
        return self._opened


async def _body(answer: httpx.Response, most: int) -> bytes:
    packed = answer.headers.get("content-encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise CannotFetch("The address packs its pages in a way that nobody asked for.")
    length = answer.headers.get("content-length", "")
    if length.isdecimal() and int(length[:15]) > most:
        raise TooLong(f"A page may have {most} bytes.")
    unpack = zlib.decompressobj(wbits=47) if packed not in ("", "identity") else None
    body = bytearray()
    async for piece in answer.aiter_raw(_BLOCK):
        while piece:
            if unpack is None:
                body += piece
                piece = b""
            else:
                # A few bytes can unpack to gigabytes: no more at a time than there is room for.
                body += unpack.decompress(piece, min(_BLOCK * 16, most - len(body) + 1))
                piece = unpack.unconsumed_tail
            if len(body) > most:
                raise TooLong(f"A page may have {most} bytes.")
    return bytes(body)


def _wait(after: str, date: str) -> float:
    """Seconds of a ``Retry-After``, which is a number of them or a date."""
    after = after.strip()[:60]
    if after.isdecimal():
        return float(after[:6])
    told = moment(after)
    return max(0.0, told - moment(date)) if told and date else 0.0
