"""The translation service: which engine translates what, and over which language if there is no direct way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley.errors import MissingEngine
from parley.models.store import Store
from parley.settings import Settings
from parley.translation.types import Answers, Translated


class Translation:
    """Translates texts with the models that are installed or set. Making one starts nothing."""

    def __init__(self, settings: Settings, store: Store, generation: Answers | None = None) -> None:
        """``generation``: where a language model may be asked, for the engine ``upstream``."""
        self._settings, self._store, self._generation = settings, store, generation

    async def languages(self) -> Mapping[str, frozenset[str]]:
        """Language → those it can be translated into, over another language too; empty without an engine."""
        return {}

    async def translate(
        self, texts: Sequence[str], target: str, source: str | None = None, *, html: bool = False
    ) -> list[Translated]:
        """The texts in the language ``target``, in their order; each ``source`` is found out if not given.

        ``html``: tags, and what stands in ``class="notranslate"`` or ``translate="no"``, stay as they are.
        Raises ``MissingEngine`` and ``MissingLanguage`` saying what to pull or to set, ``Unsupported`` for
        what is no language tag, ``TooLong``, ``Busy`` and ``EngineFailed``.
        """
        raise MissingEngine("translation", "parley models pull opus-en-zh")

    async def stop(self) -> None:
        """Let the engines go."""
