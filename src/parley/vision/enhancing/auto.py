"""What would make a photo better, measured on the photo itself; a good one is left alone."""

from __future__ import annotations

from parley.vision.enhancing.types import Proposal
from parley.vision.types import Picture


def proposed(picture: Picture) -> Proposal:
    """Exposure, white balance, haze, contrast, noise, colour and horizon: each only where it helps."""
    raise NotImplementedError
