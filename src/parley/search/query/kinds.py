"""What people call the kinds of things that can be found."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec

from parley.language.analysis.folding import folded


@cache
def kinds() -> Mapping[str, str]:
    """Every word for a kind, folded, in either language, and the kind: ``笔记`` → ``note``."""
    found: dict[str, str] = {}
    for language in ("en", "zh"):
        text = (files("parley.search.query") / f"kinds.{language}.yaml").read_text("utf-8")
        said: dict[str, list[str]] = msgspec.yaml.decode(text)
        for kind, words in said.items():
            found |= {folded(word): kind for word in (kind, *words)}
    return found


def named(language: str) -> tuple[str, ...]:
    """The words of a language, ``en`` or ``zh``, the longest first."""
    chinese = language == "zh"
    found = [word for word in kinds() if ("\u3400" <= word[0] <= "\u9fff") is chinese]
    return tuple(sorted(found, key=len, reverse=True))
