"""Documents whose texts can be written down: half a character, of which no file is made, becomes ``?``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parley.search.types import Document


def legible(documents: Iterable[Document]) -> list[Document]:
    """The documents, those mended that need it; of several with one owner and id the last."""
    latest = {(each.owner, each.id): each for each in documents}
    return [each if _sound(each) else _mended(each) for each in latest.values()]


def _sound(document: Document) -> bool:
    try:
        for text in (document.body, document.title, document.url, document.site):
            text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _mended(document: Document) -> Document:
    def whole(text: str) -> str:
        return text.encode("utf-8", "replace").decode()

    return replace(
        document,
        body=whole(document.body),
        title=whole(document.title),
        url=whole(document.url),
        site=whole(document.site),
    )
