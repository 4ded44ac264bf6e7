"""Reads SSML, or plain text, into a script."""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

from parley.errors import BadText, ParleyError, TooLong
from parley.speech.ssml.building import MAX_CHARACTERS, Builder
from parley.speech.ssml.script import Script, Words

MAX_SSML = 65_536
"""Characters of a document; Azure takes 64 KB."""
_MOST_ELEMENTS = 2_000
_DEEPEST = 40


def script_of(ssml: str) -> Script:
    """The script of an SSML document.

    Raises ``BadText`` with the line and column for what is no SSML, ``TooLong``, and ``Unsupported`` for what
    asks for something that is never done (sound fetched from an address). Entities and document types are
    not read.
    """
    if len(ssml) > MAX_SSML:
        raise TooLong(f"SSML has at most {MAX_SSML} characters.")
    return _Reader(ssml).script()


def plain_script(text: str, language: str = "", *, voice: str = "", rate: float = 1.0) -> Script:
    """The script of plain text. Raises ``TooLong``."""
    if len(text) > MAX_CHARACTERS:
        raise TooLong(f"At most {MAX_CHARACTERS} characters are said at once.")
    words: list[str] = []
    places: list[int] = []
    for index, character in enumerate(text):
        if not character.isspace():
            words.append(character)
            places.append(index)
        elif words and words[-1] != " ":
            words.append(" ")
            places.append(index)
    return Script((Words("".join(words), tuple(places), language, voice, rate),) if words else ())


class _Reader:
    """One document on its way through the parser."""

    def __init__(self, ssml: str) -> None:
        try:
            self._data = ssml.encode()
        except UnicodeEncodeError as error:
            raise BadText("SSML is Unicode text; this holds half a character.") from error
        self._builder = Builder()
        self._counted = (0, 0)
        self._spot = (1, 0)
        self._depth = 0
        self._elements = 0
        # The text is in UTF-8 now, whatever its first line says.
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def script(self) -> Script:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            message = expat.ErrorString(error.code)
            raise BadText(
                f"The SSML is not well-formed: {message} {_at(error.lineno, error.offset)}."
            ) from error
        except ParleyError as error:
            raise type(error)(f"In the SSML: {error} {self._here()}.") from error
        return self._builder.script()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        place = self._place()
        if self._depth > _DEEPEST or self._elements > _MOST_ELEMENTS:
            raise TooLong(f"at most {_MOST_ELEMENTS} elements, {_DEEPEST} deep, are read")
        self._builder.start(name, attributes, place)

    def _end(self, _: str) -> None:
        self._depth -= 1
        self._builder.end()

    def _text(self, text: str) -> None:
        self._builder.text(text, self._place())

    def _refuse(self, *_: object) -> NoReturn:
        raise BadText("a document type is not read")

    def _place(self) -> int:
        """Where the parser is, in code points; it counts bytes."""
        # Kept because it moves on when a handler raises.
        self._spot = (self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber)
        byte = self._parser.CurrentByteIndex
        before, characters = self._counted
        characters += len(self._data[before:byte].decode("utf-8", "ignore"))
        self._counted = (byte, characters)
        return characters

    def _here(self) -> str:
        return _at(*self._spot)


def _at(line: int, column: int) -> str:
    return f"(line {line}, column {column + 1})"
