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
#: What makes another thing of a request than its other words say: a condition, a refusal, an exception, a
#: question how or why.
TURNING = frozenset(
    re.findall(
        "[a-z']+|[^a-z' ]",
        "when whenever if unless until till before after while during once since because every everyday "
        "always usually sometimes next later except but without instead else rather than not no never don't "
        "do won't cannot can't neither nor how why who whom whose where which what does did was were has "
        "别不没未非勿留如若假等除前后再每总怎何谁哪几吗为因先才",
    )
)
#: Who of them talks tells something.
OTHERS = frozenset(re.findall("[a-z']+|[^a-z' ]", "he she they he's she's they're his her their him 他她谁"))
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:'[a-z]+)?")


def words_of(text: str) -> list[str]:
    """The words of a text in normal form, without signs."""
    return _WORD.findall(text)


def placed(text: str) -> list[tuple[str, int, int]]:
    """The same, each with where it is."""
    return [(found[0], *found.span()) for found in _WORD.finditer(text)]
