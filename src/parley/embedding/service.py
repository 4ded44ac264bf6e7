"""The service: texts in, vectors out, by a model on this machine or at an upstream."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from parley.errors import BadText, Busy, EngineFailed, MissingEngine, MissingLanguage, TooLong, Unsupported
from parley.generation.errors import UnknownModel
from parley.generation.service import Generation
from parley.language.identify import main_language
from parley.models.store import Installed, Store
from parley.pool.host import EngineHost, EnginePool
from parley.pool.wire import Load
from parley.settings import Settings

DEFAULT = "all-minilm-l6-v2"
"""Of the catalogue; knows English."""
SERVICE = "embedding"
"""What the catalogue calls models that make vectors."""
MOST_TEXTS = 2_048
"""As OpenAI has it."""
MOST_CHARACTERS = 300_000
"""Of all texts together, for a model on this machine."""
_BATCH = 16
"""Texts that the engine is given at once, so that others need not wait long."""
_AT_ONCE = 8
"""Requests to models on this machine; one more is told that Parley is busy."""
_SECONDS = 60.0
"""For one batch."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """What texts became."""

    values: NDArray[np.float32]
    """One row a text, in their order; of length 1 each where the model makes them so."""
    tokens: int
    """What the model counted."""


class Embedding:
    """Vectors of texts. No model is loaded before somebody asks for it."""

    def __init__(self, settings: Settings, generation: Generation, store: Store | None = None) -> None:
        self._settings, self._generation = settings, generation
        self._store = store or Store(settings.data_dir / "models")
        self._hosts: dict[str, EngineHost] = {}
        self._under_way = 0

    async def stop(self) -> None:
        """Let the engines go."""
        hosts, self._hosts = self._hosts, {}
        await asyncio.gather(*(host.stop() for host in hosts.values()))

    def installed(self) -> list[str]:
        """Models on this machine that make vectors."""
        return [each.card.name for each in self._store.installed() if each.card.service == SERVICE]

    async def embed(
        self, texts: Sequence[str], model: str = DEFAULT, dimensions: int | None = None
    ) -> Vectors:
        """A vector for every text; of ``dimensions`` numbers if given, which only an upstream can.

        Raises ``UnknownModel``, ``MissingEngine`` (with the command that gets the model), ``MissingLanguage``
        for text in a language that the model does not know, ``BadText``, ``TooLong``, ``Unsupported``,
        ``Busy``, ``EngineFailed``, ``EngineTimeout``.
        """
        if not texts or not all(text.strip() for text in texts):
            raise BadText("There must be a text, and none may be empty.")
        if len(texts) > MOST_TEXTS:
            raise TooLong(f"At most {MOST_TEXTS} texts at once.")
        installed = await asyncio.to_thread(self._store.find, model) if _own(model) else None
        if installed is not None and installed.card.service == SERVICE:
            return await self._here(texts, installed, dimensions)
        if await self._generation.find(model) is not None:
            return await self._elsewhere(texts, model, dimensions)
        known = self._store.catalogue.get(model)
        if known is not None and known.service == SERVICE:
            raise MissingEngine(model, f"parley models pull {model}")
        remedy = f"Pull {DEFAULT}, or set up an upstream that has it under [upstream.NAME] in the settings."
        raise UnknownModel(model, remedy)

    async def _here(self, texts: Sequence[str], model: Installed, dimensions: int | None) -> Vectors:
        if sum(map(len, texts)) > MOST_CHARACTERS:
            raise TooLong(f"At most {MOST_CHARACTERS} characters at once.")
        await asyncio.to_thread(_check_languages, texts, model)
        if self._under_way >= _AT_ONCE:
            raise Busy("As many texts as may be are being turned into vectors.")
        self._under_way += 1
        try:
            host = self._host(model)
            batches = [list(texts[at : at + _BATCH]) for at in range(0, len(texts), _BATCH)]
            done = [
                cast("tuple[NDArray[np.float32], int]", await host.call("embed", each)) for each in batches
            ]
        finally:
            self._under_way -= 1
        values = np.concatenate([each for each, _ in done])
        if dimensions is not None and dimensions != values.shape[1]:
            raise Unsupported(
                f"Vectors of {model.card.name!r} have {values.shape[1]} dimensions and no others."
            )
        return Vectors(values, sum(tokens for _, tokens in done))

    def _host(self, model: Installed) -> EngineHost:
        name = model.card.name
        if name not in self._hosts:
            load = Load("parley.embedding.bert:BertEmbedder", {"folder": model.path})
            self._hosts[name] = EnginePool(name, load, copies=1, call_timeout=_SECONDS)
        return self._hosts[name]

    async def _elsewhere(self, texts: Sequence[str], model: str, dimensions: int | None) -> Vectors:
        body: dict[str, object] = {"input": list(texts), "encoding_format": "float"}
        if dimensions is not None:
            body["dimensions"] = dimensions
        answer = await self._generation.ask("/embeddings", model, body)
        return await asyncio.to_thread(_read, answer, len(texts))


def _own(model: str) -> bool:
    """Whether it could be the name of a model on this machine."""
    return "/" not in model and 0 < len(model) <= 64 and model[0].isalnum()


def _check_languages(texts: Sequence[str], model: Installed) -> None:
    """Vectors of text that a model never saw the like of would mean nothing. Raises ``MissingLanguage``."""
    known = set(model.card.languages)
    if not known or "mul" in known:
        return
    for text in texts:
        language = main_language(text[:2_000])
        if language not in known and language != "und":
            raise MissingLanguage(
                language,
                f"an embedding model of an upstream; {model.card.name} knows {', '.join(sorted(known))} only",
            )


def _read(answer: dict[str, Any], wanted: int) -> Vectors:
    """What an upstream answered. Raises ``EngineFailed``."""
    try:
        rows = [_numbers(each["embedding"]) for each in sorted(answer["data"], key=_index)]
        values = np.stack(rows)
        usage: object = answer.get("usage") or {}
        tokens = int(usage.get("total_tokens", 0)) if isinstance(usage, dict) else 0  # pyright: ignore
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise EngineFailed("The upstream sent what are no vectors.") from error
    if len(values) != wanted or not np.isfinite(values).all():
        raise EngineFailed("The upstream sent other vectors than it was asked for.")
    return Vectors(values, tokens)


def _index(each: dict[str, Any]) -> int:
    return int(each.get("index", 0))


def _numbers(value: object) -> NDArray[np.float32]:
    """A vector in either form: a list of numbers, or Base64 of little-endian floats."""
    if isinstance(value, str):
        try:
            return np.frombuffer(base64.b64decode(value, validate=True), "<f4").astype(np.float32)
        except binascii.Error as error:
            raise ValueError("no Base64") from error
    with np.errstate(over="ignore"):  # what is too large is infinite, and refused
        numbers = np.asarray(value, np.float64).astype(np.float32)
    if numbers.ndim != 1 or not len(numbers):
        raise ValueError("no vector")
    return numbers
