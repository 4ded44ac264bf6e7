"""Music in words."""

from __future__ import annotations

from collections.abc import Sequence

from parley.skills.frame import Ask
from parley.skills.music.finding import Finder
from parley.skills.music.library import Song
from parley.skills.types import Reply, Sound

_FEW = 3
_MOST = 8


def told(ask: Ask, song: Song, alone: str, by: str, sound: Sound | None = None) -> Reply:
    """Say a message about a song: ``by`` where its artist is known, else ``alone``."""
    return ask.reply(by if song.artist else alone, title=song.title, artist=song.artist, sound=sound)


def examples(finder: Finder, language: str) -> str:
    """A few of those of whom there is most, or a few titles."""
    artists = sorted(finder.artists.songs, key=lambda name: -len(finder.artists.songs[name]))
    return joined((artists or list(finder.titles.songs))[:_FEW], language)


def joined(names: Sequence[str], language: str) -> str:
    """Names as a list; not too many."""
    from babel.lists import format_list

    return format_list(list(names[:_MOST]), locale=language) if names else ""
