"""What free words call something, without what the sentence around it puts there: 把 gym 那个 is gym."""

from __future__ import annotations

import re

from parley.language.understanding.normal import only_asks

# In front of a Latin word 把 is never a part of a name.
_BEFORE = re.compile(r"^(?:(?:把|将|给) ?(?=[a-z0-9])|掉 ?(?=[a-z0-9\u3400-\u9fff]{2}))")
_COUNT = re.compile(
    r"(?:再|设|定|要|来|开|给我|set ?)?[一二两三四五六\d]个|two|three|both|several|a couple of"
)
_AFTER = re.compile(r"(?<=[^\s])的?[那这](?:个|条|件|项|首)$")


def bare(text: str) -> str | None:
    """The name in words that may be any; None where they only ask for something: 能不能给我."""
    name = _AFTER.sub("", _BEFORE.sub("", text.strip(" '"))).strip()
    return None if not name or only_asks(name) or _COUNT.fullmatch(name) else name
