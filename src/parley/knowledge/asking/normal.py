"""A question without what carries no meaning, its names taken out: the form in which patterns meet it."""

from __future__ import annotations

import re
import unicodedata

from parley.language.script import to_simplified

SLOTS = "".join(chr(0xE000 + number) for number in range(16))
"""Characters that stand for the things in a question; nobody types them."""
X, Y, R = "\ue800", "\ue801", "\ue802"
"""Those that stand for the thing, the value and the name of the relation in a pattern."""
LONGEST = 300
"""Characters; longer is no question for a graph."""

_SLOT = "\ue000-\ue8ff"
_HAN = re.compile(r"[\u3400-\u9fff]")
_KEPT = re.compile(rf"[^a-z0-9\u00c0-\u024f\u3400-\u9fff{_SLOT}'+ ]")
_ARTICLES = frozenset(
    {"a", "an", "the", "actually", "currently", "exactly", "approximately", "roughly", "please"}
)
_SAME = {
    "was": "is",
    "were": "is",
    "are": "is",
    "'re": "is",
    "been": "is",
    "did": "does",
    "do": "does",
    "have": "has",
    "had": "has",
    "'ve": "has",
    "which": "what",
    "whom": "who",
    "metres": "meters",
    "metre": "meter",
    "kilometres": "kilometers",
    "kilometre": "kilometer",
    "neighbour": "neighbor",
    "neighbours": "neighbors",
    "neighbouring": "neighboring",
    "honour": "honor",
}
"""Words that a question may have instead of each other."""
_IS = re.compile(
    r"\b(what|who|where|when|how|it|that|there|he|she|which|tall|long|big|high|old|deep|far|large|heavy)'s\b"
)
_SHORT = re.compile(r"\b(what|who|where|when|how)(s|re)\b(?!')")
_ZH_SAME = (
    ("哪一", "哪"),
    ("哪儿", "哪里"),
    ("那儿", "那里"),
    ("啥子", "什么"),
    ("啥", "什么"),
    ("咋", "怎么"),
    ("幾", "几"),
    ("甚么", "什么"),
    ("有着", "有"),
)
_ZH_ASKS = re.compile("(?:嘛|(?<![什怎那这多])么)$")
_ZH_APART = re.compile(rf"\s*([\u3400-\u9fff{_SLOT}])\s*")
_SPACES = re.compile(r"\s+")
_NOT = re.compile(r"(?<=[a-z])n't\b")
_OWNED = re.compile(rf"([{_SLOT}])'s?(?= |$)")
_ANY_SLOT = re.compile(rf"([{_SLOT}])")
_ZH_NOTHING = re.compile(
    "到底|究竟|一共|总共|大概|大约|其实|目前|现在|如今|一下子|的话|当中|呀|啊|哦|呃|嗯|诶|哎"
)
_SO = re.compile("(?:对吗|对不对|是吗|是不是|没错吗)$")
_ZH_END = re.compile("(?:呢|吧|哈|啦|来着|哟|噢|喔)+$")


def normal(text: str, *, chinese: bool = False) -> str:
    """Small letters, simplified, no punctuation, articles or empty words; one word for "is" and "was".

    Chinese characters and slots have no spaces beside them in a Chinese text: one with such a character, or
    ``chinese``.
    """
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'")
    if _HAN.search(text):
        text = to_simplified(text)
    text = _IS.sub(r"\1 is", text)
    text = _SHORT.sub(lambda found: f"{found[1]} is", text)
    text = _NOT.sub(" not", text)
    text = _KEPT.sub(" ", text.replace("'s ", " 's ").replace("'re ", " 're "))
    if chinese or _HAN.search(text):
        return _chinese(text)
    text = _OWNED.sub(r"\1 's", text)
    words = _ANY_SLOT.sub(r" \1 ", text).split()
    if len(words) > 2 and words[1] == "not":
        # "Isn't Canberra the capital?" asks what "is Canberra the capital?" asks.
        del words[1]
    return " ".join(_SAME.get(word, word) for word in words if word not in _ARTICLES)


def _chinese(text: str) -> str:
    text = _ZH_APART.sub(r"\1", text).strip()
    text = _ZH_NOTHING.sub("", _SPACES.sub(" ", text))
    for written, other in _ZH_SAME:
        text = text.replace(written, other)
    text = _ZH_ASKS.sub("吗", text)
    return _SO.sub("吗", _ZH_END.sub("", text)).strip()


_BEFORE = re.compile(
    r"(?:hey|hi|hello|ok|okay|so|well|um|uh|now|quick question|by way|say|listen|"
    r"does you (?:happen to |by any chance )?know|(?:can|could|would|will) you (?:please )?(?:tell me|"
    r"say|remind me)"
    r"(?: about)?|(?:just )?tell me|i(?: would|'d| d)? (?:like|want|need) to know|i is (?:just )?wondering|"
    r"i wonder|i is curious|any idea|remind me|let me know|does anyone know|does anybody know|"
    r"i forgot|i has question|find out|look up|is it known|you know)(?: |$)"
    r"|请?问一下|请问你?们?|你们?(?:知道|晓得|了解|清楚)(?:不知道)?|我(?:很|挺|有点)?(?:好奇|想知道|想问问|想问|想了解|不知道)(?:的是)?(?:一下)?|"
    r"想(?:问|知道)(?:一下)?|(?:请|麻烦)?你?(?:能不能|可不可以|可以|能|能够)?告诉我(?:一下)?|"
    r"(?:谁|有谁|有人|大家|哪位|有没有人)(?:知道|了解|清楚|晓得)|知道|帮我?查一?[下查]|查一?[下查]|说说|问一?下|问问|问你|"
    r"麻烦问一下|嘿|喂|你好|对了|请讲讲|(?:what|who|where|how much|how many) "
    r"is(?=[\u3400-\u9fff\ue000-\ue8ff])"
)
_AFTER = re.compile(
    r" (?:does you know|please|by way|again|then|now|today|these days|thanks|thank you|you know|right "
    r"now|anyway|"
    r"at moment|exactly|can you tell me|could you tell me|tell me)$"
    r"|(?:你知道吗|知道吗|你知道|告诉我|谢谢|请问|你说|晓得吗|有人知道吗|谁知道)$"
)
_KNOWING = re.compile(r"(?:知道|晓得|了解|清楚|告诉我|好奇)")


def bare(text: str) -> tuple[str, ...]:
    """A normal question, and the same with less and less of "do you know", 请问 and the like."""
    found = [text]
    knowing = False
    while True:
        shorter = text
        if (match := _BEFORE.match(text)) and match.end() < len(text):
            knowing |= bool(_KNOWING.search(match.group()))
            shorter = text[match.end() :].strip()
        elif (match := _AFTER.search(text)) and match.start() > 0:
            shorter = text[: match.start()].strip()
        if shorter == text:
            break
        text = shorter
        found.append(text)
        if knowing and text[-1:] in "吗不么" and len(text) > 1:
            found.append(text[:-1])
    return tuple(dict.fromkeys(found))
