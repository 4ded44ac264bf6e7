"""What a picture shows, in words: asked of a model elsewhere that can see."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Protocol, cast

from parley.errors import EngineFailed, MissingEngine, Unsupported
from parley.vision.types import Description

LONGEST = 1_024
"""Pixels of the longer side that the model is sent: those of today look at no more, and pay for more."""
_MOST = 2_000
"""Characters of a description that are kept."""
_ASK = {
    "en": "Describe this picture in one plain sentence. Say only what can be seen.",
    "zh": "用一句平实的话描述这张图片，只说看得见的。",
}
_NEUTRAL = {"en": " Say 'person' rather than 'man' or 'woman'.", "zh": "不要说明人物的性别。"}
_ANSWER_IN = {"en": "Answer in English, in at most three sentences.", "zh": "用中文回答，不超过三句话。"}


class Answering(Protocol):
    """What describing needs of ``generation.service.Generation``."""

    async def complete(self, model: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        """The answer of a model to a request of OpenAI's chat completions."""
        ...


class Describing:
    """Describes pictures by the model of the settings; where none is set it says which setting to set."""

    def __init__(self, model: str, generation: Answering | None) -> None:
        self._model, self._generation = model, generation

    @property
    def ready(self) -> bool:
        """Whether a model is set."""
        return bool(self._model) and self._generation is not None

    @property
    def model(self) -> str:
        """Name of the model. Raises ``MissingEngine`` where none is set."""
        if not self._model or self._generation is None:
            raise MissingEngine(
                "description",
                'a model that can see, with [vision] describe = "MODEL" and [upstream.NAME] url = … '
                "in the settings",
            )
        return self._model

    async def describe(
        self, jpeg: bytes, language: str, question: str = "", *, neutral: bool = False
    ) -> Description:
        """A sentence on the picture in Chinese or English, or the answer to a question about it."""
        model = self.model
        assert self._generation is not None
        tongue = "zh" if language.lower().startswith("zh") else "en"
        ask = f"{question}\n{_ANSWER_IN[tongue]}" if question else _ASK[tongue]
        if neutral:
            ask += _NEUTRAL[tongue]
        url = "data:image/jpeg;base64," + b64encode(jpeg).decode("ascii")
        content = [{"type": "text", "text": ask}, {"type": "image_url", "image_url": {"url": url}}]
        body: dict[str, object] = {"messages": [{"role": "user", "content": content}], "max_tokens": 300}
        try:
            answer = await self._generation.complete(model, {**body, "logprobs": True})
        except Unsupported:  # some models do not tell how sure they are, and refuse to be asked
            answer = await self._generation.complete(model, body)
        return Description(_text(answer), model, _confidence(answer))


def _text(answer: Mapping[str, Any]) -> str:
    """The words of an answer. Raises ``EngineFailed`` for one that has none."""
    try:
        text = cast(Any, answer)["choices"][0]["message"]["content"]
    except (LookupError, TypeError):
        text = None
    if not isinstance(text, str) or not text.strip():
        raise EngineFailed("The model answered with no description.")
    return text.strip()[:_MOST]


def _confidence(answer: Mapping[str, Any]) -> float | None:
    """The geometric mean of the probabilities of its tokens, where the model tells them."""
    try:
        tokens = cast(Any, answer)["choices"][0]["logprobs"]["content"]
        logs = [float(token["logprob"]) for token in tokens]
        return round(min(1.0, math.exp(sum(logs) / len(logs))), 3)
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return None
