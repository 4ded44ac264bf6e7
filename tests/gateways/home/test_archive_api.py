"""Everything of a person over HTTP: taken away as one file, deleted for good."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path

import httpx

from fakes.furnished import furnish
from fakes.home_server import HomeServer, listening
from parley.home.accounts.callers import Role
from parley.home.archive.importing import verified


async def test_a_person_takes_everything_away(
    house: HomeServer, anna: httpx.AsyncClient, tmp_path: Path
) -> None:
    me = (await anna.get("/api/me")).json()
    furnished = await furnish(house.home, me["account"])

    answer = await anna.get("/api/export")

    assert answer.status_code == 200 and answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="parley-zyxquagganame-2026-11-21.zip"')
    assert "filename*=UTF-8''parley-zyxquagganame%E9" in disposition
    path = tmp_path / "anna.zip"
    path.write_bytes(answer.content)
    manifest = await verified(path)
    assert manifest.counts["files"] == len(furnished.files)
    log = (await anna.get("/api/audit")).json()["entries"]
    assert log[0]["action"] == "exported"


async def test_a_guest_and_a_stranger_get_nothing(house: HomeServer, guest: httpx.AsyncClient) -> None:
    assert (await guest.get("/api/export")).status_code == 403
    assert (await house.browser().get("/api/export")).status_code == 401


async def test_a_key_for_records_does_not_open_the_archive(
    house: HomeServer, anna: httpx.AsyncClient
) -> None:
    made = (await anna.post("/api/keys", json={"name": "calendar", "scopes": ["records:read"]})).json()
    assert (await house.client(made["key"]).get("/api/export")).status_code == 403


async def test_one_export_at_a_time(house: HomeServer, anna: httpx.AsyncClient) -> None:
    """Given an archive that is being sent, when its person asks for another, then they are asked to wait."""
    account = (await anna.get("/api/me")).json()["account"]
    await furnish(house.home, account, size=20_000_000)
    secret = await house.session(account)
    async with listening(house.app) as host, httpx.AsyncClient(base_url=f"http://{host}") as client:
        headers = {"Authorization": f"Bearer {secret}"}
        async with client.stream("GET", "/api/export", headers=headers) as first:
            assert first.status_code == 200
            again = await client.get("/api/export", headers=headers)
            assert again.status_code == 503 and again.json()["code"] == "busy"
        # The first was broken off, which frees the place.
        for _ in range(200):
            async with client.stream("GET", "/api/export", headers=headers) as third:
                if third.status_code == 200:
                    break
            await asyncio.sleep(0.02)
        else:
            raise AssertionError("the place is never free again")


async def test_who_leaves_is_gone_with_everything(
    house: HomeServer, anna: httpx.AsyncClient, tmp_path: Path
) -> None:
    account = (await anna.get("/api/me")).json()["account"]
    await furnish(house.home, account)
    assert any(path.is_file() for path in (tmp_path / "files").rglob("*"))

    wrong = await anna.request("DELETE", "/api/me", json={"confirm": "somebody else"})
    assert wrong.status_code == 400
    gone = await anna.request("DELETE", "/api/me", json={"confirm": "zyxquagganame龘靐齉"})

    assert gone.status_code == 204
    assert (await anna.get("/api/me")).status_code == 401
    assert [
        path for folder in ("files", "uploads") for path in (tmp_path / folder).rglob("*") if path.is_file()
    ] == []
    assert [each.role for each in await house.home.accounts.people()] == [Role.OWNER]


async def test_the_owner_removes_somebody_with_everything(
    house: HomeServer, owner: httpx.AsyncClient, anna: httpx.AsyncClient, tmp_path: Path
) -> None:
    account = (await anna.get("/api/me")).json()["account"]
    await furnish(house.home, account)
    assert (await owner.delete(f"/api/people/{account}")).status_code == 204
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    answer = await owner.get("/api/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert not any(b"zyxquagga" in file.read(name) for name in file.namelist())
