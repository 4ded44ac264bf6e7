"""How much text the language functions take at once."""

from __future__ import annotations

from parley.errors import TooLong

#: Characters. Longer than any utterance, reply or web page worth reading aloud.
MAX_TEXT = 1_000_000


def bounded(text: str) -> str:
    """The text itself. Raises ``TooLong`` beyond ``MAX_TEXT`` characters."""
    if len(text) > MAX_TEXT:
        raise TooLong(f"The text has {len(text)} characters; at most {MAX_TEXT} are taken at once.")
    return text
