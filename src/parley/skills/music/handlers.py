"""What a person can say to hear music and radio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from parley.errors import Unsupported
from parley.language.understanding.slots import SlotType, words
from parley.language.understanding.when import WHEN, When
from parley.skills.announcements.machines import NAMES
from parley.skills.frame import Ask, House, Skill, handles
from parley.skills.music import sleeping
from parley.skills.music.bare import of_a_timer
from parley.skills.music.deck import Repeat
from parley.skills.music.elsewhere import Elsewhere, shown
from parley.skills.music.mpd import MpdPlayer
from parley.skills.music.own import OwnPlayer
from parley.skills.music.wanted import Player, Wanted
from parley.skills.music.words import SLOTS, station_names
from parley.skills.putting_off import until
from parley.skills.smarthome.rooms import spoken_rooms
from parley.skills.types import Action, Context, Hush, Reply, Understanding


class Music(Skill):
    """Play, pause and choose music and radio."""

    types: ClassVar[Mapping[str, SlotType]] = {
        **SLOTS,
        "when": WHEN,
        "place": words(spoken_rooms()),
        "machine": words({name: kind for kind, names in NAMES.items() for name in names}),
    }

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._own = OwnPlayer(house.settings)
        mpd = house.settings.music.mpd
        self._elsewhere = Elsewhere(house)
        self._player: Player = MpdPlayer(mpd, house.settings.music.stations) if mpd else self._own

    def slot_types(self) -> Mapping[str, SlotType]:
        return {**self.types, "station_name": station_names(self.house.settings.music.stations)}

    async def start(self) -> None:
        await self._player.start()

    async def stop(self) -> None:
        self._elsewhere.close()
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

    @handles("music.there")
    async def there(
        self,
        ask: Ask,
        room: str = "",
        device: str = "",
        to: str = "",
        title: str | None = None,
        artist: str | None = None,
        genre: str | None = None,
        anything: bool = False,
        radio: bool = False,
        station: str | None = None,
    ) -> Reply:
        """Without anything named, what plays here moves there. ``to``: the id of a device."""
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if self._player is not self._own:
            return ask.reply("one_player")
        wanted, radio = Wanted(title, artist, None, genre), radio or station is not None
        named = bool(wanted) or anything or radio

        async def played(there: Ask) -> Reply:
            return await (self._own.radio(there, station) if radio else self._own.play(there, wanted))

        devices = await self._elsewhere.wanted(room, device, to)
        if any(each.id == ask.context.device for each in devices):
            return await (played(ask) if named else self._own.resume(ask))
        place = shown(ask, room, device, devices)
        if not devices:
            return ask.reply("no_device_there", place=place or device)
        there = self._elsewhere.there(ask, devices)
        if there is None:
            return ask.reply("not_there", place=place)
        asked_there = replace(ask, context=there)
        reply = await played(asked_there) if named else self._own.move(ask, asked_there, playing=bool(to))
        if reply is None:
            return ask.reply("nothing_plays")
        if reply.sound is None:
            return reply
        if not await self._elsewhere.start(there, reply):
            return ask.reply("not_there", place=place)
        text = f"{reply.text} " if reply.text and ask.language == "en" else reply.text
        said = ask.reply("there", place=place, sound=None if named else Hush.PAUSE)
        return replace(said, text=text + said.text)

    @handles("music.hush")
    async def hush(self, ask: Ask, room: str = "", device: str = "") -> Reply:
        """What plays over there is to be silent, as if somebody had said so there."""
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if self._player is not self._own:
            return await self._player.pause(ask)
        devices = await self._elsewhere.wanted(room, device, "")
        if any(each.id == ask.context.device for each in devices):
            return await self._own.pause(ask)
        place = shown(ask, room, device, devices)
        talks = [
            each for each in self._elsewhere.talks(devices) if self._own.plays(replace(ask, context=each))
        ]
        if not talks:
            return ask.reply("nothing_plays_there", place=place or device)
        for each in talks:
            await self._elsewhere.start(each, Reply("", ask.language), steps=(ask.messages.say("pause"),))
        return ask.reply("hushed", place=place)

    @handles("radio.play")
    async def radio(self, ask: Ask, station: str | None = None) -> Reply:
        return await self._player.radio(ask, station)

    @handles("music.pause")
    async def pause(self, ask: Ask, everywhere: bool = False) -> Reply:
        silent = self._player.sounds(ask) is False
        if not everywhere and (paused := await of_a_timer(self.house, ask, "timer.pause", plays=not silent)):
            return paused
        if everywhere and self._player is self._own and not ask.context.guest:
            others = [
                each
                for each in self._elsewhere.talks(await self._elsewhere.wanted("", "", ""))
                if each.device != ask.context.device and self._own.plays(replace(ask, context=each))
            ]
            for each in others:
                await self._elsewhere.start(each, Reply("", ask.language), steps=(ask.messages.say("pause"),))
            if others and not self._own.plays(ask):
                return ask.reply("paused")
        return await self._player.pause(ask)

    @handles("music.sleep")
    async def sleep(
        self,
        ask: Ask,
        after: timedelta | None = None,
        when: When | None = None,
        anything: bool = False,
        radio: bool = False,
        quietly: bool = False,
    ) -> Reply:
        """Stop in a while. ``anything`` or ``radio``: and play until then. ``quietly``: the while is over."""
        if quietly:
            return await self._slept(ask)
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        left = until(ask, after, when)
        if left is None:
            return (
                ask.question("how_long", "after") if after is None and when is None else ask.reply("too_far")
            )
        begun: Reply | None = None
        if (anything or radio) and not self._player.plays(ask):
            begun = await (self._player.radio(ask, None) if radio else self._player.play(ask, Wanted()))
            if begun.sound is None and self._player is self._own:
                return begun  # there is nothing to play
        await sleeping.begin(self.house, ask, left, ask.messages.say("music"))

        async def undo() -> Reply:
            await sleeping.cancel(self.house, ask)
            return ask.reply("plays_on")

        if after is not None:
            said = ask.reply("sleeps", after=after)
        else:
            said = ask.reply(
                "sleeps_at", time=ask.context.clock.now().astimezone(ask.context.clock.zone()) + left
            )
        if begun is None:
            return replace(said, undo=undo)
        return replace(begun, text=_sentences(begun.text, said.text, ask.language), undo=undo)

    @handles("music.sleep_off")
    async def awake(self, ask: Ask) -> Reply:
        return ask.reply("plays_on" if await sleeping.cancel(self.house, ask) else "no_sleep")

    async def _slept(self, ask: Ask) -> Reply:
        """What plays on the device is paused, as if somebody had said so there."""
        if self._player is not self._own:
            await self._player.pause(ask)
            return Reply("", ask.language)
        for each in self._elsewhere.talks_on(ask.context.device):
            if self._own.plays(there := replace(ask, context=each)):
                await self._elsewhere.start(each, await self._own.pause(there))  # without a word
        return Reply("", ask.language)

    @handles("music.resume")
    async def resume(self, ask: Ask, nothing: bool = False) -> Reply:
        """``nothing``: they said no more than "go on", which is no wish for music where none was paused."""
        waits = self._player.sounds(ask) is None or (self._player.plays(ask) and not self._player.sounds(ask))
        if resumed := await of_a_timer(self.house, ask, "timer.resume", plays=waits):
            return resumed
        if nothing and not waits:
            return ask.reply("nothing_left")
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


def _sentences(first: str, second: str, language: str) -> str:
    return f"{first}{' ' if first and language == 'en' else ''}{second}"


def _unspecific(ask: Ask) -> bool:
    """Whether they said no more than "play music": what was paused is music."""
    return ask.understanding.said.strip(" .!。！").casefold() in _PLAY


_PLAY = frozenset({"play music", "play the music", "start the music", "播放音乐", "放音乐"})
