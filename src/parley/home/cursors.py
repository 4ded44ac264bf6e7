"""Cursors: how far somebody has read an account's changes.

A cursor is a whole number below 2**53, without meaning for whoever holds it. Its upper part is the latest
change that was read. Once deletions are forgotten, who has not read that far has to begin again; one who is
just doing so, page by page, is told from one who has been away by the lower part.
"""

from __future__ import annotations

_BITS = 20
_MASK = (1 << _BITS) - 1
LARGEST = (1 << 53) - 1


def cursor_at(seq: int, compacted: int) -> int:
    """The cursor of one who read up to a change, when deletions up to ``compacted`` were forgotten."""
    return seq << _BITS | (0 if seq >= compacted else _tag(compacted))


def start_of(cursor: int, seq: int, compacted: int) -> int | None:
    """The change that the next page begins after; None to begin from the first record.

    ``seq`` is the account's latest change: who has read further did so before a backup was restored.
    """
    read, tag = cursor >> _BITS, cursor & _MASK
    if read > seq:
        return None
    if read >= compacted:
        return read
    return read if tag == _tag(compacted) else None


def _tag(compacted: int) -> int:
    """Not 0, and another one after every compaction, but for one in a million."""
    return compacted % _MASK + 1
