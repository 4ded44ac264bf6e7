"""A paper that is scanned and kept, and its person reminded of the day by which it is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from parley.clock import zone_name
from parley.language.days import format_day, format_moment
from parley.language.gazetteer.house import here
from parley.language.numbers import locale_of
from parley.language.understanding.when import When
from parley.skills.frame import Ask, House
from parley.skills.reminders.moments import moments_of
from parley.skills.reminders.reminder import Reminders
from parley.skills.seeing.pictures import Taken
from parley.skills.types import Action, Reply
from parley.vision.bills.types import Bill, BillKind

HOUR = time(9)
"""When somebody is reminded of a day."""


async def kept_scan(house: House, ask: Ask, picture: Taken) -> tuple[str, Bill]:
    """Scan a picture and keep it as a PDF; what is said of that, and what the paper asks for."""
    now = ask.context.clock.now().astimezone(ask.context.clock.zone())
    async with picture.opened() as sight:
        scanned = await sight.scan()
        bill = await sight.bill(scanned.reading, now.date(), _country(house))
    name = ask.messages.say(f"names_{bill.kind}") if bill.kind is not BillKind.OTHER else ""
    title = f"{bill.payee or name or 'Scan'} {now:%Y-%m-%d %H.%M}".strip()
    await picture.sights.keep_scan(picture.account, scanned, title)
    return ask.messages.say("scanned" if scanned.found else "no_page"), bill


async def due_told(
    house: House, ask: Ask, said: str, bill: Bill, remind: bool | None, when: When | None
) -> Reply:
    """What the paper is; and the reminder, if it was wanted, or the question whether it is."""
    now = ask.context.clock.now().astimezone(ask.context.clock.zone())
    gap = "" if ask.language == "zh" else " "
    told = (
        said
        if bill == Bill(bill.kind) and bill.kind is BillKind.OTHER
        else f"{said}{gap}{_told(ask, bill, now)}"
    )
    text = _reminder(ask, bill)
    if when is not None:
        return await asked_again(house, ask, when, text, told)
    if bill.due is None:
        if not remind:
            return Reply(told, ask.language)
        return ask.question("no_due", "when", {"text": text, "remind": True}, told=told)
    if bill.due < now.date():
        return ask.reply("too_late", told=told) if remind else Reply(told, ask.language)
    if remind:
        return await remind_on(house, ask, bill.due, text, told)
    day = format_day(bill.due, now.date(), ask.language)
    known: dict[str, object] = {"due": bill.due.isoformat(), "text": text}
    return ask.question("shall_i", "remind", known, told=told, day=day)


async def remind_on(house: House, ask: Ask, day: date, text: str, told: str) -> Reply:
    """Remind its person on the morning of a day; today, in an hour."""
    reminders = await Reminders.of(house, ask.context)
    moment = datetime.combine(day, HOUR, reminders.now.tzinfo)
    if moment <= reminders.now:
        moment = reminders.now + timedelta(hours=1)
    return await _set(ask, reminders, moment, text, told)


async def asked_again(house: House, ask: Ask, when: When | None, text: str, told: str = "") -> Reply:
    """Remind its person when they said."""
    reminders = await Reminders.of(house, ask.context)
    moments = moments_of(when, reminders.now) if when is not None else "no_day"
    if isinstance(moments, str):
        return ask.question("no_due", "when", {"text": text, "remind": True}, told=told)
    return await _set(ask, reminders, moments[0], text, told)


async def _set(ask: Ask, reminders: Reminders, moment: datetime, text: str, told: str) -> Reply:
    reminder = await reminders.add(text, moment, "", ask.language)
    said = format_moment(moment, reminders.now, ask.language)
    action = Action("reminder_set", {"id": reminder.id, "text": text, "due": moment.timestamp()})
    return ask.reply("reminded", told=told, when=said, actions=[action])


def _country(house: House) -> str:
    """Where the papers of the house are written."""
    place = here(house.settings.place, zone_name(house.clock.zone()))
    return house.settings.place.country or (place.place.country if place else "")


def _told(ask: Ask, bill: Bill, now: datetime) -> str:
    say, language = ask.messages.say, ask.language
    what = say(f"kinds_{bill.kind}")
    if bill.payee:
        what = say("bill_of", kind=what, payee=bill.payee)
    if bill.amount is not None:
        what = say("amount", bill=what, amount=_money(bill, language))
    if bill.due is not None:
        day = format_day(bill.due, now.date(), language)
        what = say("overdue" if bill.due < now.date() else "due", bill=what, day=day)
    return say("bill", bill=what)


def _reminder(ask: Ask, bill: Bill) -> str:
    say = ask.messages.say
    pays = bill.amount is not None and bill.amount > 0
    what = say("reminder_pay" if pays else "reminder", kind=say(f"names_{bill.kind}"))
    if bill.payee:
        what = say("reminder_of", what=what, payee=bill.payee)
    if pays:
        what = say("reminder_amount", what=what, amount=_money(bill, ask.language))
    return what


def _money(bill: Bill, language: str) -> str:
    from babel.numbers import format_currency

    assert bill.amount is not None
    whole = bill.amount == bill.amount.to_integral_value()
    number = f"{bill.amount:,.0f}" if whole else f"{bill.amount:,.2f}"
    if bill.currency == "CNY" and language == "zh":
        return f"{number}元"
    if not bill.currency:
        return number
    # With the digits that stand on the paper: nobody says sixty-four pounds two.
    pattern = f"#,##0{'' if whole else '.00'} ¤¤¤"
    return format_currency(bill.amount, bill.currency, pattern, locale_of(language), currency_digits=False)
