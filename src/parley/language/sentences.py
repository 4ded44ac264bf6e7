"""Cuts streaming text into sentences, so that speech can begin before the text is complete."""

from __future__ import annotations

import re

from parley.language.limits import bounded

#: Marks that end a sentence whatever follows.
_FULL_STOPS = "。！？；…"
#: Marks that end a sentence unless they are part of a number, an abbreviation or an address.
_MAYBE_STOPS = ".!?"
_CLOSERS = "”’」』】》〉)）]\"'"
_CLAUSE_MARKS = "，、,;:：—"

#: Words that never end a sentence before their dot.
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "mt",
        "vs",
        "e.g",
        "i.e",
        "cf",
        "no",
        "fig",
        "vol",
        "approx",
        "gen",
        "col",
        "rev",
        "hon",
        "capt",
        "lt",
        "sgt",
    ]
)
#: Words that may: the next word's capital decides.
_MAYBE_LAST = frozenset(
    [
        "a.m",
        "p.m",
        "am",
        "pm",
        "etc",
        "jr",
        "sr",
        "inc",
        "ltd",
        "co",
        "corp",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
#: A word with its inner dots, ending where the buffer is cut.
_LAST_WORD = re.compile(r"(?:[A-Za-z]+\.)*[A-Za-z]+$")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]")
_LONGEST_WORD = 24
#: How far past a mark the splitter looks for closing quotes and for the next word, each.
_LOOKAHEAD = 8


class SentenceSplitter:
    """Releases sentences from text that arrives in pieces.

    The sentences do not depend on where the pieces were cut, and together they are the whole text but for
    white space between them. A sentence is released once nothing that follows can change it, or when it
    grows beyond ``max_chars``: then it is cut after a comma, else at a space, else where it stands.
    """

    def __init__(self, max_chars: int = 200) -> None:
        if max_chars < 1:
            raise ValueError("max_chars must be at least 1")
        self._max_chars = max_chars
        self._buffer = ""

    def feed(self, piece: str) -> list[str]:
        """Take the next piece of text (at most ``MAX_TEXT`` characters); return the sentences now certain."""
        return self._release(self._buffer + bounded(piece), final=False)

    def flush(self) -> list[str]:
        """The text is over: return what is left, and start afresh."""
        return self._release(self._buffer, final=True)

    def _release(self, text: str, *, final: bool) -> list[str]:
        sentences: list[str] = []
        start = 0
        while start < len(text):
            if text[start].isspace():
                start += 1
                continue
            # Enough to decide about any mark within max_chars; keeps the work linear.
            window = text[start : start + self._max_chars + 2 * _LOOKAHEAD + 2]
            end = self._end(window, final=final and start + len(window) == len(text))
            if end is None:
                break
            sentences.append(window[:end].strip())
            start += end
        self._buffer = text[start:]
        return sentences

    def _end(self, text: str, *, final: bool) -> int | None:
        """Where the first sentence of ``text`` ends, or None while that is open."""
        for at, char in enumerate(text[: self._max_chars]):
            if char in "\n\r":
                return at + 1
            if char in _FULL_STOPS or char in _MAYBE_STOPS:
                end = _stop(text, at, final=final)
                if end is None:
                    return None
                if end:
                    return min(end, self._max_chars)
        if len(text) > self._max_chars:
            return _clause(text, self._max_chars)
        return len(text) if final else None


def split_sentences(text: str, max_chars: int = 200) -> list[str]:
    """The sentences of a complete text."""
    splitter = SentenceSplitter(max_chars)
    return splitter.feed(text) + splitter.flush()


def _stop(text: str, at: int, *, final: bool) -> int | None:
    """The end of a sentence whose mark stands at ``at``; 0 if it is none; None if more text must decide."""
    if at and text[at] in _MAYBE_STOPS and text[at - 1] in _MAYBE_STOPS:
        return 0  # the first mark of "..." has decided
    end = at + 1
    limit = at + _LOOKAHEAD
    while end < len(text) and end < limit and text[end] in _FULL_STOPS + _MAYBE_STOPS + _CLOSERS:
        end += 1
    if end == len(text) and not final:
        return None
    if end == len(text) or any(mark in _FULL_STOPS for mark in text[at:end]):
        return end
    if not text[end].isspace():
        return end if _is_wide(text[end]) and not text[end - 1].isdigit() else 0
    if text[at:end] == ".":
        return _after_dot(text, at, final=final)
    if text[at:end] in ("..", "...") or text[end - 1] in _CLOSERS:
        # "Well... maybe", "“Really?” she said."
        return _before_new_sentence(text, end, final=final)
    return end


def _after_dot(text: str, at: int, *, final: bool) -> int | None:
    """As ``_stop``, for a single dot that white space follows."""
    before = text[max(0, at - _LONGEST_WORD) : at]
    if text[:at].strip().isdigit() and at <= 3:
        return 0  # "1. First of all"
    word = _LAST_WORD.search(before)
    if word is None:
        return at + 1
    name = word.group().lower()
    if name in _TITLES:
        return 0
    if name in _MAYBE_LAST:
        return _before_new_sentence(text, at + 1, final=final)
    if _INITIALS.fullmatch(name) or (len(name) == 1 and word.group().isupper() and name != "i"):
        return 0  # "the U.S. Army", "J. Smith"
    return at + 1


def _before_new_sentence(text: str, end: int, *, final: bool) -> int | None:
    """``end`` if what follows begins like a sentence, 0 if it goes on, None if that is not yet known."""
    for char in text[end : end + _LOOKAHEAD]:
        if char in "\n\r":
            return end
        if not char.isspace():
            return 0 if char.islower() or char.isdigit() else end
    return end if final or len(text) >= end + _LOOKAHEAD else None


def _clause(text: str, limit: int) -> int:
    """Where to cut a sentence that is longer than ``limit``."""
    for at in range(limit - 1, limit // 3, -1):
        if text[at] in _CLAUSE_MARKS and not text[at + 1].isdigit():
            return at + 1
    for at in range(limit - 1, limit // 3, -1):
        if text[at].isspace():
            return at + 1
    return limit


def _is_wide(char: str) -> bool:
    """Chinese, Japanese or Korean, which puts no space between sentences."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uac00" <= char <= "\ud7a3"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
    )
