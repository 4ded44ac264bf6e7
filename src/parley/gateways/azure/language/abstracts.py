"""Summaries in other words: only by a language model elsewhere, where the settings name one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parley.errors import Unsupported
from parley.gateways.azure.language.analysing import unit_of
from parley.gateways.azure.language.documents import Read, sorted_out
from parley.gateways.azure.language.shapes import JOB_CHARACTERS, Document, Parameters, Results
from parley.generation.service import Generation
from parley.language.offsets import Offsets

_SENTENCES = 3
_ORDER = {
    "en": "Sum up the text that follows in at most {count} sentences, in English. Say only what the text "
    "says. Answer with the summary alone.",
    "zh": "用中文概括下面的文字，最多{count}句。只写文中有的内容，只输出摘要本身。",
}


class Abstracts:
    """Asks the language model that the settings name."""

    def __init__(self, generation: Generation, model: str) -> None:
        self._generation, self._model = generation, model

    async def of(self, documents: Sequence[Document], asked: Parameters) -> Results:
        """A summary of each document. Raises ``Unsupported`` without a model, and what the model raises."""
        if not self._model:
            raise Unsupported(
                "Summaries in other words need a language model: name an upstream and set summaries.model to "
                "one of its models. ExtractiveSummarization needs none."
            )
        good, failed = sorted_out(documents, most=JOB_CHARACTERS)
        unit = unit_of(asked.string_index_type)
        found = [await self._one(one, asked, Offsets(one.text, unit)) for one in good]
        return Results(found, failed, self._model)

    async def _one(self, document: Read, asked: Parameters, offsets: Offsets) -> dict[str, Any]:
        order = _ORDER[document.language].format(count=asked.sentence_count or _SENTENCES)
        words = await self._generation.answer(
            self._model,
            [{"role": "system", "content": order}, {"role": "user", "content": document.text}],
        )
        offset, length = offsets.of(0, len(document.text))
        return {
            "id": document.id,
            "summaries": [{"text": words.strip(), "contexts": [{"offset": offset, "length": length}]}],
            "warnings": [],
        }
