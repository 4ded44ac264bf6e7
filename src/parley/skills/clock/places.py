"""The places whose time people ask for: those of the gazetteer, and the world's own time."""

from __future__ import annotations

from parley.language.gazetteer.gazetteer import find as find_place
from parley.language.gazetteer.places import Place
from parley.language.gazetteer.slot import PATTERN
from parley.language.understanding.slots import SlotType

__all__ = ["PLACE", "Place", "find"]

#: Where it is the world's time, by what people call it.
_WORLD = {"utc": "UTC", "gmt": "GMT", "greenwich": "Greenwich", "格林威治": "格林威治", "世界时": "世界时"}


def find(name: str, near: Place | None = None) -> Place | None:
    """The place of that name; None for one that is not known."""
    if shown := _WORLD.get(name.strip().lower().removesuffix("时间")):
        return Place(shown, "Etc/UTC", 51.48, 0.0, "", shown, shown)
    return find_place(name, near)


#: A place by name; which names there are decides ``find``. A closed grammar hears the commonest.
PLACE = SlotType(
    PATTERN,
    lambda text, _: find(text),
    spoken={
        "en": (
            "(london|paris|berlin|madrid|rome|moscow|tokyo|seoul|beijing|shanghai)",
            "(hong kong|singapore|bangkok|delhi)",
            "(sydney|melbourne|new york|boston|chicago)",
            "(los angeles|san francisco|seattle|toronto|vancouver|dubai|cairo)",
        ),
        "zh": (
            "(北京|上海|香港|台北|东京|首尔|新加坡|曼谷|伦敦|巴黎|柏林|罗马|莫斯科|纽约|洛杉矶|旧金山|芝加哥|多伦多)",
            "(悉尼|墨尔本|迪拜|开罗|日本|韩国|英国|法国|德国|印度)",
        ),
    },
)
