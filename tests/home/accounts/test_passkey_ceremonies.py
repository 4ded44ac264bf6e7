"""Passkeys: a security key in software makes one and signs in with it; copies and strangers do not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from fakes.authenticator import Authenticator
from fakes.people import SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts import ceremonies, webauthn
from parley.home.accounts import passkeys as module
from parley.home.accounts.accounts import Account, Accounts
from parley.home.accounts.audit import Action, Audit
from parley.home.accounts.callers import Forbidden, Role, TooMany, TooManyTries, UnknownToken
from parley.home.accounts.passkeys import BadPasskey, Passkey, Passkeys, Site
from parley.home.database.database import Database
from parley.home.database.schema import house

SITE = Site("home.example", "https://home.example")
HERE = "192.0.2.1"


async def register(passkeys: Passkeys, account: Account, key: Authenticator, name: str = "phone") -> Passkey:
    """What a page does to add a passkey."""
    ceremony = await passkeys.registering(account.id, SITE)
    return await passkeys.add(account.id, SITE, ceremony.id, key.create(ceremony.options), name)


async def answer(passkeys: Passkeys, key: Authenticator) -> str:
    """What a page does to sign in."""
    ceremony = await passkeys.signing_in(SITE, HERE)
    return await passkeys.sign_in(SITE, ceremony.id, key.get(ceremony.options), HERE)


@pytest.mark.parametrize("counts", [True, False], ids=["counting", "not counting"])
async def test_a_passkey_signs_in_without_a_name(
    passkeys: Passkeys, accounts: Accounts, anna: Account, counts: bool
) -> None:
    key = Authenticator(counts=counts)
    made = await register(passkeys, anna, key, " Anna's  phone ")
    assert made.name == "Anna's phone"
    assert await passkeys.of(anna.id) == [made]
    assert (await accounts.get(anna.id)).passkeys == 1
    for _ in range(3):
        assert await answer(passkeys, key) == anna.id


async def test_what_the_browser_is_asked(passkeys: Passkeys, anna: Account) -> None:
    key = Authenticator()
    made = await register(passkeys, anna, key)
    create = (await passkeys.registering(anna.id, SITE)).options
    assert create["rp"] == {"name": "Parley", "id": "home.example"}
    assert create["authenticatorSelection"]["residentKey"] == "required"
    assert create["authenticatorSelection"]["userVerification"] == "preferred"
    assert create["user"]["name"] == "Anna" and create["attestation"] == "none"
    assert [each["id"] for each in create["excludeCredentials"]] == [made.id]
    get = (await passkeys.signing_in(SITE, HERE)).options
    assert get["allowCredentials"] == [] and get["userVerification"] == "preferred"
    assert get["challenge"] != create["challenge"]
    json.dumps([create, get])


async def test_an_answer_is_good_once(passkeys: Passkeys, anna: Account) -> None:
    key = Authenticator(counts=False)
    ceremony = await passkeys.registering(anna.id, SITE)
    credential = key.create(ceremony.options)
    await passkeys.add(anna.id, SITE, ceremony.id, credential)
    with pytest.raises(BadPasskey):
        await passkeys.add(anna.id, SITE, ceremony.id, credential)
    asked = await passkeys.signing_in(SITE, HERE)
    assertion = key.get(asked.options)
    outcomes = await asyncio.gather(
        *(passkeys.sign_in(SITE, asked.id, assertion, HERE) for _ in range(5)), return_exceptions=True
    )
    assert sum(each == anna.id for each in outcomes) == 1
    assert sum(isinstance(each, BadPasskey) for each in outcomes) == 4
    # Nor is it an answer to another question.
    again = await passkeys.signing_in(SITE, HERE)
    with pytest.raises(BadPasskey):
        await passkeys.sign_in(SITE, again.id, assertion, HERE)


async def test_a_question_is_for_one_purpose_one_person_and_five_minutes(
    passkeys: Passkeys, owner: Account, anna: Account, clock: WallClock
) -> None:
    key = Authenticator()
    hers = await passkeys.registering(anna.id, SITE)
    with pytest.raises(BadPasskey):
        await passkeys.add(owner.id, SITE, hers.id, key.create(hers.options))
    sign_in = await passkeys.signing_in(SITE, HERE)
    with pytest.raises(BadPasskey):
        await passkeys.add(anna.id, SITE, sign_in.id, key.create(hers.options))
    late = await passkeys.registering(anna.id, SITE)
    clock.jump(timedelta(seconds=ceremonies.LIFE + 1))
    with pytest.raises(BadPasskey):
        await passkeys.add(anna.id, SITE, late.id, key.create(late.options))
    for id in ("", "x", "0" * 44, "\0" * 44):
        with pytest.raises(BadPasskey):
            await passkeys.add(anna.id, SITE, id, key.create(late.options))
    assert await passkeys.of(anna.id) == []


async def test_a_copy_of_a_security_key_is_found_out(passkeys: Passkeys, anna: Account, audit: Audit) -> None:
    key = Authenticator()
    await register(passkeys, anna, key)
    for _ in range(3):
        await answer(passkeys, key)
    key.count = 1  # the copy was made back then
    with pytest.raises(BadPasskey):
        await answer(passkeys, key)
    (entry, *_) = await audit.entries(anna.id)
    assert (entry.action, entry.detail) == (Action.SIGN_IN_FAILED, {"count": 1})


async def test_another_sites_page_gets_nowhere(passkeys: Passkeys, anna: Account) -> None:
    key = Authenticator()
    await register(passkeys, anna, key)
    key.origin = "https://home.example.evil.example"
    with pytest.raises(BadPasskey):
        await answer(passkeys, key)
    with pytest.raises(BadPasskey):
        await register(passkeys, anna, Authenticator("http://home.example"))
    other = await passkeys.signing_in(Site("other.example", "https://other.example"), HERE)
    key.origin = "https://other.example"
    with pytest.raises(BadPasskey):
        await passkeys.sign_in(
            Site("other.example", "https://other.example"), other.id, key.get(other.options), HERE
        )


async def test_strangers_get_nowhere(passkeys: Passkeys, owner: Account, anna: Account) -> None:
    key, stranger = Authenticator(), Authenticator()
    await register(passkeys, anna, key)
    await register(passkeys, owner, stranger)
    with pytest.raises(BadPasskey):  # nobody registered this one
        unknown = Authenticator()
        unknown.create((await passkeys.registering(anna.id, SITE)).options)
        await answer(passkeys, unknown)
    ceremony = await passkeys.signing_in(SITE, HERE)
    with pytest.raises(BadPasskey):  # hers by name, signed by another
        forged = stranger.get(ceremony.options) | {"id": key.get({"challenge": ""})["id"]}
        await passkeys.sign_in(SITE, ceremony.id, forged | {"rawId": forged["id"]}, HERE)
    ceremony = await passkeys.signing_in(SITE, HERE)
    with pytest.raises(BadPasskey):  # says it is for somebody else
        claim = key.get(ceremony.options, user=owner.id.encode())
        await passkeys.sign_in(SITE, ceremony.id, claim, HERE)
    assert await answer(passkeys, key) == anna.id


async def test_one_passkey_is_one_persons(passkeys: Passkeys, owner: Account, anna: Account) -> None:
    key = Authenticator()
    await register(passkeys, anna, key)
    with pytest.raises(BadPasskey):
        await register(passkeys, owner, key)
    assert await passkeys.of(owner.id) == [] and len(await passkeys.of(anna.id)) == 1


async def test_a_removed_passkey_is_of_no_use(
    passkeys: Passkeys, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    key = Authenticator()
    made = await register(passkeys, anna, key)
    await passkeys.rename(anna.id, made.id, "钥匙")
    assert [each.name for each in await passkeys.of(anna.id)] == ["钥匙"]
    for change in (passkeys.rename(owner.id, made.id, "mine"), passkeys.remove(owner.id, made.id)):
        with pytest.raises(UnknownToken):
            await change
    await passkeys.remove(anna.id, made.id, by=await sign_in(anna))
    with pytest.raises(BadPasskey):
        await answer(passkeys, key)


async def test_guests_have_none_and_others_not_without_number(
    passkeys: Passkeys, accounts: Accounts, anna: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest = await accounts.create(Role.GUEST, "Gina")
    with pytest.raises(Forbidden):
        await passkeys.registering(guest.id, SITE)
    monkeypatch.setattr(module, "MOST_PASSKEYS", 2)
    for _ in range(2):
        await register(passkeys, anna, Authenticator())
    with pytest.raises(TooMany):
        await passkeys.registering(anna.id, SITE)


async def test_guessing_and_asking_have_bounds(passkeys: Passkeys, anna: Account) -> None:
    key = Authenticator()
    await register(passkeys, anna, key)
    ceremony = await passkeys.signing_in(SITE, HERE)
    credential = key.get(ceremony.options)
    for _ in range(10):
        with pytest.raises(BadPasskey):
            await passkeys.sign_in(SITE, "0" * 44, credential, HERE)
    with pytest.raises(TooManyTries):
        await passkeys.sign_in(SITE, ceremony.id, credential, HERE)
    assert await passkeys.sign_in(SITE, ceremony.id, credential, "198.51.100.7") == anna.id
    with pytest.raises(TooManyTries):
        for _ in range(100):
            await passkeys.signing_in(SITE, HERE)


async def test_questions_nobody_answers_do_not_pile_up(
    passkeys: Passkeys, anna: Account, database: Database, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ceremonies, "MOST", 3)
    hers = await passkeys.registering(anna.id, SITE)
    for n in range(10):
        await passkeys.signing_in(SITE, f"192.0.2.{n}")
    assert await _questions(database) == 4
    # A flood of strangers does not push out whoever is signed in.
    assert await passkeys.add(anna.id, SITE, hers.id, Authenticator().create(hers.options))
    clock.jump(timedelta(seconds=ceremonies.LIFE + 1))
    await passkeys.signing_in(SITE, HERE)
    assert await _questions(database) == 1


async def _questions(database: Database) -> int:
    query = select(func.count()).select_from(house).where(house.c.name.like("passkey-%"))
    return await database.read(lambda connection: connection.execute(query).scalar_one())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["public-key", "AAAA", "o2Nm"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
RESPONSE = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"), JSON
    ),
)
CREDENTIAL = st.fixed_dictionaries(
    {},
    optional={"id": JSON, "rawId": JSON, "type": JSON | st.just("public-key"), "response": RESPONSE | JSON},
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(CREDENTIAL)
def test_whatever_is_sent_is_refused_in_good_order(credential: Mapping[str, Any]) -> None:
    with pytest.raises(BadPasskey):
        webauthn.made(SITE, credential, b"challenge")
    with pytest.raises(BadPasskey):
        webauthn.answer(SITE, credential, b"challenge", "anna", b"key", 0)
    with pytest.raises(BadPasskey):
        webauthn.answer(
            SITE, dict(credential) | {"id": "AAAA", "rawId": "AAAA"}, b"challenge", "anna", b"key", 0
        )
