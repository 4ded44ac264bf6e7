"""One language's words in another script, by rules that somebody else wrote down: their own examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import Unsupported
from parley.language.transliteration.scripts import WAYS, language_of, script_of, transliterate


@pytest.mark.parametrize(
    ("text", "source", "target", "expected"),
    [
        ("你好，银行行长！", "Hans", "Latn", "nǐ hǎo, yín háng háng zhǎng!"),
        ("重庆很重要。", "Hans", "Latn", "chóng qìng hěn zhòng yào."),
        ("Hello世界3次", "Hans", "Latn", "Hello shì jiè 3 cì"),
        ("你好", "Hans", "Bopo", "ㄋㄧˇ ㄏㄠˇ"),
        ("汉语", "Hans", "Hant", "漢語"),
        ("漢語", "hant", "LATN", "hàn yǔ"),
    ],
)
def test_chinese(text: str, source: str, target: str, expected: str) -> None:
    language = "zh-TW" if source.lower() == "hant" else "zh"
    assert transliterate(text, language, source, target) == expected


@pytest.mark.parametrize(
    ("kana", "latin"),
    [
        ("こんにちは", "konnichiha"),
        ("コーヒー", "kōhī"),
        ("きって", "kitte"),
        ("まっちゃ", "matcha"),
        ("しんよう", "shin'you"),
        ("あんない", "annai"),
        ("ファイル", "fairu"),
        ("ヴァイオリン", "vaiorin"),
        ("じゃ、また。", "ja, mata."),
        ("ふじさん", "fujisan"),
    ],
)
def test_japanese(kana: str, latin: str) -> None:
    assert transliterate(kana, "ja", "Jpan", "Latn") == latin


_SINGLE = (
    "あいうえおかきくけこがぎぐげごさしすせそざじずぜぞたちつてとだでど"
    "なにぬねのはひふへほばびぶべぼぱぴぷぺぽまみむめも"
)
_GLIDES = [
    "きゃ",
    "しゅ",
    "ちょ",
    "じょ",
    "にゃ",
    "りょ",
    "っか",
    "っし",
    "った",
    "っち",
    "っぱ",
    "っきゃ",
    "っちゃ",
]
_SYLLABLES = [*_SINGLE, *"やゆよらりるれろわをん", *_GLIDES]


@given(st.lists(st.sampled_from(_SYLLABLES), max_size=12).map("".join))
def test_kana_in_latin_letters_and_back_are_the_same_kana(kana: str) -> None:
    latin = transliterate(kana, "ja", "Hira", "Latn")
    assert latin.isascii()
    assert transliterate(latin, "ja", "Latn", "Hira") == kana


def test_long_vowels_come_back_in_katakana() -> None:
    assert transliterate("kōhī", "ja", "Latn", "Kana") == "コーヒー"
    assert transliterate("カタカナ", "ja", "Kana", "Hira") == "かたかな"


def test_which_reading_of_a_kanji_is_meant_no_rule_tells() -> None:
    with pytest.raises(Unsupported, match="Kanji"):
        transliterate("東京", "ja", "Jpan", "Latn")


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [  # of the ministry's notice
        ("백마", "baengma"),
        ("종로", "jongno"),
        ("왕십리", "wangsimni"),
        ("별내", "byeollae"),
        ("신라", "silla"),
        ("해돋이", "haedoji"),
        ("같이", "gachi"),
        ("좋고", "joko"),
        ("놓다", "nota"),
        ("낳지", "nachi"),
        ("묵호", "mukho"),
        ("집현전", "jiphyeonjeon"),
        ("압구정", "apgujeong"),
        ("낙동강", "nakdonggang"),
        ("옥천", "okcheon"),
        ("한밭", "hanbat"),
        ("설악", "seorak"),
        ("울릉", "ulleung"),
        ("대관령", "daegwallyeong"),
        ("안녕하세요 여러분!", "annyeonghaseyo yeoreobun!"),
    ],
)
def test_korean(hangul: str, latin: str) -> None:
    assert transliterate(hangul, "ko", "Kore", "Latn") == latin


@pytest.mark.parametrize(
    ("language", "text", "latin"),
    [
        ("ru", "Ельцин", "Yel’tsin"),
        ("ru", "Щёлково, подъезд", "Shchëlkovo, pod”yezd"),
        ("ru", "ЧЕХОВ", "CHEKHOV"),
        ("uk", "Згурський", "Zghurskyi"),
        ("uk", "Знам’янка, Юрій, Київ", "Znamianka, Yurii, Kyiv"),
        ("bg", "София, България", "Sofia, Balgaria"),
        ("mk", "Ѓорче Кќ", "Ǵorče Kḱ"),
        ("el", "Ευχαριστώ, Αθήνα", "Efcharisto, Athina"),
        ("el", "προϋπόθεση ΕΛΛΑΔΑ άγγελος", "proypothesi ELLADA angelos"),
    ],
)
def test_cyrillic_and_greek(language: str, text: str, latin: str) -> None:
    source = "Grek" if language == "el" else "Cyrl"
    assert transliterate(text, language, source, "Latn") == latin


@given(st.text(alphabet="абвгдђежзијклљмнњопрстћуфхцчџш АБВ.,", max_size=60))
def test_serbian_there_and_back(text: str) -> None:
    latin = transliterate(text, "sr-RS", "Cyrl", "Latn")
    back = transliterate(latin, "sr", "Latn", "Cyrl")
    # н and ј side by side (конјугација) read like њ: no rule tells them apart.
    if not any(pair in text.lower() for pair in ("нј", "лј", "дж")):
        assert back == text


@given(st.sampled_from([(name, *way) for name, ways in WAYS.items() for way in ways]), st.text(max_size=60))
def test_any_text_gets_through_or_is_refused(way: tuple[str, str, str], text: str) -> None:
    try:
        assert isinstance(transliterate(text, *way), str)
    except Unsupported:
        assert way[0] == "ja"


@pytest.mark.parametrize(
    ("language", "source", "target"), [("zh", "Latn", "Hans"), ("ja", "Latn", "Jpan"), ("ko", "Latn", "Kore")]
)
def test_what_no_rule_can_do_is_refused_with_what_there_is(language: str, source: str, target: str) -> None:
    with pytest.raises(Unsupported, match="There are: "):
        transliterate("x", language, source, target)


def test_what_is_unknown_is_refused() -> None:
    with pytest.raises(Unsupported):
        transliterate("x", "th", "Thai", "Latn")
    assert language_of("zh-TW") == "zh-Hant"
    assert script_of("ja") == "Jpan"
    assert script_of("en") is None
