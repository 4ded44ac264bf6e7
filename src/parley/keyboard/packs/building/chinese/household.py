"""Sentences that a home's assistant hears, made from the templates of Parley's own skills."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import msgspec

SKILLS = Path(__file__).parents[4] / "skills"
SEED = 3
_LEFT_OUT = 0.55
"""How often what may be left out is."""
_DEEPEST = 8
_GAP = "〇"
"""Where anything may stand; the sentence is cut there."""
_PIECE = re.compile(r"[^(\[\])|<{]+")
_NUMBERS = ("一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十五", "二十", "三十", "五十")
_WHEN = (
    "今天",
    "明天",
    "后天",
    "明天早上",
    "今晚",
    "星期一",
    "星期五",
    "周末",
    "下周三",
    "晚上",
    "下午",
    "早上",
)
_THINGS = {
    "light": "light", "lamp": "light", "cover": "curtain blind garage window", "drape": "curtain blind",
    "lockable": "lock door", "bolt": "lock", "ac": "climate", "climate": "climate", "thermal": "climate",
    "fan": "fan", "blower": "fan climate", "powered": "", "device": "", "machine": "",
}  # fmt: skip
"""Slots of the smart home → kinds of ``words.yaml``; all for none."""

Part = tuple[str, Any, bool]
"""``text``, ``rule``, ``slot`` or ``any`` of several; what; whether it may be left out."""


def household(home: int = 8_000, others: int = 600) -> list[str]:
    """Sentences in a fixed order: ``home`` of the smart home, ``others`` of every other skill."""
    dice = random.Random(SEED)
    found: list[str] = []
    for file in sorted(SKILLS.glob("*/sentences.zh.yaml")):
        skill = _Skill(file, dice)
        found += skill.said(home if file.parent.name == "smarthome" else others)
    return list(dict.fromkeys(found))


def parsed(template: str) -> list[list[Part]]:
    """A template's wordings, each a row of parts: ``(a|b)``, ``[or nothing]``, ``<rule>``, ``{slot}``."""
    wordings, place = _parsed(template, 0)
    if place != len(template):
        raise ValueError(f"unbalanced: {template}")
    return wordings


def _parsed(template: str, place: int) -> tuple[list[list[Part]], int]:
    wordings: list[list[Part]] = [[]]
    while place < len(template) and template[place] not in ")]":
        sign = template[place]
        if sign == "|":
            wordings.append([])
            place += 1
        elif sign in "([":
            inner, place = _parsed(template, place + 1)
            wordings[-1].append(("any", inner, sign == "["))
            place += 1
        elif sign in "<{":
            end = template.index(">" if sign == "<" else "}", place)
            name = template[place + 1 : end].split(":")[0]
            wordings[-1].append(("rule" if sign == "<" else "slot", name, False))
            place = end + 1
        else:
            text = cast("re.Match[str]", _PIECE.match(template, place)).group()
            wordings[-1].append(("text", text, False))
            place += len(text)
    return wordings, place


class _Skill:
    def __init__(self, file: Path, dice: random.Random) -> None:
        told = cast("dict[str, Any]", msgspec.yaml.decode(file.read_text("utf-8")))
        self._dice = dice
        rules = cast("Mapping[str, Any]", told.get("rules") or {})
        self._rules = {name: parsed(str(each)) for name, each in rules.items()}
        self._examples = [str(each) for each in told.get("examples") or ()]
        self._templates: list[list[list[Part]]] = []
        for some in cast("Mapping[str, Sequence[Any]]", told["intents"]).values():
            for each in some:
                texts = [each] if isinstance(each, str) else each.get("sentences", ())
                self._templates += [parsed(str(text)) for text in texts]

    def said(self, most: int) -> list[str]:
        """At most so many different sentences, and the examples."""
        found: dict[str, None] = {}
        for _ in range(3 * most if self._templates else 0):
            for piece in self._say(self._dice.choice(self._templates)).replace(" ", "").split(_GAP):
                if len(piece) > 2 and not re.search("[A-Za-z0-9]", piece):
                    found[piece] = None
            if len(found) >= most:
                break
        return [*found, *self._examples]

    def _say(self, wordings: list[list[Part]], depth: int = 0) -> str:
        chinese = [
            each
            for each in wordings
            if not any(re.search("[A-Za-z]", str(p[1])) for p in each if p[0] == "text")
        ]
        said: list[str] = []
        for kind, what, optional in self._dice.choice(chinese or wordings) if depth < _DEEPEST else ():
            if optional and self._dice.random() < _LEFT_OUT:
                continue
            if kind == "text":
                said.append(what)
            elif kind == "any":
                said.append(self._say(what, depth + 1))
            elif kind == "slot":
                said.append(_HOME.filled(what, self._dice))
            else:
                said.append(self._say(self._rules[what], depth + 1) if what in self._rules else _GAP)
        return "".join(said)


class _Home:
    """What is in a home, and what is said of it."""

    @cached_property
    def _kinds(self) -> dict[str, list[str]]:
        return _told("words.yaml", "kinds")

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """Rooms, colours and modes, all that each may be called."""
        files = {"rooms": "rooms.yaml", "colors": "values.yaml", "modes": "values.yaml"}
        return {
            part: [each for some in _told(file, part).values() for each in some]
            for part, file in files.items()
        }

    def filled(self, slot: str, dice: random.Random) -> str:
        """Something that may stand in a slot; a gap where anything may."""
        kinds, names = self._kinds, self._names
        if slot in _THINGS:
            some = _THINGS[slot].split() or list(kinds)
            thing = dice.choice([each for name in some for each in kinds.get(name, ())])
            if dice.random() < 0.7:
                return dice.choice(names["rooms"]) + dice.choice(("的", "")) + thing
            return dice.choice(("", "", "所有", "所有的", "全部的")) + thing
        number = dice.choice(_NUMBERS)
        simple: dict[str, Sequence[str]] = {
            "place": names["rooms"], "indoor": names["rooms"],
            "color": names["colors"], "mode": names["modes"],
            "duration": [f"{number}{each}" for each in ("分钟", "个小时", "秒", "秒钟", "天")],
            "later": [f"{number}{each}" for each in ("分钟后", "个小时后", "秒后")],
            "when": _WHEN, "date": _WHEN, "which": ("定时器", "闹钟", "计时器", "那个闹钟", "我的计时器"),
            "cleaner": ("扫地机器人", "扫地机", "吸尘器"), "unit": ("公里", "米", "公斤", "斤", "英里"),
            "degrees": (number,), "number": (number,), "quantity": (number,), "months": (number,),
        }  # fmt: skip
        return dice.choice(simple.get(slot, (_GAP,)))


def _told(file: str, part: str) -> dict[str, list[str]]:
    some = msgspec.yaml.decode((SKILLS / "smarthome" / file).read_text("utf-8"))[part]
    return {name: list(each.get("zh", ())) for name, each in some.items()}


_HOME = _Home()
