"""The server is killed while somebody uploads, and the file is whole. ``benchmarks/uploads.py``: 50 times."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from fakes.files import on_disk
from fakes.nursery import nursery
from fakes.uploading import UploadServer, upload


def test_an_upload_cut_by_kill_9_is_bit_identical_in_the_end(tmp_path: Path) -> None:
    chance = random.Random(21)
    data = chance.randbytes(20_000_000)
    with nursery() as born, UploadServer(tmp_path, born) as server:
        done = upload(server, data, [1_234_567, 15_000_000, len(data)], chance)
        answer = server.ask("GET", f"/api/files/{done.file}")
        assert hashlib.sha256(answer.read()).digest() == hashlib.sha256(data).digest()
    assert done.kills == 3
    assert len(on_disk(tmp_path / "files")) == 1
    assert on_disk(tmp_path / "uploads") == []
