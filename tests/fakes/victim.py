"""Somebody who has something of everything that a home keeps, and how to see whether it leaks or changes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, select

from fakes.authenticator import Authenticator
from fakes.home_server import ORIGIN, HomeServer
from parley.home.accounts.audit import Action
from parley.home.accounts.callers import DATA, EVERYTHING, Kind, Role, Scope
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.accounts.passkeys import Site
from parley.home.database.schema import accounts, audit, metadata
from parley.home.files.ledger import About

NAME, SIGN_IN_NAME, PASSWORD = "Zanzibar", "zanzi@home.example", "quetzal feather 4711"
WORDS = (NAME, SIGN_IN_NAME, "quetzal", "okapi", "axolotl", "琉璃盏")
"""Words that stand in what belongs to the victim and nowhere else."""
CONTENT = b"a photograph of an okapi" * 1000
_TOUCHED = {"used", "seen", "polled"}
"""Columns that tell when something was last used; no harm is done by using it."""
_NOTED = {Action.SIGN_IN_FAILED.value}
"""What others leave in somebody's log: that they tried."""


@dataclass
class Victim:
    """A member of the family, and the ids of all that is theirs."""

    account: str
    ids: dict[str, str] = field(default_factory=dict[str, str])
    """What kind of thing → its id."""
    tokens: dict[str, str] = field(default_factory=dict[str, str])
    """What kind of token → its secret."""

    def leaks_in(self, body: bytes) -> list[str]:
        """What of theirs stands in an answer."""
        text = _opened(body).decode("utf-8", "replace")
        secrets = [*WORDS, self.account, *self.ids.values(), *self.tokens.values()]
        return [each for each in secrets if each in text]


async def victim(house: HomeServer) -> Victim:
    """Make one."""
    home = house.home
    person = await home.accounts.create(Role.FAMILY, NAME)
    id = person.id
    made = Victim(id)
    await home.accounts.set_password(id, PASSWORD, sign_in_name=SIGN_IN_NAME)
    signed_in = await home.tokens.sign_in(id, NewDevice(name="okapi's browser"), "password")
    made.tokens["session"], made.ids["session"] = signed_in.secret, signed_in.caller.token
    speaker = await home.devices.add(id, NewDevice(DeviceKind.SPEAKER, "axolotl speaker", "axolotl room"))
    made.ids["device"] = speaker.id
    made.tokens["device"] = await home.tokens.issue(id, Kind.DEVICE, DATA, speaker.id)
    key = await home.tokens.make_key(id, "axolotl key", {Scope.TALK}, by=signed_in.caller)
    made.tokens["key"], made.ids["key"] = key.secret, key.caller.token
    made.ids["passkey"] = await _passkey(house, id)
    await home.records.put(id, "notes", "shopping", {"title": "okapi", "text": "琉璃盏"})
    about = About("okapi.jpg", "image/jpeg", hashlib.sha256(CONTENT).hexdigest())
    made.ids["file"] = (await home.files.keep(id, len(CONTENT), about, _blocks())).id
    await home.records.put(id, "photos", "okapi-photo", {"file": made.ids["file"], "name": "okapi.jpg"})
    made.ids["photo"] = "okapi-photo"
    await home.records.put(id, "sites", "okapi-site", {"url": "https://okapi.invalid/", "every_hours": 0})
    await home.records.put(id, "bookmarks", "okapi-page", {"url": "https://okapi.invalid/1"})
    made.ids |= {"site": "okapi-site", "bookmark": "okapi-page"}
    made.ids["upload"] = (await home.files.begin(id, 1000, About("axolotl.wav", "audio/wav"))).id
    await _bad_tokens(house, made)
    return made


async def _bad_tokens(house: HomeServer, made: Victim) -> None:
    """Tokens of theirs that are good for nothing, or for too little."""
    tokens, id = house.home.tokens, made.account
    made.tokens["expired"] = await tokens.issue(id, Kind.SESSION, EVERYTHING, life=-1.0)
    revoked = (await tokens.sign_in(id, NewDevice(name="lost okapi phone"), "password")).secret
    caller = await tokens.caller(revoked)
    assert caller is not None
    await tokens.revoke(id, caller.token)
    made.tokens["revoked"] = revoked
    made.tokens["link"] = await tokens.link(id)
    for scope in Scope:
        others = EVERYTHING - {scope, Scope.HOUSE}
        made.tokens[f"without {scope.value}"] = await tokens.issue(id, Kind.KEY, others)


async def _passkey(house: HomeServer, account: str) -> str:
    site, stick = Site("parley.local", ORIGIN), Authenticator(ORIGIN)
    ceremony = await house.home.passkeys.registering(account, site)
    credential = stick.create(ceremony.options)
    return (await house.home.passkeys.add(account, site, ceremony.id, credential, "okapi stick")).id


async def _blocks() -> AsyncIterator[bytes]:
    yield CONTENT


async def belongings(house: HomeServer, account: str) -> dict[str, list[Any]]:
    """Every row of an account in every table, and every file of it: what may not change."""
    found = await house.home.database.read(lambda connection: _rows(connection, account))
    for folder in ("files", "uploads"):
        at = house.folder / folder
        files = [each for each in at.rglob("*") if each.is_file()] if at.is_dir() else []
        found[folder] = sorted((str(each), each.read_bytes()) for each in files if account in str(each))
    return found


def _rows(connection: Connection, account: str) -> dict[str, list[Any]]:
    return {
        table: sorted(map(str, connection.exec_driver_sql(asked)))
        for table, asked in _selects(connection.dialect, account).items()
    }


@cache
def _selects(dialect: Dialect, account: str) -> dict[str, str]:
    """Table → what asks for the account's rows in it.

    As a text, for it is asked a thousand times: to put it together takes ten times as long as to ask.
    """
    found: dict[str, str] = {}
    for table in metadata.sorted_tables:
        column = accounts.c.id if table is accounts else table.c.get("account")
        if column is None:
            continue
        asked = select(*(each for each in table.c if each.name not in _TOUCHED)).where(column == account)
        if table is audit:
            asked = asked.where(table.c.action.not_in(_NOTED))
        found[table.name] = str(asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    return found


def _opened(body: bytes) -> bytes:
    """An archive's members one after the other; anything else as it is."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(
            [*(each.encode() for each in archive.namelist()), *map(archive.read, archive.namelist())]
        )
