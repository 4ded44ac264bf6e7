"""Music that Parley plays itself: of a folder, and internet radio."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from parley.errors import Unsupported
from parley.language.understanding.names import likely
from parley.settings import Settings
from parley.skills.frame import Ask
from parley.skills.music.deck import MOST, Deck, Repeat
from parley.skills.music.finding import Finder, Found
from parley.skills.music.library import Song
from parley.skills.music.radio import RadioSound, StationSilent
from parley.skills.music.shelf import Shelf
from parley.skills.music.song_sound import SongSound, playing
from parley.skills.music.telling import examples, joined, told
from parley.skills.music.wanted import Wanted
from parley.skills.music.words import kind_words
from parley.skills.types import Action, Context, Hush, Reply, Sound

_DEVICES = 500
"""Devices whose music is remembered."""
_THREADS = 2
"""For reading and decoding, for all devices together: a second of music takes some milliseconds."""
_LEAD = 1.5
"""Seconds that a device which was cut off had been sent and may not have played."""
_REDIRECTS = 5


@dataclass(slots=True, eq=False)
class _Device:
    deck: Deck = field(default_factory=Deck)
    radio: RadioSound | None = None
    """The station that is on, or was last; None when music of the folder was."""
    conversation: str = ""
    """Where it plays: a device may have several."""
    paused: bool = False
    """Somebody said that it should be."""


class OwnPlayer:
    """See ``wanted.Player``."""

    def __init__(self, settings: Settings, client: httpx.AsyncClient | None = None) -> None:
        own = settings.data_dir / "music"
        self._default = own if settings.music.folder is None else None
        self._folder = own if settings.music.folder is None else Path(settings.music.folder).expanduser()
        self._executor = ThreadPoolExecutor(_THREADS, "parley-music")
        self._shelf = Shelf(self._folder, settings.data_dir / "cache" / "music.json", self._executor)
        self._stations: Mapping[str, str] = settings.music.stations
        self._client = client
        self._devices: OrderedDict[tuple[str, str], _Device] = OrderedDict()

    async def start(self) -> None:
        self._shelf.start()

    async def stop(self) -> None:
        for device in self._devices.values():
            _silence(device)
        await self._shelf.stop()
        if self._client is not None:
            await self._client.aclose()
        self._executor.shutdown(wait=False, cancel_futures=True)

    def plays(self, ask: Ask) -> bool:
        device = self._devices.get(_key(ask.context))
        return device is not None and (device.radio is not None or device.deck.song is not None)

    def sounds(self, ask: Ask) -> bool | None:
        return self.plays(ask) and not self._devices[_key(ask.context)].paused

    def going_on(self, context: Context) -> Sequence[Action]:
        """What a device that has just connected should show of what plays, or is paused, on it."""
        device = self._devices.get(_key(context))
        if device is None or (device.radio is None and device.deck.song is None):
            return ()
        shown = device.radio.shown() if device.radio else playing(device.deck)
        return (Action("music", {**shown, "state": "paused"}),)

    async def play(self, ask: Ask, wanted: Wanted) -> Reply:
        if "sound" not in ask.context.able:
            return ask.reply("cannot")
        if not wanted:
            return await self._anything(ask)
        found = await self._shelf.find(lambda finder: _search(finder, wanted))
        if found is None:
            if station := self._station_named(wanted.words):
                return await self.radio(ask, station)
            return self._not_found(ask, wanted.words)
        songs = self._in_order(found)
        device = self._device(ask)
        device.deck.put_on(songs)
        if found.what == "title":
            return told(ask, songs[0], "song", "song_by", self._sound(device))
        name = wanted.genre if found.what == "genre" and wanted.genre else found.name
        return ask.reply(found.what, name=name, sound=self._sound(device))

    async def radio(self, ask: Ask, station: str | None) -> Reply:
        if "sound" not in ask.context.able:
            return ask.reply("cannot")
        if not self._stations:
            return ask.reply("no_stations")
        every = joined(list(self._stations), ask.language)
        name = self._station_named(station) if station else self._only_or_last(ask)
        if name is None:
            if station:
                return ask.reply("no_such_station", name=station, stations=every)
            return ask.question("which_station", "station", stations=every)
        sound = RadioSound(self._web(), name, self._stations[name], self._executor)
        try:
            await sound.ready()
        except StationSilent:
            return ask.reply("silent", station=name)
        except Unsupported:
            return ask.reply("undecodable", station=name)
        device = self._device(ask)
        _silence(device)
        device.radio = sound
        return ask.reply("station", station=name, sound=sound)

    async def pause(self, ask: Ask) -> Reply:
        if not self.plays(ask):
            return ask.reply("nothing_plays", sound=Hush.PAUSE)
        self._devices[_key(ask.context)].paused = True
        return ask.reply("paused", sound=Hush.PAUSE)

    async def resume(self, ask: Ask) -> Reply:
        if "sound" not in ask.context.able:
            return ask.reply("cannot")
        device = self._devices.get(_key(ask.context))
        if device is None:
            return await self._anything(ask) if self._shelf.finder.library.songs else self._empty(ask)
        here, device.paused = device.conversation == ask.context.conversation, False
        if device.radio is not None:
            if here and not device.radio.closed:
                return Reply("", ask.language, sound=device.radio)
            return await self.radio(ask, device.radio.name)
        if device.deck.song is None:
            return ask.reply("nothing_left")
        if here and device.deck.sound is not None and not device.deck.sound.closed:
            return Reply("", ask.language, sound=device.deck.sound)
        device.deck.position = max(0.0, device.deck.position - _LEAD)
        return Reply("", ask.language, sound=self._sound(self._device(ask)))

    def move(self, ask: Ask, there: Ask, *, playing: bool = False) -> Reply | None:
        """What plays here, or with ``playing`` is not paused, goes on there; None where there is nothing."""
        here = self._devices.get(_key(ask.context))
        if here is None or not self.plays(ask) or (playing and here.paused):
            return None
        del self._devices[_key(ask.context)]
        device = self._device(there)
        _silence(device)
        if here.radio is not None:
            name = here.radio.name
            device.radio = RadioSound(self._web(), name, self._stations[name], self._executor)
            sound: Sound = device.radio
        else:
            deck = here.deck
            device.deck = replace(deck, position=max(0.0, deck.position - _LEAD), sound=None)
            sound = self._sound(device)
        _silence(here)
        return Reply("", ask.language, sound=sound)

    async def forward(self, ask: Ask) -> Reply:
        device = self._devices.get(_key(ask.context))
        if device is not None and device.radio is not None:
            return ask.reply("on_air")
        if device is None or device.deck.song is None:
            return ask.reply("nothing_plays")
        if not device.deck.forward():
            return ask.reply("last_song")
        return Reply("", ask.language, sound=self._sound(self._device(ask)))

    async def back(self, ask: Ask) -> Reply:
        device = self._devices.get(_key(ask.context))
        if device is not None and device.radio is not None:
            return ask.reply("on_air")
        if device is None or device.deck.song is None:
            return ask.reply("nothing_plays")
        device.deck.back()
        return Reply("", ask.language, sound=self._sound(self._device(ask)))

    async def what(self, ask: Ask) -> Reply:
        device = self._devices.get(_key(ask.context))
        if device is not None and (radio := device.radio) is not None:
            message = "this_station_song" if radio.title else "this_station"
            return ask.reply(message, station=radio.name, title=radio.title)
        song = device.deck.song if device is not None else None
        if song is None:
            return ask.reply("nothing_plays")
        return told(ask, song, "this_song", "this_song_by")

    async def mix(self, ask: Ask, on: bool) -> Reply:
        device = self._devices.get(_key(ask.context))
        if device is None or device.deck.song is None:
            if on:
                return await self.play(ask, Wanted())
            return ask.reply("in_order")
        device.deck.mix(on)
        return ask.reply("shuffled" if on else "in_order")

    async def again(self, ask: Ask, what: Repeat) -> Reply:
        self._device(ask).deck.repeat = what
        return ask.reply(f"again_{what.value}")

    async def queue(self, ask: Ask, wanted: Wanted) -> Reply:
        device = self._devices.get(_key(ask.context))
        if device is None or device.deck.song is None or device.radio is not None:
            return await self.play(ask, wanted)
        found = await self._shelf.find(lambda finder: _search(finder, wanted))
        if found is None:
            return self._not_found(ask, wanted.words)
        songs = [self._shelf.finder.library.songs[place] for place in found.songs]
        songs = songs[:1] if found.what == "title" else songs
        device.deck.queue(songs)
        return ask.reply("next_is", title=songs[0].title if found.what == "title" else found.name)

    async def have(self, ask: Ask) -> Reply:
        songs = self._shelf.finder.library.songs
        stations = joined(list(self._stations), ask.language)
        if not songs:
            return ask.reply("have_stations", stations=stations) if stations else self._empty(ask)
        return ask.reply("have", count=len(songs), examples=examples(self._shelf.finder, ask.language))

    async def _anything(self, ask: Ask) -> Reply:
        if not self._shelf.finder.library.songs:
            await self._shelf.refreshed()
        songs = self._shelf.finder.library.songs
        if not songs:
            return self._empty(ask)
        device = self._device(ask)
        device.deck.put_on(random.sample(songs, min(MOST, len(songs))))
        return ask.reply("anything", sound=self._sound(device))

    def _empty(self, ask: Ask) -> Reply:
        if self._shelf.looking:
            return ask.reply("searching")
        if self._default is not None:
            # So that whoever follows the advice finds the folder.
            self._default.mkdir(parents=True, exist_ok=True)
        return ask.reply("empty", folder=str(self._folder))

    def _not_found(self, ask: Ask, name: str) -> Reply:
        if not self._shelf.finder.library.songs:
            return self._empty(ask)
        return ask.reply("not_found", name=name, examples=examples(self._shelf.finder, ask.language))

    def _sound(self, device: _Device) -> SongSound:
        """A new sound of the device's deck, from where it stands."""
        _silence(device)
        device.deck.sound = SongSound(device.deck, self._folder, self._executor)
        return device.deck.sound

    def _in_order(self, found: Found) -> list[Song]:
        finder = self._shelf.finder
        songs = [finder.library.songs[place] for place in found.songs]
        if found.what == "title":
            # One song was asked for; more of the same kind may follow it.
            more = [finder.library.songs[place] for place in finder.artists.songs.get(songs[0].artist, ())]
            more = [song for song in more if song != songs[0]]
            random.shuffle(more)
            return [songs[0], *more]
        if found.what != "album":
            random.shuffle(songs)
        return songs

    def _station_named(self, said: str) -> str | None:
        names = list(self._stations)
        found = likely(said, names)
        return names[found[0].index] if found else None

    def _only_or_last(self, ask: Ask) -> str | None:
        device = self._devices.get(_key(ask.context))
        if device is not None and device.radio is not None and device.radio.name in self._stations:
            return device.radio.name
        return next(iter(self._stations)) if len(self._stations) == 1 else None

    def _device(self, ask: Ask) -> _Device:
        key = _key(ask.context)
        device = self._devices.pop(key, None) or _Device()
        self._devices[key] = device
        device.conversation = ask.context.conversation
        device.paused = False
        if len(self._devices) > _DEVICES:
            _, oldest = self._devices.popitem(last=False)
            _silence(oldest)
        return device

    def _web(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(follow_redirects=True, max_redirects=_REDIRECTS)
        return self._client


def _search(finder: Finder, wanted: Wanted) -> Found | None:
    kinds = kind_words(wanted.genre) if wanted.genre else ()
    return finder.find(wanted.title, wanted.artist, wanted.album, wanted.genre, kinds)


def _silence(device: _Device) -> None:
    """What the device played before is over."""
    if device.deck.sound is not None:
        device.deck.sound.close()
        device.deck.sound = None
    if device.radio is not None:
        device.radio.close()
        device.radio = None


def _key(context: Context) -> tuple[str, str]:
    return context.person, context.device
