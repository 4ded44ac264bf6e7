"""What IBus sends as values: texts, tables of candidates, descriptions of engines.

Each is a structure of its name, a dictionary of attachments, and its fields in a fixed order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dbus_fast import Variant

_UNDERLINE: Final = 1
"""Kind of an attribute; its value 1 is a single line."""
_ROUND, _VERTICAL = False, 1


def text(written: str, underlined: bool = False) -> Variant:
    """A text, as one that is composed underlined."""
    line = Variant("(sa{sv}uuuu)", ["IBusAttribute", {}, _UNDERLINE, 1, 0, len(written)])
    attributes = Variant("(sa{sv}av)", ["IBusAttrList", {}, [line] if underlined and written else []])
    return Variant("(sa{sv}sv)", ["IBusText", {}, written, attributes])


def table(page: Sequence[str], cursor: int) -> Variant:
    """One page of candidates, numbered from 1, with one of them marked."""
    candidates = [text(each) for each in page]
    labels = [text(f"{number}.") for number in range(1, len(page) + 1)]
    fields = [max(1, len(page)), cursor, bool(page), _ROUND, _VERTICAL, candidates, labels]
    return Variant("(sa{sv}uubbiavav)", ["IBusLookupTable", {}, *fields])


def mode(english: bool) -> Variant:
    """The sign in the panel that shows what letters do."""
    label, tip = ("英", "English") if english else ("中", "中文")
    none = Variant("(sa{sv}av)", ["IBusPropList", {}, []])
    fields = ["InputMode", 0, text(tip), "", text(tip), True, True, 0, none, text(label)]
    return Variant("(sa{sv}suvsvbbuvv)", ["IBusProperty", {}, *fields])


def properties(each: Sequence[Variant]) -> Variant:
    """All signs of an engine."""
    return Variant("(sa{sv}av)", ["IBusPropList", {}, list(each)])


def written(value: object) -> str:
    """The letters of a text that IBus sent; empty for what is none."""
    if isinstance(value, Variant):
        value = value.value
    if isinstance(value, list | tuple) and len(value) >= 3 and value[0] == "IBusText":  # pyright: ignore[reportUnknownArgumentType] - D-Bus
        found: object = value[2]  # pyright: ignore[reportUnknownVariableType] - D-Bus
        return found if isinstance(found, str) else ""
    return ""
