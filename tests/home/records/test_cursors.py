"""Whoever may have missed a forgotten deletion begins again; nobody else does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parley.home.cursors import LARGEST, cursor_at, start_of

seqs = st.integers(0, 2**33 - 1)


@given(seqs, seqs, seqs)
def test_who_has_read_on_goes_on(read: int, seq: int, compacted: int) -> None:
    compacted, seq = sorted((compacted, seq))
    read = min(read, seq)
    assert 0 <= cursor_at(read, compacted) <= LARGEST
    # In the middle of beginning again, or past what was forgotten.
    assert start_of(cursor_at(read, compacted), seq, compacted) == read


@given(seqs, seqs, st.integers(1, 2**20 - 3))
def test_who_read_before_deletions_were_forgotten_begins_again(read: int, before: int, more: int) -> None:
    later = before + more
    cursor = cursor_at(read, before)
    assert start_of(cursor, later + read, later) == (read if read >= later else None)


@given(seqs, seqs)
def test_who_read_what_a_restored_backup_does_not_have_begins_again(read: int, seq: int) -> None:
    assert (start_of(cursor_at(read, 0), seq, 0) is None) == (read > seq)


@given(seqs, st.lists(seqs, min_size=2))
def test_cursors_grow(compacted: int, reads: list[int]) -> None:
    reads.sort()
    cursors = [cursor_at(each, compacted) for each in reads]
    assert cursors == sorted(cursors)


@given(st.integers(0, LARGEST), seqs, seqs)
def test_any_number_is_a_cursor(cursor: int, seq: int, compacted: int) -> None:
    start = start_of(cursor, seq, compacted)
    assert start is None or 0 <= start <= seq
