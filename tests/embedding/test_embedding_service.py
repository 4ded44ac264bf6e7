"""Vectors of texts: by a model on this machine or at an upstream, and never of what a model cannot know."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import numpy as np
import pytest

from fakes.tiny_bert import HIDDEN, tiny_bert
from fakes.upstream import Upstream, serving, vector
from parley import settings
from parley.embedding.service import DEFAULT, MOST_TEXTS, Embedding
from parley.errors import BadText, EngineFailed, MissingEngine, MissingLanguage, TooLong, Unsupported
from parley.generation.errors import UnknownModel
from parley.generation.service import Generation
from parley.models.store import Store
from parley.settings import Settings


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with serving() as running:
        yield running


@pytest.fixture
async def embedding(tmp_path: Path, upstream: Upstream) -> AsyncIterator[Embedding]:
    """With a tiny model under the name of the English one of the catalogue, and an upstream."""
    chosen = Settings(data=str(tmp_path / "data"), upstream={"home": settings.Upstream(url=upstream.url)})
    store = Store(chosen.data_dir / "models")
    store.import_path(tiny_bert(tmp_path / "tiny"), DEFAULT)
    generation = Generation(chosen)
    made = Embedding(chosen, generation, store)
    yield made
    await made.stop()
    await generation.close()


@pytest.mark.engine
async def test_a_model_here_makes_vectors_in_a_process_of_its_own(embedding: Embedding) -> None:
    texts = ["hello the cat", "the cats"] * 20
    vectors = await embedding.embed(texts, DEFAULT)
    assert vectors.values.shape == (40, HIDDEN)
    assert np.allclose(np.linalg.norm(vectors.values, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors.values[0], vectors.values[38], atol=1e-5)
    assert vectors.tokens == 20 * (5 + 5)
    assert embedding.installed() == [DEFAULT]
    with pytest.raises(Unsupported, match=f"{HIDDEN} dimensions"):
        await embedding.embed(["hello"], DEFAULT, dimensions=3)


@pytest.mark.parametrize(
    "text", ["今天天气怎么样", "Wo ist denn hier der nächste Bahnhof, bitte?", "Где здесь вокзал?"]
)
async def test_an_english_model_is_not_asked_about_other_languages(embedding: Embedding, text: str) -> None:
    with pytest.raises(MissingLanguage, match="embedding model of an upstream"):
        await embedding.embed(["hello", text], DEFAULT)


async def test_an_upstream_s_vectors_are_taken_in_their_order(embedding: Embedding) -> None:
    texts = ["今天天气怎么样", "two words"]
    vectors = await embedding.embed(texts, "echo-embed", dimensions=4)
    assert vectors.values.tolist() == [vector(text) for text in texts]
    assert vectors.tokens == 2


async def test_what_is_missing_is_told_with_the_command_that_gets_it(tmp_path: Path) -> None:
    chosen = Settings(data=str(tmp_path))
    embedding = Embedding(chosen, Generation(chosen))
    with pytest.raises(MissingEngine, match=f"parley models pull {DEFAULT}"):
        await embedding.embed(["hello"])
    for name in ("text-embedding-3-small", "../../etc", "home/x", "", "x" * 300):
        with pytest.raises(UnknownModel):
            await embedding.embed(["hello"], name)


async def test_bounds(embedding: Embedding) -> None:
    for texts in ([], [""], ["hello", " \n"]):
        with pytest.raises(BadText):
            await embedding.embed(texts)
    with pytest.raises(TooLong):
        await embedding.embed(["a"] * (MOST_TEXTS + 1))
    with pytest.raises(TooLong):
        await embedding.embed(["a" * 200_000] * 2)


def answered(data: object) -> Embedding:
    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=msgspec.json.encode({"data": data}))

    one = settings.Upstream(url="http://far.example/v1", models=("m",))
    chosen = Settings(upstream={"far": one})
    return Embedding(chosen, Generation(chosen, httpx.MockTransport(respond)))


async def test_base64_from_an_upstream_is_read_too() -> None:
    packed = base64.b64encode(np.array([1.5, -2], "<f4").tobytes()).decode()
    out_of_order: list[dict[str, Any]] = [
        {"index": 1, "embedding": [3, 4]},
        {"index": 0, "embedding": packed},
    ]
    vectors = await answered(out_of_order).embed(["a", "b"], "m")
    assert vectors.values.tolist() == [[1.5, -2], [3, 4]]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        [{"embedding": [1.0]}, {"embedding": [1.0]}],
        [{"embedding": []}],
        [{"embedding": "###"}],
        [{"embedding": ["x"]}],
        [{"embedding": [[1.0]]}],
        [{"index": 0}],
        ["text"],
        [{"embedding": [1e39]}],
    ],
)
async def test_whatever_else_an_upstream_sends_is_an_error(data: object) -> None:
    with pytest.raises(EngineFailed):
        await answered(data).embed(["a"], "m")
