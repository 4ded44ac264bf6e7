"""What a person says in Chinese, as it is written: numerals, times, dates, durations, units.

Two steps: numerals that count something become digits, then patterns of digits take their written form.
Words that only look like numerals (万一, 三明治, 一下) are set aside first.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from parley.language.chinese.numbers import NUMERAL, digits, is_digit_string, read_integer

#: Words with numerals in them that count nothing.
_FIXED = (
    "成千上万|千千万万|亿万|三明治|三心[二两]意|三三两两|三言两语|三天两头|七七八八|七上八下|乱七八糟|四面八方|"
    "四通八达|五颜六色|五花八门|十全十美|一五一十|一心[一二]意|不管三七二十一|大年三十|三十六计|十字|二手|二维|二胡|"
    "八卦|五官|四川|三亚|五月天|五台|四季|三国|三体|八达岭|六一儿童节|十一长假|双十一|三八妇女节|十二生肖|三字经|"
    "一千零一夜|[三四五六七八九]角形|有一天|一天到晚|一年到头|一分为二|(?<!十)一时|初[一二三四五六七八九十]|五一(?=节|劳动|假|长假)"
)
_FIXED_HUNDREDS = (
    "万一|千万[别不要记得小]|万分(?!之)|万万|万能|万岁|万里|千方百计|千家万户|千变万化|百科|百度|老百姓|百货|百合|百姓|"
    "百年孤独|千金|千里|千与千寻"
)
_FIXED_AFTER_OTHERS = (
    "(?<![一两三四五六七八九十每])(?:星期|礼拜|周)[一二三四五六](?!个)|(?<![点差零一二两三四五六七八九百千])十分(?![钟之种后])|"
    "(?<![调升降高低加减])一度|一点[儿也都]|(?<![点差])一刻(?!钟)|第一(?![百千万十首个条集章页名季项步题件位部期号楼层课])"
)
_WORDS = re.compile(
    f"{_FIXED}|(?<![一二两三四五六七八九十百千几])(?:{_FIXED_HUNDREDS})|{_FIXED_AFTER_OTHERS}"
)
#: Set-aside numerals become Unicode noncharacters, which no text holds.
_HIDE = {ord(char): 0xFDD0 + index for index, char in enumerate(NUMERAL)}
_SHOW = {hidden: char for char, hidden in _HIDE.items()}
_HIDDEN = re.compile("[﷐-﷯]")

#: What a one-digit numeral may count and be written as a digit.
_COUNTED = re.compile(
    "个半?(?:小时|钟|月|星期)|个(?![性人])|小时|分(?=[钟半后零一二三四五六七八九十\\d]|$)|秒|点|号|月|年(?!级)|天|周|星期|日|"
    "度|元|块|毛|美元|欧元|英镑|日元|公里|千米|英里|英尺|英寸|里|米|厘米|毫米|公斤|千克|克(?![服制])|斤|磅|吨|升|毫升|"
    "平方米|平米|立方米|首|集|章|页|季|台|楼|层|级|档|频道|倍|折|岁|寸|瓦|千瓦|加仑|杯|勺|"
    "[加减]|[乘除]以?|等于|的?[平立]方"
)
#: The same for 一, which is as often "a" or "the same".
_ONE_COUNTED = re.compile(
    "个半?(?:小时|钟)|个半(?:月|星期)|小时|分(?=[钟半后零一二三四五六七八九十\\d])|秒(?=[钟后]|$)|"
    "点(?=[半钟整零一二三四五六七八九十\\d])|号|月|(?:天|周|年|个月|个星期)(?=[半后前内]|[以之][后前内])|元|公里|千米|"
    "英里|米|厘米|公斤|千克|克|斤|磅|升|毫升|千瓦|[加减]|[乘除]以?|等于|楼|层|频道|度"
)
#: What announces a number that nothing follows: 音量调到五.
_ANNOUNCED = re.compile("(?:[负加减乘除以到至比]|等于|音量|频道|亮度)$")
_NUMERAL = re.compile(f"[{NUMERAL}]+")
_POINT = re.compile(
    f"(?<![{NUMERAL}])(?P<whole>[{NUMERAL}]{{1,24}})点(?P<rest>[{NUMERAL}]{{1,24}})(?=(?P<after>.?.?))", re.S
)
_APPROXIMATE = re.compile("一两|两三|三四|四五|五六|六七|七八|八九|三五")
_ORDER = re.compile("[首个条集章页名季张项台步题行件位部期号楼层排课]|频道")
_DAYPART = re.compile("(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|今早|明早|今晚|明晚)$")


def to_written(text: str) -> str:
    """Inverse text normalisation of Chinese; linear in the text's length."""
    if text.isascii() or _HIDDEN.search(text):
        return text
    shown = _WORDS.sub(lambda match: match.group().translate(_HIDE), text)
    shown = _fractions(shown)
    shown = _POINT.sub(_point, shown)
    shown = _NUMERAL.sub(_numeral, shown)
    for pattern, written in _FORMS:
        shown = pattern.sub(written, shown)
    return shown.translate(_SHOW)


def _fractions(text: str) -> str:
    def percent(match: re.Match[str]) -> str:
        value = _value(match["number"])
        return match.group() if value is None else value + ("%" if match["base"] == "百" else "‰")

    def fraction(match: re.Match[str]) -> str:
        below, above = _value(match["below"]), _value(match["above"])
        return match.group() if below is None or above is None else f"{above}/{below}"

    number = f"(?P<number>[{NUMERAL}]{{1,24}}(?:点[{NUMERAL}]{{1,24}})?|\\d{{1,15}}(?:\\.\\d{{1,9}})?)"
    text = text.replace("百分之百", "100%").replace("百分百", "100%")
    text = re.sub(f"(?P<base>[百千])分之{number}", percent, text)
    return re.sub(
        f"(?P<below>[{NUMERAL}]{{1,20}}|\\d{{1,9}})分之(?P<above>[{NUMERAL}]{{1,20}}|\\d{{1,9}})",
        fraction,
        text,
    )


def _value(numeral: str) -> str | None:
    """A numeral or written number as written."""
    if numeral[0].isdecimal():
        return numeral
    whole, point, rest = numeral.partition("点")
    value = read_integer(whole)
    if value is None or (point and not is_digit_string(rest)):
        return None
    return f"{value}.{digits(rest)}" if point else str(value)


def _point(match: re.Match[str]) -> str:
    """三点一四 is a number, 三点十五 and 七点零五 are times of day."""
    whole, rest, after = match["whole"], match["rest"], match["after"]
    before = match.string[max(0, match.start() - 2) : match.start()]
    hour, minute = read_integer(whole), read_integer(rest)
    if hour is None or minute is None:
        return match.group()
    spoken_of_day = _DAYPART.search(before) is not None
    if after[:1] == "刻" or (rest == "一" and after[:1] in tuple("起下样些直定会个般边")):
        return f"{hour}点{rest}"
    if after[:1] == "分" and after not in ("分之", "分钟"):
        return f"{hour}:{minute:02d}" if minute < 60 else match.group()
    padded = rest[0] == "零" and len(rest) == 2
    named = is_digit_string(rest)
    clock = not named or (len(rest) == 2 and (spoken_of_day or (padded and not _COUNTED.match(after))))
    if clock and hour <= 24 and minute < 60:
        return f"{hour}:{minute:02d}"
    return f"{hour}.{digits(rest)}" if named else match.group()


def _numeral(match: re.Match[str]) -> str:
    """A numeral that counts something, in digits; others as they are."""
    word = match.group()
    text = match.string
    before = text[max(0, match.start() - 4) : match.start()]
    after = text[match.end() : match.end() + 6]
    value = read_integer(word)
    if value is None or before[-1:].isdecimal() or before[-1:] in ("几", "数") or after[:1] in ("几", "来"):
        return word
    if before.endswith("第"):
        return str(value) if value >= 10 or _ORDER.match(after) else word
    if is_digit_string(word) or word == "两":
        return _named(word, before, after)
    return _grouped(word, value)


def _grouped(word: str, value: int) -> str:
    """二十六 → 26; round ones keep their 万 or 亿, as people write them."""
    if word.endswith("亿"):
        return f"{value // 10**8}亿"
    if word.endswith("万") and value < 10**8:
        return f"{value // 10**4}万"
    return str(value)


def _named(word: str, before: str, after: str) -> str:
    """Digits named one by one, in digits where they count something."""
    if len(word) >= 3:
        return digits(word)
    if len(word) == 2:
        # 三四个 is "three or four"; 二六年 is a year.
        year = after.startswith("年") or "零" in word or "幺" in word
        return digits(word) if year and not _APPROXIMATE.match(word) else word
    if word == "一":
        counts = _ONE_COUNTED.match(after) or (after[:1] == "点" and _DAYPART.search(before))
    else:
        counts = _COUNTED.match(after) and not (after[:1] == "个" and before[-1:] in tuple("这那哪每"))
    announced = _ANNOUNCED.search(before) and not after[:1].isalpha()
    return digits(word) if counts or announced or (after[:1] == "日" and before.endswith("月")) else word


def _to_the_hour(match: re.Match[str]) -> str:
    """差五分八点 → 7:55."""
    short = 15 if match["short"].endswith("刻") else int(match["short"].rstrip("分钟"))
    return f"{(int(match['hour']) + 23) % 24}:{60 - short:02d}" if 0 < short < 60 else match.group()


def _past(match: re.Match[str]) -> str:
    """七点二十分 → 7:20."""
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if hour > 24 or minute > 59 or second > 59:
        return match.group()
    return f"{hour}:{minute:02d}" + (f":{second:02d}" if match[3] else "")


def _with_seconds(match: re.Match[str]) -> str:
    return f"{match[1]}:{int(match[2]):02d}"


def _hours_minutes(match: re.Match[str]) -> str:
    return f"{match[1]}小时{int(match[2])}分钟"


def _degrees(match: re.Match[str]) -> str:
    """零下五度 → -5°C, 二十六度五 → 26.5°C; angles and lenses stay."""
    scale, value, half = match["scale"], match["value"], match["half"]
    if not scale and float(value) > _HOTTEST:
        return match.group()
    sign = "-" if match["below"] else ""
    tenth = "" if not half else ".5" if half == "半" else f".{_value(half)}"
    return f"{sign}{value}{tenth}{'°F' if scale == '华氏' else '°C'}"


def _money(match: re.Match[str]) -> str:
    """五块二 → 5.2元, 十二块五毛 → 12.5元."""
    return f"{match[1]}.{_value(match[2])}元"


#: Degrees; more is an angle or a lens unless a scale is named.
_HOTTEST = 150
_N = r"(?<![\d.])(\d{1,15}(?:\.\d{1,9})?)"
_HOUR = r"(?<![\d.:])(\d{1,2})点过?"
_END = r"(?=$|[^\w]|钱)"
_Form = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_FORMS: tuple[_Form, ...] = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        # times of day
        (r"差(?P<short>\d{1,2}分钟?|[一1]刻)到?(?P<hour>\d{1,2})点钟?", _to_the_hour),
        (r"(?<![\d.:])(?P<hour>\d{1,2})点差(?P<short>\d{1,2}分|[一1]刻)", _to_the_hour),
        (_HOUR + "半(?![小个])", r"\1:30"),
        (_HOUR + "[一1]刻钟?", r"\1:15"),
        (_HOUR + "[三3]刻钟?", r"\1:45"),
        (_HOUR + r"(\d{1,2})分(?!钟)(?:(\d{1,2})秒)?", _past),
        (r"(?<![\d.:])(\d{1,2})点钟?(\d{2})(?![\d.])()", _past),
        (r"(\d{1,2}:\d\d)分(\d{1,2})秒", _with_seconds),
        (r"(\d{1,2}:\d\d)分", r"\1"),
        (r"(?<![\d.:])(\d{1,2})点[钟整]", r"\1点"),
        # durations
        (r"(?<![\d.])(\d{1,9})个半(小时|月|星期)", r"\1.5个\2"),
        (r"(?<![\d.])(\d{1,9})个半钟头?", r"\1.5小时"),
        (r"(?<![\d.])(\d{1,9})(小时|天|年)半(?![夜价径票])", r"\1.5\2"),
        (r"(?<![\d.])(\d{1,9})分半钟?", r"\1.5分钟"),
        (r"(?<![\d个])半个?(?:小时|钟头|钟)", "30分钟"),
        (r"(?<![\d个])半分钟", "30秒"),
        ("[一1]刻钟", "15分钟"),
        ("[两2]刻钟", "30分钟"),
        ("[三3]刻钟", "45分钟"),
        (_N + "个(?:小时|钟头|钟)(?![表])", r"\1小时"),
        (_N + r"小时(\d{1,2})分(?!钟)", _hours_minutes),
        (_N + r"分(?=[以之]?后|\d{1,2}秒)", r"\1分钟"),
        (_N + "秒钟", r"\1秒"),
        # temperatures
        (
            r"(?<![转角经纬\d.])(?P<scale>摄氏|华氏)?(?P<below>零下|负)?"
            r"(?P<value>(?<![\d.])\d{1,5}(?:\.\d{1,3})?)(?:摄氏)?度(?![电角数空])"
            r"(?P<half>半|[一二三四五六七八九](?=$|\W))?",
            _degrees,
        ),
        (r"(?:零下|负)(?=\d)", "-"),
        # money
        (_N + r"块([一二三四五六七八九\d])[毛角]钱?", _money),
        (_N + r"块([一二三四五六七八九\d])" + _END + "钱?", _money),
        (_N + r"元([一二三四五六七八九\d])角", _money),
        (_N + "块(?:钱|人民币)", r"\1元"),
        (r"(?<![\d.])(\d)毛(?:钱|" + _END + ")", r"0.\1元"),
    )
)
