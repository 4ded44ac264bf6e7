"""Units of measurement: their names, symbols and what they measure, from CLDR."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.sheets import Sheet

_LEFT_OUT = ("concentr", "consumption", "graphics", "coordinate", "10p", "1024p", "per", "times")
_SPECIAL = ("-person", "portion-", "-imperial", "jp-", "food-", "light-speed")


def write(package: Path, sheet: Sheet) -> None:
    """Units that CLDR names in both languages."""
    english, chinese = (_units(package, tag) for tag in ("en", "zh"))
    for key, told in sorted(english["long"].items()):
        kind, _, unit = key.partition("-")
        if not unit or kind in _LEFT_OUT or "-per-" in unit or any(each in key for each in _SPECIAL):
            continue
        me = f"urn:parley:unit:{unit}"
        one = str(told.get("unitPattern-count-one", "")).replace("{0}", "").strip()
        if not one or not chinese["long"].get(key, {}).get("displayName"):
            continue
        sheet.link(me, "P31", "Q47574")
        sheet.name(me, one, "en", [str(told["displayName"])])
        sheet.name(me, str(chinese["long"][key]["displayName"]), "zh")
        symbol = str(english["narrow"][key].get("unitPattern-count-one", "")).replace("{0}", "").strip()
        if symbol:
            sheet.add(me, "P5061", sheets.text(symbol))
        sheet.add(me, terms.RELATION + "quantity", sheets.text(kind, "en"))
        sheet.add(me, terms.POPULARITY, sheets.number(150_000))


def _units(package: Path, tag: str) -> dict[str, dict[str, dict[str, Any]]]:
    file = package / "package/main" / tag / "units.json"
    return json.loads(file.read_text("utf-8"))["main"][tag]["units"]
