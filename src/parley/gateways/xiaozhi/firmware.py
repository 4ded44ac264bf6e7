"""Which firmware a board is offered: only what it can read, which is dotted whole numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from parley.gateways.xiaozhi.introduction import Introduction
from parley.settings.speakers import Firmware

_DOTTED = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,7}")


class Offer(Struct, frozen=True):
    """The section ``firmware`` of the answer."""

    version: str
    url: str
    """Empty when there is nothing new."""


def offer(board: Introduction, offers: Mapping[str, Firmware]) -> Offer | None:
    """The newer version that is offered to boards of this name or sort; else its own and no address.

    None for a board whose own version is no dotted whole numbers: the firmware compares the two number by
    number, and stops working where one of them is none.
    """
    if not _DOTTED.fullmatch(board.version):
        return None
    found = offers.get(board.name) or offers.get(board.sort)
    if found is None or _numbers(found.version) <= _numbers(board.version):
        return Offer(board.version, "")
    return Offer(found.version, found.url)


def _numbers(version: str) -> list[int]:
    return [int(each) for each in version.split(".")]
