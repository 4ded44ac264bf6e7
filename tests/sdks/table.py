"""Makes docs/conformance.md of what the tests of the SDKs wrote down; ``--check`` only compares.

Not a test: ``make conformance`` and ``make test`` run it after them.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "conformance"
TABLE = ROOT / "docs" / "conformance.md"
HEAD = """# What other vendors' SDKs can do with Parley

Made by `make conformance` from tests in which the real SDKs talk to a running Parley with its real engines;
nobody writes in this file. *works*: the SDK got what it should, and the test looked at it. *refused*: Parley
says in the API's own words that it cannot, and what would help. *absent*: it is not offered.
"""


def table() -> str:
    """The whole document."""
    surfaces: dict[str, dict[tuple[str, str], list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for file in sorted(RESULTS.glob("*.json")):
        for row in json.loads(file.read_text("utf-8")):
            note = row["note"].replace("|", "\\|")
            surfaces[row["surface"]][row["operation"], f"{row['result']}\0{note}"].append(row)
    lines = [HEAD]
    for surface in sorted(surfaces):
        lines += [f"## {surface}", "", "| operation | SDKs | result |", "|---|---|---|"]
        for (operation, outcome), rows in sorted(surfaces[surface].items()):
            result, _, note = outcome.partition("\0")
            sdks = ", ".join(sorted({row["sdk"] for row in rows}))
            lines.append(f"| {operation} | {sdks} | {result}{': ' + note if note else ''} |")
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    if not any(RESULTS.glob("*.json")):
        print("The tests of the SDKs did not run, so that there is nothing to make a table of.")
        return 0
    made = table()
    if "--check" not in sys.argv:
        TABLE.write_text(made, "utf-8")
        return 0
    if not TABLE.exists() or TABLE.read_text("utf-8") != made:
        print("docs/conformance.md is not what the SDKs can do now: run `make conformance`.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
