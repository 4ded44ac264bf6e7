"""What a person can ask of their calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from parley.home.records import Record
from parley.language.understanding.original import as_said
from parley.language.understanding.slots import SlotType
from parley.language.understanding.when import When
from parley.skills.calendar.book import Book, fitting, rule_of, span_of
from parley.skills.calendar.event import Happening, happenings
from parley.skills.calendar.outside import Elsewhere
from parley.skills.calendar.wording import called, listed, told
from parley.skills.calendar.wording import when as when_of
from parley.skills.calendar.words import SLOTS
from parley.skills.frame import EVERY, Ask, House, Skill, handles
from parley.skills.types import Reply

MOST = 2_000
"""Events a person may have."""
USUAL = timedelta(minutes=10)
"""How long before an event whoever does not say is reminded."""
AT_ONCE = 8
"""Events read out in one answer."""
EARLIEST = 7


class CalendarSkill(Skill):
    """Add, read, find, move and remove events; what is kept elsewhere is read along."""

    private: ClassVar[frozenset[str]] = EVERY
    types: ClassVar[Mapping[str, SlotType]] = SLOTS

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._outside = Elsewhere(house)

    async def start(self) -> None:
        await self._outside.start()

    async def stop(self) -> None:
        await self._outside.stop()

    @handles("calendar.add")
    async def add(
        self,
        ask: Ask,
        title: str = "",
        when: When | None = None,
        time: When | None = None,
        change: When | None = None,
        duration: timedelta | None = None,
        alert: timedelta | None = None,
        place: str = "",
        kept: str = "",
    ) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        said = kept or (as_said(title, ask.understanding.said) if title else "")
        wanted = _joined(when, time, change)
        known: dict[str, object] = {"title": title or said, "kept": said}
        if duration:
            known["duration"] = duration
        if not said:
            return ask.question("what", "title", {"when": wanted} if wanted else {})
        if wanted is None:
            return ask.question("what_time", "time", known, title=said)
        if wanted.repeat == "other":
            return ask.reply("cannot_repeat")
        book = await self._book(ask)
        if change is not None and (last := self._last(ask, book)) is not None:
            return await self._moved(ask, book, last, change)
        begins = wanted.moment(book.now, EARLIEST)
        if begins is None:
            return ask.reply("no_such_day")
        if len(book.records) >= MOST:
            return ask.reply("too_many", count=len(book.records))
        duration = duration or wanted.lasting(begins)
        record = await book.add(said, wanted, begins, duration, place, alert, ask.language)
        one = _first(record, begins)
        message = "added_repeating" if wanted.repeat else "added"
        shown = when_of(ask, one, book.now)
        return ask.reply(message, title=called(one), when=shown, actions=[told("event_added", one)])

    @handles("calendar.alert")
    async def alert(self, ask: Ask, alert: timedelta = USUAL, start: bool = False) -> Reply:
        """Tell the person so long before the event that was just added, or when it starts."""
        alert = timedelta() if start else alert
        book = await self._book(ask)
        last = self._last(ask, book)
        if last is None:
            return ask.reply("nothing_coming")
        if last.begins - alert <= book.now:
            return ask.reply("alert_passed", title=called(last))
        minutes = round(alert.total_seconds() / 60)
        await book.change(last, {"alerts": [minutes], "rang": 0.0})
        message = "alert" if minutes else "alert_at_start"
        return ask.reply(message, title=called(last), lead=alert, actions=[told("event_changed", last)])

    @handles("calendar.read")
    async def read(self, ask: Ask, when: When | str | None = None) -> Reply:
        book = await self._book(ask)
        span = span_of(when, book.now)
        if span is None:
            return ask.reply("no_such_day")
        found = book.between(*span)
        if not found:
            return ask.reply("nothing")
        one_day = span[1] - span[0] <= timedelta(days=1, hours=2)
        shown = listed(ask, found[:AT_ONCE], book.now, dated=not one_day)
        return ask.reply("have" if len(found) <= AT_ONCE else "have_many", count=len(found), events=shown)

    @handles("calendar.next")
    async def next(self, ask: Ask) -> Reply:
        book = await self._book(ask)
        coming = [one for one in book.coming() if one.begins > book.now]
        if not coming:
            return ask.reply("nothing_coming")
        return ask.reply("next", event=listed(ask, coming[:1], book.now, dated=True))

    @handles("calendar.find")
    async def find(self, ask: Ask, title: str) -> Reply:
        book = await self._book(ask)
        found = fitting(book.coming(), title)
        if not found:
            return ask.reply("no_such", title=title)
        return ask.reply("found", count=len(found), events=listed(ask, found[:AT_ONCE], book.now, dated=True))

    @handles("calendar.free")
    async def free(self, ask: Ask, when: When | str | None = None) -> Reply:
        book = await self._book(ask)
        span = span_of(when, book.now)
        if span is None:
            return ask.reply("no_such_day")
        found = [one for one in book.between(*span) if not one.all_day]
        whole = [one for one in book.between(*span) if one.all_day]
        if not found and not whole:
            return ask.reply("free")
        if not found:
            return ask.reply("free_but", events=listed(ask, whole[:AT_ONCE], book.now, dated=False))
        return ask.reply("busy", events=listed(ask, found[:AT_ONCE], book.now, dated=False))

    @handles("calendar.remove")
    async def remove(
        self, ask: Ask, title: str = "", when: When | str | None = None, all: bool = False
    ) -> Reply:
        book = await self._book(ask)
        found = await self._chosen(ask, book, title, when)
        if isinstance(found, Reply):
            return found
        if len(found) > 1 and not all:
            return _which(ask, book, found)
        gone = [one for one in found if await self._removed(book, one, when)]
        if not gone:
            return ask.reply("not_mine", title=called(found[0]), source=found[0].source)
        actions = [told("event_removed", one) for one in gone]
        return ask.reply(
            "removed" if len(gone) == 1 else "removed_many",
            count=len(gone),
            title=called(gone[0]),
            actions=actions,
        )

    @handles("calendar.move")
    async def move(
        self, ask: Ask, to: When | None = None, title: str = "", when: When | str | None = None
    ) -> Reply:
        book = await self._book(ask)
        found = await self._chosen(ask, book, title, when)
        if isinstance(found, Reply):
            return found
        if len(found) > 1:
            return _which(ask, book, found)
        if to is None:
            return ask.question("what_time", "to", title=called(found[0]))
        return await self._moved(ask, book, found[0], to)

    async def _chosen(
        self, ask: Ask, book: Book, title: str, when: When | str | None
    ) -> Sequence[Happening] | Reply:
        if when is not None:
            span = span_of(when, book.now)
            among = book.between(*span) if span else []
        else:
            among = book.coming()
        found = fitting(among, title) if title else list(among)
        if not title and when is None and (last := self._last(ask, book)) is not None:
            found = [last]
        if not found:
            return ask.reply("no_such" if title else "nothing", title=title)
        return found

    async def _removed(self, book: Book, one: Happening, when: When | str | None) -> bool:
        """Of what repeats, who names a day means that day alone."""
        if one.repeats and when is not None and one.id:
            record = next(each for each in book.records if each.id == one.id)
            day = one.begins.date().isoformat()
            return await book.change(one, {"skipped": [*record.document["skipped"], day]})
        return await book.remove(one)

    async def _moved(self, ask: Ask, book: Book, one: Happening, to: When) -> Reply:
        clues, begins = to.clues, one.begins
        moment = to.moment(book.now, EARLIEST)
        if moment is None:
            return ask.reply("no_such_day")
        if not to.dated and clues.after is None:
            moment = datetime.combine(begins.date(), _nearest(moment, to, begins).time(), begins.tzinfo)
        all_day = one.all_day and not to.timed and clues.part is None
        clock = moment if to.timed or clues.part is not None else begins
        fields: dict[str, Any] = {
            "day": moment.date().isoformat(),
            "since": book.now.timestamp(),
            "rang": 0.0,
        }
        fields["time"] = "" if all_day else f"{clock:%H:%M}"
        if one.all_day and not all_day:
            fields["minutes"] = 60
        if to.repeat:
            fields |= {
                "repeat": "" if to.lunar else rule_of(to),
                "lunar": to.lunar.setting if to.lunar else "",
            }
        elif one.repeats and one.id and not to.dated:
            record = next(each for each in book.records if each.id == one.id)
            fields["day"] = record.document["day"]
        if not await book.change(one, fields):
            return ask.reply("not_mine", title=called(one), source=one.source)
        begins = datetime.combine(
            date.fromisoformat(moment.date().isoformat()), clock.time(), one.begins.tzinfo
        )
        after = Happening(one.title, begins, begins + (one.ends - one.begins), all_day, one.place, "", one.id)
        shown = when_of(ask, after, book.now)
        return ask.reply("moved", title=called(one), when=shown, actions=[told("event_changed", after)])

    def _last(self, ask: Ask, book: Book) -> Happening | None:
        """The event that the last answer was about."""
        actions = ask.context.last_reply.actions if ask.context.last_reply else ()
        ids = {str(each.data.get("id")) for each in actions if each.kind in ("event_added", "event_changed")}
        found = [record for record in book.records if record.id in ids]
        return _first(found[0], book.now) if found else None

    async def _book(self, ask: Ask) -> Book:
        return await Book.of(self.house, ask.context, self._outside.for_(ask.context))


def _first(record: Record, now: datetime) -> Happening:
    """The next time of an event, or the only one."""
    zone = now.tzinfo
    assert zone is not None
    far = now - timedelta(days=1), now + timedelta(days=366 * 9)
    one = next(happenings(record, zone, *far), None)
    if one is not None:
        return one
    day = datetime.combine(date.fromisoformat(str(record.document["day"])), now.time(), zone)
    return Happening(str(record.document["title"]), day, day, False, id=record.id)


def _nearest(moment: datetime, to: When, old: datetime) -> datetime:
    """Of the two fours of a day, the one nearer to what it was."""
    if to.clues.exact or to.clues.part is not None or to.clues.hour is None or to.clues.hour > 12:
        return moment
    both = (moment, moment + timedelta(hours=12))
    return min(both, key=lambda each: abs(each.hour - old.hour))


def _which(ask: Ask, book: Book, found: Sequence[Happening]) -> Reply:
    known = {key: value for key, value in ask.understanding.slots.items() if key not in ("title", "when")}
    shown = listed(ask, found[:AT_ONCE], book.now, dated=True)
    return ask.question("which_one", "title", known, count=len(found), events=shown)


def _joined(first: When | None, *later: When | None) -> When | None:
    for each in later:
        first = each if first is None else first if each is None else first.then(each)
    return first
