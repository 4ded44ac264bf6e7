"""Swear words in English and Chinese, which a program may want shown, masked, removed or marked."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

_ENGLISH = """
    arse arsehole arseholes ass asshole assholes bastard bastards bitch bitches bitching blowjob bollocks
    bullshit cocksucker cunt cunts dickhead dumbass fuck fucked fucker fuckers fucking fucks goddamn jackass
    motherfucker motherfuckers motherfucking piss pissed prick pricks pussy shit shits shitting shitty slut
    sluts twat twats wank wanker wankers whore whores
"""
"""Names and animals are left out: Dick, a cock."""
_CHINESE = """
    他妈的 操你妈 草泥马 肏你妈 操蛋 肏 傻逼 傻屄 煞笔 牛逼 装逼 狗屁 狗日的 放屁 婊子 王八蛋 混蛋 混账
    贱人 贱货 去你妈的 滚蛋 鸡巴 屌 屄 卧槽 我操(?![作心场控练办持劳]) 日你妈 傻叉 二逼 脑残 杂种 畜生
"""
"""What is also part of harmless words is left out: 我靠(近), (今)日你, 去死(海), (我)妈的."""


class Profanity(Enum):
    """What becomes of swear words."""

    MASKED = "masked"
    """Each letter becomes an asterisk. Azure's default, and so ours."""
    REMOVED = "removed"
    RAW = "raw"
    TAGS = "tags"
    """Between ``<profanity>`` and ``</profanity>``."""

    @classmethod
    def of(cls, said: str) -> Profanity:
        """By its name in any case, ``none`` for ``raw``; ``MASKED`` for what is no name."""
        if said.lower() == "none":
            return cls.RAW
        return next((each for each in cls if each.value == said.lower()), cls.MASKED)

    def applied(self, text: str) -> str:
        """The text with its swear words masked, removed, marked or as they are."""
        if self is Profanity.RAW or not text:
            return text
        if self is Profanity.MASKED:
            return _words().sub(lambda found: "*" * len(found[0]), text)
        if self is Profanity.TAGS:
            return _words().sub(r"<profanity>\g<0></profanity>", text)
        left = _words().sub("", text)
        return (
            re.sub(r"\s+([,.!?;:])", r"\1", re.sub(r"[ \t]{2,}", " ", left)).strip() if left != text else text
        )


@cache
def _words() -> re.Pattern[str]:
    english = "|".join(sorted(_ENGLISH.split(), key=len, reverse=True))
    chinese = "|".join(sorted(_CHINESE.split(), key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{english})(?![A-Za-z])|{chinese}", re.IGNORECASE)
