"""What a bill says: of what kind it is, whom to pay, how much, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class BillKind(StrEnum):
    """What a paper is for."""

    ELECTRICITY = "electricity"
    WATER = "water"
    GAS = "gas"
    PHONE = "phone"
    """Telephone, internet, television."""
    CARD = "card"
    """The statement of a credit card."""
    INVOICE = "invoice"
    """Goods or services; 发票."""
    PARKING = "parking"
    """A parking or traffic ticket."""
    RENT = "rent"
    """Rent, and what a building costs: 物业费."""
    TAX = "tax"
    INSURANCE = "insurance"
    RECEIPT = "receipt"
    """Paid already: there is nothing due."""
    LETTER = "letter"
    """Asks for something by a day, but for no money."""
    OTHER = "other"


class BillField(StrEnum):
    """What of a bill was found."""

    KIND = "kind"
    PAYEE = "payee"
    AMOUNT = "amount"
    DUE = "due"
    ISSUED = "issued"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Reason:
    """Where on the paper a thing was found."""

    field: BillField
    rule: str
    """What told: ``label`` (a word that names it stands by it), ``within`` (so many days after the bill was
    written), ``largest`` (the largest sum of money, and no label), ``top`` (how the paper begins), ``word``
    (words that only such papers have), ``only`` (the only one there is)."""
    text: str
    """The row of the paper in which the word stands that told, in half-width signs."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What was found; nothing is guessed that does not stand on the paper."""

    kind: BillKind
    payee: str = ""
    """Who wants the money; empty where that cannot be told."""
    amount: Decimal | None = None
    """What is to be paid, in ``currency``; below zero is a credit."""
    currency: str = ""
    """Three letters of ISO 4217; empty where the paper does not tell."""
    due: date | None = None
    """The last day on which it may be paid, or answered."""
    issued: date | None = None
    """The day on which it was written."""
    account: str = ""
    """The customer's or the bill's number."""
    reasons: tuple[Reason, ...] = ()
