"""The European Central Bank's reference rates, as its daily file has them.

https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates: one euro in some
thirty other currencies, on each working day at about 16:00 in Frankfurt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from xml.parsers import expat

from parley.skills.fetching import NoAnswer

#: More currencies than there are.
MOST = 400


@dataclass(frozen=True, slots=True)
class Rates:
    """What a euro was worth on a day."""

    day: date
    of_euro: Mapping[str, float]
    """By code; the euro is among them."""

    def convert(self, amount: float, source: str, target: str) -> float | None:
        """An amount in another currency; None where the bank gives no rate."""
        if source not in self.of_euro or target not in self.of_euro:
            return None
        return amount / self.of_euro[source] * self.of_euro[target]


class _Refused(Exception):
    """The file has what a file of rates has not."""


def read(content: bytes) -> Rates:
    """The rates in the bank's file. Raises ``NoAnswer`` when it is none."""
    days: list[date] = []
    rates: dict[str, float] = {"EUR": 1.0}

    def element(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] != "Cube":
            return
        if "time" in attributes:
            days.append(date.fromisoformat(attributes["time"]))
        if "currency" in attributes and len(days) <= 1:
            code, rate = attributes["currency"], float(attributes.get("rate", ""))
            if not (len(code) == 3 and code.isascii() and code.isupper() and 0 < rate < 1e9):
                raise _Refused
            rates[code] = rate
        if len(rates) > MOST:
            raise _Refused

    def refuse(*_: object) -> None:
        # Without a document type there are no entities, and without these no bombs.
        raise _Refused

    parser = expat.ParserCreate()
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, _Refused, ValueError) as error:
        raise NoAnswer("The bank answered with something else than its rates.") from error
    if not days or len(rates) < 2:
        raise NoAnswer("The bank answered with a file without rates.")
    return Rates(days[0], rates)
