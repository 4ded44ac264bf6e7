"""Tables of letters, written as text: ``а a б b`` is two pairs."""

from __future__ import annotations


def table(text: str) -> dict[str, str]:
    """Each letter with what stands for it; ``-`` stands for nothing."""
    words = text.split()
    return {
        letter: "" if latin == "-" else latin for letter, latin in zip(words[::2], words[1::2], strict=True)
    }


def row(text: str) -> list[str]:
    """Letters in a row; ``-`` is nothing."""
    return ["" if latin == "-" else latin for latin in text.split()]
