"""What is done to a photo is a recipe: JSON that is bounded, kept, and shown with names in two languages."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.vision.enhancing.operations import operations, worded
from parley.vision.enhancing.recipe import (
    MOST_BYTES,
    ORDER,
    BadRecipe,
    Crop,
    Exposure,
    Mirror,
    Recipe,
    WhiteBalance,
    json_of,
    recipe_of,
)
from parley.vision.enhancing.types import Reason

CODES = ["dark", "light", "warm", "cold", "green", "magenta", "hazy", "flat", "grainy", "pale", "tilted"]


def test_a_recipe_is_the_json_the_documents_show() -> None:
    text = b'{"steps":[{"do":"exposure","stops":0.7},{"do":"white_balance","warmth":-0.2,"tint":0.1}]}'
    recipe = recipe_of(text)
    assert recipe == Recipe((Exposure(0.7), WhiteBalance(-0.2, 0.1)))
    assert json_of(recipe) == text
    assert recipe_of(msgspec.json.decode(text)) == recipe


def test_no_recipe_is_the_empty_one() -> None:
    assert recipe_of(b"{}") == recipe_of({}) == Recipe()


def test_steps_are_done_in_one_order_however_they_are_listed() -> None:
    steps = (Exposure(1), Mirror(), WhiteBalance(0.1))
    assert Recipe(steps).ordered == (Mirror(), WhiteBalance(0.1), Exposure(1))
    assert Recipe(steps[::-1]).ordered == Recipe(steps).ordered


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps": [{"do": "melt"}]},
        {"steps": [{"do": "exposure", "stops": 4.1}]},
        {"steps": [{"do": "exposure", "stops": "much"}]},
        {"steps": [{"do": "exposure", "stops": 1, "more": 1}]},
        {"steps": [{"do": "exposure"}, {"do": "exposure"}]},
        {"steps": [{"do": "crop", "x": 0.5, "width": 0.6}]},
        {"steps": [{"do": "crop", "width": 0}]},
        {"steps": [{"do": "turn", "quarters": 4}]},
        {"steps": [{"do": "noise", "strength": -0.1}]},
        {"steps": [{}]},
        {"steps": None},
        {"step": []},
        [],
        None,
        b"{",
        b"\xff\xfe",
        b'{"steps":[{"do":"exposure","stops":NaN}]}',
        b'{"steps":[{"do":"exposure","stops":1e999}]}',
        b" " * (MOST_BYTES + 1) + b"{}",
    ],
    ids=str,
)
def test_what_is_no_recipe_is_told_so(wrong: Any) -> None:
    with pytest.raises(BadRecipe):
        recipe_of(wrong)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_whatever_comes_is_a_recipe_or_told_so(data: bytes | str) -> None:
    try:
        recipe = recipe_of(data)
    except BadRecipe:
        return
    assert recipe_of(json_of(recipe)) == recipe


def test_a_crop_may_be_rounded_by_the_page() -> None:
    assert recipe_of({"steps": [{"do": "crop", "x": 0.3334, "width": 0.6667}]}).step(Crop) is not None


def test_every_operation_is_described_with_its_own_bounds() -> None:
    fields: dict[str, Any] = {
        str(kind.__struct_config__.tag): msgspec.inspect.type_info(kind) for kind in ORDER
    }
    described = {each.do: each for each in operations()}
    assert described.keys() == fields.keys()
    for do, each in described.items():
        assert [slider.field for slider in each.sliders] == [field.name for field in fields[do].fields]
        for slider, field in zip(each.sliders, fields[do].fields, strict=True):
            bounds = (field.type.ge, field.type.le, field.default)
            assert (slider.least, slider.most, slider.default) == bounds, (do, slider.field)
        assert each.names["zh"] != each.names["en"] and each.group in ("light", "colour", "detail", "shape")
        assert each.explains["en"].endswith(".") and each.explains["zh"].endswith("。")


def test_reasons_have_sentences_in_two_languages() -> None:
    assert worded(Reason("dark", 1.25), "en") == "It is about 1.2 stops too dark."
    assert worded(Reason("tilted", 2), "zh-CN") == "地平线歪了 2.0°。"
    for code in CODES:
        assert worded(Reason(code, 0.5), "zh") != worded(Reason(code, 0.5), "en")
