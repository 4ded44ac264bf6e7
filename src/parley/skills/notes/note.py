"""One note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parley.home.records import Record

COLLECTION = "notes"


@dataclass(frozen=True, slots=True)
class Note:
    """A text somebody keeps."""

    id: str
    title: str
    text: str
    pinned: bool
    changed: float
    """When it was written or last changed; POSIX seconds."""

    @classmethod
    def of(cls, record: Record) -> Note:
        """The note of a record."""
        document = record.document
        changed = float(document["changed"]) or record.created
        return cls(
            record.id, str(document["title"]), str(document["text"]), bool(document["pinned"]), changed
        )

    @property
    def document(self) -> Mapping[str, object]:
        """As it is in the records."""
        return {"title": self.title, "text": self.text, "pinned": self.pinned, "changed": self.changed}

    @property
    def words(self) -> str:
        """Title and text, as they are read out."""
        return ": ".join(filter(None, (self.title.strip(), self.text.strip())))
