"""Characters of books and cartoons and who made them up: WordNet, with Chinese names of CC-CEDICT."""

from __future__ import annotations

import re

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.calling import label
from parley.knowledge.starter.dictionary import Dictionary, plain
from parley.knowledge.starter.nouns import Nouns
from parley.knowledge.starter.people import People
from parley.knowledge.starter.sheets import Sheet

KINDS = {"fictional character", "fictional animal"}
_MAKER = re.compile(r"\bby ((?:(?:[A-Z][\w.]*|du|de|van|von) ?){1,4})")


def write(nouns: Nouns, words: Dictionary, people: People, wordnet: Sheet, cedict: Sheet) -> None:
    """Those whose makers are in the graph."""
    for noun in nouns.named():
        found = _MAKER.search(noun.told)
        maker = people.by_name.get(plain(found[1].strip())) if found else None
        if maker is None or not KINDS & set(nouns.kinds(noun)):
            continue
        me = f"urn:parley:wordnet:{noun.number}"
        wordnet.link(me, "P31", "Q95074")
        wordnet.name(me, label(noun.words), "en", noun.words)
        wordnet.link(me, "P170", maker.iri)
        wordnet.add(me, terms.DESCRIPTION, sheets.text(noun.told.split('; "')[0], "en"))
        wordnet.add(me, terms.POPULARITY, sheets.number(300_000 + 8_000 * min(noun.links, 20)))
        names = [entry.word for word in noun.words if " " in word for entry in words.words(word)]
        if names:
            cedict.name(me, max(names, key=words.used), "zh", names)
