"""What a person can ask of the weather, and of the sun."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from parley.clock import zone_name
from parley.language.gazetteer.gazetteer import find
from parley.language.gazetteer.house import here
from parley.language.gazetteer.places import Place
from parley.language.gazetteer.slot import place_slot
from parley.language.understanding.slots import SlotType
from parley.language.understanding.when import When
from parley.settings import Settings
from parley.skills.fetching import NoAnswer, Source
from parley.skills.frame import Ask, House, Skill, handles
from parley.skills.types import Context, Reply
from parley.skills.weather.forecast import DAYS, Forecast, address, read
from parley.skills.weather.kinds import EVENT, WHAT, guarded
from parley.skills.weather.spans import SPAN, asked
from parley.skills.weather.sun import Always, rise_and_set
from parley.skills.weather.telling import Report, tell
from parley.skills.weather.wording import Units, day_name, moment_of

FRESH = timedelta(minutes=10)
FORGET = timedelta(days=2)
"""A forecast that is older tells nothing any more."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is asked about."""

    place: Place
    named: bool
    """The answer must say which place: the person did, or Parley could only guess where the house is."""


class Weather(Skill):
    """Forecasts from Open-Meteo; the sun by its own sums."""

    types: ClassVar[Mapping[str, SlotType]] = {
        "place": guarded(place_slot(Settings())),
        "when": SPAN,
        "what": WHAT,
        "event": EVENT,
    }

    def __init__(self, house: House) -> None:
        super().__init__(house)
        folder = house.settings.data_dir / "fetched" / "weather"
        self._source = Source(folder, house.clock, FRESH, FORGET)

    def slot_types(self) -> Mapping[str, SlotType]:
        return {**self.types, "place": guarded(place_slot(self.house.settings))}

    async def start(self) -> None:
        # Reading Chinese by its sound takes a moment to load.
        await asyncio.to_thread(find, "上孩")

    @handles("weather.tell")
    async def tell(
        self,
        ask: Ask,
        place: Place | None = None,
        when: When | str | None = None,
        what: str = "",
        feel: str = "",
        there: bool = False,
    ) -> Reply:
        spot = self._spot(ask.context, place, there)
        if spot is None:
            return ask.question("where", "place")
        if what == "air":
            return ask.reply("no_air", topic={"place": spot.place})
        now = ask.context.clock.now().astimezone(spot.place.tzinfo())
        span = asked(when, now, otherwise=_usual(what))
        if span.days and span.days[-1] < now.date():
            return ask.reply("past")
        if span.days and (span.days[0] - now.date()).days >= DAYS:
            return ask.reply("too_far", days=DAYS)
        try:
            forecast, at, fresh = await self._forecast(spot.place, keep=not ask.context.guest)
        except NoAnswer:
            return ask.reply("unreachable", emotion="sad")
        home = here(self.house.settings.place, zone_name(ask.context.clock.zone()))
        units = Units.of(home.place.country if home else "", ask.language)
        where = spot.place.shown(ask.language) if spot.named else ""
        report = Report(ask, forecast, span, now, where, units, fresh)
        text = tell(report, what, feel, general=not when and not what)
        if text is None:
            return ask.reply("not_known" if fresh else "unreachable", emotion="sad")
        if not fresh:
            text = ask.messages.say("as_of", moment=moment_of(at.astimezone(now.tzinfo), now, ask), text=text)
        return Reply(text, ask.language, about={"place": spot.place})

    @handles("weather.sun")
    async def sun(
        self,
        ask: Ask,
        event: str,
        place: Place | None = None,
        when: When | str | None = None,
        there: bool = False,
    ) -> Reply:
        spot = self._spot(ask.context, place, there)
        if spot is None:
            return ask.question("where", "place")
        now = ask.context.clock.now().astimezone(spot.place.tzinfo())
        day = (asked(when, now, otherwise="today").days or (now.date(),))[0]
        where = spot.place.shown(ask.language) if spot.named else ""
        found = rise_and_set(day, spot.place.latitude, spot.place.longitude)
        day_said = day_name(day, now.date(), ask)
        topic: dict[str, object] = {"place": spot.place}
        if isinstance(found, Always):
            message = f"always_{found.value}"
            return ask.reply(message, topic=topic, day=day_said, where=_where(ask, where))
        moment = found[event == "sunset"].astimezone(spot.place.tzinfo())
        message = f"{event}_was" if moment.astimezone(UTC) < now.astimezone(UTC) else event
        shown = _to_minute(moment)
        return ask.reply(message, topic=topic, day=day_said, time=shown, where=_where(ask, where))

    def _spot(self, context: Context, place: Place | None, there: bool) -> Spot | None:
        if place is None and there and isinstance(context.about.get("place"), Place):
            place = context.about["place"]  # pyright: ignore[reportAssignmentType]
        if place is not None:
            return Spot(place.town(), named=True)
        home = here(self.house.settings.place, zone_name(context.clock.zone()))
        return Spot(home.place, home.guessed) if home else None

    async def _forecast(self, place: Place, *, keep: bool) -> tuple[Forecast, datetime, bool]:
        url = address(self.house.settings.weather.url, place)
        fetched = await self._source.get(url, keep=keep)
        try:
            return read(fetched.content), fetched.at, fetched.fresh
        except NoAnswer:
            await asyncio.to_thread(self._source.spoil, url)
            raise


def _usual(what: str) -> str:
    """What time is meant when none is said."""
    return "now" if what in ("", "temperature", "wind", "humidity") else "today"


def _where(ask: Ask, place: str) -> str:
    return ask.messages.say("in_place", place=place) if place else ""


def _to_minute(moment: datetime) -> datetime:
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)
