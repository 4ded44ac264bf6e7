"""Everything of one account as an archive, made while it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from dataclasses import asdict
from importlib.resources import files as resources
from typing import Protocol

import msgspec

from parley.clock import Clock
from parley.home.accounts.accounts import Account, Accounts
from parley.home.accounts.audit import Audit, Entry
from parley.home.accounts.devices import Devices
from parley.home.accounts.passkeys import Passkeys
from parley.home.accounts.sealing import account_key
from parley.home.accounts.tokens import Token, Tokens
from parley.home.archive.contents import Access, FileLine, Profile
from parley.home.archive.manifest import ACCOUNT
from parley.home.archive.members import pack
from parley.home.archive.names import Names, safe
from parley.home.archive.packing import Packing
from parley.home.archive.spool import Spool
from parley.home.archive.unpacking import Told
from parley.home.database.database import Database
from parley.home.files.files import File, Files
from parley.home.vault import Vault

_ENTRIES = 500
"""Audit entries read at a time."""
_RECORD = 1024
"""Bytes that a record counts for in what is told."""


class Parts(Protocol):
    """What an export reads of a ``Home``."""

    database: Database
    vault: Vault
    clock: Clock
    accounts: Accounts
    tokens: Tokens
    passkeys: Passkeys
    devices: Devices
    audit: Audit
    files: Files


async def exported(home: Parts, account: str, told: Told = lambda done, of: None) -> AsyncGenerator[bytes]:
    """The archive, piece by piece. Raises ``UnknownAccount``, ``Unreadable``, ``FilesFailed``."""
    person = await home.accounts.get(account)
    key = await home.database.read(lambda connection: account_key(connection, home.vault, account))
    kept = await home.files.all(account)
    packing = Packing(home.clock.now().timestamp())
    with Spool(account) as spool:
        await spool.fill(home.database)
        total = sum(spool.counts.values()) * _RECORD + sum(file.size for file in kept)
        done = 0
        packing.add("README.md", resources("parley.home.archive").joinpath("readme.txt").read_bytes())
        entries = await _small(home, person, packing)
        async for records in _stepwise(pack(packing, spool, key)):
            done += records * _RECORD
            told(done, total)
            yield packing.take()
        counts = {**spool.counts, "files": len(kept), "audit": entries}
    lines: list[bytes] = []
    names = Names()
    for file in kept:
        line = _line(file, names)
        lines.append(msgspec.json.encode(line) + b"\n")
        # Photos and recordings are packed already.
        with packing.member(line.path, compress=False, large=file.size > 2**31 - 2**20) as writing:
            async for piece in home.files.read(account, file.id):
                await asyncio.to_thread(writing.write, piece)
                done += len(piece)
                told(done, total)
                yield packing.take()
    packing.add("files.jsonl", b"".join(lines))
    packing.finish(ACCOUNT, counts)
    told(total, total)
    yield packing.take()


async def _stepwise(work: Iterator[int]) -> AsyncIterator[int]:
    """Each step in a thread."""
    while (step := await asyncio.to_thread(next, work, None)) is not None:
        yield step


async def _small(home: Parts, person: Account, packing: Packing) -> int:
    """What there is beside records and files; how many audit entries."""
    profile = Profile(
        person.id, person.role.value, person.name, person.sign_in_name, person.language, person.created
    )
    packing.add("profile.json", msgspec.json.format(msgspec.json.encode(profile), indent=2) + b"\n")
    devices = [asdict(device) for device in await home.devices.of(person.id)]
    packing.add("devices.jsonl", _jsonl(devices))
    sessions, keys = await home.tokens.sessions(person.id), await home.tokens.keys(person.id)
    access = [_access("session", each) for each in sessions] + [_access("key", each) for each in keys]
    access += [
        Access("passkey", each.name, each.created, each.used) for each in await home.passkeys.of(person.id)
    ]
    packing.add("access.jsonl", _jsonl(access))
    entries = [entry async for entry in _entries(home.audit, person.id)]
    packing.add("audit.jsonl", _jsonl(entries))
    return len(entries)


async def _entries(audit: Audit, account: str) -> AsyncIterator[Entry]:
    """The log, latest first."""
    before: int | None = None
    while page := await audit.entries(account, before, _ENTRIES):
        for entry in page:
            yield entry
        before = page[-1].id


def _access(kind: str, token: Token) -> Access:
    return Access(kind, token.name, token.created, token.used, token.expires, tuple(sorted(token.scopes)))


def _line(file: File, names: Names) -> FileLine:
    path = "files/" + names.unique(safe(file.name, "file 文件"))
    return FileLine(path, file.id, file.name, file.type, file.size, file.sha256, file.created)


def _jsonl(values: Iterable[object]) -> bytes:
    return b"".join(msgspec.json.encode(value) + b"\n" for value in values)
