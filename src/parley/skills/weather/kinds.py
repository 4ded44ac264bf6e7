"""What of the weather is asked about, as slots: "what about the wind", 日出."""

from __future__ import annotations

from parley.language.understanding.slots import SlotType, words

_WHAT = {
    "rain": ("rain", "the rain", "rainfall", "showers", "雨", "下雨", "雨水"),
    "umbrella": ("umbrella", "an umbrella", "要带伞吗", "带伞吗", "伞"),
    "snow": ("snow", "the snow", "雪", "下雪"),
    "wind": ("wind", "the wind", "winds", "风", "风力", "刮风"),
    "temperature": ("temperature", "the temperature", "the temp", "气温", "温度", "最高气温", "最低气温"),
    "humidity": ("humidity", "the humidity", "湿度"),
    "sun": ("sunshine", "the sun", "太阳", "晴天"),
    "clothes": ("clothes", "穿什么", "穿衣"),
    "air": ("air quality", "the air", "the air quality", "空气质量", "空气", "雾霾"),
}
#: What of the weather: one of the names above.
WHAT = words({word: what for what, names in _WHAT.items() for word in names})

_EVENTS = {
    "sunrise": (
        *("sunrise", "sun rise", "rise", "come up", "sun come up", "sun comes up", "sun rises", "dawn"),
        *("get light", "be light", "sunup", "the sun rise", "get bright", "light out", "the sun come up"),
        *(
            "日出",
            "天亮",
            "出来",
            "升起",
            "升起来",
            "太阳升起",
            "太阳出来",
            "出太阳",
            "亮天",
            "the sun comes up",
        ),
    ),
    "sunset": (
        *(
            "sunset",
            "sun set",
            "set",
            "go down",
            "sun go down",
            "sun goes down",
            "sun sets",
            "dusk",
            "sundown",
        ),
        *("get dark", "be dark", "nightfall", "the sun set", "going down", "going to set", "the sun go down"),
        *(
            "日落",
            "天黑",
            "下山",
            "落山",
            "落下",
            "落下去",
            "太阳下山",
            "太阳落山",
            "黑天",
            "the sun goes down",
        ),
    ),
}
#: Whether the sun rises or sets.
EVENT = words({word: event for event, names in _EVENTS.items() for word in names})

#: What is no place although it may stand where one does: a time, or the beginning of another question.
_NO_PLACE = (
    r"(?!(?:the )?(?:next|coming|this|mornings?|afternoon|evening|night|week|weekend|day|few|today|tonight|"
    r"tomorrow|current|right|now|later|there|here|it|me|general|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?![a-z])|[今明][天日早晚儿年]|[后昨前]天|大后天|周[一二三四五六日天末]|星期|礼拜|[这那](?!曲)|"
    r"下[周个午雨雪礼星]|上(?![海饶虞杭街林思犹高])|早上|晚上|最[近高低热冷]|现在|目前|未来|接下来|外[面边头]|"
    r"室[内外]|户外|天气|[会要我你他她它的末晚早几冷热]|什么|多少|一[周下天]|出[门去]|[气温]温|温度|\d|"
    r"weather|forecast|temp)"
)


def guarded(place: SlotType) -> SlotType:
    """A place among other words, of which some could be its beginning."""
    return SlotType(_NO_PLACE + place.pattern, place.parse, spoken=place.spoken)
