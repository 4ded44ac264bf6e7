"""What people are called, and what lets them in, stands nowhere on the disk in a form that can be read."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import select

from fakes.authenticator import Authenticator
from fakes.people import QUICK
from fakes.wall_clock import WallClock
from parley.home.accounts.accounts import Accounts
from parley.home.accounts.callers import DATA, Kind, Role
from parley.home.accounts.devices import DeviceKind, Devices, NewDevice
from parley.home.accounts.pairing import Pairing
from parley.home.accounts.passkeys import Passkeys, Site
from parley.home.accounts.tokens import Tokens
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.database.schema import accounts as table
from parley.home.vault import Vault

SITE = Site("home.example", "https://home.example")


def on_disk(folder: Path) -> bytes:
    """Everything that stands in a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


async def test_nothing_personal_and_no_secret_can_be_read(
    tmp_path: Path, vault: Vault, clock: WallClock
) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'home.db'}")
    words, secrets = await _lived(database, vault, clock)
    raw = on_disk(tmp_path)
    await database.close()
    assert b"account.created" in raw and b"192.0.2.1" not in raw
    for text in (*words, *secrets):
        for form in (text, text.casefold()):
            assert form.encode() not in raw, text
            assert form.encode("utf-16-le") not in raw, text


async def test_of_who_left_not_even_the_id_is_on_the_disk(
    tmp_path: Path, vault: Vault, clock: WallClock
) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'home.db'}")
    accounts, devices = Accounts(database, vault, clock, QUICK), Devices(database, vault, clock)
    owner = await accounts.owner()
    anna = await accounts.create(Role.FAMILY, "Anna Wintergarten")
    speaker = await devices.add(anna.id, NewDevice(DeviceKind.SPEAKER, "Kitchen speaker"))
    key = select(table.c.key).where(table.c.id == anna.id)
    wrapped = await database.read(lambda connection: connection.execute(key).scalar_one())
    before = on_disk(tmp_path)
    assert anna.id.encode() in before and speaker.id.encode() in before and wrapped in before
    # Others go on reading and writing meanwhile.
    await asyncio.gather(
        accounts.delete(anna.id),
        *(accounts.change(owner.id, name=f"name {n}") for n in range(10)),
        *(accounts.people() for _ in range(10)),
    )
    raw = on_disk(tmp_path)
    await database.close()
    assert owner.id.encode() in raw
    for trace in (anna.id.encode(), speaker.id.encode(), wrapped):
        assert trace not in raw


async def _lived(database: Database, vault: Vault, clock: WallClock) -> tuple[list[str], list[str]]:
    """Somebody uses everything; the words they used, and the secrets they hold."""
    accounts, tokens = Accounts(database, vault, clock, QUICK), Tokens(database, vault, clock)
    pairing, passkeys = Pairing(database, vault, clock), Passkeys(database, vault, clock)
    await accounts.owner()
    anna = await accounts.create(Role.FAMILY, "Anna Wintergarten")
    await accounts.set_password(anna.id, "correct horse battery", sign_in_name="wintergarten.anna")
    await accounts.check_password("wintergarten.anna", "correct horse battery", "192.0.2.1")
    session = await tokens.sign_in(anna.id, NewDevice(name="Waterfox"), "password")
    api = await tokens.make_key(anna.id, "Backupskript", DATA, by=session.caller)
    link = await tokens.link(anna.id)
    boss = (await tokens.sign_in((await accounts.owner()).id, NewDevice(), "password")).caller
    invitation = await tokens.invite(Role.FAMILY, "Benedikt Morgenstern", by=boss)
    started = await pairing.start("speaker", "Parley One", "192.0.2.1")
    await pairing.approve(
        started.user_code, name="Küchenradio", room="厨房灯下", by=session.caller, address="192.0.2.1"
    )
    device = await pairing.poll(started.device_code)
    plain = await tokens.issue(anna.id, Kind.KEY, DATA, name="Zweitschlüssel")
    ceremony = await passkeys.registering(anna.id, SITE)
    await passkeys.add(anna.id, SITE, ceremony.id, Authenticator().create(ceremony.options), "Schlüsselbund")
    words = ["Anna", "Wintergarten", "Waterfox", "Backupskript", "Benedikt", "Morgenstern", "Küchenradio"]
    words += ["厨房灯下", "Zweitschlüssel", "Schlüsselbund", "correct horse"]
    secrets = [session.secret, api.secret, link, invitation.secret, device.secret, plain]
    return words, [*secrets, started.device_code]
