"""Words from other keyboards' dictionaries, and one's own to take away."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from parley.errors import ParleyError, TooLong
from parley.keyboard.learning.types import Inventory, LearnedWord
from parley.keyboard.learning.vocabulary import learnable
from parley.keyboard.pinyin.syllables import NUMBER
from parley.language.script import to_simplified

EXPORT_NAME = "parley-words.json"
LARGEST_FILE = 20 * 1024 * 1024
"""Bytes, also of what is unpacked from a ZIP."""
MOST_READ = 15_000
"""Words taken from one file; of more, the heaviest."""
_MOST_LINES = 1_000_000
_HEAVIEST = 1_000.0
_FORMAT = "parley-words"
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_RIME_COMMITS = re.compile(r"\bc=(-?\d{1,9})\b")


class BadDictionary(ParleyError):
    """A file is no dictionary of the format that was told, or of none that is known."""

    code: ClassVar[str] = "bad_dictionary"


@dataclass(frozen=True, slots=True)
class Read:
    """What was in a file."""

    words: tuple[LearnedWord, ...]
    """Each once, the heaviest first."""
    skipped: int
    """Entries that are no words, or too many."""


class _Word(msgspec.Struct):
    text: str
    language: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{2,20}\Z")]
    reading: str = ""
    weight: Annotated[float, Meta(ge=0, le=1e12)] = 1.0
    used: Annotated[float, Meta(ge=0, le=32_503_680_000)] = 0.0
    kept: bool = False


class _Export(msgspec.Struct):
    format: str
    version: int
    words: list[_Word]


def exported(own: Inventory) -> bytes:
    """What was learned as JSON; ``read_file`` takes its words back."""
    told = {"format": _FORMAT, "version": 1, **asdict(own)}
    return msgspec.json.format(msgspec.json.encode(told), indent=1)


def read_file(data: bytes, format: str = "", language: str = "zh") -> Read:
    """The words of a dictionary: ``rime``, ``gboard``, ``hunspell``, ``text``, ``parley``; ``""``: by looks.

    ``language`` is that of words whose file does not tell. Raises ``BadDictionary``, ``TooLong``.
    """
    if len(data) > LARGEST_FILE:
        raise TooLong(f"A dictionary may have {LARGEST_FILE // 2**20} MiB.")
    if data.startswith(b"PK\3\4"):
        data = _unpacked(data)
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise BadDictionary("The file is no text in UTF-8.") from None
    format = format or _looks(text)
    if format == "parley":
        return _chosen(_parley(text))
    reader = _READERS.get(format)
    if reader is None:
        raise BadDictionary(f"There is no format {format[:20]!r}. There are: parley, {', '.join(_READERS)}.")
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise TooLong(f"A dictionary may have {_MOST_LINES:,} lines.")
    return _chosen(reader(lines, language))


def _looks(text: str) -> str:
    start = text[:2_000].lstrip()
    if start.startswith("{"):
        return "parley"
    if "Gboard" in start[:200]:
        return "gboard"
    if re.search(r"^#@/db_|^# Rime|^---\s*$|\tc=\d+ d=", start, re.MULTILINE):
        return "rime"
    if re.match(r"\d+\s*\n", start):
        return "hunspell"
    return "text"


def _chosen(found: Iterable[LearnedWord | None]) -> Read:
    """Each word once: its weights added, within bounds."""
    words: dict[tuple[str, str], LearnedWord] = {}
    skipped = 0
    for each in found:
        if each is None or not learnable(each.text):
            skipped += 1
            continue
        key, weight = (each.language, each.text), min(each.weight, _HEAVIEST)
        before = words.get(key)
        if before is not None:
            weight = min(weight + before.weight, _HEAVIEST)
        reading = each.reading or (before.reading if before is not None else "")
        words[key] = LearnedWord(each.text, each.language, reading, weight, each.used, each.kept)
    heaviest = sorted(words.values(), key=lambda each: (-each.weight, each.text))
    return Read(tuple(heaviest[:MOST_READ]), skipped + len(heaviest[MOST_READ:]))


def _word(text: str, language: str, reading: str = "", weight: float = 1.0) -> LearnedWord:
    """A word as it is learned: Chinese in simplified characters, as in packs; other keyboards have both."""
    text = text.strip()
    if not _HAN.search(text):
        return LearnedWord(text, "en" if language == "zh" else language, "", weight)
    syllables = reading.lower().replace("ü", "v").split()
    right = len(syllables) == len(text) and all(each in NUMBER for each in syllables)
    simple = to_simplified(text)
    return LearnedWord(
        simple if len(simple) == len(text) else text, "zh", " ".join(syllables) if right else "", weight
    )


def _rime(lines: list[str], language: str) -> Iterator[LearnedWord | None]:
    """A schema's dictionary (``….dict.yaml``), an export or a snapshot (``….userdb.txt``) of the user's."""
    static = any(line.rstrip() == "..." for line in lines[:500])
    inside = not static
    for line in lines:
        if not inside or not line.strip() or line.startswith("#"):
            inside = inside or line.rstrip() == "..."
            continue
        parts = [each.strip() for each in line.split("\t")]
        commits = _RIME_COMMITS.search(parts[2]) if len(parts) > 2 else None
        if commits is not None:  # a snapshot: code, text, c=commits d=… t=…
            count = int(commits[1])
            yield _word(parts[1], language, parts[0], count) if count > 0 else None
        elif parts[0]:
            code = parts[1] if len(parts) > 1 else ""
            weight = _number(parts[2]) if len(parts) > 2 else 1.0
            if static:  # how often everybody writes it, which only says which words to take
                weight = 1 + min(weight, 1e6) / 1e6 if weight >= 0 else weight
            yield _word(parts[0], language, code, weight) if weight >= 0 else None
        else:
            yield None


def _gboard(lines: list[str], language: str) -> Iterator[LearnedWord | None]:
    """Gboard's personal dictionary: shortcut, word, language."""
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) < 2:
            yield None
            continue
        told = parts[2].split("-")[0].strip().lower() if len(parts) > 2 else ""
        of = told if re.fullmatch("[a-z]{2,3}", told) else language
        found = _word(parts[1], of)
        # Whoever put a word into a personal dictionary does not want it corrected.
        yield LearnedWord(found.text, found.language, found.reading, 3.0, kept=True)


def _hunspell(lines: list[str], language: str) -> Iterator[LearnedWord | None]:
    """A list for hunspell (``….dic``): words with their flags, of which nothing is known here."""
    for number, line in enumerate(lines):
        text = re.split(r"(?<!\\)/|\s", line.strip(), maxsplit=1)[0].replace("\\/", "/")
        if not text or (number == 0 and text.isdigit()):
            continue
        # An asterisk: a word that is forbidden.
        yield None if text.startswith("*") else LearnedWord(text, language, kept=True)


def _text(lines: list[str], language: str) -> Iterator[LearnedWord | None]:
    """A word a line, its reading and its weight behind it if they are known, with tabs between."""
    for line in lines:
        parts = [each.strip() for each in line.split("\t")]
        if not parts[0] or parts[0].startswith("#"):
            continue
        numbers = [each for each in parts[1:] if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", each)]
        reading = next((each for each in parts[1:] if each and each not in numbers), "")
        yield _word(parts[0], language, reading, _number(numbers[0]) if numbers else 1.0)


def _parley(text: str) -> Iterator[LearnedWord]:
    try:
        told = msgspec.json.decode(text.encode(), type=_Export)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as error:
        raise BadDictionary(f"The file is no export of Parley's words ({type(error).__name__}).") from None
    if told.format != _FORMAT:
        raise BadDictionary("The file is no export of Parley's words.")
    for each in told.words:
        yield LearnedWord(each.text, each.language, each.reading[:500], each.weight, each.used, each.kept)


def _number(text: str) -> float:
    try:
        found = float(text.rstrip("%") or 0)
    except ValueError:
        return 1.0
    return found if -1e12 < found < 1e12 else 1.0


def _unpacked(data: bytes) -> bytes:
    """The text in a ZIP. Raises ``BadDictionary``, ``TooLong``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [each for each in archive.namelist()[:1_000] if each.endswith((".txt", ".dic", ".yaml"))]
            if not names:
                raise BadDictionary("There is no dictionary in the ZIP.")
            with archive.open(names[0]) as member:
                found = member.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise BadDictionary(f"The ZIP cannot be read ({type(error).__name__}).") from None
    if len(found) > LARGEST_FILE:
        raise TooLong(f"A dictionary may have {LARGEST_FILE // 2**20} MiB.")
    return found


_READERS: dict[str, Callable[[list[str], str], Iterator[LearnedWord | None]]] = {
    "rime": _rime,
    "gboard": _gboard,
    "hunspell": _hunspell,
    "text": _text,
}
