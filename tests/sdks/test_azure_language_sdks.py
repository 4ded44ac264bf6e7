"""Azure's SDKs for language find what the texts say, in each API version; what is not there is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fakes.sdks import Row, Sdks

Record = Callable[..., None]
TEXT = "azure-ai-textanalytics 5.4.0"
VERSIONS = ("2023-04-01", "2022-05-01", "v3.1")
KINDS = [
    "EntityRecognition",
    "PiiEntityRecognition",
    "KeyPhraseExtraction",
    "EntityLinking",
    "SentimentAnalysis",
]
BY_RULE = "found by a tagger trained here (English), by jieba's (Chinese) and by rules"


@pytest.fixture(scope="module")
def rows(request: pytest.FixtureRequest) -> dict[str, Row]:
    return Sdks(request.getfixturevalue("parley")).run("azure_language.py")


def good(rows: dict[str, Row], operation: str) -> Any:
    row = rows[operation]
    assert row.ok, (operation, row.error, row.message)
    return row.got


@pytest.mark.parametrize("version", VERSIONS)
def test_sentiment_in_two_languages(rows: dict[str, Row], conformance: Record, version: str) -> None:
    english, chinese, french, empty = good(rows, f"analyze_sentiment {version}")
    assert [one[0] for one in english["sentences"]] == ["positive", "negative"]
    assert english["sentiment"] == chinese["sentiment"] == "mixed"
    assert [one[0] for one in chinese["sentences"]] == ["positive", "negative"]
    assert abs(sum(english["scores"].values()) - 1) < 0.02
    assert english["characters"] == 96 and english["warnings"] == ["OpinionMiningUnavailable"]
    assert french["error"]["code"] == "UnsupportedLanguageCode" and "zh-Hans" in french["error"]["message"]
    assert empty["error"]["code"] == "InvalidDocument"
    note = "no targets and assessments (opinion mining): a warning says so"
    conformance("Azure Language", f"analyze_sentiment ({version})", TEXT, "works", note)


@pytest.mark.parametrize("version", VERSIONS)
def test_languages(rows: dict[str, Row], conformance: Record, version: str) -> None:
    found = good(rows, f"detect_language {version}")
    assert [one[0] for one in found] == ["de", "zh_chs", "zh_cht", "(Unknown)"]
    assert [one[1] for one in found[:2]] == ["German", "Chinese_Simplified"]
    conformance("Azure Language", f"detect_language ({version})", TEXT, "works")


@pytest.mark.parametrize("version", VERSIONS)
def test_key_phrases(rows: dict[str, Row], conformance: Record, version: str) -> None:
    english, chinese = good(rows, f"extract_key_phrases {version}")
    assert "cloud computing services" in english and "Microsoft" in english
    assert "量子计算机" in chinese and "中国科学院" in chinese
    conformance("Azure Language", f"extract_key_phrases ({version})", TEXT, "works", "by statistics")


@pytest.mark.parametrize("version", VERSIONS)
def test_entities(rows: dict[str, Row], conformance: Record, version: str) -> None:
    english, chinese = good(rows, f"recognize_entities {version}")
    assert ["Google", "Organization", None, 109, 6] in english
    assert ["2006", "DateTime", "DateRange", 89, 4] in english
    assert chinese == [
        ["昨天下午三点", "DateTime", "DateTime", 0, 6],
        ["马云", "Person", None, 7, 2],
        ["杭州", "Location", "GPE", 10, 2],
        ["北京大学", "Organization", None, 14, 4],
        ["李小龙", "Person", None, 19, 3],
        ["300元", "Quantity", "Currency", 27, 4],
    ]
    conformance("Azure Language", f"recognize_entities ({version})", TEXT, "works", BY_RULE)


@pytest.mark.parametrize("version", VERSIONS)
def test_linked_places(rows: dict[str, Row], conformance: Record, version: str) -> None:
    assert good(rows, f"recognize_linked_entities {version}") == [
        ["Paris", "https://www.geonames.org/2988507", "GeoNames", "2988507", 2],
        ["Tokyo", "https://www.geonames.org/1850147", "GeoNames", "1850147", 1],
    ]
    note = "places only, to GeoNames"
    conformance("Azure Language", f"recognize_linked_entities ({version})", TEXT, "works", note)


@pytest.mark.parametrize("version", VERSIONS)
def test_personal_data(rows: dict[str, Row], conformance: Record, version: str) -> None:
    english, chinese = good(rows, f"recognize_pii_entities {version}")
    assert english["redacted"] == (
        "My name is **********, my SSN is *********** and my mail is **************** 😀 "
        "call ***************."
    )
    assert ["+1 425-555-0123", "PhoneNumber", 84, 15] in english["found"]
    assert [one[1] for one in chinese["found"]] == [
        "Person",
        "ChinaResidentIdentityCardNumber",
        "PhoneNumber",
        "Address",
    ]
    redacted, categories = good(rows, f"recognize_pii_entities, some categories {version}")
    assert categories == ["Email"] and "John Smith" in redacted and "example.com" not in redacted
    conformance("Azure Language", f"recognize_pii_entities ({version})", TEXT, "works", BY_RULE)


@pytest.mark.parametrize("version", VERSIONS)
def test_several_kinds_as_a_job(rows: dict[str, Row], conformance: Record, version: str) -> None:
    got = good(rows, f"begin_analyze_actions {version}")
    assert got == {"kinds": [KINDS, KINDS], "name": "all of them", "status": "succeeded"}
    conformance("Azure Language", f"begin_analyze_actions ({version})", TEXT, "works")


def test_summaries(rows: dict[str, Row], conformance: Record) -> None:
    english, chinese = good(rows, "begin_extract_summary 2023-04-01")
    assert len(english) == len(chinese) == 2
    assert english[0][1] == 1.0 and english[0][1] >= english[1][1]
    assert any("量子计算" in one[0] for one in chinese)
    conformance("Azure Language", "begin_extract_summary (2023-04-01)", TEXT, "works", "LexRank")
    row = rows["begin_abstract_summary 2023-04-01"]
    assert not row.ok and "summaries.model" in row.message
    note = "needs a language model: summaries.model"
    conformance("Azure Language", "begin_abstract_summary (2023-04-01)", TEXT, "refused", note)
    assert good(rows, "begin_analyze_actions, one of them failing") == [["ExtractiveSummarization", "error"]]


@pytest.mark.parametrize(
    ("operation", "why"),
    [
        ("begin_analyze_healthcare_entities 2023-04-01", "medical model"),
        ("begin_single_label_classify 2023-04-01", "no custom models"),
        ("begin_recognize_custom_entities 2023-04-01", "no custom models"),
    ],
)
def test_what_is_not_there_is_said(
    rows: dict[str, Row], conformance: Record, operation: str, why: str
) -> None:
    row = rows[operation]
    assert not row.ok and row.status == 400 and why in row.message
    conformance("Azure Language", operation.partition(" ")[0], TEXT, "refused", why)


def test_bounds_and_keys(rows: dict[str, Row]) -> None:
    many, wrong = rows["too many documents"], rows["wrong key"]
    assert many.status == 400 and "InvalidDocumentBatch" in many.message
    assert wrong.error == "ClientAuthenticationError" and wrong.status == 401
