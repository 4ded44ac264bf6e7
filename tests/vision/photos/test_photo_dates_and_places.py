"""When and where a photo was taken: believed as far as it can be, told in two languages."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.vision.photos.dating import EARLIEST, LATEST, taken_at
from parley.vision.photos.places import place_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, tzinfo=UTC).timestamp()


def local(shot: str = "", offset: int | None = None, name: str = "", modified: float | None = None) -> str:
    """What the clock on the wall said."""
    taken, minutes = taken_at(shot, offset, name, modified, NOW, SHANGHAI)
    return datetime.fromtimestamp(taken + minutes * 60, UTC).strftime("%Y-%m-%d %H:%M:%S")


def test_the_camera_is_believed_before_the_name() -> None:
    assert local("2026-05-01T10:00:00", 120, "IMG_20200101_000000.jpg") == "2026-05-01 10:00:00"
    assert taken_at("2026-05-01T10:00:00", 120, "", None, NOW, SHANGHAI) == (1_777_622_400.0, 120)
    assert taken_at("2026-05-01T10:00:00", None, "", None, NOW, SHANGHAI) == (1_777_600_800.0, 480), "at home"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("IMG_20260501_083000.jpg", "2026-05-01 08:30:00"),
        ("PXL_20260501_083000123.jpg", "2026-05-01 08:30:00"),
        ("Screenshot_2026-05-01-08-30-00.png", "2026-05-01 08:30:00"),
        ("2026-05-01 08.30.00.jpg", "2026-05-01 08:30:00"),
        ("WhatsApp Image 2026-05-01 at 08.30.00.jpeg", "2026-05-01 08:30:00"),
        ("IMG-20260501-WA0001.jpg", "2026-05-01 12:00:00"),
        ("微信图片_20260501083000.jpg", "2026-05-01 08:30:00"),
        ("mmexport1777595400000.jpg", "2026-05-01 08:30:00"),
    ],
)
def test_a_name_tells_when_no_camera_does(name: str, said: str) -> None:
    assert local(name=name, modified=0.0) == said


@pytest.mark.parametrize(
    "name", ["DSC01234.jpg", "20261301.jpg", "IMG_20260230_250000.jpg", "1.jpg", "9" * 300]
)
def test_what_is_no_date_is_none(name: str) -> None:
    assert local(name=name, modified=1_600_000_000.0) == "2020-09-13 20:26:40"


def test_a_file_from_the_year_3000_was_taken_when_it_came() -> None:
    assert taken_at("", None, "a.jpg", 40_000_000_000.0, NOW, SHANGHAI) == (NOW, 480)


@given(
    st.text(max_size=40),
    st.none() | st.integers(-840, 840),
    st.text(max_size=60),
    st.none() | st.floats(allow_nan=False),
)
def test_nothing_that_is_said_breaks_it(
    shot: str, offset: int | None, name: str, modified: float | None
) -> None:
    taken, minutes = taken_at(shot, offset, name, modified, NOW, SHANGHAI)
    assert EARLIEST - 1e11 < taken < LATEST + 1e12 and -1_440 < minutes < 1_440


@pytest.mark.parametrize(
    ("position", "town", "country"),
    [
        ((30.245, 120.14), "杭州", "中国"),
        ((48.858, 2.294), "巴黎", "法国"),
        ((31.38, 120.95), "昆山", "中国"),
        ((48.80, 2.12), "Versailles", "法国"),
        ((22.31, 114.17), "香港", "香港"),
        ((-33.857, 151.215), "悉尼", "澳大利亚"),
    ],
)
def test_a_position_is_a_town_that_people_name(
    position: tuple[float, float], town: str, country: str
) -> None:
    found = place_of(*position)
    assert found is not None and found.country is not None
    assert (found.town.zh, found.country.zh) == (town, country)
    assert found.kilometres < 35


def test_in_the_middle_of_the_ocean_there_is_no_place() -> None:
    assert place_of(0.0, -140.0) is None
    assert place_of(-75.0, 100.0) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_position_has_a_near_place_or_none(latitude: float, longitude: float) -> None:
    found = place_of(latitude, longitude)
    assert found is None or (found.town.en and 0 <= found.kilometres <= 150)
