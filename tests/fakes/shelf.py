"""An index that keeps documents in memory, for what reads documents."""

from __future__ import annotations

from collections.abc import Sequence

from parley.search.types import Document


class Shelf:
    """What was taken in and not forgotten, and how often anything was taken."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Document] = {}
        self.taken: list[str] = []
        """Addresses, or else titles, in the order they came."""

    async def take(self, account: str, documents: Sequence[Document]) -> None:
        for each in documents:
            self.kept[account, each.id] = each
            self.taken.append(each.url or each.title)

    async def forget(self, account: str, ids: Sequence[str]) -> None:
        for id in ids:
            self.kept.pop((account, id), None)

    def of(self, account: str = "") -> dict[str, Document]:
        """An account's documents by their titles."""
        return {each.title: each for (owner, _), each in self.kept.items() if owner == account}
