"""What a person can ask of the news."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from parley.language.numbers import parse_number
from parley.language.times import format_date, format_time
from parley.language.understanding.names import mentions
from parley.language.understanding.slots import SlotType
from parley.settings import Settings
from parley.skills.fetching import NoAnswer, Source
from parley.skills.frame import Ask, House, Skill, handles
from parley.skills.news.feeds import Feed, all_feeds
from parley.skills.news.headlines import Headline, read
from parley.skills.types import Reply

AT_ONCE = 3
"""Headlines in one answer."""
FRESH = timedelta(minutes=10)
FORGET = timedelta(days=3)
PATIENCE = 5.0
"""Seconds for reading a feed."""
LAST = -1


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The headlines there are, and how far they were read."""

    headlines: tuple[Headline, ...]
    first: int
    """The first of those that were read last."""
    at: datetime
    fresh: bool

    @property
    def read(self) -> Sequence[Headline]:
        """Those that were read last."""
        return self.headlines[self.first : self.first + AT_ONCE]


def _which(text: str, language: str) -> int | None:
    if text.startswith("最后") or text in ("last", "latter"):
        return LAST
    for each in ("zh", "en"):
        number = parse_number(text, each)
        if isinstance(number, int) and 1 <= number <= 6:
            return number
    return None


def news_types(settings: Settings) -> Mapping[str, SlotType]:
    """Sources by name, and which of the headlines."""
    feeds = all_feeds(settings.news.feeds)

    def source(text: str, _: str) -> Feed | None:
        return next((each for each in feeds if each.is_called(text)), None)

    return {
        "topic": SlotType(r"\S(?:.{0,40}?\S)?", lambda text, _: text, free=True),
        "source": SlotType(r"[^\s](?:.{0,28}?[^\s])?", source),
        "which": SlotType(r"(?:第?[一二三四五六1-6]|最后一?|[a-z]+|\d(?:st|nd|rd|th)?)", _which),
    }


class News(Skill):
    """Headlines of RSS and Atom feeds."""

    types: ClassVar[Mapping[str, SlotType]] = news_types(Settings())

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._source = Source(house.settings.data_dir / "fetched" / "news", house.clock, FRESH, FORGET)

    def slot_types(self) -> Mapping[str, SlotType]:
        return news_types(self.house.settings)

    @handles("news.read")
    async def read(self, ask: Ask, source: Feed | None = None, about: str = "") -> Reply:
        feeds = [source] if source else _for(all_feeds(self.house.settings.news.feeds), ask.language)
        # With feeds of one's own all are read; of those that come with Parley the first that answers.
        together = bool(self.house.settings.news.feeds)
        keep = not ask.context.guest
        found = await self._together(feeds, keep) if together else await self._first(feeds, keep)
        if not found:
            return ask.reply("unreachable", emotion="sad")
        headlines = _in_turn([headlines for headlines, _, _ in found], ask.language)
        if about:
            headlines = tuple(each for each in headlines if mentions(f"{each.title} {each.summary}", about))
            if not headlines:
                return ask.reply("none_about", about=about)
        at = min(at for _, at, _ in found)
        return _told(ask, Bulletin(headlines, 0, at, all(fresh for _, _, fresh in found)))

    @handles("news.more")
    async def more(self, ask: Ask) -> Reply:
        bulletin = ask.context.about.get("news")
        if not isinstance(bulletin, Bulletin):
            return await self.read(ask)
        following = bulletin.first + AT_ONCE
        if following >= len(bulletin.headlines):
            return ask.reply("no_more")
        return _told(ask, Bulletin(bulletin.headlines, following, bulletin.at, bulletin.fresh))

    @handles("news.tell")
    async def tell(self, ask: Ask, which: int = 1) -> Reply:
        bulletin = ask.context.about.get("news")
        if not isinstance(bulletin, Bulletin):
            return ask.reply("read_first")
        there = bulletin.read
        number = len(there) if which == LAST else which
        if not 1 <= number <= len(there):
            return ask.reply("no_such", count=len(there))
        headline = there[number - 1]
        if not headline.summary:
            return ask.reply("no_summary", title=headline.title)
        return Reply(headline.summary, ask.language, about={"news": bulletin})

    async def _first(
        self, feeds: Sequence[Feed], keep: bool
    ) -> list[tuple[tuple[Headline, ...], datetime, bool]]:
        old: list[tuple[tuple[Headline, ...], datetime, bool]] = []
        for feed in feeds:
            try:
                found = await self._headlines(feed, keep)
            except NoAnswer:
                continue
            if found[2]:
                return [found]
            old.append(found)
        return old[:1]

    async def _together(
        self, feeds: Sequence[Feed], keep: bool
    ) -> list[tuple[tuple[Headline, ...], datetime, bool]]:
        asked = (self._headlines(each, keep) for each in feeds)
        found = await asyncio.gather(*asked, return_exceptions=True)
        for each in found:
            if isinstance(each, BaseException) and not isinstance(each, NoAnswer):
                raise each
        return [each for each in found if not isinstance(each, BaseException)]

    async def _headlines(self, feed: Feed, keep: bool) -> tuple[tuple[Headline, ...], datetime, bool]:
        fetched = await self._source.get(feed.address, keep=keep)
        try:
            async with asyncio.timeout(PATIENCE):
                headlines = await asyncio.to_thread(read, fetched.content, feed.name)
        except (NoAnswer, TimeoutError) as error:
            await asyncio.to_thread(self._source.spoil, feed.address)
            raise NoAnswer("The feed cannot be read.") from error
        return headlines, fetched.at, fetched.fresh


def _for(feeds: Sequence[Feed], language: str) -> list[Feed]:
    """Those in a language first; where the language of none is known, all."""
    return [each for each in feeds if each.language in ("", language)] or list(feeds)


def _in_turn(found: Sequence[tuple[Headline, ...]], language: str) -> tuple[Headline, ...]:
    """Headlines of several feeds by turns; in the language that was spoken, where there are any."""
    longest = max(map(len, found))
    turns = [each[at] for at in range(longest) for each in found if at < len(each)]
    own = [each for each in turns if each.language == language]
    return tuple(own or turns)


def _told(ask: Ask, bulletin: Bulletin) -> Reply:
    headlines = bulletin.read
    sources = {each.source for each in bulletin.headlines}
    ordinals = [ask.messages.say(f"ordinal_{number}") for number in range(1, AT_ONCE + 1)]
    lines = [
        ask.messages.say(
            "line_from" if len(sources) > 1 else "line", ordinal=ordinal, title=each.title, source=each.source
        )
        for ordinal, each in zip(ordinals, headlines, strict=False)
    ]
    joined = ask.messages.say("between").join(lines)
    first = not bulletin.first
    source = headlines[0].source if len(sources) == 1 else ""
    text = ask.messages.say("from" if source and first else "plain", source=source, lines=joined)
    if not bulletin.fresh and first:
        text = ask.messages.say("as_of", moment=_moment(bulletin.at, ask), text=text)
    return Reply(text, ask.language, about={"news": bulletin})


def _moment(at: datetime, ask: Ask) -> str:
    clock = ask.context.clock
    local, now = at.astimezone(clock.zone()), clock.now().astimezone(clock.zone())
    time = format_time(local, ask.language)
    if local.date() == now.date():
        return ask.messages.say("today_at", time=time)
    if local.date() == now.date() - timedelta(days=1):
        return ask.messages.say("yesterday_at", time=time)
    return ask.messages.say("day_at", day=format_date(local.date(), ask.language), time=time)
