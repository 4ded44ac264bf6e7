"""Documents are read in a process of their own: whatever becomes of it, the next one is read."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.paperwork import docx
from parley.errors import EngineFailed, Unsupported
from parley.pool.host import EnginePool
from parley.pool.wire import Load
from parley.search.documents.service import Documents
from parley.search.documents.types import Source


@pytest.fixture
async def pool() -> AsyncIterator[EnginePool]:
    load = Load("parley.search.documents.reader:Reader", {"agent": "parley"})
    pool = EnginePool("documents", load, call_timeout=30, memory_mb=1_024)
    yield pool
    await pool.stop()


async def test_a_reader_that_dies_takes_nothing_along(pool: EnginePool, tmp_path: Path) -> None:
    documents = Documents(host=pool)
    source = Source("lease.docx")
    assert (await documents.read(docx(["租约"]), source)).body == "租约"
    with pytest.raises(Unsupported):  # as it was raised there
        await documents.read(b"\x89PNG\0", source)
    os.kill(pool.pids[0], signal.SIGKILL)
    (tmp_path / "note.md").write_text("# 笔记", "utf-8")
    try:
        found = await documents.file(tmp_path / "note.md")
    except EngineFailed:  # it was asked before anybody saw that it was dead
        found = await documents.file(tmp_path / "note.md")
    assert found.read is not None and found.read.title == "笔记"
    assert (await documents.file(tmp_path / "note.md", found.digest)).read is None
