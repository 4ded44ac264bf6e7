"""How single characters are read, as pypinyin reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypinyin import Style, lazy_pinyin

from parley.language import readings


def test_each_character_is_read_as_by_pypinyin_itself() -> None:
    han = [chr(code) for code in range(0x3400, 0xA000)]
    assert [readings.reading(each) for each in han] == [
        lazy_pinyin(each, style=Style.NORMAL, v_to_u=False)[0] for each in han
    ]


def test_the_usual_reading_has_its_tone() -> None:
    assert (readings.usual("女"), readings.usual("长"), readings.usual("q")) == ("nǚ", "zhǎng", "")


def test_a_pypinyin_that_keeps_its_table_elsewhere_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    here = readings._table()

    def nowhere(_: Path) -> bytes:
        raise FileNotFoundError

    readings._table.cache_clear()
    monkeypatch.setattr(Path, "read_bytes", nowhere)
    try:
        assert readings._table() == here
    finally:
        readings._table.cache_clear()
