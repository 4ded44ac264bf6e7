"""Which songs a person meant, among fifty thousand: by title, artist, album and kind; as spelled or heard."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from parley.language.understanding.names import likely, likeness, mentions, sound_key
from parley.skills.music.library import Library, Song
from parley.skills.music.words import artist_names

_MOST_COMPARED = 60
"""Names that are looked at closely."""
_RESTS_AFTER, _REST = 20, 0.0005
"""Names read in a row, and seconds of rest: the thread must not keep others from their turns."""
_SURE = 0.84
"""Likeness from which on a whole name is meant, rather than something like it."""


class Names:
    """Many names, and the few of them that a person may have meant."""

    def __init__(self, songs: Mapping[str, Sequence[int]]) -> None:
        """``songs``: name → places of its songs."""
        self.songs = songs
        self._names = list(songs)
        self._pieces: dict[str, list[int]] = {}
        for index, name in enumerate(self._names):
            if index % _RESTS_AFTER == 0:
                time.sleep(_REST)
            for piece in _pieces(name):
                self._pieces.setdefault(piece, []).append(index)

    def best(self, said: str) -> tuple[float, list[str]]:
        """How likely the likeliest names are, and those that are equally likely."""
        counts: Counter[int] = Counter()
        for piece in _pieces(said):
            counts.update(self._pieces.get(piece, ()))
        few = [self._names[index] for index, _ in counts.most_common(_MOST_COMPARED)]
        found = likely(said, few)
        if not found:
            return 0.0, []
        top = [few[each.index] for each in found if each.likeness >= found[0].likeness - 0.01]
        return found[0].likeness, top


def _pieces(name: str) -> set[str]:
    """Runs of three letters of how a name sounds; of its words, when they are shorter."""
    sound = sound_key(name)
    return {sound[at : at + 3] for at in range(max(1, len(sound) - 2))} if sound else set()


@dataclass(frozen=True, slots=True)
class Found:
    """Songs that were meant."""

    songs: tuple[int, ...]
    """Places in the library, in the order in which they should play."""
    what: str
    """``title``, ``artist``, ``album`` or ``genre``: what the name is a name of."""
    name: str
    """As the library writes it."""


class Finder:
    """Looks for songs in a library. Made in a thread; reading names takes seconds for tens of thousands."""

    def __init__(self, library: Library) -> None:
        self.library = library
        songs = library.songs
        self.titles = Names(_by(songs, lambda song: song.title))
        self.artists = Names(_by(songs, lambda song: song.artist))
        self.albums = Names(_by(songs, lambda song: song.album))
        self.genres = Names(_by(songs, lambda song: song.genre))

    def find(
        self,
        title: str | None = None,
        artist: str | None = None,
        album: str | None = None,
        genre: str | None = None,
        otherwise: Iterable[str] = (),
    ) -> Found | None:
        """The songs that fit all that was said; None when there are none.

        A lone ``title`` may as well be an artist, an album or a genre. ``otherwise``: more words for
        the genre.
        """
        if genre is not None and not (title or artist or album):
            return self._genre([genre, *otherwise])
        if title and not (artist or album):
            return self._anything_called(title)
        within = self._by_artist(artist) if artist else None
        if artist and within is None:
            return self._title_with_all(title, artist) if title else None
        if album:
            return self._inside(self.albums, album, within, "album")
        if title:
            return self._inside(self.titles, title, within, "title")
        return within

    def _by_artist(self, artist: str) -> Found | None:
        found = (self._by_artist_named(name) for name in artist_names(artist))
        return next((each for each in found if each), None)

    def _by_artist_named(self, artist: str) -> Found | None:
        score, names = self.artists.best(artist)
        if score < 0.7:
            # "The Beatles & Friends", 周杰伦 Jay Chou: one of several.
            names = [name for name in self.artists.songs if mentions(name, artist)][:50]
            if not names:
                return None
        places = [place for name in names for place in self.artists.songs[name]]
        return Found(tuple(sorted(places)), "artist", names[0])

    def _inside(self, names: Names, said: str, within: Found | None, what: str) -> Found | None:
        if within is None:
            score, best = names.best(said)
            if score < 0.7:
                return None
            return Found(self._in_order(what, (i for name in best for i in names.songs[name])), what, best[0])
        songs = self.library.songs
        own = [getattr(songs[place], what) for place in within.songs]
        found = likely(said, own)
        if not found:
            return None
        name = own[found[0].index]
        places = (place for place, each in zip(within.songs, own, strict=True) if each == name)
        return Found(self._in_order(what, places), what, name)

    def _anything_called(self, said: str) -> Found | None:
        several = {
            "title": self.titles.best(said),
            "artist": self.artists.best(said),
            "album": self.albums.best(said),
            "genre": self.genres.best(said),
        }
        what = max(several, key=lambda each: several[each][0])
        score, names = several[what]
        if score < 0.7:
            return self._by_artist(said) if any(mentions(name, said) for name in self.artists.songs) else None
        if what == "artist":
            return self._by_artist(said)
        group = {"title": self.titles, "album": self.albums, "genre": self.genres}[what]
        places = (place for name in names for place in group.songs[name])
        return Found(self._in_order(what, places), what, names[0])

    def _title_with_all(self, title: str, artist: str) -> Found | None:
        """What looked like "title by artist" is all title: 月亮代表我的心, "stand by me"."""
        for whole in (f"{title} by {artist}", f"{artist}的{title}"):
            score, names = self.titles.best(whole)
            if score >= _SURE:
                places = (place for name in names for place in self.titles.songs[name])
                return Found(tuple(places), "title", names[0])
        return None

    def _genre(self, words: Sequence[str]) -> Found | None:
        """By the tag, else by the name of an album or of a folder: 轻音乐/…"""
        kinds = self.genres.songs
        for said in words:
            names = [name for name in kinds if mentions(name, said) or likeness(name, said) > _SURE]
            places = {place for name in names for place in kinds[name]}
            if not places:
                places = {
                    place
                    for place, song in enumerate(self.library.songs)
                    if "/" in song.path and said in song.path.rpartition("/")[0].lower()
                }
            if places:
                return Found(tuple(sorted(places)), "genre", said)
        return None

    def _in_order(self, what: str, places: Iterable[int]) -> tuple[int, ...]:
        if what != "album":
            return tuple(places)
        songs = self.library.songs
        return tuple(sorted(places, key=lambda place: (songs[place].number, songs[place].path)))


def _by(songs: Sequence[Song], name_of: Callable[[Song], str]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, song in enumerate(songs):
        if name := name_of(song):
            found.setdefault(name, []).append(place)
    return found
