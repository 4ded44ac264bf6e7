"""What a person can ask of money."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from parley.clock import SystemClock, zone_name
from parley.language.gazetteer.house import here
from parley.language.times import format_date
from parley.language.understanding.slots import SOME, SlotType
from parley.settings import Settings
from parley.skills.currency.currencies import (
    Currency,
    Money,
    currency_name,
    find_currency,
    format_money,
    home_currency,
    read_money,
)
from parley.skills.currency.rates import Rates, read
from parley.skills.fetching import NoAnswer, Source
from parley.skills.frame import Ask, House, Skill, handles
from parley.skills.types import Reply

FRESH = timedelta(hours=3)
"""The bank has new rates once a day."""
FORGET = timedelta(days=60)


def money_types(settings: Settings) -> Mapping[str, SlotType]:
    """Amounts of money, and currencies, as they are called where the house is."""
    place = here(settings.place, zone_name(SystemClock().zone()))
    home = home_currency(place.place.country) if place else ""

    def currency(text: str, _: str) -> Currency | None:
        code = find_currency(text, home)
        return Currency(code) if code else None

    return {
        "money": SlotType(r"\S(?:.{0,40}?\S)?", lambda text, _: read_money(text, home), sign=SOME),
        "currency": SlotType(r"[^\d\s](?:[^\d]{0,28}?[^\d\s])?", currency),
    }


class CurrencySkill(Skill):
    """What money is worth in other money, by the rates of the European Central Bank."""

    types: ClassVar[Mapping[str, SlotType]] = money_types(Settings())

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._source = Source(house.settings.data_dir / "fetched" / "rates", house.clock, FRESH, FORGET)

    def slot_types(self) -> Mapping[str, SlotType]:
        return money_types(self.house.settings)

    @handles("currency.convert")
    async def convert(
        self,
        ask: Ask,
        money: Money | None = None,
        currency: Currency | None = None,
        to: Currency | None = None,
        amount: float | None = None,
        other: Currency | None = None,
    ) -> Reply:
        """``money`` in another currency, or with ``currency`` alone what that is worth.

        ``amount`` and ``other`` are what somebody says next: "and fifty", "and the euro".
        """
        if other is not None:
            currency, to = (currency, other) if money else (other, to)
        source = money.currency if money else currency.code if currency else ""
        if not source:
            return ask.question("which", "currency")
        target = to.code if to else self._other(source, ask)
        try:
            rates = await self._rates()
        except NoAnswer:
            return ask.reply("unreachable", emotion="sad")
        for code in (source, target):
            if code not in rates.of_euro:
                return ask.reply("no_rate", currency=currency_name(code, ask.language))
        if source == target:
            return ask.reply("same")
        many = money.amount if money else _handy(rates, source, target)
        if amount is not None and money:
            many = float(amount)
        result = rates.convert(many, source, target)
        assert result is not None
        today = ask.context.clock.now().astimezone(ask.context.clock.zone()).date()
        return ask.reply(
            "converted",
            source=format_money(many, source, ask.language),
            target=format_money(result, target, ask.language),
            day=_day(rates.day, today, ask),
            topic={"money": source},
        )

    def _other(self, source: str, ask: Ask) -> str:
        """What money is told in when nobody said: the house's own, else dollars or euros."""
        place = here(self.house.settings.place, zone_name(ask.context.clock.zone()))
        home = home_currency(place.place.country) if place else ""
        for code in (home, "CNY" if ask.language == "zh" else "USD", "USD", "EUR"):
            if code and code != source:
                return code
        return "USD"

    async def _rates(self) -> Rates:
        address = self.house.settings.rates.url
        # Which rates there are tells nothing of who asked.
        fetched = await self._source.get(address, keep=True)
        try:
            return read(fetched.content)
        except NoAnswer:
            await asyncio.to_thread(self._source.spoil, address)
            raise


def _handy(rates: Rates, source: str, target: str) -> float:
    """One, or as many as have a price worth saying: 100 yen, 1,000 won."""
    amount = 1.0
    while (rates.convert(amount, source, target) or 1.0) < 0.05 and amount < 1e6:
        amount *= 10
    return 100.0 if amount == 10 else amount


def _day(day: date, today: date, ask: Ask) -> str:
    days = (today - day).days
    if days in (0, 1):
        return ask.messages.say("today" if days == 0 else "yesterday")
    if 1 < days < 7:
        from babel.dates import format_date as babel_date

        weekday = babel_date(day, "EEE" if ask.language == "zh" else "EEEE", locale=ask.language)
        return ask.messages.say("weekday", weekday=weekday)
    return ask.messages.say("date", date=format_date(day, ask.language))
