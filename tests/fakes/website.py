"""A web site as a crawler fears them: loops, traps, redirects, pages without end, bytes that drip, charsets
that lie, and a robots.txt that is meant.

It answers in this process (``Wires``, in the loop's time) or on a real port (``served``).
"""

from __future__ import annotations

import asyncio
import gzip
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx

HOST = "site.example"
PUBLIC, PRIVATE = "93.184.216.34", "127.0.0.1"
HUGE = 10_000_000
"""Bytes of the page that is."""
CHINESE = "关于房租合同的说明：租期一年，每月初付款，提前一个月通知。"
"""What stands on the pages in Chinese."""
TAIWANESE = "關於房租合同的說明：租期一年，每月初付款，我們要提前一個月通知。"
FRENCH = "Été à la plage : les élèves mangèrent des pâtes"


@dataclass(frozen=True)
class Answer:
    """What the site answers."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/html"),)
    pause: float = 0.0
    """Seconds before each piece of the body."""
    piece: int = 0
    """Bytes of a piece; 0 for all at once."""

    def pieces(self) -> Iterator[bytes]:
        """The body as it is sent."""
        step = self.piece or max(1, len(self.body))
        yield from (self.body[at : at + step] for at in range(0, len(self.body), step))


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    url: str
    at: float
    """When, in the loop's time."""
    headers: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def path(self) -> str:
        """With its query."""
        parts = urlsplit(self.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


def page(title: str, *links: str, body: str = "", head: str = "") -> Answer:
    """A page with links."""
    listed = "".join(f'<p>More about it: <a href="{link}">one of them</a>, and so on.</p>' for link in links)
    text = (
        f"<html><head><title>{title}</title>{head}</head><body><p>{body or f'What {title} says.'}</p>{listed}"
    )
    return Answer(body=text.encode())


ROBOTS = """User-agent: *
Crawl-delay: 2
Disallow: /private/
Disallow: /*.secret$
Sitemap: https://site.example/maps/index.xml

User-agent: Rude
Disallow: /
"""
LINKS = (
    "/a",
    "./b/../a#part",
    "HTTPS://SITE.example:443/a?utm_source=mail",
    "/private/diary",
    "/notes.secret",
    "/loop/1",
    "/trap/",
    "/calendar?month=2026-11",
    "/shop",
    "/redirect/1",
    "/round/1",
    "/inside",
    "/huge",
    "/huge-unannounced",
    "/bomb",
    "/slow",
    "/drip",
    "/gbk",
    "/big5-unsaid",
    "/latin-called-utf8",
    "/hidden",
    "/nofollow",
    "/copy?of=a",
    "/named-otherwise",
    "/gone",
    "/forbidden",
    "/broken",
    "/busy",
    "/picture.png",
    "/binary",
    "/empty",
    "/meta",
    "mailto:anna@example.org",
    "javascript:void(0)",
    "http://user:secret@site.example/a",
    "https://other.example/elsewhere",
    "http://[bad/",
)


class Website:
    """The site, and what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.changed: dict[str, Answer | None] = {}
        """Path → what it answers from now on; None for 404."""
        self.robots = ROBOTS
        self.links: Sequence[str] = LINKS
        self.tags = True
        """Pages have an ETag."""
        self._sessions = 0
        self._busy = 0

    def paths(self, host: str = HOST) -> list[str]:
        """What it was asked for, in order, without robots.txt and sitemaps."""
        found = [each for each in self.asked if urlsplit(each.url).hostname == host]
        return [
            each.path for each in found if not each.path.startswith(("/robots.txt", "/maps/", "/sitemap"))
        ]

    def answer(self, url: str, headers: dict[str, str], at: float) -> Answer:
        """What it answers, and remembers that it was asked."""
        self.asked.append(Asked(url, at, headers))
        parts = urlsplit(url)
        if parts.hostname not in (HOST, f"www.{HOST}", PRIVATE):
            return self._elsewhere(parts.hostname or "", parts.path)
        found = self.changed.get(parts.path, self._page(parts.path, parse_qs(parts.query)))
        if found is None:
            return Answer(404)
        if self.tags and found.status == 200 and not parts.path.startswith("/robots"):
            tag = f'"{hash(found.body) & 0xFFFFFFFF:x}"'
            if headers.get("if-none-match") == tag:
                return Answer(304)
            found = Answer(200, found.body, (*found.headers, ("etag", tag)), found.pause, found.piece)
        return found

    def _elsewhere(self, host: str, path: str) -> Answer:
        if path == "/robots.txt":
            return Answer(404)
        return page(f"{host}{path}", "/more")

    def _page(self, path: str, query: dict[str, list[str]]) -> Answer | None:
        if path in _FIXED:
            return _FIXED[path](self)
        first, _, rest = path.strip("/").partition("/")
        if first == "loop":
            return page(
                f"Loop {rest}",
                f"/loop/{int(rest) + 1}",
                body=f"Turn {rest} of the loop, {'x' * (int(rest) % 7)}.",
            )
        if first == "trap":
            return page("Deeper", "deeper/", "other/", body=f"A folder within {path.count('/')} others.")
        if first == "calendar":
            year, month = map(int, query["month"][0].split("-"))
            after = f"{year + month // 12}-{month % 12 + 1:02}"
            return page(
                "Calendar", f"/calendar?month={after}", body=f"Nothing is planned in {year}-{month:02}."
            )
        if first in ("redirect", "round"):
            return self._redirects(first, int(rest))
        if first == "shop":
            self._sessions += 1
            return page("Shop", f"/shop?sid={self._sessions:032x}", f"/shop;jsessionid={self._sessions:032X}")
        return None

    def _redirects(self, first: str, number: int) -> Answer:
        to = f"/{first}/{number + 1}" if number < 20 or first == "redirect" else f"/{first}/1"
        if first == "redirect" and number >= 3:
            to = "/arrived"
        if first == "round":
            to = f"/round/{number % 3 + 1}"
        return Answer(302, headers=(("location", to),))

    def _robots(self) -> Answer:
        return Answer(body=self.robots.encode(), headers=(("content-type", "text/plain"),))

    def _front(self) -> Answer:
        return page("A site of Example", *self.links, body="Welcome to a site with many pages about leases.")

    def _busy_page(self) -> Answer:
        self._busy += 1
        if self._busy == 1:
            return Answer(503, headers=(("retry-after", "120"),))
        return page("Busy", body="It was worth the wait.")


def _html(text: str, charset: str, told: str | None) -> Answer:
    kind = f"text/html; charset={told}" if told else "text/html"
    body = f"<html><head><title>{text[:4]}</title></head><body><p>{text}</p></body></html>".encode(charset)
    return Answer(body=body, headers=(("content-type", kind),))


def _sitemap() -> Answer:
    urls = "".join(
        f"<url><loc>https://{HOST}{path}</loc></url>" for path in ("/only-in-map", "/a", "/private/map")
    )
    xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return Answer(body=gzip.compress(xml.encode()), headers=(("content-type", "application/gzip"),))


def _index() -> Answer:
    maps = "".join(
        f"<sitemap><loc>https://{HOST}/maps/{name}</loc></sitemap>" for name in ("pages.xml.gz", "index.xml")
    )
    xml = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'
    return Answer(body=xml.encode(), headers=(("content-type", "application/xml"),))


def _bomb() -> Answer:
    packed = gzip.compress(b"<p>" + b"boom " * 20_000_000)
    return Answer(body=packed, headers=(("content-type", "text/html"), ("content-encoding", "gzip")))


_BOMB: list[Answer] = []
_PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
_NOFOLLOW = '<meta name="ROBOTS" content="NoFollow">'
_TYPE = ("content-type", "text/html")
_FIXED: dict[str, Callable[[Website], Answer]] = {
    "/robots.txt": Website._robots,  # pyright: ignore[reportPrivateUsage] - of this file
    "/": Website._front,  # pyright: ignore[reportPrivateUsage]
    "/busy": Website._busy_page,  # pyright: ignore[reportPrivateUsage]
    "/a": lambda _: page("Page A", "/b", body="The lease of the flat runs out in May."),
    "/b": lambda _: page("Page B", "/a", "/", body="Who lives here pays on the first of the month."),
    "/only-in-map": lambda _: page("Only in the sitemap", body="No link leads here."),
    "/maps/index.xml": lambda _: _index(),
    "/maps/pages.xml.gz": lambda _: _sitemap(),
    "/private/diary": lambda _: page("Diary", body="Nobody's business."),
    "/private/map": lambda _: page("Map", body="Nobody's business either."),
    "/notes.secret": lambda _: page("Notes", body="Secret."),
    "/arrived": lambda _: page("Arrived", body="After three redirects."),
    "/inside": lambda _: Answer(302, headers=(("location", "http://inside.example/router"),)),
    "/huge": lambda _: Answer(
        body=b"<p>" + b"x " * (HUGE // 2), headers=(_TYPE, ("content-length", str(HUGE + 3)))
    ),
    "/huge-unannounced": lambda _: Answer(body=b"<p>" + b"y " * (HUGE // 2), piece=1 << 16),
    "/bomb": lambda _: (_BOMB or [_BOMB.append(made := _bomb()) or made])[0],
    "/slow": lambda _: Answer(body=b"<p>Never comes.</p>", pause=3_600.0),
    "/drip": lambda _: Answer(body=b"<p>" + b"drip " * 10_000, pause=5.0, piece=10),
    "/gbk": lambda _: _html(CHINESE, "gbk", "gb2312"),
    "/big5-unsaid": lambda _: _html(
        "關於房租合同的說明：租期一年，每月初付款，我們要提前一個月通知。", "big5", None
    ),
    "/latin-called-utf8": lambda _: _html(FRENCH, "latin-1", "utf-8"),
    "/hidden": lambda _: page("Hidden", "/after-hidden", head='<meta name="robots" content="noindex">'),
    "/after-hidden": lambda _: page("After hidden"),
    "/nofollow": lambda _: page(
        "No follow", "/after-nofollow", head='<meta name="ROBOTS" content="NoFollow">'
    ),
    "/after-nofollow": lambda _: page("Must not be read"),
    "/copy": lambda _: page("Page A", "/b", body="The lease of the flat runs out in May."),
    "/named-otherwise": lambda _: page("Itself", head='<link rel="canonical" href="/itself?b=2&a=1">'),
    "/itself": lambda _: page("Itself", body="This is the page itself."),
    "/gone": lambda _: Answer(410),
    "/forbidden": lambda _: Answer(403),
    "/broken": lambda _: Answer(500),
    "/picture.png": lambda _: Answer(body=_PNG, headers=(("content-type", "image/png"),)),
    "/binary": lambda _: Answer(body=_PNG, headers=(("content-type", "text/html"),)),
    "/empty": lambda _: Answer(body=b""),
    "/meta": lambda _: page("Meta", head='<meta http-equiv="refresh" content="0; url=/refreshed">'),
    "/refreshed": lambda _: page("Refreshed", body="Where the meta element leads."),
}


class Wires(httpx.AsyncBaseTransport):
    """The network between a client and the site, in the loop's time."""

    def __init__(self, site: Website) -> None:
        self._site = site
        self.open = 0
        self.most = 0
        """Requests that were under way at the same time."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = f"{request.url.scheme}://{request.headers['host']}{request.url.raw_path.decode()}"
        at = asyncio.get_running_loop().time()
        answer = self._site.answer(url, dict(request.headers), at)
        self.open += 1
        self.most = max(self.most, self.open)
        return httpx.Response(answer.status, headers=list(answer.headers), stream=_Body(self, answer))


class _Body(httpx.AsyncByteStream):
    def __init__(self, wires: Wires, answer: Answer) -> None:
        self._wires, self._answer = wires, answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._answer.pieces():
            if self._answer.pause:
                await asyncio.sleep(self._answer.pause)
            yield piece

    async def aclose(self) -> None:
        self._wires.open -= 1


ADDRESSES = {
    HOST: [PUBLIC],
    f"www.{HOST}": [PUBLIC],
    "other.example": ["93.184.216.35"],
    "feed.example": ["93.184.216.36"],
    "inside.example": [PRIVATE],
    "both.example": [PUBLIC, "10.0.0.7"],
    "six.example": ["::ffff:192.168.1.1"],
}
"""What names resolve to here."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """The numeric addresses of a name. Raises ``OSError`` for one that nobody has."""
    del port
    if host[:1].isdigit():
        return [host]
    if host not in ADDRESSES:
        raise OSError("no such host")
    return ADDRESSES[host]


@contextmanager
def served(site: Website) -> Iterator[str]:
    """The site on a real port of this machine; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers.get("host", "").rpartition(":")[0]
            answer = site.answer(
                f"http://{host}{self.path}", {k.lower(): v for k, v in self.headers.items()}, 0.0
            )
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("date", formatdate(usegmt=True))
            self.send_header("connection", "close")
            self.end_headers()
            with suppress(ConnectionError):  # whoever asks may have had enough
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is told."""

    server = ThreadingHTTPServer((PRIVATE, 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://{PRIVATE}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
