"""What is asked when it is not clear what somebody meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from parley.language.understanding.slots import SlotType, words
from parley.skills.choosing import CHOOSE, choices
from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Reply

_FIRST: str = "first|first one|1st|former|number one|one|第一个|前一个|前面那个|前者|一"
_SECOND: str = "second|second one|2nd|latter|last one|number two|two|第二个|后一个|后面那个|后者|二"


def _numbered(said: str, number: int) -> dict[str, object]:
    return dict.fromkeys(said.split("|"), number)


class Unsure(Skill):
    """Asks which of several readings was meant; what was chosen is then done by its own skill."""

    types: ClassVar[Mapping[str, SlotType]] = {"which": words(_numbered(_FIRST, 1) | _numbered(_SECOND, 2))}

    @handles(CHOOSE)
    async def choose(self, ask: Ask, choice: int | str | None = None) -> Reply:
        asked = choices(ask.understanding.slots)
        if choice in ("no", "none") or not asked:
            return ask.reply("sorry")
        known = {"choices": asked}
        if len(asked) == 1:
            return ask.question("did_you_mean", "choice", known, first=asked[0].text)
        message = "which" if choice is None else "which_again"
        return ask.question(message, "choice", known, first=asked[0].text, second=asked[1].text)
