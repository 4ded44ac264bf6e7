"""What a person said, without what carries no meaning: the form in which templates meet it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from parley.language.identify import main_language
from parley.language.script import to_simplified
from parley.tags import primary

#: Longer than any command; what is longer is talk for somebody else to understand.
LONGEST = 300

_CJK = "\u3400-\u9fff"
_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "×": "*", "÷": "/", "−": "-", "–": "-", "。": "."}
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PUNCTUATION = re.compile(r"""[?!;,"“”«»\[\]{}…~、《》]|(?<!\d)[.:]|[.:](?!\d)""")
_SPACES_BY_CJK = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_UNIT_AFTER_DIGIT = re.compile(r"(?<=\d)(?=(?!st|nd|rd|th)[a-z](?![a-z]*\d))")

# Said before or after a request without changing it. Longest first within each list.
_BEFORE = (
    r"(?:(?:can|could|would|will) (?:you|we)(?: please)?(?: just)?|kindly|would you mind|i(?: would|'d) like(?: you)? to|"
    r"i(?:'ll)? (?:want|need|must|have|got)(?: you)? to|i (?:gotta|must)|i need to know|"
    r"would you mind telling me|"
    r"please|pls|hey|hi|hello|ok|okay|so|well|um+|uh+|er+|right|now then|alright|"
    r"excuse me|sorry|just|go ahead and|be so kind and)(?![a-z'])",
    r"请问(?:一下)?|麻烦你?(?:帮我|给我)?|请你?(?:帮我|给我)?|帮我|帮忙|给我|替我|劳驾你?|拜托你?|"
    r"你?(?:能不能|可不可以|能|可以)(?:请你?)?(?:帮我|给我|告诉我)|我想(?:要|让你|请你)?|我要|"
    r"那个|嗯+|呃+|哎+|喂|你好|您好|好的?(?!吗)|小(.)小\1|小\w{1,2}同学",
)
_AFTER = (
    # "Say thanks" is no courtesy, and neither is a bar, 酒吧.
    r"(?<![a-z'])(?<!\bsay )(?<!\bsays )(?<!\bsaid )(?<!\bsaying )(?<!\bsend )(?<!\bwith )(?<!\bwrite )"
    r"(?<!\ba )(?<!\bmy )(?<!\bbig )(?<!\band )"
    r"(?:please|pls|for me|thank you|thanks|would you|will you|could you|can you|right now|"
    r"now then|"
    r"if you (?:can|could|don't mind|would))",
    r"(?<![说道讲写回声句喊])谢谢你?了?|(?<![说问])好吗|(?<!问)好不好|好吧|行吗|行不行|可以吗|"
    r"(?<![酒网贴水吃清])吧|啊|呢|呀|哦|喔|啦|嘛|哈|哟|吗(?<=可以吗)",
)


@cache
def _edges() -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = "|".join(_BEFORE).replace("(.)", "(?P<name>.)").replace(r"\1", "(?P=name)")
    after = "|".join(_AFTER)
    return re.compile(rf"(?:{before})\s*"), re.compile(rf"\s*(?:{after})$")


def normal(text: str) -> str:
    """Lower-case, half-width, simplified, without punctuation, and spaced in one way.

    Signs of arithmetic and decimal points stay. There is no space beside a Chinese character, and one
    between any other two words.
    """
    # Half of a character, as a terminal with another encoding gives, is none that OpenCC takes.
    text = text.encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
    if re.search(rf"[{_CJK}]", text):
        text = to_simplified(text)
    text = _PUNCTUATION.sub(" ", _THOUSANDS.sub("", text))
    text = _UNIT_AFTER_DIGIT.sub(" ", text)
    return _SPACES_BY_CJK.sub("", re.sub(r"\s+", " ", text)).strip()


def without_courtesies(text: str) -> Iterator[str]:
    """The normal text, then with less and less of "please", 帮我 and the like before and after it."""
    yield text
    before, after = _edges()
    while True:
        shorter = text
        if found := before.match(text):
            shorter = text[found.end() :]
        elif found := after.search(text):
            shorter = text[: found.start()]
        if shorter == text or not shorter:
            return
        text = shorter
        yield text


def speech_language(text: str, otherwise: str) -> str:
    """Main language of an utterance: ``zh`` or ``en`` by its letters, else ``otherwise``."""
    chinese = re.search(rf"[{_CJK}]", text)
    latin = re.search(r"[A-Za-z]", text)
    if chinese and latin:
        main = main_language(text)
        return main if main in ("zh", "en") else "zh"
    if chinese:
        return "zh"
    return "en" if latin else primary(otherwise)


def forms(text: str) -> tuple[str, ...]:
    """The utterance as templates meet it, with more and less of its courtesies.

    Empty when there are no words, or so many that it is no command.
    """
    if not text.strip() or len(text) > LONGEST:
        return ()
    return tuple(without_courtesies(normal(text)))
