"""What is said about the things of a home: what was done, what could not be, and how they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from parley.errors import ParleyError, Unsupported
from parley.skills.frame import Ask
from parley.skills.smarthome.choosing import Choice
from parley.skills.smarthome.dwelling import Dwelling
from parley.skills.smarthome.lexicon import kind_names, several_of
from parley.skills.smarthome.rooms import FLOORS, usual_name
from parley.skills.smarthome.source import NotReachable
from parley.skills.smarthome.things import Thing

FEW = 4
"""Things that are named one by one."""


class Telling:
    """Words an answer to one request."""

    def __init__(self, ask: Ask, dwelling: Dwelling) -> None:
        self._ask = ask
        self._language = ask.language if ask.language in ("en", "zh") else "en"
        self._rooms = {each.id: each for each in dwelling.rooms()}
        self._all = dwelling.things()

    def sentence(self, message: str, /, **parameters: object) -> str:
        """A message, with a capital at its beginning."""
        return capital(self._ask.messages.say(message, **parameters))

    def about(self, message: str, things: Sequence[Thing], /, **parameters: object) -> str:
        """A message with ``what`` the things are called together, and their ``count``."""
        what, count = self.called(things), self._number(things)
        return self.sentence(message, what=what, count=count, **parameters)

    def called(self, things: Sequence[Thing]) -> str:
        """The kitchen light; the kitchen lights; 5 lights; the fan and the TV."""
        if len(things) == 1:
            return self._name(things[0])
        kinds = {each.kind for each in things}
        rooms = {each.room for each in things}
        if len(kinds) == 1 and len(things) > 1:
            kind = str(next(iter(kinds)))
            room = next(iter(rooms)) if len(rooms) == 1 else ""
            if room:
                return self._ask.messages.say("of_room", room=self.room(room), things=self._several(kind))
            return self.counted(kind, len(things))
        if len(things) <= FEW:
            return self.listed([self._name(each) for each in things])
        return self._ask.messages.say("so_many_things", number=len(things))

    def names(self, things: Sequence[Thing]) -> str:
        """All of them by name."""
        return self.listed([self._name(each) for each in things])

    def outcome(
        self,
        message: str,
        chosen: Sequence[Thing],
        outcome: Mapping[str, ParleyError | None],
        /,
        **parameters: object,
    ) -> str:
        """What was really done, and what was not."""
        done = [each for each in chosen if outcome.get(each.id) is None]
        away = [each for each in chosen if isinstance(outcome.get(each.id), NotReachable)]
        unable = [each for each in chosen if isinstance(outcome.get(each.id), Unsupported)]
        failed = [each for each in chosen if each not in (*done, *away, *unable)]
        said: list[str] = []
        if done:
            said.append(self.about(message, done, **parameters))
        if done and len(done) < len(chosen):
            said[0] = self.sentence("partly", done=len(done), total=len(chosen), rest=said[0])
        for problem, things in (("unreachable", away), ("cannot", unable), ("failed", failed)):
            if things:
                said.append(self.about(problem, things))
        return self.joined(said)

    def joined(self, sentences: Sequence[str]) -> str:
        """Several sentences."""
        return ("" if self._language == "zh" else " ").join(sentences)

    def problem(self, choice: Choice) -> str:
        """Why there is nothing to do it with."""
        about = dict(choice.about)
        if "kind" in about:
            about["kind"] = self.kind(str(about["kind"]))
        if "room" in about:
            about["room"] = self.room(str(about["room"]))
        if "rooms" in about:
            rooms: object = about["rooms"]
            found = [self.room(str(each)) for each in rooms] if isinstance(rooms, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            about["rooms"] = self.listed(found, any_of=True)
        if choice.things:
            return self.about(choice.problem, choice.things, **about)
        return self.sentence(choice.problem, **about)

    def room(self, id: str) -> str:
        """What a room is called."""
        if id in FLOORS:
            return usual_name(id, self._language)
        found = self._rooms.get(id)
        name = found.name(self._language) if found else usual_name(id, self._language) or id
        return uncapital(name) if self._language == "en" else name

    def kind(self, kind: str) -> str:
        """What a kind of thing is called."""
        return kind_names(self._language).get(kind, kind)

    def counted(self, kind: str, number: int) -> str:
        """5 lights, 5盏灯."""
        if number == 1 and self._language == "en":
            return f"1 {self.kind(kind)}"
        measure = self._measure(kind)
        return self._ask.messages.say("so_many", number=number, measure=measure, things=self._several(kind))

    def listed(self, items: Sequence[str], *, any_of: bool = False) -> str:
        """One, two and three."""
        from babel.lists import format_list

        return format_list(list(items), style="or" if any_of else "standard", locale=self._language)

    def _name(self, thing: Thing) -> str:
        name = thing.name(self._language)
        if self._language != "en" or not name[:1].isascii():
            return name
        return name if name.lower().startswith(("the ", "my ")) else f"the {uncapital(name)}"

    def _several(self, kind: str) -> str:
        return several_of(kind, "en") if self._language == "en" else self.kind(kind)

    def _measure(self, kind: str) -> str:
        return several_of(kind, "zh") if self._language == "zh" else ""

    def _number(self, things: Sequence[Thing]) -> int:
        if len(things) != 1:
            return len(things)
        name = things[0].name(self._language)
        return 2 if name.endswith("s") and not name.endswith("ss") else 1


def capital(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def uncapital(name: str) -> str:
    """As it stands in a sentence: "Bed Light" is a title, "TV" and "LG soundbar" are names."""
    words = name.split(" ")
    titled = all(not word or word[:1].isupper() or not word[:1].isalpha() for word in words)
    return " ".join(_uncapital(word) if titled or not place else word for place, word in enumerate(words))


def _uncapital(word: str) -> str:
    return word if word[1:2].isupper() or not word[1:2] else word[:1].lower() + word[1:]


def matching(things: Sequence[Thing], asked: str) -> list[Thing]:
    """Those that are as was asked."""
    return [each for each in things if _IS[asked](each)]


def tells(thing: Thing, asked: str) -> bool:
    """Whether it knows such a thing of itself."""
    state = thing.state
    match asked:
        case "on" | "off":
            return state.on is not None or state.activity is not None
        case "open" | "closed":
            return state.position is not None or "open" in state.readings
        case "locked" | "unlocked":
            return state.locked is not None
        case _:
            return True


def _is_on(thing: Thing) -> bool:
    return bool(thing.state.on) or thing.state.activity == "cleaning"


def _is_open(thing: Thing) -> bool:
    state = thing.state
    return bool(state.position) or bool(state.readings.get("open"))


_IS: Mapping[str, Callable[[Thing], bool]] = {
    "on": _is_on,
    "off": lambda each: not _is_on(each),
    "open": _is_open,
    "closed": lambda each: not _is_open(each),
    "locked": lambda each: bool(each.state.locked),
    "unlocked": lambda each: not each.state.locked,
}
OPPOSITE = {
    "on": "off",
    "off": "on",
    "open": "closed",
    "closed": "open",
    "locked": "unlocked",
    "unlocked": "locked",
}
