"""Notes and lists as Markdown, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parley.home.archive.kept import Kept

NOTE = "note 笔记"
LIST = "list 清单"
"""What a file is called when nobody gave it a title."""


def note(record: Kept) -> str:
    """A note, its title above it. The text stays as it was written."""
    title = _title(str(record.document.get("title") or ""))
    text = str(record.document.get("text") or "")
    return "\n\n".join(part for part in (f"# {title}" if title else "", text) if part).rstrip("\n") + "\n"


def checklist(record: Kept, items: Iterable[Kept]) -> Iterator[str]:
    """A list, line by line, a box before every item and a tick in what is done."""
    yield f"# {_title(str(record.document.get('name') or '')) or LIST}\n\n"
    for item in items:
        document = item.document
        amount = _title(str(document.get("amount") or ""))
        box = "x" if document.get("done") else " "
        yield f"- [{box}] {_title(str(document['text']))}" + (f" ({amount})" if amount else "") + "\n"


def _title(text: str) -> str:
    return " ".join(text.split())
