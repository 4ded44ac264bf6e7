"""Where the news comes from: the feeds of the settings, else those that come with Parley."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec

from parley.language.understanding.names import key
from parley.language.understanding.normal import normal

#: Feeds of one house.
MOST = 20


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed by name."""

    name: str
    address: str
    language: str = ""
    """Of its headlines (primary tag); empty for one of the settings, whose headlines tell."""
    also: tuple[str, ...] = ()
    """What else people call it."""

    def is_called(self, said: str) -> bool:
        """Whether a person meant it."""
        return key(normal(said)) in {key(normal(name)) for name in (self.name, *self.also)}


@cache
def own_feeds() -> tuple[Feed, ...]:
    """Those that come with Parley."""
    data = msgspec.yaml.decode(Path(__file__).with_name("feeds.yaml").read_text("utf-8"))
    return tuple(
        Feed(each["name"], each["address"], language, tuple(each["also"]))
        for language, feeds in cast("dict[str, list[dict[str, Any]]]", data).items()
        for each in feeds
    )


def all_feeds(setting: Mapping[str, str]) -> tuple[Feed, ...]:
    """The feeds of a house."""
    if not setting:
        return own_feeds()
    return tuple(Feed(name, address) for name, address in list(setting.items())[:MOST])
