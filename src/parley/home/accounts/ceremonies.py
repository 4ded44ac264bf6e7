"""Questions asked of passkeys: each is kept until it is answered, once, or too old."""

from __future__ import annotations

import re
import secrets
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, delete, func, insert, select

from parley.home.database.schema import house

LIFE = 300.0
"""Seconds in which a person must answer their device's question."""
MOST = 1000
"""Questions of one purpose that wait; of more the oldest are given up."""
_ID = re.compile(r"[0-9]{12}[0-9a-f]{32}")


class Purpose(StrEnum):
    """What an answer is good for."""

    NEW = "passkey-new"
    SIGN_IN = "passkey-in"


class Question(msgspec.Struct, frozen=True):
    """What was asked."""

    challenge: bytes
    account: str = ""
    """Who asked for a new passkey."""


def new_question_id(at: float) -> str:
    """Begins with its end, so that old ones can be found."""
    return f"{int(at + LIFE):012d}{secrets.token_hex(16)}"


def asked(connection: Connection, at: float, purpose: Purpose, id: str, question: Question) -> None:
    """Keep a question, and forget those that are too old or too many."""
    these = house.c.name.like(f"{purpose}:%")
    connection.execute(delete(house).where(these, house.c.name < f"{purpose}:{int(at):012d}"))
    count = connection.execute(select(func.count()).select_from(house).where(these)).scalar() or 0
    if count >= MOST:
        oldest = select(house.c.name).where(these).order_by(house.c.name).limit(count + 1 - MOST)
        connection.execute(delete(house).where(house.c.name.in_(connection.execute(oldest).scalars().all())))
    row = {"name": f"{purpose}:{id}", "value": msgspec.json.encode(question)}
    connection.execute(insert(house).values(row))


def answered(connection: Connection, at: float, purpose: Purpose, id: str) -> Question | None:
    """Take a question away, whatever becomes of the answer; None when it is not there any more."""
    if _ID.fullmatch(id) is None:
        return None
    taken = delete(house).where(house.c.name == f"{purpose}:{id}").returning(house.c.value)
    value = connection.execute(taken).scalar()
    if value is None or int(id[:12]) <= at:
        return None
    return msgspec.json.decode(value, type=Question)
