"""The titles that radio stations put between their sound (the ICY protocol of Shoutcast and Icecast)."""

from __future__ import annotations

import re

_TITLE = re.compile(r"StreamTitle='(.*?)';(?:\s*\w+=|\s*$)", re.DOTALL)
_LONGEST = 200


class Icy:
    """Takes a stream apart into its sound and its titles."""

    def __init__(self, interval: int) -> None:
        """``interval``: bytes of sound between two titles; 0 for none."""
        self.title = ""
        """The latest that was sent."""
        self._interval = interval
        self._until = interval
        """Bytes of sound before the next title."""
        self._wanted = 0
        """Bytes of the title under way that have not come."""
        self._told = bytearray()

    def feed(self, data: bytes) -> bytes:
        """The sound in the next bytes."""
        if not self._interval:
            return data
        sound = bytearray()
        at = 0
        while at < len(data):
            if self._wanted:
                piece = data[at : at + self._wanted]
                self._told += piece
                self._wanted -= len(piece)
                at += len(piece)
                if not self._wanted:
                    self._take()
            elif self._until:
                piece = data[at : at + self._until]
                sound += piece
                self._until -= len(piece)
                at += len(piece)
            else:
                self._wanted = 16 * data[at]
                self._until = self._interval
                at += 1
        return bytes(sound)

    def _take(self) -> None:
        told = bytes(self._told).rstrip(b"\0")
        self._told.clear()
        try:
            text = told.decode()
        except UnicodeDecodeError:
            text = told.decode("gb18030" if _is_chinese(told) else "latin-1", "replace")
        if found := _TITLE.search(text):
            plain = "".join(each if each.isprintable() else " " for each in found[1])
            self.title = " ".join(plain.split())[:_LONGEST]


def _is_chinese(told: bytes) -> bool:
    """Whether bytes that are no UTF-8 are most likely Chinese: letters beyond ASCII come in pairs."""
    pairs = re.findall(rb"[\xb0-\xf7][\xa1-\xfe]", told)
    return len(pairs) * 2 == sum(each >= 0x80 for each in told)
