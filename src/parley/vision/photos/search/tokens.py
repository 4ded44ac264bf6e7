"""What the texts of photos are found by: the tokens that every search has."""

from __future__ import annotations

from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import asked, indexed

__all__ = ["asked", "folded", "indexed"]
