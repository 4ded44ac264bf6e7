"""What ``listen/detect`` means: a wake word that the board heard, or a text that somebody typed."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Callable

from parley.assistant.waking import Bid, loudness
from parley.audio.pcm import Samples

_KNOWN = """
    你好小智 小智 小智小智 你好小志 小智同学 嗨小智 嗨乐鑫 hi乐鑫 你好乐鑫 小爱同学 小度小度 天猫精灵 小美同学
    你好小鑫
    小龙小龙 喵喵同学 小冰小冰 小宇同学 小明同学 小康同学 小箭小箭 小特小特
    你好小益 你好小瑞 你好小安 你好喵伴 你好小语
    唤醒 hiesp hilexin hiesp32 hixiaozhi nihaoxiaozhi alexa jarvis heyjarvis computer mycroft sophia hijason
    hijolly hifairy hitelly hiwallee hijoy heyily heywanda heywillow heykye hijoey
"""
WAKE_WORDS = frozenset(_KNOWN.split())
"""Wake words that the firmware can be built with, without spaces and punctuation."""

_PATIENCE = 0.3
"""Seconds in which a board that heard a wake word begins to listen."""
_FRESH = 3.0
"""Seconds for which a wake word counts."""
_SHORT = 8
"""Chinese characters, or four times as many letters, that a wake word has at most."""


class Calls:
    """Wake words and typed texts of one board."""

    def __init__(self, typed: Callable[[str], None]) -> None:
        """``typed`` is called with a text that turns out to be no wake word."""
        self._typed = typed
        self._timer: asyncio.TimerHandle | None = None
        self._bid: Bid | None = None
        self._at = 0.0

    def detect(self, text: str, before: Samples) -> None:
        """The board says this; ``before`` is the sound that it sent just before it, if any."""
        self.forget()
        word = plain(text)
        if not word:
            return
        if not (len(before) or word in WAKE_WORDS or is_short(word)):
            self._typed(text)
            return
        loop = asyncio.get_running_loop()
        self._at = loop.time()
        self._bid = Bid(text.strip(), 1.0, loudness(before)) if len(before) else Bid(text.strip())
        if not len(before) and word not in WAKE_WORDS:
            self._timer = loop.call_later(_PATIENCE, self._was_typed, text)

    def woke(self) -> Bid | None:
        """The board begins to listen: the wake word that it does so for, if it is one."""
        bid = self._bid
        fresh = asyncio.get_running_loop().time() - self._at <= _FRESH
        self.forget()
        return bid if fresh else None

    def forget(self) -> None:
        """Nothing was said."""
        self._bid = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _was_typed(self, text: str) -> None:
        self.forget()
        self._typed(text)


def plain(text: str) -> str:
    """A text without what does not matter for a wake word: case, width, spaces, punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def is_short(word: str) -> bool:
    """Whether a text might be somebody's own wake word."""
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in word)
    return chinese + (len(word) - chinese) / 4 <= _SHORT
