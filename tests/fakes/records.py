"""Records in memory, for tests in which time is virtual and a disk is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from parley.home.records import Record, Records, RecordsFailed


class MemoryRecords(Records):
    """Holds what was written; can be told to fail as a full disk would."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Record] = {}
        self.full = False

    async def put(self, collection: str, id: str, document: Mapping[str, object], person: str = "") -> None:
        if self.full:
            raise RecordsFailed("The disk is full.")
        copy: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(document))
        self.kept[collection, id] = Record(id, person, copy)

    async def delete(self, collection: str, id: str) -> bool:
        return self.kept.pop((collection, id), None) is not None

    async def all(self, collection: str) -> list[Record]:
        return [record for (name, _), record in self.kept.items() if name == collection]

    async def close(self) -> None:
        return
