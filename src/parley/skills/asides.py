"""What is said beside a command and is none: why it is wanted, "all right", and the same once more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parley.language.understanding.normal import normal
from parley.skills.part import Part

_SHORT = 6
"""Characters of what only says again what is to be done."""
_LIKEWISE = frozenset({("halt", "stop"), ("pause", "stop"), ("dock", "stop")})
_LONGEST = 70
"""Characters of a reason; of what is longer one cannot tell."""
_BECAUSE = re.compile(r"^(?:because|cause|cos|cuz|因为)$", re.IGNORECASE)

_INTERJECTION = re.compile(
    r"(?:(?:ok|okay|right|alright|all right|fine|good|great|hey|hi|hello|thanks|thank you|cheers|oh|oops|"
    r"argh|ugh|"
    r"well|yes|yeah|what|huh|come on|damn|that's (?:all|it|enough|fine)|enough|good (?:morning|evening)|"
    r"i see|got it|excuse me|please)(?: |$))+"
    r"|(?:好了|行了|好的|好吧|够了|得了|可以了|啊|哎呀|哎|诶|喂|咦|哇|嗯|对了|是的|谢谢|谢了|辛苦了|你好|"
    r"您好|早|早上好|"
    r"晚上好|天哪|我的天|拜托|差不多了|知道了|什么)+"
)
_SAID = re.compile(r"\b(?:said|says|say|told|tells|asked|thinks?|called)\b|[说问讲叫](?!不)|告诉")
"""Who tells a story is not giving a reason."""

_STATE = (
    r"(?:'s|'re|'m| is| are| am| was| were| has| have| isn't| aren't| hasn't"
    r"| seems?| sounds?| looks?| hurts?| gets?)"
)
_REASON = re.compile(
    r"(?:because|since|cause|cos|cuz|as) .+"
    r"|so (?:that )?(?:i|we|he|she|they|it|you|everyone|everybody|(?:the|my|our) \w+) .+"
    r"|(?:to|for) (?:read|see|study|cook|reading|studying|cooking|working|sleeping|relaxing)"
    r"(?: (?:in|by|at|with|a|my|the) .+| better)?"
    r"|(?:to|for) (?:charge|save|watch|use|plug in|charging|saving|watching|using)"
    r" (?:a|my|the|some|our|tv|power|energy|electricity|money|movies).*"
    r"|for (?:dinner|lunch|breakfast|bed|bedtime|sleep|movies|movie night|"
    r"(?:a|an|the|my|our|tonight's) (?:nice |good |romantic )?"
    r"(?:movie|film|nap|party|night|evening|dinner|show|game|guests|kids|children|baby|meal|date|bath))"
    rf"|(?:i|we)(?:{_STATE}|'ve|'ll| will| can't| cannot| can (?:hardly|barely)| couldn't| don't| do not|"
    rf" didn't|"
    r" did not| keep| forgot| forget| just| already| still| hate| overslept| finished| feel| always| never|"
    r" (?:really|do) (?:hate|like|love)| like| love| (?:need|want|have|got) (?:to|my|the))(?![a-z]).*"
    rf"|(?:it|that|this|there|these|those|(?:the|my|our|this|that) (?:[\w']+ ){{0,2}}?[\w]+|dinner|"
    rf"everybody|everyone|"
    rf"somebody|someone|nobody|no one|tomorrow|today|tonight|work|school){_STATE}(?![a-z]).*"
    r"|(?:but )?(?:do not|don't|no need to|not to) (?:delete|remove|cancel|erase) (?:it|that|"
    r"them)(?: yet| please| though)?"
)
_REQUEST = re.compile(
    r"帮|请|把|将|给我|替我|提醒我|叫我|叫醒|告诉|设[置个定一]|定[个一时]|打开|开灯|关[掉上闭灯]|播放|"
    r"加到|吗$|什么|怎么|多少|"
    r"几[点个号月]|哪|谁|我想[听看知问]|我要[听看知问买]|[查找记]一?[下个]|改[到成为]|换"
)
_STANDS = (
    "(?:[太很挺真怪没不已还快要都又是睡完熟坏黑亮暗冷热吵闷困累醒老]|有(?!线)|在[睡开休学写看做哭]|放假|休息|上[班学课]|来[客人了]|"
    "到了|好[了看听吃冷热吵黑])"
)
_TIMED = re.compile(
    r"[\d零一二两三四五六七八九十半]点|\d:\d\d|\d ?[ap]m\b|o'clock|\b(?:at|by|until|till) (?:\d|[a-z]+ty\b)"
)
"""A reason that tells a time may be what the command is about."""
_GROUND = re.compile(
    r"(?:因为|反正|毕竟|省得|免得|不然|要不然|怕).+"
    r"|(?:我们?|咱们?|这[首个里边儿]?|那[首个里边儿]?|它|今[天晚早]|明[天早晚]|后天|下午|晚上|早上|"
    r"周[一二三四五六日末]|现在|"
    r"外面|家里|屋[子里]|房[间子]里?|客厅|厨房|卧室|书房|孩子|宝宝|小孩|娃|老[婆公人]|妈妈?|爸爸?|奶奶|"
    r"爷爷|客人|天|[^我]?饭|菜|面|"
    rf"水|蛋|鸡|肉|汤|眼睛|头|肚子|时间|灯|声音|空调|电视|音乐|歌)(?:[^，]{{0,5}}?)?{_STANDS}.{{0,12}}"
    r"|(?:已经|刚|太|有点|有些|听不|看不|没听|不好|还没|不[是够对早]).{1,12}"
    r"|.{1,8}(?:[好完没死熟睡累困醒满够坏饿烫渴]了|得慌|得很|得要命|不[清见够])"
    r"|(?:但是?|先)*(?:别|不要|不用|不必)(?:删|取消)[除掉了它]*"
    r"|.{0,12}(?:太|有点|好|真|挺|很)[^ ]{1,3}了?"
)


_DAY = re.compile(
    r"(?:大?后天|明天|今天|今晚|明早|明晚|(?:下下?个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天末])"
    r"(?:一?大?早上?|上午|中午|下午|晚上|凌晨|傍晚|清晨|夜里|半夜)?"
    r"|\b(?:tomorrow|tonight|today|(?:on |next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"(?: (?:morning|afternoon|evening|night))?\b|\bthis (?:morning|afternoon|evening)\b",
    re.IGNORECASE,
)


def day(text: str) -> str:
    """The first day that is told, with the part of it: 明天早上, "tomorrow morning"; empty without one."""
    found = _DAY.search(text)
    return found[0] if found else ""


def aside(text: str, joint: str = "") -> bool:
    """Whether a clause asks for nothing: "it's dark in here", 这首不好听, "thanks", 别删 after 关了."""
    said = normal(text)
    if not said or len(said) > _LONGEST or "?" in text or "？" in text:
        return _INTERJECTION.fullmatch(said) is not None
    if _BECAUSE.match(joint.strip()) or _INTERJECTION.fullmatch(said):
        return True
    if _SAID.search(said) or _TIMED.search(said) or any(each.isalnum() for each in joint):
        return False
    if said.isascii():
        return _REASON.fullmatch(said) is not None
    return _GROUND.fullmatch(said) is not None and _REQUEST.search(said) is None


_BEGINS = re.compile(
    r" (?=(?:(?:so|and|then) )?(?:please|can you|could you|would you|will you|let's|turn|switch|"
    r"make|dim|brighten|raise|lower|increase|decrease|change|set|put|open|close|shut|play|stop|start|"
    r"what|what's|show)"
    r"(?![a-z']))"
)
_GIVES_REASON = re.compile(
    r" (?=(?:because|since|cos|as|so|to|for|i'm|i am|i can't|we're|it's|it is|that's|they're)(?![a-z']))"
)

_BARE = re.compile(
    r"(?:what|how|when|where|who|which|why)(?: \w+)?|what (?:do|did|must|should|can) (?:i|we)(?: \w+)*"
)
"""A question that is none without what follows: "how long since", "what do i have to do to"."""


def unexplained(text: str) -> Iterator[str]:
    """An English sentence that says why, with a comma at the seam where nothing marks it:
    "it's dark in here, turn up the light", "raise the light, i can't see"."""
    said = text.strip().lower()
    if not said.isascii() or len(said) > 2 * _LONGEST or re.search(r"[,.;!?](?=\s)", said):
        return
    for seams, told in ((_BEGINS, slice(0, 1)), (_GIVES_REASON, slice(1, 2))):
        for seam in seams.finditer(said):
            halves = said[: seam.start()], said[seam.end() :]
            if _BARE.fullmatch(halves[0]) or (seams is _BEGINS and _BARE.fullmatch(halves[1])):
                continue
            if all(aside(each) and not _BEGINS.search(each) for each in halves[told]):
                yield ", ".join(halves)


def united(way: Sequence[Part]) -> Sequence[Part]:
    """The commands without those that only say another one again, or why it is wanted."""
    found: list[Part] = []
    for each in way:
        before = found[-1] if found else None
        one = _one(before, each) if before is not None else None
        if one is None:
            found.append(each)
        else:
            found[-1] = one
    return found


def _one(before: Part, after: Part) -> Part | None:
    """Two neighbours as one command; None where they are two."""
    first, second = before.understanding, after.understanding
    # 再 may be the "again" of 再说一次.
    if any(each.isalnum() for each in after.joint) and not (
        first.intent == second.intent == "talk.repeat" and after.joint[-1] == "再"
    ):
        return None
    if first.intent == second.intent:
        one, other = _said(first.slots), _said(second.slots)
        if other.items() <= one.items():
            return before
        if one.items() <= other.items():
            return after
        # The kitchen is too dark: make the light brighter.
        if (aside(before.text) or aside(after.text)) and all(
            one[name] == other[name] for name in one.keys() & other
        ):
            return replace(before, understanding=replace(first, slots={**first.slots, **second.slots}))
        return None
    # 屏幕晃眼，暗一些 is one wish, and so is 窗帘别动了，停.
    if not _said(second.slots) and len(after.text) <= _SHORT and _likewise(first.intent, second.intent):
        return before
    reasons = aside(before.text), aside(after.text)
    if reasons == (True, False):
        return _there(after, before)
    if reasons == (False, True):
        return _there(before, after)
    return None


def _likewise(first: str, second: str) -> bool:
    """Whether two intents do the same to other things."""
    deeds = first.partition(".")[2], second.partition(".")[2]
    return deeds[0] == deeds[1] or deeds in _LIKEWISE


def _there(command: Part, reason: Part) -> Part | None:
    """A command where its reason says it is to be done; None where the reason tells of more than that."""
    slots, told = command.understanding.slots, _said(reason.understanding.slots)
    if command.understanding.skill != reason.understanding.skill:
        return None if told.keys() - {"room"} else command
    if "room" in told and not {"room", "name"} & _said(slots).keys():
        understanding = replace(command.understanding, slots={**slots, "room": told["room"]})
        return replace(command, understanding=understanding)
    return command


def _said(slots: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in slots.items() if value not in (None, "", False)}
