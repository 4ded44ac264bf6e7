"""What a person asks of their own facts, or wants forgotten: "where's my car", 我姐姐的生日是哪天."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, cast

import msgspec

from parley.knowledge.own.names import OWN_NAME, folded, known, name_of, thing, words
from parley.knowledge.own.telling import LONGEST, one_line, path_en, path_zh


class Wish(StrEnum):
    """What somebody wants with it."""

    TELL = "tell"
    AGE = "age"
    """How old: from a day of birth."""
    UNTIL = "until"
    """How many days until then."""
    ALL = "all"
    """Everything that is known of somebody."""
    FORGET = "forget"
    FORGET_ALL = "forget_all"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about."""

    wish: Wish
    path: tuple[str, ...]
    """Whose it is, from the person on; empty for their own."""
    relation: str
    """As in ``telling.Told``; empty for everything."""
    language: str
    sure: bool
    """No other skill could mean it: whoever told nothing hears so."""


_OPENING_EN = re.compile(
    r"^(?:(?:hey|ok|okay|please|so|well|and|tell me|can you tell me|could you tell me|do you know|"
    r"do you remember|remind me|i forgot)[, ]*)+",
    re.IGNORECASE,
)
_OPENING_ZH = re.compile(
    r"^(?:请问|请|麻烦|那|你)*"
    r"(?:还记得|知道|知不知道|记不记得|记得|告诉我|跟我说|说一下|查一下|我忘了)?[，, ]*"
)
_END = re.compile(r"[？?。！!~. ]+$")
_KIN = "(?P<who>(?:{people})(?:{of}(?:{people}))?)"
_PARTS = {
    "en": {
        "<my>": "(?:(?:my|our) |我(?:们|家)?的 ?)",
        "<kin>": f"(?:my|our) {_KIN}",
        "<is>": "(?:'s|'re|s| is| are| was| were)",
        "<owner>": r"(?P<who>[\w-]+(?: [\w-]+){0,2}(?:'s? [\w-]+(?: [\w-]+)?){0,2})",
    },
    "zh": {
        "<my>": "我(?:们|家)?的?",
        "<kin>": f"我(?:们|家)?的?{_KIN}",
        "<forget>": "忘掉|忘了|忘记|删掉|删了|删除",
        "<which>": "哪儿|哪里|哪|什么地方",
        "<where>": (
            "(?:停|放|存|藏|搁|锁|挂|落|忘|收|摆|埋|塞)?(?:在|到|进)?了?"
            "(?:哪儿|哪里|哪|什么地方|几层|几楼)(?:来着|呀|啊|呢|了)*"
        ),
        "<what>": (
            "(?:是|在)?(?:什么时候|什么|多少|几号|几月几号|哪一?天|哪儿|哪里|哪|几)(?:来着|呀|啊|呢|了)?"
        ),
    },
}
"""What patterns are made of, by language; words of concepts come to it."""


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    wish: Wish
    relation: str
    own: bool
    sure: bool


def asked(text: str) -> Asked | None:
    """What a sentence asks of its speaker's own facts; None where it asks something else."""
    said = _END.sub("", one_line(text))
    if not said or len(said) > LONGEST:
        return None
    language = "zh" if re.match(r"[\u3400-\u9fff]", said) else "en"
    said = (_OPENING_ZH if language == "zh" else _OPENING_EN).sub("", said).strip()
    for rule in _rules(language):
        if match := rule.pattern.fullmatch(said):
            found = _read(match, rule, language)
            # Their own name is their account's.
            return None if not found.path and name_of(found.relation) & OWN_NAME else found
    return None


def _read(match: re.Match[str], rule: _Rule, language: str) -> Asked:
    groups = match.groupdict()
    owner, what = groups.get("who") or "", groups.get("what") or ""
    if rule.own:
        return Asked(rule.wish, (folded(what),), rule.relation, language, rule.sure and thing(what))
    path = () if not owner else path_en(owner) if language == "en" else tuple(path_zh(owner))
    relation = rule.relation or folded(what)
    # Of a relation that nobody has a word for, only what was told is asked for.
    named = not relation or relation.startswith("@") or known(relation)
    return Asked(rule.wish, path, relation, language, rule.sure and named and all(map(known, path)))


@cache
def _rules(language: str) -> tuple[_Rule, ...]:
    parts = dict(_PARTS[language])
    people = _either(words().people[language])
    parts["<kin>"] = (
        parts["<kin>"].replace("{people}", people).replace("{of}", "'s " if language == "en" else "的?")
    )
    parts["<relation>"] = _either(words().relations[language])
    # 我的 car: in a Chinese question a thing may have its English name.
    things = [words().things[each] for each in (("zh", "en") if language == "zh" else ("en",))]
    parts["<thing>"] = _either(tuple(each for some in things for each in some))
    text = files("parley.knowledge.own").joinpath("asking.yaml").read_text("utf-8")
    found: list[_Rule] = []
    for each in cast("list[dict[str, Any]]", msgspec.yaml.decode(text)):
        for written in each[language]:
            pattern = written
            for part, meant in parts.items():
                pattern = pattern.replace(f"?P{part}", "\0").replace(part, meant).replace("\0", f"?P{part}")
            found.append(
                _Rule(
                    re.compile(pattern, re.IGNORECASE),
                    Wish(each["wish"]),
                    each.get("relation", ""),
                    each.get("own", False),
                    each.get("sure", True),
                )
            )
    return tuple(found)


def _either(found: tuple[str, ...]) -> str:
    return "|".join(re.escape(each) for each in found)
