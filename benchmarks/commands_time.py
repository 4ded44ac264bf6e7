"""How many of HWU64's questions about time are understood as such by the product's sentences.

Run with ``.venv/bin/python benchmarks/commands_time.py``. ``PARLEY_TEST_DATA`` names the folder of the sets.
Right is a question that a handler of the clock or of dates answers. ``--show`` prints the others.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import tarfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from data import TEST_DATA  # pyright: ignore[reportMissingImports]
from parley.clock import SystemClock
from parley.skills.service import Skills

_MARKED = re.compile(r"\[\s*[^\]:]+?\s*:\s*([^\]]*?)\s*\]")
_WANTED = ("datetime_query", "datetime_convert")


def time_case(text: str, skills: Skills) -> bool:
    """Whether what was asked about time is answered by who knows it."""
    understanding = skills.understand(text)
    return understanding is not None and understanding.skill in ("clock", "dates")


def questions(part: str) -> dict[str, list[str]]:
    """The questions of a part of the first fold, ``trainset`` or ``testset/csv``."""
    found: dict[str, list[str]] = {}
    with tarfile.open(TEST_DATA / "language" / "nlu" / "hwu64_KFold_1_csv.tgz") as archive:
        for name in _WANTED:
            member = archive.extractfile(f"KFold_1/{part}/{name}.csv")
            assert member is not None
            lines = member.read().decode("utf-8").splitlines()
            first = next(number for number, line in enumerate(lines) if line.startswith("answerid;"))
            rows = csv.DictReader(io.StringIO("\n".join(lines[first:])), delimiter=";")
            found[name] = [
                _MARKED.sub(r"\1", row["answer_annotation"]) for row in rows if row["answer_annotation"]
            ]
    return found


def main() -> None:
    skills = Skills.load(SystemClock())
    for part in ("trainset", "testset/csv"):
        right = every = 0
        for name, texts in questions(part).items():
            wrong = [text for text in texts if not time_case(text, skills)]
            print(f"{part} {name}: {len(texts) - len(wrong)} of {len(texts)}")
            if "--show" in sys.argv:
                print(*wrong, sep="\n")
            right, every = right + len(texts) - len(wrong), every + len(texts)
        print(f"{part}: {100 * right / every:.1f} %")


if __name__ == "__main__":
    main()
