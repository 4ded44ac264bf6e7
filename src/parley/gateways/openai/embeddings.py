"""``POST /embeddings``: texts as vectors, as Base64 (which the SDKs ask for by themselves) or as numbers."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta, Struct
from starlette.responses import Response

from parley.embedding.service import MOST_TEXTS, Embedding, Vectors
from parley.gateways.access import Call
from parley.gateways.openai.chat import model_of
from parley.gateways.openai.faults import BadParameter
from parley.gateways.surface.attending import attended
from parley.home.usage import Usage

BODY = 8 * 1024 * 1024
"""Bytes of a request."""
_Text = Annotated[str, Meta(max_length=1_000_000)]


class Asked(Struct, frozen=True):
    """The body."""

    input: _Text | Annotated[tuple[_Text | int | tuple[int, ...], ...], Meta(max_length=MOST_TEXTS)]
    model: Annotated[str, Meta(max_length=256)] = ""
    encoding_format: Literal["float", "base64"] | None = None
    dimensions: Annotated[int, Meta(ge=1, le=16_384)] | None = None
    user: Annotated[str, Meta(max_length=256)] | None = None


class Embeddings:
    """The endpoint."""

    def __init__(self, embedding: Embedding, usage: Usage) -> None:
        self._embedding, self._usage = embedding, usage

    async def create(self, call: Call) -> Response:
        """Make vectors."""
        asked = await call.read(Asked, BODY)
        texts, model = _texts(asked), model_of(call, asked.model)
        vectors = await attended(call.request, self._embedding.embed(texts, model, asked.dimensions))
        self._usage.count(call.caller, "embedding", characters=sum(map(len, texts)))
        packed = asked.encoding_format == "base64"
        body = await asyncio.to_thread(_written, vectors, model, packed)
        return Response(body, media_type="application/json")


def _texts(asked: Asked) -> Sequence[str]:
    given = (asked.input,) if isinstance(asked.input, str) else asked.input
    texts = [each for each in given if isinstance(each, str)]
    if len(texts) != len(given):
        message = "Send text: the numbers of another model's tokens mean nothing to this one."
        raise BadParameter("input", message, "unsupported_value")
    if not texts or not all(text.strip() for text in texts):
        raise BadParameter("input", "input must hold text, and none of it may be empty.")
    return texts


def _written(vectors: Vectors, model: str, packed: bool) -> bytes:
    """The answer; millions of numbers take a while."""
    data: list[dict[str, Any]] = [
        {"object": "embedding", "index": at, "embedding": _base64(row) if packed else row.tolist()}
        for at, row in enumerate(vectors.values)
    ]
    usage = {"prompt_tokens": vectors.tokens, "total_tokens": vectors.tokens}
    return msgspec.json.encode({"object": "list", "data": data, "model": model, "usage": usage})


def _base64(row: np.ndarray[Any, Any]) -> str:
    return base64.b64encode(row.astype("<f4").tobytes()).decode("ascii")
