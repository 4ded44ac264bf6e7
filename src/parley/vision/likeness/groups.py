"""Near-duplicates among many pictures."""

from __future__ import annotations

from collections.abc import Sequence

from parley.vision.likeness.types import Fingerprint


def groups(prints: Sequence[Fingerprint]) -> list[tuple[int, ...]]:
    """Groups of at least two pictures that show the same: places in ``prints``, ascending; a place is in one
    group at most. 50,000 take less than a second."""
    raise NotImplementedError


def alike(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two pictures show the same."""
    raise NotImplementedError
