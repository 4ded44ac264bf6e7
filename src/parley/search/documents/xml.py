"""XML as a stream of beginnings, ends and words; what declares entities is refused."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from parley.search.documents.types import BadDocument

Begins = Callable[[str, dict[str, str]], None]
_DEEPEST = 1_000
"""Elements within each other."""


def parse(
    data: bytes,
    begins: Begins,
    ends: Callable[[str], None] = lambda name: None,
    words: Callable[[str], None] = lambda text: None,
) -> None:
    """Go through XML; names come without their namespace, in small letters. Raises ``BadDocument``.

    Entities are how a few bytes become gigabytes ("billion laughs") or read files; expat resolves none from
    outside, and here none may be declared at all.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def started(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise BadDocument("The XML is nested too deeply.")
        begins(_short(name), {_short(key): value for key, value in attributes.items()})

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        ends(_short(name))

    def refused(*_: object) -> None:
        raise BadDocument("The XML declares entities.")

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.CharacterDataHandler = words
    parser.EntityDeclHandler = refused
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadDocument("The XML is not well formed.") from error
    except (UnicodeError, ValueError, LookupError) as error:
        raise BadDocument("The XML is in an unknown charset.") from error


def _short(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2].lower()
