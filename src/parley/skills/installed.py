"""A skill that is there to be used: from a folder, or put together in code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from parley.skills.frame import Bound, Skill
from parley.skills.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Installed:
    """One skill, loaded. Whoever makes one in code gives it a skill, what people say, and who answers."""

    name: str
    skill: Skill
    sentences: Sentences
    handlers: Mapping[str, Bound]
    """By intent; each intent has one handler in the house."""
    folder: Path | None = None
    """Where its files are; None for one that was made in code."""
