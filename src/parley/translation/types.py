"""What translating takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MAX_CHARACTERS = 50_000
"""Of all texts of one request together, times the target languages: what Azure's Translator allows."""
MAX_TEXTS = 1_000
"""Of one request."""


@dataclass(frozen=True, slots=True)
class Translated:
    """One text in another language."""

    text: str

    source: str
    """Language it was in (BCP 47, with the script where it matters: ``zh-Hans``)."""

    score: float
    """How sure that source is, 0 to 1; 1 where the caller named it."""

    target: str = ""
    """Language of ``text``, as it was asked for."""

    engine: str = ""
    """Model that translated; empty where there was nothing to translate."""

    over: str = ""
    """Language that lay between, where no model knows the direct way; else empty."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One way that a model knows."""

    source: str
    target: str


class Translator(Protocol):
    """An engine: sentences of one language in, sentences of another out."""

    def translate(self, sentences: Sequence[str], source: str, target: str) -> list[str]:
        """One translation per sentence, in their order. Raises ``Unsupported``, ``EngineFailed``."""
        ...


class Answers(Protocol):
    """What is needed of ``generation``: one answer of a language model."""

    async def answer(self, model: str, messages: list[dict[str, str]]) -> str:
        """Raises ``Unsupported`` for a model nobody offers, ``EngineFailed``, ``Busy``."""
        ...
