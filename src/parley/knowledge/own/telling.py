"""Sentences in which a person tells something of themselves and theirs: 我的车停在B2, "my sister is Ann"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from parley.knowledge.own.names import (
    ALLERGY,
    ITS_PLACE,
    LIKES,
    LIVES,
    OWN_NAME,
    WORKS,
    folded,
    known,
    name_of,
    words,
)
from parley.language.script import to_simplified

LONGEST = 200
"""Characters of such a sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells."""

    path: tuple[str, ...]
    """Whose it is, from the person on; empty for their own."""
    relation: str
    """In their words, or one of the relations without a name (``@place``)."""
    value: str
    language: str


Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], "Told | None"]]

_ASKS_EN = re.compile(
    r"^(?:what|where|when|who|how|which|why|not|it|that|this|there)\b"
    r"|\b(?:what|where|when|who|how)(?:'s| is| are| do| does| many| much| old| long)\b",
    re.IGNORECASE,
)
_ASKS_ZH = re.compile(r"什么|哪|谁|几|多少|吗$|呢$|怎么|是不是|有没有")
_OPENING_EN = re.compile(
    r"^(?:(?:hey|ok|okay|please|so|well|by the way|fyi|for your information|just so you know|you should know|"
    r"(?:please )?(?:remember|note|keep in mind|make a note|don't forget|know)(?: that)?)[, :]*)+",
    re.IGNORECASE,
)
_OPENING_ZH = re.compile(
    r"^(?:请|麻烦)?(?:你|帮我|给我|替我)*"
    r"(?:记住|记一下|记着|记下来?|记得|告诉你|跟你说|别忘了|顺便说一下)[，,：:、 ]*"
)
# What goes wrong now is no fact to remember: "my account is blocked, help me".
_TROUBLE = re.compile(
    r"^(?:(?:still|now|again|just|all|been|being|really|so|too|not|out of|always|already|probably) ?)*"
    r"(?:blocked|locked(?: out)?|broken|stolen|lost|missing|hacked|frozen|suspended|closed|expired|"
    r"disconnected|compromised|disabled|gone|dead|down|wrong|incorrect|invalid|empty|full|overdrawn|late|overdue|cancell?ed|"
    r"declined|rejected|stuck|leaking|ringing|acting up|out of date|weird|strange|working|forgotten)"
    r"(?=\s*(?:$|[,，;；.]| (?:by|to|on|because|since|again|now|and|for|from|due|out|off|in|at)\b))"
    r"|^(?:too|so) \w+$"
    r"|[,，;；]\s*(?:help(?! me remember)|what|how|who|please help|can you|could you|"
    r"i (?:need|want|don't|can't)|帮|救|怎么|快|急)"
    r"|^(?:被|已经?被|不|没|忘|太(?!平)|错|过期|冻结|锁了|丢|坏|失效)",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"[,，;；]\s*(?:(?:please )?(?:remember|note|keep|save)(?: (?:it|that|this))?(?: please| for me)?|please|"
    r"ok(?:ay)?|请?(?:帮我)?(?:记住|记一下|记着|记下来?)(?:吧|啊|哦)?|谢谢|好吗)$",
    re.IGNORECASE,
)
_NOT_PUT = re.compile(
    r"\b(?:alarm|timer|reminder|meeting|appointment|list|music|song|volume|light|lights|lamp|order|flight|train|turn|"
    r"calendar|schedule|call|class|day|birthday|question|problem|life|mind|fault)\b",
    re.IGNORECASE,
)
_AT = (
    r"(?:in|on|at|under|behind|beside|inside|near|by|next to|in front of|on top of|over|above|below|"
    r"between|upstairs|downstairs|outside)"
)
_OWN_END = (
    "number|password|passcode|code|pin|size|plate|address|username|user name|account|id|type|model|policy|"
    "colou?r|food|film|movie|song|book|team|drink|flower|animal|place|season|restaurant|band|singer|subject|sport"
)
_WHERE_ZH = r"(?:停|放|存|藏|搁|锁|挂|落|忘|收|摆|寄存|埋|塞)(?:在|到|进)"
_SPOT_ZH = re.compile(
    r"(?:里|上|下|边|面|层|楼|号|室|柜|箱|盒|包|厅|房|库|场|处|家|旁|后|前|中|门口|抽屉|桌|架|区|[A-Za-z]?\d+)[了的]?$"
)


def told(text: str) -> Told | None:
    """What a sentence tells of its speaker or theirs; None where it does not, or only asks."""
    said = one_line(text).rstrip(".!。！~ ")
    if not said or len(said) > LONGEST or said.endswith(("?", "？")):
        return None
    chinese = bool(re.search(r"[\u3400-\u9fff]", said)) and re.match(r"[\u3400-\u9fff]", said) is not None
    said = _AFTERWARDS.sub("", said)
    said = (_OPENING_ZH if chinese else _OPENING_EN).sub("", said).strip()
    for pattern, made in _chinese() if chinese else _english():
        if (match := pattern.match(said)) and (found := made(match)) is not None:
            return found if _sound(found) else None
    return None


def one_line(text: str) -> str:
    """Simplified, with plain apostrophes and single spaces; nothing that no text may have."""
    if len(text) > 2 * LONGEST:
        return text
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return " ".join(to_simplified(whole.replace("’", "'")).split())


def _sound(found: Told) -> bool:
    asks = _ASKS_ZH if found.language == "zh" else _ASKS_EN
    names = (*found.path, found.relation)
    if not found.path and name_of(found.relation) & OWN_NAME:
        return False  # their account's, which a sentence does not change
    if not found.relation.startswith("@") and found.relation != "name" and _TROUBLE.search(found.value):
        return False
    return bool(found.value) and not asks.search(found.value) and all(0 < len(each) <= 100 for each in names)


def path_en(owner: str) -> tuple[str, ...]:
    """``sister's husband`` from the person on."""
    return tuple(folded(each) for each in re.split(r"'s?\s+", owner.strip()) if folded(each))


def _either(found: tuple[str, ...]) -> str:
    return "|".join(re.escape(each) for each in found)


@cache
def _english() -> tuple[Rule, ...]:
    person, relation = _either(words().people["en"]), _either(words().relations["en"])
    my = r"(?:my|our)\s+"

    def rule(pattern: str, made: Callable[[re.Match[str]], Told | None]) -> Rule:
        return re.compile(pattern + "$", re.IGNORECASE), made

    def of(match: re.Match[str]) -> Told | None:
        return Told(path_en(match["who"]), folded(match["what"]), match["value"], "en")

    def own(match: re.Match[str]) -> Told:
        return Told((), folded(match["what"]), match["value"], "en")

    def by(verb: str) -> Callable[[re.Match[str]], Told]:
        def made(match: re.Match[str]) -> Told:
            return Told(
                path_en(match["who"]) if "who" in match.re.groupindex else (), verb, match["value"], "en"
            )

        return made

    def put(match: re.Match[str]) -> Told | None:
        if _NOT_PUT.search(match["what"]):
            return None
        return Told((folded(match["what"]),), ITS_PLACE, match["value"], "en")

    def named(match: re.Match[str]) -> Told | None:
        return Told((folded(match["what"]),), "name", match["value"], "en")

    def whole_name(match: re.Match[str]) -> Told | None:
        name = match["who"]
        return Told((name,), folded(match["what"]), match["value"], "en") if name[0].isupper() else None

    who = r"(?P<who>[\w-]+(?: [\w-]+){0,2}(?:'s? [\w-]+(?: [\w-]+)?){0,2})"
    return (
        rule(
            rf"{my}(?P<who>(?:{person})(?:'s (?:{person}))?) (?:lives?|is living) (?:in |at )?(?P<value>.+)",
            by(LIVES),
        ),
        rule(
            rf"{my}(?P<who>(?:{person})(?:'s (?:{person}))?) works? (?P<value>(?:at|for|in|as) .+)", by(WORKS)
        ),
        rule(
            rf"{my}(?P<who>(?:{person})(?:'s (?:{person}))?) (?:is|are) allergic to (?P<value>.+)",
            by(ALLERGY),
        ),
        rule(
            rf"{my}(?P<who>(?:{person})(?:'s (?:{person}))?) (?:really )?(?:likes?|loves?) (?P<value>.+)",
            by(LIKES),
        ),
        rule(
            rf"{my}(?P<who>(?:{person})(?:'s (?:{person}))?) was born (?:on |in )?(?P<value>.+)",
            by("birthday"),
        ),
        rule(rf"{my}(?P<what>{person})(?:'s name is| is called| is named) (?P<value>.+)", named),
        rule(rf"{my}{who}'s? (?P<what>[\w -]{{1,40}}?) (?:is|are|was) (?P<value>.+)", of),
        rule(rf"the (?P<what>{relation}) of {my}{who} (?:is|are) (?P<value>.+)", of),
        rule(rf"(?P<who>[A-Z][\w-]+)'s (?P<what>{relation}) (?:is|are) (?P<value>.+)", whole_name),
        rule(rf"{my}(?P<what>{relation}|(?:[\w-]+ ){{0,3}}(?:{_OWN_END})) (?:is|are) (?P<value>.+)", own),
        rule(
            rf"{my}(?P<what>[\w -]{{1,40}}?) (?:is|are|was) (?:parked |kept |stored |hidden |left )?"
            rf"(?P<value>{_AT}\b.*)",
            put,
        ),
        rule(
            rf"(?:i|we)(?:'ve| have)? (?:parked|left|put|keep|kept|stored|hid|hidden)(?: the| my| our)? "
            rf"(?P<what>[\w -]{{1,40}}?) (?P<value>{_AT}\b.*)",
            put,
        ),
        rule(r"(?:i'm|i am) allergic to (?P<value>.+)", by(ALLERGY)),
        rule(r"(?:i was|i'm|i am) born (?:on |in )?(?P<value>.+)", by("birthday")),
        rule(r"i live (?:in|at|on) (?P<value>.+)", by(LIVES)),
        rule(r"i work (?P<value>(?:at|for|in|as) .+)", by(WORKS)),
        rule(
            rf"(?P<value>[A-Z][\w-]+(?: [A-Z][\w-]+)?) is my (?P<what>{person})",
            lambda match: named(match) if match["value"][0].isupper() else None,
        ),
    )


@cache
def _chinese() -> tuple[Rule, ...]:
    person, relation = _either(words().people["zh"]), _either(words().relations["zh"])
    thing = _either(words().things["zh"])
    who = rf"我(?:们|家)?的?(?P<who>(?:{person})(?:的?(?:{person}))?)"

    def rule(pattern: str, made: Callable[[re.Match[str]], Told | None]) -> Rule:
        return re.compile(pattern + "$", re.IGNORECASE), made

    def path(match: re.Match[str]) -> tuple[str, ...]:
        return tuple(path_zh(match["who"])) if "who" in match.re.groupindex and match["who"] else ()

    def of(match: re.Match[str]) -> Told:
        return Told(path(match), folded(match["what"]), match["value"], "zh")

    def by(verb: str) -> Callable[[re.Match[str]], Told]:
        return lambda match: Told(path(match), verb, match["value"], "zh")

    def put(match: re.Match[str]) -> Told | None:
        value = match["value"]
        at = match["at"] or ""
        return (
            Told((folded(match["what"]),), ITS_PLACE, value, "zh") if at or _SPOT_ZH.search(value) else None
        )

    def any_owner(match: re.Match[str]) -> Told | None:
        owner = tuple(path_zh(match["who"]))
        return Told(owner, folded(match["what"]), match["value"], "zh") if all(owner) else None

    return (
        rule(rf"{who}(?:现在)?(?:住|家住)(?:在)?(?P<value>.+)", by(LIVES)),
        rule(rf"{who}(?:现在)?在(?P<value>.+?)(?:上班|工作|上学|读书|念书)", by(WORKS)),
        rule(rf"{who}对(?P<value>.+?)过敏", by(ALLERGY)),
        rule(rf"{who}(?:最|很|特别)?(?:喜欢|爱)(?P<value>.+)", by(LIKES)),
        rule(
            rf"{who}(?:的名字)?(?:叫|名叫|叫做|名字叫|名字是)(?P<value>.+)",
            lambda match: Told(path(match), "name", match["value"], "zh"),
        ),
        rule(rf"{who}的?(?P<what>{relation}) ?(?:就?是|为|：|:)? ?(?P<value>.+)", of),
        rule(rf"{who}是?(?P<value>\S*(?:年|月)\S*?(?:日|号)?)(?:出生的?|生的|生日)", by("birthday")),
        rule(rf"我(?:们|家)?的?(?P<what>{relation}) ?(?:就?是|为|：|:) ?(?P<value>.+)", of),
        rule(
            rf"(?:我|我们)(?:刚|刚刚|刚才|今天)?(?:把|将)(?P<what>.{{1,10}}?)(?P<at>{_WHERE_ZH})了?(?P<value>.+?)(?:那里|那儿|那)?了?",
            put,
        ),
        rule(
            rf"(?:我|我们|我家|咱们?)的?(?P<what>[^的]{{1,8}}?)(?P<at>{_WHERE_ZH})了?(?P<value>.+?)(?:那里|那儿|那)?了?",
            put,
        ),
        rule(
            rf"(?:我|我们|我家|咱们?)的?(?P<what>{thing}|.{{0,4}}(?:{thing}))(?P<at>)在(?P<value>.+?)了?", put
        ),
        rule(r"(?:我)对(?P<value>.+?)过敏", by(ALLERGY)),
        rule(r"我(?:家)?住在?(?P<value>.+)", by(LIVES)),
        rule(r"我在(?P<value>.+?)(?:上班|工作)", by(WORKS)),
        rule(r"我(?:是)?(?P<value>\S*(?:年|月)\S*?(?:日|号))(?:出生的?|生的|生日)", by("birthday")),
        rule(
            rf"(?P<value>[\u3400-\u9fff]{{2,4}}|[A-Z]\w+)是我的?(?P<who>{person})",
            lambda match: Told(path(match), "name", match["value"], "zh"),
        ),
        rule(
            rf"我(?:们|家)?的?(?P<who>[^的]{{1,8}})的(?P<what>{relation}) ?(?:就?是|为|：|:) ?(?P<value>.+)",
            any_owner,
        ),
        rule(rf"(?P<who>[\u3400-\u9fff]{{2,4}}|[A-Z]\w+)的(?P<what>{relation})是(?P<value>.+)", any_owner),
    )


def path_zh(owner: str) -> Iterator[str]:
    """姐姐的老公 from the person on; also without 的 where both are words that are known."""
    for part in owner.split("的"):
        people = [each for each in words().people["zh"] if part.startswith(each) and known(part[len(each) :])]
        if people and not known(part):
            yield people[0]
            yield part[len(people[0]) :]
        elif part:
            yield folded(part)
