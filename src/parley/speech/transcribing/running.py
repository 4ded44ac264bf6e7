"""Phrases, one after the other, as one text."""

from __future__ import annotations

from collections.abc import Iterable

_SPACELESS = (("\u2e80", "\u9fff"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"), ("\u3000", "\u303f"))
"""Chinese and Japanese characters, and their punctuation."""


def between(before: str, after: str) -> str:
    """What stands between two texts: a space, but none beside a script that has none."""
    if not before or not after or _spaceless(before[-1]) or _spaceless(after[0]):
        return ""
    return " "


def running(texts: Iterable[str]) -> str:
    """The texts as one."""
    whole = ""
    for text in texts:
        whole += between(whole, text) + text
    return whole


def _spaceless(character: str) -> bool:
    return any(first <= character <= last for first, last in _SPACELESS)
