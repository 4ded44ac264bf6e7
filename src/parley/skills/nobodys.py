"""A house of nobody's: what is made in it follows from what ships alone, and may be shared by all houses."""

from __future__ import annotations

import os
from collections.abc import Mapping

from parley.clock import SystemClock
from parley.errors import Unsupported
from parley.language.messages import Messages
from parley.settings import Settings
from parley.skills.frame import House
from parley.skills.types import Announcement


def nobodys(messages: Mapping[str, Messages]) -> House:
    """With no settings, no people, and a data folder that can be none. Skills in it can only understand."""
    return House(SystemClock(), None, _nobody, messages, lambda _: (), Settings(data=os.devnull))


async def _nobody(_: Announcement) -> None:
    raise Unsupported("Nobody is here.")
