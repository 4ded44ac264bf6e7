"""What people say of appointments: when, what, and with whom."""

from __future__ import annotations

from collections.abc import Mapping

from parley.language.understanding.bare import bare
from parley.language.understanding.slots import SlotType, words
from parley.language.understanding.when import MARKED_STRETCH, WHEN, When, read_stretch
from parley.language.understanding.when_patterns import MARKED

_SPANS = {
    "week": (
        "this week",
        "the week",
        "my week",
        "week",
        "这周",
        "这个星期",
        "本周",
        "这星期",
        "这一周",
        "这个礼拜",
    ),
    "next week": ("next week", "the next week", "下周", "下个星期", "下星期", "下礼拜", "下个礼拜"),
    "weekend": ("this weekend", "the weekend", "weekend", "周末", "这个周末", "这周末"),
    "month": ("this month", "the month", "这个月", "本月"),
}


_THINGS = (
    *("haircut", "dentist", "dentist appointment", "doctor", "doctor's appointment", "checkup", "check-up"),
    *("exam", "interview", "piano lesson", "yoga", "yoga class", "gym class", "vet appointment", "therapy"),
    *("massage", "flight", "job interview", "school play", "graduation", "wedding", "birthday"),
    *("体检", "家长会", "面试", "例会", "班会", "看牙", "看牙医", "牙医", "理发", "剪头发", "复查", "复诊"),
    *(
        "聚会",
        "聚餐",
        "约会",
        "牙医预约",
        "瑜伽课",
        "钢琴课",
        "项目会",
        "部门会议",
        "周会",
        "组会",
        "年会",
        "同学会",
    ),
)
"""What people have in calendars, and ask for by that word alone."""


def _clocked(text: str, language: str) -> When | None:
    when = read_stretch(text, language)
    return when if when is not None and when.timed else None


def _title(text: str) -> str | None:
    name = bare(text)
    return name.strip(" '的") or None if name else None


SLOTS: Mapping[str, SlotType] = {
    "when": WHEN,
    "marked": MARKED_STRETCH,
    "clocked": SlotType(MARKED, _clocked, sign=MARKED),
    "span": words({name: span for span, names in _SPANS.items() for name in names}),
    # What shows by itself that it is something for a calendar.
    "kind": SlotType(
        r"(?!(?:an? )?(?:list|bag)\b|.* to my )(?:\S(?:.{0,60}?\S)?[ ]?)?"
        r"(?:appointments?|meetings?|event|interview|reservation|call|dinner|lunch|"
        r"lesson|class|party|birthday|预约|会议|面试|体检|聚会|约会|日程|家长会|例会|班会|年会|组会|的会|会|聚餐|饭局|晚饭|午饭|"
        r"晚餐|午餐|牙医|讲座|演出|培训|答辩|婚礼|的课)"
        r"(?: (?:with|about) \S.{0,60}?)?",
        lambda text, _: _title(text),
        free=True,
    ),
    "appointment": SlotType(
        r"(?!next )(?:\S.{0,40}?[ ])?(?:appointment|meeting|interview)(?: (?:with|about) \S.{0,40}?)?",
        lambda text, _: text.strip() or None,
        free=True,
    ),
    # What people do with others, who need not say that it is for the calendar: 跟王经理开会.
    "together": SlotType(
        r"[跟和与同约](?![我你他她它])\S{1,16}?(?:开会|开个会|碰头|碰个头|见面|见个面|吃饭|吃个饭|聚餐|面谈|谈事|签约|约会|"
        r"喝咖啡|喝茶|打球|看电影|逛街)",
        lambda text, _: text.strip() or None,
        free=True,
    ),
    "thing": words({name: name for name in _THINGS}),
    "title": SlotType(r"(?!to )\S(?:.{0,120}?\S)?", lambda text, _: _title(text), free=True),
}
