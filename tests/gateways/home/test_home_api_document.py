"""``docs/home-api.md`` says what the server does: every route with its need, and its examples run."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest

from fakes.home_server import HomeServer, listening
from fakes.requests_by_route import asked_of
from parley.gateways.access import ANY, Need
from parley.home.accounts.callers import Scope

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs" / "home-api.md").read_text("utf-8")


def written() -> dict[str, str]:
    """Request → what the document says it needs."""
    rows = re.findall(r"^\| `(\w+) (/\S*)` \| (.+?) \|", TEXT, re.MULTILINE)
    return {
        f"{'WS' if method == 'WebSocket' else method} {path}": need.strip("`") for method, path, need in rows
    }


def said(need: Need) -> str:
    return "any token" if need is ANY else need.value


async def test_every_route_and_what_it_needs_is_written_down(house: HomeServer) -> None:
    real = {
        str(each): said(each.needs)
        for each in asked_of(house.app.router.routes)
        # The APIs of other vendors describe themselves at /openapi.
        if each.method != "HEAD" and not each.offered
    }
    real["HEAD /api/files/uploads/{id}"] = Scope.FILES_WRITE.value

    assert written() == real


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_examples_run(house: HomeServer, tmp_path: Path) -> None:
    await house.home.accounts.owner()
    anna = await house.person(name="Anna")
    await house.home.accounts.set_password(anna.id, "correct horse", sign_in_name="anna")
    script = "set -e -o pipefail\n" + "\n".join(
        re.findall(r"^```sh\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    )

    async with listening(house.app) as address:
        running = await asyncio.create_subprocess_exec(
            "bash",
            "-c",
            script,
            cwd=tmp_path,
            env={**os.environ, "PARLEY": f"http://{address}", "no_proxy": "*"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output = (await running.communicate())[0].decode()

    assert running.returncode == 0, output
    assert '"kind":"device"' in output and "Kitchen" in output
    assert [each.name for each in await house.home.tokens.keys(anna.id)] == ["Calendar"]
