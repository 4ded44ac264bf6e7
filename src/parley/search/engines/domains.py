"""A name and everything it is below, for engines that compare names only for equality."""

from __future__ import annotations

_DEEPEST = 20


def above(site: str) -> list[str]:
    """A host and every domain it is below: ``site:example.com`` finds ``www.example.com``, too."""
    parts = site.split(".")
    return [".".join(parts[at:]) for at in range(min(len(parts), _DEEPEST))] if site else []


def below(tag: str) -> list[str]:
    """A language's tag and every shorter one that also means it: ``zh-Hant`` and ``zh``."""
    parts = tag.split("-")
    return ["-".join(parts[: at + 1]) for at in range(min(len(parts), _DEEPEST))] if tag else []
