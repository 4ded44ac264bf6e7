"""What a person said, without what carries no meaning: the form in which templates meet it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from parley.language.english.day_clock import by_the_day
from parley.language.identify import main_language
from parley.language.script import to_simplified
from parley.language.understanding.fragments import wholes
from parley.tags import primary

#: Longer than any command; what is longer is talk for somebody else to understand.
LONGEST = 300

_CJK = "\u3400-\u9fff"
_HAN = re.compile(rf"[{_CJK}]")
_LATIN = re.compile("[A-Za-z]")
_APOSTROPHES = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "×": "*", "÷": "/", "−": "-", "–": "-", "。": "."}
)
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DIGIT = re.compile(r"\d")
#: Of ASCII, what is punctuation wherever it stands, and what may be part of a number or a time.
_ALWAYS = str.maketrans(dict.fromkeys('?!;,"[]{}~', " "))
_POINTS = re.compile(r"(?<!\d)[.:]|[.:](?!\d)")
_PUNCTUATION = re.compile(r"""[?!;,"“”«»\[\]{}…~、《》]|(?<!\d)[.:]|[.:](?!\d)""")
_SPACES_BY_CJK = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
_UNIT_AFTER_DIGIT = re.compile(r"(?<=\d)(?=(?!st|nd|rd|th)[a-z](?![a-z]*\d))")

# Said while one thinks, or out of habit, anywhere in a request.
_FILLERS = re.compile(
    r"(?<![a-z'])(?:u+h+|u+m+|e+rm+|h+m+|lah|leh|lor|y'know|(?<!do )(?<!if )you know what)(?![a-z'])"
    r"|(?<=[,，、…\s])(?:呃+|嗯+|额|那个|这个|就是|怎么说)(?=[,，、…])|呃+|嗯嗯+"
)
_IN_FILLERS = "uh", "um", "erm", "hm", "lah", "leh", "lor", "y'know", "you know what"
"""One of these is in each text of ASCII that has a filler; to look for them is quicker."""
# As people type and talk in a hurry.
_SHORT = {
    "plz|pls|pleas": "please",
    "tmrw|tmr|tmrow|2moro|tomoro|tomorow|tommorow|tommorrow|tomorrrow": "tomorrow",
    "tonite|2nite": "tonight",
    "2day": "today",
    "gimme": "give me",
    "lemme": "let me",
    "wanna": "want to",
    "gonna": "going to",
    "whats": "what's",
    "whens": "when's",
    "todays": "today's",
    "dont": "don't",
    "timezone": "time zone",
    "timezones": "time zones",
    "didnt": "didn't",
    "thx|thanx|tq": "thanks",
    "mins": "minutes",
    "hrs": "hours",
    "secs": "seconds",
    "alrm|alram|allarm": "alarm",
    "remindr|remider": "reminder",
    "shoping": "shopping",
    "tiemr|tmier": "timer",
}
_IN_FULL = {short: full for shorts, full in _SHORT.items() for short in shorts.split("|")}
_HURRIED = re.compile(rf"(?<![a-z0-9'-])(?:{'|'.join(_IN_FULL)})(?![a-z0-9'-])")
_HASTY = re.compile("[a-z0-9'-]+")
# As one speaks at home; every sentence knows the standard word.
_HOMELY = {
    "啥时候": "什么时候",
    "啥时": "什么时候",
    "为啥": "为什么",
    "干啥": "干什么",
    "啥": "什么",
    "咋": "怎么",
    "俺们": "我们",
    "俺": "我",
    "咱们": "我们",
    "咱": "我们",
    "俩小时": "两小时",
    "俩钟头": "两小时",
    "今儿": "今天",
    "明儿": "明天",
    "昨儿": "昨天",
    "后儿": "后天",
    "明个儿": "明天",
    "甭": "不用",
    "晓得": "知道",
    "点儿": "点",
    "声儿": "声音",
    "钢镚儿": "硬币",
    "钢镚": "硬币",
    "仨": "三个",
}
_SPOKEN = re.compile("|".join(sorted(_HOMELY, key=len, reverse=True)))

# By what name people call who they talk to; the makers' own names are known to everybody.
_CALLED = "alexa|siri|cortana|olly|jarvis|bixby|parley"
_CHANGES = "turn|switch|power|dim|brighten|lower|raise|increase|decrease|reduce|change|set"
_ORDERS = (
    rf"{_CHANGES}|put|make|open|close|play|stop|start|tell|give|show|convert|have|get|shut|adjust|brighten|bring|"
    "darken|light|activate|deactivate|disable|enable|move|lock|unlock|check"
)

# Said before or after a request without changing it. Longest first within each list.
_BEFORE = (
    r"(?:(?:would|do) you mind telling me|(?:would|do|will) you mind|"
    r"(?:can|could|would|will) (?:you|we)(?: please)?(?: just)?|kindly|i(?: would|"
    r"'d) like(?: you)? to|"
    r"i(?:'ll)? (?:want|need|must|have|got)(?: you)? to|i (?:gotta|must)|i need to know|"
    r"(?:hey|hi|hello|ok|okay) google|"
    r"please|pls|hey|hi|hello|ok|okay|so|well|um+|uh+|er+|right|now then|alright|all right|oh|yo|mate|dude|"
    r"excuse me|sorry|just|go ahead and|be so kind (?:and|as to)|(?:do )?me a favou?r and|"
    r"i was wondering if you could|"
    r"any chance you (?:can|could)|help me(?: to)?(?= [a-z]{3})|quickly|"
    r"we (?:need|have) to|"
    r"(?:it would be|it'd be) (?:good|nice|great|lovely) if you(?: could| would)?|"
    r"i(?:'d| would) (?:appreciate it|be grateful) if you(?: could| would)?|"
    rf"(?:{_CALLED})(?:'s)?(?= ?[^ ])(?! (?:is|was|and|or|has|had|will|would|said|says)(?![a-z']))|"
    rf"(?:let's|you (?:should|can|could|need to|have to|must))"
    rf"(?= (?:{_CHANGES}|adjust|make|shut|darken)(?![a-z]))|"
    r"(?:do you know|can you (?:say|find out|tell me)|(?:i want|i need|i(?:'d| would) like) to know|find out|"
    r"tell me|let me know|i wonder|i(?:'m| am| was) wondering|(?:do you have )?any idea|i(?:'m| am) curious|"
    r"what i want to know is|(?:can|may|could) i (?:know|ask))"
    r"(?= (?:what(?:'s)?|which|when|how (?:many|late|far)|the (?:current|exact|time|date|day|weekday|hour|"
    r"year|month|difference)|tomorrow's)(?![a-z]))|"
    r"(?:(?:make|be) sure (?:to|that you|you)|are you able to|(?:is it|would it be) possible to|"
    r"see if you can|is there (?:a|any) way (?:to|you (?:can|could))|is there any chance you (?:can|could)|"
    r"i need for you to|what i (?:need|want) is (?:for you )?to|(?:it's|it is) time to|allow me to|"
    r"feel free to|why not|i(?:'d| would) rather you|how about you|you may|"
    rf"why don't you|can i (?:get|ask) you to|may i ask you to)(?= (?:{_ORDERS})(?![a-z]))|"
    r"(?:assistant|computer|system|robot|house)(?= (?:please|can|could|would|will)(?! be)(?![a-z])))"
    r"(?![a-z'])",
    r"请问(?:一下)?|麻烦你?(?:帮我|给我)?|请你?(?:帮我|给我)?|帮我|帮忙|给我|替我|劳驾你?|拜托你?|"
    r"你?(?:能不能|可不可以|能|可以)(?:请你?)?(?:帮我|给我|告诉我)|我想(?:要|让你|请你)?|我要|"
    r"那个|嗯+|呃+|哎+[呀哟]?|诶|欸|嘿|哈喽|喂|你好|您好|劳烦你?|辛苦你?|快(?=[把给帮])|赶紧|赶快|"
    r"可以(?=[帮把给设定])|"
    r"能否|可否|是否可以|有没有办法|我?想问(?:一下|问)?|麻烦问一?下|帮个忙|我?(?:需要|希望)你?(?=[把将帮给开关打调])|"
    r"(?:如果)?(?:方便|可以)的话|"
    r"给俺|帮俺|帮我们|给我们|顺便|对了|那就|那(?=[帮把给])|你?(?:帮我|给我)|我想请你|我需要你?(?:帮我)?|"
    r"先(?=[把给帮将关开停暂放播取打调])|(?:现在|马上|立刻|立马|立即|快点儿?)(?=[把给帮将关开停打调])|"
    r"天猫精灵|"
    r"(?:help|please) (?:me)?(?=[\u3400-\u9fff])|can(?: you)?(?= ?[\u3400-\u9fff]"
    r"| (?:turn|put|switch|on|off|open|close)(?![a-z]))|麻烦|要不|"
    r"好的?(?!吗)|受累|烦请|有劳你?|小(.)小\1|小\w{1,2}同学",
)
_AFTER = (
    # "Say thanks" is no courtesy, and neither is a bar, 酒吧.
    r"(?<![a-z'])(?<!\bsay )(?<!\bsays )(?<!\bsaid )(?<!\bsaying )(?<!\bsend )(?<!\bwith )(?<!\bwrite )"
    r"(?<!\ba )(?<!\bmy )(?<!\bbig )(?<!\band )"
    r"(?:please|pls|for me|thank you|thanks|would you|will you|could you|can you|right now|"
    r"now then|okay|ok|alright|mate|as well|if possible|when you can|when you get a chance|real quick|"
    r"quickly|right away|straight away|straightaway|at this (?:very )?moment|for us|"
    rf"(?<!call )(?<!text )(?<!tell )(?<!ask )(?<!with )(?<!to )(?<!for )(?<!from )(?<!named )(?<!called )"
    rf"(?<!message )(?<!is )(?<!about )(?<!like )(?<!by )(?<!of )(?:{_CALLED})|"
    r"(?:will|would) ya|cheers|buddy|pal|dude|if (?:that's|it's|it is) possible|"
    r"if that's ok(?:ay)?|when you have a (?:sec|second|moment|minute)|"
    r"don't forget|if you (?:can|could|don't mind|would))",
    r"(?<![说道讲写回声句喊])谢谢你?了?|(?<![说问])好吗|(?<!问)好不好|好吧|行吗|行不行|可以吗|"
    r"(?<![酒网贴水吃清])吧|来着|啊|呢|呐|呀|哦|喔|啦|嘛|哈|哟|噢|哇|咯|(?<!花)呗|(?<=[\u3400-\u9fff])就(?:行|成|好|可以)了?|嘞|哩|喽|嗷|哎|诶|(?:可以|行|好|"
    r"成|能)(?:不|么|吗|嘛)|行不|一下哈|"
    # It is done to be seen or heard: 放首歌听听.
    r"(?<=[\u3400-\u9fff]{3})(?:来|给我|给大家|让我们?|让大家|给孩子)?(?:听听|看看|瞧瞧|瞅瞅|玩玩|乐乐|乐呵乐呵|听一听|看一看|"
    r"乐一乐|笑一笑|解解闷|解闷)|"
    r"(?<=[\u3400-\u9fffa-z]{3})(?<![发打寄送交拿递留转还传借])给(?:我|我们|大家|孩子)(?:听|看|听听|看看)?|"
    r"感谢|谢谢您|(?:如果)?(?:方便|可以)的话|"
    r"多谢|谢啦|谢咯|辛苦了?|麻烦了?|拜托了?|(?<=[\u3400-\u9fff])(?<![说道讲写回声句喊])(?:ok|okay|can|"
    r"ah|la|please|pls|thanks|thank you)(?:吗| not)?|吗(?<=可以吗)",
)

# What a Chinese verb has at its end, behind an English one: "cancel 掉", "turn off 一下".
_ENGLISH_VERB = re.compile(
    r"(?<![a-z])(cancel|delete|remove|erase|clear|stop|skip|pause|resume|mute|unmute|undo|add|set|check|read|find|"
    r"move|change|repeat|restart|shuffle|lock|unlock|close|open|turn (?:on|off|up|down)|switch (?:on|off))"
    r"(?:掉|一下子?|下)了?(?!午|周|个|次|一个)(?=.)"
)
# Between what is meant and what is to be done with it: 厨房灯能不能再亮一点, 闹钟麻烦全删了. Of what one
# may do with eggs or dogs nothing is asked for.
_BETWEEN = re.compile(
    r"(?<=[\u3400-\u9fffa-z0-9])(?:(?:[你您]?(?:能不能|可不可以|能否|可否)(?:麻烦)?(?:给我|帮我|帮忙|请)?"
    r"(?=再|叫|提醒|把|调|打开|开[大小开]?(?:$|一|点)|关|换[个一成到]|放[首点个]|播|停|暂停|设|定[个到在]|加[个一上]|删|取消|"
    r"改[到成一]|[亮暗大小高低快慢暖凉响][一点些]|别))"
    r"|(?:麻烦|拜托|劳驾|辛苦)[你您]?(?:给我|帮我|帮忙)?(?=.{2}))"
)
_ONLY_ASKS = re.compile(
    r"(?:请|麻烦|拜托|劳驾|帮忙|[您你]?(?:能不能|可不可以|能否|可否|可以|能)|[帮给替]我|一下|你|您)+"
    r"|(?:(?:can|could|would|will) you|please|just|kindly)(?: please| just)*"
)

_ASKED = re.compile("^你?(?:可以|能|能不能|可不可以|可以不可以)(?:帮我|给我)?(.+?)(?:吗|么|嘛|不)$")


_ENDS = 3
"""Characters by which is told that no courtesy can be at the end."""


@cache
def _edges() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """What is said before and after, and how whatever is said after ends: empty where that is not known."""
    before = "|".join(_BEFORE).replace("(.)", "(?P<name>.)").replace(r"\1", "(?P=name)")
    after = "|".join(_AFTER)
    ends = frozenset(each[-_ENDS:] for each in wholes(after) or ())
    return re.compile(rf"(?:{before})\s*"), re.compile(rf"\s*(?:{after})$"), ends


def _may_end(text: str, ends: frozenset[str]) -> bool:
    return not ends or any(text[-length:] in ends for length in range(1, _ENDS + 1))


def normal(text: str) -> str:
    """Lower-case, half-width, simplified, without punctuation, and spaced in one way.

    Signs of arithmetic and decimal points stay. There is no space beside a Chinese character, and one
    between any other two words.
    """
    plain = text.isascii()
    if plain:
        text = _plain(text.replace("`", "'").lower())
    else:
        # Half of a character, as a terminal with another encoding gives, is none that OpenCC takes.
        text = text.encode("utf-8", "replace").decode("utf-8")
        text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
        if _HAN.search(text):
            text = to_simplified(text)
        text = _FILLERS.sub(" ", text)
        text = _PUNCTUATION.sub(" ", _THOUSANDS.sub("", text))
        text = _UNIT_AFTER_DIGIT.sub(" ", text)
    if not _IN_FULL.keys().isdisjoint(_HASTY.findall(text)):
        text = _HURRIED.sub(lambda found: _IN_FULL[found.group()], text)
    text = by_the_day(" ".join(text.split()))
    return text if plain else _SPACES_BY_CJK.sub("", text).strip()


def _plain(text: str) -> str:
    """Lower-case ASCII without fillers and punctuation: most texts have no digits and few signs."""
    for each in _IN_FILLERS:
        if each in text:
            text = _FILLERS.sub(" ", text)
            break
    digits = _DIGIT.search(text) is not None
    if digits:
        text = _THOUSANDS.sub("", text)
    text = text.translate(_ALWAYS)
    if "." in text or ":" in text:
        text = _POINTS.sub(" ", text)
    return _UNIT_AFTER_DIGIT.sub(" ", text) if digits else text


def without_courtesies(text: str) -> Iterator[str]:
    """The normal text, then with less and less of "please", 帮我 and the like before and after it."""
    yield text
    if not text.isascii() and (asked := _ASKED.match(text)):
        text = asked[1]
        yield text
    before, after, ends = _edges()
    while True:
        shorter = text
        if found := before.match(text):
            shorter = text[found.end() :]
        elif _may_end(text, ends) and (found := after.search(text)):
            shorter = text[: found.start()]
        if shorter == text or not shorter:
            return
        text = shorter
        yield text


def speech_language(text: str, otherwise: str) -> str:
    """Main language of an utterance: ``zh`` or ``en`` by its letters, else ``otherwise``."""
    chinese = _HAN.search(text)
    latin = _LATIN.search(text)
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
    said = normal(text)
    if not said:
        return ()
    found = tuple(without_courtesies(said))
    if said.isascii():
        return found
    usual = _SPOKEN.sub(lambda found: _HOMELY[found.group()], said)
    usual = _BETWEEN.sub("", usual)
    usual = _ENGLISH_VERB.sub(lambda found: found[1] + " ", usual)
    if usual == said:
        return found
    return tuple(dict.fromkeys((*found, *without_courtesies(_SPACES_BY_CJK.sub("", usual)))))


def only_asks(text: str) -> bool:
    """Whether words in normal form do no more than ask for something: 能不能给我, "could you please"."""
    return _ONLY_ASKS.fullmatch(text) is not None
