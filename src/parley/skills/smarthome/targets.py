"""Which things somebody means, as far as their words say: "the kitchen and bedroom lights"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from parley.skills.smarthome.lexicon import Lexicon, Token, Word, never_names
from parley.skills.smarthome.rooms import room_id

_MOST_PARTS = 6
_MOST_UNKNOWN = 4
"""Words of a name that nobody knows."""


@dataclass(frozen=True, slots=True)
class Target:
    """One part of what is meant. Without kind, name and room it is what was talked about last."""

    kind: str = ""
    """A ``Kind``, or ``all``."""
    name: str = ""
    """A thing's own name, as it was said."""
    room: str = ""
    """Id of a room or floor, or what the person called it."""
    everywhere: bool = False
    """All of them in the whole home."""
    sort: str = ""
    """The kind of a thing that was named, as far as its name tells."""

    def slots(self) -> dict[str, object]:
        """As slots of an intent."""
        found: dict[str, object] = {"kind": self.kind, "name": self.name, "room": self.room}
        if self.everywhere:
            found["everywhere"] = True
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that is meant."""

    targets: tuple[Target, ...]
    exceptions: tuple[Target, ...] = ()

    def slots(self) -> dict[str, object]:
        """The first target by slots of its own; the others in ``also``, the exceptions in ``but``."""
        first, *others = self.targets
        found = first.slots()
        if others:
            found["also"] = [each.slots() for each in others]
        if self.exceptions:
            found["but"] = [each.slots() for each in self.exceptions]
        return found


def read(text: str, lexicon: Lexicon) -> Wanted | None:
    """What a normal text means; None when it holds words that are none of a home's."""
    tokens: list[Token] = []
    for token in lexicon.tokens(text):
        if token.word is Word.UNKNOWN and token.text in never_names():
            return None
        tokens.append(token)
    main, apart = _sides(tokens)
    targets, exceptions = _targets(main), _targets(apart) if apart else ()
    if not targets or exceptions is None:
        return None
    first = targets[0]
    if exceptions and first.room and not first.kind and not first.name:
        targets = (replace(first, kind="all"), *targets[1:])
    return Wanted(targets, _completed_exceptions(exceptions, targets[0]))


def _sides(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """What is meant, and what is not."""
    main: list[Token] = []
    apart: list[Token] = []
    side = main
    for token in tokens:
        if token.word is Word.EXCEPT:
            side = apart
        elif token.word is Word.OTHERWISE:
            side = main
        else:
            side.append(token)
    return main, apart


def _targets(tokens: Sequence[Token]) -> tuple[Target, ...] | None:
    """The parts that "and" joins; each may take its kind or its room from its neighbour."""
    parts = [_part(each) for each in _split(tokens)]
    if not parts or len(parts) > _MOST_PARTS:
        return None
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return tuple(_joined(known))


def _split(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in tokens:
        if token.word is Word.AND:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _joined(parts: Sequence[Target]) -> Iterator[Target]:
    """ "Kitchen and bedroom lights" are both lights; "the light and the fan in the study" are both there."""
    for at, part in enumerate(parts):
        if not part.kind and not part.name and part.room:
            heads = [each.kind for each in (*parts[at + 1 :], *reversed(parts[:at])) if each.kind]
            part = replace(part, kind=heads[0]) if heads else part
        elif (part.kind or part.name) and not part.room and not part.everywhere:
            later = [each.room for each in parts[at + 1 :] if each.room and (each.kind or each.name)]
            part = replace(part, room=later[-1]) if later and later[-1] else part
        yield part


def _completed_exceptions(exceptions: Sequence[Target], main: Target) -> tuple[Target, ...]:
    """ "All lights but the kitchen": the kitchen's lights."""
    kind = "" if main.kind == "all" else main.kind
    return tuple(replace(each, kind=kind) if not each.kind and not each.name else each for each in exceptions)


@dataclass(slots=True)
class _Reading:
    """One part while it is read."""

    kind: str = ""
    head: str = ""
    """The word for the kind."""
    room: str = ""
    own: str = ""
    """The name of a thing of this home."""
    own_kind: str = ""
    every: bool = False
    home: bool = False
    here: bool = False
    it: bool = False
    before: tuple[str, ...] = ()
    """Words that nobody knows."""
    placed: tuple[str, ...] | None = None
    """Those after "in" and the like: the beginning of a room's own name."""
    broken: bool = False
    """Something stands after the words that nobody knows, so that they begin no name."""
    after: tuple[str, ...] = ()
    """Words after the kind: "next to the sofa", "one"."""


def _part(tokens: Sequence[Token]) -> Target | None:
    reading = _Reading()
    for at, token in enumerate(tokens):
        if not _take(reading, token, tokens[at + 1 :]):
            return None
    return _understood(reading)


def _take(reading: _Reading, token: Token, rest: Sequence[Token]) -> bool:
    """One word more; False when it does not fit."""
    match token.word:
        case Word.IDLE | Word.PLACE:
            if token.word is Word.PLACE and reading.kind and token.text.isascii():
                reading.placed = reading.placed or ()
            reading.broken = reading.broken or (
                bool(reading.before) and token.text in ("the", "my", "a", "in")
            )
            return True
        case Word.EVERY:
            reading.every = True
        case Word.HOME:
            reading.home = True
        case Word.HERE:
            return _take_here(reading, token)
        case Word.IT:
            reading.it = True
        case Word.ROOM:
            return _take_room(reading, token, rest)
        case Word.NAME:
            if reading.own:
                return False
            reading.own, reading.own_kind = token.text, token.value
        case Word.KIND:
            return _take_kind(reading, token, rest)
        case Word.BESIDE:
            reading.after = (*reading.after, token.text)
            return bool(reading.kind)
        case _:
            return _take_unknown(reading, token)
    return True


def _take_here(reading: _Reading, token: Token) -> bool:
    """ "Game room" is a room of its own; "the room" is this one."""
    words = reading.placed or (() if reading.kind or reading.broken else reading.before)
    if words and token.text == "room":
        reading.room = " ".join((*words, token.text))
        _used(reading)
    else:
        reading.here = True
    return True


def _used(reading: _Reading) -> None:
    """The words that nobody knows were the name of a room."""
    if reading.placed:
        reading.placed = None
    else:
        reading.before = ()


def _take_room(reading: _Reading, token: Token, rest: Sequence[Token]) -> bool:
    following = next((each for each in rest if each.word is not Word.IDLE), None)
    if reading.room and following is not None and following.word is Word.KIND:
        return False
    if reading.room and reading.room in ("upstairs", "downstairs"):
        reading.room = ""
    elif token.value in ("upstairs", "downstairs") and reading.room:
        return True
    if reading.room:
        return False
    words = reading.placed or (() if reading.kind or reading.broken else reading.before)
    if words:
        reading.room = _name((*words, token.text))
        _used(reading)
    else:
        reading.room = token.value
    return True


def _take_kind(reading: _Reading, token: Token, rest: Sequence[Token]) -> bool:
    """Of two words for kinds the second is meant: "tv light", "the plug of the fan" is rarer."""
    if reading.kind and token.value == "all":
        return False
    if reading.kind and reading.after:
        # "The plug behind the tv" is a plug, and so is 电视后面的插座.
        if token.text.isascii():
            reading.after = (*reading.after, token.text)
            return True
        reading.before, reading.after = (*reading.before, reading.head, *reading.after), ()
    elif reading.kind and (token.value != reading.kind or token.text == reading.head):
        reading.before = (*reading.before, reading.head)
    reading.kind, reading.head = token.value, token.text
    return True


def _take_unknown(reading: _Reading, token: Token) -> bool:
    if len(reading.before) + len(reading.after) >= _MOST_UNKNOWN or token.text in never_names():
        return False
    if token.word is Word.NUMBER and reading.room and not reading.kind:
        reading.room = f"{reading.room} {token.text}"
    elif reading.placed is not None and token.word is Word.UNKNOWN:
        reading.placed = (*reading.placed, token.text)
    elif reading.kind and (reading.after or token.word is Word.NUMBER):
        reading.after = (*reading.after, token.text)
    elif reading.kind and reading.kind != "all":
        return False
    else:
        reading.before = (*reading.before, token.text)
    return True


def _understood(reading: _Reading) -> Target | None:
    if reading.placed or (reading.broken and reading.before):
        return None
    if reading.own:
        odd = reading.before or reading.kind or reading.after
        return None if odd else Target(name=reading.own, room=reading.room, sort=reading.own_kind)
    if reading.before or reading.after:
        # "Bedside lamp", 落地灯: a name nobody may have, but the name of something of a home.
        if not reading.kind or reading.kind == "all":
            return None
        name = _name((*reading.before, reading.head, *reading.after))
        return Target(name=name, room=reading.room, sort=reading.kind)
    if reading.kind:
        everywhere = (reading.every or reading.home) and not reading.room and not reading.here
        return Target(reading.kind, "", reading.room, everywhere and reading.kind != "all")
    if reading.room:
        return Target("all" if reading.every else "", "", reading.room)
    if reading.home or reading.every:
        return Target("all")
    return Target() if reading.it or reading.here else None


def _name(words: Sequence[str]) -> str:
    text = ""
    for word in words:
        glued = not text or not (text[-1].isascii() and word[0].isascii())
        text += word if glued else f" {word}"
    return text


def of(slots: Mapping[str, object]) -> Target:
    """The target of an intent's slots, or of one in ``also`` or ``but``."""
    kind, name, room = (str(slots.get(each) or "") for each in ("kind", "name", "room"))
    return Target(kind, name, room_id(room) if room else "", bool(slots.get("everywhere")))
