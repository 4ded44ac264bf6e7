"""People, places and organisations in Chinese: jieba's tagger, put right by rules and the gazetteer.

jieba (by rjieba) cuts words and says which it takes for names, by its dictionary and a hidden Markov model.
Rules take out what is no name, join what belongs together and know an organisation by its last word.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from parley.language.entities.types import Entity, Kind
from parley.language.entities.words import is_place
from parley.language.script import to_simplified
from parley.language.understanding.model.features import legible


class Tagged(NamedTuple):
    """``text[start:end]``."""

    start: int
    end: int
    word: str
    tag: str


_SURNAMES = re.compile(
    "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐"
    "费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝"
    "董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔"
    "吉龚程嵇邢裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束"
    "龙叶幸司韶郜黎蓟薄印宿白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀浦尚农"
    "温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简"
    "饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖闫涂覃付仝]|欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐"
)
_TITLES = re.compile(
    "先生|女士|小姐|老师|教授|博士|医生|主任|经理|总统|主席|总理|部长|省长|市长|书记|局长|同志|总裁|董事长"
)
_ORGANISATION = re.compile(
    "公司|集团|大学|学院|中学|小学|银行|医院|研究所|研究院|科学院|委员会|协会|学会|基金会|法院|检察院|出版社|通讯社|日报|晚报|电视台|"
    "电台|俱乐部|联盟|总局|公安局|政府|外交部|国务院|教育部|党|联合会|议会|国会|法庭|足球队|代表团|办公厅|办事处|事务所|有限公司|博物馆|"
    "图书馆|总部|总会|工会|厂|组织"
)
_PLACE_END = re.compile(
    "省|市|县|区|州|镇|乡|村|路|街|道|山|河|江|湖|海|岛|湾|港|广场|公园|机场|车站|大桥|大街|大道"
)
_LAND = re.compile("(?:特别行政区|共和国|自治区|自治州|合众国|联邦|王国)$")
_NAMES = frozenset({"nr", "nrfg", "nrt"})
_PART = frozenset(
    {"n", "nz", "ns", "nt", "j", "nr", "nrt", "vn", "b", "m", "a", "eng", "an", "s", "l", "f", "nrfg"}
)
_LONGEST = 6
"""Words of an organisation's name."""
_CALLED = re.compile(
    rf"(?:我叫|他叫|她叫|名叫|叫做|姓名(?:是|为|[:：])?|名字(?:是|叫))((?:{_SURNAMES.pattern})[\u4e00-\u9fff]{{1,2}})"
    r"(?=[，。！？、；,.!?;\s]|$)"
)
_TOLD, _LIKELY = 0.9, 0.75
"""How sure it is, where somebody says that it is a name, and where a tagger does; estimates."""


@cache
def _ordinary() -> frozenset[str]:
    """Words that jieba takes for names, and that hardly ever are."""
    told = msgspec.yaml.decode(files("parley.language.entities").joinpath("words.yaml").read_text("utf-8"))
    return frozenset(str(told["ordinary"]).split())


def tagged(text: str) -> list[Tagged]:
    """The words of a text and jieba's tags, which know simplified characters."""
    import rjieba

    plain = legible(text)
    simple = to_simplified(plain)
    words: list[tuple[str, str]] = rjieba.tag(simple if len(simple) == len(plain) else plain)
    found: list[Tagged] = []
    at = 0
    for word, tag in words:
        found.append(Tagged(at, at + len(word), word, tag))
        at += len(word)
    return found


def names(text: str) -> list[Entity]:
    """People, places and organisations."""
    line = tagged(text)
    found = _organisations(line)
    found += _people(line, text)
    found += _places(line)
    return found


def _organisations(line: list[Tagged]) -> list[Entity]:
    found: list[Entity] = []
    for at, one in enumerate(line):
        if _LAND.search(one.word):
            continue
        if one.tag == "nt":
            found.append(Entity(one.start, one.end, Kind.ORGANIZATION, 0.85))
            continue
        if not _ORGANISATION.fullmatch(one.word) and not (
            len(one.word) > 3 and one.tag[0] == "n" and re.search(f"(?:{_ORGANISATION.pattern})$", one.word)
        ):
            continue
        first = at
        while first > 0 and at - first < _LONGEST and line[first - 1].tag in _PART:
            first -= 1
        # A name begins with the name of a place, a person or a mark.
        while first < at and line[first].tag not in ("ns", "nz", "nr", "nrt", "nt", "j", "eng"):
            first += 1
        if first < at or (len(one.word) > 3 and one.tag in ("nt", "nz", "nrt")):
            found.append(Entity(line[first].start, one.end, Kind.ORGANIZATION, 0.8))
    return found


def _people(line: list[Tagged], text: str) -> list[Entity]:
    found = [Entity(*match.span(1), Kind.PERSON, _TOLD) for match in _CALLED.finditer(text)]
    for at, one in enumerate(line):
        word, size = one.word, one.end - one.start
        after = line[at + 1] if at + 1 < len(line) else None
        if one.tag in _NAMES and size >= 2:
            foreign = "·" in word or one.tag == "nrt"
            before = line[at - 1] if at else None
            if before is not None and size == 2 and not foreign and _is_surname(before):
                # A surname that was cut off: 康 淑英.
                found.append(Entity(before.start, one.end, Kind.PERSON, _LIKELY))
            elif (foreign or (_SURNAMES.match(word) and size <= 4)) and _may_be_called(one):
                found.append(_with_dots(Entity(one.start, one.end, Kind.PERSON, _LIKELY), line, at))
        elif _is_surname(one) and after is not None and _TITLES.fullmatch(after.word):
            found.append(Entity(one.start, one.end, Kind.PERSON, 0.7))
    return found


def _is_surname(one: Tagged) -> bool:
    return (
        one.end - one.start == 1
        and bool(_SURNAMES.fullmatch(one.word))
        and one.tag not in ("c", "p", "d", "r")
    )


def _may_be_called(one: Tagged) -> bool:
    return is_place(one.word) < 3 and one.word not in _ordinary() and not _taken_apart(one)


def _with_dots(entity: Entity, line: list[Tagged], at: int) -> Entity:
    """A foreign name with all its parts: 史蒂夫·乔布斯."""
    start, end = entity.start, entity.end
    back, ahead = at, at
    while back >= 2 and line[back - 1].word in "·・" and len(line[back - 2].word) > 1:
        back -= 2
        start = line[back].start
    while ahead + 2 < len(line) and line[ahead + 1].word in "·・" and len(line[ahead + 2].word) > 1:
        ahead += 2
        end = line[ahead].end
    return Entity(
        start, end, entity.kind, 0.85 if (start, end) != (entity.start, entity.end) else entity.score
    )


def _taken_apart(one: Tagged) -> list[Entity]:
    """Of words that jieba knows whole, the place that they begin with: 德国总理, 美国纽约."""
    if len(one.word) < 4 or one.tag in ("nt", "ns") or is_place(one.word):
        return []
    for cut in (4, 3, 2):
        first, rest = one.word[:cut], one.word[cut:]
        if len(rest) >= 2 and is_place(first) == 3:
            found = [Entity(one.start, one.start + cut, Kind.LOCATION, 0.8)]
            if is_place(rest) > 1:
                found.append(Entity(one.start + cut, one.end, Kind.LOCATION, 0.8))
            return found
    return []


def _places(line: list[Tagged]) -> list[Entity]:
    found: list[Entity] = []
    for at, one in enumerate(line):
        if parts := _taken_apart(one):
            found += parts
            continue
        known = (
            len(one.word) > 1 and one.tag in ("ns", "nz", "nr", "nrt", "n", "j") and is_place(one.word) > 1
        )
        land = one.tag in ("ns", "nt") and _LAND.search(one.word)
        if (one.tag != "ns" and not land and not (known and one.tag != "n")) or one.word in _ordinary():
            continue
        end = one.end
        if at + 1 < len(line) and _PLACE_END.fullmatch(line[at + 1].word):
            end = line[at + 1].end
        found.append(Entity(one.start, end, Kind.LOCATION, 0.9 if known else 0.8))
    return found
