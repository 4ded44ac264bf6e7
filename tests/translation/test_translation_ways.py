"""Which models lead from one language to another."""

from __future__ import annotations

from pathlib import Path

from parley.translation.installed import Model
from parley.translation.ways import Leg, reach, way


def model(sources: str, targets: str | None = None) -> Model:
    return Model("m", Path(), "m2m-100", frozenset(sources.split()), frozenset((targets or sources).split()))


def test_the_first_model_that_knows_the_direct_way_is_taken() -> None:
    models = [model("fr", "en"), model("en de"), model("en de fr")]
    assert way(models, "en", "de") == (Leg(1, "en", "de"),)
    assert way(models, "fr", "de") == (Leg(2, "fr", "de"),)


def test_without_a_direct_way_it_goes_over_english() -> None:
    models = [model("zh-Hans", "en"), model("en", "de")]
    assert way(models, "zh-Hans", "de") == (Leg(0, "zh-Hans", "en"), Leg(1, "en", "de"))
    assert way(models, "de", "zh-Hans") is None


def test_no_way_goes_over_anything_but_english() -> None:
    models = [model("zh-Hans", "fr"), model("fr", "de")]
    assert way(models, "zh-Hans", "de") is None


def test_the_other_script_of_chinese_is_converted() -> None:
    models = [model("zh-Hans", "en"), model("en", "zh-Hans")]
    assert way(models, "en", "zh-Hant") == (Leg(1, "en", "zh-Hans"), Leg(None, "zh-Hans", "zh-Hant"))
    assert way(models, "zh-Hant", "en") == (Leg(None, "zh-Hant", "zh-Hans"), Leg(0, "zh-Hans", "en"))
    assert way([], "zh-Hant", "zh-Hans") == (Leg(None, "zh-Hant", "zh-Hans"),)
    assert way([], "en", "en") == ()


def test_what_is_listed_is_what_can_be_translated() -> None:
    models = [model("zh-Hans", "en"), model("en", "de fr"), model("ja", "ko")]
    listed = reach(models)
    everything = {"zh-Hans", "zh-Hant", "en", "de", "fr", "ja", "ko"}
    assert {
        (source, target)
        for source in everything
        for target in everything - {source}
        if target in listed.get(source, ())
    } == {
        (source, target)
        for source in everything
        for target in everything - {source}
        if {source, target} != {"zh-Hans", "zh-Hant"} and way(models, source, target) is not None
    }
