"""An index of words and one of meaning, their two rankings made into one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from parley.embedding.service import Embedding
from parley.errors import ParleyError, Unsupported
from parley.generation.service import Generation
from parley.search.ranking import fused
from parley.search.snippets import stands
from parley.search.types import Document, Engine, Query, Ranked, Scored
from parley.search.vectors.store import Vectors
from parley.search.vocabulary import Vocabulary
from parley.settings import Settings

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Vectors of texts, a row each. May be slow; raises what the embedding service raises."""

_DEEP = 100
"""How far down each ranking is looked."""
_ALIKE = 0.35
"""Cosine similarity below which a document has nothing to do with the query."""
_CHARACTERS = 1_000
"""Of a document that its vector is made of: what models of sentences read."""
_AT_ONCE = 64


class Meaning:
    """Vectors by a model of the embedding service, for threads. Of use from ``begin`` until ``stop``."""

    def __init__(self, settings: Settings) -> None:
        self._embedding = Embedding(settings, Generation(settings))
        self._model = settings.search.model
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self) -> None:
        """To be called on the event loop."""
        self._loop = asyncio.get_running_loop()

    async def stop(self) -> None:
        """Let the model go."""
        self._loop = None
        await self._embedding.stop()

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for every text. Raises what ``Embedding.embed`` raises; ``Unsupported`` outside its time."""
        if self._loop is None:
            raise Unsupported("Nothing is turned into vectors yet.")
        asked = self._embedding.embed(texts, self._model)
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result().values


@runtime_checkable
class _Wordy(Protocol):
    def vocabulary(self) -> Vocabulary: ...


@runtime_checkable
class _Learning(Protocol):
    def learn(self) -> int: ...


@runtime_checkable
class _Untidy(Protocol):
    def untidy(self) -> bool: ...

    def tidy(self) -> bool: ...


class Hybrid:
    """An engine that also finds what says the same in other words. Only what is the house's has vectors."""

    def __init__(self, engine: Engine, vectors: Vectors, embed: Embed) -> None:
        self._engine, self._vectors, self._embed = engine, vectors, embed

    def write(self, documents: Sequence[Document]) -> None:
        self._engine.write(documents)
        self._vectors.remove(each.id for each in documents if not each.owner)
        shared = [each for each in documents if not each.owner]
        for at in range(0, len(shared), _AT_ONCE):
            self._mean(shared[at : at + _AT_ONCE])

    def _mean(self, documents: Sequence[Document]) -> None:
        """Keep what documents mean. What the model cannot take, such as another language, it is not asked
        again: words find it still."""
        texts = [f"{each.title}\n{each.body}"[:_CHARACTERS].strip() or "-" for each in documents]
        try:
            rows = self._embed(texts)
        except ParleyError:
            half = len(documents) // 2
            for some in (documents[:half], documents[half:]) if half else ():
                self._mean(some)
            return
        self._vectors.put([each.id for each in documents], rows)

    def delete(self, ids: Iterable[str], owner: str = "") -> int:
        every = list(ids)
        if not owner:
            self._vectors.remove(every)
        return self._engine.delete(every, owner)

    def search(self, query: Query, owner: str = "", most: int = 10, offset: int = 0) -> Ranked:
        """As the engine, with documents that mean the same among them; phrases and filters hold for all."""
        strict = any(term.exact or term.field for clause in query.wanted for term in clause)
        if owner or strict or not query.plain.strip() or query.newest or offset + most > _DEEP:
            return self._engine.search(query, owner, most, offset)
        by_words = self._engine.search(query, owner, _DEEP)
        try:
            row = self._embed([query.plain])[0]
        except ParleyError:
            return self._engine.search(query, owner, most, offset)
        near = self._vectors.nearest(row, _DEEP)
        alike = [id for id, similarity in near if similarity >= _ALIKE]
        fitting = self._fitting(query, [id for id in alike if id not in {hit.id for hit in by_words.hits}])
        kept = [id for id in alike if id in fitting or any(hit.id == id for hit in by_words.hits)]
        words = [hit.id for hit in by_words.hits]
        hits: list[Scored] = fused((words, kept))
        return replace(
            by_words, hits=tuple(hits[offset : offset + most]), total=max(by_words.total, len(hits))
        )

    def _fitting(self, query: Query, ids: Sequence[str]) -> set[str]:
        """Documents that no filter and no unwanted word keeps out."""
        there = self._engine.documents(ids)
        return {id for id, each in there.items() if fits(query, each)}

    def documents(self, ids: Iterable[str], owner: str = "") -> Mapping[str, Document]:
        return self._engine.documents(ids, owner)

    def vocabulary(self) -> Vocabulary:
        """The words of the engine, where it knows them."""
        return self._engine.vocabulary() if isinstance(self._engine, _Wordy) else Vocabulary({})

    def learn(self) -> int:
        """Have the engine count words, where it does that later; how many documents it counted."""
        return self._engine.learn() if isinstance(self._engine, _Learning) else 0

    def untidy(self) -> bool:
        """Whether the engine would be faster if it were tidied."""
        return isinstance(self._engine, _Untidy) and self._engine.untidy()

    def tidy(self) -> bool:
        """Have the engine tidy a little; whether there is more to do."""
        return isinstance(self._engine, _Untidy) and self._engine.tidy()

    def close(self) -> None:
        self._vectors.close()
        self._engine.close()


def fits(query: Query, document: Document) -> bool:
    """Whether a document is within a query's filters and has no unwanted word; the others may be missing."""
    if any(stands(document.title, term) or stands(document.body, term) for term in query.unwanted):
        return False
    if query.kinds and document.kind not in query.kinds:
        return False
    if query.sites and not any(
        document.site == site or document.site.endswith(f".{site}") for site in query.sites
    ):
        return False
    if query.languages and not any(
        document.language == tag or document.language.startswith(f"{tag}-") for tag in query.languages
    ):
        return False
    if (query.after is not None or query.before is not None) and not document.at:
        return False
    return (query.after is None or document.at >= query.after) and (
        query.before is None or document.at < query.before
    )
