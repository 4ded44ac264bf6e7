"""Language tags: which language something is in, in BCP 47."""

from __future__ import annotations

#: Names that engines and people use for a language, and the tag Parley uses.
_ALIASES = {"cmn": "zh", "chinese": "zh", "mandarin": "zh", "zho": "zh", "english": "en", "eng": "en"}


def primary(tag: str) -> str:
    """The language of a tag without region or script: ``zh-Hans-CN`` → ``zh``, ``en_GB`` → ``en``."""
    first = tag.replace("_", "-").split("-", 1)[0].strip().lower()
    return _ALIASES.get(first, first)
