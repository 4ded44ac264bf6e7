"""Azure's SDK for translation, both majors, against a Parley whose models know a few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SURFACE = "Azure Translator"
TOY = "shown with toy models that know a few words"
MAJORS = {"azure-ai-translation-text 1.0.1": ("translation-1",), "azure-ai-translation-text 2.0.0": ()}
NO_DICTIONARY = "there is no bilingual dictionary under a licence that could be shipped"


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
    names = ["translate.unknown", "key.wrong"] + (
        ["dictionary.lookup", "dictionary.examples"] if "1.0.1" in sdk else []
    )
    rows = sdks.run("azure_translator.py", *names, only=MAJORS[sdk])
    unknown = rows["translate.unknown"]
    assert (unknown.ok, unknown.status) == (False, 400)
    assert "parley models pull m2m100" in unknown.message
    conformance(SURFACE, "translate.unknown language", sdk, "refused", "says which model to pull")
    wrong = rows["key.wrong"]
    assert (wrong.error, wrong.status) == ("ClientAuthenticationError", 401)
    conformance(SURFACE, "a wrong key", sdk, "refused", "401000")
    for name in names[2:]:
        assert (rows[name].ok, rows[name].status) == (False, 400)
        conformance(SURFACE, name, sdk, "refused", NO_DICTIONARY)
