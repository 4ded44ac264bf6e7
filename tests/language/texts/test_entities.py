"""What texts name: people, places, organisations, times, amounts and addresses, in two languages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import Unsupported
from parley.language.entities.finding import entities
from parley.language.entities.linking import linked


def named(text: str, language: str) -> list[tuple[str, str, str]]:
    return [(text[one.start : one.end], one.kind.value, one.sub) for one in entities(text, language)]


def test_english() -> None:
    text = (
        "Satya Nadella, CEO of Microsoft, visited Berlin on March 3, 2024 and paid $25 million at 5:30 pm. "
        "He is 56 years old."
    )
    assert named(text, "en") == [
        ("Satya Nadella", "Person", ""),
        ("Microsoft", "Organization", ""),
        ("Berlin", "Location", "GPE"),
        ("March 3, 2024", "DateTime", "Date"),
        ("$25 million", "Quantity", "Currency"),
        ("5:30 pm.", "DateTime", "Time"),
        ("56 years old", "Quantity", "Age"),
    ]


def test_chinese() -> None:
    text = (
        "昨天下午三点半，马云在杭州的阿里巴巴集团见了来自北京大学的李小龙教授，"
        "签了价值3亿元的协议，气温26度。"
    )
    assert named(text, "zh") == [
        ("昨天下午三点半", "DateTime", "DateTime"),
        ("马云", "Person", ""),
        ("杭州", "Location", "GPE"),
        ("阿里巴巴集团", "Organization", ""),
        ("北京大学", "Organization", ""),
        ("李小龙", "Person", ""),
        ("3亿元", "Quantity", "Currency"),
        ("26度", "Quantity", "Temperature"),
    ]


def test_titles_and_companies_show_who_and_what() -> None:
    found = named("Dr. Strangelove left Acme Corp for good.", "en")
    assert found == [("Strangelove", "Person", ""), ("Acme Corp", "Organization", "")]
    assert named("Dr. is a title.", "en") == []


def test_a_place_in_a_word_that_the_dictionary_has_whole() -> None:
    assert named("她去了美国纽约，见到了德国总理。", "zh") == [
        ("美国", "Location", "GPE"),
        ("纽约", "Location", "GPE"),
        ("德国", "Location", "GPE"),
    ]


def test_both_in_one_sentence() -> None:
    found = named("明天 at 7pm 我和 Alice Johnson 去 New York 见微软的人", "zh")
    assert ("Alice Johnson", "Person", "") in found
    assert ("New York", "Location", "GPE") in found
    assert ("微软", "Organization", "") in found


@pytest.mark.parametrize(
    ("text", "kind", "sub"),
    [
        ("https://example.com/a?b=1", "URL", ""),
        ("anna@example.com", "Email", ""),
        ("192.168.1.1", "IPAddress", ""),
        ("2001:db8::1", "IPAddress", ""),
        ("+1 425-555-0123", "PhoneNumber", ""),
        ("13812345678", "PhoneNumber", ""),
        ("010-62781234", "PhoneNumber", ""),
        ("+44 20 7946 0958", "PhoneNumber", ""),
        ("30%", "Quantity", "Percentage"),
        ("百分之五十", "Quantity", "Percentage"),
        ("two hours", "DateTime", "Duration"),
        ("two to four hours", "DateTime", "Duration"),
        ("三个小时", "DateTime", "Duration"),
        ("2024年3月5日", "DateTime", "Date"),
        ("下周三", "DateTime", "Date"),
        ("5 kilometers", "Quantity", "Dimension"),
        ("20平方米", "Quantity", "Dimension"),
        ("第二", "Quantity", "Ordinal"),
        ("25°C", "Quantity", "Temperature"),
        ("¥300", "Quantity", "Currency"),
        ("史蒂夫·乔布斯", "Person", ""),
    ],
)
def test_what_shows_itself(text: str, kind: str, sub: str) -> None:
    assert (text, kind, sub) in named(f"{text}", "zh" if not text.isascii() else "en")


@pytest.mark.parametrize(
    "text", ["999.999.1.1", "1.2.3", "2024-03-05 12", "http:/nothing", "@", "0000000000"]
)
def test_what_only_looks_so(text: str) -> None:
    assert {"IPAddress", "URL", "Email", "PhoneNumber"}.isdisjoint(kind for _, kind, _ in named(text, "en"))


def test_places_are_linked_once_with_all_their_mentions() -> None:
    text = "她从巴黎飞到东京，又回到巴黎。"
    paris, tokyo = linked(text, "zh")
    assert (paris.name, paris.url, paris.source) == ("巴黎", "https://www.geonames.org/2988507", "GeoNames")
    assert [text[one.start : one.end] for one in paris.matches] == ["巴黎", "巴黎"]
    assert tokyo.id == "1850147"


def test_other_languages_are_not_guessed_at() -> None:
    with pytest.raises(Unsupported):
        entities("Angela Merkel wohnt in Berlin.", "de")


@given(st.text(max_size=300), st.sampled_from(("en", "zh")))
def test_they_lie_within_the_text_and_apart(text: str, language: str) -> None:
    at = 0
    for one in entities(text, language):
        assert at <= one.start < one.end <= len(text) and 0 <= one.score <= 1
        at = one.end


@pytest.mark.parametrize(
    "text",
    [
        "one " * 1280,
        "9" * 5120,
        "1," * 2560,
        "a@" * 2560,
        "a.b." * 1280,
        "::" * 2560,
        "省市区镇路" * 1024,
        "一" * 5120,
        "三点" * 2560,
        "+1 " * 1700,
        "https://" * 640,
        "Mr. " * 1280,
        "A B " * 1280,
        "北京" * 2560,
    ],
    ids=lambda text: text[:8],
)
def test_no_text_takes_long(text: str) -> None:
    from parley.language.pii.finding import personal

    before = time.process_time()
    personal(text, "zh")
    assert time.process_time() - before < 3  # a tenth of that on a quiet machine
