"""Where documents go that were read: into the index of a person, or of the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley.search.types import Document


class Taking(Protocol):
    """Takes documents in. Both are durable when they return, and safe to do again after a crash."""

    async def take(self, account: str, documents: Sequence[Document]) -> None:
        """Keep documents, in place of those of the same id; ``account`` is empty for the house.

        Raises ``UnknownAccount``, ``DatabaseFailed``, ``Busy``.
        """
        ...

    async def forget(self, account: str, ids: Sequence[str]) -> None:
        """Drop documents; those that are not there are passed over. Raises likewise."""
        ...
