"""Addresses have one way to be written; traps are told from pages; robots.txt means what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.website import Answer, Website, Wires, resolve
from parley.errors import BadSettings, TooLong
from parley.search.crawling.addresses import Scope, canonical, site_of
from parley.search.crawling.client import CannotFetch, Client
from parley.search.crawling.hosts import Hosts
from parley.search.crawling.robots import LARGEST, Robots
from parley.search.crawling.traps import is_trap, pattern, sense_of
from parley.search.documents.sitemap import MOST, sitemap


@pytest.mark.parametrize(
    ("written", "canonically"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a/../b/./c#x", "https://example.org/b/c"),
        ("https://example.org/%7euser/%e4%b8%ad?q=%e4", "https://example.org/~user/%E4%B8%AD?q=%E4"),
        ("https://example.org/中文?词=值", "https://example.org/%E4%B8%AD%E6%96%87?%E8%AF%8D=%E5%80%BC"),
        ("https://例子.example/", "https://xn--fsqu00a.example/"),
        ("https://example.org/?b=2&a=1&utm_source=x&fbclid=y", "https://example.org/?a=1&b=2"),
        ("https://example.org/a;jsessionid=0A1B2C?PHPSESSID=0123456789abcdef", "https://example.org/a"),
        ("https://example.org/?sid=42", "https://example.org/?sid=42"),
        ("https://example.org/?a=&a=1", "https://example.org/?a=&a=1"),
        ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("https://example.org./", "https://example.org/"),
        ("https://anna:secret@example.org/", ""),
        ("ftp://example.org/", ""),
        ("javascript:alert(1)", ""),
        ("https:///path", ""),
        ("https://exa mple.org/", ""),
        ("https://[bad/", ""),
        ("https://example.org:99999/", ""),
    ],
)
def test_an_address_is_written_one_way(written: str, canonically: str) -> None:
    assert canonical(written) == canonically


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_canonical_stays_so(path: str, query: str) -> None:
    once = canonical(f"https://example.org/{path}?{query}")
    assert canonical(once) == once or once == ""


@given(st.text(max_size=100))
def test_no_text_breaks_it(text: str) -> None:
    assert canonical(text) == "" or canonical(text).startswith(("http://", "https://"))


def test_what_belongs_to_a_site() -> None:
    scope = Scope.of("https://www.example.org/docs/start.html")
    assert scope.holds("https://example.org/docs/a/b") and scope.holds("http://www.example.org/docs/")
    assert not scope.holds("https://example.org/other") and not scope.holds("https://example.org:8443/docs/")
    assert not scope.holds("https://docs.example.org/docs/")
    assert site_of("https://www.example.org:8443/x") == "example.org"


@pytest.mark.parametrize(
    "address",
    [
        "https://e.org/a/b/a/b/a/b",
        "https://e.org/" + "x/" * 17,
        "https://e.org/" + "x" * 1_000,
        "https://e.org/?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9",
        "https://e.org/?a=1&a=2&a=3&a=4",
        "https://e.org/calendar/2031/05",
        "https://e.org/events?day=1875-01-01",
        "https://e.org/picture.JPG",
        "https://e.org/archive.tar.gz",
    ],
)
def test_traps_look_like_traps(address: str) -> None:
    assert is_trap(address, 2026)


@pytest.mark.parametrize(
    "address",
    [
        "https://e.org/",
        "https://e.org/2026/11/22/lease?page=2",
        "https://e.org/calendar/2027-03",
        "https://e.org/archive/1999/12",
        "https://e.org/docs/v1.2/docs/guide.html",
        "https://e.org/novel/3021-the-year",
        "https://e.org/paper.pdf",
    ],
)
def test_pages_do_not(address: str) -> None:
    assert not is_trap(address, 2026)


def test_addresses_that_only_count_have_a_pattern() -> None:
    assert pattern("https://e.org/day/2026-11-22?x=1") == pattern("https://e.org/day/2027-01-01?x=2") != ""
    assert pattern("https://e.org/about") == ""
    assert sense_of("22 November 2026: nothing") == sense_of("1 May 2027: nothing") != sense_of("party")


async def rules_of(text: str | None, status: int = 200) -> Robots:
    site = Website()
    site.changed["/robots.txt"] = None if text is None else Answer(status, text.encode("utf-8"))
    client = Client("Parley", 1_000, transport=Wires(site), resolve=resolve)
    return Robots(client, Hosts(0.1), "Parley")


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/c", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: parley\nDisallow: /x", "/a", True),
        ("User-agent: Other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?page=2", True),
        ("user-agent:*\ndisallow:/中", "/%E4%B8%AD", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a", "/a", False),
        ("<html>not found</html>", "/a", True),
        ("User-agent: *\nDisallow: /" + "*a" * 200 + "b$", "/" + "a" * 900, True),
    ],
)
async def test_robots_txt_is_obeyed(text: str, path: str, allowed: bool) -> None:
    robots = await rules_of(text)
    address = canonical(f"https://site.example{path}")
    assert (await robots.rules(address)).allow(address) is allowed


async def test_a_pause_that_a_site_asks_for_counts() -> None:
    assert (
        await (await rules_of("User-agent: *\nCrawl-delay: 7.5")).rules("https://site.example/")
    ).pause == 7.5
    rate = await rules_of("User-agent: *\nRequest-rate: 1/30s")
    assert (await rate.rules("https://site.example/")).pause == 30


async def test_an_endless_robots_txt_forbids_everything() -> None:
    robots = await rules_of("# " + "x" * LARGEST)
    assert not (await robots.rules("https://site.example/")).allow("https://site.example/")


async def test_only_what_is_allowed_is_fetched() -> None:
    def client(*private: str) -> Client:
        return Client("Parley", 1_000_000, private, Wires(Website()), resolve)

    with pytest.raises(CannotFetch):
        await client().get("http://inside.example/")
    assert (await client("127.0.0.0/8").get("http://inside.example/")).status == 200
    with pytest.raises(CannotFetch):
        await client("127.0.0.0/8").get("http://both.example/")
    with pytest.raises(BadSettings):
        client("the cellar")
    with pytest.raises(CannotFetch):
        await client().get("https://nobody.example/")


async def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(TooLong):
        await Client("Parley", 1_000_000, (), Wires(Website()), resolve).get("https://site.example/bomb")


def test_sitemaps_name_pages_or_other_sitemaps() -> None:
    text = "https://e.org/a\nnonsense\nhttps://e.org/b"
    assert sitemap(text.encode()).pages == ("https://e.org/a", "https://e.org/b")
    xml = (
        "<urlset xmlns:image='i'><url><loc> https://e.org/c </loc><image:image><image:loc>https://e.org/i.png"
        "</image:loc></image:image></url></urlset>"
    )
    assert sitemap(xml.encode()).pages == ("https://e.org/c",)
    many = "<urlset>" + "<url><loc>https://e.org/</loc></url>" * (MOST + 10) + "</urlset>"
    assert len(sitemap(many.encode()).pages) == MOST
