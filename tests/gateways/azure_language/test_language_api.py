"""Azure's language API as anybody may speak it: units of offsets, errors in place, bounds, jobs, answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.language_apis import VERSION, LanguageApi
from parley.gateways.azure.language.analysing import TASKS, Task
from parley.gateways.azure.language.documents import Read
from parley.gateways.azure.language.shapes import Parameters
from parley.home.accounts.callers import Scope
from parley.language.offsets import Offsets


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[LanguageApi]:
    api = LanguageApi(tmp_path)
    yield api
    await api.jobs.stop()
    await api.client.aclose()


@pytest.mark.parametrize(
    ("unit", "offset"),
    [("UnicodeCodePoint", 2), ("Utf16CodeUnit", 3), ("TextElements_v8", 2), ("TextElement_v8", 2), (None, 2)],
)
async def test_offsets_count_as_the_caller_counts(house: LanguageApi, unit: str | None, offset: int) -> None:
    parameters = {"stringIndexType": unit} if unit else {}
    told = await house.analyze("EntityRecognition", "😀 anna@example.com", **parameters)
    (entity,) = told["results"]["documents"][0]["entities"]
    assert (entity["offset"], entity["length"]) == (offset, 16)


async def test_what_cannot_be_analysed_is_said_where_it_stands(house: LanguageApi) -> None:
    documents = [
        {"id": "good", "text": "I love it.", "language": "en"},
        {"id": "auto", "text": "太好吃了，非常喜欢！", "language": "auto"},
        {"id": "french", "text": "J'aime ça.", "language": "fr"},
        {"id": "empty", "text": " ", "language": "en"},
        {"id": "long", "text": "a" * 5121, "language": "en"},
    ]
    body = {"kind": "SentimentAnalysis", "analysisInput": {"documents": documents}}
    query = {**VERSION, "showStats": "true"}
    told = (await house.client.post("/language/:analyze-text", params=query, json=body)).json()["results"]
    assert [one["id"] for one in told["documents"]] == ["good", "auto"]
    assert [one["sentiment"] for one in told["documents"]] == ["positive", "positive"]
    assert {one["id"]: one["error"]["innererror"]["code"] for one in told["errors"]} == {
        "french": "UnsupportedLanguageCode",
        "empty": "InvalidDocument",
        "long": "InvalidDocument",
    }
    assert told["statistics"] == {
        "documentsCount": 5,
        "validDocumentsCount": 2,
        "erroneousDocumentsCount": 3,
        "transactionsCount": 10,
    }
    assert told["documents"][0]["statistics"] == {"charactersCount": 10, "transactionsCount": 1}


@pytest.mark.parametrize(
    ("body", "query", "status", "inner"),
    [
        ({"kind": "Healthcare"}, VERSION, 400, "UnsupportedKind"),
        ({"kind": "Nonsense"}, VERSION, 400, "UnsupportedKind"),
        ({}, {"api-version": "1999-01-01"}, 400, "InvalidParameterValue"),
        ({}, {}, 400, "InvalidParameterValue"),
        ({"parameters": {"modelVersion": "2020-01-01"}}, VERSION, 400, "ModelVersionIncorrect"),
        ({"parameters": {"piiCategories": ["FRPassport"]}}, VERSION, 400, "InvalidParameterValue"),
        ({"parameters": {"stringIndexType": "Bytes"}}, VERSION, 400, "InvalidParameterValue"),
        ({"analysisInput": {"documents": []}}, VERSION, 400, "InvalidParameterValue"),
        (
            {"analysisInput": {"documents": [{"id": "1", "text": "x"}] * 2}},
            VERSION,
            400,
            "InvalidDocumentBatch",
        ),
    ],
)
async def test_what_cannot_be_done_is_said_in_azure_s_words(
    house: LanguageApi, body: dict[str, Any], query: dict[str, str], status: int, inner: str
) -> None:
    usual = {"kind": "PiiEntityRecognition", "analysisInput": {"documents": [{"id": "1", "text": "x"}]}}
    answer = await house.client.post("/language/:analyze-text", params=query, json={**usual, **body})
    error = answer.json()["error"]
    assert answer.status_code == status
    assert error["code"] == "InvalidRequest" and error["innererror"]["code"] == inner and error["message"]


async def test_a_wrong_key_and_one_for_other_things(house: LanguageApi) -> None:
    for key, status, code in (
        ("nonsense", 401, "Unauthorized"),
        (house.door.tokens.issue([Scope.TALK]), 403, "Forbidden"),
    ):
        async with house.somebody(key) as stranger:
            answer = await stranger.post("/language/:analyze-text", params=VERSION, json={})
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_a_body_that_is_too_long_is_not_read(house: LanguageApi) -> None:
    answer = await house.client.post(
        "/language/:analyze-text", params=VERSION, content=b'{"kind": "' + b"x" * 5_000_000
    )
    assert answer.status_code == 413 and answer.json()["error"]["code"] == "InvalidRequest"


async def test_opinions_are_not_made_up(house: LanguageApi) -> None:
    told = await house.analyze("SentimentAnalysis", "The food was good.", opinionMining=True)
    (document,) = told["results"]["documents"]
    assert [one["code"] for one in document["warnings"]] == ["OpinionMiningUnavailable"]
    assert "targets" not in document["sentences"][0]


async def done(house: LanguageApi, begun: Any) -> Any:
    place = begun.headers["operation-location"]
    assert place.startswith("http://parley.test/language/analyze-text/jobs/")
    told: Any = None
    for _ in range(1000):
        told = (await house.client.get(place)).json()
        if told["status"] not in ("notStarted", "running"):
            return told
        await asyncio.sleep(0)
        await asyncio.to_thread(lambda: None)
    raise AssertionError(told)


async def test_a_job_does_all_its_tasks(house: LanguageApi) -> None:
    tasks = ({"kind": "KeyPhraseExtraction", "taskName": "k"}, {"kind": "ExtractiveSummarization"})
    told = await done(house, await house.begin(*tasks))
    assert told["status"] == "succeeded" and told["errors"] == []
    assert {name: told["tasks"][name] for name in ("completed", "failed", "inProgress", "total")} == {
        "completed": 2,
        "failed": 0,
        "inProgress": 0,
        "total": 2,
    }
    first, second = told["tasks"]["items"]
    assert (first["kind"], first["taskName"]) == ("KeyPhraseExtractionLROResults", "k")
    assert second["results"]["documents"][0]["sentences"][0]["text"]


async def test_a_task_that_fails_says_why_and_the_others_are_done(house: LanguageApi) -> None:
    told = await done(
        house, await house.begin({"kind": "AbstractiveSummarization"}, {"kind": "EntityLinking"})
    )
    assert told["status"] == "partiallyCompleted"
    (error,) = told["errors"]
    assert error["target"] == "#/tasks/items/0" and "summaries.model" in error["message"]
    assert [one["status"] for one in told["tasks"]["items"]] == ["failed", "succeeded"]


async def test_summaries_in_other_words_are_the_language_model_s(tmp_path: Path) -> None:
    house = LanguageApi(tmp_path, summaries="writer/small")
    told = await done(house, await house.begin({"kind": "AbstractiveSummarization"}))
    (document,) = told["tasks"]["items"][0]["results"]["documents"]
    assert document["summaries"] == [
        {"text": "It is all about clouds.", "contexts": [{"offset": 0, "length": 18}]}
    ]
    assert house.writer.asked[0][1]["content"] == "Clouds. They rain."


async def test_a_job_is_seen_by_its_own_account_alone_and_for_an_hour(house: LanguageApi) -> None:
    begun = await house.begin({"kind": "EntityLinking"})
    await done(house, begun)
    place = begun.headers["operation-location"]
    async with house.somebody(house.door.tokens.issue([Scope.SERVICES], account="ben")) as other:
        answer = await other.get(place)
        assert answer.status_code == 404 and answer.json()["error"]["code"] == "NotFound"
    house.clock.jump(timedelta(minutes=59))
    assert (await house.client.get(place)).status_code == 200
    house.clock.jump(timedelta(minutes=2))
    assert (await house.client.get(place)).status_code == 404


async def test_a_job_can_be_stopped(house: LanguageApi) -> None:
    begun = await house.begin({"kind": "EntityLinking"})
    id = begun.headers["operation-location"].split("/")[-1].split("?")[0]
    answer = await house.client.post(f"/language/analyze-text/jobs/{id}:cancel", params=VERSION)
    assert answer.status_code == 202 and id in answer.headers["operation-location"]
    told = (await house.client.get(f"/language/analyze-text/jobs/{id}", params=VERSION)).json()
    assert told["status"] == "cancelled"
    assert [one["status"] for one in told["tasks"]["items"]] == ["cancelled"]


async def test_what_a_key_used_is_counted(house: LanguageApi) -> None:
    await house.analyze("EntityRecognition", "0123456789")
    counted = house.usage._waiting.values()  # pyright: ignore[reportPrivateUsage]
    assert [(one.service, one.requests, one.characters) for one in counted] == [("language.analyse", 1, 10)]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
PATHS = (
    "/language/:analyze-text",
    "/language/analyze-text/jobs",
    "/language/:analyze-conversations",
    "/language/:query-text",
    "/language/:query-knowledgebases",
    "/text/analytics/v3.1/sentiment",
    "/text/analytics/v3.1/analyze",
    "/text/analytics/v3.0/entities/linking",
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(path=st.sampled_from(PATHS), body=ANY)
async def test_whatever_is_sent_is_answered(house: LanguageApi, path: str, body: object) -> None:
    answer = await house.client.post(
        path, params={**VERSION, "projectName": "x", "deploymentName": "y"}, json=body
    )
    assert answer.status_code in (400, 404) and answer.json()["error"]["code"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(min_size=1, max_size=80), st.sampled_from(("SentimentAnalysis", "PiiEntityRecognition")))
async def test_any_text_is_analysed(house: LanguageApi, text: str, kind: str) -> None:
    told = await house.analyze(kind, text, stringIndexType="Utf16CodeUnit")
    assert len(told["results"]["documents"]) + len(told["results"]["errors"]) == 1
    for document in told["results"]["documents"]:
        for one in document.get("entities", ()):
            cut = text.encode("utf-16-le")[2 * one["offset"] : 2 * (one["offset"] + one["length"])]
            assert cut.decode("utf-16-le") == one["text"]


async def test_a_client_that_leaves_stops_what_it_began(house: LanguageApi) -> None:
    """Twenty-five documents, and the client is gone after the first."""
    documents = [{"id": str(number), "text": "I love it.", "language": "en"} for number in range(25)]
    body = msgspec.json.encode({"kind": "SentimentAnalysis", "analysisInput": {"documents": documents}})
    analysed: list[str] = []
    task = TASKS["SentimentAnalysis"]

    def slow(document: Read, offsets: Offsets, asked: Parameters) -> dict[str, Any]:
        analysed.append(document.id)
        loop.call_soon_threadsafe(begun.set)
        return task.analyse(document, offsets, asked)

    begun, gone = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    coming = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if coming:
            return coming.pop()
        await begun.wait()
        gone.set()
        return {"type": "http.disconnect"}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/language/:analyze-text",
        "raw_path": b"/language/:analyze-text",
        "query_string": b"api-version=2023-04-01",
        "headers": [(b"ocp-apim-subscription-key", house.key.encode()), (b"host", b"parley.test")],
        "client": ("127.0.0.1", 1),
        "server": ("parley.test", 80),
        "scheme": "http",
        "root_path": "",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(cast("dict[str, Task]", TASKS), "SentimentAnalysis", Task(slow, task.model))
        await house.app(scope, receive, send)
    assert gone.is_set() and 0 < len(analysed) < 25
    before = len(analysed)
    await asyncio.to_thread(lambda: None)
    assert len(analysed) <= before + 1
