"""The news. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import time
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
from parley.settings.around import News
from parley.skills.fetching import NoAnswer
from parley.skills.news.feeds import Feed, own_feeds
from parley.skills.news.headlines import LARGEST, LONGEST_SUMMARY, LONGEST_TITLE, MOST, plain, read
from parley.skills.types import Context, Understanding

SAID: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_name("news.yaml").read_text("utf-8"))
CASES = [
    (text.partition(" |")[0], intent, text.partition("|")[2].strip())
    for intent in ("news.read", "news.more", "news.tell")
    for texts in SAID[intent].values()
    for text in texts
]
SKILLS = understanding_skills()
BBC, GUARDIAN = "https://feeds.bbci.co.uk/news/rss.xml", "https://www.theguardian.com/world/rss"
CHINA = "https://www.chinanews.com.cn/rss/scroll-news.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
<channel>
  <title><![CDATA[World news]]></title>
  <link>https://news.example/</link>
  <language>en-gb</language>
  <lastBuildDate>Sat, 21 Nov 2026 01:20:11 GMT</lastBuildDate>
  <item>
    <title><![CDATA[Bridge opens after ten years]]></title>
    <description><![CDATA[<p>The bridge over the bay was <b>opened</b> on Friday.</p>
      <p>It cost 2.5bn &amp; took ten years.</p><script>alert("no")</script>]]></description>
    <link>https://news.example/1</link>
    <guid isPermaLink="false">https://news.example/1#0</guid>
    <pubDate>Sat, 21 Nov 2026 00:58:02 GMT</pubDate>
  </item>
  <item><title>Rain &amp; wind expected in the north</title>
    <description>Take an umbrella.</description></item>
  <item><title>Team wins the cup</title><description></description></item>
  <item><title>Library lends tools</title><description>Drills are wanted most.</description></item>
</channel></rss>
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh">
  <title>新闻</title><id>urn:uuid:60a76c80</id><updated>2026-11-21T01:20:00Z</updated>
  <entry><title>杭州地铁新线开通</title><id>1</id><updated>2026-11-21T01:00:00Z</updated>
    <summary type="html">&lt;p&gt;新线全长二十公里。&lt;br/&gt;共有十五站。&lt;/p&gt;</summary></entry>
  <entry><title>大熊猫幼崽亮相</title><id>2</id><updated>2026-11-21T00:50:00Z</updated>
    <content type="html">&lt;div&gt;幼崽今年七月出生。&lt;/div&gt;</content></entry>
</feed>
"""


def shown(understanding: Understanding) -> str:
    source, which = understanding.slots.get("source"), understanding.slots.get("which")
    if isinstance(source, Feed):
        return source.name
    return "" if which is None else str(3 if which == -1 else which)


@pytest.fixture
def internet() -> Any:
    with Internet({BBC: RSS, CHINA: ATOM}).plugged_in() as found:
        yield found


@pytest.fixture(scope="session")
def some_skills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return only(tmp_path_factory.mktemp("skills"), "news", "talk")


@pytest.fixture
async def home(internet: Internet, some_skills: Path, tmp_path: Path) -> Home:
    return Home(folder=some_skills, settings=Settings(data=str(tmp_path)))


@pytest.mark.parametrize(("text", "intent", "slots"), CASES)
def test_what_people_say_is_understood(text: str, intent: str, slots: str) -> None:
    understanding = SKILLS.understand(text, None, Context(clock=WallClock()))
    assert understanding is not None
    assert (understanding.intent, shown(understanding)) == (intent, slots)


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_no_wish_for_news_is_not_taken_for_one(text: str) -> None:
    understanding = SKILLS.understand(text, None, Context(clock=WallClock()))
    assert understanding is None or not understanding.intent.startswith("news.")


@pytest.mark.parametrize(("first", "second", "expected"), SAID["follow"])
def test_what_follows_goes_on_from_the_headlines(first: str, second: str, expected: str) -> None:
    context = Context(clock=WallClock())
    before = SKILLS.understand(first, None, context)
    after = SKILLS.understand(second, None, replace(context, last=before))
    assert after is not None
    assert f"{after.intent} {shown(after)}".strip() == expected


async def test_three_headlines_are_read_with_their_source(home: Home) -> None:
    assert (await home.say("read me the news")).text == (
        "From BBC News. First: Bridge opens after ten years. Second: Rain & wind expected in the north. "
        "Third: Team wins the cup."
    )
    assert (await home.say("more")).text == "First: Library lends tools."
    assert (await home.say("more")).text == "That was all the news I have."


async def test_a_chinese_question_has_chinese_news(home: Home) -> None:
    answer = (await home.say("今天有什么新闻")).text
    assert answer == "中国新闻网消息：第一条，杭州地铁新线开通；第二条，大熊猫幼崽亮相。"
    assert (await home.say("第一条详细说说")).text == "新线全长二十公里。 共有十五站。"
    assert (await home.say("第二条")).text == "幼崽今年七月出生。"
    assert (await home.say("第三条")).text == "我刚才只读了2条。"


async def test_more_of_a_headline_is_told_without_html(home: Home) -> None:
    await home.say("what's in the news")
    told = (await home.say("tell me more about the first one")).text
    assert told == "The bridge over the bay was opened on Friday. It cost 2.5bn & took ten years."
    assert (await home.say("the third one")).text == "I have no more than the headline: Team wins the cup."
    assert (await home.say("the second headline")).text == "Take an umbrella."
    assert (await home.say("number 6")).text == "I read you 3 headlines."


async def test_of_something_only_what_mentions_it_is_read(home: Home) -> None:
    assert (await home.say("any news about the library")).text == "From BBC News. First: Library lends tools."
    assert (await home.say("有没有关于熊猫的新闻")).text == "中国新闻网消息：第一条，大熊猫幼崽亮相。"
    assert (await home.say("any news about unicorns")).text == "Nothing in the headlines is about unicorns."


async def test_who_has_heard_none_is_told_how_to(home: Home) -> None:
    assert "haven't read" in (await home.say("tell me more about the second headline")).text
    assert (await home.say("more news")).text.startswith("From BBC News")


async def test_when_one_feed_does_not_answer_the_next_does(home: Home, internet: Internet) -> None:
    internet.answers = {GUARDIAN: RSS}
    assert (await home.say("read me the news")).text.startswith("From The Guardian. First: Bridge")


async def test_a_source_may_be_named(home: Home, internet: Internet) -> None:
    internet.answers[GUARDIAN] = RSS.replace("Bridge", "Tunnel")
    assert (await home.say("read the news from the guardian")).text.startswith(
        "From The Guardian. First: Tunnel"
    )
    assert len(internet.asked) == 1


async def test_one_s_own_feeds_are_read_by_turns(
    internet: Internet, some_skills: Path, tmp_path: Path
) -> None:
    feeds = {
        "Town": "https://town.example/feed",
        "Club": "https://club.example/feed",
        "家": "https://jia.example/",
    }
    internet.answers = {
        feeds["Town"]: RSS,
        feeds["Club"]: RSS.replace("Bridge", "Gate").replace("UTF-8", "UTF-16").encode("utf-16"),
        feeds["家"]: ATOM,
    }
    house = Home(folder=some_skills, settings=Settings(data=str(tmp_path), news=News(feeds=feeds)))
    answer = (await house.say("read me the news")).text
    assert answer.startswith("First, Town: Bridge opens after ten years. Second, Club: Gate opens")
    assert "杭州地铁" in (await house.say("读一下新闻")).text
    assert (await house.say("read the news from club")).text.startswith("From Club. First: Gate opens")


async def test_within_ten_minutes_a_feed_is_asked_for_once(home: Home, internet: Internet) -> None:
    for _ in range(3):
        await home.say("read me the news")
    assert len(internet.asked) == 1
    home.clock.jump(timedelta(minutes=11))
    await home.say("read me the news")
    assert len(internet.asked) == 2


async def test_without_network_old_news_is_told_with_its_age(home: Home, internet: Internet) -> None:
    await home.say("read me the news")
    await home.say("读一下新闻")
    internet.down = True
    home.clock.jump(timedelta(hours=2))
    home = Home(home.clock, home.folder, settings=home.settings)
    assert (await home.say("read me the news")).text.startswith(
        "I can't get the latest news; this is from 9:30 AM today. From BBC News."
    )
    home.clock.jump(timedelta(days=1))
    assert (await home.say("读一下新闻")).text.startswith("现在拿不到最新的新闻，这是昨天上午9:30的。")
    home.clock.jump(timedelta(days=3))
    assert (await home.say("read me the news")).text == "I can't reach the news right now."
    assert (await home.say("读一下新闻")).text == "现在拿不到新闻。"


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">]>
<rss version="2.0"><channel><item><title>&e;</title></item></channel></rss>"""
STEALING = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&file;</title></item></channel></rss>"""


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html><body>Sign in to the hotel's network</body></html>",
        b'{"items": []}',
        b"http://news.example/rss",
        b"file:///etc/passwd",
        b"\xff\xfe\x00\x00<rss>",
        b"<rss>" * 50_000,
        b"x" * (LARGEST + 1),
        RSS.encode()[:300],
        httpx.Response(410),
    ],
)
async def test_what_is_no_feed_is_no_news(home: Home, internet: Internet, answer: Any) -> None:
    internet.answers = {BBC: answer}
    began = time.perf_counter()
    assert (await home.say("read me the news")).text == "I can't reach the news right now."
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize("content", [BOMB, STEALING, BOMB.replace("rss", "feed")])
def test_entities_neither_grow_nor_fetch(content: str) -> None:
    try:
        headlines = read(content.encode(), "x")
    except NoAnswer:
        return
    assert all(len(each.title) <= LONGEST_TITLE and "root:" not in each.title for each in headlines)


def test_a_feed_is_bounded_in_every_way() -> None:
    item = (
        f"<item><title>{{}} {'word ' * 200}</title><description>{'A sentence. ' * 500}</description></item>"
    )
    feed = f'<rss version="2.0"><channel>{"".join(map(item.format, range(90)))}</channel></rss>'
    headlines = read(feed.encode(), "x")
    assert len(headlines) == MOST
    assert all(len(each.title) <= LONGEST_TITLE for each in headlines)
    assert all(len(each.summary) <= LONGEST_SUMMARY for each in headlines)
    assert headlines[0].summary.endswith("A sentence.")


def test_a_cut_feed_gives_what_it_has() -> None:
    assert [each.title for each in read(RSS.encode()[:900], "x")][:1] == ["Bridge opens after ten years"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One.</p><p>Two &amp; three.</p>", "One. Two & three."),
        ("<style>p {}</style>Text<script>x()</script>", "Text"),
        ("a<br/>b", "a b"),
        ("<b>unclosed", "unclosed"),
        ("plain \u202e\x00 text", "plain text"),
        ("&lt;b&gt;", "<b>"),
        ("", ""),
    ],
)
def test_html_becomes_words(html: str, text: str) -> None:
    assert plain(html) == text


@given(st.text(max_size=500) | st.text(alphabet="<>/!-[]&;a \"'=", max_size=500))
def test_any_html_becomes_words(html: str) -> None:
    plain(html)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_none(content: bytes) -> None:
    try:
        read(content, "x")
    except NoAnswer:
        return


@given(st.text(alphabet="<>/!-[]&;rsitemtlechanfdCDAT \"'=", max_size=600))
def test_any_pile_of_tags_is_a_feed_or_none(text: str) -> None:
    try:
        read(f"<rss><channel><item><title>{text}</title>{text}</item></channel></rss>".encode(), "x")
    except NoAnswer:
        return


def test_feeds_that_come_along_are_of_both_languages() -> None:
    assert {each.language for each in own_feeds()} == {"en", "zh"}
    assert all(each.address.startswith(("https://", "http://")) for each in own_feeds())
