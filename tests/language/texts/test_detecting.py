"""Which language a text is in, and that nothing is told where nothing tells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.detecting import NOTHING, detect, languages

TEXTS = {
    "en": "The weather in London is rather fine today, is it not?",
    "zh_chs": "今天的天气真不错，我们去公园散步吧。",
    "zh_cht": "臺灣的天氣很好，我們去公園散步吧。",
    "ja": "今日は天気がいいので、公園に行きましょう。",
    "ko": "오늘 날씨가 정말 좋네요. 공원에 갑시다.",
    "de": "Guten Morgen, wie geht es Ihnen heute?",
    "fr": "Bonjour, comment allez-vous aujourd'hui ?",
    "es": "Buenos días, ¿cómo está usted hoy en esta ciudad?",
    "ru": "Сегодня прекрасная погода, пойдём гулять в парк.",
    "ar": "الطقس جميل اليوم، هيا بنا إلى الحديقة",
    "tr": "Bugün hava çok güzel, parka gidelim.",
    "vi": "Hôm nay trời đẹp, chúng ta đi công viên nhé.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_languages(code: str) -> None:
    found = detect(TEXTS[code])
    assert found.code == code and found.confidence >= 0.5 and found.name


@pytest.mark.parametrize("text", ["", "12345", "!!! ???", "   ", "😀😀"])
def test_nothing_is_made_up(text: str) -> None:
    assert detect(text) == NOTHING


def test_a_chinese_sentence_with_an_english_name_is_chinese() -> None:
    assert detect("播放 Taylor Swift 的歌").code == "zh_chs"


def test_there_are_many() -> None:
    known = languages()
    assert len(known) >= 97 and known["de"] == "German" and "zxx" not in known


@given(st.text(max_size=300))
def test_nothing_breaks_it(text: str) -> None:
    found = detect(text)
    assert 0 <= found.confidence <= 1 and bool(found.code) == bool(found.name)
