"""Text comes out of files of every kind and charset, with what they tell of themselves."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.paperwork import docx, epub, packed, pdf
from parley.errors import ParleyError, TooLong, Unsupported
from parley.search.documents.charsets import decoded
from parley.search.documents.feed import entries
from parley.search.documents.moments import moment, pdf_moment
from parley.search.documents.reader import Reader
from parley.search.documents.sitemap import sitemap
from parley.search.documents.types import BadDocument, Bounds, Format, Read, Source

READER = Reader("parley")
BOUNDS = Bounds()
DAY = datetime(2026, 5, 3, tzinfo=UTC).timestamp()
SENTENCES = {
    "zh": "今天天气很好，我们去公园散步，看见了很多人在那里跳舞。老人说这是他们每天的生活。",
    "zh-Hant": "今天天氣很好，我們去公園散步，看見了很多人在那裡跳舞。老人說這是他們每天的生活。",
    "ru": "Сегодня хорошая погода, мы пошли гулять в парк и увидели много людей.",
    "ja": "今日は天気がいいので、公園へ散歩に行きました。たくさんの人がいました。",
    "ko": "오늘은 날씨가 좋아서 공원에 산책을 갔습니다. 많은 사람들이 있었습니다.",
    "fr": "Aujourd'hui il fait très beau, nous sommes allés au parc à côté de l'hôtel.",
    "en": "The lease of the flat runs out in May, and nobody has found the papers yet.",
}
CHARSETS = [
    ("zh", "utf-8"),
    ("zh", "utf-8-sig"),
    ("zh", "gbk"),
    ("zh", "gb18030"),
    ("zh", "utf-16"),
    ("zh-Hant", "big5"),
    ("ru", "cp1251"),
    ("ru", "koi8-r"),
    ("ja", "shift_jis"),
    ("ja", "euc_jp"),
    ("ko", "euc_kr"),
    ("fr", "cp1252"),
    ("fr", "utf-8"),
    ("en", "utf-16-le"),
    ("en", "ascii"),
]


def read(data: bytes, name: str = "", type: str = "", charset: str = "", address: str = "") -> Read:
    return READER.read(data, Source(name, type, charset, address), BOUNDS)


@pytest.mark.parametrize(("language", "charset"), CHARSETS)
def test_text_is_read_in_whatever_charset_it_is(language: str, charset: str) -> None:
    found = read(SENTENCES[language].encode(charset), "note.txt")
    assert (found.body, found.language) == (SENTENCES[language], language)


@pytest.mark.parametrize("lie", ["utf-8", "big5", "ascii", "no-such-charset", "idna", "base64", "utf-16"])
def test_a_wrong_charset_is_not_believed(lie: str) -> None:
    assert read(SENTENCES["zh"].encode("gbk"), "a.txt", charset=lie).body == SENTENCES["zh"]


def test_a_page_says_itself_what_it_is_in() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>{SENTENCES["zh"]}</body></html>'
    assert read(page.encode("gbk"), type="text/html").body == SENTENCES["zh"]


@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "gbk", "utf-16-le", "x", "\0"]))
def test_any_bytes_become_text(data: bytes, told: str) -> None:
    assert isinstance(decoded(data, told), str)


def test_markdown_loses_its_signs_and_keeps_its_words() -> None:
    text = (
        "---\ntitle: 装修报价\n---\n# Quote\n\n"
        "**客厅** 见 [三万元](https://a.example/x)，`note_1` 和 snake_case。\n"
        "- [x] 第一项\n> 引用\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\ncode = 1\n```\n"
    )
    found = read(text.encode(), "quote.md")
    assert (found.format, found.title) == (Format.MARKDOWN, "装修报价")
    assert "客厅 见 三万元，note_1 和 snake_case。" in found.body
    assert "第一项" in found.body and "code = 1" in found.body
    assert not re.search(r"[*#>`|\[\]]", found.body)
    assert found.links == ("https://a.example/x",)


PAGE = """<!doctype html><html lang="en"><head><title>Lease renewal - A Site</title>
<meta property="og:title" content="Lease renewal">
<meta property="article:published_time" content="2026-05-03">
<link rel="canonical" href="/lease"><link rel=alternate type="application/rss+xml" href="feed.xml">
<style>p {color: red}</style></head><body>
<header>A Site</header><nav><a href="/home">Home</a><a href="/shop">Shop</a></nav>
<div><ul><li><a href="1">One</a></li><li><a href="2">Two</a></li><li><a href="3">Three</a></li></ul></div>
<h1>Lease renewal</h1><p>The <b>le</b>ase runs out in <a href="may.html#x">May</a> &amp; nobody knows.</p>
<p>Second<br>line</p><script>track()</script><p hidden>hidden</p><div style="display: none">invisible</div>
<a rel="nofollow" href="/ad">ad</a><footer>Imprint</footer></body></html>"""


def test_of_a_page_what_it_says_is_kept_and_not_what_stands_around_it() -> None:
    found = read(PAGE.encode(), type="text/html", address="https://s.example/d/p")
    assert found.body == ("Lease renewal\nThe lease runs out in May & nobody knows.\nSecond\nline\nad")
    assert (found.title, found.language, found.at) == ("Lease renewal", "en", DAY)
    assert found.canonical == "https://s.example/lease"
    assert found.feeds == ("https://s.example/d/feed.xml",)
    assert found.links == (
        "https://s.example/home",
        "https://s.example/shop",
        "https://s.example/d/1",
        "https://s.example/d/2",
        "https://s.example/d/3",
        "https://s.example/d/may.html#x",
    )


def test_a_page_that_is_a_list_of_links_says_these() -> None:
    page = "<body><ul>" + "".join(f"<li><a href='/{n}'>Poem {n}</a></li>" for n in range(9)) + "</ul>"
    assert "Poem 3\nPoem 4" in read(page.encode(), type="text/html").body


def test_a_word_document_is_read() -> None:
    found = read(docx(["租约到五月为止。", "The flat &amp; the garden."], "Lease"), "lease.docx")
    assert (found.format, found.title, found.at) == (Format.DOCX, "Lease", DAY + 8 * 3_600)
    assert found.body == "租约到五月为止。\nThe flat & the garden."


def test_a_book_is_read_in_its_order() -> None:
    book = epub(
        {
            "one.xhtml": "<html><body><p>In the beginning.</p></body></html>",
            "two.xhtml": "<p>In the end.</p>",
        },
        "A Book",
        "An Author",
        "en",
    )
    found = read(book, "book.epub")
    assert (found.format, found.title) == (Format.EPUB, "A Book · An Author")
    assert found.body == "In the beginning.\nIn the end."


def test_a_pdf_is_read() -> None:
    pytest.importorskip("pypdfium2")
    found = read(pdf(["The lease runs out.", "Second page."], "Lease"), "scan.pdf")
    assert (found.format, found.title) == (Format.PDF, "Lease")
    assert found.body == "The lease runs out.\nSecond page." and found.at == DAY + 2 * 3_600


def test_a_feed_tells_what_it_announces() -> None:
    feed = (
        b"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title><item>"
        b"<title>A &lt;b&gt;fire&lt;/b&gt;</title><link>/a</link>"
        b"<pubDate>Sun, 03 May 2026 00:00:00 GMT</pubDate></item></channel></rss>"
    )
    found = read(feed, type="application/rss+xml", address="https://n.example/feed")
    assert (found.format, found.title, found.links, found.index) == (
        Format.FEED,
        "News",
        ("https://n.example/a",),
        False,
    )
    _, (only,) = entries(feed, "https://n.example/feed", BOUNDS)
    assert (only.title, only.at) == ("A fire", DAY)


def test_what_is_no_document_is_refused() -> None:
    for data, name in (
        (b"\x89PNG\r\n\x1a\n\0\0", "a.txt"),
        (b"\x7fELF\0\0", ""),
        (packed({"a.txt": "x"}), "a.zip"),
        (b"no pdf", "a.pdf"),
        (b"hello", "a.jpg"),
    ):
        with pytest.raises(Unsupported):
            read(data, name)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def test_bombs_and_lies_are_refused() -> None:
    with pytest.raises(BadDocument):
        read(docx(["&b;"], prologue=BOMB), "laughs.docx")
    with pytest.raises(TooLong):
        read(packed({"word/document.xml": b"<w>" + b" " * 150_000_000}), "bomb.docx")
    with pytest.raises(TooLong):
        read(packed({"word/document.xml": "<w/>", **{f"{n}": "" for n in range(6_000)}}), "many.docx")
    with pytest.raises(BadDocument):
        read(docx(["x"])[:-40], "cut.docx")
    with pytest.raises(Unsupported):
        read(docx(["x"]).replace(b"word/document", b"word/dokument"), "other.docx")
    with pytest.raises(BadDocument):
        sitemap(f"<?xml version='1.0'?>{BOMB}<urlset/>".encode())
    with pytest.raises(TooLong):
        READER.read(b"x" * 11, Source("a.txt"), Bounds(file=10))


def test_pages_nested_deeply_cost_no_more_than_others() -> None:
    deep = "<p>Before.</p>" + "<div>" * 100_000 + "deep" + "</div>" * 100_000
    assert read(deep.encode(), type="text/html").body == "Before."


def test_a_long_text_is_cut() -> None:
    assert len(read(b"word " * 100_000, "long.txt").body) <= BOUNDS.body


FILES = [docx(["租约"], "T"), epub({"a": "<p>x</p>"}, "T", "A"), pdf(["x"]), PAGE.encode()]


@given(st.sampled_from(FILES), st.data())
def test_damaged_files_are_read_or_refused_and_nothing_else(file: bytes, data: st.DataObject) -> None:
    damaged = bytearray(file)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.integers(1, len(file)))])
    with suppress(ParleyError):
        assert isinstance(read(cut, type="text/html"), Read)


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-05-03", DAY),
        ("2026-05-03T08:00:00+08:00", DAY),
        ("Sun, 03 May 2026 00:00:00 GMT", DAY),
        ("2026/05/03", DAY),
        ("soon", 0.0),
        ("", 0.0),
        ("9999-99-99", 0.0),
    ],
)
def test_moments_are_read_as_pages_write_them(told: str, at: float) -> None:
    assert moment(told) == at


def test_a_pdf_s_moments() -> None:
    assert pdf_moment("D:20260503080000+08'00'") == DAY
    assert pdf_moment("D:2026") > 0 and pdf_moment("D:20261399") == 0.0
