"""How much text it was, where no tokenizer has been at it: words and CJK characters, as ``usage`` tells.

A count of the assistant's own text by a stated rule, and no bill: every run of letters and digits is one, and
so is every Chinese, Japanese or Korean character; marks and spaces are none.
"""

from __future__ import annotations

import re

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_COUNTED = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:['’][^\W_{_CJK}]+)*")


def count(text: str) -> int:
    """Words and CJK characters."""
    return sum(1 for _ in _COUNTED.finditer(text))
