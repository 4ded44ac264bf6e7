"""One other language: the sentences of home-assistant-intents, matched by hassil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from parley.errors import MissingEngine, Unsupported
from parley.skills.foreign.meanings import Meaning, meaning

if TYPE_CHECKING:
    from hassil.intents import Intents, SlotList

LONGEST = 200
"""Characters of an utterance; matching takes longer the longer it is."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the things, rooms and floors of a home are called, and what each name stands for."""

    things: Sequence[tuple[str, str]] = ()
    """Name and domain in Home Assistant's words."""
    rooms: Sequence[tuple[str, str]] = ()
    """Name and id."""
    floors: Sequence[tuple[str, str]] = field(default=())
    lists: Sequence[str] = ()


class Tongue:
    """Reads commands in one language. Loading takes some 30 ms, the first utterance up to half a second."""

    def __init__(self, language: str) -> None:
        """Raises ``MissingEngine`` without the sentences, and ``Unsupported`` for a language they lack."""
        self.language = language
        self._intents = _intents(language)

    def read(self, text: str, names: Names, room: str = "") -> Meaning | None:
        """Our intent and slots, or None. ``room`` is where the person speaks."""
        from hassil.recognize import recognize_best

        if not text.strip() or len(text) > LONGEST:
            return None
        found = recognize_best(
            text,
            self._intents,
            slot_lists=_lists(names),
            intent_context={"area": room} if room else None,
            best_slot_name="name",
        )
        if found is None:
            return None
        slots: dict[str, Any] = {name: each.value for name, each in found.entities.items()}
        domain = dict(names.things).get(str(slots.get("name")), "")
        return meaning(found.intent.name, slots, domain)


def languages() -> frozenset[str]:
    """Those that there are sentences for. Raises ``MissingEngine``."""
    return frozenset(path.stem for path in _folder().glob("*.json")) - {"en", "zh-CN", "zh-TW", "zh-HK"}


def _folder() -> Path:
    try:
        import home_assistant_intents
    except ImportError as error:
        raise MissingEngine("home-assistant-intents", "pip install 'parley[homes]'") from error
    return Path(str(home_assistant_intents.__file__)).parent / "data"


@lru_cache(maxsize=16)
def _intents(language: str) -> Intents:
    from hassil.intents import Intents

    if language not in languages():
        raise Unsupported(f"There are no sentences for the language {language[:20]!r}.")
    data = msgspec.json.decode((_folder() / f"{language}.json").read_bytes())
    return Intents.from_dict(data)


def _lists(names: Names) -> dict[str, SlotList]:
    from hassil.intents import TextSlotList

    things = [(name, name, {"domain": domain}) for name, domain in names.things]
    return {
        "name": TextSlotList.from_tuples(things, name="name"),
        "area": TextSlotList.from_tuples(list(names.rooms), name="area"),
        "floor": TextSlotList.from_tuples(list(names.floors), name="floor"),
        "todo_list_name": TextSlotList.from_tuples([(each, each) for each in names.lists], name="todo"),
    }
