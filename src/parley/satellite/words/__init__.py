"""What a speaker shows and says by itself, in Chinese and English."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from parley.language.messages import Messages
from parley.skills.wording import show
from parley.tags import primary


@cache
def words(language: str) -> Messages:
    """The messages in a language; in English where there are none."""
    known = "zh" if primary(language) == "zh" else "en"
    return Messages.read(Path(__file__).parent / f"{known}.yaml", known, show, lambda several: several[0])
