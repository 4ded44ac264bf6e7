"""Bing's web and image search, suggestions and spelling over Parley's own search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from urllib.parse import parse_qs, quote

from msgspec import UNSET

from parley.gateways.access import BadRequest, Call
from parley.gateways.bing.shapes import (
    Asked,
    AskedSpelling,
    Image,
    Images,
    OtherQuery,
    Queries,
    QueryContext,
    Ranked,
    Ranking,
    RankingGroup,
    RankingItem,
    Searched,
    SearchSuggestion,
    SpellChecked,
    SuggestionGroup,
    Suggestions,
    WebPage,
    WebPages,
)
from parley.gateways.bing.typing import Keys, flagged
from parley.home.accounts.callers import Scope
from parley.search.service import HOUSE, Searching, Wanted
from parley.search.types import Hit, Piece, Results

_FORM = 64 * 1024
"""Bytes of a form, which spelling may be asked with."""
_LONGEST_TEXT = 10_000
_DAYS = {"day": 1, "week": 7, "month": 31}
_MARKS = {"raw": ("\ue000", "\ue001"), "html": ("<b>", "</b>")}
"""How Bing marks what was looked for, where that is wanted."""
_SEVERAL = 35
"""Pictures of an answer, where nobody says how many; 35 as Bing's own."""


class Search:
    """One request."""

    def __init__(
        self, call: Call, searching: Searching, asked: Asked | None, keys: Keys | None = None
    ) -> None:
        self._searching, self._keys = searching, keys
        self._call, self._asked = call, asked or Asked("-")
        caller = call.caller
        # A key that may use the services alone finds what the house has for everybody; one that may also read
        # records and files, what belongs to its person.
        own = caller.may(Scope.RECORDS_READ) and caller.may(Scope.FILES_READ)
        self._account = caller.account if own else HOUSE

    async def web(self) -> Searched:
        """Pages that fit, other queries, and what was probably meant."""
        asked, wants = self._asked, _wants(self._asked.only)
        found = await self._found(_limits(asked, self._now()), asked.count)
        answer = QueryContext(asked.query)
        pages = self._pages(found) if wants("webpages") and found.hits else None
        return Searched(
            answer,
            web_pages=pages or UNSET,
            related_searches=self._queries("RelatedSearches", found.related)
            if wants("relatedsearches") and found.related
            else UNSET,
            spell_suggestions=self._queries("SpellSuggestions", [found.spelling])
            if wants("spellsuggestions") and found.spelling
            else UNSET,
            ranking_response=_ranking(pages) if pages else UNSET,
        )

    async def images(self) -> Images:
        """Photos of whoever asks, by what is written on them, on them, or said of them."""
        asked = self._asked
        count = asked.count if "count" in self._call.request.query_params else _SEVERAL
        wanted = _limits(asked, self._now(), kinds=("photo",))
        found = await self._found(wanted, count) if self._account else Results()
        value = [self._image(each) for each in found.hits if each.kind == "photo"]
        after = asked.offset + len(value)
        return Images(self._page_of(asked.query), found.total, after, value, QueryContext(asked.query))

    async def suggest(self) -> Suggestions:
        """How the query may go on."""
        asked = self._asked
        found = [e.text for e in await self._searching.suggest(self._account, asked.query, asked.count)]
        if self._keys is not None and len(found) < asked.count:
            found += await self._keys.going_on(asked.query, _language(asked.market), asked.count)
        texts = list(dict.fromkeys(found))[: asked.count]
        several = [SearchSuggestion(self._page_of(each), each, each) for each in texts]
        groups = [SuggestionGroup("Web", several)] if several else []
        return Suggestions(QueryContext(self._asked.query), groups)

    async def spell(self, asked: AskedSpelling) -> SpellChecked:
        """Words that neither the dictionary nor anything here has."""
        text = asked.text or _form((await self._call.body(_FORM)).decode("utf-8", "replace"))
        if len(text) > _LONGEST_TEXT:
            raise BadRequest(f"Text may have {_LONGEST_TEXT} characters.")
        slips = await self._searching.misspelt(self._account, text)
        flags = await self._keys.spelt(text, _language(asked.market)) if self._keys is not None else None
        tokens = [text[each.start : each.start + each.length] for each in flags or ()]
        known = await self._searching.known(self._account, tokens) if tokens else frozenset[str]()
        return SpellChecked(flagged(text, flags, slips, known))

    async def _found(self, wanted: Wanted, most: int) -> Results:
        asked = self._asked
        language = asked.language or asked.market.partition("-")[0]
        return await self._searching.search(
            self._account, asked.query, wanted, language=language, most=most, offset=asked.offset
        )

    def _pages(self, found: Results) -> WebPages:
        asked = self._asked
        value = [self._page(number, each) for number, each in enumerate(found.hits) if each.url or each.open]
        return WebPages(self._page_of(asked.query), found.total, value)

    def _page(self, number: int, hit: Hit) -> WebPage:
        url = hit.url or f"{self._call.origin}/#/{hit.open}"
        return WebPage(
            id=f"{self._call.origin}/bing/v7.0/#WebPages.{number}",
            name=hit.title or hit.site or url,
            url=url,
            display_url=url,
            snippet=self._snippet(hit.snippet),
            language=hit.language or UNSET,
            date_last_crawled=_iso(hit.at) if hit.at else UNSET,
        )

    def _snippet(self, pieces: Sequence[Piece]) -> str:
        html = self._asked.format.lower() == "html"
        if not self._asked.decorated:
            plain = "".join(each.text for each in pieces)
            return escape(plain, quote=False) if html else plain
        begin, end = _MARKS["html" if html else "raw"]
        texts = (escape(each.text, quote=False) if html else each.text for each in pieces)
        return "".join(
            f"{begin}{text}{end}" if each.hit else text for each, text in zip(pieces, texts, strict=True)
        )

    def _image(self, hit: Hit) -> Image:
        id = hit.id.partition("/")[2]
        at = f"{self._call.origin}/api/photos/{quote(id, safe='')}"
        return Image(
            image_id=id,
            name=hit.title,
            content_url=f"{at}/view",
            thumbnail_url=f"{at}/tile",
            host_page_url=f"{self._call.origin}/#/{hit.open}",
            date_published=_iso(hit.at) if hit.at else UNSET,
        )

    def _queries(self, name: str, texts: Sequence[str]) -> Queries:
        several = [OtherQuery(each, each, self._page_of(each)) for each in texts]
        return Queries(f"{self._call.origin}/bing/v7.0/#{name}", several)

    def _page_of(self, query: str) -> str:
        return f"{self._call.origin}/#/search?q={quote(query)}"

    def _now(self) -> datetime:
        return datetime.now(UTC)


def _language(market: str) -> str:
    """Of ``zh-CN``; English where nothing is said, as Bing has it."""
    return market.partition("-")[0].lower() or "en"


def _ranking(pages: WebPages) -> Ranking:
    items = [RankingItem("WebPages", number, Ranked(each.id)) for number, each in enumerate(pages.value)]
    return Ranking(RankingGroup(items))


def _wants(only: str) -> Callable[[str], bool]:
    """Whether an answer of a kind is wanted (``responseFilter``)."""
    names = [each.strip().lower() for each in only.split(",") if each.strip()]
    without = {each[1:] for each in names if each.startswith("-")}
    chosen = {each for each in names if not each.startswith("-")}
    return lambda name: name not in without and (not chosen or name in chosen)


def _limits(asked: Asked, now: datetime, kinds: tuple[str, ...] = ()) -> Wanted:
    """The time that is asked for. Raises ``BadRequest`` for one that Bing does not know."""
    said = asked.freshness.lower()
    if not said:
        return Wanted(kinds)
    if said in _DAYS:
        return Wanted(kinds, after=(now - timedelta(days=_DAYS[said])).timestamp())
    first, _, last = said.partition("..")
    try:
        begins = datetime.fromisoformat(first).replace(tzinfo=UTC)
        ends = datetime.fromisoformat(last or first).replace(tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise BadRequest("freshness may be Day, Week, Month, a day, or two with .. between them.") from error
    return Wanted(kinds, after=begins.timestamp(), before=ends.timestamp())


def _form(body: str) -> str:
    """The text of a form."""
    try:
        return parse_qs(body, max_num_fields=20).get("Text", [""])[-1]
    except ValueError as error:
        raise BadRequest("The form cannot be read.") from error


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
