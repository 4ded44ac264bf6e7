"""The log of who did what: latest first, bounded, and sealed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from fakes.people import SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts import audit as module
from parley.home.accounts.accounts import Account
from parley.home.accounts.audit import FAILURES_TOGETHER, Action, Audit, failure_noted
from parley.home.accounts.callers import DATA, UnknownAccount
from parley.home.accounts.tokens import Tokens
from parley.home.database.database import Database
from parley.home.database.schema import audit as table
from parley.home.vault import Vault


async def test_what_was_done_is_told_latest_first(
    audit: Audit, tokens: Tokens, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    by = await sign_in(anna)
    key = await tokens.make_key(anna.id, "脚本", DATA, by=by)
    await tokens.revoke(anna.id, key.caller.token, by=by)
    await audit.note(anna.id, Action.EXPORTED, by=by)
    entries = await audit.entries(anna.id)
    assert [each.action for each in entries] == [
        Action.EXPORTED,
        Action.KEY_REVOKED,
        Action.KEY_MADE,
        Action.SIGNED_IN,
        Action.ACCOUNT_CREATED,
    ]
    assert {(each.actor, each.device) for each in entries[:4]} == {(anna.id, by.device)}
    assert entries[2].detail["name"] == "脚本"
    assert entries[0].at >= entries[-1].at > 0
    assert {each.account for each in await audit.entries()} == {owner.id, anna.id}


async def test_the_log_is_read_in_pages(audit: Audit, owner: Account) -> None:
    for n in range(10):
        await audit.note(owner.id, Action.EXPORTED, detail={"n": n})
    first = await audit.entries(owner.id, most=4)
    second = await audit.entries(owner.id, before=first[-1].id, most=4)
    assert [each.detail["n"] for each in (*first, *second)] == [9, 8, 7, 6, 5, 4, 3, 2]
    assert await audit.entries(owner.id, most=0) == [] and await audit.entries(owner.id, most=-5) == []
    assert len(await audit.entries(owner.id, most=10**9)) == 11


async def test_only_the_latest_are_kept_of_each_account(
    audit: Audit, owner: Account, anna: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    for n in range(5):
        await audit.note(anna.id, Action.EXPORTED, detail={"n": n})
    assert [each.detail["n"] for each in await audit.entries(anna.id)] == [4, 3, 2]
    assert [each.action for each in await audit.entries(owner.id)] == [Action.ACCOUNT_CREATED]


async def test_nobody_has_no_log(audit: Audit, owner: Account) -> None:
    with pytest.raises(UnknownAccount):
        await audit.note("nobody", Action.EXPORTED)


async def test_failed_sign_ins_of_an_hour_make_one_entry(
    audit: Audit, owner: Account, database: Database, vault: Vault
) -> None:
    for at in (0.0, 10.0, FAILURES_TOGETHER - 1, FAILURES_TOGETHER, FAILURES_TOGETHER + 1):
        await database.write(lambda c, at=at: failure_noted(c, vault, at, owner.id))
    later, earlier, *_ = await audit.entries(owner.id)
    assert (later.detail, earlier.detail) == ({"count": 2}, {"count": 3})


async def test_details_are_sealed_for_their_account_and_action(
    audit: Audit, owner: Account, database: Database, clock: WallClock
) -> None:
    await audit.note(owner.id, Action.EXPORTED, detail={"what": "everything"})
    rows = await database.read(lambda connection: connection.execute(select(table)).all())
    assert "everything" not in repr(rows)
