"""What money is worth. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.home import Home
from fakes.internet import Internet
from fakes.skills import only, understanding_skills
from fakes.wall_clock import WallClock
from parley.settings import Settings
from parley.settings.around import Place as PlaceSetting
from parley.skills.currency.currencies import (
    Currency,
    Money,
    find_currency,
    format_money,
    home_currency,
    read_money,
)
from parley.skills.currency.rates import read
from parley.skills.fetching import NoAnswer
from parley.skills.types import Context, Understanding

SAID: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_name("currency.yaml").read_text("utf-8"))
CASES = [
    (text.partition(" |")[0], text.partition("|")[2].strip())
    for texts in SAID["currency.convert"].values()
    for text in texts
]
SKILLS = understanding_skills()
URL = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"

#: As the bank publishes it, shortened.
FILE = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
    xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender>
\t\t<gesmes:name>European Central Bank</gesmes:name>
\t</gesmes:Sender>
\t<Cube>
\t\t<Cube time='2026-11-20'>
\t\t\t<Cube currency='USD' rate='1.0800'/>
\t\t\t<Cube currency='JPY' rate='162.00'/>
\t\t\t<Cube currency='GBP' rate='0.8400'/>
\t\t\t<Cube currency='CHF' rate='0.9400'/>
\t\t\t<Cube currency='CNY' rate='7.7760'/>
\t\t\t<Cube currency='HKD' rate='8.4000'/>
\t\t\t<Cube currency='KRW' rate='1500.00'/>
\t\t\t<Cube currency='IDR' rate='17000.0'/>
\t\t\t<Cube currency='CAD' rate='1.5000'/>
\t\t</Cube>
\t</Cube>
</gesmes:Envelope>
"""


def shown(understanding: Understanding) -> str:
    """What was understood, as the list of utterances has it."""
    slots = understanding.slots
    money, named, to, other = (slots.get(each) for each in ("money", "currency", "to", "other"))
    found: list[str] = []
    if other:
        named, to = (named, other) if money else (other, to)
    if isinstance(money, Money):
        amount = slots.get("amount") or money.amount
        found += [f"{amount:.10g}", money.currency]
    elif isinstance(named, Currency):
        found.append(named.code)
    if isinstance(to, Currency):
        found.append(to.code)
    return " ".join(found)


@pytest.fixture
def internet() -> Any:
    with Internet({URL: FILE}).plugged_in() as found:
        yield found


@pytest.fixture(scope="session")
def some_skills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return only(tmp_path_factory.mktemp("skills"), "currency", "units", "arithmetic")


@pytest.fixture
async def home(internet: Internet, some_skills: Path, tmp_path: Path) -> Home:
    return Home(folder=some_skills, settings=Settings(data=str(tmp_path)))


@pytest.mark.parametrize(("text", "slots"), CASES)
def test_what_people_say_is_understood(text: str, slots: str) -> None:
    understanding = SKILLS.understand(text, None, Context(clock=WallClock()))
    assert understanding is not None
    assert (understanding.intent, shown(understanding)) == ("currency.convert", slots)


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_no_question_about_money_is_not_taken_for_one(text: str) -> None:
    understanding = SKILLS.understand(text, None, Context(clock=WallClock()))
    assert understanding is None or understanding.intent != "currency.convert"


@pytest.mark.parametrize(("first", "second", "slots"), SAID["follow"])
def test_what_follows_goes_on_from_what_was_asked(first: str, second: str, slots: str) -> None:
    context = Context(clock=WallClock())
    before = SKILLS.understand(first, None, context)
    after = SKILLS.understand(second, None, replace(context, last=before))
    assert after is not None
    assert shown(after) == slots


def test_units_and_sums_stay_what_they_were() -> None:
    for text, intent in (
        ("5 pounds in kilograms", "units.convert"),
        ("5磅是多少公斤", "units.convert"),
        ("100的百分之二十是多少", "arithmetic.compute"),
        ("what's 20 plus 30", "arithmetic.compute"),
    ):
        understanding = SKILLS.understand(text)
        assert understanding is not None
        assert understanding.intent == intent


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how much is 20 euros in dollars", "20 euros is 21.6 US dollars, by yesterday's rate."),
        ("100美元是多少人民币", "按昨天的汇率，100美元是720元人民币。"),
        ("what's the dollar at", "1 US dollar is 7.2 Chinese yuan, by yesterday's rate."),
        ("日元汇率", "按昨天的汇率，100日元是4.8元人民币。"),
        ("how much is 500块 in yen", "500 Chinese yuan is 10,417 Japanese yen, by yesterday's rate."),
        ("100 USD 等于多少 RMB", "按昨天的汇率，100美元是720元人民币。"),
        ("人民币汇率", "按昨天的汇率，1元人民币是0.14美元。"),
        ("how much is one won in dollars", "1 South Korean won is 0.00072 US dollars, by yesterday's rate."),
        ("dollar to dollar", "That's the same currency."),
        (
            "100 taiwan dollars in euros",
            "The European Central Bank, whose rates I use, gives none for New Taiwan dollars.",
        ),
        ("100台币是多少人民币", "我用的是欧洲央行的汇率，里面没有新台币。"),
        (
            "how much is a bitcoin in dollars",
            "The European Central Bank, whose rates I use, gives none for BTC.",
        ),
    ],
)
async def test_the_answer_has_the_rate_s_day(home: Home, question: str, answer: str) -> None:
    assert (await home.say(question)).text == answer


async def test_one_question_leads_to_the_next(home: Home) -> None:
    await home.say("how much is 20 euros in dollars")
    assert (await home.say("and in pounds?")).text == "20 euros is 16.8 British pounds, by yesterday's rate."
    assert (await home.say("what about 50")).text == "50 euros is 42 British pounds, by yesterday's rate."
    assert (
        await home.say("and 30 dollars")
    ).text == "30 US dollars is 23.33 British pounds, by yesterday's rate."
    assert (await home.say("那日元呢")).text == "按昨天的汇率，30美元是4,500日元。"


async def test_an_american_and_a_canadian_mean_their_own_dollars(
    internet: Internet, some_skills: Path, tmp_path: Path
) -> None:
    house = Home(
        folder=some_skills, settings=Settings(data=str(tmp_path), place=PlaceSetting(name="Toronto"))
    )
    assert (await house.say("how much is 15 dollars in euros")).text.startswith(
        "15 Canadian dollars is 10 euros"
    )
    assert (await house.say("what's the euro at")).text.startswith("1 euro is 1.5 Canadian dollars")


async def test_the_rates_are_asked_for_once_in_some_hours(home: Home, internet: Internet) -> None:
    for _ in range(3):
        await home.say("what's the yen at")
    assert len(internet.asked) == 1
    home.clock.jump(timedelta(seconds=3 * 3600))
    await home.say("what's the yen at")
    assert len(internet.asked) == 2


async def test_without_network_the_last_rates_are_told_with_their_day(home: Home, internet: Internet) -> None:
    await home.say("what's the yen at")
    internet.down = True
    home.clock.jump(timedelta(days=2))
    home = Home(home.clock, home.folder, settings=home.settings)
    assert (await home.say("what's 100 dollars in yuan")).text.endswith("720 Chinese yuan, by Friday's rate.")
    assert (await home.say("100美元是多少人民币")).text.startswith("按周五的汇率")
    home.clock.jump(timedelta(seconds=20 * 86400))
    assert (await home.say("what's 100 dollars in yuan")).text.endswith("by the rate of Friday, November 20.")


async def test_without_network_and_without_rates_it_says_so(home: Home, internet: Internet) -> None:
    internet.down = True
    assert "can't reach" in (await home.say("what's the yen at")).text
    assert "连不上" in (await home.say("日元汇率")).text


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;"><!ENTITY lol3 "&lol2;&lol2;&lol2;">]>
<Cube time='2026-11-20'><Cube currency='USD' rate='&lol3;'/></Cube>"""


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html><body>Sign in to the hotel's network</body></html>",
        FILE.encode()[:500],
        FILE.replace("1.0800", "a lot").encode(),
        FILE.replace("1.0800", "-3").encode(),
        FILE.replace("1.0800", "1e400").encode(),
        FILE.replace("2026-11-20", "yesterday").encode(),
        FILE.replace("<Cube currency", "<Bube currency").encode(),
        BOMB,
        httpx.Response(503),
    ],
)
async def test_nonsense_is_no_rate(home: Home, internet: Internet, answer: Any) -> None:
    internet.answers[URL] = answer
    assert "can't reach" in (await home.say("what's the yen at")).text


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    with pytest.raises(NoAnswer):
        read(content)


@pytest.mark.parametrize(
    ("text", "amount", "code"),
    [
        ("20 bucks", 20, "USD"),
        ("$100", 100, "USD"),
        ("hk$20", 20, "HKD"),
        ("€ 15.5", 15.5, "EUR"),
        ("a hundred and twenty swiss francs", 120, "CHF"),
        ("一百块", 100, "CNY"),
        ("一百块钱", 100, "CNY"),
        ("5块5", 5.5, "CNY"),
        ("三万日元", 30000, "JPY"),
        ("3万日元", 30000, "JPY"),
        ("100块人民币", 100, "CNY"),
        ("100个欧元", 100, "EUR"),
        ("2.5k euros", 2500, "EUR"),
        ("3 million won", 3e6, "KRW"),
        ("a euro", 1, "EUR"),
        ("100人民币元", None, ""),
        ("a cup", None, ""),
        ("twenty", None, ""),
        ("euros", None, ""),
        ("1e9 euros", None, ""),
    ],
)
def test_amounts(text: str, amount: float | None, code: str) -> None:
    found = read_money(text)
    assert found == (None if amount is None else Money(amount, code))


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    read_money(text, "USD")
    find_currency(text, "CAD")


def test_every_nickname_is_a_currency_s() -> None:
    assert find_currency("美金") == find_currency("US dollars") == find_currency("usd") == "USD"
    assert find_currency("dollars", "AUD") == "AUD"
    assert find_currency("dollars", "CNY") == "USD"
    assert find_currency("pounds", "GBP") == "GBP"
    assert [home_currency(each) for each in ("CN", "US", "FR", "XX", "")] == ["CNY", "USD", "EUR", "", ""]


def test_amounts_are_worded() -> None:
    assert format_money(1, "EUR", "en") == "1 euro"
    assert format_money(1234.5, "USD", "en") == "1,234.5 US dollars"
    assert format_money(1000.4, "JPY", "zh") == "1,000日元"
    assert format_money(0.00067, "USD", "en") == "0.00067 US dollars"
