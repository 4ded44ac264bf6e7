"""What people send to be let in stays out of the log, however talkative it is and however wrong things go."""

from __future__ import annotations

import logging

import httpx
import pytest

from fakes.home_server import HomeServer, listening
from fakes.victim import NAME, PASSWORD, SIGN_IN_NAME, WORDS, victim
from parley.gateways.home.pairing import GRANT
from parley.telemetry import configure, log


async def test_names_passwords_codes_and_tokens_reach_no_log(
    house: HomeServer,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARLEY_LOG", "debug")
    log.debug("first use")  # configures itself; from here on the level is ours
    configure("debug")
    log.debug("begun")
    caplog.set_level(logging.DEBUG)
    await house.home.accounts.owner()
    somebody = await victim(house)
    code = ""
    async with listening(house.app) as address:
        own = {"Origin": f"http://{address}"}
        async with httpx.AsyncClient(base_url=f"http://{address}", headers=own, trust_env=False) as browser:
            await browser.post("/api/sign-in", json={"sign_in_name": SIGN_IN_NAME, "password": PASSWORD})
            await browser.post("/api/sign-in", json={"sign_in_name": NAME, "password": "okapi quetzal"})
            await browser.post("/api/sign-in", content=f'{{"password": "{PASSWORD}"')
            await browser.put("/api/me", json={"name": f"{NAME} the Second", "language": NAME})
            await browser.put("/api/me/password", json={"old": "okapi", "new": "quetzal"})
            await browser.get(f"/?key={somebody.tokens['link']}")
            await browser.post("/api/link", json={"key": "okapi quetzal"})
            started = (await browser.post("/api/pair/start", json={"kind": "okapi", "model": NAME})).json()
            started = (await browser.post("/api/pair/start", json={"kind": "phone", "model": NAME})).json()
            code = started["user_code"]
            await browser.post("/api/pair/approve", json={"code": code, "name": "okapi"})
            asked = {"grant_type": GRANT, "device_code": started["device_code"]}
            token = (await browser.post("/api/pair/token", data=asked)).json()["access_token"]
            await browser.get("/api/me", headers={"Authorization": f"Bearer {somebody.tokens['expired']}"})
    configure("warning")

    written = capfd.readouterr()
    # The test's own browser logs where it goes; Parley has no part in that.
    records = [
        each.getMessage() for each in caplog.records if not each.name.startswith(("http", "websockets"))
    ]
    told = "\n".join((written.out, written.err, *records))

    assert "begun" in told
    secrets = [*WORDS, PASSWORD, *somebody.tokens.values(), token, started["device_code"], f'"{code}"']
    assert [each for each in secrets if each in told] == []
