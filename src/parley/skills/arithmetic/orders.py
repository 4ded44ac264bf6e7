"""Calculations that are ordered, verb first: divide 120 by five, subtract 3 from 10, 一百二平分给五个人."""

from __future__ import annotations

import re

_SHARERS = r"(?: (?:people|persons|of us|of them|friends|kids|children|equal parts|parts|pieces|guests))?"
_MONEY = r"(?: (?:dollars|bucks|pounds|quid|euros|yuan))?"
_YUAN = "(?:块钱|块|元)?"
_PEOPLE = "(?:个人|个朋友|个孩子|个小朋友|人|等份|份)?"
_ORDERS = (
    (
        rf"(?:divide|split|share) [$£€¥]?(?P<a>.+?){_MONEY}(?: up)?"
        rf" (?:by|between|among|amongst|into|over) (?P<b>.+?){_SHARERS}",
        "{a} divided by {b}",
    ),
    (rf"(?:divide|split) [$£€¥]?(?P<a>.+?){_MONEY} (?P<b>\S+)(?: equal)? ways", "{a} divided by {b}"),
    (r"multiply (?P<a>.+) (?:by|with|and) (?P<b>.+)", "{a} times {b}"),
    (r"(?:subtract|take|deduct) (?P<b>.+?)(?: away)? from (?P<a>.+)", "{a} minus {b}"),
    (r"add (?P<a>.+?) (?:and|to) (?P<b>.+)", "{a} plus {b}"),
    (rf"[把将]?(?P<a>.+?){_YUAN}(?:平均|平)?(?:分给|分成|摊给)(?P<b>.+?){_PEOPLE}", "{a}除以{b}"),
    (
        r"(?P<a>.+?)(?:块钱|块|元)(?P<b>.+?)(?:个人|个朋友|人)(?:来)?(?:平均分|平分|平摊|均摊|aa|分|摊)",
        "{a}除以{b}",
    ),
    (rf"(?P<b>.+?)(?:个人|个朋友|人)(?:平均分|平分|平摊|均摊|aa|分)(?P<a>.+?){_YUAN}", "{a}除以{b}"),
)
_PATTERNS = tuple((re.compile(pattern), infix) for pattern, infix in _ORDERS)
_VERB = re.compile(r"divide|split|share|multiply|subtract|take|deduct|add|分|摊|aa")


def infix(words: str) -> str:
    """The same calculation with its sign between its numbers; the words themselves where it is no order."""
    plain = words.lower().rstrip(",， ")
    if _VERB.search(plain):
        for pattern, shape in _PATTERNS:
            if match := pattern.fullmatch(plain):
                return shape.format(a=match["a"], b=match["b"])
    return words
