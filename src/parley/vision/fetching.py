"""A picture from an address on the internet: only where that is allowed, and never from this network."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urljoin, urlsplit

import httpx

from parley.errors import TooLong, Unsupported
from parley.vision.types import CannotFetch

SECONDS = 20.0
"""In which all of it must have come."""
REDIRECTS = 3
_LONGEST = 2_048
"""Characters of an address."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The numeric addresses of a host."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """What the system says. Raises ``OSError``."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


class Fetching:
    """Fetches from public addresses over http and https.

    A name is resolved once, every address it has must be public, and the connection goes to that very
    address: a name server that answers differently the second time gains nothing. Redirects are checked the
    same way.
    """

    def __init__(
        self,
        allowed: bool,
        most: int,
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        """``most``: bytes of a file."""
        self._allowed, self._most = allowed, most
        self._transport, self._resolve = transport, resolve

    async def fetch(self, url: str) -> bytes:
        """The bytes at an address. Raises ``Unsupported``, ``CannotFetch``, ``TooLong``."""
        if not self._allowed:
            raise Unsupported(
                "This server does not fetch pictures from addresses: send the picture itself, or set "
                "[vision] fetch = true."
            )
        try:
            async with asyncio.timeout(SECONDS):
                async with httpx.AsyncClient(
                    transport=self._transport, trust_env=False, follow_redirects=False, timeout=SECONDS
                ) as client:
                    for _ in range(REDIRECTS + 1):
                        found = await self._one(client, url)
                        if isinstance(found, bytes):
                            return found
                        url = found
        except TimeoutError as error:
            raise CannotFetch(f"The address did not answer within {SECONDS:.0f} seconds.") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise CannotFetch("Nothing could be fetched from the address.") from error
        raise CannotFetch(f"The address redirects more than {REDIRECTS} times.")

    async def _one(self, client: httpx.AsyncClient, url: str) -> bytes | str:
        """The bytes, or the address that it redirects to."""
        host, target = await self._checked(url)
        # Packed answers are not asked for: a few bytes of them can unpack to gigabytes.
        headers = {"Host": host, "Accept-Encoding": "identity", "Accept": "image/*, application/pdf"}
        name = {"sni_hostname": urlsplit(url).hostname or ""}
        request = client.build_request("GET", target, headers=headers, extensions=name)
        answer = await client.send(request, stream=True)
        try:
            if answer.is_redirect:
                return urljoin(url, answer.headers["location"])
            if answer.status_code != 200:
                raise CannotFetch(f"The address answered with status {answer.status_code}.")
            return await self._body(answer)
        finally:
            await answer.aclose()

    async def _body(self, answer: httpx.Response) -> bytes:
        body = bytearray()
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > self._most:
                raise TooLong(f"A picture may have {self._most} bytes.")
        return bytes(body)

    async def _checked(self, url: str) -> tuple[str, str]:
        """The ``Host`` header, and the URL with a numeric address instead of the name."""
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise CannotFetch("This is no address.") from error
        host = parts.hostname or ""
        if len(url) > _LONGEST or parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
            raise CannotFetch("Only http and https addresses can be fetched, without a name and password.")
        addresses = await self._resolve(host, port)
        if not addresses or not all(public(each) for each in addresses):
            raise CannotFetch("The address is not on the public internet.")
        numeric = f"[{addresses[0]}]" if ":" in addresses[0] else addresses[0]
        query = f"?{parts.query}" if parts.query else ""
        return parts.netloc, f"{parts.scheme}://{numeric}:{port}{parts.path or '/'}{query}"


def public(address: str) -> bool:
    """Whether a numeric address is one of the public internet's."""
    try:
        found = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    # Private addresses can be dressed up as IPv6: mapped, 6to4, Teredo, and those of NAT64.
    if isinstance(found, ipaddress.IPv6Address):
        if found in _NAT64:
            return public(str(ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)))
        inner = found.ipv4_mapped or found.sixtofour
        if inner is not None:
            return public(str(inner))
        if found.teredo is not None:
            return False
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
