"""HTML: what a page says without what stands around it, and what it tells machines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from parley.search.documents.moments import moment
from parley.search.documents.tidying import tidy, title_of
from parley.search.documents.types import LONGEST_ADDRESS, MOST_LINKS, Bounds, Format, Read

_SILENT_NAMES = (
    "script style noscript template svg math head iframe object embed canvas audio video select option "
    "textarea button input form nav footer aside dialog menu datalist meter progress map"
)
_SILENT = frozenset(_SILENT_NAMES.split())
"""Elements in which nothing stands that the page says."""
_BLOCK_NAMES = (
    "p div section article main header h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tr br hr blockquote pre "
    "figure figcaption address details summary body fieldset center td th caption"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_ASIDE_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog"))
_ENOUGH = 200
"""Characters that what calls itself the main part has, if it is."""
_LIST = 3
"""Short lines of nothing but links, one after the other, that are taken for a menu."""
_SHORT = 60
_FEEDS = ("application/rss+xml", "application/atom+xml")
_DEEPEST = 2_000
"""Elements within each other; browsers stop at 512. A parser's work grows with the square of it."""
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_UNCLOSED_NAMES = (
    "p li td th tr dt dd option thead tbody tfoot colgroup rp rt area base br col embed hr img input link "
    "meta source track wbr html head body"
)
_UNCLOSED = frozenset(_UNCLOSED_NAMES.split())
"""Elements that need no end."""
_MOST_NODES = 2_000_000
"""Of a page that are looked at."""
_REFRESH = re.compile(
    r"^\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'\s]{1,2000})", re.IGNORECASE
)
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class _Line:
    """A line of a page's text."""

    pieces: list[str] = field(default_factory=list[str])
    linked: int = 0
    """Characters of it that are links."""
    length: int = 0


def html(text: str, address: str, bounds: Bounds, agent: str = "") -> Read:
    """A page. ``address`` is where it is; ``agent`` what a page may call us, in small letters."""
    page: Any = LexborHTMLParser(_shallow(text))
    metas = _metas(page)
    base = _base(page, address)
    orders = f"{metas.get('robots', '')},{metas.get(agent, '')}".lower()
    none = "none" in orders
    title = _title(page, metas)
    lines = _lines(_main(page), bounds.body)
    links = _links(page, base) if "nofollow" not in orders and not none else []
    return Read(
        Format.HTML,
        title=title_of(title),
        body=tidy("\n".join(lines), bounds.body),
        language=_language(page, metas),
        at=_published(page, metas),
        canonical=_canonical(page, base),
        links=tuple(links),
        feeds=tuple(_feeds(page, base)),
        index="noindex" not in orders and not none,
        follow="nofollow" not in orders and not none,
        refresh=_refresh(metas, base),
    )


def _shallow(text: str) -> str:
    """A page up to where it is nested too deeply."""
    depth = 0
    for found in _TAG.finditer(text):
        if found[2].lower() not in _UNCLOSED:
            depth = max(0, depth - 1) if found[1] else depth + 1
            if depth > _DEEPEST:
                return text[: found.start()]
    return text


def _metas(page: Any) -> dict[str, str]:
    """The page's ``meta`` elements: the first of each name."""
    found: dict[str, str] = {}
    for node in page.css("meta")[:500]:
        of = node.attributes
        name = of.get("name") or of.get("property") or of.get("itemprop") or of.get("http-equiv")
        if name and of.get("content"):
            found.setdefault(name.strip().lower(), of["content"][:2_000])
    return found


def _base(page: Any, address: str) -> str:
    node = page.css_first("base[href]")
    return _joined(address, node.attributes.get("href")) or address if node is not None else address


def _joined(base: str, href: str | None) -> str:
    """An absolute http or https address; empty for anything else."""
    if not href or len(href) > LONGEST_ADDRESS:
        return ""
    try:
        joined = urljoin(base, href.strip())
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) and len(joined) <= LONGEST_ADDRESS else ""


def _title(page: Any, metas: dict[str, str]) -> str:
    node = page.css_first("title")
    title = " ".join(node.text(deep=True).split()) if node is not None else ""
    own = " ".join(metas.get("og:title", "").split())
    if own and (not title or own in title):  # without the site's name behind it
        return own
    if title:
        return title
    heading = page.css_first("h1")
    return heading.text(deep=True) if heading is not None else ""


def _language(page: Any, metas: dict[str, str]) -> str:
    root = page.css_first("html")
    told = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root is not None else ""
    told = told or metas.get("content-language", "").split(",")[0]
    return told.strip() if re.fullmatch(r"\s*[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}\s*", told) else ""


def _published(page: Any, metas: dict[str, str]) -> float:
    for name in ("article:published_time", "datepublished", "date", "pubdate", "dc.date", "dc.date.issued"):
        if (found := moment(metas.get(name, ""))) != 0.0:
            return found
    for node in page.css('script[type="application/ld+json"]')[:20]:
        if told := _PUBLISHED.search(node.text(deep=True)[:100_000]):
            return moment(told[1])
    node = page.css_first("time[datetime]")
    return moment(node.attributes.get("datetime") or "") if node is not None else 0.0


def _canonical(page: Any, base: str) -> str:
    node = page.css_first('link[rel~="canonical" i][href]')
    return _joined(base, node.attributes.get("href")) if node is not None else ""


def _feeds(page: Any, base: str) -> list[str]:
    found: dict[str, None] = {}
    for node in page.css('link[rel~="alternate" i][href]')[:200]:
        joined = _joined(base, node.attributes.get("href"))
        if joined and (node.attributes.get("type") or "").lower() in _FEEDS:
            found[joined] = None
    return list(found)[:20]


def _refresh(metas: dict[str, str], base: str) -> str:
    found = _REFRESH.match(metas.get("refresh", ""))
    return _joined(base, found[2]) if found and int(found[1]) <= 10 else ""


def _links(page: Any, base: str) -> list[str]:
    found: dict[str, None] = {}
    for node in page.css("a[href], area[href], frame[src], iframe[src]"):
        of = node.attributes
        rel = (of.get("rel") or "").lower().split()
        if "nofollow" in rel or "ugc" in rel or "sponsored" in rel:
            continue
        if joined := _joined(base, of.get("href") or of.get("src")):
            found[joined] = None
            if len(found) >= MOST_LINKS:
                break
    return list(found)


def _main(page: Any) -> Any:
    """The element in which the page says what it says."""
    for wanted in ("main", '[role="main"]', "article"):
        several = page.css(wanted)
        if len(several) == 1 and len(several[0].text(deep=True)) >= _ENOUGH:
            return several[0]
    return page.body


def _lines(root: Any, most: int) -> list[str]:
    """The lines of an element, without menus."""
    lines = _walked(root, most) if root is not None else []
    told = [("".join(line.pieces).strip(), line.linked, line.length) for line in lines]
    told = [(text, linked, length) for text, linked, length in told if text]
    kept: list[str] = []
    run: list[str] = []
    for text, linked, length in [*told, ("", 0, 1)]:
        if text and len(text) < _SHORT and linked * 5 >= length * 4:
            run.append(text)
            continue
        if len(run) < _LIST:
            kept += run
        run = []
        kept.append(text)
    whole = sum(len(text) for text, _, _ in told)
    # A page that is a list of links says just these.
    return kept if sum(map(len, kept)) * 3 >= whole else [text for text, _, _ in told]


def _walked(root: Any, most: int) -> list[_Line]:
    """Every line with what of it is a link. Iterative: pages may be nested as deeply as they like."""
    lines = [_Line()]
    within: list[Any] = []
    links = seen = length = 0
    node = root
    while node is not None and length < most * 2 and seen < _MOST_NODES:
        seen += 1
        tag = node.tag
        if tag == "-text":
            text = " ".join(f".{node.text_content or ''}.".split())[1:-1]
            lines[-1].pieces.append(text)
            lines[-1].length += len(text)
            lines[-1].linked += len(text) if links else 0
            length += len(text)
        elif not _silent(node, tag, root):
            if tag in _BLOCKS:
                lines.append(_Line())
            if (inner := node.child) is not None:
                links += tag == "a"
                within.append(node)
                node = inner
                continue
        while within and node.next is None:
            node = within.pop()
            links -= node.tag == "a"
            if node.tag in _BLOCKS:
                lines.append(_Line())
        node = node.next if within else None
    return lines


def _silent(node: Any, tag: str, root: Any) -> bool:
    if tag in _SILENT or tag.startswith(("-", "_", "!")):
        return True
    if tag == "header" and root.tag == "body":
        return True
    of = node.attributes
    if not of or tag == "body":
        return False
    if "hidden" in of or of.get("aria-hidden") == "true" or of.get("role") in _ASIDE_ROLES:
        return True
    return bool(_HIDDEN.search(of.get("style") or ""))
