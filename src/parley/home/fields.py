"""What the fields of records may hold, each within its bounds."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+\Z")]
"""Ids are made by whoever makes the record, at random; a reader must not see anything in them."""
Line = Annotated[str, Meta(max_length=500)]
Text = Annotated[str, Meta(max_length=20_000)]
Tag = Annotated[str, Meta(max_length=20, pattern=r"^[A-Za-z0-9-]*\Z")]
Zone = Annotated[str, Meta(max_length=60)]
Moment = Annotated[float, Meta(ge=0, le=32_503_680_000)]
"""Until the year 3000."""
Order = Annotated[str, Meta(max_length=100)]
"""Sorts as text; to put something between two others, take a text between theirs."""
LocalTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d\Z")]
NoTime = Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?\Z")]
LocalDate = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")]
NoDate = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?\Z")]
Day = Annotated[int, Meta(ge=1, le=7)]
"""1 is Monday."""
Lunar = Annotated[str, Meta(pattern=r"^(((0[1-9]|1[0-2])-)?(0[1-9]|[12]\d|30))?\Z")]
"""A day of the Chinese calendar, of every year (``12-30``, the last where there is no 30th) or every month
(``15``); empty where the calendar is the common one."""
Rule = Annotated[
    str, Meta(max_length=200, pattern=r"^(FREQ=(DAI|WEEK|MONTH|YEAR)LY(;[A-Z]+=[A-Z0-9,+-]+)*)?\Z")
]
Repeat = Literal["", "daily", "weekdays", "weekly", "monthly", "yearly"]
