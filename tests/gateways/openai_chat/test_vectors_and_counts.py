"""Embeddings in both of the forms that SDKs ask for; and how text is counted where there is no tokenizer."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.upstream import vector
from gateways.openai_chat.conftest import Api
from parley.gateways.openai.counting import count
from parley.gateways.openai.histories import Histories, Line, name_of

TEXTS = ["one two", "a1"]


async def test_vectors_come_as_numbers_or_packed(client: httpx.AsyncClient, api: Api) -> None:
    body: dict[str, Any] = {"model": "echo-embed", "input": TEXTS}
    answer = (await client.post("/v1/embeddings", json=body)).json()
    assert [each["embedding"] for each in answer["data"]] == [vector(text) for text in TEXTS]
    assert [(each["index"], each["object"]) for each in answer["data"]] == [
        (0, "embedding"),
        (1, "embedding"),
    ]
    assert (answer["object"], answer["usage"]) == ("list", {"prompt_tokens": 2, "total_tokens": 2})
    packed = (await client.post("/v1/embeddings", json={**body, "encoding_format": "base64"})).json()
    unpacked = [np.frombuffer(base64.b64decode(each["embedding"]), "<f4").tolist() for each in packed["data"]]
    assert unpacked == [vector(text) for text in TEXTS]
    assert api.usage.used == [("anna", "embedding", 9)] * 2


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"input": ""}, 400, None),
        ({"input": []}, 400, None),
        ({"input": ["x", " "]}, 400, None),
        ({"input": [1, 2, 3]}, 400, "unsupported_value"),
        ({"input": [[1, 2], [3]]}, 400, "unsupported_value"),
        ({"input": ["x"] * 2_049}, 400, None),
        ({"dimensions": 0}, 400, None),
        ({"encoding_format": "hex"}, 400, None),
        ({"model": "text-embedding-3-small"}, 404, "model_not_found"),
        ({"model": "all-minilm-l6-v2"}, 400, "missing_engine"),
        ({"model": "", "input": "x"}, 400, None),
        ({"input": "x" * 8_400_000}, 413, "request_too_large"),
    ],
)
async def test_what_cannot_be_is_refused(
    client: httpx.AsyncClient, more: dict[str, Any], status: int, code: str | None
) -> None:
    answer = await client.post("/v1/embeddings", json={"model": "echo-embed", "input": "x", **more})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("text", "much"),
    [
        ("", 0),
        ("Hello, world!", 2),
        ("It's 26.5 degrees", 4),
        ("今天天气怎么样？", 7),
        ("播放 Taylor Swift 的歌", 6),
        ("こんにちは", 5),
        ("안녕 hello", 3),
        ("𠮷野家", 3),
        ("… — 。", 0),
    ],
)
def test_words_and_characters_are_counted_and_marks_are_not(text: str, much: int) -> None:
    assert count(text) == much


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.text(max_size=10)), max_size=5))
def test_a_history_is_found_whatever_a_client_does_to_its_spaces(said: list[tuple[str, str]]) -> None:
    lines = [Line(role, text) for role, text in said]
    spaced = [Line(role, f"\n {text}  ") for role, text in said]
    assert name_of(lines) == name_of(spaced)
    assert name_of(lines) != name_of([*lines, Line("user", "")])
    assert name_of(lines, "a") != name_of(lines, "b")


def test_two_lines_are_not_one() -> None:
    assert name_of([Line("user", "a"), Line("user", "b")]) != name_of([Line("user", "a b")])


def test_the_oldest_are_forgotten_first() -> None:
    known: Histories[int] = Histories(per_person=2, people=2)
    for number in range(3):
        known.keep("anna", str(number), number)
    assert [known.find("anna", str(number)) for number in range(3)] == [None, 1, 2]
    known.keep("ben", "0", 0)
    known.keep("anna", "1", 1)
    known.keep("cleo", "0", 0)
    assert (known.find("ben", "0"), known.find("anna", "1")) == (None, 1)
    known.forget("anna")
    assert known.find("anna", "1") is None
