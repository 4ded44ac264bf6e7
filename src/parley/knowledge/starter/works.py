"""Works and who made them: books, plays, poems and films of CC-CEDICT, poems that Chinese pupils learn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.dictionary import Dictionary, Entry, plain
from parley.knowledge.starter.people import People, Person
from parley.knowledge.starter.sheets import Sheet
from parley.language.script import to_simplified

_KINDS = {
    "novel": "Q8261", "novella": "Q8261", "tragedy": "Q80930", "comedy": "Q40831", "play": "Q25379",
    "opera": "Q1344", "ballet": "Q41425", "symphony": "Q9734", "poem": "Q5185279", "epic": "Q37484",
    "film": "Q11424", "biopic": "Q11424", "movie": "Q11424", "painting": "Q3305213",
    "history": "Q571", "book": "Q571",
    "stories": "Q49084", "tales": "Q49084", "story": "Q49084", "essay": "Q35760", "dictionary": "Q23622",
    "cantata": "Q174873", "fable": "Q693",
}  # fmt: skip
"""Words for kinds of works and their numbers in Wikidata."""
_DIRECTED = ("Q11424",)
_HAN = re.compile(r" ?[\u3400-\u9fff·]+")
_TITLE = re.compile(r"^(?P<title>[^,(;]+?)(?: \((?:c\. )?(?P<year>\d{4})\))?(?:[,(] ?(?P<about>[^;]*?))?$")
_WRITERS = re.compile(
    r"writ|novel|author|poet|dramat|playwright|philosoph|histor|econom|essay|scholar|compos|direct|film"
)
_NO_WORKS = frozenset({"太史公", "南京大屠杀事件", "普氏野马", "四十二章经", "四个全面"})
"""Words that the rule takes for works and are none, or name an event with a book's title."""
_BAD = re.compile(
    r"\b(founded|led|translated|produced|awarded|issued|claimed|administered|killed|executed|adopted|used|caused|said"
    r"|quotation|line|lines|idiom|lit\.|fig\.|theory|column|plan|killed|uprising|school|company|part of"
    r"|observed|named|preceded|followed|built|offered|proposed|based|owned|governed|surname|abbr|variant)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Work:
    """One work, as CC-CEDICT tells of it."""

    entry: Entry
    title: str
    kind: str
    author: Person
    year: int | None
    told: str


def works(words: Dictionary, people: People) -> Iterator[Work]:
    """Meanings of the shape ``Hamlet, 1601 tragedy by William Shakespeare``, where the author is known."""
    for entry in words.entries:
        if len(entry.word) < 2 or (not entry.reading[:1].isupper() and not entry.reading[:1].isdigit()):
            continue
        for meaning in entry.meanings:
            if found := _work(entry, meaning.strip('"“” '), people):
                yield found
                break


def _work(entry: Entry, meaning: str, people: People) -> Work | None:
    before, by, after = meaning.partition(" by ")
    before = re.sub(r"^the (?=[A-Z])", "The ", before)
    if not by or not (before[:1].isupper() or before[:1] == '"') or _BAD.search(before):
        return None
    found = _TITLE.match(before.replace('"', ""))
    author = _author(after, people)
    if found is None or author is None or entry.word in {*people.by_name, *_NO_WORKS}:
        return None
    about, title = found["about"] or "", _HAN.sub("", found["title"]).strip()
    first, comma, rest = about.partition(", ")
    if comma and first[:1].isupper() and len(first.split()) < 3 and first.split()[0] not in people.nations:
        title, about = f"{title}, {first}", rest
    title = re.sub(r"( c\.)? \d{4}$", "", title)
    words = re.findall(r"[a-z]+", f"{about} {title}".casefold() if not about else about.casefold())
    words += [re.sub("s$", "", each) for each in re.findall(r"\bnovels?\b", after)]
    kind = next((_KINDS[each] for each in words if each in _KINDS and each != "history"), "Q571")
    if kind == "Q571" and not _WRITERS.search(f"{author.told} {' '.join(author.kinds.values())}"):
        return None
    years = [
        int(each) for each in re.findall(r"\b1[0-9]{3}\b|\b20[0-2]\d\b", f"{found['year'] or ''} {about}")
    ]
    year = years[0] if years else None
    if (
        year is not None
        and author.born is not None
        and not author.born + 10 <= year <= (author.died or 2100) + 60
    ):
        year = None
    title = re.sub(r"^(?:Qing|Ming|Yuan) dynasty novel ", "", title)
    return Work(entry, title, kind, author, year, meaning)


def _author(after: str, people: People) -> Person | None:
    """Whom the words after "by" begin with: a Chinese name in it is surest, else the English one."""
    clause = re.split(r"[;,()]| and | in | about | into ", after)[0]
    for name in re.findall(r"[\u3400-\u9fff·]{2,}", clause):
        if person := people.by_name.get(name):
            return person
    latin = [
        each
        for each in re.findall(r"[^\W\d_][\w'’.\-]*", clause)
        if each.isascii() or not "\u3400" <= each[0] <= "\u9fff"
    ]
    names = [index for index, each in enumerate(latin) if each[0].isupper()]
    for length in range(min(len(latin), 5), 0, -1):
        for at in names:
            words = " ".join(latin[at : at + length])
            person = people.by_name.get(plain(words)) if at + length <= len(latin) else None
            after = latin[at + length] if at + length < len(latin) else ""
            alone = not (after[:1].isupper() or after in ("de", "du", "van", "von", "la")) and (
                at == 0 or not latin[at - 1][0].isupper() or latin[at - 1] in people.nations
            )
            if person is not None and (length > 1 or (alone and len(words) > 4)):
                return person
    return None


def write(found: list[Work], sheet: Sheet) -> None:
    """Works into CC-CEDICT's sheet."""
    there: dict[tuple[str, str], str] = {}
    for each in found:
        # Two Chinese titles of one work make one work.
        me = there.setdefault((each.title, each.author.iri), f"urn:parley:cedict:{each.entry.word}")
        sheet.link(me, "P31", each.kind)
        sheet.name(me, each.title, "en", _titles(each.title))
        sheet.name(me, each.entry.word, "zh")
        sheet.link(me, "P57" if each.kind in _DIRECTED else "P50", each.author.iri)
        if each.year is not None:
            sheet.add(me, "P577", sheets.year(each.year))
        sheet.add(me, terms.DESCRIPTION, sheets.text(each.told, "en"))
        sheet.add(me, terms.POPULARITY, sheets.number(450_000))


def _titles(title: str) -> list[str]:
    """``A Dream of Red Mansions or Story of the Stone`` has two titles; articles may be left out."""
    parts = [each.strip() for each in title.split(" or ")] if " or " in title else []
    return parts + [re.sub(r"^(A|An|The) ", "", each) for each in [title, *parts]]


def poems(package: Path, people: People, sheet: Sheet) -> None:
    """The poems of the well-known collections, with their poets; those that share a title are left out."""
    lists: dict[str, list[tuple[str, str]]] = {"唐诗三百首": [], "宋词三百首": []}
    files = sorted((package / "package/dist/quantangshi").glob("poet.tang.*.json"))
    files += sorted((package / "package/dist/songci").glob("ci.song.*.json"))
    for file in files:
        poems_: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))
        for each in poems_:
            for name in set(lists) & set(each.get("tags") or ()):
                title = to_simplified(str(each.get("title") or each.get("rhythmic") or ""))
                lists[name].append((re.sub(r"\s+", "", title), to_simplified(str(each["author"]))))
    for name, found in lists.items():
        titles = [title for title, _ in found]
        for title, author in sorted(set(found)):
            person = people.by_name.get(author)
            if person is None or titles.count(title) > 1 or not 2 <= len(title) <= 20 or "·" in title[:3]:
                continue
            me = f"urn:parley:chinese-poetry:{title}"
            sheet.link(me, "P31", "Q5185279")
            sheet.name(me, title, "zh", [f"《{title}》"])
            sheet.link(me, "P50", person.iri)
            sheet.add(me, terms.RELATION + "collection", sheets.text(name, "zh"))
            sheet.add(me, terms.POPULARITY, sheets.number(300_000))
