"""``docs/sync.md`` is true: its examples run, and it names every collection and bound."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest

from fakes.home_server import home_server, listening
from parley.home.accounts.callers import Kind, Scope
from parley.home.collections import COLLECTIONS, LARGEST_DOCUMENT
from parley.home.orders import LARGEST_PUSH, MOST_RECORDS, MOST_REPLICAS
from parley.home.stamps import AHEAD_MS
from parley.home.sync.wire import PUSH_BYTES

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "sync.md").read_text("utf-8")
SCOPES = {Scope.RECORDS_READ, Scope.RECORDS_WRITE}


def shown(language: str) -> str:
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
async def test_the_examples_run(tmp_path: Path) -> None:
    async with home_server(tmp_path) as house, listening(house.app) as address:
        anna = (await house.person()).id
        key = await house.home.tokens.issue(anna, Kind.KEY, SCOPES)
        running = await asyncio.create_subprocess_exec(
            *("bash", "-e", "-o", "pipefail", "-c", shown("sh")),
            env={**os.environ, "PARLEY": f"http://{address}", "KEY": key, "no_proxy": "*"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output = (await running.communicate())[0].decode()
        assert running.returncode == 0, output
        assert '"taken":3' in output and '"code":"bad_record"' in output
        (note,) = await house.home.records.all(anna, "notes")
        assert note.document["title"] == "Tea" and note.document["text"] == "绿茶"


async def test_the_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with home_server(tmp_path) as house, listening(house.app) as address:
        anna = (await house.person()).id
        key = await house.home.tokens.issue(anna, Kind.KEY, SCOPES)
        names: dict[str, object] = {}
        exec(compile(shown("python"), "docs/sync.md", "exec", dont_inherit=True), names)
        await names["main"](f"http://{address}", key)  # type: ignore[operator]
        assert [each.id for each in await house.home.records.all(anna, "items")] == ["8f2c"]


def test_the_document_names_what_the_code_has() -> None:
    assert re.findall(r"`(\w+)`[,.]", TEXT.split("## Stamps")[0])[-len(COLLECTIONS) :] == list(COLLECTIONS)
    assert LARGEST_DOCUMENT == 64 * 1024 and "64 KiB" in TEXT
    assert f"{LARGEST_PUSH} changes and {PUSH_BYTES >> 20} MiB" in TEXT
    assert f"{MOST_RECORDS:,} records" in TEXT and f"{MOST_REPLICAS:,} replicas" in TEXT
    assert f"{AHEAD_MS // 1000} s ahead" in TEXT
