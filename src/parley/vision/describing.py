"""What a picture shows, in words: asked of a model elsewhere that can see."""

from __future__ import annotations

from typing import Any, Protocol


class Answering(Protocol):
    """What describing needs of ``generation.service.Generation``."""

    async def complete(self, model: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of a model to a request of OpenAI's chat completions."""
        ...
