"""Ids of what the API makes: a kind and 24 random letters and digits."""

from __future__ import annotations

import secrets


def fresh(kind: str) -> str:
    """An id nobody can guess: ``chatcmpl-…``, ``resp_…``, ``msg_…``."""
    mark = "-" if kind == "chatcmpl" else "_"
    return f"{kind}{mark}{secrets.token_hex(12)}"
