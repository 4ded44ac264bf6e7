"""The record of something that a person told about themselves and theirs."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from parley.home.fields import Moment, Tag, Text


class Fact(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One edge of a person's own graph: "my sister's birthday is 3 May"."""

    path: Annotated[list[Annotated[str, Meta(min_length=1, max_length=100)]], Meta(max_length=4)] = []
    """Whose it is, from the person on, in their words: ``sister``, ``husband``; empty for their own."""
    relation: Annotated[str, Meta(min_length=1, max_length=100)]
    """What of it, in their words (``birthday``), or ``@place``, ``@lives``, ``@works``, ``@allergy``,
    ``@likes`` where a verb said so."""
    value: Text
    said: Text = ""
    """The whole sentence, as it was said."""
    language: Tag = ""
    at: Moment = 0
    """When it was told."""
