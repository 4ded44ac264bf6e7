"""Two of a kind in one wish, each by itself: "two timers for five and ten minutes", 两个闹钟."""

from __future__ import annotations

import re

_ENGLISH = re.compile(
    r"(?P<before>.*?)(?<![a-z])(?:two|2|a couple of) (?P<what>timer|alarm)s(?: set)?[,:]? (?:one )?"
    r"(?P<how>for|of|at) (?P<one>[^,]{1,24}?),? and "
    r"(?:(?:one|another|the other)? ?(?:for|of|at) )?(?P<two>[^,]{1,24})",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<before>.*?)(?:两|俩|2)个?(?P<what>计时器|定时器|计时|定时|倒计时|闹钟|闹铃|timer|alarm)s?"
    r"(?:[,，:： ]|分别|是)*(?:一个)?(?P<one>[^,，和跟]{1,10}?)的?(?:[,，、]|和|跟|还有)*"
    r"(?:(?<=[,，、和跟有])|(?=一个))(?:一个)?"
    r"(?P<two>[^,，和跟]{1,10}?)的?",
    re.IGNORECASE,
)
_UNITS = (
    re.compile(r" ?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|[ap]\.?m\.?|o'clock)(?: .*)?$", re.I),
    re.compile(r"(?:个?小时|个?钟头|分钟?|秒钟?)$"),
)


def each_by_itself(text: str) -> str:
    """The wish as two, of which each is one; the same text where it is no such wish."""
    for pattern, unit in ((_ENGLISH, _UNITS[0]), (_CHINESE, _UNITS[1])):
        if (found := pattern.fullmatch(text.strip(" .。!！?？"))) is None:
            continue
        one, two, before, what = (found[name] for name in ("one", "two", "before", "what"))
        if not unit.search(one) and (shared := unit.search(two)):
            one += shared[0]
        if pattern is _ENGLISH:
            article = "an" if what.lower() == "alarm" else "a"
            verb = before.strip() or "set"
            return f"{verb} {article} {what} for {one}, and {verb} {article} {what} for {two}"
        name = {"计时": "计时器", "定时": "定时器", "倒计时": "计时器"}.get(what, what)
        verb = before.strip(" ，,") or "定"
        return f"{verb}一个{one}的{name}，{verb}一个{two}的{name}"
    return text
