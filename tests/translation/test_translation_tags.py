"""Every spelling of a language means one thing."""

from __future__ import annotations

import pytest

from parley.errors import Unsupported
from parley.translation.tags import standard


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh_SG", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-hans-TW", "zh-Hans"),
        ("zho_Hant", "zh-Hant"),
        ("cmn_Hans", "zh-Hans"),
        ("zt", "zh-Hant"),
        ("yue", "yue"),
        ("en-US", "en"),
        ("eng_Latn", "en"),
        ("pt-BR", "pt"),
        ("pb", "pt"),
        ("iw", "he"),
        ("he", "he"),
        ("heb_Hebr", "he"),
        ("arb_Arab", "ar"),
        ("srp_Cyrl", "sr"),
        ("sr-Latn", "sr-Latn"),
        ("no", "nb"),
        ("nob_Latn", "nb"),
        (" DE ", "de"),
    ],
)
def test_a_language_has_one_name(written: str, meant: str) -> None:
    assert standard(written) == meant
    assert standard(meant) == meant


@pytest.mark.parametrize("written", ["", "english", "e", "zh-", "de;q=1", "../x", "12", "ｚｈ"])
def test_what_is_no_tag_is_refused(written: str) -> None:
    with pytest.raises(Unsupported):
        standard(written)
