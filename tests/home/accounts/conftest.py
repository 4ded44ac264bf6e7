"""People with their ways in, over a real database of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from fakes.people import QUICK, SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts.accounts import Account, Accounts
from parley.home.accounts.audit import Audit
from parley.home.accounts.callers import Caller, Role
from parley.home.accounts.devices import Devices, NewDevice
from parley.home.accounts.pairing import Pairing
from parley.home.accounts.passkeys import Passkeys
from parley.home.accounts.tokens import Tokens
from parley.home.database.database import Database
from parley.home.vault import Vault


@pytest.fixture
async def accounts(database: Database, vault: Vault, clock: WallClock) -> AsyncIterator[Accounts]:
    made = Accounts(database, vault, clock, QUICK)
    yield made
    await made.close()


@pytest.fixture
def tokens(database: Database, vault: Vault, clock: WallClock) -> Tokens:
    return Tokens(database, vault, clock)


@pytest.fixture
def devices(database: Database, vault: Vault, clock: WallClock) -> Devices:
    return Devices(database, vault, clock)


@pytest.fixture
def pairing(database: Database, vault: Vault, clock: WallClock) -> Pairing:
    return Pairing(database, vault, clock)


@pytest.fixture
def passkeys(database: Database, vault: Vault, clock: WallClock) -> Passkeys:
    return Passkeys(database, vault, clock)


@pytest.fixture
def audit(database: Database, vault: Vault, clock: WallClock) -> Audit:
    return Audit(database, vault, clock)


@pytest.fixture
async def owner(accounts: Accounts) -> Account:
    return await accounts.owner()


@pytest.fixture
async def anna(accounts: Accounts, owner: Account) -> Account:
    """A member of the family."""
    return await accounts.create(Role.FAMILY, "Anna")


@pytest.fixture
def sign_in(tokens: Tokens) -> SignIn:
    """``await sign_in(anna)`` signs her in with a browser."""

    async def signed_in(account: Account) -> Caller:
        return (await tokens.sign_in(account.id, NewDevice(name="Firefox"), "password")).caller

    return signed_in
