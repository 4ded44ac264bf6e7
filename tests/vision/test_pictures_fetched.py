"""Pictures from addresses: only where it is allowed, and never from this network, whoever redirects there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence

import httpx
import pytest

from parley.errors import TooLong, Unsupported
from parley.vision.fetching import Fetching, public
from parley.vision.types import CannotFetch

PUBLIC = "93.184.215.14"


class Web:
    """Names, addresses and what is there."""

    def __init__(self, names: Mapping[str, Sequence[str]], answer: Callable[[httpx.Request], httpx.Response]):
        self.names, self.asked = names, list[httpx.Request]()
        self._answer = answer

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        if host not in self.names:
            raise OSError("no such name")
        return self.names[host]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._answer(request)

    def fetching(self, most: int = 1000) -> Fetching:
        return Fetching(True, most, httpx.MockTransport(self.answer), self.resolve)


async def pieces() -> AsyncIterator[bytes]:
    yield b"pict"
    yield b"ure"


def picture(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=pieces())


async def test_it_is_off_unless_somebody_turns_it_on() -> None:
    with pytest.raises(Unsupported, match=r"\[vision\] fetch"):
        await Fetching(False, 1000).fetch("https://example.org/a.jpg")


async def test_a_public_picture_is_fetched_from_the_address_that_was_checked() -> None:
    web = Web({"pictures.example": [PUBLIC]}, picture)
    assert await web.fetching().fetch("https://pictures.example:8443/a.jpg?size=1") == b"picture"
    (asked,) = web.asked
    assert str(asked.url) == f"https://{PUBLIC}:8443/a.jpg?size=1"
    assert asked.headers["host"] == "pictures.example:8443"
    assert asked.extensions["sni_hostname"] == "pictures.example"
    assert "cookie" not in asked.headers and "authorization" not in asked.headers


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.9", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:db8::1", "nonsense",
    ],
)  # fmt: skip
async def test_addresses_of_this_network_are_not_public(address: str) -> None:
    assert not public(address)
    web = Web({"inside.example": [address], "both.example": [PUBLIC, address]}, picture)
    for name in web.names:
        with pytest.raises(CannotFetch):
            await web.fetching().fetch(f"http://{name}/")
    assert web.asked == []


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert public(address)


async def test_a_redirect_into_this_network_is_not_followed() -> None:
    def away(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "http://inside.example/secret"})

    web = Web({"out.example": [PUBLIC], "inside.example": ["10.0.0.1"]}, away)
    with pytest.raises(CannotFetch):
        await web.fetching().fetch("http://out.example/")
    assert len(web.asked) == 1


async def test_redirects_are_followed_but_not_for_ever() -> None:
    def once(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/a":
            return httpx.Response(302, headers={"location": "/b"})
        return picture(request)

    web = Web({"out.example": [PUBLIC]}, once)
    assert await web.fetching().fetch("http://out.example/a") == b"picture"
    web = Web({"out.example": [PUBLIC]}, lambda _: httpx.Response(302, headers={"location": "/again"}))
    with pytest.raises(CannotFetch, match="redirects"):
        await web.fetching().fetch("http://out.example/a")


@pytest.mark.parametrize(
    "url",
    [
        "", "/a.jpg", "ftp://out.example/a", "file:///etc/passwd", "http://", "http://user:key@out.example/",
        "http://out.example:99999/", "http://[::1/", "gopher://out.example/", "http://nowhere.example/",
        "http://out.example/" + "a" * 3000, "http://ex ample/", "http://\x00/",
    ],
)  # fmt: skip
async def test_what_is_no_public_address_is_refused(url: str) -> None:
    web = Web({"out.example": [PUBLIC]}, picture)
    with pytest.raises(CannotFetch):
        await web.fetching().fetch(url)
    assert web.asked == []


async def test_a_picture_has_a_bound_and_what_is_beyond_is_not_read() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 100

    web = Web({"out.example": [PUBLIC]}, lambda _: httpx.Response(200, content=endless()))
    with pytest.raises(TooLong):
        await web.fetching(1000).fetch("http://out.example/")
    assert read <= 12


async def test_an_error_there_is_told() -> None:
    web = Web({"out.example": [PUBLIC]}, lambda _: httpx.Response(404))
    with pytest.raises(CannotFetch, match="404"):
        await web.fetching().fetch("http://out.example/")


async def test_nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.vision.fetching.SECONDS", 0.05)

    async def never(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(CannotFetch, match="did not answer"):
        await Fetching(True, 1000, httpx.MockTransport(picture), never).fetch("http://out.example/")
