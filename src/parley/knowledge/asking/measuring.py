"""Questions that compare: the highest, the second largest, which of two is longer, is this one older?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from parley.knowledge.asking.normal import SLOTS, normal
from parley.knowledge.asking.relations import LANGUAGES, Words, class_words, classes, words
from parley.knowledge.asking.types import Meaning, Shape

_P = f"[{SLOTS}]"
_ORDINALS = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_RANKS = {word: at for at, word in enumerate(_ORDINALS, 2)} | {
    f"{at}{'nd' if at == 2 else 'rd' if at == 3 else 'th'}": at for at in range(2, 11)
}
_ZH_RANKS = {word: at for at, word in enumerate("一二三四五六七八九十", 1)} | {
    str(at): at for at in range(1, 11)
}
_WORLD = (
    r"(?:(?:in|on|of) (?:all of |whole |entire )?(?:world|earth|planet|globe|all)|worldwide|(?:of )?all|"
    r"in existence|"
    r"known|ever|in (?:our )?solar system)"
)
_ZH_WORLD = "(?:太阳系|全世界|世界上|世界|全球|地球上|地球|天下)(?:的|里|范围内)?"
_ZH_COUNTERS = "(?:个|座|条|种|颗|片|本|首|位|名|部|项|家|块|道|类|门)"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks, and the slots it uses in the order of the meaning."""

    meaning: Meaning
    slots: str = ""


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    classes: Mapping[str, tuple[str, ...]]
    """Names of classes by word."""
    adjectives: Mapping[str, tuple[tuple[str, bool], ...]]
    """(relation, whether it is the least) by "taller" or 高."""
    superlatives: Mapping[str, tuple[tuple[str, bool], ...]]
    haves: Mapping[str, tuple[tuple[str, bool], ...]]
    """By what something has most of: "largest population"."""

    @property
    def kind(self) -> str:
        return _one_of(self.classes)


def _one_of(found: Mapping[str, object]) -> str:
    return "(?:" + "|".join(re.escape(each) for each in sorted(found, key=len, reverse=True)) + ")"


@cache
def _vocabulary(language: str) -> _Vocabulary:
    kinds: dict[str, list[str]] = {}
    for name, own in class_words(language).items():
        for word in own:
            kinds.setdefault(normal(word), []).append(name)
    gathered: list[dict[str, list[tuple[str, bool]]]] = [{}, {}, {}]
    for relation, own in words(language).items():
        for place, (more, less) in enumerate(_degrees(own)):
            for least, texts in enumerate((more, less)):
                for text in texts:
                    gathered[place].setdefault(normal(text), []).append((relation, bool(least)))
    made = [{key: tuple(found) for key, found in each.items()} for each in gathered]
    return _Vocabulary({key: tuple(found) for key, found in kinds.items()}, made[0], made[1], made[2])


def _degrees(own: Words) -> tuple[tuple[list[str], list[str]], ...]:
    return (own.more, own.less), (own.most, own.least), (own.most_have, own.least_have)


def asked(text: str) -> list[Asked]:
    """What a whole normal question with slots may ask, the likeliest first; empty for no such question."""
    return [found for language in LANGUAGES for found in _all(text, language)]


def _all(text: str, language: str) -> Iterator[Asked]:
    for pattern in _superlatives(language):
        if match := pattern.fullmatch(text):
            yield from _most(match, language)
    for shape, pattern in _counts(language):
        if match := pattern.fullmatch(text):
            yield from _of_kind(match, shape, language)
    for shape, pattern in _comparisons(language):
        if match := pattern.fullmatch(text):
            yield from _compared(match, shape, language)


def _most(match: re.Match[str], language: str) -> Iterator[Asked]:
    found, own = match.groupdict(), _vocabulary(language)
    rank = _rank(found.get("rank"))
    degrees: tuple[tuple[str, bool], ...] = ()
    if word := found.get("most"):
        degrees = own.superlatives.get(word, ())
    elif word := found.get("have"):
        degrees = own.haves.get(word, ())
    elif word := found.get("more"):
        degrees = own.adjectives.get(word, ())
    for name in own.classes.get(found["kind"], ()):
        usual = classes()[name].measure
        # "The largest city" is that of the most people, "the largest planet" that of the greatest diameter.
        plain = found.get("most") or found.get("more") or ""
        chosen = degrees
        if usual and plain in _PLAIN:
            chosen = tuple((each, least) for _, least in degrees[:1] for each in usual)
        for relation, least in chosen:
            meaning = Meaning(Shape.MOST, relation, least, rank, tuple(classes()[name].ids), found["kind"])
            yield Asked(meaning, found.get("place") or "")


_PLAIN = frozenset({"largest", "biggest", "smallest", "最大的", "最大", "最小的", "最小", "大", "小"})


def _of_kind(match: re.Match[str], shape: Shape, language: str) -> Iterator[Asked]:
    found = match.groupdict()
    for name in _vocabulary(language).classes.get(found["kind"], ()):
        if shape is Shape.LIST and language == "en" and found["kind"] == class_words("en")[name][0]:
            continue  # "What is the capital of X?" asks for one
        if shape is Shape.LIST and not found.get("place") and not classes()[name].whole:
            continue
        yield Asked(
            Meaning(shape, kinds=tuple(classes()[name].ids), kind=found["kind"], whole=classes()[name].whole),
            found.get("place") or "",
        )


def _compared(match: re.Match[str], shape: Shape, language: str) -> Iterator[Asked]:
    own, found = _vocabulary(language), match.groupdict()
    word = found.get("more") or found.get("have") or ""
    degrees = own.adjectives.get(word, ()) or own.haves.get(word, ())
    for relation, least in degrees:
        yield Asked(Meaning(shape, relation, least), found["a"] + found["b"])
    if found.get("first"):
        yield Asked(Meaning(shape, "P569", least=True), found["a"] + found["b"])


def _rank(text: str | None) -> int:
    return ((_RANKS | _ZH_RANKS).get(text) or 1) if text else 1


@cache
def _inner(language: str) -> tuple[re.Pattern[str], ...]:
    own = _vocabulary(language)
    most, have, more, kind = (
        _one_of(own.superlatives),
        _one_of(own.haves or {"\0": ()}),
        _one_of(own.adjectives),
        own.kind,
    )
    if language == "en":
        rank = rf"(?:(?P<rank>{'|'.join(_RANKS)}) )?"
        place = rf"(?: (?:(?:in|on|of|from|within|inside) (?P<place>{_P})|{_WORLD}))?"
        has = "(?:with|has|that has|having)"
        texts = [
            rf"{rank}(?P<most>{most}) (?P<kind>{kind}){place}",
            rf"(?P<place>{_P})(?: 's)? {rank}(?P<most>{most}) (?P<kind>{kind})",
            rf"world 's {rank}(?P<most>{most}) (?P<kind>{kind})",
            rf"(?P<kind>{kind}){place} {has} {rank}(?P<have>{have})",
            rf"(?P<kind>{kind}) {has} {rank}(?P<have>{have}){place}",
            rf"{rank}(?P<most>{most}) of (?:all )?(?P<kind>{kind}){place}",
        ]
    else:
        place = rf"(?:(?P<place>{_P})(?:境内|国内|里面|里|上)?的?|{_ZH_WORLD})?"
        rank = rf"第(?P<rank>{'|'.join(_ZH_RANKS)})(?P<more>{more})的?"
        texts = [
            rf"{place}(?P<most>{most})的?(?:一{_ZH_COUNTERS}|那{_ZH_COUNTERS})?(?P<kind>{kind})",
            rf"{place}(?:面积|人口|海拔|长度)?{rank}(?P<kind>{kind})",
            rf"{place}(?P<kind>{kind})(?:中|里|之中|里面)(?P<most>{most})的?(?:一{_ZH_COUNTERS})?",
        ]
    return tuple(re.compile(each) for each in texts)


@cache
def _superlatives(language: str) -> tuple[re.Pattern[str], ...]:
    own = _vocabulary(language)
    most, kind = _one_of(own.superlatives), own.kind
    if language == "en":
        rank = rf"(?:(?P<rank>{'|'.join(_RANKS)}) )?"
        have = _one_of(own.haves)
        place = rf"(?: (?:(?:in|on|of|from|within) (?P<place>{_P})|{_WORLD}))?"
        lead = r"(?:(?:what|who|where) is |what |who |name |name of |where can i find |tell me )?(?:called )?"
        inner = [rf"{lead}{each.pattern}(?: called)?" for each in _inner("en")]
        texts = [
            *inner,
            rf"(?:in |of )?what (?P<kind>{kind}){place} (?:is|has) {rank}(?P<most>{most})(?: one)?",
            rf"what (?P<kind>{kind}) is {rank}(?P<most>{most})(?: one)?{place}",
            rf"what (?P<kind>{kind}){place} has {rank}(?P<have>{have})",
            rf"what (?P<kind>{kind}) has {rank}(?P<have>{have}){place}",
            rf"what is (?:name of )?{rank}(?P<most>{most}) (?P<kind>{kind}){place}(?: called| by \w+)?",
            rf"(?:of|among) (?:all )?(?P<kind>{kind}){place} what (?:one )?is {rank}(?P<most>{most})",
            rf"(?P<most>{most}) (?P<kind>{kind}){place} is what",
            rf"what is (?P<place>{_P}) 's {rank}(?P<most>{most}) (?P<kind>{kind})(?: called)?",
            rf"(?:in )?(?P<place>{_P}) what is {rank}(?P<most>{most}) (?P<kind>{kind})",
        ]
    else:
        tail = (
            rf"(?:(?:是|叫|为|有)?(?:什么名字|什么|哪{_ZH_COUNTERS}|哪里|哪国|哪|谁|在哪里|在哪)?"
            rf"(?:{kind})?|是哪{_ZH_COUNTERS}{kind}|叫什么名字|的是谁|是哪一{_ZH_COUNTERS})?"
        )
        place = rf"(?:在?(?P<place>{_P})(?:境内|国内|里面|里|上)?的?|在?{_ZH_WORLD})?"
        what = rf"(?:哪些|哪{_ZH_COUNTERS}?|什么)"
        texts = [
            *(rf"{each.pattern}{tail}" for each in _inner("zh")),
            rf"{place}{what}(?P<kind>{kind})(?:的)?(?P<most>{most})",
            rf"{what}(?P<kind>{kind})是{place}(?P<most>{most})的?(?:{kind})?",
            rf"{what}是{place}(?P<most>{most})的?(?P<kind>{kind})",
            rf"{place}(?P<most>{most})的?是{what}(?P<kind>{kind})",
            rf"{place}(?P<kind>{kind})(?:中|里|之中|里面)?{what}(?P<most>{most})",
            rf"{place}(?P<kind>{kind})(?:中|里|之中|里面)?(?P<most>{most})的?是{what}(?:{kind})?",
            rf"{what}(?P<kind>{kind})(?:在{_P})?第(?P<rank>{'|'.join(_ZH_RANKS)})(?P<more>{_one_of(own.adjectives)})",
        ]
    return tuple(re.compile(each) for each in texts)


@cache
def _counts(language: str) -> tuple[tuple[Shape, re.Pattern[str]], ...]:
    kind = _vocabulary(language).kind
    if language == "en":
        place = rf"(?: (?:(?:in|on|of|from|within) (?P<place>{_P})|{_WORLD}))?"
        many = [
            rf"how many (?:different )?(?P<kind>{kind})(?: (?:is|exist|does|has))?(?: there| we "
            rf"has)?{place}(?: has)?",
            rf"how many (?P<kind>{kind}) (?:does|has|is in|is on|belong to|lie in) (?P<place>{_P})(?: "
            rf"has| contain| consist of| comprise)?",
            rf"how many (?P<kind>{kind}) (?:is|lie|lies|belong) (?:part of|to|in|on|within) (?P<place>{_P})",
            rf"(?:what is )?number of (?P<kind>{kind}){place}",
            rf"how many (?P<place>{_P}) (?P<kind>{kind})(?: is| exist)?(?: there)?",
            rf"how many (?P<kind>{kind}) make up (?P<place>{_P})",
            rf"how many (?P<kind>{kind}) does (?:world|earth) has",
            rf"(?P<place>{_P}) has how many (?P<kind>{kind})",
        ]
        lists = [
            rf"(?:what|list|name|show me|give me|list all|name all|what is all|tell me) (?:all "
            rf")?(?P<kind>{kind})(?: (?:is|does|exist))?(?: there)? "
            rf"(?:(?:in|on|of|from|within) (?P<place>{_P}))",
            rf"what (?P<kind>{kind}) (?:does|has) (?P<place>{_P})(?: has| contain)?",
            rf"what (?P<kind>{kind}) (?:is|belong|lie) (?:part of|to|located in|found in|in|on|within) "
            rf"(?P<place>{_P})",
            rf"what is (?P<kind>{kind}) (?:(?:in|on|of|from|within) (?P<place>{_P}))",
            rf"(?:list|name|what is|name me|list me|tell me)(?: all)?(?: of)? (?P<kind>{kind})(?: called)?",
            rf"what (?P<kind>{kind}) (?:is|exist|does)(?: there)?(?: exist| is)?",
            rf"what is (?P<place>{_P}) 's (?P<kind>{kind})",
        ]
    else:
        number = rf"(?:多少|几)(?:{_ZH_COUNTERS})?(?:不同的)?"
        place = rf"(?:在?(?P<place>{_P})(?:境内|国内|里面|里|上)?的?|在?{_ZH_WORLD})?"
        need = rf"在?(?P<place>{_P})(?:境内|国内|里面|里|上)?"
        many = [
            rf"{place}(?:都)?(?:有|包含|包括|拥有|由)?{number}(?P<kind>{kind})(?:组成)?",
            rf"{place}(?P<kind>{kind})(?:都)?(?:有|是)?{number}",
            rf"(?:有)?{number}(?P<kind>{kind})(?:在|属于|位于){need}",
            rf"{place}(?P<kind>{kind})的?(?:数量|数目|个数|总数)(?:是|有)?(?:多少)?",
        ]
        lists = [
            rf"{need}(?:的)?(?:都)?(?:有|包括|包含)(?:哪些|哪几{_ZH_COUNTERS}|什么)(?P<kind>{kind})",
            rf"(?:有)?(?:哪些|哪几{_ZH_COUNTERS}|什么)(?P<kind>{kind})(?:在|位于|属于){need}",
            rf"{need}的?(?P<kind>{kind})(?:都)?(?:有|是|包括)(?:哪些|哪几{_ZH_COUNTERS}|什么)",
            rf"(?:列出|列举|说出){need}的?(?:所有)?的?(?P<kind>{kind})",
            rf"(?:都)?有(?:哪些|哪几{_ZH_COUNTERS})(?P<kind>{kind})",
            rf"(?P<kind>{kind})(?:都)?有(?:哪些|哪几{_ZH_COUNTERS})",
        ]
    found = [(Shape.MANY, re.compile(each)) for each in many]
    return (*found, *((Shape.LIST, re.compile(each)) for each in lists))


@cache
def _comparisons(language: str) -> tuple[tuple[Shape, re.Pattern[str]], ...]:
    own = _vocabulary(language)
    more, a, b = f"(?P<more>{_one_of(own.adjectives)})", f"(?P<a>{_P})", f"(?P<b>{_P})"
    if language == "en":
        what = rf"(?:what|who|what one|what of two|what (?:{own.kind}))"
        has = f"(?:has|has got) (?P<have>{_one_of(own.haves)}|{_one_of(own.adjectives)})"
        which = [
            rf"{what} is (?:much )?{more} {a} or {b}",
            rf"{what} {has} {a} or {b}",
            rf"is {a} or {b} {more}",
            rf"{a} or {b} (?:{what} is |which is )?{more}",
            rf"(?:between|of|out of|comparing) {a} and {b} {what} is {more}",
            rf"{what} is {more} between {a} and {b}",
            rf"{what} of {a} and {b} is {more}",
            rf"does {a} or {b} {has}",
            rf"who is (?P<first>born) (?:first|earlier) {a} or {b}",
            rf"is {a} {more} or {b}",
        ]
        than = [
            rf"is {a} (?:much |really |actually )?{more} than {b}(?: is)?",
            rf"does {a} {has} than {b}(?: does| has)?",
        ]
        by = [
            rf"how much {more} is {a} than {b}(?: is)?",
            rf"by how much is {a} {more} than {b}",
            rf"how many (?:meters|kilometers|feet|miles|years|people) {more} is {a} than {b}",
            rf"how much {more} than {b} is {a}",
        ]
    else:
        what = (
            "(?:哪一?个|哪一?座|哪一?条|哪里|谁|哪个国家|哪座城市|哪个城市|哪一?颗|哪一?位|哪座山|哪条河|"
            "哪边)"
        )
        very = "(?:更|比较|的?更|要)?"
        some = "(?:一些|一点|些|点)?"
        own_more = rf"{very}{more}{some}"
        which = [
            rf"{a}(?:和|跟|与|同|、|还是|或者|或)?{b}(?:相比|比|比起来|之间|两个|两座|两条|这两个|中|里|当中)?(?:，)?{what}的?{own_more}",
            rf"{what}的?{own_more}{a}(?:还是|或者|或|和){b}",
            rf"(?:是)?{a}(?P=more0)?{more}还是{b}(?P<again>{_one_of(own.adjectives)})",
            rf"(?:是)?{a}{own_more}还是{b}(?:{very}{_one_of(own.adjectives)}{some})?",
            rf"{a}(?:和|跟|与)?{b}谁比谁{more}",
            rf"(?:相比|比较)?{a}(?:和|跟|与){b}(?:的)?(?:哪个|谁)?{own_more}的?是{what}",
        ]
        which = [each for each in which if "more0" not in each]
        than = [
            rf"{a}(?:是不是|有没有)?(?:比|有){b}(?:的)?(?:还|更|要|这么|那么)?{more}(?:吗|么)?",
            rf"{a}(?:有没有|是不是比){b}(?:还|更|要|这么|那么)?{more}",
        ]
        by = [
            rf"{a}比{b}(?:要)?{more}(?:出)?(?:多少|几|多少米|几米|几岁|多少岁|多少公里|多少倍|多少人)",
            rf"{a}(?:和|跟|与){b}(?:相差|差|差了)(?:多少|几岁|多少岁)(?P<more>)",
        ]
    return (
        *((Shape.COMPARE, re.compile(each)) for each in which),
        *((Shape.BIGGER, re.compile(each)) for each in than),
        *((Shape.DIFFERENCE, re.compile(each)) for each in by),
    )


def within(text: str) -> list[tuple[int, int, Asked]]:
    """Parts of a question that stand for a thing in an order: (start, end, "the largest country in X")."""
    found: list[tuple[int, int, Asked]] = []
    for language in LANGUAGES:
        for pattern in _inner(language):
            if (match := pattern.search(text)) and match.end() - match.start() < len(text):
                found += [(match.start(), match.end(), each) for each in _most(match, language)]
    return found
