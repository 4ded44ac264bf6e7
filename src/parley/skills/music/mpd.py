"""A Music Player Daemon that plays instead of Parley, on loudspeakers of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from parley.errors import MissingEngine
from parley.language.understanding.names import likely
from parley.skills.frame import Ask
from parley.skills.music.deck import Repeat
from parley.skills.music.finding import Names
from parley.skills.music.telling import joined
from parley.skills.music.wanted import Wanted
from parley.skills.music.words import artist_names, kind_words
from parley.skills.types import Hush, Reply
from parley.telemetry import log

_PORT = 6600
_PATIENCE = 5.0
"""Seconds for one command."""
_MOST = 1_000
"""Songs put on at once."""
_FEW = 3

_Song = Mapping[str, Any]


class MpdPlayer:
    """See ``wanted.Player``. One player for everybody: it has one queue."""

    def __init__(self, address: str, stations: Mapping[str, str]) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = (host, int(port)) if host and port.isdigit() else (address, _PORT)
        self._stations = stations
        self._client: Any = None
        self._one_by_one = asyncio.Lock()

    async def start(self) -> None:
        """It is spoken to when somebody asks."""

    async def stop(self) -> None:
        if self._client is not None:
            self._client.disconnect()
            self._client = None

    def plays(self, ask: Ask) -> bool:
        return False  # what it does only it knows; "play music" puts music on

    def sounds(self, ask: Ask) -> bool | None:
        return None

    async def play(self, ask: Ask, wanted: Wanted) -> Reply:
        async def put_on(mpd: Any) -> Reply:
            if not wanted:
                return await self._anything(ask, mpd)
            songs, what = await self._found(mpd, wanted)
            if not songs:
                station = self._station_named(wanted.words)
                return await self.radio(ask, station) if station else await self._not_found(ask, mpd, wanted)
            await mpd.clear()
            for song in songs[:_MOST]:
                await mpd.add(song["file"])
            if what in ("artist", "genre"):
                await mpd.shuffle()
            await mpd.play(0)
            if what == "title":
                return _named(ask, songs[0], "song", "song_by")
            return ask.reply(what, name=_text(songs[0], what) or wanted.words)

        return await self._do(ask, put_on)

    async def radio(self, ask: Ask, station: str | None) -> Reply:
        every = joined(list(self._stations), ask.language)
        if not self._stations:
            return ask.reply("no_stations")
        name = self._station_named(station) if station else None
        if name is None and station is None and len(self._stations) == 1:
            name = next(iter(self._stations))
        if name is None:
            if station:
                return ask.reply("no_such_station", name=station, stations=every)
            return ask.question("which_station", "station", stations=every)
        address = self._stations[name]

        async def tune(mpd: Any) -> Reply:
            await mpd.clear()
            await mpd.add(address)
            await mpd.play(0)
            return ask.reply("station", station=name)

        return await self._do(ask, tune)

    async def pause(self, ask: Ask) -> Reply:
        async def hold(mpd: Any) -> Reply:
            if (await mpd.status()).get("state") != "play":
                return ask.reply("nothing_plays", sound=Hush.PAUSE)
            await mpd.pause(1)
            return ask.reply("paused", sound=Hush.PAUSE)

        return await self._do(ask, hold)

    async def resume(self, ask: Ask) -> Reply:
        async def go_on(mpd: Any) -> Reply:
            status = await mpd.status()
            if status.get("state") == "pause":
                await mpd.pause(0)
            elif int(status.get("playlistlength", 0)):
                await mpd.play()
            else:
                return await self._anything(ask, mpd)
            return await self._told(ask, mpd)

        return await self._do(ask, go_on)

    async def forward(self, ask: Ask) -> Reply:
        async def step(mpd: Any) -> Reply:
            status = await mpd.status()
            if status.get("state") == "stop":
                return ask.reply("nothing_plays")
            if "nextsong" not in status:
                return ask.reply("last_song")
            await mpd.next()
            return await self._told(ask, mpd)

        return await self._do(ask, step)

    async def back(self, ask: Ask) -> Reply:
        async def step(mpd: Any) -> Reply:
            if (await mpd.status()).get("state") == "stop":
                return ask.reply("nothing_plays")
            await mpd.previous()
            return await self._told(ask, mpd)

        return await self._do(ask, step)

    async def what(self, ask: Ask) -> Reply:
        async def tell(mpd: Any) -> Reply:
            song = await mpd.currentsong()
            if not song or (await mpd.status()).get("state") == "stop":
                return ask.reply("nothing_plays")
            station = next((name for name, url in self._stations.items() if url == song.get("file")), None)
            if station:
                title = _text(song, "title")
                message = "this_station_song" if title else "this_station"
                return ask.reply(message, station=station, title=title)
            return _named(ask, song, "this_song", "this_song_by")

        return await self._do(ask, tell)

    async def mix(self, ask: Ask, on: bool) -> Reply:
        async def shuffle(mpd: Any) -> Reply:
            await mpd.random(int(on))
            return ask.reply("shuffled" if on else "in_order")

        return await self._do(ask, shuffle)

    async def again(self, ask: Ask, what: Repeat) -> Reply:
        async def repeat(mpd: Any) -> Reply:
            await mpd.repeat(int(what is not Repeat.OFF))
            await mpd.single(int(what is Repeat.SONG))
            return ask.reply(f"again_{what.value}")

        return await self._do(ask, repeat)

    async def queue(self, ask: Ask, wanted: Wanted) -> Reply:
        async def put_next(mpd: Any) -> Reply:
            songs, what = await self._found(mpd, wanted)
            if not songs:
                return await self._not_found(ask, mpd, wanted)
            at = int((await mpd.status()).get("song", -1)) + 1
            for offset, song in enumerate(songs[:1] if what == "title" else songs[:_MOST]):
                await mpd.addid(song["file"], at + offset)
            return ask.reply("next_is", title=_text(songs[0], "title") if what == "title" else wanted.words)

        return await self._do(ask, put_next)

    async def have(self, ask: Ask) -> Reply:
        async def tell(mpd: Any) -> Reply:
            count = int((await mpd.stats()).get("songs", 0))
            if not count:
                return ask.reply("empty", folder="music_directory (mpd.conf)")
            artists = await _all(mpd, "artist")
            return ask.reply("have", count=count, examples=joined(artists[:_FEW], ask.language))

        return await self._do(ask, tell)

    async def _anything(self, ask: Ask, mpd: Any) -> Reply:
        if not int((await mpd.stats()).get("songs", 0)):
            return ask.reply("empty", folder="music_directory (mpd.conf)")
        await mpd.clear()
        await mpd.add("/")
        await mpd.shuffle()
        await mpd.play(0)
        return ask.reply("anything")

    async def _told(self, ask: Ask, mpd: Any) -> Reply:
        song = await mpd.currentsong()
        return _named(ask, song, "song", "song_by") if song else Reply("", ask.language)

    async def _not_found(self, ask: Ask, mpd: Any, wanted: Wanted) -> Reply:
        artists = await _all(mpd, "artist")
        if not artists:
            return ask.reply("empty", folder="music_directory (mpd.conf)")
        return ask.reply("not_found", name=wanted.words, examples=joined(artists[:_FEW], ask.language))

    async def _found(self, mpd: Any, wanted: Wanted) -> tuple[Sequence[_Song], str]:
        """The songs that fit, and what the words name."""
        if wanted.genre:
            for said in kind_words(wanted.genre):
                if songs := await mpd.search("genre", said):
                    return songs, "genre"
            return (), "genre"
        artist = await _closest(mpd, "artist", artist_names(wanted.artist)) if wanted.artist else None
        if wanted.artist and artist is None:
            return (), "artist"
        within = ("artist", artist) if artist else ()
        if wanted.album or wanted.title:
            what = "album" if wanted.album else "title"
            for kind in (what, "artist", "album") if not artist and what == "title" else (what,):
                name = await _closest(mpd, kind, [wanted.album or wanted.title or ""])
                if name and (songs := await mpd.find(kind, name, *within)):
                    return songs, kind
            return (), what
        return await mpd.find(*within), "artist"

    def _station_named(self, said: str) -> str | None:
        names = list(self._stations)
        found = likely(said, names)
        return names[found[0].index] if found else None

    async def _do(self, ask: Ask, work: Callable[[Any], Awaitable[Reply]]) -> Reply:
        """Speak to the player; once more over a new line when the old one was cut."""
        mpd_error = cast("type[Exception]", _library().MPDError)
        async with self._one_by_one:
            for fresh in (False, True):
                try:
                    async with asyncio.timeout(_PATIENCE):
                        return await work(await self._connected(anew=fresh))
                except (TimeoutError, OSError, mpd_error) as error:
                    log.warning("mpd.failed", kind=type(error).__name__)
                    await self.stop()
        return ask.reply("player_silent")

    async def _connected(self, *, anew: bool) -> Any:
        if anew or self._client is None:
            await self.stop()
            client: Any = import_module("mpd.asyncio").MPDClient()
            await client.connect(self._host, self._port)
            self._client = client
        return self._client


async def _closest(mpd: Any, kind: str, said: Sequence[str]) -> str | None:
    every = await _all(mpd, kind)
    names = await asyncio.to_thread(Names, dict.fromkeys(every, ()))
    for each in said:
        score, best = names.best(each)
        if score >= 0.7:
            return best[0]
    return None


async def _all(mpd: Any, kind: str) -> list[str]:
    """Every artist, album or title that the player knows."""
    listed = cast("list[object]", await mpd.list(kind))
    found = [_text(cast("_Song", each), kind) if isinstance(each, Mapping) else str(each) for each in listed]
    return [name for name in found if name]


def _text(song: _Song, key: str) -> str:
    value = song.get(key, "")
    return str(cast("list[object]", value)[0]) if isinstance(value, list) else str(value)


def _named(ask: Ask, song: _Song, alone: str, by: str) -> Reply:
    title = _text(song, "title") or _text(song, "name") or _text(song, "file").rpartition("/")[2]
    artist = _text(song, "artist")
    return ask.reply(by if artist else alone, title=title, artist=artist)


def _library() -> Any:
    try:
        return import_module("mpd")
    except ImportError as error:
        raise MissingEngine("python-mpd2", "pip install 'parley[music]'") from error
