"""Prints of faces among what was found on photos: made again, and taken out."""

from __future__ import annotations

from collections.abc import AsyncIterator

from msgspec.structs import replace
from sqlalchemy import Connection, update

from parley.home.database.database import Database
from parley.home.database.schema import photo_index
from parley.home.vault import Vault
from parley.vision.photos import rows
from parley.vision.photos.rows import Found

_PAGE = 500


async def look_again_at_faces(database: Database, vault: Vault, account: str) -> int:
    """Have photos with faces that have no prints looked at again; how many there are."""
    count = 0
    async for found in _pages(database, vault, account):
        wanted = [
            each.photo for each in found if each.facts.faces and not any(f.print for f in each.facts.faces)
        ]
        if wanted:
            await database.write(lambda c, wanted=wanted: _again(c, account, wanted))
            count += len(wanted)
    return count


async def forget_prints(database: Database, vault: Vault, account: str, now: float) -> None:
    """Take every print out of what is kept, for good when it returns."""
    async for found in _pages(database, vault, account):
        having = [each for each in found if any(face.print for face in each.facts.faces)]
        if having:
            await database.write(lambda c, having=having: _without(c, vault, account, having, now))


async def _pages(database: Database, vault: Vault, account: str) -> AsyncIterator[list[Found]]:
    """All that was found, some photos at a time."""
    after = (0.0, "")
    while some := await database.read(lambda c, after=after: rows.found_after(c, account, after, _PAGE)):
        photos = [each[0] for each in some]
        after = some[-1][1], some[-1][0]
        yield await database.read(lambda c, photos=photos: rows.found_on(c, vault, account, photos))


def _again(connection: Connection, account: str, photos: list[str]) -> None:
    of = photo_index.c
    mine = (of.account == account) & of.photo.in_(photos) & (of.state == "done")
    connection.execute(update(photo_index).where(mine).values(state="waiting", tries=0))


def _without(connection: Connection, vault: Vault, account: str, found: list[Found], now: float) -> None:
    for each in found:
        faces = tuple(replace(face, print=b"") for face in each.facts.faces)
        rows.rewrite(connection, vault, account, each.photo, replace(each.facts, faces=faces), now)
