"""What a time looks like among other words, in English and Chinese; ``when.read_when`` has the last word."""

from __future__ import annotations

from parley.language.understanding.repeats import CHINESE, ENGLISH, WEEKDAYS

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_ORDINAL = (
    r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|"
    "twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|"
    "twenty[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[ -]first)"
)
_HOUR = r"(?:twelve|eleven|ten|nine|eight|seven|six|five|four|three|two|one|\d{1,2})"
_MINUTE = (
    r"(?:(?:oh|o) [a-z]{3,5}|"
    r"(?:twenty|thirty|forty|fifty)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|\d{2})"
)
_PAST = (
    r"(?:(?:a )?(?:half|quarter)|twenty(?:[ -]five)?|ten|five|\d{1,2})(?: minutes?)? (?:past|to|till|after) "
    f"{_HOUR}|half {_HOUR}"
)
_HALF = r" ?(?:am|pm|a m|p m)"
_CLEAR = (
    rf"{_PAST}|{_HOUR}[:.]\d{{2}}|{_HOUR} {_MINUTE}{_HALF}|{_HOUR}{_HALF}|{_HOUR} o'?clock|"
    rf"{_HOUR}(?: {_MINUTE})?(?= (?:in the (?:morning|afternoon|evening)|at night|tomorrow|today|tonight|"
    rf"this (?:morning|afternoon|evening)))|noon|midday|midnight"
)
_BARE = f"{_HOUR}(?: {_MINUTE})?"
_TAIL = rf"(?:{_HALF})?(?: o'?clock)?(?: sharp| exactly| on the dot)?"
_AT = "(?:at|by|around|about|for) (?:around |about |exactly )?"
_WEEKDAY = f"(?:(?:next|this|coming|this coming) )?(?:{'|'.join(WEEKDAYS)})"
_NUMBER = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3})"
_DAYS = (
    "(?:the )?day after tomorrow|today|tonight|tomorrow|"
    f"(?:on )?{_WEEKDAY}|(?:on )?(?:the )?{_ORDINAL}(?: of)? (?:{_MONTHS})|"
    f"(?:on )?(?:{_MONTHS}) (?:the )?(?:{_ORDINAL}|\\d{{1,2}})|"
    f"(?:on )?the {_ORDINAL}(?: of (?:this|next) month)?|in {_NUMBER} (?:days|weeks|day|week)|"
    "next (?:week|month)|"
    "(?:at )?(?:the |this |next )?weekend|(?:at )?(?:the )?end of (?:the|this|next) month"
)
_PARTS = "(?:(?:in the|this) )?(?:early )?(?:morning|afternoon|evening)|(?:at )?night"
_AMOUNT = (
    r"(?:half an|half a|an|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"(?:twenty|thirty|forty|fifty|sixty|ninety)(?:[ -][a-z]{3,5})?|"
    r"\d{1,4}(?:\.\d{1,2})?)"
)
_LENGTH = (
    rf"{_AMOUNT}(?: and a half)? (?:seconds?|secs?|minutes?|mins?|hours?|hrs?)(?: and a half)?"
    rf"(?:(?: and)? {_AMOUNT} (?:minutes?|mins?|seconds?))?"
)
_LATER = f"(?:in|after) (?:about )?{_LENGTH}|{_LENGTH} (?:from now|later)"

_EN_PIECE = (
    f"{ENGLISH}|{_LATER}|{_AT}(?:{_CLEAR}|{_BARE}){_TAIL}|(?:{_CLEAR}){_TAIL}|"
    f"(?:for |from )?(?:{_DAYS})|{_PARTS}"
)

_N = r"[零〇一二两三四五六七八九十\d]{1,3}"
_WEEK = "(?:周|星期|礼拜)"
_ZH_DAYS = (
    rf"大后天|[今明后][天日]|[今明](?=[早晚])|(?:下+个?|这个?|本)?{_WEEK}(?:[一二三四五六日天末]|[1-7](?![点:]))|"
    rf"(?:明年|今年|\d{{4}}年)?{_N}月{_N}[号日]?|(?:(?:下+|这)个?|本)月(?:{_N}[号日]|底|初|末)?|月底|月末|{_N}[号日](?![线楼门店院])|"
    rf"{_N}(?:天|周|个?星期|个?礼拜)[以之]?后|下+个?{_WEEK}"
)
# Of 早点睡 and 晚饭, nothing is a time.
_ZH_PARTS = (
    "凌晨|半夜|清晨|早晨|早上|上午|中午|下午|午后|傍晚|晚上|夜里|晚间|"
    "(?<=[今明后天日一二三四五六])[早晚](?![点些饭餐会安退起睡])"
)
_ZH_MINUTES = r"(?:零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|\d{2})(?![个位件次年人岁])"
_ZH_CLOCK = (
    rf"差(?:{_N}分钟?|一刻)(?:到)?{_N}点|"
    rf"{_N}点(?:半(?![价数天])|[一三1-3]刻|差(?:{_N}分|一刻)|[钟整]|过?{_N}分(?!钟)|过?{_ZH_MINUTES}|)|{_N}:\d{{2}}分?"
)
_ZH_AMOUNT = r"(?:半个?|[零一二两三四五六七八九十百\d]{1,4}(?:\.\d)?个?半?)"
_ZH_LENGTH = rf"(?:{_ZH_AMOUNT}(?:小时|钟头|分钟?半?|刻钟|秒钟?)零?){{1,3}}"
_ZH_LATER = f"再?过?{_ZH_LENGTH}(?:[以之]?后)|再?过{_ZH_LENGTH}"
_ZH_PIECE = f"{CHINESE}|{_ZH_LATER}|{_ZH_DAYS}|{_ZH_PARTS}|{_ZH_CLOCK}"

_WORD = r"(?<![a-z0-9.:])(?:{0})(?![a-z0-9])"
_JOIN = r"(?:(?: (?:on|at|for|and|every))?(?= )|[的在是])?"


def _pattern(english: str) -> str:
    piece = rf"(?:{_WORD.format(english)}|(?:{_ZH_PIECE}))"
    return (
        rf"(?:(?:on|at|for|by|from)(?= ) |(?:等|定|约)?[在到]|等)?{piece}(?:{_JOIN} ?{piece}){{0,5}}"
        "(?:'s(?![a-z])|左右|准时|的时候|那天|时(?!间))?"
    )


MARKED = _pattern(_EN_PIECE)
"""A time that shows itself as one among other words: at six, 7:30, tomorrow, 下午三点."""
ANY = _pattern(f"{_EN_PIECE}|{_BARE}{_TAIL}")
"""Also a number alone, where nothing but a time is expected: seven, seven thirty."""
