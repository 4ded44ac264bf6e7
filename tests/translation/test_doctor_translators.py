"""The doctor tries every translation model that is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes import word_for_word as toy
from parley.commands import doctor
from parley.settings import Settings
from parley.settings.services import Translating


async def findings(folder: Path, *engines: str) -> list[tuple[str, str, str, str]]:
    settings = Settings(data=str(folder), translation=Translating(engines=engines))
    found = await doctor._translators(settings)  # pyright: ignore[reportPrivateUsage]
    return [(each.name, each.state, each.detail, each.remedy) for each in found]


@pytest.mark.extra
async def test_a_phrase_is_translated_with_each(tmp_path: Path) -> None:
    pytest.importorskip("ctranslate2")
    toy.shelf(tmp_path / "toys", tmp_path / "models")
    both = await findings(tmp_path)
    print(both)
    assert [(name, state) for name, state, _, _ in both] == [("opus-mt-en-de", "ok"), ("toy-m2m", "ok")]
    assert all("what time is it → " in detail for _, _, detail, _ in both)
    assert [each[0] for each in await findings(tmp_path, "toy-m2m", "upstream")] == ["toy-m2m"]


async def test_what_is_wanted_and_not_there_is_told_with_how_to_get_it(tmp_path: Path) -> None:
    assert await findings(tmp_path, "m2m100") == [("m2m100", "missing", "", "parley models pull m2m100")]
    assert await findings(tmp_path) == []
