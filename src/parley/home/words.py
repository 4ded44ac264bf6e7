"""The records of how a person writes: words of their own, and what their keyboards counted."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from parley.home.fields import Id, Line, Moment, Tag

LARGEST_TALLY = 45_000
"""Bytes of what was counted, before they are written as text: a record may have 64 KiB."""


class Word(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A word that Parley learned from its person."""

    text: Line
    language: Tag = ""
    reading: Line = ""
    weight: Annotated[float, Meta(ge=0, le=1_000_000)] = 1.0
    """How often it was written, what is old counting less."""
    used: Moment = 0
    kept: bool = False
    """Its person insisted on it: a keyboard never corrects it."""


class Tally(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words, and what followed what, in one language: what is known of a person is the sum of all of these.

    Only the device that counts writes to its own, so that two devices never write to the same one.
    """

    device: Line = ""
    """Which device counts here; empty when nobody does any more."""
    language: Tag
    counts: Annotated[str, Meta(max_length=LARGEST_TALLY * 4 // 3 + 4)] = ""
    """Compressed, in base64; ``keyboard/learning/coding.py`` says how."""
    holds: Annotated[list[Id], Meta(max_length=32)] = []
    """Ids of others that were added up here: they count no more, even if they are still there."""
