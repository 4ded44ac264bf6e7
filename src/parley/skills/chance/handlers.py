"""What a person can leave to chance."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from parley.language.numbers import parse_number
from parley.language.understanding.slots import SlotType
from parley.skills.chance.cards import deck
from parley.skills.chance.choosing import is_choice, parted, split
from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Action, Reply

MOST_DICE = 20
FEWEST_SIDES, MOST_SIDES = 2, 1_000
LARGEST = 10**12
USUAL = 100
"""The largest number when nobody says between what."""

CHANCE: random.Random = random.SystemRandom()
"""Real randomness: nobody can tell the next from those before."""

_SIDED = re.compile(r"(.+?)[ -]sided")
_DICE = re.compile(r"(\d{0,3}) ?d ?(\d{1,4})")


@dataclass(frozen=True, slots=True)
class _Choice:
    """What was chosen last, for "not that one"."""

    heard: tuple[str, ...]
    """The options as they were understood."""
    options: tuple[str, ...]
    """The same as they were said."""
    chosen: str


class ChanceSkill(Skill):
    """Coins, dice, numbers, cards and choices."""

    types: ClassVar = {
        "sided": SlotType(r"[a-z\d]+(?:[ -][a-z]+)?[ -]sided", lambda text, _: _sides(text)),
        "call": SlotType(
            r"(?:.{0,40}(?<![a-z]))?(?:heads|tails|正面?|反面?|字|花)(?![a-z]).{0,30}",
            lambda text, _: _call(text),
            free=True,
        ),
        "dice": SlotType(r"\d{0,3} ?d ?\d{1,4}", lambda text, _: text if _DICE.fullmatch(text) else None),
        "options": SlotType(r"\S.{1,250}", lambda text, _: split(text) or None, free=True),
        "pair": SlotType(r"\S.{1,250}", lambda text, _: split(text) if is_choice(text) else None, free=True),
    }

    @handles("chance.coin")
    async def coin(self, ask: Ask, count: float = 1, call: str = "") -> Reply:
        if count not in range(1, MOST_DICE + 1):
            return ask.reply("too_many_dice", most=MOST_DICE)
        tossed = [CHANCE.choice(("heads", "tails")) for _ in range(int(count))]
        action = Action("coin_tossed", {"shown": tossed})
        if len(tossed) == 1 and call in ("heads", "tails"):
            won = call == tossed[0]
            side = ask.messages.say(tossed[0])
            return ask.reply("won" if won else "lost", side=side, actions=[action])
        if len(tossed) == 1:
            return ask.reply(tossed[0], actions=[action])
        heads = tossed.count("heads")
        shown = _listed(ask, [_bare(ask, each) for each in tossed])
        return ask.reply("coins", shown=shown, heads=heads, tails=len(tossed) - heads, actions=[action])

    @handles("chance.die")
    async def die(self, ask: Ask, count: float = 1, sides: float = 6, dice: str = "") -> Reply:
        if dice and (found := _DICE.fullmatch(dice)):
            count, sides = int(found[1] or 1), int(found[2])
        if count not in range(1, MOST_DICE + 1):
            return ask.reply("too_many_dice", most=MOST_DICE)
        if sides not in range(FEWEST_SIDES, MOST_SIDES + 1):
            return ask.reply("no_such_die", least=FEWEST_SIDES, most=MOST_SIDES)
        rolled = [CHANCE.randint(1, int(sides)) for _ in range(int(count))]
        action = Action("dice_rolled", {"shown": rolled, "sides": int(sides)})
        if len(rolled) == 1:
            return ask.reply("die", shown=rolled[0], actions=[action])
        shown = _listed(ask, [str(each) for each in rolled])
        return ask.reply("dice", shown=shown, total=sum(rolled), actions=[action])

    @handles("chance.number")
    async def number(self, ask: Ask, low: float = 1, high: float = USUAL) -> Reply:
        least, most = sorted((int(low), int(high)))
        if max(abs(least), abs(most)) > LARGEST:
            return ask.reply("too_large", most=LARGEST)
        if least == most:
            return ask.reply("same", number=least)
        return ask.reply("number", number=CHANCE.randint(least, most))

    @handles("chance.choose")
    async def choose(self, ask: Ask, options: Sequence[str] = (), other: bool = False) -> Reply:
        if not options:
            return ask.question("between_what", "options")
        known = ask.context.about.get("choice")
        before = known if isinstance(known, _Choice) and known.heard == tuple(options) else None
        there = before.options if before else tuple(parted(options, ask.understanding.said))
        left = [each for each in there if not (other and before and each == before.chosen)]
        chosen = CHANCE.choice(left or list(there))
        topic = {"choice": _Choice(tuple(options), there, chosen)}
        shown = chosen if ask.language == "zh" else chosen[:1].upper() + chosen[1:]
        return ask.reply("chosen", option=shown, topic=topic)

    @handles("chance.card")
    async def card(self, ask: Ask, count: float = 1) -> Reply:
        cards = deck(ask.language)
        if count not in range(1, len(cards) + 1):
            return ask.reply("too_many_cards", most=len(cards))
        drawn = CHANCE.sample(cards, int(count))
        if len(drawn) == 1:
            return ask.reply("card", card=drawn[0])
        return ask.reply("cards", cards=_listed(ask, drawn))


def _call(text: str) -> str | None:
    """The side that somebody bets on; ``either`` where both are named."""
    heads, tails = re.search("heads|正", text), re.search("tails|反", text)
    if heads and tails:
        return "either"
    yours = re.search(r"you(?:'re| are| win| call)?|with you|你", text)
    side = "heads" if heads else "tails" if tails else None
    return {"heads": "tails", "tails": "heads"}.get(side or "") if yours and side else side


def _bare(ask: Ask, side: str) -> str:
    if ask.language == "zh":
        return "正" if side == "heads" else "反"
    return side


def _listed(ask: Ask, each: Sequence[str]) -> str:
    return ("、" if ask.language == "zh" else ", ").join(each)


def _sides(text: str) -> int | None:
    found = _SIDED.fullmatch(text)
    number = parse_number(found[1], "en") if found else None
    return int(number) if number is not None and number == int(number) else None
