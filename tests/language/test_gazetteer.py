"""Finding places of the world by what people call them."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.gazetteer import build
from parley.language.gazetteer.gazetteer import find, gazetteer
from parley.language.gazetteer.house import here
from parley.language.gazetteer.keys import key
from parley.language.gazetteer.places import Place
from parley.settings.around import Place as Setting

FOLDER = Path(build.__file__).parent


def found(name: str, near: str = "") -> tuple[str, str, str]:
    place = find(name, find(near) if near else None)
    assert place is not None, name
    return place.english, place.chinese, place.country


@pytest.mark.parametrize(
    ("name", "english", "chinese", "country"),
    [
        ("beijing", "Beijing", "北京", "CN"),
        ("北京市", "Beijing", "北京", "CN"),
        ("東京", "Tokyo", "东京", "JP"),
        ("倫敦", "London", "伦敦", "GB"),
        ("Zürich", "Zurich", "苏黎世", "CH"),
        ("zurich", "Zurich", "苏黎世", "CH"),
        ("São Paulo", "São Paulo", "圣保罗", "BR"),
        ("xi'an", "Xi'an", "西安", "CN"),
        ("xian", "Xi'an", "西安", "CN"),
        ("hongkong", "Hong Kong", "香港", "HK"),
        ("三藩市", "San Francisco", "旧金山", "US"),
        ("nyc", "New York", "纽约", "US"),
        ("The Netherlands", "Netherlands", "荷兰", "NL"),
        ("uk", "United Kingdom", "英国", "GB"),
        ("浙江省", "Zhejiang", "浙江", "CN"),
        ("德州", "Texas", "得克萨斯", "US"),
        ("昆山", "Kunshan", "昆山", "CN"),
        ("常熟", "Changshu", "常熟", "CN"),
        ("东京那边", "Tokyo", "东京", "JP"),
    ],
)
def test_a_place_is_found_in_either_language(name: str, english: str, chinese: str, country: str) -> None:
    assert found(name) == (english, chinese, country)


@pytest.mark.parametrize(
    ("name", "english", "country", "region"),
    [
        ("paris", "Paris", "FR", "11"),
        ("paris texas", "Paris", "US", "TX"),
        ("cambridge", "Cambridge", "GB", "ENG"),
        ("cambridge massachusetts", "Cambridge", "US", "MA"),
        ("cambridge in england", "Cambridge", "GB", "ENG"),
        ("richmond va", "Richmond", "US", "VA"),
        ("boston's", "Boston", "US", "MA"),
        ("springfield illinois", "Springfield", "US", "IL"),
        ("浙江杭州", "Hangzhou", "CN", "02"),
        ("浙江省杭州市", "Hangzhou", "CN", "02"),
        ("北京朝阳区", "Chaoyang", "CN", "22"),
        ("杭州西湖区", "Xihu", "CN", "02"),
        ("日本东京", "Tokyo", "JP", "40"),
        ("安徽宿州", "Suzhou", "CN", "01"),
    ],
)
def test_of_several_the_one_within_what_was_named_is_meant(
    name: str, english: str, country: str, region: str
) -> None:
    place = find(name)
    assert place is not None
    assert (place.english, place.country, place.region) == (english, country, region)


def test_of_several_the_one_near_the_house_is_meant() -> None:
    assert found("朝阳", near="北京")[1] == "朝阳"
    beijing = find("朝阳", find("北京"))
    assert beijing is not None
    assert beijing.region == "22"
    assert found("london", near="toronto")[2] == "CA"
    assert found("london", near="vancouver")[2] == "GB"
    assert found("london", near="北京")[2] == "GB"


@pytest.mark.parametrize(
    ("heard", "english"),
    [
        ("上孩", "Shanghai"),
        ("航州", "Hangzhou"),
        ("los angelos", "Los Angeles"),
        ("san fransisco", "San Francisco"),
        ("barcelone", "Barcelona"),
        ("michegan", "Michigan"),
        ("colarado", "Colorado"),
        ("phillipines", "Philippines"),
        ("missisipi", "Mississippi"),
        ("massachussetts", "Massachusetts"),
    ],
)
def test_what_was_misheard_or_mistyped_is_found_all_the_same(heard: str, english: str) -> None:
    assert found(heard)[0] == english


@pytest.mark.parametrize(
    "words",
    [
        *(
            "morning",
            "tomorrow",
            "the office",
            "the bar",
            "weekend",
            "the kitchen",
            "my phone",
            "of",
            "it",
            "",
        ),
        *("tokyo tonight", "status", "change", "recipe", "settle", "hungry"),
        *("明天", "外面", "我的房间", "这里", "下雨", "阳光", "秋天", "飞机", "冰岛哪里", "今天北京"),
    ],
)
def test_ordinary_words_are_no_place(words: str) -> None:
    assert find(words) is None


@given(st.text(max_size=60))
def test_any_text_is_survived(text: str) -> None:
    find(text)


def test_a_country_has_the_time_and_weather_of_its_capital() -> None:
    japan = find("日本")
    assert japan is not None
    assert japan.town().english == "Tokyo"
    assert japan.zone == "Asia/Tokyo"
    tokyo = find("tokyo")
    assert tokyo is not None
    assert tokyo.town() is tokyo


def test_a_place_without_a_chinese_name_is_called_by_its_own() -> None:
    place = find("paris texas")
    assert place is not None
    assert place.shown("zh") == place.shown("en") == "Paris"


def test_the_house_is_where_its_owner_says() -> None:
    set_so = here(Setting(name="杭州"), "Asia/Shanghai")
    assert set_so is not None
    assert (set_so.place.english, set_so.guessed) == ("Hangzhou", False)
    exact = here(Setting(name="Grandma's", latitude=51.5, longitude=7.4, country="DE"), "Europe/Berlin")
    assert exact is not None
    assert (exact.place.shown("zh"), exact.place.latitude, exact.place.country) == ("Grandma's", 51.5, "DE")


def test_who_says_nothing_lives_in_the_city_of_the_time_zone() -> None:
    guess = here(Setting(), "Asia/Shanghai")
    assert guess is not None
    assert (guess.place.chinese, guess.guessed) == ("上海", True)
    assert here(Setting(), "America/Argentina/Buenos_Aires") is not None
    assert here(Setting(), "Etc/GMT-8") is None
    assert here(Setting(), "UTC") is None


def all_places() -> list[Place]:
    lines = (FOLDER / "places.txt").read_bytes().splitlines(keepends=True)
    at, places = 0, list[Place]()
    for line in lines:
        if at:
            places.append(gazetteer().at(at))
        at += len(line)
    return places


def test_every_place_is_somewhere_and_has_a_time_zone_that_exists() -> None:
    places = all_places()
    assert len(places) > 15_000
    assert all(abs(place.latitude) <= 90 and abs(place.longitude) <= 180 for place in places)
    assert all(len(place.country) == 2 for place in places)
    for zone in {place.zone for place in places}:
        assert datetime.now(ZoneInfo(zone)).utcoffset() is not None


def test_every_name_is_found() -> None:
    """The names lie in the order in which they are searched."""
    names = [line.split("\t")[0] for line in (FOLDER / "names.txt").read_text("utf-8").splitlines()]
    assert all(next(gazetteer().exact(name), None) for name in names[::50])
    written = [name for name in names if not name.startswith("~")]
    assert all(key(name) == name for name in written[::50])


def test_the_files_are_small_and_searched_quickly() -> None:
    assert sum(file.stat().st_size for file in FOLDER.glob("*.txt")) < 1_600_000
    find("warm")
    began = time.thread_time()
    asked = [
        f"{name} {word}" for name in ("tokyo", "paris", "the old house") for word in map(str, range(100))
    ]
    for text in asked:
        find(text)
    assert (time.thread_time() - began) / len(asked) < 0.003
