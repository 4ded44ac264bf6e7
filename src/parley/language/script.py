"""Traditional and simplified Chinese characters, by OpenCC."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast

from parley.errors import MissingEngine
from parley.language.limits import bounded


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


def to_simplified(text: str) -> str:
    """Simplified characters; everything else stays."""
    return _converter("t2s").convert(bounded(text))


def to_traditional(text: str) -> str:
    """Traditional characters by OpenCC's own standard; everything else stays."""
    return _converter("s2t").convert(bounded(text))


@cache
def _converter(configuration: str) -> _Converter:
    try:
        import opencc
    except ImportError as error:
        raise MissingEngine("opencc", "pip install opencc") from error
    return cast(_Converter, opencc.OpenCC(configuration))
