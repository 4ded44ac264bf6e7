"""What a time looks like among other words, in English and Chinese; ``when.read_when`` has the last word.

These stand in hundreds of templates, so they are short rather than exact.
"""

from __future__ import annotations

from parley.language.chinese.lunar import PATTERN as _LUNAR
from parley.language.understanding.repeats import CHINESE

_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TENS = "twenty|thirty|forty|fifty|sixty|ninety"
_ORDINALS = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    "(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAYTIME = "morning|afternoon|evening|night"
#: What goes on with a time after a small word: "ten to eight", but "at ten to call".
_MORE = (
    rf"(?:\d|(?:{_SMALL}|{_TENS}|{_ORDINALS}|{_MONTHS}|{_WEEKDAY}s?|{_DAYTIME}|a|an|the|half|quarter|around|about|"
    r"next|this|every|each|noon|midday|midnight|today|tonight|tomorrow|now|end|early|exactly|single|"
    r"(?:week|work ?|school )?days?|weekends?|weeks?|months?|years?|hours?|minutes?|mins?|"
    r"in|at|on|few|other|m)(?![a-z]))"
)
#: Words one of which is in all that tells a time.
_TELLING = (
    rf"{_SMALL}|{_TENS}|{_ORDINALS}|{_MONTHS}|{_WEEKDAY}s?|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|half|quarter|o'?clock|am|pm|"
    rf"{_DAYTIME}|noon|midday|midnight|today|tonight|tomorrow|now|later|next|this|coming|every|each|"
    r"single|once|end|until|early|"
    r"everyday|daily|nightly|weekly|monthly|yearly|annually|hourly|"
    r"(?:week|work|school)? ?days?|weekends?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|seconds?|secs?"
)
#: Every word that a time is said with.
_TOKEN = (
    rf"(?:\d{{1,4}}(?:[:.]\d{{1,2}}|st|nd|rd|th)?|{_TELLING}|"
    # "At two for thirty minutes": how long is no part of when.
    r"(?!for (?:\S+ ){1,4}(?:min|hour|hr))"
    rf"(?:a|an|and|the|at|on|in|by|for|of|to|past|till|after|from)(?= {_MORE})|"
    r"around|about|oh|o|m|p|other|through|sharp|exactly)"
)
_NUMBER = rf"(?:\d|(?:{_SMALL}|{_TENS}|an?|half|quarter)(?![a-z0-9]))"
_CLOCK = rf"(?:\d|(?:{_SMALL}|half|noon|midday|midnight|(?:a )?quarter)(?![a-z0-9]))"
_DAY = (
    rf"(?:(?:next|this|coming|the) )*(?:{_WEEKDAY}|(?:{_MONTHS}|{_ORDINALS})(?![a-z0-9])|"
    r"\d{1,2}(?:st|nd|rd|th))"
)
#: How a time begins among other words: not every "on" and "in" does, and not every number.
_BEGINNING = (
    rf"(?:at|by|around|about|for) (?:around |about |exactly )?(?:{_CLOCK}|(?:the )?(?:end|weekend)|"
    rf"night|{_DAY}|to|next)|"
    rf"on (?:{_DAY}|week|work|school)|(?:in|after) (?:about )?(?:{_NUMBER}|the (?:{_DAYTIME}))|"
    rf"{_DAY}|"
    rf"(?:every|each) (?:single )?(?:{_DAYTIME}|day|week|work|month|year|other|hour|few|{_WEEKDAY}|"
    rf"{_NUMBER})|"
    rf"next (?:week|month)|this (?:{_DAYTIME}|week)|to(?:day|night|morrow)|the (?:day after|end of)|end of|"
    rf"everyday|(?:dai|night|week|month|year|hour|annual)ly|once a|(?:week|work ?)(?:days?(?! ago)|ends)|"
    rf"\d{{1,2}}(?:[:.]\d\d| ?[ap] ?m(?![a-z0-9])| o'?clock)|"
    rf"(?:{_NUMBER}|{_SMALL})(?:[ -]\w+)?(?: minutes?)? (?:past|to|till) {_CLOCK}|"
    rf"half (?:past )?(?:{_SMALL}|\d)|(?:{_NUMBER}[ -])+(?:minutes?|hours?|days?) (?:from now|later)|"
    rf"(?:{_SMALL}|\d{{1,2}})(?: \w+)?"
    r"(?: [ap] ?m(?![a-z0-9])| o'?clock| in the| at night| to(?:morrow|night|day))|"
    rf"(?:noon|midday|midnight|(?:{_DAYTIME}))(?![a-z0-9])"
)


def _run(beginning: str) -> str:
    """Words of a time, one after the other."""
    return (
        rf"(?<![a-z0-9.:']){beginning}(?:{_TOKEN}(?![a-z0-9])(?:'s(?![a-z]))?"
        r"(?:[ -](?=[a-z0-9])|(?![ -][a-z0-9])|(?= )))"
        "{1,14}"
    )


_N = r"[零〇一二两三四五六七八九十\d]{1,3}"
_WEEK = "(?:周|星期|礼拜)"
_ZH_DAYS = (
    rf"大后天|[今明后][天日]|[今明](?=[早晚])|(?:下+个?|这个?|本)?{_WEEK}(?:[一二三四五六日天末]|[1-7](?![点:]))|"
    rf"(?:[今明后]年的?|\d{{4}}年)?{_N}月{_N}[号日]?|(?:(?:下+|这)个?|本)月(?:{_N}[号日]|底|初|末)?|月底|月末|"
    rf"{_N}[号日](?![线楼门店院])|{_N}(?:天|周|个?星期|个?礼拜)[以之]?后|下+个?{_WEEK}"
)
# Of 早点睡 and 晚饭, nothing is a time.
_ZH_PARTS = (
    "凌晨|半夜|午夜|清晨|早晨|早上|上午|中午|下午|午后|傍晚|晚上|夜里|晚间|"
    "(?<=[今明后天日一二三四五六])[早晚](?![点些饭餐会安退起睡])"
)
_ZH_MINUTES = r"(?:零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|\d{2})(?![个位件次年人岁])"
_ZH_CLOCK = (
    rf"差(?:{_N}分钟?|一刻)(?:到)?{_N}点|"
    rf"{_N}点(?:半(?![价数天])|[一三1-3]刻|差(?:{_N}分|一刻)|[钟整]|过?{_N}分(?!钟)|过?{_ZH_MINUTES}|)|{_N}:\d{{2}}分?"
)
_ZH_AMOUNT = r"(?:半个?|[零一二两三四五六七八九十百\d]{1,4}(?:\.\d)?个?半?)"
_ZH_LENGTH = rf"(?:{_ZH_AMOUNT}(?:小时|钟头|分钟?半?|刻钟|秒钟?)零?){{1,3}}"
_ZH_LATER = rf"再?过?{_ZH_LENGTH}(?:[以之]?后)|再?过{_ZH_LENGTH}"
_MIXED_LATER = (
    rf"(?<![a-z])(?:half an hour|(?:an?|{_SMALL}|{_TENS}|\d{{1,3}}) (?:minutes?|hours?|mins?))[以之]?后"
)
_ZH_ANY = f"{CHINESE}|{_LUNAR}|{_ZH_LATER}|{_MIXED_LATER}|{_ZH_DAYS}|{_ZH_PARTS}|{_ZH_CLOCK}"
_ZH_PIECE = f"(?:等|定|约)?[在到]?(?:{_ZH_ANY})[的在是]?"
_ZH_CHARS = (
    r"[今明后大天日号月年周星期礼拜末底初下上这本个每隔工作平班到至和跟凌晨半夜清早晨午中傍晚间里点分刻钟整差过再小时秒左右准"
    r"的在等约零〇一二两三四五六七八九十百以之\d:]"
)
_AFTER = "(?:左右|准时|的时候|那天|时(?!间))?"

MARKED = rf"(?:(?:每个?)?{_run(f'(?={_BEGINNING})')}|(?:{_ZH_PIECE}){{1,6}}){{1,3}}{_AFTER}"
"""A time that shows itself as one among other words: at six, 7:30, tomorrow, 下午三点."""
ANY = rf"(?:{_run('')}|{_LUNAR}|{_ZH_CHARS}{{1,24}}){{1,3}}{_AFTER}"
"""Also a number alone, where nothing but a time is expected: seven, seven thirty."""

_TELLS = rf"\d|(?<![a-z])(?:{_TELLING}|[ap]n? m)(?![a-z])"
TELLS_MARKED = f"{_TELLS}|{_ZH_ANY}"
"""Found in every text with a ``MARKED`` time that can be read: not in "at the"."""
TELLS_ANY = f"{_TELLS}|{_LUNAR}|{_ZH_CHARS}"
"""The same for ``ANY``."""
