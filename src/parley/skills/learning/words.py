"""Words: of an alphabet as they are, each Chinese character by itself."""

from __future__ import annotations

import re

#: Said in any command, and in none of importance.
SMALL = frozenset(
    re.findall(
        "[a-z']+|[^a-z' ]",
        "the a an my me to of for in on at it is i you we our us this that these those and or please now "
        "just can could will would do does did be are am was have has s with so some any all there here up "
        "about ai alexa also currently actually google gonna gotta i'd i'll i'm i've if it's know let maybe "
        "mind must need oh only really see siri sure tell that's then too wanna yeah your "
        "咱俺呀嘛啦哦噢呗哈喽哟"
        "的了一个吧啊呢吗我你给把下这那就在是有要请帮来去点们得地着也都还再和跟想能会",
    )
)
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:'[a-z]+)?")


def words_of(text: str) -> list[str]:
    """The words of a text in normal form, without signs."""
    return _WORD.findall(text)


def placed(text: str) -> list[tuple[str, int, int]]:
    """The same, each with where it is."""
    return [(found[0], *found.span()) for found in _WORD.finditer(text)]
