"""Bing's old SDKs find what is indexed here: one's own notes and photos, the graph's things, and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fakes.sdks import Row, Sdks

Record = Callable[..., None]
WEB = "azure-cognitiveservices-search-websearch 2.0"
PLACE = "Bing v7"


def got(rows: dict[str, Row], name: str) -> Any:
    """What the SDK got. One that is not installed (an older lock) skips the test."""
    row = rows[name]
    if row.error == "ModuleNotFoundError":
        pytest.skip(f"{name}: not installed")
    assert row.ok, row
    return row.got


@pytest.fixture(scope="module")
def known() -> dict[str, Row]:
    return {}


@pytest.fixture
def rows(sdks: Sdks, known: dict[str, Row]) -> dict[str, Row]:
    if not known:
        known.update(sdks.run("bing_web.py"))
    return known


def test_bing_s_web_search_finds_what_is_one_s_own(rows: dict[str, Row], conformance: Record) -> None:
    query, total, pages = got(rows, "WebSearchClient.web.search")
    assert query == "okapi" and total >= 2
    by = {name: (url, snippet) for name, url, snippet in pages}
    assert by["Zoo"][0].endswith("/#/notes/zoo") and by["Zoo"][1] == "We saw an okapi."
    assert got(rows, "WebSearchClient, nothing found") is True
    conformance(PLACE, "WebSearchClient.web.search", WEB, "works")
    assert got(rows, "WebSearchClient, wrong key") == [401, "InvalidAuthorization"]
    conformance(PLACE, "a wrong key", WEB, "refused", "its own error")


def test_bing_s_image_search_finds_photos(rows: dict[str, Row], conformance: Record) -> None:
    ((id, name, thumbnail),) = got(rows, "ImageSearchClient.images.search")
    assert (id, name) == ("okapi", "An okapi") and thumbnail.endswith("/api/photos/okapi/tile")
    sdk = "azure-cognitiveservices-search-imagesearch 2.0"
    conformance(PLACE, "ImageSearchClient.images.search", sdk, "works")


def test_bing_s_entity_search_finds_things(rows: dict[str, Row], conformance: Record) -> None:
    name, id, scenario = got(rows, "EntitySearchClient.entities.search")
    assert (name, scenario) == ("Mount Everest", "DominantEntity") and id
    sdk = "azure-cognitiveservices-search-entitysearch 2.0"
    conformance(PLACE, "EntitySearchClient.entities.search", sdk, "works")


def test_bing_completes_and_spells(rows: dict[str, Row], conformance: Record) -> None:
    assert "okapi" in [each.lower() for each in got(rows, "AutoSuggestClient.auto_suggest")]
    sdk = "azure-cognitiveservices-search-autosuggest 0.2"
    conformance(PLACE, "AutoSuggestClient.auto_suggest", sdk, "works")
    assert got(rows, "SpellCheckClient.spell_checker") == [[3, "okappi", "okapi"]]
    sdk = "azure-cognitiveservices-language-spellcheck 2.0"
    conformance(PLACE, "SpellCheckClient.spell_checker", sdk, "works")
