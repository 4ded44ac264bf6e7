"""Writing N-Triples, for what is made into them."""

from __future__ import annotations

import re
from decimal import Decimal

from parley.knowledge.graph.values import XSD

_ODD = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


def iri(text: str) -> str:
    """A name; characters that none may have are written as percent signs and bytes."""
    return f"<{_ODD.sub(lambda found: ''.join(f'%{byte:02X}' for byte in found[0].encode()), text)}>"


def text(words: str, language: str = "") -> str:
    """A text; the language only if it is one."""
    words = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{words}"@{language}' if language and _LANGUAGE.fullmatch(language) else f'"{words}"'


def typed(words: str, kind: str) -> str:
    """A literal of one of XML Schema's types, such as ``gYear``; ``words`` are known to fit."""
    return f'"{words}"^^<{XSD}{kind}>'


def number(value: Decimal) -> str:
    """A number: an integer where it is one."""
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return typed(plain, "decimal" if "." in plain else "integer")


def line(subject: str, relation: str, value: str) -> str:
    """One statement."""
    return f"{subject} {relation} {value} .\n"
