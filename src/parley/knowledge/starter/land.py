"""Mountains, rivers, lakes, seas, deserts, islands and states: WordNet, with Chinese names of CC-CEDICT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.countries import continent, country
from parley.knowledge.starter.dictionary import Dictionary, plain
from parley.knowledge.starter.nouns import Noun, Nouns
from parley.knowledge.starter.places import Cities, city
from parley.knowledge.starter.sheets import Sheet

KINDS = {
    "mountain peak": "Q8502", "mountain": "Q8502", "volcano": "Q8072", "river": "Q4022", "lake": "Q23397",
    "sea": "Q165", "ocean": "Q9430", "desert": "Q8514", "island": "Q23442", "Aegean island": "Q23442",
    "archipelago": "Q33837", "range": "Q46831", "waterfall": "Q34038", "strait": "Q37901", "bay": "Q39594",
    "gulf": "Q1322134", "peninsula": "Q34763", "American state": "Q35657", "Canadian province": "Q11828004",
    "Australian state": "Q5852411", "national park": "Q46169", "canal": "Q12284", "ship canal": "Q12284",
    "university": "Q3918", "constellation": "Q8928", "skyscraper": "Q11303", "tower": "Q12518",
    "suspension bridge": "Q12570", "cantilever bridge": "Q158438", "ocean trench": "Q119253", "war": "Q198",
    "pitched battle": "Q178561", "naval battle": "Q1261499", "plain": "Q160091", "glacier": "Q35666",
    "French region": "Q36784", "Italian region": "Q16110", "plateau": "Q75520", "isthmus": "Q93267",
    "cape": "Q185113", "channel": "Q1210950", "Hawaiian Islands": "Q23442",
}  # fmt: skip
"""WordNet's kinds of places and other things, and their numbers in Wikidata."""
ENDINGS = {
    "Q8502": "山峰岭", "Q8072": "山", "Q4022": "河江水川曲", "Q23397": "湖海池泊", "Q165": "海洋",
    "Q9430": "洋",
    "Q8514": "漠", "Q23442": "岛", "Q33837": "岛", "Q46831": "山脉岭", "Q34038": "瀑布", "Q37901": "峡",
    "Q39594": "湾", "Q1322134": "湾", "Q34763": "岛", "Q35657": "州", "Q11828004": "省", "Q12284": "河",
    "Q3918": "学院", "Q8928": "座", "Q198": "战争", "Q178561": "役战", "Q1261499": "役战", "Q12518": "塔厦",
    "Q12570": "桥", "Q158438": "桥", "Q5852411": "州", "Q46169": "园", "Q11303": "厦塔楼",
}  # fmt: skip
"""What Chinese names of the kinds end with, for names that are one word in English."""
_FULL = {
    "Q8502": ("Mount {}", "{} Mountain", "{} Peak"), "Q8072": ("Mount {}",), "Q4022": ("{} River",),
    "Q23397": ("Lake {}", "{} Lake"), "Q165": ("{} Sea",), "Q8514": ("{} Desert",), "Q23442": ("{} Island",),
    "Q33837": ("{} Islands",), "Q46831": ("{} Mountains",), "Q37901": ("{} Strait",),
}  # fmt: skip
"""How the other dictionary may call what is one word in this one: ``Mt Aconcagua``."""
_HEIGHT = re.compile(r"([\d,]+) feet (?:high|tall)|\(([\d,]+) feet\)|([\d,]+) (meters) high")
_LENGTH = re.compile(r"([\d,]+) (?:miles|feet) long|\(([\d,]+) miles\)|canal ([\d,]+) miles long")
_SEAT = re.compile(
    r"\b(?:state )?capital (?:city )?(?:and (?:the )?(?:largest|second largest|leading) city |and [a-z ]+? )?"
    r"of (?:the state of )?([A-Z][\w ]+)"
)
FOOT, MILE = Decimal("0.3048"), Decimal("1.609344")


class Land:
    """Places of WordNet by number, and what contains them."""

    def __init__(
        self,
        nouns: Nouns,
        words: Dictionary,
        countries: dict[str, str],
        cities: Cities,
        provinces: dict[str, str],
    ) -> None:
        self._nouns, self._words, self._cities, self._provinces = nouns, words, cities, provinces
        self._countries = {plain(name): code for name, code in countries.items()}
        self._iris = {each.number: iri for each in nouns.named() if (iri := self._iri(each))}
        self.chinese: dict[str, str] = {}
        """Chinese names of what is in the graph, and its name there."""
        self.seats = dict(self._capitals())
        """GeoNames' number of the capital of each American and Australian state."""

    def write(self, wordnet: Sheet, cedict: Sheet) -> None:
        """What each source says."""
        taken: set[str] = set()
        for noun in self._nouns.named():
            iri = self._iris.get(noun.number, "")
            if iri.startswith("urn:parley:wordnet:"):
                self._place(noun, iri, wordnet, cedict, taken)
            elif iri.startswith("urn:parley:iso3166:"):
                wordnet.add(iri, terms.DESCRIPTION, sheets.text(_short(noun.told), "en"))
                wordnet.name(iri, "", "en", noun.words)
        for state, number in self.seats.items():
            wordnet.link(state, "P36", city(number))

    def _iri(self, noun: Noun) -> str:
        kinds = self._nouns.kinds(noun)
        province = next((self._provinces[each] for each in noun.words if each in self._provinces), "")
        if province and "China" in noun.told:
            return province
        if any("country" in each for each in kinds):
            # The longest name tells the two Congos apart.
            named = sorted((plain(each) for each in noun.words), key=len, reverse=True)
            codes = [self._countries[each] for each in named if self._countries.get(each)]
            return country(codes[0]) if codes else ""
        if "continent" in kinds:
            numbers = {
                "Africa": "002", "Asia": "142", "Europe": "150", "North America": "003",
                "South America": "005", "Antarctica": "AQ",
            }  # fmt: skip
            return continent(numbers[noun.words[0]]) if noun.words[0] in numbers else ""
        return f"urn:parley:wordnet:{noun.number}" if any(each in KINDS for each in kinds) else ""

    def _place(self, noun: Noun, me: str, wordnet: Sheet, cedict: Sheet, taken: set[str]) -> None:
        kinds = [KINDS[each] for each in self._nouns.kinds(noun) if each in KINDS]
        if "Q8072" in kinds:
            kinds.append("Q8502")
        for kind in kinds:
            wordnet.link(me, "P31", kind)
        label = self._label(noun, kinds[0])
        wordnet.name(me, label, "en", noun.words)
        chinese = [each for each in self._chinese(noun, kinds[0]) if each not in taken]
        if chinese:
            taken.add(chinese[0])
            plainer = [each[:-1] for each in chinese if each[-1] == "州" and len(each) > 3]
            cedict.name(me, chinese[0], "zh", chinese[1:] + plainer)
            self.chinese |= dict.fromkeys(chinese, me)
        wordnet.add(me, terms.DESCRIPTION, sheets.text(_short(noun.told), "en"))
        self._inside(noun, me, wordnet)
        self._measured(noun, me, kinds, wordnet)
        fame = 250_000 + 200_000 * bool(chinese) + 8_000 * min(noun.links, 20)
        wordnet.add(me, terms.POPULARITY, sheets.number(fame))

    def _label(self, noun: Noun, kind: str) -> str:
        """``Mount Adams``, not Adams; ``Yellow River``, not Huang He; ``Etna`` where nothing else is."""
        first = noun.words[0]
        if kind == "Q35657" or len(noun.words) == 1:
            return first
        marks = {
            "Q8502": "Mount ", "Q8072": "Mount ", "Q4022": " River", "Q23397": "Lake", "Q165": " Sea",
            "Q8514": " Desert", "Q9430": " Ocean", "Q33837": " Islands", "Q34038": " Falls",
        }  # fmt: skip
        marked = [each for each in noun.words if kind in marks and marks[kind] in f" {each}"]
        if kind in ("Q8502", "Q8072"):  # K2 is not better known as Mount Godwin Austen
            marked = [each for each in marked if first in each]
        return marked[0] if marked else first

    def _chinese(self, noun: Noun, kind: str) -> list[str]:
        """Chinese names of a place: by a full name, or by one word where the Chinese shows the kind."""
        found: list[str] = []
        full = [pattern.format(word) for word in noun.words for pattern in _FULL.get(kind, ())]
        for word in [*noun.words, *full]:
            for entry in self._words.words(word):
                fits = entry.word[-1] in ENDINGS.get(kind, "") and len(entry.word) > 1
                whole = " " in word and entry.reading[:1].isupper()
                if (fits or (whole and kind not in ("Q8502", "Q4022"))) and entry.word not in found:
                    found.append(entry.word)
        return sorted(
            found,
            key=lambda each: (
                self._rare(each),
                each[-1] not in ENDINGS.get(kind, ""),
                kind == "Q23397" and each[-1] != "湖",
                -self._words.used(each),
                -len(self._words.by_word[each]),
            ),
        )

    def _rare(self, word: str) -> bool:
        """Whether the dictionary only says that it is another way to write a name."""
        told = " ".join(meaning for each in self._words.by_word[word] for meaning in each.meanings)
        return "(Tw)" in told or "also written" in told or "old name" in told or "variant" in told

    def _inside(self, noun: Noun, me: str, sheet: Sheet) -> None:
        """Countries into P17, states and the like into P131, ranges into P4552, others into P361."""
        for number in noun.wholes:
            other = self._iris.get(number, "")
            if other.startswith("urn:parley:iso3166:"):
                sheet.link(me, "P17", other)
            elif other in self._provinces.values():
                sheet.link(me, "P131", other)
                sheet.link(me, "P17", country("CN"))
            elif other.startswith("urn:parley:m49:"):
                sheet.link(me, "P30", other)
            elif other:
                kinds = self._nouns.kinds(self._nouns.by_number[number])
                sheet.link(
                    me, "P4552" if "range" in kinds else "P131" if "state" in kinds[0] else "P361", other
                )
        if not any(self._iris.get(each, "").startswith("urn:parley:iso3166:") for each in noun.wholes):
            for code in sorted(self._above(noun, set())):
                sheet.link(me, "P17", country(code))

    def _above(self, noun: Noun, seen: set[str]) -> set[str]:
        """Countries that a place is in by way of a state, a region or an island."""
        found: set[str] = set()
        for number in noun.wholes:
            other = self._nouns.by_number[number]
            kinds = " ".join(self._nouns.kinds(other))
            if number in seen or not re.search(r"state|province|region|geographical area|island", kinds):
                continue
            seen.add(number)
            codes = {self._iris.get(each, "") for each in other.wholes}
            found |= {each.rsplit(":", 1)[1] for each in codes if each.startswith("urn:parley:iso3166:")}
            found |= self._above(other, seen)
        return found

    def _measured(self, noun: Noun, me: str, kinds: list[str], sheet: Sheet) -> None:
        """Heights and lengths, from feet and miles, rounded as they were."""
        if set(kinds) & {"Q8502", "Q8072"} and (found := _HEIGHT.search(noun.told)):
            sheet.add(me, "P2044", sheets.number(_metres(found)))
        elif set(kinds) & {"Q11303", "Q12518", "Q34038"} and (found := _HEIGHT.search(noun.told)):
            sheet.add(me, "P2048", sheets.number(_metres(found)))
        if set(kinds) & {"Q4022", "Q12284"} and (found := _LENGTH.search(noun.told)):
            miles = next(each for each in found.groups() if each)
            sheet.add(me, "P2043", sheets.number((int(miles.replace(",", "")) * MILE).quantize(Decimal(1))))

        if set(kinds) & {"Q178561", "Q1261499"} and (
            found := re.search(r"\b(?:in |\()(1\d{3})\b", noun.told)
        ):
            sheet.add(me, "P585", sheets.year(int(found[1])))
        if "Q198" in kinds and (found := re.search(r"\b(1\d{3})-(1\d{3})\b", noun.told)):
            sheet.add(me, "P580", sheets.year(int(found[1])))
            sheet.add(me, "P582", sheets.year(int(found[2])))

    def states(self) -> dict[tuple[str, str], str]:
        """States by country and the letters or number that GeoNames has for them."""
        found = {("US", code): name for name, code in self._cities.american_states.items()}
        named = {
            self._nouns.by_number[number].words[0]: iri for number, iri in self._of_kind("American state")
        }
        states = {key: named[name] for key, name in found.items() if name in named}
        seats = {iri: number for iri, number in self.seats.items() if iri not in states.values()}
        return states | {("AU", self._cities.regions[number]): iri for iri, number in seats.items()}

    def _of_kind(self, kind: str) -> list[tuple[str, str]]:
        return [
            (number, iri)
            for number, iri in self._iris.items()
            if kind in self._nouns.kinds(self._nouns.by_number[number])
        ]

    def _capitals(self) -> Iterator[tuple[str, int]]:
        """``Sacramento … capital of California``: capitals of states, which GeoNames has as towns."""
        for kind, code in (("American state", "US"), ("Australian state", "AU")):
            states = {
                self._nouns.by_number[number].words[0]: (number, iri) for number, iri in self._of_kind(kind)
            }
            for noun in self._nouns.named():
                found = _SEAT.search(noun.told)
                names = [each for each in states if found and found[1].startswith(each)]
                if not names:
                    continue
                state = max(names, key=len)
                number, iri = states[state]
                region = self._cities.american_states.get(state, "") if code == "US" else ""
                towns = [self._cities.number(each, code, region) for each in noun.words]
                if number in noun.wholes:
                    yield from [(iri, each) for each in towns if each is not None][:1]


def _metres(found: re.Match[str]) -> Decimal:
    if found[4]:
        return Decimal(found[3].replace(",", ""))
    feet = next(each for each in found.groups() if each)
    return (int(feet.replace(",", "")) * FOOT).quantize(Decimal(1))


def _short(told: str) -> str:
    return told.split('; "')[0]
