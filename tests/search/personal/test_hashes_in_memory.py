"""A word is spelled alike whether its hash is still in memory or was let go."""

from __future__ import annotations

import pytest

from parley.home.vault import AccountKey
from parley.search.personal import blind


def test_a_hash_that_was_let_go_is_made_again_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blind, "_TOKENS", 4)
    tokens = [f"word{number}" for number in range(9)]
    spelled = blind.Blind(AccountKey(bytes(32)))
    first = spelled.all(tokens)
    assert len(set(first)) == len(tokens)
    assert spelled.all(reversed(tokens)) == first[::-1]
    assert blind.Blind(AccountKey(bytes(31) + b"1"))("word0") != first[0]
