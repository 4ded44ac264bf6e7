"""People: when they were born and died, what they did and where they are from: WordNet and CC-CEDICT."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.calling import TITLES, alike, label, surname, trade
from parley.knowledge.starter.countries import country
from parley.knowledge.starter.dictionary import Dictionary, Entry, plain
from parley.knowledge.starter.lives import UNSURE, Life, life
from parley.knowledge.starter.nouns import Noun, Nouns
from parley.knowledge.starter.sheets import Sheet

_NOBODY = re.compile(
    r"\b(Wars?|Battle|Revolution|[Dd]ynast(y|ies)|[Pp]eriod|[Rr]eign|Emperor name|Party|Treaty|Uprising|name"
    r"|Three great|States?|dynasties|Korea|Kingdoms?|[Cc]ulture|bakufu|[Cc]ampaign|[Mm]ovement|Incident|era"
    r"|Company|Zhou|Khanate|Empire|Republic)\b"
)
_NO_NAMES = re.compile(
    r"(朝|战争|会战|战役|时期|时代|起义|运动|革命|文化|事件|幕府|王国|帝国|年间|代|纪|[东西南北].[齐魏周])$"
)
"""Words for times and deeds, which have years as people have."""
_OFFICES = (
    "President of the United States", "King of England", "Queen of England", "King of Great Britain",
    "King of France", "Roman Emperor", "Holy Roman Emperor", "pope", "czar", "emperor", "king", "queen",
    "empress", "chief justice", "Prime Minister", "chancellor", "shah", "sultan", "pharaoh", "First Lady",
)  # fmt: skip
"""Kinds that are something one holds and not a profession."""
NATIONS = {
    "United States": "US", "American": "US", "US": "US", "English": "GB", "Scottish": "GB", "Welsh": "GB",
    "British": "GB", "Dutch": "NL", "Flemish": "BE", "Swiss": "CH", "Argentine": "AR", "Filipino": "PH",
    "Englishman": "GB", "Norwegian": "NO", "Danish": "DK", "Spanish": "ES", "Turkish": "TR", "Polish": "PL",
    "Irish": "IE", "Czech": "CZ", "Thai": "TH", "Swedish": "SE", "Finnish": "FI", "Iraqi": "IQ",
}  # fmt: skip
"""Words for a people that countries' own lists lack, or have otherwise."""
_HAN = re.compile(r" ?[\u3400-\u9fff·]+")
_VAGUE = frozenset(
    ("player", "director", "president", "minister", "star", "leader", "governor", "member", "son", "chief")
)
"""Words that say what somebody was only together with others."""
_ABROAD = re.compile(r"Japan|Korea|Vietnam|Taiwan|Hong Kong|American|British|missionary|Jesuit|Mongol")
_DYNASTIES = re.compile(
    r"\b(Tang|Song|Ming|Qing|Han|Yuan|Jin|Wei|Sui|Zhou|Qin|Liang|Warring States|Three Kingdoms|Republican"
    r"|Northern|Southern|PRC|Chinese|Communist|Communists|CCP|Guomindang|Kuomintang|KMT|Beijing)\b"
)


@dataclass
class Person:
    """What is known of one."""

    iri: str
    english: str
    names: set[str] = field(default_factory=set[str])
    chinese: list[str] = field(default_factory=list[str])
    born: int | None = None
    died: int | None = None
    told: str = ""
    kinds: dict[str, str] = field(default_factory=dict[str, str])
    """WordNet's number of a profession or office, with its word."""
    nation: str = ""
    links: int = 0
    birthplace: str = ""
    """The country of birth, where that is told."""
    chinese_only: bool = False
    dated: bool = False
    """Whether CC-CEDICT has the years, and WordNet has not."""


class People:
    """Everybody, the same person of both sources once."""

    def __init__(
        self,
        nouns: Nouns,
        words: Dictionary,
        demonyms: dict[str, str],
        countries: dict[str, str],
        chinese: dict[str, str],
    ) -> None:
        self._nouns, self._words, self._countries, self._chinese = nouns, words, countries, chinese
        self.nations = demonyms | NATIONS
        self.everybody = [self._of(each) for each in nouns.named() if "person" in nouns.over(each.number)]
        self._by_life: dict[tuple[str, int | None], list[Person]] = defaultdict(list)
        for each in self.everybody:
            if each.born is not None:
                for name in each.names:
                    self._by_life[surname(name), each.born].append(each)
        self._undated = {
            plain(name): each
            for each in self.everybody
            if each.born is None
            for name in sorted(each.names)
            if " " in name or len(name) > 5
        }
        self._trades = self._professions()
        for entry in words.entries:
            self._meet(entry)
        self._tell_apart()
        self.by_name: dict[str, Person] = {}
        """People by each of their names, in either language; the best known first."""
        for each in sorted(self.everybody, key=self.renown, reverse=True):
            for name in {each.english, *each.names, *each.chinese}:
                self.by_name.setdefault(plain(name), each)

    def write(self, wordnet: Sheet, cedict: Sheet) -> None:
        """What each source says into its sheet."""
        used: dict[str, str] = {}
        for each in self.everybody:
            own = cedict if each.chinese_only else wordnet
            own.link(each.iri, "P31", "Q5")
            own.name(each.iri, each.english, "en", each.names)
            for name in each.chinese[:1]:
                others = [*each.chinese[1:], *(one.replace("·", "") for one in each.chinese)]
                cedict.name(each.iri, name, "zh", others)
            for relation, year in (("P569", each.born), ("P570", each.died)):
                if year is not None:
                    (cedict if each.dated else own).add(each.iri, relation, sheets.year(year))
            for relation, code in (("P27", each.nation), ("P19", each.birthplace)):
                if code:
                    own.link(each.iri, relation, country(code))
            for number, word in each.kinds.items():
                own.link(each.iri, "P39" if word in _OFFICES else "P106", profession(number))
                used[number] = word
            if each.told:
                own.add(each.iri, terms.DESCRIPTION, sheets.text(each.told, "en"))
            if each.chinese and (trades := self._in_chinese(each)):
                cedict.add(each.iri, terms.DESCRIPTION, sheets.text(trades, "zh"))
            own.add(each.iri, terms.POPULARITY, sheets.number(self.renown(each)))
        for number, word in sorted(used.items()):
            me = profession(number)
            wordnet.link(me, "P31", "Q4164871" if word in _OFFICES else "Q28640")
            words = self._nouns.by_number[number].words
            wordnet.name(me, trade(words), "en", words)
            cedict.name(me, self._profession(number, word), "zh")
            wordnet.add(me, terms.POPULARITY, sheets.number(200_000))

    def _in_chinese(self, person: Person) -> str:
        """``德国物理学家``, from what is known; empty where no profession has a Chinese word."""
        words = [
            self._profession(number, word) for number, word in person.kinds.items() if word not in _OFFICES
        ]
        told = "、".join([each for each in words if each][:2])
        return f"{self._chinese.get(person.nation, '')}{told}" if told else ""

    def _profession(self, number: str, word: str) -> str:
        return self._words.word(*dict.fromkeys([word, *self._nouns.by_number[number].words]))

    def renown(self, person: Person) -> int:
        """Known to a Chinese dictionary, and to words made of the name such as "Darwinism"."""
        return min(
            800_000,
            250_000 + 200_000 * bool(person.chinese) + 12_000 * min(person.links, 15)
            + 30_000 * min(len(person.chinese), 3),
        )  # fmt: skip

    def _of(self, noun: Noun) -> Person:
        called = label(noun.words)
        person = Person(f"urn:parley:wordnet:{noun.number}", called, set(noun.words), links=noun.links)
        if noun.words[0] != called and len(noun.words[0].split()) == 1:
            person.names = set(noun.words)
        person.told = re.sub(r"\s*\((?:\?|circa|born|died|c\.|\d)[^()]*\)\s*$", "", noun.told.split('; "')[0])
        years = life(noun.told)
        person.born, person.died = years.born, years.died
        for number in noun.kinds:
            word = self._nouns.by_number[number].words[0]
            if word not in ("man", "woman", "wife", "German", "Irani"):
                person.kinds[number] = word
        person.nation = self._nation(person.told)
        if found := re.search(r"\bborn in (?:\d{4} in )?([A-Z]\w+(?: [A-Z]\w+)*)", noun.told):
            person.birthplace = self._countries.get(found[1], "")
        return person

    def _nation(self, told: str) -> str:
        """The country whose people the description begins with: ``French architect``."""
        if "President of the United States" in told:
            return "US"
        words = told.split()
        for start in range(4):
            for count in (3, 2, 1):
                found = self.nations.get(" ".join(words[start : start + count]).rstrip(",;"))
                if found:
                    return "" if "ancient" in told[:12] else found
            # "prolific Austrian composer", but not "leader of French …".
            if not words[start : start + 1] or not re.fullmatch(
                r"(?!of|in|by|to|who|with)[a-z-]+|\d+\w\w", words[start]
            ):
                break
        return ""

    def _professions(self) -> dict[str, str]:
        """WordNet's numbers of professions by their English words, as far as somebody in it has them."""
        count: dict[tuple[str, str], int] = defaultdict(int)
        for each in self.everybody:
            for number in each.kinds:
                for word in self._nouns.by_number[number].words:
                    count[word.casefold(), number] += 1
        found: dict[str, str] = {}
        for (word, number), _ in sorted(count.items(), key=lambda each: -each[1]):
            found.setdefault(word, number)
        return found

    def _meet(self, entry: Entry) -> None:
        """A meaning with years of a life is a person: one that is there already, or a new one."""
        for meaning in entry.meanings:
            found = life(meaning)
            head = meaning[: found.start].strip(" ,") if found.start > 0 else ""
            if not head or not head[0].isupper() or not entry.reading[:1].isupper():
                continue
            if _NOBODY.search(head) or _NO_NAMES.search(entry.word) or len(head.split()) > 9:
                continue
            names = [_HAN.sub("", each).strip() for each in re.split(r" or |, also known as | aka ", head)]
            names = [each.split(",")[0].strip() for each in names if each.split(",")[0].strip()]
            if not names:
                continue
            self._join(entry, names, meaning)

    def _join(self, entry: Entry, names: list[str], meaning: str) -> None:
        lives = life(meaning)
        if person := self._same(names, lives, entry.word):
            if entry.word not in person.chinese:
                person.chinese.append(entry.word)
                person.chinese.sort(key=lambda word: self._plainness(word, person))
            person.names |= set(names)
            if person.born is None and lives.born is not None:
                person.born, person.died, person.dated = lives.born, lives.died, True
            return
        told = UNSURE.sub("", meaning[lives.end :]).strip(" ,;")
        iri = f"urn:parley:cedict:{entry.word}-{'' if lives.born is None else lives.born}".rstrip("-")
        names = [re.sub(r"\b[A-Z]{3,}\b", lambda word: word[0].capitalize(), each) for each in names]
        person = Person(iri, TITLES.sub("", names[0]), set(names), [entry.word], lives.born, lives.died, told)
        person.chinese_only = True
        person.nation = self._nation(told) or (
            "CN" if _DYNASTIES.search(told) and not _ABROAD.search(told) else ""
        )
        for word in re.findall(r"[A-Za-z]+", _calling(told)):
            number = self._trades.get(word.casefold()) or self._trades.get(re.sub("s$", "", word.casefold()))
            if (
                number
                and word not in _VAGUE
                and self._nouns.by_number[number].words[0] != "President of the United States"
            ):
                person.kinds.setdefault(number, self._nouns.by_number[number].words[0])
        self.everybody.append(person)
        for name in names:
            if lives.born is None:
                self._undated.setdefault(f"{plain(name)} {entry.word}", person)
            else:
                self._by_life[surname(name), lives.born].append(person)

    def _same(self, names: list[str], lives: Life, word: str) -> Person | None:
        """Who is there already: of the same year and surname, or of the same name and without years."""
        for name in names if lives.born is not None else ():
            for each in self._by_life[surname(name), lives.born]:
                agree = each.died is None or lives.died is None or abs(each.died - lives.died) <= 2
                if agree and any(alike(name, other) for other in each.names):
                    return each
        keys = [key for name in names for key in (plain(name), f"{plain(name)} {word}")]
        undated = [self._undated[key] for key in keys if key in self._undated]
        return undated[0] if undated else None

    def _plainness(self, word: str, person: Person) -> tuple[bool, bool, bool, bool, int]:
        """孙中山 before names of address, of Taiwan, and long ones; 玄奘, as in English, before 唐僧."""
        entries = self._words.by_word[word]
        taiwan = all("(Tw)" in " ".join(each.meanings) for each in entries)
        spelled = {re.sub(r"[\d ]", "", each.reading).casefold() for each in entries}
        own = re.sub("[ '-]", "", person.english).casefold() in spelled
        address = word.endswith(("主席", "夫人", "先生", "氏", "皇后"))
        last = word.rsplit("·", 1)[-1]
        return not own, taiwan, address, "·" in word, -max(self._words.used(word), self._words.used(last))

    def _tell_apart(self) -> None:
        """Of two with one Chinese name who has more of them is called by another: 希拉里, not 克林顿."""
        taken: set[str] = set()
        for each in sorted(self.everybody, key=lambda person: (len(person.chinese), -self.renown(person))):
            free = [name for name in each.chinese if name not in taken]
            if free and each.chinese[0] in taken:
                each.chinese.remove(free[0])
                each.chinese.insert(0, free[0])
            taken |= set(each.chinese[:1])


def profession(number: str) -> str:
    """The name of a profession or office in the graph."""
    return f"urn:parley:wordnet:{number}"


def _calling(told: str) -> str:
    """The beginning that says what somebody was: not whose wife, and not what the book is about."""
    first, *others = re.split(r"[,;]", told)
    short = [each for each in others if len(each.split()) <= 3]
    parts = [first, *(short if len(first.split()) <= 4 else ())]
    return " ".join(re.split(r"\b(?:of|who|which|from|in|by|to|for|on)\b", each)[0] for each in parts)
