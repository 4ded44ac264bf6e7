"""What was refused of a replica's latest push, kept until its next, for the answer may have been lost."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from parley.home.orders import Refused
from parley.home.vault import AccountKey

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(list[Refused])


def sealed_refusals(key: AccountKey, account: str, replica: str, refused: Sequence[Refused]) -> bytes | None:
    """As it is written; None for none."""
    return key.seal(_ENCODER.encode(refused), _about(account, replica)) if refused else None


def opened_refusals(key: AccountKey, account: str, replica: str, sealed: bytes | None) -> list[Refused]:
    """As it was written. Raises ``Unreadable``."""
    return _DECODER.decode(key.open(bytes(sealed), _about(account, replica))) if sealed else []


def _about(account: str, replica: str) -> bytes:
    return f"replicas:{account}:{replica}".encode()
