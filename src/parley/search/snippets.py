"""The stretch of a text that shows why it was found, with what was looked for marked in it."""

from __future__ import annotations

from parley.search.types import Piece, Query


def snippet(text: str, query: Query, most: int = 160) -> tuple[Piece, ...]:
    """About ``most`` characters of a text around the words of a query; its beginning where none stands there.

    Pieces in their order, hits marked; ``…`` where something was left out. The words are those of the text
    itself, in its own characters.
    """
    raise NotImplementedError


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """A whole short text, such as a title, with hits marked."""
    raise NotImplementedError
