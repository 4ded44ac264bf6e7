"""A reading becomes a bill: amounts and days are found by the words that stand beside them."""

from __future__ import annotations

from datetime import date

from parley.vision.bills.types import Bill
from parley.vision.types import Reading


def bill_of(reading: Reading, today: date, region: str = "") -> Bill:
    """What the paper asks for; of one that asks for nothing, a ``Bill`` whose fields are empty.

    ``region`` is the country in which the paper was written, two letters of ISO 3166 (``GB``, ``CN``): where
    the paper itself does not tell, it decides whether 03/04 is in March or in April, and what ``$`` and ``¥``
    are. ``today`` completes days that have no year. The paper may be in Chinese or English.
    """
    raise NotImplementedError
