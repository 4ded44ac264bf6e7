"""What reading pages costs, and how often text in an unknown charset is read right, beside named peers.

``.venv/bin/python benchmarks/reading_pages.py [N]``: N pages and N pieces of text a charset; 400 if not said.
Pages are generated: a menu, paragraphs of the sentences below, a footer. Text is the sentences of Tatoeba
(Chinese, in ``PARLEY_TEST_DATA``, if that is set) or those below, cut to 20 to 200 characters: the charset
has to be guessed by these alone. Nothing was tuned on Tatoeba.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from parley.language.script import to_traditional
from parley.search.documents.charsets import decoded
from parley.search.documents.html import html
from parley.search.documents.types import Bounds

ENGLISH = "The lease of the flat runs out in May, and nobody has found the papers yet."
CHINESE = "房子的租约五月到期，可是到现在谁也没有找到那份合同，大家都很着急。"
CHARSETS = {
    "utf-8": "zh",
    "gb18030": "zh",
    "big5": "zh-Hant",
    "utf-16": "zh",
    "cp1252": "fr",
    "cp1251": "ru",
    "shift_jis": "ja",
}
OTHERS = {
    "fr": "Aujourd'hui il fait très beau, nous sommes allés au parc à côté de l'hôtel où l'été a été long. ",
    "ru": "Сегодня хорошая погода, мы пошли гулять в парк и увидели много людей на улице возле дома. ",
    "ja": "今日は天気がいいので、公園へ散歩に行きました。たくさんの人が踊っていました。",
}


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    pages = [page(number) for number in range(most)]
    size = sum(map(len, pages)) / 1e6
    bounds = Bounds()
    print(f"{most} pages, {size:.1f} million characters")
    bare = timed("bare selectolax, text()", pages, bare_text)
    ours = timed(
        "Parley: text, links, title, date", pages, lambda each: html(each, "https://e.example/", bounds)
    )
    print(f"ratio {bare / ours:.2f} of bare selectolax's speed\n")
    print(f"{'charset':12} {'pieces':>7} {'Parley right':>13} {'charset-normalizer right':>25}")
    for name, language in CHARSETS.items():
        pieces = list(texts(language, name, most))
        mine = sum(decoded(text.encode(name)) == text for text in pieces)
        other = sum(normalised(text.encode(name)) == text for text in pieces)
        print(f"{name:12} {len(pieces):7} {mine / len(pieces):13.1%} {other / len(pieces):25.1%}")


def page(number: int) -> str:
    menu = "".join(f'<li><a href="/menu/{at}">Menu {at}</a></li>' for at in range(30))
    body = "".join(
        f'<p>{number}-{at}. {ENGLISH} {CHINESE} <a href="/p/{number}/{at}">more</a></p>' for at in range(60)
    )
    head = f"<head><title>Page {number}</title></head>"
    return (
        f"<html>{head}<body><nav><ul>{menu}</ul></nav><main>{body}</main><footer>end</footer></body></html>"
    )


def bare_text(text: str) -> str:
    lexbor: Any = import_module("selectolax.lexbor")
    return lexbor.LexborHTMLParser(text).body.text(separator="\n")


def timed(name: str, pages: list[str], read: Callable[[str], object]) -> float:
    """Seconds a page."""
    begun = time.perf_counter()
    for each in pages:
        read(each)
    took = time.perf_counter() - begun
    print(f"{name:36} {len(pages) / took:8.0f} pages/s {took / len(pages) * 1e3:7.2f} ms a page")
    return took / len(pages)


def texts(language: str, charset: str, most: int) -> Iterator[str]:
    chance = random.Random(8)
    lines = sentences(language)
    count = 0
    while count < most:
        length = chance.randint(20, 200)
        start = chance.randrange(len(lines))
        text = "".join(lines[start : start + 30])[:length].strip()
        try:
            text.encode(charset)
        except UnicodeEncodeError:
            start = -1
        if start >= 0 and not text.isascii():
            count += 1
            yield text
        elif len(lines) == 1:
            return


def sentences(language: str) -> list[str]:
    if language in OTHERS:
        return [OTHERS[language]]
    data = Path(os.environ.get("PARLEY_TEST_DATA", "/nowhere")) / "language" / "lm" / "tatoeba_cmn_eng.txt"
    lines = [CHINESE, CHINESE[5:] + CHINESE]
    if data.is_file():
        rows = [line.split("\t") for line in data.read_text("utf-8").splitlines()[:40_000]]
        lines = [max(row, key=lambda cell: sum(ch > "\u3000" for ch in cell)) for row in rows if len(row) > 1]
    return [to_traditional(each) for each in lines] if language == "zh-Hant" else lines


def normalised(data: bytes) -> str:
    library: Any = import_module("charset_normalizer")
    best = library.from_bytes(data).best()
    return "" if best is None else str(best).removeprefix("\ufeff")


if __name__ == "__main__":
    main()
