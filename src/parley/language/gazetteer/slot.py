"""The slot type ``{place}``, for the sentences of any skill."""

from __future__ import annotations

from parley.clock import SystemClock, zone_name
from parley.language.gazetteer.gazetteer import find
from parley.language.gazetteer.house import here
from parley.language.understanding.slots import SlotType
from parley.settings import Settings

#: What may be a place; the gazetteer has the last word.
PATTERN = r"[^\d\s](?:[^\d]{0,28}?[^\d\s])?"


def place_slot(settings: Settings) -> SlotType:
    """A place by name; of two of one name, the one near the house is likelier."""
    house = here(settings.place, zone_name(SystemClock().zone()))
    near = house.place if house else None
    return SlotType(PATTERN, lambda text, _: find(text, near))
