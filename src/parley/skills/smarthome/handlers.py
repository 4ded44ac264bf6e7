"""What a person can ask of their home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from parley.language.understanding.slots import SlotType
from parley.skills.frame import EVERY, Ask, House, Skill, handles
from parley.skills.smarthome import asking
from parley.skills.smarthome.choosing import Choice, Choosing, Fits, able, has_mode, is_light
from parley.skills.smarthome.doing import (
    BRIGHTER,
    FASTER,
    SPEEDS,
    WARMER,
    Make,
    back,
    blown,
    blown_at,
    brightened,
    celsius,
    lit_to,
    moved_to,
    switched,
    toggled,
    warmed,
)
from parley.skills.smarthome.dwelling import Dwelling
from parley.skills.smarthome.foreign import named
from parley.skills.smarthome.later import PUT_OFF, put_off
from parley.skills.smarthome.said import Said
from parley.skills.smarthome.source import (
    Activate,
    Blow,
    Brighten,
    Clean,
    Fasten,
    Halt,
    Keep,
    Paint,
    Turn,
)
from parley.skills.smarthome.sources import sources
from parley.skills.smarthome.telling import Telling
from parley.skills.smarthome.things import Ability, Kind, Thing
from parley.skills.smarthome.values import color_named, usual
from parley.skills.types import Reply, Understanding

_GUARDED = frozenset({Kind.GARAGE, Kind.DOOR, Kind.LOCK})
"""What lets people in: Parley asks before it opens them, and never does for guests."""


class SmartHome(Skill):
    """Lights, plugs, climate, curtains, locks, vacuums and scenes."""

    communal: ClassVar[frozenset[str]] = EVERY
    puts_off: ClassVar[frozenset[str]] = PUT_OFF

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.dwelling = Dwelling(sources(house.settings, house.clock, kept=house.home is not None))
        self._said = Said(self.dwelling)

    def slot_types(self) -> Mapping[str, SlotType]:
        return self._said.types()

    def names(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        return named(self.dwelling)

    async def start(self) -> None:
        await self.dwelling.start()

    async def stop(self) -> None:
        await self.dwelling.stop()

    @handles("home.on")
    async def on(self, ask: Ask) -> Reply:
        return await self._switch(ask, True)

    @handles("home.off")
    async def off(self, ask: Ask) -> Reply:
        return await self._switch(ask, False)

    async def _switch(self, ask: Ask, on: bool) -> Reply:
        message = "on" if on else "off"
        choice = self._choose(ask, able(Ability.SWITCH, Ability.CLEAN))
        if choice.problem == "what" and not on and self.house.act is not None:
            # Nothing was talked about: "turn it off" is to what rings.
            awake = Understanding("", "alarm.off", ask.language, {"awake": True})
            return await self.house.act(awake, ask.context)
        if choice.problem:
            return self._problem(ask, choice)
        slots = ask.understanding.slots
        whole = choice.target.kind == "all" and not (
            choice.target.room or slots.get("also") or slots.get("but")
        )
        return await self._do(ask, choice, switched(on), f"all_{message}" if whole else message)

    @handles("home.toggle")
    async def toggle(self, ask: Ask) -> Reply:
        return await self._each(ask, able(Ability.SWITCH), "light", toggled, "toggled")

    @handles("home.brightness")
    async def brightness(self, ask: Ask, level: int | None = None) -> Reply:
        if level is None:
            return ask.question("how_bright", "level")
        fits, make = able(Ability.BRIGHTNESS), lit_to(level)
        return await self._each(ask, fits, "light", make, "brightness", level=level)

    @handles("home.brighter")
    async def brighter(self, ask: Ask, by: int = BRIGHTER) -> Reply:
        return await self._light(ask, by, "brighter")

    @handles("home.dimmer")
    async def dimmer(self, ask: Ask, by: int = BRIGHTER) -> Reply:
        return await self._light(ask, -by, "dimmer")

    async def _light(self, ask: Ask, by: int, message: str) -> Reply:
        """Of the lights in a room those that are on; where none is, "brighter" switches them on."""
        choice = self._choose(ask, is_light, "light")
        if not choice.problem and not choice.target.name:
            lit = tuple(each for each in choice.things if each.state.on and each.can(Ability.BRIGHTNESS))
            able = tuple(each for each in choice.things if each.can(Ability.BRIGHTNESS))
            choice = Choice(lit or able or choice.things, target=choice.target)
        if choice.problem:
            return self._problem(ask, choice)
        if len(choice.things) == 1 and choice.things[0].can(Ability.BRIGHTNESS):
            command = brightened(by)(choice.things[0])
            level = command.level if isinstance(command, Brighten) else 100
            return await self._do(ask, choice, brightened(by), "brightness", level=level)
        return await self._do(ask, choice, brightened(by), message)

    @handles("home.color")
    async def color(self, ask: Ask, color: str = "") -> Reply:
        wanted = color_named(color) if color else None
        fits = able(Ability.COLOR) if wanted and wanted.rgb else able(Ability.COLOR, Ability.WARMTH)
        choice = self._choose(ask, fits, "light")
        if choice.problem:
            return self._problem(ask, choice)
        if wanted is None:
            return ask.question("which_color", "color")
        name = usual("colors", wanted.name, ask.language)
        return await self._do(ask, choice, lambda thing: Paint(thing.id, wanted), "color", color=name)

    @handles("home.open")
    async def open(self, ask: Ask, sure: bool | None = None) -> Reply:
        return await self._move(ask, 100, sure)

    @handles("home.close")
    async def close(self, ask: Ask) -> Reply:
        return await self._move(ask, 0, True)

    async def _move(self, ask: Ask, position: int, sure: bool | None) -> Reply:
        choice = self._choose(ask, able(Ability.OPEN), "curtain")
        if choice.problem:
            return self._problem(ask, choice)
        if position and (refusal := self._guarded(ask, choice, sure, "sure_open")):
            return refusal
        return await self._do(ask, choice, moved_to(position), "opening" if position else "closing")

    @handles("home.position")
    async def position(self, ask: Ask, level: int = 50) -> Reply:
        fits, make = able(Ability.POSITION), moved_to(level)
        return await self._each(ask, fits, "curtain", make, "moving", level=level)

    @handles("home.halt")
    async def halt(self, ask: Ask) -> Reply:
        return await self._each(ask, able(Ability.OPEN), "curtain", lambda thing: Halt(thing.id), "halted")

    @handles("home.temperature")
    async def temperature(self, ask: Ask, degrees: float | None = None) -> Reply:
        choice = self._choose(ask, able(Ability.TEMPERATURE), "climate")
        if choice.problem:
            return self._problem(ask, choice)
        if degrees is None:
            return ask.question("how_warm", "degrees")
        wanted = celsius(degrees)
        odd = [each for each in choice.things if not each.lowest <= wanted <= each.highest]
        if odd:
            lowest, highest = odd[0].lowest, odd[0].highest
            tell = Telling(ask, self.dwelling)
            return _said(ask, tell.about("out_of_range", odd, lowest=lowest, highest=highest), odd)
        return await self._do(
            ask, choice, lambda thing: Keep(thing.id, wanted), "temperature", degrees=wanted
        )

    @handles("home.warmer")
    async def warmer(self, ask: Ask, by: float = WARMER) -> Reply:
        return await self._warm(ask, by, "warmer")

    @handles("home.cooler")
    async def cooler(self, ask: Ask, by: float = WARMER) -> Reply:
        return await self._warm(ask, -by, "cooler")

    async def _warm(self, ask: Ask, by: float, message: str) -> Reply:
        choice = self._choose(ask, able(Ability.TEMPERATURE, Ability.WARMTH, Ability.COLOR), "climate")
        if choice.problem:
            return self._problem(ask, choice)
        if len(choice.things) == 1:
            command = warmed(by)(choice.things[0])
            if isinstance(command, Keep):
                return await self._do(ask, choice, warmed(by), "temperature", degrees=command.degrees)
        if all(each.kind is Kind.LIGHT for each in choice.things):
            name = usual("colors", "warm white" if by > 0 else "cool white", ask.language)
            return await self._do(ask, choice, warmed(by), "color", color=name)
        return await self._do(ask, choice, warmed(by), message)

    @handles("home.mode")
    async def mode(self, ask: Ask, mode: str) -> Reply:
        name = usual("modes", mode, ask.language)
        return await self._each(
            ask, has_mode(mode), "climate", lambda thing: Turn(thing.id, mode), "mode", mode=name
        )

    @handles("home.speed")
    async def speed(self, ask: Ask, level: str | int | None = None, change: str = "") -> Reply:
        if change:
            by = FASTER if change == "up" else -FASTER
            choice = self._choose(ask, able(Ability.SPEED), "fan")
            if choice.problem:
                return self._problem(ask, choice)
            command = blown(by)(choice.things[0])
            reached = command.speed if isinstance(command, Blow) else 0
            return await self._do(ask, choice, blown(by), "speed", level=reached)
        percent = SPEEDS[level] if isinstance(level, str) else int(level or 0)
        fits, make = able(Ability.SPEED), blown_at(percent)
        return await self._each(ask, fits, "fan", make, "speed", level=percent)

    @handles("home.state")
    async def state(self, ask: Ask, asked: str = "") -> Reply:
        return asking.state(ask, self.dwelling, asked)

    @handles("home.reading")
    async def reading(self, ask: Ask, what: str) -> Reply:
        return asking.reading(ask, self.dwelling, what)

    @handles("home.list")
    async def list(self, ask: Ask, rooms: bool = False, scenes: bool = False) -> Reply:
        return asking.listing(ask, self.dwelling, rooms=rooms, scenes=scenes)

    @handles("home.lock")
    async def lock(self, ask: Ask) -> Reply:
        return await self._each(
            ask, able(Ability.LOCK), "lock", lambda thing: Fasten(thing.id, True), "locked"
        )

    @handles("home.unlock")
    async def unlock(self, ask: Ask, sure: bool | None = None) -> Reply:
        choice = self._choose(ask, able(Ability.LOCK), "lock")
        if choice.problem:
            return self._problem(ask, choice)
        if refusal := self._guarded(ask, choice, sure, "sure_unlock"):
            return refusal
        return await self._do(ask, choice, lambda thing: Fasten(thing.id, False), "unlocked")

    @handles("home.scene")
    async def scene(self, ask: Ask, scene: str) -> Reply:
        id = self._said.scene(scene)
        found = next((each for each in self.dwelling.scenes() if each.id == id), None)
        if found is None:
            return ask.reply("no_scene", name=scene)
        await self.dwelling.do(Activate(found.id))
        return ask.reply("scene", scene=found.name(ask.language))

    @handles("home.start")
    async def clean(self, ask: Ask) -> Reply:
        return await self._vacuum(ask, True, "cleaning")

    @handles("home.dock")
    async def dock(self, ask: Ask) -> Reply:
        return await self._vacuum(ask, False, "docking")

    async def _vacuum(self, ask: Ask, start: bool, message: str) -> Reply:
        """Wherever it is: the room that was said is one to clean."""
        choosing = Choosing(self.dwelling, ask.context)
        slots = {key: value for key, value in ask.understanding.slots.items() if key in ("name", "kind")}
        choice = choosing.choose({"kind": "vacuum", **slots}, able(Ability.CLEAN), "vacuum", wide=True)
        if choice.problem:
            return self._problem(ask, choice)
        return await self._do(ask, choice, lambda thing: Clean(thing.id, start), message)

    def _choose(self, ask: Ask, fits: Fits, otherwise: str = "") -> Choice:
        return Choosing(self.dwelling, ask.context).choose(ask.understanding.slots, fits, otherwise)

    def _problem(self, ask: Ask, choice: Choice) -> Reply:
        text = Telling(ask, self.dwelling).problem(choice)
        if choice.problem not in ("which_room", "what"):
            return _said(ask, text, choice.things)
        asked = ask.question("what", "room")
        return Reply(text, ask.language, question=True, pending=asked.pending)

    def _guarded(self, ask: Ask, choice: Choice, sure: bool | None, question: str) -> Reply | None:
        """Whether to go on with what lets people in: never for guests and strangers, else who is sure."""
        if not any(each.kind in _GUARDED for each in choice.things):
            return None
        if ask.context.guest or ask.context.stranger is not None:
            return ask.reply("not_for_guests")
        if sure is None:
            asked = ask.question("what", "sure")
            text = Telling(ask, self.dwelling).about(question, choice.things)
            return Reply(text, ask.language, question=True, pending=asked.pending)
        return None if sure else ask.reply("left_alone")

    async def _each(
        self, ask: Ask, fits: Fits, otherwise: str, make: Make, message: str, **parameters: object
    ) -> Reply:
        choice = self._choose(ask, fits, otherwise)
        if choice.problem:
            return self._problem(ask, choice)
        return await self._do(ask, choice, make, message, **parameters)

    async def _do(self, ask: Ask, choice: Choice, make: Make, message: str, **parameters: object) -> Reply:
        """Have it done to all that were chosen, and tell what really was; or what will be, and when."""
        if ask.understanding.slots.keys() & {"after", "when"}:
            return await put_off(self.house, Telling(ask, self.dwelling), ask, choice.things, parameters)
        before = {each.id: each for each in choice.things}
        commands = [make(each) for each in choice.things]
        outcome = await self.dwelling.do_all(commands)
        tell = Telling(ask, self.dwelling)
        if message.startswith("all_") and not any(outcome.values()):
            text = tell.sentence(message)
        else:
            text = tell.outcome(message.removeprefix("all_"), choice.things, outcome, **parameters)
        again = back([each for each in commands if outcome[each.thing] is None], before)

        async def undo() -> Reply:
            undone = await self.dwelling.do_all(again)
            things = [before[id] for id in undone]
            return _said(ask, tell.outcome("undone", things, undone), things)

        quiet = bool(ask.understanding.slots.get("quietly")) and not any(outcome.values())
        return replace(_said(ask, "" if quiet else text, choice.things), undo=undo if again else None)


def _said(ask: Ask, text: str, things: Sequence[Thing]) -> Reply:
    return Reply(text, ask.language, about={"things": [each.id for each in things]} if things else {})
