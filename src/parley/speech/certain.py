"""Of partial results, which are revised, what will not be: for clients that cannot take words back."""

from __future__ import annotations


class Certain:
    """Of results that are revised, the words that two in a row agree on; together a prefix of both."""

    def __init__(self) -> None:
        self._last = ""
        self._sent = ""

    def more(self, text: str) -> str:
        """What is certain beyond what was before."""
        agreed = _common(self._last, text)
        self._last = text
        if len(agreed) <= len(self._sent) or not agreed.startswith(self._sent):
            return ""
        more, self._sent = agreed[len(self._sent) :], agreed
        return more

    def rest(self, final: str) -> str:
        """What the final text has beyond that; nothing where it turned out otherwise."""
        return final[len(self._sent) :] if final.startswith(self._sent) else ""


def _common(one: str, other: str) -> str:
    """The longest common prefix that ends with a word, or after a character of a script without spaces."""
    length = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if length is None:
        length = min(len(one), len(other))
    while length and not _between(one, length) | _between(other, length):
        length -= 1
    return one[:length]


def _between(text: str, at: int) -> bool:
    """Whether no word goes on across this place."""
    before, after = text[at - 1 : at], text[at : at + 1]
    return not after.isalnum() or not before.isalnum() or not (before.isascii() and after.isascii())
