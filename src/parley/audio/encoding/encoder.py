"""Makes the encoder of a form of sound."""

from __future__ import annotations

from parley.audio.encoding.format import Encoder, Format


def encoder(wanted: Format, rate: int = 24_000) -> Encoder:
    """An encoder that takes samples at ``rate`` per second, whatever the rate of its bytes.

    Raises ``Unsupported`` for what is not encoded and ``MissingEngine`` for a library that is not installed.
    """
    raise NotImplementedError
