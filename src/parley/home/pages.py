"""The records of what somebody wants read and found again: single pages, and whole sites."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from parley.home.fields import Line, Moment, Text

Address = Annotated[str, Meta(min_length=8, max_length=2_000, pattern=r"^https?://[^\s]+\Z")]
"""Of a page; http or https."""


class Bookmark(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A page that somebody keeps. What stands on it is fetched and found, too."""

    url: Address
    title: Line = ""
    note: Text = ""
    tags: Annotated[list[Line], Meta(max_length=50)] = []
    added: Moment = 0


class Site(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A site, or a feed, whose pages somebody wants to find things on."""

    url: Address
    """Where it begins; pages on the same host and below the same folder belong to it."""
    audience: Literal["me", "house"] = "me"
    """Who finds its pages; ``house`` counts where an owner says so."""
    depth: Annotated[int, Meta(ge=0, le=20)] = 3
    """Links from the beginning; 0 for that page alone."""
    pages: Annotated[int, Meta(ge=1, le=100_000)] = 500
    """The most that are read."""
    every_hours: Annotated[int, Meta(ge=0, le=8_760)] = 168
    """After how long it is looked at again; 0 for never."""
    added: Moment = 0
    asked: Moment = 0
    """When somebody last wanted it read anew."""
