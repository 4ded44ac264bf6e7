"""What a person can say to hear music and radio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from parley.errors import Unsupported
from parley.language.understanding.slots import SlotType
from parley.skills.frame import Ask, House, Skill, handles
from parley.skills.music.deck import Repeat
from parley.skills.music.mpd import MpdPlayer
from parley.skills.music.own import OwnPlayer
from parley.skills.music.wanted import Player, Wanted
from parley.skills.music.words import SLOTS, station_names
from parley.skills.types import Action, Context, Reply, Understanding


class Music(Skill):
    """Play, pause and choose music and radio."""

    types: ClassVar[Mapping[str, SlotType]] = SLOTS

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._own = OwnPlayer(house.settings)
        mpd = house.settings.music.mpd
        self._player: Player = MpdPlayer(mpd, house.settings.music.stations) if mpd else self._own

    def slot_types(self) -> Mapping[str, SlotType]:
        return {**SLOTS, "station_name": station_names(self.house.settings.music.stations)}

    async def start(self) -> None:
        await self._player.start()

    async def stop(self) -> None:
        await self._player.stop()

    async def going_on(self, context: Context) -> Sequence[Action]:
        return self._own.going_on(context)

    @handles("music.play")
    async def play(
        self,
        ask: Ask,
        title: str | None = None,
        artist: str | None = None,
        album: str | None = None,
        genre: str | None = None,
        anything: bool = False,
    ) -> Reply:
        wanted = Wanted(title, artist, album, genre)
        if not wanted and anything and self._player.plays(ask) and _unspecific(ask):
            return await self._player.resume(ask)
        return await self._player.play(ask, wanted)

    @handles("radio.play")
    async def radio(self, ask: Ask, station: str | None = None) -> Reply:
        return await self._player.radio(ask, station)

    @handles("music.pause")
    async def pause(self, ask: Ask) -> Reply:
        return await self._player.pause(ask)

    @handles("music.resume")
    async def resume(self, ask: Ask) -> Reply:
        return await self._player.resume(ask)

    @handles("music.next")
    async def forward(self, ask: Ask) -> Reply:
        last = ask.context.last
        if last is not None and last.skill == "news" and self.house.act is not None:
            # "Next", after a headline, is the next headline.
            more = Understanding("news", "news.more", ask.understanding.language, said=ask.understanding.said)
            try:
                return await self.house.act(more, ask.context)
            except Unsupported:
                pass  # there are no news here
        return await self._player.forward(ask)

    @handles("music.previous")
    async def back(self, ask: Ask) -> Reply:
        return await self._player.back(ask)

    @handles("music.what")
    async def what(self, ask: Ask) -> Reply:
        return await self._player.what(ask)

    @handles("music.shuffle")
    async def mix(self, ask: Ask, on: bool = True) -> Reply:
        return await self._player.mix(ask, on)

    @handles("music.again")
    async def repeat(self, ask: Ask, what: str = Repeat.SONG) -> Reply:
        return await self._player.again(ask, Repeat(what))

    @handles("music.queue")
    async def queue(self, ask: Ask, title: str | None = None, artist: str | None = None) -> Reply:
        if title is None:
            return ask.question("which_song", "title")
        return await self._player.queue(ask, Wanted(title, artist))

    @handles("music.list")
    async def have(self, ask: Ask) -> Reply:
        return await self._player.have(ask)


def _unspecific(ask: Ask) -> bool:
    """Whether they said no more than "play music": what was paused is music."""
    return ask.understanding.said.strip(" .!。！").casefold() in _PLAY


_PLAY = frozenset({"play music", "play the music", "start the music", "播放音乐", "放音乐"})
